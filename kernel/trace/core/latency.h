/* SPDX-License-Identifier: GPL-2.0 */
/* The worst latency that an instance has seen: tracing_max_latency. */
#ifndef _TRACE_CORE_LATENCY_H
#define _TRACE_CORE_LATENCY_H

#include <linux/irq_work.h>
#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>
#include <linux/uidgid_types.h>
#include <linux/workqueue.h>

struct trace_array;

#define TRACE_THRESHOLD_FILE	"tracing_thresh"
#define TRACE_LATENCY_FILE	"tracing_max_latency"

/**
 * struct trace_worst - the latency whose trace is kept in the snapshot
 * @ns: how long it was, 0 if there has been none
 * @from: when it began, in units of the clock of the instance
 * @to: when its last record was written
 * @cpu: the one whose records tell of it, or RB_ALL_CPUS
 * @where: the CPU on which it ended
 * @begin: the function where it began, 0 if that is of no interest
 * @end: the function where it ended
 * @comm: the task that it happened to
 * @pid: that task's
 * @uid: that task's
 * @nice: that task's
 * @policy: that task's
 * @rt_priority: that task's
 */
struct trace_worst {
	u64		ns;
	u64		from;
	u64		to;
	int		cpu;
	int		where;
	unsigned long	begin;
	unsigned long	end;
	char		comm[TASK_COMM_LEN];
	pid_t		pid;
	kuid_t		uid;
	int		nice;
	unsigned int	policy;
	unsigned int	rt_priority;
};

/**
 * struct trace_latency - a latency that is to be beaten
 * @ns: nanoseconds; one writer at a time, who has @lock or is a tracer alone
 * @threshold: nanoseconds; what is shorter is not worth a record, 0 if all is
 * @irq: asks for @work, from any context
 * @work: tells those who watch the file
 * @lock: of @worst and the snapshot that belongs to it; interrupts off
 * @readers: who reads the snapshot, which stays meanwhile
 * @missed: latencies that would have been the worst while the snapshot was busy
 * @worst: see there
 */
struct trace_latency {
	u64			ns;
	u64			threshold;
	struct irq_work		irq;
	struct work_struct	work;
	arch_spinlock_t		lock;
	atomic_t		readers;
	atomic_long_t		missed;
	struct trace_worst	worst;
};

void trace_latency_init(struct trace_latency *latency);
u64 trace_latency_max(const struct trace_array *tr);
void trace_latency_set(struct trace_array *tr, u64 ns);

/* The worst one and its trace, see worst.c. */
bool trace_worst_beaten(const struct trace_array *tr, u64 ns);
void trace_worst_task(struct trace_worst *worst, const struct task_struct *task);
bool trace_worst_keep(struct trace_array *tr, const struct trace_worst *worst);
void trace_worst_forget(struct trace_array *tr);
void trace_worst_hold(struct trace_array *tr);
void trace_worst_release(struct trace_array *tr);

#endif /* _TRACE_CORE_LATENCY_H */
