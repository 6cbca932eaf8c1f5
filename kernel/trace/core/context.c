// SPDX-License-Identifier: GPL-2.0
/* Interrupt and preemption state for callers outside the core. */
#include <linux/export.h>
#include "context.h"

unsigned int trace_context_depth(unsigned int depth, unsigned int held)
{
	return min_t(unsigned int, (int)depth < 0 ? depth + held : depth, 0xf);
}

/**
 * tracing_gen_ctx - pack the interrupt and preemption state of this CPU
 *
 * Context: any.
 * Return: state as struct trace_record keeps it.
 */
unsigned int tracing_gen_ctx(void)
{
	return trace_context(0);
}
EXPORT_SYMBOL_GPL(tracing_gen_ctx);
