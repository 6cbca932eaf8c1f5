/* SPDX-License-Identifier: GPL-2.0 */
/* A thread on each of some CPUs, that comes and goes with its CPU. */
#ifndef _TRACE_TRACER_WORKERS_H
#define _TRACE_TRACER_WORKERS_H

#include <linux/cpumask.h>
#include <linux/list.h>

struct task_struct;

/**
 * struct trace_workers - the threads of a tracer
 * @name: of each, with a %u for the CPU
 * @run: what each does until kthread_should_stop(); must end soon then
 * @cpus: where they are wanted
 * @task: they, by CPU
 * @list: all that have been started
 */
struct trace_workers {
	const char			*name;
	int				(*run)(void *unused);
	struct cpumask			cpus;
	struct task_struct * __percpu	*task;
	struct list_head		list;
};

int trace_workers_start(struct trace_workers *workers, const struct cpumask *cpus);
void trace_workers_stop(struct trace_workers *workers);

/* Sleep in a kthread, which ends when it is told to stop. */
void trace_worker_sleep(unsigned int msecs);

#endif /* _TRACE_TRACER_WORKERS_H */
