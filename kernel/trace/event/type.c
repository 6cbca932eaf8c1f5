// SPDX-License-Identifier: GPL-2.0
/*
 * Record type numbers.
 *
 * The first field of each record is a number from which its printer and its
 * format file are found.  The tracer's own types have fixed numbers, events get
 * the next one that is free.  Numbers are handed out in a circle: one that has
 * been given back comes last, and by then the buffers that could have named it
 * have been cleared (see module.c).
 */
#include <linux/export.h>
#include <linux/trace_events.h>
#include <linux/xarray.h>
#include "../core/entries.h"
#include "type.h"

static DEFINE_XARRAY_ALLOC(types);
static u32 next_type;		/* under the lock of the array */

/**
 * register_trace_event - give a record type its number and its printers
 * @event: @event->type is zero for any number, else one below those of events
 *
 * Context: may sleep.
 * Return: the number, or 0: none left, or taken.
 */
int register_trace_event(struct trace_event *event)
{
	static const struct xa_limit events = {
		.min = TRACE_FIRST_EVENT_TYPE,
		.max = TRACE_EVENT_TYPE_MAX,
	};
	u32 type = event->type;
	int err;

	if (WARN_ON(!event->funcs))
		return 0;
	if (type)
		err = xa_insert(&types, type, event, GFP_KERNEL);
	else
		err = xa_alloc_cyclic(&types, &type, event, events, &next_type,
				      GFP_KERNEL);
	if (err < 0)
		return 0;
	event->type = type;
	return type;
}
EXPORT_SYMBOL_GPL(register_trace_event);

/**
 * unregister_trace_event - give a number back
 * @event: no record may have its number any more
 *
 * Context: may sleep; waits for those who look it up.
 * Return: 0.
 */
int unregister_trace_event(struct trace_event *event)
{
	xa_erase(&types, event->type);
	event->type = 0;
	synchronize_rcu();
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_trace_event);

struct trace_event *trace_event_find(int type)
{
	return xa_load(&types, type);
}
