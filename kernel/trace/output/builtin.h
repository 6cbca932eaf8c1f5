/* SPDX-License-Identifier: GPL-2.0 */
/* Printers of the tracer's own record types. */
#ifndef _TRACE_OUTPUT_BUILTIN_H
#define _TRACE_OUTPUT_BUILTIN_H

#include <linux/trace_events.h>

/* NULL if the type is not one of core/entries.def. */
struct trace_event *trace_builtin_printer(int type);
struct trace_event_call *trace_builtin_call(int type);

/*
 * The memory map of the process of a user_stack record, for mmput(); NULL if it
 * has ended, or if option sym-userobj is off.
 */
struct mm_struct *trace_user_map(struct trace_iterator *iter, int tgid);

/* Only the text of a print, bprint or bputs record; false for other types. */
bool trace_builtin_message(struct trace_iterator *iter);

#endif /* _TRACE_OUTPUT_BUILTIN_H */
