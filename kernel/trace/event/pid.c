// SPDX-License-Identifier: GPL-2.0
/*
 * Events of some tasks only: set_event_pid and set_event_notrace_pid.
 *
 * While an instance has one of the two lists, its events carry PID_FILTER, and
 * each hit asks whether the lists refuse the current task.
 *
 * The events sched_switch, sched_wakeup and their kin are about two tasks: the
 * current one and another, and users want them if either is of interest.  While
 * there are lists, a probe that is called before all others leaves the pid of
 * the other task in a variable of the CPU, and one that is called last takes it
 * away; hits in between are refused only if the lists refuse both.  These events
 * happen with interrupts off, so no other event comes between.
 */
#include <linux/fs.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/tracefs.h>
#include <trace/events/sched.h>
#include "../core/instance.h"
#include "enable.h"
#include "files.h"
#include "pid.h"

#define NO_PID	(-1)

/* Which of the two lists a file is about. */
enum { LIST_ONLY, LIST_NEVER };

/* Pids of one request, as text. */
#define REQUEST_MAX	(16 * PAGE_SIZE)

static DEFINE_PER_CPU(pid_t, other_pid) = NO_PID;

/* Instances that have a list; under tracing_mutex. */
static unsigned int nr_users;

static bool notrace refused_by_pid(const struct trace_array *tr)
{
	pid_t other;

	if (!pid_filter_refuses(&tr->event_pids, current->pid))
		return false;
	other = this_cpu_read(other_pid);
	return other == NO_PID || pid_filter_refuses(&tr->event_pids, other);
}

/**
 * trace_event_refuse - the slow part of trace_event_skip()
 * @rec: handle of the record that may follow
 * @file: the event as the receiver sees it
 * @ip: where the event happened
 *
 * Context: any, NMI included; preemption off.
 * Return: true if nothing is to be recorded.
 */
bool notrace trace_event_refuse(struct trace_record *rec,
				struct trace_event_file *file, unsigned long ip)
{
	unsigned long flags = READ_ONCE(file->flags);

	if (flags & EVENT_FILE_FL_PERF) {
		rec->ip = ip;
		rec->task = NULL;
		rec->count = 1;
		return false;
	}
	if (flags & EVENT_FILE_FL_SOFT_DISABLED)
		return true;
	return flags & EVENT_FILE_FL_PID_FILTER && refused_by_pid(file->tr);
}
EXPORT_SYMBOL_GPL(trace_event_refuse);

/* ---- The other task --------------------------------------------------- */

static void before_switch(void *unused, bool preempt, struct task_struct *prev,
			  struct task_struct *next, unsigned int prev_state)
{
	this_cpu_write(other_pid, next->pid);
}

static void after_switch(void *unused, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	this_cpu_write(other_pid, NO_PID);
}

static void before_wakeup(void *unused, struct task_struct *task)
{
	this_cpu_write(other_pid, task->pid);
}

static void after_wakeup(void *unused, struct task_struct *task)
{
	this_cpu_write(other_pid, NO_PID);
}

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
}

/* What clears comes first: a pid must never stay behind. */
static int hook(void)
{
	int err;

	err = register_trace_prio_sched_switch(after_switch, NULL, INT_MIN) ?:
	      register_trace_prio_sched_switch(before_switch, NULL, INT_MAX) ?:
	      register_trace_prio_sched_wakeup(after_wakeup, NULL, INT_MIN) ?:
	      register_trace_prio_sched_wakeup(before_wakeup, NULL, INT_MAX) ?:
	      register_trace_prio_sched_wakeup_new(after_wakeup, NULL,
						   INT_MIN) ?:
	      register_trace_prio_sched_wakeup_new(before_wakeup, NULL,
						   INT_MAX) ?:
	      register_trace_prio_sched_waking(after_wakeup, NULL, INT_MIN) ?:
	      register_trace_prio_sched_waking(before_wakeup, NULL, INT_MAX);
	if (err)
		unhook();
	return err;
}

/*
 * A probe that sets may run once more after the one that clears is gone.  With
 * no lists left nobody looks; whoever makes the next one starts afresh.
 */
static void forget_others(void)
{
	int cpu;

	tracepoint_synchronize_unregister();
	for_each_possible_cpu(cpu)
		per_cpu(other_pid, cpu) = NO_PID;
}

/* ---- The lists -------------------------------------------------------- */

static struct pidset __rcu **list_of(struct trace_array *tr, int which)
{
	return which == LIST_ONLY ? &tr->event_pids.only : &tr->event_pids.never;
}

static bool has_lists(const struct trace_array *tr)
{
	return rcu_access_pointer(tr->event_pids.only) ||
	       rcu_access_pointer(tr->event_pids.never);
}

static void mark_events(struct trace_array *tr)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &tr->events, list)
		assign_bit(EVENT_FILE_FL_PID_FILTER_BIT, &file->flags,
			   has_lists(tr));
}

/* Exchange a list; an empty one is none. */
static int replace(struct trace_array *tr, int which, struct pidset *new)
{
	struct pidset __rcu **list = list_of(tr, which);
	bool had = has_lists(tr);
	struct pidset *old;
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (new && !had && !nr_users) {
		err = hook();
		if (err)
			return err;
	}
	old = rcu_replace_pointer(*list, new, lockdep_is_held(&tracing_mutex));
	nr_users += has_lists(tr) - had;
	mark_events(tr);
	if (had && !nr_users) {
		unhook();
		forget_others();
	}
	if (old)
		pidset_free_rcu(old);
	return 0;
}

void trace_event_pids_drop(struct trace_array *tr)
{
	replace(tr, LIST_ONLY, NULL);
	replace(tr, LIST_NEVER, NULL);
}

static int add_pids(struct trace_array *tr, int which, char *text)
{
	struct pidset __rcu **list = list_of(tr, which);
	struct pidset *old, *new;
	int err;

	guard(mutex)(&tracing_mutex);
	old = rcu_dereference_protected(*list, lockdep_is_held(&tracing_mutex));
	new = pidset_copy(old);
	if (!new)
		return -ENOMEM;
	err = pidset_parse(new, text);
	if (!err && pidset_is_empty(new)) {
		pidset_free(new);
		return replace(tr, which, NULL);
	}
	err = err ?: replace(tr, which, new);
	if (err)
		pidset_free(new);
	return err;
}

/* ---- The files -------------------------------------------------------- */

struct pid_open {
	struct trace_array	*tr;
	int			which;
};

static int pid_show(struct seq_file *m, void *unused)
{
	const struct pid_open *open = m->private;
	const struct pidset *set;
	int pid = -1;

	guard(mutex)(&tracing_mutex);
	set = rcu_dereference_protected(*list_of(open->tr, open->which),
					lockdep_is_held(&tracing_mutex));
	while (set && (pid = pidset_next(set, pid)) >= 0)
		seq_printf(m, "%d\n", pid);
	return 0;
}

static int pid_open(struct inode *inode, struct file *filp)
{
	struct pid_open *open = kzalloc(sizeof(*open), GFP_KERNEL);
	int err = -ENODEV;

	if (!open)
		return -ENOMEM;
	open->tr = inode->i_private;
	open->which = tracefs_file_of(inode)->arg;
	if (trace_array_get(open->tr)) {
		err = single_open(filp, pid_show, open);
		if (err)
			trace_array_put(open->tr);
	}
	if (err) {
		kfree(open);
		return err;
	}
	if (filp->f_mode & FMODE_WRITE && filp->f_flags & O_TRUNC) {
		guard(mutex)(&tracing_mutex);
		replace(open->tr, open->which, NULL);
	}
	return 0;
}

static ssize_t pid_write(struct file *filp, const char __user *ubuf, size_t size,
			 loff_t *pos)
{
	struct seq_file *m = filp->private_data;
	struct pid_open *open = m->private;
	char *text;
	int err;

	if (size > REQUEST_MAX)
		return -EINVAL;
	text = memdup_user_nul(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = add_pids(open->tr, open->which, text);
	kfree(text);
	if (err)
		return err;
	*pos += size;
	return size;
}

static int pid_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;
	struct pid_open *open = m->private;

	trace_array_put(open->tr);
	kfree(open);
	return single_release(inode, filp);
}

static const struct file_operations pid_fops = {
	.open		= pid_open,
	.read		= seq_read,
	.write		= pid_write,
	.llseek		= seq_lseek,
	.release	= pid_release,
};

const struct tracefs_file trace_event_pid_files[2] = {
	{
		.name	= "set_event_pid",
		.mode	= 0640,
		.fops	= &pid_fops,
		.arg	= LIST_ONLY,
	},
	{
		.name	= "set_event_notrace_pid",
		.mode	= 0640,
		.fops	= &pid_fops,
		.arg	= LIST_NEVER,
	},
};
