// SPDX-License-Identifier: GPL-2.0
/*
 * Direct calls: a function of the user's in the place of a callback.
 *
 * A site that a direct ops has for itself calls the user's function, with no code in
 * between. It is entered with the arguments of the hooked function in place and returns
 * to it; it is assembly, or made by a compiler that knows.
 *
 * If other ops are at the site as well, the site calls the dispatcher. There the ops has
 * a callback that asks the entry code to go on to the user's function.
 *
 * A site does not know the address, only the ops. To change it the sites leave the ops
 * for the dispatcher first and come back to the new address, so each call goes to the
 * old function or to the new one.
 */

#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include "ops.h"
#include "patch.h"

static void call_direct(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			struct ftrace_regs *fregs)
{
	arch_ftrace_set_direct_caller(fregs, READ_ONCE(op->direct_call));
}

static bool is_direct(const struct ftrace_ops *ops)
{
	return ops->flags & FTRACE_OPS_FL_DIRECT && ops->flags & FTRACE_OPS_FL_ENABLED;
}

/* The ops is as it was before it was registered. */
static void forget(struct ftrace_ops *ops)
{
	ops->flags &= ~FTRACE_OPS_FL_DIRECT;
	ops->func = NULL;
	ops->direct_call = 0;
}

/**
 * register_ftrace_direct - have functions call another one first
 * @ops: says which functions, by a filter; has no callback. With @ops->ops_func set they
 *	may be changed by livepatch as well, see enum ftrace_ops_cmd
 * @addr: what they call, in the kernel's or a module's text. It has to leave all
 *	registers of the calling convention as it found them, and to return
 *
 * Context: may sleep.
 * Return: 0, or
 *	-EINVAL if no function was chosen, if @ops has a callback or is registered;
 *	-EBUSY if one of the functions has another direct call, or is changed by an ops
 *	that @ops does not go together with;
 *	what @ops->ops_func says; -ENODEV after ftrace_kill().
 */
int register_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	int err;

	guard(mutex)(&hook_mutex);
	if (!addr || ops->func || ops->flags & FTRACE_OPS_FL_IPMODIFY ||
	    hook_set_is_empty(hook_ops_sites(ops)))
		return -EINVAL;
	ops->func = call_direct;
	ops->direct_call = addr;
	ops->flags |= FTRACE_OPS_FL_DIRECT;
	err = hook_ops_register(ops);
	if (err)
		forget(ops);
	return err;
}
EXPORT_SYMBOL_GPL(register_ftrace_direct);

/**
 * unregister_ftrace_direct - have functions call nothing any more
 * @ops: what was registered
 * @addr: what they call
 * @free_filters: forget which functions it was
 *
 * No task is in @addr as the direct callee when this returns, unless it sleeps there.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if @ops is not registered with @addr, -ENODEV after ftrace_kill().
 */
int unregister_ftrace_direct(struct ftrace_ops *ops, unsigned long addr, bool free_filters)
{
	int err;

	scoped_guard(mutex, &hook_mutex)
		if (!is_direct(ops) || ops->direct_call != addr)
			return -EINVAL;
	err = unregister_ftrace_function(ops);
	if (err)
		return err;
	forget(ops);
	if (free_filters)
		ftrace_free_filter(ops);
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_direct);

/**
 * modify_ftrace_direct_nolock - as modify_ftrace_direct(), from @ops->ops_func
 * @ops: what was registered
 * @addr: what its functions are to call
 *
 * Context: needs the locks that ops_func is called with.
 * Return: as modify_ftrace_direct().
 */
int modify_ftrace_direct_nolock(struct ftrace_ops *ops, unsigned long addr)
{
	u32 slot = ops->slot;

	lockdep_assert_held(&hook_mutex);
	if (!addr || !is_direct(ops))
		return -EINVAL;
	ops->slot = 0;
	hook_patch(hook_ops_sites(ops));
	WRITE_ONCE(ops->direct_call, addr);
	ops->slot = slot;
	hook_patch(hook_ops_sites(ops));
	return hook_dead ? -ENODEV : 0;
}
EXPORT_SYMBOL_GPL(modify_ftrace_direct_nolock);

/**
 * modify_ftrace_direct - have functions call another function than before
 * @ops: what was registered
 * @addr: what they are to call
 *
 * No call is lost meanwhile. A task may still be in the old function when this returns.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if @ops is not registered, -ENODEV after ftrace_kill().
 */
int modify_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	guard(mutex)(&hook_mutex);
	return modify_ftrace_direct_nolock(ops, addr);
}
EXPORT_SYMBOL_GPL(modify_ftrace_direct);

/**
 * ftrace_find_rec_direct - what a function calls directly
 * @ip: its site
 *
 * Context: any.
 * Return: the address, or 0.
 */
unsigned long ftrace_find_rec_direct(unsigned long ip)
{
	struct ftrace_ops *ops;
	u32 site;

	guard(rcu)();
	site = hook_site_number(ip);
	if (site == HOOK_NO_SITE)
		return 0;
	list_for_each_entry_rcu(ops, &hook_ops, list)
		if (ops->flags & FTRACE_OPS_FL_DIRECT &&
		    hook_set_has(hook_ops_sites(ops), site))
			return READ_ONCE(ops->direct_call);
	return 0;
}
