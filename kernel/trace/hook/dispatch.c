// SPDX-License-Identifier: GPL-2.0
/*
 * Calling the callbacks of a site.
 *
 * The trampoline of an ops calls its callback, that of a bundle hook_call_members(). If
 * one of them asks for help they go through hook_assist(). Whoever is there is waited for
 * before the ops or the bundle is freed, see hook_quiesce(), so nothing more is needed.
 *
 * The dispatcher is what other sites call: it finds the number of the site and calls each
 * ops that has it in its set. It runs with preemption off, so RCU keeps the ops, their
 * filters and the table of sites alive. One recursion guard around the loop protects the
 * callbacks that have none.
 *
 * All of it runs in any context, NMI included.
 */

#include <linux/ftrace.h>
#include <linux/rcupdate.h>
#include <linux/trace_recursion.h>
#include "bundle.h"
#include "dispatch.h"
#include "ops.h"

static __always_inline bool may_call(const struct ftrace_ops *ops)
{
	return !(ops->flags & FTRACE_OPS_FL_RCU) || rcu_is_watching();
}

static __always_inline void call(struct ftrace_ops *ops, unsigned long ip,
				 unsigned long parent_ip, struct ftrace_regs *fregs)
{
	ftrace_func_t func = READ_ONCE(ops->func);

	if (may_call(ops))
		func(ip, parent_ip, ops, fregs);
}

/**
 * arch_ftrace_ops_list_func - call every ops that wants the function
 * @ip: the site
 * @parent_ip: where the function was called from
 * @op: not used
 * @fregs: registers at entry
 */
void arch_ftrace_ops_list_func(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	int bit = trace_guard_enter(TRACE_GUARD_LIST, ip, parent_ip);
	struct ftrace_ops *ops;
	u32 site;

	if (bit < 0)
		return;
	site = READ_ONCE(hook_dead) ? HOOK_NO_SITE : hook_site_number(ip);
	if (site != HOOK_NO_SITE)
		list_for_each_entry_rcu(ops, &hook_ops, list, true)
			if (hook_set_has(hook_ops_sites(ops), site))
				call(ops, ip, parent_ip, fregs);
	trace_guard_leave(bit);
}

void hook_call_members(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	struct hook_bundle *bundle = hook_bundle_of(op);

	for (unsigned int i = 0; i < bundle->nr; i++)
		call(bundle->member[i], ip, parent_ip, fregs);
}

/* Called by trampolines in the place of a callback that does not look after itself. */
static void hook_assist(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			struct ftrace_regs *fregs)
{
	int bit = trace_guard_enter(TRACE_GUARD_LIST, ip, parent_ip);

	if (bit < 0)
		return;
	call(op, ip, parent_ip, fregs);
	trace_guard_leave(bit);
}

/* What the trampoline of an ops calls. */
ftrace_func_t hook_callback(const struct ftrace_ops *ops)
{
	if (hook_needs_help(ops))
		return hook_assist;
	return ops->func;
}
