/* SPDX-License-Identifier: GPL-2.0 */
/* The format file of an event. */
#ifndef _TRACE_EVENT_FORMAT_H
#define _TRACE_EVENT_FORMAT_H

struct seq_file;
struct trace_event_call;
struct trace_event_fields;

/* Needs tracing_mutex. */
void trace_event_show_format(struct seq_file *m, struct trace_event_call *call);

/* The declaration of a field as C has it, without the semicolon. */
void trace_event_show_field(struct seq_file *m,
			    const struct trace_event_fields *field);

#endif /* _TRACE_EVENT_FORMAT_H */
