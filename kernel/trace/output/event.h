/* SPDX-License-Identifier: GPL-2.0 */
/* Record type number to printer. */
#ifndef _TRACE_OUTPUT_EVENT_H
#define _TRACE_OUTPUT_EVENT_H

#include <linux/trace_events.h>

/* NULL for an unknown type.  Any context; the caller keeps modules away. */
struct trace_event *trace_printer_find(int type);
/* The event behind it, and with it the fields; NULL if it is none. */
struct trace_event_call *trace_call_find(int type);

/* Printers stay where they are in between: modules that go wait.  May sleep. */
void trace_printers_lock(void);
void trace_printers_unlock(void);

#endif /* _TRACE_OUTPUT_EVENT_H */
