/* SPDX-License-Identifier: GPL-2.0 */
/* Events that are asked for by name.  All of this needs tracing_mutex. */
#ifndef _TRACE_EVENT_REQUEST_H
#define _TRACE_EVENT_REQUEST_H

#include <linux/list.h>

struct module;
struct seq_file;
struct trace_array;

/**
 * struct trace_event_wish - events of a module that is not there yet
 * @list: in trace_array::event_wishes, in order of appearance
 * @text: what was asked for, in front of ":mod:"
 * @module: name of the module; behind @text in memory
 */
struct trace_event_wish {
	struct list_head	list;
	const char		*module;
	char			text[];
};

/*
 * A word of a request as set_event takes it: "[!]system:event", "[!]system:",
 * "[!]name", each of them with ":mod:module" behind it.  The first only tells whether
 * it names an event, or one that may come; if not, error_log has it.  The second does
 * what it says.
 */
int trace_event_check_text(struct trace_array *tr, const char *word);
int trace_event_enable_text(struct trace_array *tr, const char *word);

/* The events of a module are there: switch those on that were waited for. */
void trace_event_wishes_grant(struct trace_array *tr, const struct module *mod);
void trace_event_wishes_forget(struct trace_array *tr);

#endif /* _TRACE_EVENT_REQUEST_H */
