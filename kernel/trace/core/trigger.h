/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Triggers: what an event sets off when it is hit, while it is hit.
 *
 * A trigger is an action with a condition. Actions come from layers above; here is
 * how hits find them. Triggers of an event are set off whether it is switched on
 * for users or not (soft mode keeps its probe attached).
 *
 * Most triggers need no record and are set off before there is one. Those with a
 * filter look at the record; if the event is off, or the buffer, it is made in
 * memory of the CPU for that purpose. An action that writes a record of its own
 * does so before that of the event is complete, but after room was found for it:
 * so it comes behind it, or stands alone if there is none.
 */
#ifndef _TRACE_CORE_TRIGGER_H
#define _TRACE_CORE_TRIGGER_H

#include <linux/trace_events.h>
#include "limit.h"

struct text_cursor;
struct text_span;
struct trace_trigger;

/**
 * struct trace_action - something that can be set off
 * @name: what users call it
 * @run: does it; preemption off, any context. @rec has the record of the event that
 *	was hit, or is NULL. Returns true if there was something to do
 * @after: @run is called when there is room for the event's record, if there is
 *	to be one
 * @looks: @run looks at the record: @rec is never NULL
 * @parameter: a colon and a parameter follow the name
 * @prepare: reads the parameter, if there is one; NULL: nothing to do. An errno
 *	refuses. May set trace_trigger.data
 * @release: the end of @prepare; NULL: nothing to do
 * @show: prints what @prepare read, with a colon before it; NULL: nothing
 * @same: are two triggers of one event of this or the same @rival in each other's
 *	way; NULL: always
 * @functions: functions can set it off, too; see trigger/function.c
 * @once: functions set it off once, unless a count says otherwise
 * @rival: another action that cannot be beside this one, or NULL
 * @command: reads all that is behind the name, and does it; NULL: the usual way.
 *	None of the functions from @prepare to @rival is called then
 * @print: prints a line for a trigger of @command's
 * @list: all actions
 */
struct trace_action {
	const char	*name;
	bool		(*run)(struct trace_trigger *t, struct trace_record *rec);
	bool		after;
	bool		looks;
	bool		parameter;
	int		(*prepare)(struct trace_trigger *t, struct text_cursor *c);
	void		(*release)(struct trace_trigger *t);
	void		(*show)(const struct trace_trigger *t, struct seq_file *m);
	bool		(*same)(const struct trace_trigger *a, const struct trace_trigger *b);
	bool		functions;
	bool		once;
	const char	*rival;
	int		(*command)(struct trace_event_file *file, struct text_cursor *c,
				   bool remove);
	void		(*print)(const struct trace_trigger *t, struct seq_file *m);
	struct list_head list;
};

/**
 * struct trace_trigger - an action of an event, or of functions
 * @tr: the instance
 * @file: the event in its instance, NULL for functions
 * @action: the action
 * @filter: only records that pass it, or NULL
 * @left: how often, or a negative number for always
 * @count: what @left was at first
 * @limit: how often in a period
 * @bounded: @left or @limit says that it will not always be set off
 * @data: the action's
 * @prepared: trace_action.prepare() was called
 * @nr: greater than that of all that were made before
 * @destroy: frees it
 * @list: in trace_event_file.triggers, under RCU
 * @rcu: its end
 */
struct trace_trigger {
	struct trace_array		*tr;
	struct trace_event_file		*file;
	const struct trace_action	*action;
	struct event_filter		*filter;
	atomic_long_t			left;
	long				count;
	struct trace_limit		limit;
	bool				bounded;
	void				*data;
	bool				prepared;
	unsigned long			nr;
	void				(*destroy)(struct trace_trigger *t);
	struct list_head		list;
	struct rcu_head			rcu;
};

/* Is a record of the event, if there is to be one, for triggers alone? */
static inline bool trace_trigger_only_looks(const struct trace_event_file *file)
{
	return (READ_ONCE(file->flags) &
		(EVENT_FILE_FL_SOFT_DISABLED | EVENT_FILE_FL_TRIGGER_PLAIN)) ==
	       EVENT_FILE_FL_SOFT_DISABLED;
}

/* record.c: any context, preemption off. */
void *trace_trigger_begin(struct trace_event_file *file, unsigned long len);
void trace_trigger_look(struct trace_record *rec);
void trace_trigger_all(struct trace_record *rec);

/* Under tracing_mutex. */
void trace_trigger_link(struct trace_trigger *t);
void trace_trigger_unlink(struct trace_trigger *t);
void trace_triggers_drop(struct trace_event_file *file);

/* The file, see trigger/files.c. */
extern const struct file_operations trace_event_trigger_fops;
/* And hist/print.c, output/hist_json.c, hist/debug.c. */
extern const struct file_operations trace_event_hist_fops;
extern const struct file_operations trace_event_hist_json_fops;
extern const struct file_operations trace_event_hist_debug_fops;

#endif /* _TRACE_CORE_TRIGGER_H */
