// SPDX-License-Identifier: GPL-2.0
/*
 * osnoise: how much of its time a busy thread does not get, and who has it.
 *
 * A thread on each CPU reads the clock in a loop. Where two readings are further apart
 * than the threshold of the top instance, something has come between, and noise.c knows
 * how many things came; if it was none, it was the hardware. The sums of each period
 * become a record.
 *
 * The threads run once for all instances that have the tracer, and each gets all
 * records. While osnoise has the CPUs timerlat cannot have them.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/panic.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <trace/events/osnoise.h>
#include "../core/context.h"
#include "../core/printk.h"
#include "../core/record.h"
#include "../core/tracer.h"
#include "noise.h"
#include "osnoise.h"
#include "workers.h"

#define DEFAULT_THRESHOLD	NSEC_PER_USEC

struct osnoise_settings osnoise_settings = {
	.period_us		= USEC_PER_SEC,
	.runtime_us		= USEC_PER_SEC,
	.timerlat_period_us	= USEC_PER_MSEC,
	.options		= OSNOISE_DEFAULTS,
};

LIST_HEAD(osnoise_instances);

static const struct osnoise_load *running;	/* NULL: none; under tracing_mutex */

/* ---- The load --------------------------------------------------------- */

/* Without a load every task is noise to the others. */
static void watch_tasks(bool on)
{
	int cpu;

	for_each_cpu(cpu, &osnoise_settings.cpus) {
		struct noise_cpu *noise = per_cpu_ptr(&noise_cpu, cpu);

		noise->pid = 0;
		noise->source[NOISE_THREAD].start = 0;
		WRITE_ONCE(noise->active, on);
	}
}

static int start_load(void)
{
	if (running->start)
		running->start();
	if (osnoise_option(OSNOISE_WORKLOAD))
		return trace_workers_start(running->workers, &osnoise_settings.cpus);
	watch_tasks(true);
	return 0;
}

static void stop_load(void)
{
	trace_workers_stop(running->workers);
	if (running->stop)
		running->stop();
	watch_tasks(false);
}

static int start(const struct osnoise_load *load)
{
	int err = noise_watch();

	if (err)
		return err;
	running = load;
	err = start_load();
	if (err) {
		running = NULL;
		noise_ignore();
	}
	return err;
}

static void stop(void)
{
	stop_load();
	running = NULL;
	noise_ignore();
}

/**
 * osnoise_join - an instance wants the records of a load
 * @tr: the instance
 * @load: the load, which starts if it is not running
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0; -EBUSY if another load is running; -ENOMEM.
 */
int osnoise_join(struct trace_array *tr, const struct osnoise_load *load)
{
	struct osnoise_instance *inst;
	int err = 0;

	if (running && running != load)
		return -EBUSY;
	inst = kzalloc(sizeof(*inst), GFP_KERNEL);
	if (!inst)
		return -ENOMEM;
	inst->tr = tr;
	trace_latency_set(tr, 0);
	list_add_tail_rcu(&inst->list, &osnoise_instances);
	if (!running)
		err = start(load);
	if (err)
		osnoise_leave(tr);
	return err;
}

/**
 * osnoise_leave - the end of osnoise_join()
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 */
void osnoise_leave(struct trace_array *tr)
{
	struct osnoise_instance *inst, *next;

	list_for_each_entry_safe(inst, next, &osnoise_instances, list) {
		if (inst->tr != tr)
			continue;
		list_del_rcu(&inst->list);
		kfree_rcu(inst, rcu);
	}
	if (running && list_empty(&osnoise_instances))
		stop();
	/* Nobody records in @tr any more. */
	synchronize_rcu();
}

/* Is it the one that runs?  Under tracing_mutex. */
bool osnoise_runs(const struct osnoise_load *load)
{
	return running == load;
}

/**
 * osnoise_set_cpus - let the load run elsewhere
 * @cpus: where
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM; then it runs nowhere.
 */
int osnoise_set_cpus(const struct cpumask *cpus)
{
	if (running)
		stop_load();
	cpumask_copy(&osnoise_settings.cpus, cpus);
	return running ? start_load() : 0;
}

/**
 * osnoise_set_options - change options
 * @options: BIT(OSNOISE_*) of those that are to be on
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM; then there is no load.
 */
int osnoise_set_options(unsigned long options)
{
	bool restart = running && (osnoise_settings.options ^ options) & BIT(OSNOISE_WORKLOAD);

	if (restart)
		stop_load();
	WRITE_ONCE(osnoise_settings.options, options);
	return restart ? start_load() : 0;
}

/**
 * osnoise_stop_tracing - a limit has been passed: leave what has been recorded
 *
 * Context: any.
 */
void osnoise_stop_tracing(void)
{
	struct osnoise_instance *inst;
	int cpu = raw_smp_processor_id();

	guard(preempt_notrace)();
	for_each_osnoise_instance(inst) {
		trace_note(inst->tr, _THIS_IP_, "stop tracing hit on cpu %d\n", cpu);
		if (osnoise_option(OSNOISE_PANIC_ON_STOP))
			panic("tracer hit stop condition on CPU %d\n", cpu);
		tracer_tracing_off(inst->tr);
	}
}

/* ---- Sampling --------------------------------------------------------- */

/**
 * struct sums - of one period; times in nanoseconds
 * @runtime: how long it was
 * @noise: how much of it was not the thread's
 * @longest: the longest single noise
 * @hardware: noises in which nothing came
 */
struct sums {
	u64		runtime;
	u64		noise;
	u64		longest;
	unsigned int	hardware;
};

static u64 threshold(void)
{
	return READ_ONCE(top_trace.latency.threshold) ?: DEFAULT_THRESHOLD;
}

static bool passes(u64 ns, u64 limit_us)
{
	return limit_us && ns >= limit_us * NSEC_PER_USEC;
}

static void add_noise(struct sums *sums, u64 start, u64 ns, u64 comings)
{
	sums->noise += ns;
	sums->longest = max(sums->longest, ns);
	if (!comings)
		sums->hardware++;
	trace_sample_threshold(start, ns, comings);
	if (passes(ns, READ_ONCE(osnoise_settings.stop_us)))
		osnoise_stop_tracing();
}

static void spin(struct noise_cpu *noise, struct sums *sums, u64 runtime)
{
	u64 limit = threshold();
	u64 comings_before, comings;
	u64 begin, before, now;

	begin = noise_sample(noise, &comings_before);
	before = begin;
	do {
		now = noise_sample(noise, &comings);
		if (now - before >= limit)
			add_noise(sums, before, now - before, comings - comings_before);
		before = now;
		comings_before = comings;
		cond_resched();
	} while (now - begin < runtime && !kthread_should_stop());
	sums->runtime = now - begin;
}

static void record(struct trace_array *tr, const struct sums *sums,
		   const unsigned int count[NOISE_NR])
{
	struct trace_record rec __uninitialized;
	struct trace_osnoise_entry *entry;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_osnoise, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->runtime = div_u64(sums->runtime, NSEC_PER_USEC);
	entry->noise = div_u64(sums->noise, NSEC_PER_USEC);
	entry->max_sample = div_u64(sums->longest, NSEC_PER_USEC);
	entry->hw_count = sums->hardware;
	entry->nmi_count = count[NOISE_NMI];
	entry->irq_count = count[NOISE_IRQ];
	entry->softirq_count = count[NOISE_SOFTIRQ];
	entry->thread_count = count[NOISE_THREAD];
	trace_record_end(&rec);
	if (sums->longest > trace_latency_max(tr))
		trace_latency_set(tr, sums->longest);
}

static void record_everywhere(const struct noise_cpu *noise, const struct sums *sums,
			      const u64 before[NOISE_NR])
{
	struct osnoise_instance *inst;
	unsigned int count[NOISE_NR];

	for (unsigned int i = 0; i < NOISE_NR; i++)
		count[i] = noise->source[i].count - before[i];
	guard(preempt_notrace)();
	for_each_osnoise_instance(inst)
		record(inst->tr, sums, count);
}

static void spin_as_told(struct noise_cpu *noise, struct sums *sums, u64 runtime)
{
	bool irqs = osnoise_option(OSNOISE_IRQ_DISABLE);
	bool preempt = osnoise_option(OSNOISE_PREEMPT_DISABLE);

	if (irqs)
		local_irq_disable();
	if (preempt)
		preempt_disable();
	noise->active = true;
	barrier();
	spin(noise, sums, runtime);
	barrier();
	noise->active = false;
	if (preempt)
		preempt_enable();
	if (irqs)
		local_irq_enable();
}

static void sample(struct noise_cpu *noise)
{
	u64 runtime = READ_ONCE(osnoise_settings.runtime_us) * NSEC_PER_USEC;
	u64 before[NOISE_NR];
	struct sums sums = {};

	for (unsigned int i = 0; i < NOISE_NR; i++) {
		before[i] = noise->source[i].count;
		noise->source[i].start = 0;
	}
	noise->pid = current->pid;
	spin_as_told(noise, &sums, runtime);
	record_everywhere(noise, &sums, before);
	if (passes(sums.noise, READ_ONCE(osnoise_settings.stop_total_us)))
		osnoise_stop_tracing();
}

/* The thread is bound to its CPU. */
static int run(void *unused)
{
	struct noise_cpu *noise = raw_cpu_ptr(&noise_cpu);

	while (!kthread_should_stop()) {
		u64 period = READ_ONCE(osnoise_settings.period_us);
		u64 runtime = READ_ONCE(osnoise_settings.runtime_us);

		sample(noise);
		trace_worker_sleep(max(div_u64(period - min(runtime, period), USEC_PER_MSEC), 1));
	}
	return 0;
}

/* ---- The tracer ------------------------------------------------------- */

static struct trace_workers workers = { .name = "osnoise/%u", .run = run };
static const struct osnoise_load osnoise_load = { .workers = &workers };

static int osnoise_init(struct trace_array *tr)
{
	return osnoise_join(tr, &osnoise_load);
}

static struct tracer osnoise_tracer = {
	.name		= "osnoise",
	.init		= osnoise_init,
	.reset		= osnoise_leave,
	.print_header	= trace_osnoise_header,
};

static int __init osnoise_tracer_init(void)
{
	cpumask_copy(&osnoise_settings.cpus, cpu_possible_mask);
	return register_tracer(&osnoise_tracer);
}
core_initcall(osnoise_tracer_init);
