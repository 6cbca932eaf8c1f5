/* SPDX-License-Identifier: GPL-2.0 */
/* The registry of actions, see core/trigger.h. */
#ifndef _TRACE_TRIGGER_ACTION_H
#define _TRACE_TRIGGER_ACTION_H

#include "../core/trigger.h"
#include "../text/cursor.h"

extern struct list_head trace_actions;	/* in order of registration */

/* At boot. */
void __init trace_action_register(struct trace_action *action);

/* By its name, or NULL; tracing_mutex held. */
struct trace_action *trace_action_find(struct text_span name);

/* trace_trigger.count of one that is never used up. */
#define TRACE_UNLIMITED	(-1)

/* All of @c as a count, as users write it or as it is shown: "N", "count=N", "unlimited". */
int trace_count_read(struct text_cursor *c, long *count);

#endif /* _TRACE_TRIGGER_ACTION_H */
