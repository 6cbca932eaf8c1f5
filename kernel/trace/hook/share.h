/* SPDX-License-Identifier: GPL-2.0 */
/* Ops that do not go together at a function. */
#ifndef _TRACE_HOOK_SHARE_H
#define _TRACE_HOOK_SHARE_H

struct ftrace_ops;
struct hook_set;

/* Both need hook_mutex. */
int hook_share_begin(struct ftrace_ops *ops, const struct hook_set *old,
		     const struct hook_set *new);
void hook_share_end(struct ftrace_ops *ops, const struct hook_set *old,
		    const struct hook_set *new);

#endif /* _TRACE_HOOK_SHARE_H */
