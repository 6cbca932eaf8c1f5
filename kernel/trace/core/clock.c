// SPDX-License-Identifier: GPL-2.0
/*
 * Clocks for records.
 *
 * Every clock can be read in any context, NMI included, without a lock.
 */
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include <linux/trace_clock.h>
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include "clock.h"

/**
 * trace_clock_local - the fastest clock, not in step between CPUs
 *
 * Context: any.
 * Return: nanoseconds, never decreasing on one CPU while it stays awake.
 */
u64 notrace trace_clock_local(void)
{
	return sched_clock();
}
EXPORT_SYMBOL_GPL(trace_clock_local);

/* As local_clock(), which can itself be traced and would add a record to each. */
static __always_inline u64 untraced_local_clock(void)
{
	guard(preempt_notrace)();
	return local_clock_noinstr();
}

/**
 * trace_clock - in step between CPUs up to a jiffy, no shared cache line
 *
 * Context: any.
 * Return: nanoseconds.
 */
u64 notrace trace_clock(void)
{
	return untraced_local_clock();
}
EXPORT_SYMBOL_GPL(trace_clock);

/**
 * trace_clock_jiffies - time since boot in clock ticks as user space has them
 *
 * Context: any.
 * Return: ticks of 1 / USER_HZ seconds.
 */
u64 notrace trace_clock_jiffies(void)
{
	return jiffies_64_to_clock_t(READ_ONCE(jiffies_64) - INITIAL_JIFFIES);
}
EXPORT_SYMBOL_GPL(trace_clock_jiffies);

/*
 * The latest time that any CPU was given.  trace_clock_global() raises it
 * with a compare-exchange or, if another CPU is ahead, adopts its value, so
 * that whoever reads the clock after somebody else never sees an earlier
 * time.  No lock: a failed exchange means that time went on.
 */
static atomic64_t global_latest ____cacheline_aligned_in_smp;

/**
 * trace_clock_global - one order of time for all CPUs
 *
 * Context: any.
 * Return: nanoseconds, never less than a value returned earlier anywhere.
 */
u64 notrace trace_clock_global(void)
{
	s64 now = untraced_local_clock();
	s64 latest = raw_atomic64_read(&global_latest);

	do {
		if (now - latest <= 0)
			return latest;
	} while (!raw_atomic64_try_cmpxchg(&global_latest, &latest, now));
	return now;
}
EXPORT_SYMBOL_GPL(trace_clock_global);

static atomic64_t event_counter;

/**
 * trace_clock_counter - numbers instead of times
 *
 * Context: any.
 * Return: one more than the last time that it was asked.
 */
u64 notrace trace_clock_counter(void)
{
	return raw_atomic64_inc_return(&event_counter);
}

const struct trace_clock_info trace_clocks[] = {
	{ trace_clock_local,		"local",	true },
	{ trace_clock_global,		"global",	true },
	{ trace_clock_counter,		"counter",	false },
	{ trace_clock_jiffies,		"uptime",	false },
	{ trace_clock,			"perf",		true },
	{ ktime_get_mono_fast_ns,	"mono",		true },
	{ ktime_get_raw_fast_ns,	"mono_raw",	true },
	{ ktime_get_boot_fast_ns,	"boot",		true },
	{ ktime_get_tai_fast_ns,	"tai",		true },
	ARCH_TRACE_CLOCKS
};

const unsigned int nr_trace_clocks = ARRAY_SIZE(trace_clocks);
