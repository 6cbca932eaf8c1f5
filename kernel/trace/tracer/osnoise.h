/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What osnoise and timerlat share: settings, the instances that want their records,
 * and the load that runs on the CPUs for all of them.
 */
#ifndef _TRACE_TRACER_OSNOISE_H
#define _TRACE_TRACER_OSNOISE_H

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/types.h>
#include "../core/instance.h"

struct seq_file;
struct trace_iterator;
struct trace_workers;

/* In the order in which the file osnoise/options lists them, behind DEFAULTS. */
enum osnoise_option {
	OSNOISE_WORKLOAD,
	OSNOISE_PANIC_ON_STOP,
	OSNOISE_PREEMPT_DISABLE,
	OSNOISE_IRQ_DISABLE,
	OSNOISE_NR_OPTIONS
};

#define OSNOISE_DEFAULTS	BIT(OSNOISE_WORKLOAD)

/**
 * struct osnoise_settings - what users choose, changed under tracing_mutex
 * @period_us: from the begin of one sampling to the next
 * @runtime_us: how long one is
 * @stop_us: a single noise or a late interrupt that ends tracing, 0: none does
 * @stop_total_us: a sum of noise or a late thread that ends tracing, 0: none does
 * @print_stack_us: a late thread for which the interrupt's stack is told, 0: none
 * @timerlat_period_us: from one timer to the next
 * @options: BIT(OSNOISE_*)
 * @cpus: where the load is to run
 */
struct osnoise_settings {
	u64		period_us;
	u64		runtime_us;
	u64		stop_us;
	u64		stop_total_us;
	u64		print_stack_us;
	u64		timerlat_period_us;
	unsigned long	options;
	struct cpumask	cpus;
};

extern struct osnoise_settings osnoise_settings;

/**
 * struct osnoise_load - what runs on the CPUs
 * @workers: its threads
 * @start: before the first thread runs; NULL: nothing to do
 * @stop: after the last one has ended, NULL: nothing to do
 */
struct osnoise_load {
	struct trace_workers	*workers;
	void			(*start)(void);
	void			(*stop)(void);
};

/**
 * struct osnoise_instance - an instance that has one of the tracers
 * @tr: the instance
 * @list: all of them
 * @rcu: frees it after the last record
 */
struct osnoise_instance {
	struct trace_array	*tr;
	struct list_head	list;
	struct rcu_head		rcu;
};

/* Changed under tracing_mutex, walked with preemption off. */
extern struct list_head osnoise_instances;

#define for_each_osnoise_instance(inst)	\
	list_for_each_entry_rcu(inst, &osnoise_instances, list, \
				lockdep_is_held(&tracing_mutex) || !preemptible())

static inline bool osnoise_option(enum osnoise_option opt)
{
	return READ_ONCE(osnoise_settings.options) & BIT(opt);
}

/* These need tracing_mutex, and may sleep. */
int osnoise_join(struct trace_array *tr, const struct osnoise_load *load);
void osnoise_leave(struct trace_array *tr);
bool osnoise_runs(const struct osnoise_load *load);
int osnoise_set_cpus(const struct cpumask *cpus);
int osnoise_set_options(unsigned long options);

void osnoise_stop_tracing(void);

/* In output/noise.c. */
void trace_osnoise_header(struct seq_file *m, struct trace_iterator *iter);
void trace_timerlat_header(struct seq_file *m, struct trace_iterator *iter);

#endif /* _TRACE_TRACER_OSNOISE_H */
