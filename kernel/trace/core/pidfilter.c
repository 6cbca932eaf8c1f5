// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of each pid filter on the current task of each CPU.
 *
 * It changes in three ways.  A context switch judges the task that comes.  A new
 * list is judged at once, by an interrupt on every CPU.  And the events
 * sched_switch, sched_wakeup and their kin are about two tasks, of which one is
 * enough to be of interest: for the time of such an event the verdict is that on
 * both.  For this two probes surround all others, one that is called first and
 * one that is called last.
 *
 * All of this happens on the CPU itself with interrupts off, so a verdict is
 * never written by somebody who has seen an older list than the one before.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <trace/events/sched.h>
#include "instance.h"
#include "pidfilter.h"

/* Filters with a list; changed under tracing_mutex, read under RCU. */
static LIST_HEAD(filters);

bool pid_filter_refuses(const struct pid_filter *f, pid_t pid)
{
	const struct pidset *only = rcu_dereference_raw(f->list[PID_LIST_ONLY]);
	const struct pidset *never = rcu_dereference_raw(f->list[PID_LIST_NEVER]);

	return (only && !pidset_has(only, pid)) || (never && pidset_has(never, pid));
}

/* ---- Judging ----------------------------------------------------------- */

static void judge_two(pid_t one, pid_t other)
{
	struct pid_filter *f;

	guard(irqsave)();
	list_for_each_entry_rcu(f, &filters, node)
		raw_cpu_write(*f->refused,
			      pid_filter_refuses(f, one) && pid_filter_refuses(f, other));
}

static void judge(pid_t pid)
{
	judge_two(pid, pid);
}

static void before_switch(void *unused, bool preempt, struct task_struct *prev,
			  struct task_struct *next, unsigned int prev_state)
{
	judge_two(prev->pid, next->pid);
}

static void after_switch(void *unused, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	judge(next->pid);
}

static void before_wakeup(void *unused, struct task_struct *task)
{
	judge_two(current->pid, task->pid);
}

static void after_wakeup(void *unused, struct task_struct *task)
{
	judge(current->pid);
}

static void judge_here(void *data)
{
	struct pid_filter *f = data;

	raw_cpu_write(*f->refused, pid_filter_refuses(f, current->pid));
}

/* A CPU that comes later comes with its idle task. */
static void judge_everywhere(struct pid_filter *f)
{
	int cpu;

	guard(cpus_read_lock)();
	for_each_possible_cpu(cpu)
		if (!cpu_online(cpu))
			*per_cpu_ptr(f->refused, cpu) = pid_filter_refuses(f, 0);
	on_each_cpu(judge_here, f, 1);
}

/* ---- Probes ------------------------------------------------------------ */

static void unhook(void)
{
	unregister_trace_sched_switch(before_switch, NULL);
	unregister_trace_sched_switch(after_switch, NULL);
	unregister_trace_sched_wakeup(before_wakeup, NULL);
	unregister_trace_sched_wakeup(after_wakeup, NULL);
	unregister_trace_sched_wakeup_new(before_wakeup, NULL);
	unregister_trace_sched_wakeup_new(after_wakeup, NULL);
	unregister_trace_sched_waking(before_wakeup, NULL);
	unregister_trace_sched_waking(after_wakeup, NULL);
	tracepoint_synchronize_unregister();
}

/* The last word comes first: the verdict on two tasks must never stay. */
static int hook(void)
{
	int err;

	err = register_trace_prio_sched_switch(after_switch, NULL, INT_MIN) ?:
	      register_trace_prio_sched_switch(before_switch, NULL, INT_MAX) ?:
	      register_trace_prio_sched_wakeup(after_wakeup, NULL, INT_MIN) ?:
	      register_trace_prio_sched_wakeup(before_wakeup, NULL, INT_MAX) ?:
	      register_trace_prio_sched_wakeup_new(after_wakeup, NULL, INT_MIN) ?:
	      register_trace_prio_sched_wakeup_new(before_wakeup, NULL, INT_MAX) ?:
	      register_trace_prio_sched_waking(after_wakeup, NULL, INT_MIN) ?:
	      register_trace_prio_sched_waking(before_wakeup, NULL, INT_MAX);
	if (err)
		unhook();
	return err;
}

static int activate(struct pid_filter *f)
{
	int err = list_empty(&filters) ? hook() : 0;

	if (!err)
		list_add_rcu(&f->node, &filters);
	return err;
}

static void deactivate(struct pid_filter *f)
{
	list_del_rcu(&f->node);
	if (list_empty(&filters))
		unhook();
	else
		synchronize_rcu();
	/* Some CPU may have left the verdict on two tasks. */
	judge_everywhere(f);
}

/* ---- Lists ------------------------------------------------------------- */

const struct pidset *pid_filter_list(const struct pid_filter *f, enum pid_list which)
{
	return rcu_dereference_protected(f->list[which], lockdep_is_held(&tracing_mutex));
}

bool pid_filter_is_set(const struct pid_filter *f)
{
	return rcu_access_pointer(f->list[PID_LIST_ONLY]) ||
	       rcu_access_pointer(f->list[PID_LIST_NEVER]);
}

/* Exchange a list; an empty one is none, and needs no memory to become so. */
static int replace(struct pid_filter *f, enum pid_list which, struct pidset *set)
{
	bool was_set = pid_filter_is_set(f);
	struct pidset *old;
	int err = 0;

	if (set && !was_set)
		err = activate(f);
	if (err)
		return err;
	old = rcu_replace_pointer(f->list[which], set, lockdep_is_held(&tracing_mutex));
	if (pid_filter_is_set(f))
		judge_everywhere(f);
	else if (was_set)
		deactivate(f);
	pidset_free_rcu(old);
	return 0;
}

/**
 * pid_filter_add - put tasks into a list
 * @f: the filter
 * @which: the list
 * @text: thread ids, separated by white space
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL for what is no thread id, or -ENOMEM; then nothing has changed.
 */
int pid_filter_add(struct pid_filter *f, enum pid_list which, char *text)
{
	struct pidset *set = pidset_copy(pid_filter_list(f, which));
	int err;

	if (!set)
		return -ENOMEM;
	err = pidset_parse(set, text);
	if (!err && !pidset_is_empty(set))
		err = replace(f, which, set);
	else
		err = err ?: -ENODATA;
	if (err)
		pidset_free(set);
	return err == -ENODATA ? replace(f, which, NULL) : err;
}

/**
 * pid_filter_clear - drop a list
 * @f: the filter
 * @which: the list
 *
 * Context: tracing_mutex held, may sleep.
 */
void pid_filter_clear(struct pid_filter *f, enum pid_list which)
{
	replace(f, which, NULL);
}

/**
 * pid_filter_drop - drop all lists
 * @f: the filter
 *
 * Context: tracing_mutex held, may sleep.
 */
void pid_filter_drop(struct pid_filter *f)
{
	pid_filter_clear(f, PID_LIST_ONLY);
	pid_filter_clear(f, PID_LIST_NEVER);
}

/**
 * pid_filter_init - a filter without lists
 * @f: the filter
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int pid_filter_init(struct pid_filter *f)
{
	f->refused = alloc_percpu(bool);
	return f->refused ? 0 : -ENOMEM;
}

/**
 * pid_filter_destroy - free a filter
 * @f: the filter, without lists; may be one that pid_filter_init() gave up on
 *
 * Context: may sleep; nobody asks it any more.
 */
void pid_filter_destroy(struct pid_filter *f)
{
	free_percpu(f->refused);
}
