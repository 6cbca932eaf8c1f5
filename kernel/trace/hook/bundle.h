/* SPDX-License-Identifier: GPL-2.0 */
/* Bundles: what a site calls that several ops want. */
#ifndef _TRACE_HOOK_BUNDLE_H
#define _TRACE_HOOK_BUNDLE_H

#include <linux/container_of.h>
#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/types.h>
#include "site.h"

/**
 * struct hook_bundle - several ops with one trampoline
 * @ops: has the trampoline; its callback calls the members
 * @list: in the list of bundles
 * @rcu: frees it after the last reader
 * @slots: a bit for the slot of each member
 * @nr: how many they are
 * @member: the ops, in the order of their slots
 */
struct hook_bundle {
	struct ftrace_ops	ops;
	struct list_head	list;
	struct rcu_head		rcu;
	u64			slots;
	unsigned int		nr;
	struct ftrace_ops	*member[] __counted_by(nr);
};

static __always_inline struct hook_bundle *hook_bundle_of(struct ftrace_ops *ops)
{
	return container_of(ops, struct hook_bundle, ops);
}

/*
 * Slots from here on have no bit. Bit 0 is nobody's slot: it stands for an ops that
 * cannot be in a bundle.
 */
#define HOOK_SLOTS_BUNDLED	64

static inline u64 hook_bundle_bit(const struct ftrace_ops *ops)
{
	return BIT_ULL(ops->slot < HOOK_SLOTS_BUNDLED ? ops->slot : 0);
}

/* Need hook_mutex. */
u32 hook_bundle_slot(u64 slots, bool regs);
void hook_bundle_leave(struct ftrace_ops *ops);

/* The bundle that has the slot, or NULL if it is that of a usual ops. */
struct hook_bundle *hook_bundle_in(u32 slot);

#endif /* _TRACE_HOOK_BUNDLE_H */
