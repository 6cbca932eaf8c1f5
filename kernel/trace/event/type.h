/* SPDX-License-Identifier: GPL-2.0 */
/* Record type numbers. */
#ifndef _TRACE_EVENT_TYPE_H
#define _TRACE_EVENT_TYPE_H

struct trace_event;

/*
 * The printers of a type number, or NULL.  Any context; the caller keeps modules
 * from going.
 */
struct trace_event *trace_event_find(int type);

#endif /* _TRACE_EVENT_TYPE_H */
