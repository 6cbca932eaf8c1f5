// SPDX-License-Identifier: GPL-2.0
/*
 * Bundles: what a site calls that several ops want.
 *
 * The dispatcher could serve such a site. It would find the site in the table and look
 * for it in the set of every ops, at each call anew, though the answer changes with the
 * patching of the site only. So the ops that meet at a site make a bundle: one more ops,
 * with a trampoline like any other, whose callback calls its members one by one.
 *
 * A bundle is known by the slots of its members. It is made when the first site wants it
 * and stays, in use or not, until one of its members gives up its slot. By then no site
 * calls it, since none has that member any more, and whoever was in it has left: the
 * member was waited for in the same way. Ops that are part of the kernel keep their
 * slots and so their bundles, one for each combination that there has been.
 *
 * Who has no slot or a large one, or comes when there are BUNDLES_MAX, is served by the
 * dispatcher.
 */

#include <linux/bitops.h>
#include <linux/ftrace.h>
#include <linux/ftrace_patch.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "bundle.h"
#include "dispatch.h"
#include "slot.h"

#define BUNDLES_MAX	64

static LIST_HEAD(bundles);		/* under hook_mutex */
static unsigned int bundles_nr;

static void add_members(struct hook_bundle *bundle)
{
	unsigned int i = 0;

	for (u64 left = bundle->slots; left; left &= left - 1) {
		struct ftrace_ops *ops = hook_slot_ops(__ffs64(left));

		bundle->member[i++] = ops;
		bundle->ops.flags |= hook_needs_help(ops);
	}
}

static struct hook_bundle *bundle_new(u64 slots, bool regs)
{
	unsigned int nr = hweight64(slots);
	struct hook_bundle *bundle;

	bundle = kzalloc(struct_size(bundle, member, nr), GFP_KERNEL);
	if (!bundle)
		return NULL;
	bundle->slots = slots;
	bundle->nr = nr;
	bundle->ops.func = hook_call_members;
	bundle->ops.flags = regs ? FTRACE_OPS_FL_SAVE_REGS : 0;
	add_members(bundle);
	if (arch_hook_make_trampoline(&bundle->ops, hook_callback(&bundle->ops)))
		goto free;
	if (hook_slot_get(&bundle->ops, HOOK_SLOTS_BUNDLED))
		goto free_trampoline;
	list_add(&bundle->list, &bundles);
	bundles_nr++;
	return bundle;

free_trampoline:
	arch_hook_free_trampoline(&bundle->ops);
free:
	kfree(bundle);
	return NULL;
}

static void bundle_free(struct hook_bundle *bundle)
{
	list_del(&bundle->list);
	bundles_nr--;
	hook_slot_put(&bundle->ops);
	arch_hook_free_trampoline(&bundle->ops);
	kfree_rcu(bundle, rcu);		/* who unwinds a stack may be looking at it */
}

static struct hook_bundle *bundle_find(u64 slots)
{
	struct hook_bundle *bundle;

	list_for_each_entry(bundle, &bundles, list)
		if (bundle->slots == slots)
			return bundle;
	return NULL;
}

/**
 * hook_bundle_slot - the bundle of several ops
 * @slots: the bits of all of them
 * @regs: one of them wants every register; follows from who they are
 *
 * Context: needs hook_mutex, may sleep.
 * Return: its slot, or 0 if there is none and none can be made.
 */
u32 hook_bundle_slot(u64 slots, bool regs)
{
	struct hook_bundle *bundle;

	if (slots & BIT_ULL(0))
		return 0;
	bundle = bundle_find(slots);
	if (!bundle && bundles_nr < BUNDLES_MAX)
		bundle = bundle_new(slots, regs);
	return bundle ? bundle->ops.slot : 0;
}

/**
 * hook_bundle_leave - an ops gives up its slot
 * @ops: the ops; no site calls it and nobody is in it
 *
 * Context: needs hook_mutex, may sleep.
 */
void hook_bundle_leave(struct ftrace_ops *ops)
{
	struct hook_bundle *bundle, *next;

	list_for_each_entry_safe(bundle, next, &bundles, list)
		if (bundle->slots & hook_bundle_bit(ops))
			bundle_free(bundle);
}

struct hook_bundle *hook_bundle_in(u32 slot)
{
	struct ftrace_ops *ops = hook_slot_ops(slot);

	return ops->func == hook_call_members ? hook_bundle_of(ops) : NULL;
}
