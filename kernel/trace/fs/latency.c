// SPDX-License-Identifier: GPL-2.0
/*
 * tracing_max_latency: the worst latency so far, or one to beat; tracing_thresh: what is
 * shorter is left out. Both in microseconds. missed_latencies: how many would have been
 * kept, but for who was reading.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/seq_file.h>
#include <linux/time64.h>
#include "../core/instance.h"
#include "../core/latency.h"
#include "table.h"

/* Microseconds as text to nanoseconds, or as many as there can be. */
static int read_usecs(const char *text, u64 *time)
{
	u64 usecs;
	int err = kstrtou64(text, 10, &usecs);

	if (err)
		return err;
	if (check_mul_overflow(usecs, (u64)NSEC_PER_USEC, time))
		*time = U64_MAX;
	return 0;
}

static int max_show(struct seq_file *m, const struct trace_place *place,
		    const struct tracefs_file *row)
{
	seq_printf(m, "%llu\n", div_u64(trace_latency_max(place->tr), NSEC_PER_USEC));
	return 0;
}

static int max_store(const struct trace_place *place, const struct tracefs_file *row,
		     char *text)
{
	u64 time;
	int err = read_usecs(text, &time);

	if (err)
		return err;
	trace_latency_set(place->tr, time);
	atomic_long_set(&place->tr->latency.missed, 0);
	return 0;
}

static const struct trace_control max_control = { max_show, max_store };

static int threshold_show(struct seq_file *m, const struct trace_place *place,
			  const struct tracefs_file *row)
{
	seq_printf(m, "%llu\n", div_u64(place->tr->latency.threshold, NSEC_PER_USEC));
	return 0;
}

static int threshold_store(const struct trace_place *place, const struct tracefs_file *row,
			   char *text)
{
	u64 time;
	int err = read_usecs(text, &time);

	if (err)
		return err;
	WRITE_ONCE(place->tr->latency.threshold, time);
	return 0;
}

static const struct trace_control threshold_control = { threshold_show, threshold_store };

static int missed_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	seq_printf(m, "%ld\n", atomic_long_read(&place->tr->latency.missed));
	return 0;
}

static const struct trace_control missed_control = { missed_show };

static const struct tracefs_file latency_files[] = {
	TRACE_CONTROL(TRACE_LATENCY_FILE, TRACE_MODE_WRITE, &max_control),
	TRACE_CONTROL(TRACE_THRESHOLD_FILE, TRACE_MODE_WRITE, &threshold_control),
	TRACE_CONTROL("missed_latencies", TRACE_MODE_READ, &missed_control),
};

TRACE_FILES(latency_files, TRACE_INSTANCE);
