/* SPDX-License-Identifier: GPL-2.0 */
/* The caller of a hooked function. */
#ifndef _TRACE_HOOK_PARENT_H
#define _TRACE_HOOK_PARENT_H

#include <linux/ftrace.h>

/**
 * hook_true_parent - where a function that is being entered returns to
 * @parent_ip: what its hook was told, the address of return_to_handler() if somebody
 *	else waits for the return already
 * @fregs: what its hook was given
 *
 * Context: a callback of a function hook.
 * Return: the address.
 */
static __always_inline unsigned long hook_true_parent(unsigned long parent_ip,
						      struct ftrace_regs *fregs)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	int idx = 0;

	if (unlikely(parent_ip == (unsigned long)return_to_handler))
		return ftrace_graph_ret_addr(current, &idx, parent_ip,
					     (void *)ftrace_regs_get_stack_pointer(fregs));
#endif
	return parent_ip;
}

#endif /* _TRACE_HOOK_PARENT_H */
