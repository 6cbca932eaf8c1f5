// SPDX-License-Identifier: GPL-2.0
/*
 * The worst latency, with its trace.
 *
 * When a latency tracer has found a worse one than before, what the CPU (or all of
 * them) has recorded up to now is exchanged with the snapshot, and stays there
 * until there is a worse one still. Older records are in the snapshot, too: those
 * who show it leave out what is not between @from and @to.
 *
 * A reader has to see records and facts that belong together, so nothing is kept
 * while one has the snapshot open: a latency that would have been the worst is
 * counted as missed. trace_worst_keep() looks at @readers under the lock, and
 * trace_worst_hold() passes the lock after it has raised them.
 *
 * The lock is taken where nothing may be traced, so it is the architecture's.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "instance.h"
#include "latency.h"
#include "snapshot.h"

/**
 * trace_worst_beaten - is it worth being kept
 * @tr: the instance
 * @ns: how long it was
 *
 * Context: any.
 * Return: true if it is longer than the worst one, or not below the threshold if
 * there is one.
 */
bool trace_worst_beaten(const struct trace_array *tr, u64 ns)
{
	u64 threshold = READ_ONCE(tr->latency.threshold);

	return threshold ? ns >= threshold : ns > READ_ONCE(tr->latency.ns);
}

/**
 * trace_worst_task - note what is to be said about a task
 * @worst: where
 * @task: the task, which does not go away
 *
 * Context: any.
 */
void trace_worst_task(struct trace_worst *worst, const struct task_struct *task)
{
	memcpy(worst->comm, task->comm, TASK_COMM_LEN);
	worst->comm[TASK_COMM_LEN - 1] = '\0';
	worst->pid = task->pid;
	scoped_guard(rcu)
		worst->uid = __task_cred(task)->uid;
	worst->nice = task_nice(task);
	worst->policy = task->policy;
	worst->rt_priority = task->rt_priority;
}

static bool keep(struct trace_array *tr, const struct trace_worst *worst)
{
	struct trace_latency *latency = &tr->latency;

	if (!trace_worst_beaten(tr, worst->ns) || !tracer_tracing_is_on(tr))
		return false;
	if (atomic_read(&latency->readers) ||
	    !trace_snapshot_try(tr, worst->cpu != RB_ALL_CPUS)) {
		atomic_long_inc(&latency->missed);
		return false;
	}
	latency->worst = *worst;
	trace_latency_set(tr, worst->ns);
	return true;
}

/**
 * trace_worst_keep - keep a latency and its trace if there has been no worse one
 * @tr: the instance, whose tracer has said trace_snapshot_arm()
 * @worst: all about it; its cpu is this one or RB_ALL_CPUS
 *
 * Context: interrupts off; not NMI.
 * Return: true if it is kept.
 */
bool trace_worst_keep(struct trace_array *tr, const struct trace_worst *worst)
{
	bool kept;

	arch_spin_lock(&tr->latency.lock);
	kept = keep(tr, worst);
	arch_spin_unlock(&tr->latency.lock);
	return kept;
}

/* Let who is in trace_worst_keep() come out of it. */
static void pass_lock(struct trace_array *tr)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	arch_spin_lock(&tr->latency.lock);
	arch_spin_unlock(&tr->latency.lock);
	raw_local_irq_restore(flags);
}

/**
 * trace_worst_hold - nothing is kept from now on
 * @tr: the instance
 *
 * Context: may sleep.
 */
void trace_worst_hold(struct trace_array *tr)
{
	atomic_inc(&tr->latency.readers);
	pass_lock(tr);
	trace_snapshot_wait(tr);
}

/* The end of trace_worst_hold(). */
void trace_worst_release(struct trace_array *tr)
{
	atomic_dec(&tr->latency.readers);
}

/**
 * trace_worst_forget - there is no trace of the worst one
 * @tr: the instance; the latency to beat stays
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_worst_forget(struct trace_array *tr)
{
	trace_worst_hold(tr);
	trace_snapshot_clear(tr, RB_ALL_CPUS);
	tr->latency.worst = (struct trace_worst){ };
	atomic_long_set(&tr->latency.missed, 0);
	trace_worst_release(tr);
}
