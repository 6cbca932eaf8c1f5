// SPDX-License-Identifier: GPL-2.0
/* Filters of events in instances, and of perf events. */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/perf_event.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../event/class.h"
#include "filter.h"

static void free_after_readers(struct rcu_head *rcu)
{
	trace_filter_free(container_of(rcu, struct event_filter, rcu));
}

static void exchange(struct trace_event_file *file, struct event_filter *filter)
{
	struct event_filter *old;

	old = rcu_replace_pointer(file->filter, filter,
				  lockdep_is_held(&tracing_mutex));
	if (old)
		call_rcu(&old->rcu, free_after_readers);
}

/* "0" removes a filter, and so does an empty line. */
static bool means_none(const char *text)
{
	return !*text || !strcmp(text, "0");
}

/**
 * trace_filter_set - give an event of an instance another filter
 * @file: the event
 * @text: the filter; "0" for none
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, or what trace_filter_compile() says; then nothing has changed.
 */
int trace_filter_set(struct trace_event_file *file, const char *text)
{
	struct event_filter *filter = NULL;

	if (!means_none(text)) {
		filter = trace_filter_compile(file->event_call, text);
		if (IS_ERR(filter))
			return PTR_ERR(filter);
	}
	exchange(file, filter);
	return 0;
}

static bool fits(struct trace_event_file *file, const char *text)
{
	struct event_filter *filter = trace_filter_compile(file->event_call, text);

	if (IS_ERR(filter))
		return false;
	trace_filter_free(filter);
	return true;
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
 * Return: 0, -EINVAL if it suits none of the events, or -ENOMEM.
 */
int trace_filter_set_system(struct trace_array *tr, const char *system,
			    const char *text)
{
	struct trace_event_file *file;
	bool any = false;
	int err = 0;

	list_for_each_entry(file, &tr->events, list) {
		if (strcmp(file->event_call->class->system, system) ||
		    (!means_none(text) && !fits(file, text)))
			continue;
		any = true;
		err = trace_filter_set(file, text) ?: err;
	}
	return any ? err : -EINVAL;
}

/**
 * trace_filter_text - the filter of an event, as the user wrote it
 * @file: the event
 *
 * Context: tracing_mutex held.
 * Return: the text, "none" without a filter.
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
	struct event_filter *filter;

	guard(mutex)(&tracing_mutex);
	if (!event->tp_event || event->tp_event->event.type != event_id)
		return -EINVAL;
	if (event->filter)
		return -EEXIST;
	filter = trace_filter_compile(event->tp_event, filter_str);
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
