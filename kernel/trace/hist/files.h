/* SPDX-License-Identifier: GPL-2.0 */
/* The file "hist" of an event. */
#ifndef _TRACE_HIST_FILES_H
#define _TRACE_HIST_FILES_H

struct trace_event_file;

#ifdef CONFIG_HIST_TRIGGERS
/* Remove what nobody needs, stop or start all; see command.c. */
void hists_remove(struct trace_event_file *file);
void hists_pause(struct trace_event_file *file, bool paused);
#else
static inline void hists_remove(struct trace_event_file *file) { }
#endif

#endif /* _TRACE_HIST_FILES_H */
