/* SPDX-License-Identifier: GPL-2.0 */
/* Record type numbers. */
#ifndef _TRACE_EVENT_TYPE_H
#define _TRACE_EVENT_TYPE_H

struct trace_event;

/* The printers of a type number, or NULL.  RCU or trace_printers_lock() is held. */
struct trace_event *trace_event_find(int type);
void trace_event_type_forget(struct trace_event *event);

/* Printers stay where they are in between: who takes them away waits.  May sleep. */
void trace_printers_lock(void);
void trace_printers_unlock(void);
void trace_printers_wait(void);

#endif /* _TRACE_EVENT_TYPE_H */
