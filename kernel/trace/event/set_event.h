/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that name events. */
#ifndef _TRACE_EVENT_SET_EVENT_H
#define _TRACE_EVENT_SET_EVENT_H

struct trace_array;

/*
 * Switches the events that the words of @text name; needs tracing_mutex.  The
 * text is taken apart.  -EINVAL if a word names no event, then nothing happens.
 */
int trace_set_event(struct trace_array *tr, char *text, const char *separators);

#endif /* _TRACE_EVENT_SET_EVENT_H */
