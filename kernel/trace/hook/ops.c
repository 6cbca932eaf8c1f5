// SPDX-License-Identifier: GPL-2.0
/*
 * The registered ops.
 *
 * Registering an ops puts it on a list, gives it a trampoline and patches the sites it
 * wants; unregistering does the reverse. A change of a filter concerns the sites that
 * only the old or only the new choice has, of every ops that follows the filter.
 *
 * While the sites are patched the trampoline calls a stub. So an ops starts and stops at
 * one moment for all its functions, and the functions that patch, which are the first to
 * be hooked, do not call it a hundred thousand times.
 *
 * What a task may still be executing after its site was patched back: a trampoline, a
 * bundle, the dispatcher, the callback. An ops that may be freed is unregistered in two
 * steps with hook_quiesce() between them. An ops that is part of the kernel keeps its
 * trampoline for the next time and does not have to wait.
 *
 * Early in boot there is no memory for text. An ops registered then is served by the
 * dispatcher, and gets its trampoline when the architecture says that it can be made.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/ftrace_patch.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <asm/sections.h>
#include "bundle.h"
#include "dispatch.h"
#include "ops.h"
#include "patch.h"
#include "share.h"
#include "slot.h"

LIST_HEAD(hook_ops);

int ftrace_enabled __read_mostly = 1;	/* under hook_mutex */
bool hook_dead __read_mostly;

void hook_quiesce(void)
{
	if (system_state == SYSTEM_BOOTING)
		return;
	synchronize_rcu_tasks_rude();	/* callbacks and dispatcher: preemption is off */
	synchronize_rcu_tasks();	/* entry code: tasks do not sleep in it */
}

/**
 * ftrace_kill - stop calling and patching, for good
 *
 * For an error after which the text cannot be trusted. What was registered stays so,
 * and is not called by the dispatcher any more.
 *
 * Context: any.
 */
void ftrace_kill(void)
{
	hook_dead = true;
	ftrace_enabled = 0;
	kprobe_ftrace_kill();
}

/*
 * Something that sites may call for this ops alone. An ops that gets nothing is served
 * by the dispatcher, so it is no error.
 */
static void get_trampoline(struct ftrace_ops *ops, ftrace_func_t func)
{
	if (system_state == SYSTEM_BOOTING || ops->flags & FTRACE_OPS_FL_STUB)
		return;
	if (ops->flags & FTRACE_OPS_FL_DIRECT) {
		hook_slot_get(ops, HOOK_TARGET_FIRST_OPS);
		return;
	}
	if (ops->slot) {
		arch_hook_retarget_trampoline(ops, func);
		return;
	}
	if (arch_hook_make_trampoline(ops, func))
		return;
	ops->flags |= FTRACE_OPS_FL_ALLOC_TRAMP;
	if (hook_slot_get(ops, HOOK_TARGET_FIRST_OPS)) {
		ops->flags &= ~FTRACE_OPS_FL_ALLOC_TRAMP;
		arch_hook_free_trampoline(ops);
	}
}

/*
 * Nobody executes it any more, but who unwinds a stack goes through the slots: the ops
 * must stay for a grace period of RCU.
 */
static void put_trampoline(struct ftrace_ops *ops)
{
	if (ops->slot) {
		hook_bundle_leave(ops);
		hook_slot_put(ops);
	}
	if (!(ops->flags & FTRACE_OPS_FL_ALLOC_TRAMP))
		return;
	ops->flags &= ~FTRACE_OPS_FL_ALLOC_TRAMP;
	arch_hook_free_trampoline(ops);
}

/* What its trampoline calls from now on, if it has one. */
static void retarget(struct ftrace_ops *ops, ftrace_func_t func)
{
	if (ops->flags & FTRACE_OPS_FL_ALLOC_TRAMP)
		arch_hook_retarget_trampoline(ops, func);
}

/* Does it want every function that there will ever be? */
static bool is_open(const struct ftrace_ops *ops)
{
	return !ops->filter || hook_choice_is_open(&ops->filter->choice);
}

static int check_flags(struct ftrace_ops *ops)
{
	const unsigned long regs = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED;

	if (!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS)) {
		if ((ops->flags & regs) == FTRACE_OPS_FL_SAVE_REGS)
			return -EINVAL;
	} else if (ops->flags & regs) {
		ops->flags |= FTRACE_OPS_FL_SAVE_REGS;
	}
	if (ops->flags & (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_DIRECT) && is_open(ops))
		return -EINVAL;
	if (ops->flags & FTRACE_OPS_FL_PERMANENT && !ftrace_enabled)
		return -EBUSY;
	return 0;
}

/* register_ftrace_function() under hook_mutex. */
int hook_ops_register(struct ftrace_ops *ops)
{
	int err;

	if (hook_dead)
		return -ENODEV;
	if (ops->flags & FTRACE_OPS_FL_ENABLED)
		return -EBUSY;
	err = check_flags(ops);
	if (!err)
		err = hook_share_begin(ops, &hook_set_none, hook_ops_sites(ops));
	if (err)
		return err;

	if (!is_kernel_core_data((unsigned long)ops))
		ops->flags |= FTRACE_OPS_FL_DYNAMIC;
	get_trampoline(ops, ftrace_stub);
	ops->flags |= FTRACE_OPS_FL_ENABLED | FTRACE_OPS_FL_INITIALIZED;
	list_add_tail_rcu(&ops->list, &hook_ops);
	hook_patch(hook_ops_sites(ops));
	retarget(ops, hook_callback(ops));
	return hook_dead ? -ENODEV : 0;
}

/**
 * register_ftrace_function - start calling the callback of an ops
 * @ops: the ops; its filter says for which functions
 *
 * Context: may sleep.
 * Return: 0, or
 *	-EBUSY if it is registered, if another ops changes the instruction pointer of one
 *	of the functions, or if it is permanent and kernel.ftrace_enabled is 0;
 *	-EINVAL for flags that do not go together or are not supported;
 *	-ENODEV after ftrace_kill();
 *	if it changes the instruction pointer, what direct ops say, see enum ftrace_ops_cmd.
 */
int register_ftrace_function(struct ftrace_ops *ops)
{
	guard(mutex)(&hook_mutex);
	return hook_ops_register(ops);
}
EXPORT_SYMBOL_GPL(register_ftrace_function);

/**
 * unregister_ftrace_function - stop calling the callback of an ops
 * @ops: the ops
 *
 * An ops outside of the kernel's static data, or one that says FTRACE_OPS_FL_DYNAMIC,
 * is left by everybody when this returns: it and its callback may go away. The filter
 * stays, see ftrace_free_filter().
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if it is not registered, -ENODEV after ftrace_kill().
 */
int unregister_ftrace_function(struct ftrace_ops *ops)
{
	scoped_guard(mutex, &hook_mutex) {
		if (hook_dead)
			return -ENODEV;
		if (!(ops->flags & FTRACE_OPS_FL_ENABLED))
			return -EBUSY;
		list_del_rcu(&ops->list);
		ops->flags &= ~FTRACE_OPS_FL_ENABLED;
		retarget(ops, ftrace_stub);
		hook_patch(hook_ops_sites(ops));
		hook_share_end(ops, hook_ops_sites(ops), &hook_set_none);
		if (!(ops->flags & (FTRACE_OPS_FL_DYNAMIC | FTRACE_OPS_FL_DIRECT)))
			return 0;
	}
	hook_quiesce();
	scoped_guard(mutex, &hook_mutex)
		put_trampoline(ops);
	synchronize_rcu();
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_function);

void hook_ops_set_func(struct ftrace_ops *ops, ftrace_func_t func)
{
	guard(mutex)(&hook_mutex);
	WRITE_ONCE(ops->func, func);
	if (ops->flags & FTRACE_OPS_FL_ENABLED)
		retarget(ops, hook_callback(ops));
}

unsigned int hook_site_users(const struct hook_site *site)
{
	struct ftrace_ops *ops;
	unsigned int nr = 0;

	for_each_hook_ops(ops)
		nr += hook_ops_active(ops) &&
		      hook_set_has(hook_ops_sites(ops), hook_site_nr(site));
	return nr;
}

/* Does a registered ops follow the filter? */
static bool filter_in_use(const struct hook_filter *filter)
{
	struct ftrace_ops *ops;

	for_each_hook_ops(ops)
		if (ops->filter == filter)
			return true;
	return false;
}

static void share_end(const struct hook_filter *filter, const struct hook_set *old,
		      const struct hook_set *new, const struct ftrace_ops *until)
{
	struct ftrace_ops *ops;

	for_each_hook_ops(ops) {
		if (ops == until)
			return;
		if (ops->filter == filter)
			hook_share_end(ops, old, new);
	}
}

/* hook_share_begin() for every ops that follows the filter. */
static int share_begin(const struct hook_filter *filter, const struct hook_set *old,
		       const struct hook_set *new)
{
	struct ftrace_ops *ops;
	int err;

	for_each_hook_ops(ops) {
		if (ops->filter != filter)
			continue;
		err = hook_share_begin(ops, old, new);
		if (err) {
			share_end(filter, new, old, ops);
			return err;
		}
	}
	return 0;
}

/**
 * hook_filter_apply - make a filter say something else
 * @filter: the filter
 * @choice: what it is to say; says nothing afterwards
 *
 * The ops that follow the filter are called for the functions chosen, and for no others,
 * when this returns.
 *
 * Context: needs hook_mutex, may sleep.
 * Return: 0, -ENOMEM, or what hook_share_begin() says; after an error the filter says
 * what it said before.
 */
int hook_filter_apply(struct hook_filter *filter, struct hook_choice *choice)
{
	struct hook_set *old, *sites, *changed;
	int err;

	sites = hook_choice_sites(choice);
	if (IS_ERR(sites))
		return PTR_ERR(sites);
	old = rcu_dereference_protected(filter->sites, lockdep_is_held(&hook_mutex));
	changed = hook_set_combine(HOOK_SET_XOR, old, sites);
	err = IS_ERR(changed) ? PTR_ERR(changed) : share_begin(filter, old, sites);
	if (err)
		goto refused;

	hook_choice_move(&filter->choice, choice);
	rcu_assign_pointer(filter->sites, sites);
	if (filter_in_use(filter))
		hook_patch(changed);
	share_end(filter, old, sites, NULL);
	hook_set_free(changed);
	hook_set_free_rcu(old);
	return 0;

refused:
	hook_set_free(changed);
	hook_set_free(sites);
	return err;
}

/* Called at boot, by x86 when the kernel's text becomes read-only. */
void set_ftrace_ops_ro(void)
{
	struct ftrace_ops *ops;

	guard(mutex)(&hook_mutex);
	for_each_hook_ops(ops) {
		if (ops->slot)
			continue;
		get_trampoline(ops, hook_callback(ops));
		if (ops->slot)
			hook_patch(hook_ops_sites(ops));
	}
}
