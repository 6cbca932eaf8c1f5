/* SPDX-License-Identifier: GPL-2.0 */
/* The caller of a hooked function. */
#ifndef _TRACE_HOOK_PARENT_H
#define _TRACE_HOOK_PARENT_H

#include <linux/ftrace.h>

/*
 * Where the return address of a call is, and what an unwinder knows it by. An architecture
 * where it does not come on top of the stack has functions of its own in <asm/ftrace.h>.
 */
#ifndef HAVE_ARCH_HOOK_RETURN
/* At entry: the same for all hooks that see the call, for no other call until it ends. */
static __always_inline unsigned long *arch_hook_place(struct ftrace_regs *fregs)
{
	return (unsigned long *)ftrace_regs_get_stack_pointer(fregs);
}

static __always_inline unsigned long arch_hook_return_address(struct ftrace_regs *fregs)
{
	return *arch_hook_place(fregs);
}

static __always_inline void
arch_hook_set_return_address(struct ftrace_regs *fregs, unsigned long addr)
{
	WRITE_ONCE(*arch_hook_place(fregs), addr);
}

/* At return: an unwinder finds @addr instead of return_to_handler() from now on. */
static __always_inline void
arch_hook_end_return(struct ftrace_regs *fregs, unsigned long *place, unsigned long addr)
{
	WRITE_ONCE(*place, addr);
}

/* The true return address that a word of the current stack may hold. */
static __always_inline unsigned long arch_hook_saved_return(unsigned long *word)
{
	int idx = 0;

	return ftrace_graph_ret_addr(current, &idx, READ_ONCE_NOCHECK(*word), word);
}
#endif

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
