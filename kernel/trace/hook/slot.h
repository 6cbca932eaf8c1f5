/* SPDX-License-Identifier: GPL-2.0 */
/* Slots: small numbers for what an ops alone has its sites call. */
#ifndef _TRACE_HOOK_SLOT_H
#define _TRACE_HOOK_SLOT_H

#include <linux/types.h>

struct ftrace_ops;

/* Need hook_mutex. */
int hook_slot_get(struct ftrace_ops *ops, u32 first);
void hook_slot_put(struct ftrace_ops *ops);

struct ftrace_ops *hook_slot_ops(u32 slot);	/* RCU, any context */

#endif /* _TRACE_HOOK_SLOT_H */
