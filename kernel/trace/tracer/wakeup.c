// SPDX-License-Identifier: GPL-2.0
/*
 * wakeup, wakeup_rt and wakeup_dl: the longest time from the wake-up of a task until
 * it runs.
 *
 * An instance waits for one task at a time, the most urgent one. A task that is woken
 * takes the place of a less urgent one, unless it is less urgent than what it has to
 * push aside: that is for the scheduler to order, not late. One that is woken while it
 * runs has nothing to wait for. What the CPU does on which the task waits is recorded;
 * it may move to another one meanwhile.
 *
 * @lock guards who is waited for, and is looked at by all CPUs at each wake-up and
 * switch only if a look without it finds that there is something to do. A task that
 * is waited for runs before it ends, so a pointer to it is never stale; nothing but
 * its value is used.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/sched.h>
#include <linux/sched/deadline.h>
#include <linux/sched/rt.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <trace/events/sched.h>
#include "../core/comm.h"
#include "../core/context.h"
#include "../core/record.h"
#include "latency.h"

/**
 * struct wakeup - who is waited for
 * @lock: of what follows; interrupts off
 * @task: the task, NULL: none
 * @prio: its priority; MAX_PRIO: none
 * @on: the CPU on which it waits
 * @start: since when
 */
struct wakeup {
	arch_spinlock_t			lock;
	const struct task_struct	*task;
	int				prio;
	int				on;
	u64				start;
};

/* Which tasks count. */
enum { ANY_TASK, RT_TASK, DL_TASK };

static bool counts(const struct latency_state *state, struct task_struct *task)
{
	if (task_curr(task))
		return false;
	switch (state->kind->why) {
	case DL_TASK:
		return dl_task(task);
	case RT_TASK:
		return rt_or_dl_task(task);
	default:
		return true;
	}
}

/* Of two deadline tasks, which have one priority, the first is waited for. */
static bool is_urgent(const struct wakeup *wakeup, const struct task_struct *task)
{
	return task->prio < READ_ONCE(wakeup->prio) && task->prio < current->prio;
}

/* ---- Records ---------------------------------------------------------- */

static void fill(struct trace_wake_entry *entry, struct task_struct *prev,
		 struct task_struct *next)
{
	*entry = (struct trace_wake_entry){
		.ent		= entry->ent,
		.prev_pid	= prev->pid,
		.next_pid	= next->pid,
		.next_cpu	= task_cpu(next),
		.prev_prio	= prev->prio,
		.prev_state	= task_state_index(prev),
		.next_prio	= next->prio,
		.next_state	= task_state_index(next),
	};
}

/* Both types have the same layout. */
static void record(struct latency_state *state, unsigned int type, struct task_struct *prev,
		   struct task_struct *next)
{
	struct trace_record rec __uninitialized;
	struct trace_wake_entry *entry;

	BUILD_BUG_ON(sizeof(struct trace_ctx_entry) != sizeof(struct trace_wake_entry));
	entry = trace_record_begin(&rec, state->tr, type, sizeof(*entry), trace_context(1));
	if (!entry)
		return;
	fill(entry, prev, next);
	trace_record_end(&rec);
}

/* ---- One wait --------------------------------------------------------- */

static void set_open(struct latency_state *state, int cpu, bool open)
{
	WRITE_ONCE(per_cpu_ptr(state->cpu, cpu)->open, open);
}

static void forget(struct latency_state *state)
{
	struct wakeup *wakeup = state->data;

	if (!wakeup->task)
		return;
	set_open(state, wakeup->on, false);
	wakeup->task = NULL;
	wakeup->prio = MAX_PRIO;
}

static void wait_for(struct latency_state *state, struct task_struct *task,
		     unsigned long ip)
{
	struct wakeup *wakeup = state->data;

	forget(state);
	wakeup->task = task;
	wakeup->prio = task->prio;
	wakeup->on = task_cpu(task);
	wakeup->start = latency_now(state);
	record(state, TRACE_TYPE_wakeup, current, task);
	latency_record_call(state, ip, 0);
	set_open(state, wakeup->on, true);
}

static void keep(struct latency_state *state, u64 ns, struct task_struct *task)
{
	struct wakeup *wakeup = state->data;
	struct trace_worst worst = {
		.ns	= ns,
		.from	= wakeup->start,
		.cpu	= RB_ALL_CPUS,
		.where	= smp_processor_id(),
	};

	trace_worst_task(&worst, task);
	worst.to = latency_now(state);
	trace_worst_keep(state->tr, &worst);
}

static void runs(struct latency_state *state, struct task_struct *prev,
		 struct task_struct *task, unsigned long ip)
{
	struct wakeup *wakeup = state->data;
	u64 ns = latency_now(state) - wakeup->start;

	if (trace_worst_beaten(state->tr, ns)) {
		/* Nobody else touches this word of a task that does not run yet. */
		trace_comm_seen(task);
		latency_record_call(state, ip, 0);
		record(state, TRACE_TYPE_context_switch, prev, task);
		keep(state, ns, task);
	}
	forget(state);
}

/* ---- Tracepoints, where interrupts are off ---------------------------- */

static void on_wakeup(void *data, struct task_struct *task)
{
	struct latency_state *state = data;
	struct wakeup *wakeup = state->data;

	if (!is_urgent(wakeup, task) || !counts(state, task))
		return;
	arch_spin_lock(&wakeup->lock);
	if (is_urgent(wakeup, task))
		wait_for(state, task, _RET_IP_);
	arch_spin_unlock(&wakeup->lock);
}

static void on_switch(void *data, bool preempt, struct task_struct *prev,
		      struct task_struct *next, unsigned int prev_state)
{
	struct latency_state *state = data;
	struct wakeup *wakeup = state->data;

	if (READ_ONCE(wakeup->task) != next)
		return;
	arch_spin_lock(&wakeup->lock);
	if (wakeup->task == next)
		runs(state, prev, next, _RET_IP_);
	arch_spin_unlock(&wakeup->lock);
}

static void on_migrate(void *data, struct task_struct *task, int cpu)
{
	struct latency_state *state = data;
	struct wakeup *wakeup = state->data;

	if (READ_ONCE(wakeup->task) != task)
		return;
	arch_spin_lock(&wakeup->lock);
	if (wakeup->task == task) {
		set_open(state, wakeup->on, false);
		wakeup->on = cpu;
		set_open(state, cpu, true);
	}
	arch_spin_unlock(&wakeup->lock);
}

/* ---- The tracers ------------------------------------------------------ */

static void ignore(struct latency_state *state)
{
	unregister_trace_sched_wakeup(on_wakeup, state);
	unregister_trace_sched_wakeup_new(on_wakeup, state);
	unregister_trace_sched_migrate_task(on_migrate, state);
	unregister_trace_sched_switch(on_switch, state);
	tracepoint_synchronize_unregister();
	kfree(state->data);
}

/* What begins is looked for last, so that its end is seen. */
static int watch(struct latency_state *state)
{
	struct wakeup *wakeup = kzalloc(sizeof(*wakeup), GFP_KERNEL);
	int err;

	if (!wakeup)
		return -ENOMEM;
	wakeup->lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	wakeup->prio = MAX_PRIO;
	state->data = wakeup;
	err = register_trace_sched_switch(on_switch, state) ?:
	      register_trace_sched_migrate_task(on_migrate, state) ?:
	      register_trace_sched_wakeup_new(on_wakeup, state) ?:
	      register_trace_sched_wakeup(on_wakeup, state);
	if (err)
		ignore(state);
	return err;
}

static const struct latency_kind kinds[] = {
	[ANY_TASK] = { watch, ignore, ANY_TASK },
	[RT_TASK] = { watch, ignore, RT_TASK },
	[DL_TASK] = { watch, ignore, DL_TASK },
};

static int wakeup_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[ANY_TASK]);
}

static int wakeup_rt_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[RT_TASK]);
}

static int wakeup_dl_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[DL_TASK]);
}

static struct tracer wakeup_tracer = LATENCY_TRACER("wakeup", wakeup_init);
static struct tracer wakeup_rt_tracer = LATENCY_TRACER("wakeup_rt", wakeup_rt_init);
static struct tracer wakeup_dl_tracer = LATENCY_TRACER("wakeup_dl", wakeup_dl_init);

static int __init wakeup_tracers_init(void)
{
	return register_tracer(&wakeup_tracer) ?: register_tracer(&wakeup_rt_tracer) ?:
	       register_tracer(&wakeup_dl_tracer);
}
core_initcall(wakeup_tracers_init);
