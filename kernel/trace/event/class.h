/* SPDX-License-Identifier: GPL-2.0 */
/* All events, and what their classes do for them. */
#ifndef _TRACE_EVENT_CLASS_H
#define _TRACE_EVENT_CLASS_H

#include <linux/trace_events.h>

/* Every struct trace_event_call; under tracing_mutex. */
extern struct list_head trace_event_calls;

/* The fields that all records begin with; ends with an empty row. */
extern const struct trace_event_fields trace_common_fields[];

/* Puts the offsets into a table whose rows tell size and alignment. */
void trace_event_place_fields(struct trace_event_fields *field);

/* These need tracing_mutex. */
/* -ENXIO: nothing is wrong, but this kernel does not have it. */
int trace_event_call_init(struct trace_event_call *call);
struct trace_event_call *trace_event_find_call(const char *system,
					       const char *name);
/* A field by name, a common one too, or NULL. */
const struct trace_event_fields *
trace_event_find_field(struct trace_event_call *call, const char *name);

/* Does an event have a switch that users may turn? */
static inline bool trace_event_can_enable(const struct trace_event_call *call)
{
	return call->class->reg && !(call->flags & TRACE_EVENT_FL_IGNORE_ENABLE);
}

/* Walks a table of fields, which may be NULL. */
#define for_each_trace_field(field, table)	\
	for (field = (table); field && field->name; field++)

#endif /* _TRACE_EVENT_CLASS_H */
