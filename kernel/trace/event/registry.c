// SPDX-License-Identifier: GPL-2.0
/*
 * Events that come and go: those of the kernel image, of modules, and those that
 * are made at run time.
 *
 * An event ends in four steps:
 *
 *	it is switched off and taken out of all instances	tracing_mutex
 *	hits that are under way come to their end		a grace period
 *	its directories are removed, open() comes to its end
 *	buffers that have its records are cleared, its
 *	number and the memory are given back			tracing_mutex
 *
 * The mutex is dropped in between, as an open() may be waiting for it.
 */
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "../core/instance.h"
#include "class.h"
#include "enable.h"
#include "evalmap.h"
#include "files.h"
#include "registry.h"

static int add_to_instance(struct trace_array *tr, struct trace_event_call *call)
{
	struct trace_event_file *file = trace_event_file_create(tr, call);

	if (IS_ERR_OR_NULL(file))
		return PTR_ERR_OR_ZERO(file);
	return tr->event_dir ? trace_event_dir_add(file) : 0;
}

static int add_to_instances(struct trace_event_call *call)
{
	struct trace_array *tr;
	int err = 0;

	for_each_trace_array(tr)
		err = err ?: add_to_instance(tr, call);
	return err;
}

void trace_events_add(struct trace_event_call **call, unsigned int nr,
		      struct module *mod, const struct trace_evals *evals)
{
	const char *done = NULL;
	int err;

	for (; nr--; call++) {
		/* Events of a class share the text; once is enough. */
		if ((*call)->print_fmt != done) {
			done = (*call)->print_fmt;
			if (trace_evals_apply(evals, *call) ||
			    (*call)->flags & TRACE_EVENT_FL_OWN_FMT)
				done = NULL;
		}
		(*call)->module = mod;
		err = trace_event_call_init(*call);
		if (err == -ENXIO)
			continue;
		err = err ?: add_to_instances(*call);
		if (err)
			pr_warn("tracing: event %s: error %d\n",
				trace_event_name(*call), err);
	}
}

/*
 * Take an event out of all instances; what it leaves there goes to @gone and
 * keeps the instance: its directories must not go twice.
 */
static void unlink_everywhere(struct trace_event_call *call,
			      struct list_head *gone)
{
	struct trace_event_file *file, *next;
	struct trace_array *tr;

	for_each_trace_array(tr) {
		list_for_each_entry_safe(file, next, &tr->events, list) {
			if (file->event_call != call)
				continue;
			refcount_inc(&tr->refs);
			trace_event_file_unlink(file);
			trace_event_dir_drop(file);
			list_add_tail(&file->list, gone);
		}
	}
}

static void remove_dirs(struct list_head *gone)
{
	struct trace_event_file *file;

	list_for_each_entry(file, gone, list)
		tracefs_dir_remove(file->dir);
}

static bool has_records(struct trace_array *tr, struct list_head *gone)
{
	struct trace_event_file *file;

	list_for_each_entry(file, gone, list) {
		if (file->tr == tr && file->flags & EVENT_FILE_FL_WAS_ENABLED)
			return true;
	}
	return false;
}

/* Records of events that are gone cannot be printed any more. */
static void clear_buffers(struct list_head *gone)
{
	struct trace_array *tr;

	for_each_trace_array(tr) {
		if (has_records(tr, gone))
			trace_array_clear(tr);
	}
}

static void call_fini(struct trace_event_call *call)
{
	if (call->event.type)
		unregister_trace_event(&call->event);
	if (call->flags & TRACE_EVENT_FL_OWN_FMT)
		kfree(call->print_fmt);
}

/* The second half: @calls and @gone are in no list that others see. */
static void finish(struct list_head *calls, struct list_head *gone)
{
	struct trace_event_file *file, *next;
	struct trace_event_call *call;

	tracepoint_synchronize_unregister();
	remove_dirs(gone);
	guard(mutex)(&tracing_mutex);
	clear_buffers(gone);
	list_for_each_entry(call, calls, list)
		call_fini(call);
	list_for_each_entry_safe(file, next, gone, list) {
		trace_array_put(file->tr);
		trace_event_file_put(file);
	}
}

void trace_events_remove_module(struct module *mod)
{
	struct trace_event_call *call, *next;
	LIST_HEAD(calls);
	LIST_HEAD(gone);

	scoped_guard(mutex, &tracing_mutex) {
		list_for_each_entry_safe(call, next, &trace_event_calls, list) {
			if (call->flags & TRACE_EVENT_FL_DYNAMIC ||
			    call->module != mod)
				continue;
			unlink_everywhere(call, &gone);
			list_move_tail(&call->list, &calls);
		}
		trace_evals_forget(mod);
	}
	if (!list_empty(&calls))
		finish(&calls, &gone);
}

/**
 * trace_add_event_call - make an event known that was made at run time
 * @call: the event, with TRACE_EVENT_FL_DYNAMIC if it has users to count
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -EEXIST if there is an event of that name, -ENODEV if there is no
 * type number left, or -ENOMEM.
 */
int trace_add_event_call(struct trace_event_call *call)
{
	struct trace_array *tr;
	LIST_HEAD(calls);
	LIST_HEAD(gone);
	int err;

	scoped_guard(mutex, &tracing_mutex) {
		if (trace_event_find_call(call->class->system,
					  trace_event_name(call)))
			return -EEXIST;
		err = trace_event_call_init(call);
		if (err)
			return err;
		for_each_trace_array(tr)
			err = err ?: add_to_instance(tr, call);
		if (!err)
			return 0;
		unlink_everywhere(call, &gone);
		list_move_tail(&call->list, &calls);
	}
	finish(&calls, &gone);
	return err;
}
EXPORT_SYMBOL_GPL(trace_add_event_call);

static bool is_in_use(struct trace_event_call *call)
{
	struct trace_event_file *file;
	struct trace_array *tr;

#ifdef CONFIG_PERF_EVENTS
	if (call->perf_refcount)
		return true;
#endif
	for_each_trace_array(tr) {
		list_for_each_entry(file, &tr->events, list) {
			if (file->event_call == call &&
			    file->flags & EVENT_FILE_FL_ENABLED)
				return true;
		}
	}
	return false;
}

/**
 * trace_remove_event_call - end an event that was made at run time
 * @call: the event; its memory is the caller's again
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, or -EBUSY while it is on or perf uses it.
 */
int trace_remove_event_call(struct trace_event_call *call)
{
	LIST_HEAD(calls);
	LIST_HEAD(gone);

	scoped_guard(mutex, &tracing_mutex) {
		if (is_in_use(call))
			return -EBUSY;
		unlink_everywhere(call, &gone);
		list_move_tail(&call->list, &calls);
	}
	finish(&calls, &gone);
	return 0;
}
EXPORT_SYMBOL_GPL(trace_remove_event_call);
