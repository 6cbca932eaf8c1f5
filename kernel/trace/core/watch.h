/* SPDX-License-Identifier: GPL-2.0 */
/* Watchers see each finished record before it is committed. */
#ifndef _TRACE_CORE_WATCH_H
#define _TRACE_CORE_WATCH_H

#include <linux/jump_label.h>
#include <linux/trace.h>
#include <linux/trace_events.h>

/**
 * struct trace_watcher - somebody who looks at records of all instances
 * @seen: called in the context of the traced code, NMI included
 * @kinds: TRACE_EXPORT_* bits of the records that it wants
 * @list: all watchers
 */
struct trace_watcher {
	void			(*seen)(struct trace_watcher *watcher,
					struct trace_record *rec);
	unsigned int		kinds;
	struct list_head	list;
};

/* These may sleep; after removal no call is running. */
void trace_watch(struct trace_watcher *watcher);
void trace_unwatch(struct trace_watcher *watcher);

DECLARE_STATIC_KEY_FALSE(trace_watched);

void __trace_record_seen(struct trace_record *rec, unsigned int kind);

/* Off: one nop. */
static __always_inline void trace_record_seen(struct trace_record *rec,
					      unsigned int kind)
{
	if (static_branch_unlikely(&trace_watched))
		__trace_record_seen(rec, kind);
}

#endif /* _TRACE_CORE_WATCH_H */
