// SPDX-License-Identifier: GPL-2.0
/*
 * Ops that do not go together at a function.
 *
 * Two kinds of ops say where a hooked function goes on: those that change the
 * instruction pointer (livepatch, some kprobes), and direct ones. A function has at most
 * one of each kind.
 *
 * One of each kind together work if the direct callee returns to the address that it
 * finds on its stack, which is the changed one. A callee that calls the function by
 * itself, as BPF programs at the exit of a function have it, would lead around the change.
 * What its callee does only the owner of the direct ops knows. So its ops_func is asked
 * before the two meet, and told when they part.
 */

#include <linux/errno.h>
#include <linux/ftrace.h>
#include "ops.h"
#include "share.h"

#define HOOK_STEERS	(FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_DIRECT)

/* Is there an ops with one of @flags at one of the sites, @self aside? */
static bool others_at(const struct ftrace_ops *self, unsigned long flags,
		      const struct hook_set *sites)
{
	struct ftrace_ops *ops;

	for_each_hook_ops(ops)
		if (ops != self && ops->flags & flags &&
		    hook_set_meet(hook_ops_sites(ops), sites))
			return true;
	return false;
}

static int ask(struct ftrace_ops *direct, enum ftrace_ops_cmd cmd)
{
	return direct->ops_func ? direct->ops_func(direct, cmd) : -EBUSY;
}

/* Does the direct ops meet one whose sites become @new, and did not when they were @old? */
static bool comes_to(const struct ftrace_ops *direct, const struct hook_set *old,
		     const struct hook_set *new)
{
	const struct hook_set *sites = hook_ops_sites(direct);

	return direct->flags & FTRACE_OPS_FL_DIRECT && hook_set_meet(sites, new) &&
	       !hook_set_meet(sites, old);
}

/* Tell the direct ops that @ops leaves, those that come before @until. */
static void tell_peers(struct ftrace_ops *ops, const struct hook_set *old,
		       const struct hook_set *new, const struct ftrace_ops *until)
{
	struct ftrace_ops *direct;

	for_each_hook_ops(direct) {
		if (direct == until)
			return;
		if (comes_to(direct, new, old) &&
		    !others_at(ops, FTRACE_OPS_FL_IPMODIFY, hook_ops_sites(direct)))
			ask(direct, FTRACE_OPS_CMD_DISABLE_SHARE_IPMODIFY_PEER);
	}
}

static int ask_peers(struct ftrace_ops *ops, const struct hook_set *old,
		     const struct hook_set *new)
{
	struct ftrace_ops *direct;
	int err;

	for_each_hook_ops(direct) {
		if (!comes_to(direct, old, new))
			continue;
		err = ask(direct, FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER);
		if (err) {
			tell_peers(ops, new, old, direct);
			return err;
		}
	}
	return 0;
}

/**
 * hook_share_begin - may an ops have other sites?
 * @ops: the ops, registered or about to be
 * @old: the sites it has
 * @new: the sites it wants
 *
 * If something else goes wrong afterwards, hook_share_end() takes it back, with @old and
 * @new exchanged.
 *
 * Context: needs hook_mutex, may sleep.
 * Return: 0, -EBUSY if it does not go together with another ops, or what the owner of a
 * direct ops says.
 */
int hook_share_begin(struct ftrace_ops *ops, const struct hook_set *old,
		     const struct hook_set *new)
{
	unsigned long kind = ops->flags & HOOK_STEERS;

	if (!kind)
		return 0;
	if (others_at(ops, kind, new))
		return -EBUSY;
	if (kind == FTRACE_OPS_FL_IPMODIFY)
		return ask_peers(ops, old, new);
	if (!others_at(ops, FTRACE_OPS_FL_IPMODIFY, new) ||
	    others_at(ops, FTRACE_OPS_FL_IPMODIFY, old))
		return 0;
	return ask(ops, FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_SELF);
}

/**
 * hook_share_end - an ops has given up sites
 * @ops: the ops
 * @old: the sites it had
 * @new: the sites it has now
 *
 * Context: needs hook_mutex, may sleep.
 */
void hook_share_end(struct ftrace_ops *ops, const struct hook_set *old,
		    const struct hook_set *new)
{
	if (ops->flags & FTRACE_OPS_FL_IPMODIFY)
		tell_peers(ops, old, new, NULL);
}
