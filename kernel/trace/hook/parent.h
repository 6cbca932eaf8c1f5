/* SPDX-License-Identifier: GPL-2.0 */
/* The caller of a hooked function. */
#ifndef _TRACE_HOOK_PARENT_H
#define _TRACE_HOOK_PARENT_H

#include <linux/ftrace.h>

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
/* The address that return_to_handler() stands in for, at function entry. */
unsigned long hook_hidden_parent(unsigned long parent_ip, struct ftrace_regs *fregs);
#endif

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
	if (unlikely(parent_ip == (unsigned long)return_to_handler))
		return hook_hidden_parent(parent_ip, fregs);
#endif
	return parent_ip;
}

#endif /* _TRACE_HOOK_PARENT_H */
