/* SPDX-License-Identifier: GPL-2.0 */
/* Events of some tasks only. */
#ifndef _TRACE_EVENT_PID_H
#define _TRACE_EVENT_PID_H

struct trace_array;

/* The instance is going: forget its lists.  Needs tracing_mutex. */
void trace_event_pids_drop(struct trace_array *tr);

#endif /* _TRACE_EVENT_PID_H */
