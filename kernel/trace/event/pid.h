/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events of some tasks only.
 *
 * While the pid filter of an instance has a list, the events of the instance
 * carry PID_FILTER, and each hit asks for the verdict.
 */
#ifndef _TRACE_EVENT_PID_H
#define _TRACE_EVENT_PID_H

struct trace_array;

/* The lists are not what they were.  Needs tracing_mutex. */
void trace_event_pids_changed(struct trace_array *tr);

#endif /* _TRACE_EVENT_PID_H */
