// SPDX-License-Identifier: GPL-2.0
/* Files about the buffer of an instance: size, switch, CPUs, clock. */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/wait.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "table.h"

/* Largest sub-buffer that buffer_subbuf_size_kb takes, as a power of pages. */
#define SUBBUF_ORDER_MAX	7

/* Is @cpu one of those that the file is about? */
static bool concerns(const struct trace_place *place, int cpu)
{
	return ringbuf_has_cpu(place->tr->buffer, cpu) &&
	       (place->cpu == RB_ALL_CPUS || place->cpu == cpu);
}

/* Returns what kstrtoul() makes of @text, and checks the range. */
static int number(const char *text, unsigned long min, unsigned long max,
		  unsigned long *val)
{
	int ret = kstrtoul(text, 10, val);

	return ret ?: (*val < min || *val > max ? -EINVAL : 0);
}

/* That of an instance is made when somebody needs it, and nobody has to know. */
static unsigned long cpu_kb(const struct trace_place *place, int cpu)
{
	const struct trace_array *tr = place->tr;

	if (!tr->expanded && !trace_array_is_top(tr))
		return ringbuf_size_for(tr->buffer, tr->size) >> 10;
	return ringbuf_size(tr->buffer, cpu) >> 10;
}

/* The top instance's shows what size it will have, too, until somebody uses it. */
static void show_kb(struct seq_file *m, const struct trace_place *place, unsigned long now,
		    unsigned long expanded)
{
	const struct trace_array *tr = place->tr;

	if (tr->expanded || !trace_array_is_top(tr) || place->cpu != RB_ALL_CPUS)
		seq_printf(m, "%lu\n", now);
	else
		seq_printf(m, "%lu (expanded: %lu)\n", now, expanded);
}

static int size_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	unsigned long kb = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!concerns(place, cpu))
			continue;
		if (kb && kb != cpu_kb(place, cpu)) {
			seq_puts(m, "X\n");
			return 0;
		}
		kb = cpu_kb(place, cpu);
	}
	show_kb(m, place, kb, place->tr->size >> 10);
	return 0;
}

static int size_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	unsigned long kb;

	return number(text, 1, ULONG_MAX >> 10, &kb) ?:
	       trace_array_resize(place->tr, kb << 10, place->cpu);
}

static int total_size_show(struct seq_file *m, const struct trace_place *place,
			   const struct tracefs_file *row)
{
	unsigned long total = 0, expanded = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!concerns(place, cpu))
			continue;
		total += cpu_kb(place, cpu);
		expanded += place->tr->size >> 10;
	}
	show_kb(m, place, total, expanded);
	return 0;
}

static int subbuf_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	seq_printf(m, "%lu\n",
		   (PAGE_SIZE << ringbuf_subbuf_order(place->tr->buffer)) >> 10);
	return 0;
}

static int subbuf_store(const struct trace_place *place, const struct tracefs_file *row,
			char *text)
{
	unsigned long kb;

	return number(text, 1, (PAGE_SIZE << SUBBUF_ORDER_MAX) >> 10, &kb) ?:
	       trace_array_set_order(place->tr, get_order(kb << 10));
}

static int percent_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	seq_printf(m, "%u\n", place->tr->buffer_percent);
	return 0;
}

static int percent_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	unsigned long percent;
	int ret = number(text, 0, 100, &percent);

	if (!ret)
		WRITE_ONCE(place->tr->buffer_percent, percent);
	return ret;
}

static int on_show(struct seq_file *m, const struct trace_place *place,
		   const struct tracefs_file *row)
{
	seq_printf(m, "%d\n", tracer_tracing_is_on(place->tr));
	return 0;
}

/* Readers that wait learn that nothing will come. */
static int on_store(const struct trace_place *place, const struct tracefs_file *row,
		    char *text)
{
	unsigned long on;
	int ret = number(text, 0, ULONG_MAX, &on);

	if (ret)
		return ret;
	if (on) {
		tracer_tracing_on(place->tr);
		return 0;
	}
	tracer_tracing_off(place->tr);
	rb_wake_waiters(place->tr->buffer, RB_ALL_CPUS);
	return 0;
}

static int cpumask_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	seq_printf(m, "%*pb\n", cpumask_pr_args(place->tr->tracing_cpumask));
	return 0;
}

static int cpumask_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	cpumask_var_t mask;
	int ret;

	if (!zalloc_cpumask_var(&mask, GFP_KERNEL))
		return -ENOMEM;
	ret = cpumask_parse(text, mask);
	if (!ret)
		trace_array_set_cpumask(place->tr, mask);
	free_cpumask_var(mask);
	return ret;
}

static int clock_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	for (unsigned int i = 0; i < nr_trace_clocks; i++) {
		const struct trace_clock_info *clock = &trace_clocks[i];

		seq_printf(m, clock == place->tr->clock ? "%s[%s]" : "%s%s",
			   i ? " " : "", clock->name);
	}
	seq_putc(m, '\n');
	return 0;
}

static int clock_store(const struct trace_place *place, const struct tracefs_file *row,
		       char *text)
{
	return trace_clock_set(place->tr, strim(text));
}

static int timestamp_show(struct seq_file *m, const struct trace_place *place,
			  const struct tracefs_file *row)
{
	seq_puts(m, "[delta] absolute\n");
	return 0;
}

static int free_open(struct inode *inode, struct file *file)
{
	return trace_array_get(trace_inode_instance(inode)) ? 0 : -ENODEV;
}

static ssize_t free_write(struct file *file, const char __user *ubuf, size_t size,
			  loff_t *pos)
{
	*pos += size;
	return size;
}

/* Closing is what counts, so that it happens when the user of the buffer dies. */
static int free_release(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);

	scoped_guard(mutex, &tracing_mutex) {
		if (trace_option(tr, STOP_ON_FREE))
			tracer_tracing_off(tr);
		trace_array_resize(tr, 1, RB_ALL_CPUS);
	}
	trace_array_put(tr);
	return 0;
}

static const struct file_operations free_fops = {
	.open		= free_open,
	.write		= free_write,
	.release	= free_release,
};

static const struct trace_control size_control = { size_show, size_store };
static const struct trace_control total_size_control = { total_size_show };
static const struct trace_control subbuf_control = { subbuf_show, subbuf_store };
static const struct trace_control percent_control = { percent_show, percent_store };
static const struct trace_control on_control = { on_show, on_store };
static const struct trace_control cpumask_control = { cpumask_show, cpumask_store };
static const struct trace_control clock_control = { clock_show, clock_store };
static const struct trace_control timestamp_control = { timestamp_show };

static const struct tracefs_file buffer_files[] = {
	TRACE_CONTROL("buffer_size_kb", TRACE_MODE_WRITE, &size_control),
	TRACE_CONTROL("buffer_total_size_kb", TRACE_MODE_READ, &total_size_control),
	TRACE_CONTROL("buffer_subbuf_size_kb", TRACE_MODE_WRITE, &subbuf_control),
	TRACE_CONTROL("buffer_percent", TRACE_MODE_WRITE, &percent_control),
	TRACE_CONTROL("tracing_on", TRACE_MODE_WRITE, &on_control),
	TRACE_CONTROL("tracing_cpumask", TRACE_MODE_WRITE, &cpumask_control),
	TRACE_CONTROL("trace_clock", TRACE_MODE_WRITE, &clock_control),
	TRACE_CONTROL("timestamp_mode", TRACE_MODE_READ, &timestamp_control),
	TRACE_FILE("free_buffer", 0200, &free_fops),
};

TRACE_FILES(buffer_files, TRACE_INSTANCE);

static const struct tracefs_file cpu_buffer_files[] = {
	TRACE_CONTROL("buffer_size_kb", TRACE_MODE_WRITE, &size_control),
};

TRACE_FILES(cpu_buffer_files, TRACE_CPU);

static void show_clocks(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < nr_trace_clocks; i++)
		seq_printf(m, " %s", trace_clocks[i].name);
}

static struct trace_feature buffer_features[] = {
	{ .name = "buffer-sizes", .values = "instance cpu subbuf percent" },
	{ .name = "clocks", .show = show_clocks },
};

TRACE_FEATURES(buffer_features);
