/* SPDX-License-Identifier: GPL-2.0 */
/* The tracer's own record types as events of the system "ftrace". */
#ifndef _TRACE_EVENT_BUILTIN_H
#define _TRACE_EVENT_BUILTIN_H

struct trace_event_call;

/* One for each ENTRY of core/entries.def; the table ends with NULL. */
extern struct trace_event_call *trace_builtin_events[];

#endif /* _TRACE_EVENT_BUILTIN_H */
