/* SPDX-License-Identifier: GPL-2.0 */
/* Record type number to printer. */
#ifndef _TRACE_OUTPUT_EVENT_H
#define _TRACE_OUTPUT_EVENT_H

#include <linux/trace_events.h>

/* NULL for an unknown type.  RCU or trace_printers_lock() is held. */
struct trace_event *trace_printer_find(int type);
/* The event behind it, and with it the fields; NULL if it is none. */
struct trace_event_call *trace_call_find(int type);

#endif /* _TRACE_OUTPUT_EVENT_H */
