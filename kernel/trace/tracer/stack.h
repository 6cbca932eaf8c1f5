/* SPDX-License-Identifier: GPL-2.0 */
/* The deepest kernel stack, for its files. */
#ifndef _TRACE_TRACER_STACK_H
#define _TRACE_TRACER_STACK_H

#include <linux/ftrace.h>

#define DEEPEST_ENTRIES	500

/**
 * struct deepest_stack - a stack
 * @size: bytes in use at the function that was being entered
 * @nr: functions
 * @func: where each of them is, from the innermost one on
 * @depth: bytes in use when each of them was entered
 */
struct deepest_stack {
	unsigned long	size;
	unsigned int	nr;
	unsigned long	func[DEEPEST_ENTRIES];
	u32		depth[DEEPEST_ENTRIES];
};

extern struct ftrace_ops stack_trace_ops;

void deepest_stack_get(struct deepest_stack *copy);
unsigned long deepest_stack_size(void);
void deepest_stack_reset(unsigned long size);

#endif /* _TRACE_TRACER_STACK_H */
