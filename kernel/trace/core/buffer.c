// SPDX-License-Identifier: GPL-2.0
/* The buffer of an instance: size, clock, CPUs, switch. */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/string.h>
#include "clock.h"
#include "instance.h"
#include "snapshot.h"

/**
 * trace_array_clear - forget all records
 * @tr: the instance
 *
 * Context: tracing_mutex or @tr->read_mutex held, may sleep.
 */
void trace_array_clear(struct trace_array *tr)
{
	ringbuf_reset(tr->buffer);
	tr->time_start = ringbuf_now(tr->buffer, raw_smp_processor_id());
}

/**
 * trace_array_expand - give the buffer its full size
 * @tr: the instance
 *
 * An instance that nobody uses has a tiny buffer.  Whatever is about to write
 * to it calls this first.
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM.
 */
int trace_array_expand(struct trace_array *tr)
{
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (tr->expanded)
		return 0;
	err = ringbuf_set_size(tr->buffer, RB_ALL_CPUS, tr->size);
	if (!err)
		tr->expanded = true;
	return err;
}

static int set_size(struct trace_array *tr, unsigned long bytes, int cpu)
{
	struct ringbuf *spare = trace_snapshot_pause(tr);
	int err = spare ? ringbuf_set_size(spare, cpu, bytes) : 0;

	err = err ?: ringbuf_set_size(tr->buffer, cpu, bytes);
	if (spare)
		trace_snapshot_resume(tr);
	return err;
}

/**
 * trace_array_resize - change the size of the buffer
 * @tr: the instance
 * @bytes: bytes for records per CPU
 * @cpu: only this CPU's, or RB_ALL_CPUS
 *
 * The spare buffer for snapshots gets the same size.
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL, -EBUSY while user space maps it, or -ENOMEM; then nothing
 * has changed.
 */
int trace_array_resize(struct trace_array *tr, unsigned long bytes, int cpu)
{
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (!bytes)
		return -EINVAL;
	/* The others have their full size from now on, too. */
	if (cpu != RB_ALL_CPUS) {
		err = trace_array_expand(tr);
		if (err)
			return err;
	}
	err = set_size(tr, bytes, cpu);
	if (err)
		return err;
	if (cpu == RB_ALL_CPUS)
		tr->size = bytes;
	tr->expanded = true;
	return 0;
}

/**
 * trace_array_set_order - change the size of sub-buffers
 * @tr: the instance; its records are forgotten, and its snapshot
 * @order: pages per sub-buffer, as a power of two
 *
 * Context: tracing_mutex held, may sleep.
 * Return: as trace_array_resize().
 */
int trace_array_set_order(struct trace_array *tr, unsigned int order)
{
	struct ringbuf *spare = trace_snapshot_pause(tr);
	int err = spare ? ringbuf_set_subbuf_order(spare, order) : 0;

	err = err ?: ringbuf_set_subbuf_order(tr->buffer, order);
	if (spare)
		trace_snapshot_resume(tr);
	return err;
}

/**
 * trace_array_set_cpumask - choose the CPUs that may write
 * @tr: the instance
 * @mask: the CPUs
 *
 * Context: tracing_mutex held.
 */
void trace_array_set_cpumask(struct trace_array *tr, const struct cpumask *mask)
{
	int cpu;

	lockdep_assert_held(&tracing_mutex);
	for_each_possible_cpu(cpu) {
		bool was = cpumask_test_cpu(cpu, tr->tracing_cpumask);
		bool is = cpumask_test_cpu(cpu, mask);

		if (was && !is)
			ringbuf_record_disable_cpu(tr->buffer, cpu);
		if (!was && is)
			ringbuf_record_enable_cpu(tr->buffer, cpu);
	}
	cpumask_copy(tr->tracing_cpumask, mask);
}

/**
 * trace_clock_set - stamp records with another clock
 * @tr: the instance; its records are forgotten, since times do not compare
 * @name: the clock
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, or -EINVAL if there is no such clock.
 */
int trace_clock_set(struct trace_array *tr, const char *name)
{
	unsigned int i;

	lockdep_assert_held(&tracing_mutex);
	for (i = 0; i < nr_trace_clocks; i++) {
		if (strcmp(name, trace_clocks[i].name))
			continue;
		tr->clock = &trace_clocks[i];
		WRITE_ONCE(tr->read_clock, tr->clock->read);
		trace_array_clear(tr);
		trace_snapshot_clear(tr, RB_ALL_CPUS);
		return 0;
	}
	return -EINVAL;
}

/* The user's switch; any context. */
void tracer_tracing_on(struct trace_array *tr)
{
	if (tr->buffer)
		ringbuf_record_on(tr->buffer);
}

void tracer_tracing_off(struct trace_array *tr)
{
	if (tr->buffer)
		ringbuf_record_off(tr->buffer);
}

bool tracer_tracing_is_on(struct trace_array *tr)
{
	return tr->buffer && ringbuf_record_is_on(tr->buffer);
}
