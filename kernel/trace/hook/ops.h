/* SPDX-License-Identifier: GPL-2.0 */
/* The registered ops, for the other parts of the hooks. */
#ifndef _TRACE_HOOK_OPS_H
#define _TRACE_HOOK_OPS_H

#include <linux/ftrace.h>
#include <linux/rculist.h>
#include "filter.h"
#include "set.h"
#include "site.h"

/* Those that want to be called; changed under hook_mutex, walked there or under RCU. */
extern struct list_head hook_ops;

/* A site was not what it should have been: nothing is patched or called any more. */
extern bool hook_dead;

#define for_each_hook_ops(ops)	\
	list_for_each_entry(ops, &hook_ops, list)

/* The sites that an ops wants to be called at; hook_mutex, or RCU for the dispatcher. */
static __always_inline const struct hook_set *hook_ops_sites(const struct ftrace_ops *ops)
{
	/* Pairs with hook_filter_of(): the filter is seen initialised. */
	const struct hook_filter *filter = smp_load_acquire(&ops->filter);

	return filter ? rcu_dereference_raw(filter->sites) : &hook_set_all;
}

static inline bool hook_ops_active(const struct ftrace_ops *ops)
{
	return ftrace_enabled && !(ops->flags & FTRACE_OPS_FL_STUB);
}

/* Make the filter say what the choice says, which is empty then; needs hook_mutex. */
int hook_filter_apply(struct hook_filter *filter, struct hook_choice *choice);

/* register_ftrace_function(), needs hook_mutex. */
int hook_ops_register(struct ftrace_ops *ops);

/* How many ops are called at the site; needs hook_mutex. */
unsigned int hook_site_users(const struct hook_site *site);

/* Another callback for a registered ops; the old one may run until it returns. */
void hook_ops_set_func(struct ftrace_ops *ops, ftrace_func_t func);

/* Waits until nobody executes what could be reached before the call. */
void hook_quiesce(void);

#endif /* _TRACE_HOOK_OPS_H */
