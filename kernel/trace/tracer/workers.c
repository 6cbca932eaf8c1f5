// SPDX-License-Identifier: GPL-2.0
/*
 * A thread on each of some CPUs, see workers.h.
 *
 * The mutex here nests inside of the lock of CPU hotplug, and threads take neither:
 * one that is told to stop can do so, whoever waits for it.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include "workers.h"

static DEFINE_MUTEX(workers_mutex);
static LIST_HEAD(started);		/* under workers_mutex */

static int start_one(struct trace_workers *workers, unsigned int cpu)
{
	struct task_struct **task = per_cpu_ptr(workers->task, cpu);
	struct task_struct *new;

	new = kthread_create_on_cpu(workers->run, NULL, cpu, workers->name);
	if (IS_ERR(new))
		return PTR_ERR(new);
	get_task_struct(new);
	*task = new;
	wake_up_process(new);
	return 0;
}

static void stop_one(struct trace_workers *workers, unsigned int cpu)
{
	struct task_struct **task = per_cpu_ptr(workers->task, cpu);

	if (!*task)
		return;
	kthread_stop_put(*task);
	*task = NULL;
}

static void stop_all(struct trace_workers *workers)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		stop_one(workers, cpu);
	list_del(&workers->list);
	free_percpu(workers->task);
	workers->task = NULL;
}

static int start_all(struct trace_workers *workers)
{
	unsigned int cpu;
	int err;

	list_add(&workers->list, &started);
	for_each_cpu_and(cpu, &workers->cpus, cpu_online_mask) {
		err = start_one(workers, cpu);
		if (err) {
			stop_all(workers);
			return err;
		}
	}
	return 0;
}

/**
 * trace_workers_start - start the threads
 * @workers: who, with its name and function
 * @cpus: where
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int trace_workers_start(struct trace_workers *workers, const struct cpumask *cpus)
{
	guard(cpus_read_lock)();
	guard(mutex)(&workers_mutex);
	workers->task = alloc_percpu(struct task_struct *);
	if (!workers->task)
		return -ENOMEM;
	cpumask_copy(&workers->cpus, cpus);
	return start_all(workers);
}

/**
 * trace_workers_stop - stop the threads, if they have been started
 * @workers: who
 *
 * Context: may sleep.
 */
void trace_workers_stop(struct trace_workers *workers)
{
	guard(cpus_read_lock)();
	guard(mutex)(&workers_mutex);
	if (workers->task)
		stop_all(workers);
}

void trace_worker_sleep(unsigned int msecs)
{
	set_current_state(TASK_INTERRUPTIBLE);
	if (!kthread_should_stop())
		schedule_timeout(msecs_to_jiffies(msecs));
	__set_current_state(TASK_RUNNING);
}

static int cpu_comes(unsigned int cpu)
{
	struct trace_workers *workers;

	guard(mutex)(&workers_mutex);
	list_for_each_entry(workers, &started, list)
		if (cpumask_test_cpu(cpu, &workers->cpus) &&
		    !*per_cpu_ptr(workers->task, cpu))
			start_one(workers, cpu);
	return 0;
}

static int cpu_goes(unsigned int cpu)
{
	struct trace_workers *workers;

	guard(mutex)(&workers_mutex);
	list_for_each_entry(workers, &started, list)
		stop_one(workers, cpu);
	return 0;
}

static int __init workers_init(void)
{
	int err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "trace/workers:online",
				    cpu_comes, cpu_goes);

	return min(err, 0);
}
late_initcall(workers_init);
