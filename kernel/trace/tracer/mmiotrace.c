// SPDX-License-Identifier: GPL-2.0
/*
 * mmiotrace: what drivers read from devices and write to them.
 *
 * The architecture makes it all visible by page faults, see arch/x86/mm/mmio-mod.c,
 * which calls the functions here with interrupts off and one CPU left. The records are
 * those of the top instance.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mmiotrace.h>
#include <linux/preempt.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/trace.h>
#include "../core/context.h"
#include "../core/instance.h"
#include "../core/printk.h"
#include "../core/record.h"
#include "../core/tracer.h"
#include "mmiotrace.h"

#define REMARK_MAX	256

static unsigned long lost_before;	/* under tracing_mutex */

/**
 * mmio_trace_rw - record an access
 * @rw: the access
 *
 * Context: any.
 */
void mmio_trace_rw(struct mmiotrace_rw *rw)
{
	struct trace_record rec __uninitialized;
	struct trace_mmio_rw_entry *entry;

	guard(preempt_notrace)();
	entry = trace_record_begin(&rec, &top_trace, TRACE_TYPE_mmiotrace_rw, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->phys = rw->phys;
	entry->value = rw->value;
	entry->pc = rw->pc;
	entry->map_id = rw->map_id;
	entry->opcode = rw->opcode;
	entry->width = rw->width;
	trace_record_end(&rec);
}

/**
 * mmio_trace_mapping - record that memory of a device is mapped, or is no more
 * @map: the mapping
 *
 * Context: any.
 */
void mmio_trace_mapping(struct mmiotrace_map *map)
{
	struct trace_record rec __uninitialized;
	struct trace_mmio_map_entry *entry;

	guard(preempt_notrace)();
	entry = trace_record_begin(&rec, &top_trace, TRACE_TYPE_mmiotrace_map, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->phys = map->phys;
	entry->virt = map->virt;
	entry->len = map->len;
	entry->map_id = map->map_id;
	entry->opcode = map->opcode;
	trace_record_end(&rec);
}

/**
 * mmio_trace_printk - a remark of a driver between its accesses
 * @fmt: a format
 * @args: its arguments
 *
 * Context: any.
 * Return: bytes of text that were recorded; long remarks are cut.
 */
int mmio_trace_printk(const char *fmt, va_list args)
{
	char text[REMARK_MAX];
	int len = vscnprintf(text, sizeof(text), fmt, args);

	guard(preempt_notrace)();
	return trace_record_puts(&top_trace, 0, text, len, trace_context(1));
}

/* Of the accesses; what is written behind the end of tracing does not count. */
static unsigned long count_lost(struct trace_array *tr)
{
	struct ringbuf_stats stats;
	unsigned long lost = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		ringbuf_stats(tr->buffer, cpu, &stats);
		lost += stats.overrun + stats.dropped;
	}
	return lost;
}

static int mmiotrace_init(struct trace_array *tr)
{
	lost_before = count_lost(tr);
	enable_mmiotrace();
	return 0;
}

static void mmiotrace_reset(struct trace_array *tr)
{
	disable_mmiotrace();
	if (count_lost(tr) > lost_before)
		pr_warn("mmiotrace has lost events\n");
}

static struct tracer mmiotrace_tracer = {
	.name		= "mmiotrace",
	.init		= mmiotrace_init,
	.reset		= mmiotrace_reset,
	.print_first	= trace_mmio_first_line,
	.print_line	= trace_mmio_line,
	.top_only	= true,
};

static int __init mmiotrace_tracer_init(void)
{
	return register_tracer(&mmiotrace_tracer);
}
core_initcall(mmiotrace_tracer_init);
