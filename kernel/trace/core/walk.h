/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Walking the kernel stack from here.
 *
 * Each frame costs the unwinder some hundred instructions, those of its own functions,
 * too. So it is told to begin where it was called, if the architecture can say where
 * that is.
 */
#ifndef _TRACE_CORE_WALK_H
#define _TRACE_CORE_WALK_H

#include <linux/ftrace.h>
#include <linux/stacktrace.h>

/**
 * trace_walk_stack - the functions that led here
 * @ip: where their addresses go, the innermost first
 * @max: how many there is room for
 * @skip: how many to leave out, beginning with the caller of this
 *
 * Context: any.
 * Return: how many there are.
 */
static __always_inline unsigned int trace_walk_stack(unsigned long *ip, unsigned int max,
						     unsigned int skip)
{
#ifdef arch_trace_here
	struct pt_regs regs __uninitialized;

	arch_trace_here(&regs);
	return stack_trace_save_regs(&regs, ip, max, skip);
#else
	return stack_trace_save(ip, max, skip);
#endif
}

#endif /* _TRACE_CORE_WALK_H */
