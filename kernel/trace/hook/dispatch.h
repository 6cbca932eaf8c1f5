/* SPDX-License-Identifier: GPL-2.0 */
/* Calling the callbacks of a site. */
#ifndef _TRACE_HOOK_DISPATCH_H
#define _TRACE_HOOK_DISPATCH_H

#include <linux/ftrace.h>

/* What an ops asks for that its callback does not do by itself. */
static inline unsigned long hook_needs_help(const struct ftrace_ops *ops)
{
	return ops->flags & (FTRACE_OPS_FL_RECURSION | FTRACE_OPS_FL_RCU);
}

ftrace_func_t hook_callback(const struct ftrace_ops *ops);

/* The callback of a bundle. */
void hook_call_members(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs);

#endif /* _TRACE_HOOK_DISPATCH_H */
