// SPDX-License-Identifier: GPL-2.0
/* Filters of events in instances, and of perf events. */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/perf_event.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../event/class.h"
#include "../event/perf.h"
#include "filter.h"

/* What the error log calls filters. */
#define ERROR_PLACE	"event filter parse error"

static void free_after_readers(struct rcu_head *rcu)
{
	trace_filter_free(container_of(rcu, struct event_filter, rcu));
}

static void exchange(struct trace_event_file *file, struct event_filter *filter)
{
	struct event_filter *old;

	old = rcu_replace_pointer(file->filter, filter,
				  lockdep_is_held(&tracing_mutex));
	assign_bit(EVENT_FILE_FL_FILTERED_BIT, &file->flags, filter);
	if (old)
		call_rcu(&old->rcu, free_after_readers);
}

/* "0" removes a filter. */
static bool means_none(const char *text)
{
	text = skip_spaces(text);
	return *text == '0' && !*skip_spaces(text + 1);
}

/* What the file of a filter that made no sense shows: the text, and why. */
static char *explain(const struct text_command *cmd)
{
	int pos = min(cmd->pos, strlen(cmd->text));

	if (cmd->error == TEXT_UNKNOWN)
		return kasprintf(GFP_KERNEL, "%s\nError: (%d)\n", cmd->text, pos);
	return kasprintf(GFP_KERNEL, "%s\n%*s^\nparse_error: %s\n", cmd->text, pos, "",
			 text_error_message(cmd->error));
}

/* A filter that keeps all records and shows an error; NULL without memory. */
static struct event_filter *filter_of_error(const struct text_command *cmd)
{
	struct event_filter *filter = kzalloc(struct_size(filter, pred, 1), GFP_KERNEL);

	if (!filter)
		return NULL;
	filter->nr = 1;
	filter->pred[0].next[0] = FILTER_ACCEPT;
	filter->pred[0].next[1] = FILTER_ACCEPT;
	filter->text = explain(cmd);
	if (filter->text)
		return filter;
	trace_filter_free(filter);
	return NULL;
}

/**
 * trace_filter_set - give an event of an instance another filter
 * @file: the event
 * @text: the filter; "0" for none
 *
 * A filter that makes no sense takes the place of the one that there was, too:
 * no record is left out, and its text tells what is wrong.  So does the error log
 * of the instance.
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, or what trace_filter_compile() says.
 */
int trace_filter_set(struct trace_event_file *file, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct event_filter *filter;

	if (means_none(text)) {
		exchange(file, NULL);
		return 0;
	}
	filter = trace_filter_compile(file->event_call, &c);
	if (!IS_ERR(filter)) {
		exchange(file, filter);
		return 0;
	}
	if (cmd.error) {
		trace_errlog_add(file->tr, ERROR_PLACE, &cmd);
		exchange(file, filter_of_error(&cmd));
	}
	return PTR_ERR(filter);
}

/* A filter that an event will get. */
struct planned {
	struct list_head	list;
	struct trace_event_file	*file;
	struct event_filter	*filter;
};

/* An event that the filter does not suit keeps its own: -EINVAL. */
static int plan(struct list_head *plans, struct trace_event_file *file, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct event_filter *filter = NULL;
	struct planned *planned;

	if (!means_none(text)) {
		filter = trace_filter_compile(file->event_call, &c);
		if (IS_ERR(filter))
			return PTR_ERR(filter);
	}
	planned = kmalloc(sizeof(*planned), GFP_KERNEL);
	if (!planned) {
		trace_filter_free(filter);
		return -ENOMEM;
	}
	planned->file = file;
	planned->filter = filter;
	list_add_tail(&planned->list, plans);
	return 0;
}

static int plan_system(struct list_head *plans, struct trace_array *tr,
		       const char *system, const char *text)
{
	struct trace_event_file *file;
	int err;

	list_for_each_entry(file, &tr->events, list) {
		if (strcmp(file->event_call->class->system, system))
			continue;
		err = plan(plans, file, text);
		if (err == -ENOMEM)
			return err;
	}
	return list_empty(plans) ? -EINVAL : 0;
}

/* All of them, or none. */
static void carry_out(struct list_head *plans, bool all)
{
	struct planned *planned, *next;

	list_for_each_entry_safe(planned, next, plans, list) {
		if (all)
			exchange(planned->file, planned->filter);
		else
			trace_filter_free(planned->filter);
		kfree(planned);
	}
}

/**
 * trace_filter_set_system - give all events of a system another filter
 * @tr: the instance
 * @system: the system
 * @text: the filter; "0" for none
 *
 * An event that lacks one of the fields is left with its own filter.
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL if it suits none of the events, or -ENOMEM; then all of them
 * keep theirs.
 */
int trace_filter_set_system(struct trace_array *tr, const char *system,
			    const char *text)
{
	struct text_command cmd = { .text = text, .error = TEXT_NO_EVENT_FITS };
	LIST_HEAD(plans);
	int err = plan_system(&plans, tr, system, text);

	carry_out(&plans, !err);
	if (err == -EINVAL)
		trace_errlog_add(tr, ERROR_PLACE, &cmd);
	return err;
}

/**
 * trace_filter_text - the filter of an event, as the user wrote it
 * @file: the event
 *
 * Context: tracing_mutex held.
 * Return: the text, "none" without a filter.  That of a filter that made no sense
 * has lines with the error below it.
 */
const char *trace_filter_text(struct trace_event_file *file)
{
	struct event_filter *filter;

	filter = rcu_dereference_protected(file->filter,
					   lockdep_is_held(&tracing_mutex));
	return filter ? filter->text : "none";
}

#ifdef CONFIG_PERF_EVENTS
/**
 * ftrace_profile_set_filter - filter the records of a perf event
 * @event: the perf event
 * @event_id: type number of its trace event
 * @filter_str: the filter
 *
 * Context: may sleep.
 * Return: 0, -EEXIST if it has one, or what trace_filter_compile() says.
 */
int ftrace_profile_set_filter(struct perf_event *event, int event_id,
			      char *filter_str)
{
	struct text_command cmd = { .text = filter_str };
	struct text_cursor c = text_start(&cmd);
	struct event_filter *filter;

	guard(mutex)(&tracing_mutex);
	if (!event->tp_event || event->tp_event->event.type != event_id)
		return -EINVAL;
	if (trace_perf_is_function(event))
		return trace_perf_function_filter(event, &c);
	if (event->filter)
		return -EEXIST;
	filter = trace_filter_compile(event->tp_event, &c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	event->filter = filter;
	return 0;
}

/**
 * ftrace_profile_free_filter - drop the filter of a perf event
 * @event: the perf event; no record of it is being looked at
 *
 * Context: may sleep.
 */
void ftrace_profile_free_filter(struct perf_event *event)
{
	trace_filter_free(event->filter);
	event->filter = NULL;
}
#endif
