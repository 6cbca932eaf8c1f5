// SPDX-License-Identifier: GPL-2.0
/* stack_trace, stack_max_size and stack_trace_filter: the deepest kernel stack. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "../hook/filter.h"
#include "../tracer/stack.h"
#include "funcfilter.h"
#include "table.h"

static void put_functions(struct seq_file *m, const struct deepest_stack *stack)
{
	for (unsigned int i = 0; i < stack->nr; i++) {
		u32 above = i + 1 < stack->nr ? stack->depth[i + 1] : 0;

		seq_printf(m, "%3u) %8u   %5u   %pS\n", i, stack->depth[i],
			   stack->depth[i] - above, (void *)stack->func[i]);
	}
}

static int stack_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	struct deepest_stack *stack = kmalloc(sizeof(*stack), GFP_KERNEL);

	if (!stack)
		return -ENOMEM;
	deepest_stack_get(stack);
	seq_printf(m, "%13s%8s%11s    (%u entries)\n", "Depth", "Size", "Location", stack->nr);
	seq_printf(m, "%13s%8s%11s\n", "-----", "----", "--------");
	put_functions(m, stack);
	if (!stack->nr && !stack_tracer_enabled)
		seq_puts(m, "#  Stack tracer disabled\n"
			 "#  To start it: echo 1 > /proc/sys/kernel/stack_tracer_enabled\n");
	kfree(stack);
	return 0;
}

static const struct trace_control stack_control = { stack_show };

static int size_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	seq_printf(m, "%lu\n", deepest_stack_size());
	return 0;
}

static int size_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	unsigned long size;
	int err = kstrtoul(text, 10, &size);

	if (!err)
		deepest_stack_reset(size);
	return err;
}

static const struct trace_control size_control = { size_show, size_store };

static struct hook_filter *stack_filter(struct trace_array *tr, enum hook_list_kind kind)
{
	return hook_filter_of(&stack_trace_ops);
}

static const struct trace_filter_source stack_source = { stack_filter, HOOK_ONLY };

static const struct tracefs_file stack_files[] = {
	TRACE_CONTROL("stack_trace", TRACE_MODE_READ, &stack_control),
	TRACE_CONTROL("stack_max_size", TRACE_MODE_WRITE, &size_control),
	TRACE_FILTER("stack_trace_filter", &stack_source),
};

TRACE_FILES(stack_files, TRACE_TOP);
