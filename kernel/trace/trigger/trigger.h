/* SPDX-License-Identifier: GPL-2.0 */
/* Commands about triggers; these need tracing_mutex and may sleep. */
#ifndef _TRACE_TRIGGER_TRIGGER_H
#define _TRACE_TRIGGER_TRIGGER_H

struct seq_file;
struct trace_event_file;
struct trace_trigger;

/*
 * [!]ACTION[:PARAMETER][:COUNT][:limit=LIMIT] [if FILTER]: adds a trigger or, with "!",
 * removes those of the kind, or the one with that filter, if there is any.  Returns 0;
 * -EINVAL for what makes no sense, -EEXIST, -ENOMEM, or what the action says.  Nothing has
 * changed then.
 */
int trace_trigger_command(struct trace_event_file *file, const char *text);

/* One that has been read: from now on it is set off.  It is the caller's if this fails. */
int trace_trigger_add(struct trace_trigger *t);

/* The end of one, and of what it needs. */
void trace_trigger_take_away(struct trace_trigger *t);

/* The triggers of an event, in the form of commands. */
void trace_trigger_show(struct trace_event_file *file, struct seq_file *m);

#endif /* _TRACE_TRIGGER_TRIGGER_H */
