/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where NMIs begin and end, for the tracers that measure stolen time.
 *
 * The key is on while somebody listens; trace_nmi_call() is in
 * kernel/trace/event/nmi.c.
 */
#ifndef _LINUX_FTRACE_IRQ_H
#define _LINUX_FTRACE_IRQ_H

#include <linux/jump_label.h>

#ifdef CONFIG_TRACING
DECLARE_STATIC_KEY_FALSE(trace_nmi_key);
void trace_nmi_call(bool enter);

static __always_inline void ftrace_nmi_enter(void)
{
	if (static_branch_unlikely(&trace_nmi_key))
		trace_nmi_call(true);
}

static __always_inline void ftrace_nmi_exit(void)
{
	if (static_branch_unlikely(&trace_nmi_key))
		trace_nmi_call(false);
}
#else
static inline void ftrace_nmi_enter(void) { }
static inline void ftrace_nmi_exit(void) { }
#endif

#endif /* _LINUX_FTRACE_IRQ_H */
