/* SPDX-License-Identifier: GPL-2.0 */
/* The file "hist" of an event, and the file latency_events. */
#ifndef _TRACE_HIST_FILES_H
#define _TRACE_HIST_FILES_H

struct seq_file;
struct trace_array;
struct trace_event_file;

#ifdef CONFIG_HIST_TRIGGERS
/* Remove what nobody needs, stop or start all; see command.c. */
void hists_remove(struct trace_event_file *file);
void hists_pause(struct trace_event_file *file, bool paused);

/* latency.c: without tracing_mutex. */
int latency_command(struct trace_array *tr, const char *text);
int latency_clear(struct trace_array *tr);
void latency_show(struct trace_array *tr, struct seq_file *m);
#else
static inline void hists_remove(struct trace_event_file *file) { }
#endif

#endif /* _TRACE_HIST_FILES_H */
