// SPDX-License-Identifier: GPL-2.0
/*
 * Events that come and go: those of the kernel image, of modules, and those that
 * are made at run time.
 *
 * An event ends in four steps:
 *
 *	it is switched off, taken out of all instances, and
 *	its number is taken back				tracing_mutex
 *	hits and printers that are under way come to their end	a grace period
 *	its directories are removed, open() comes to its end
 *	buffers that have its records are cleared, and the
 *	memory is given back					tracing_mutex
 *
 * The mutex is dropped in between, as an open() may be waiting for it.  A probe is
 * taken from its place then; if that takes a grace period, it is the one of both.
 */
#include <linux/export.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/tracepoint.h>
#include "../core/instance.h"
#include "class.h"
#include "enable.h"
#include "evalmap.h"
#include "files.h"
#include "registry.h"
#include "type.h"

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

static void removal_start(struct trace_event_removal *removal)
{
	INIT_LIST_HEAD(&removal->calls);
	INIT_LIST_HEAD(&removal->files);
}

/* An instance has to stay: its directories must not go twice. */
static void unlink_from(struct trace_array *tr, const struct trace_event_call *call,
			struct trace_event_removal *removal)
{
	struct trace_event_file *file, *next;

	list_for_each_entry_safe(file, next, &tr->events, list) {
		if (file->event_call != call)
			continue;
		refcount_inc(&tr->refs);
		trace_event_file_unlink(file);
		trace_event_dir_drop(file);
		list_add_tail(&file->list, &removal->files);
	}
}

static void unlink_call(struct trace_event_call *call, struct trace_event_removal *removal)
{
	struct trace_array *tr;

	for_each_trace_array(tr)
		unlink_from(tr, call, removal);
	trace_event_type_forget(&call->event);
	list_move_tail(&call->list, &removal->calls);
	removal->rcu = get_state_synchronize_rcu();
	removal->srcu = start_poll_synchronize_srcu(&tracepoint_srcu);
}

static void remove_dirs(const struct trace_event_removal *removal)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &removal->files, list)
		tracefs_dir_remove(file->dir);
}

static bool has_records(const struct trace_array *tr,
			const struct trace_event_removal *removal)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &removal->files, list) {
		if (file->tr == tr && file->flags & EVENT_FILE_FL_WAS_ENABLED)
			return true;
	}
	return false;
}

/* Records of events that are gone cannot be printed any more. */
static void clear_buffers(const struct trace_event_removal *removal)
{
	struct trace_array *tr;

	for_each_trace_array(tr) {
		if (has_records(tr, removal))
			trace_array_clear(tr);
	}
}

/**
 * trace_event_finish - the second half of removing events
 * @removal: of trace_event_unlink()
 *
 * Context: takes tracing_mutex, may sleep.
 */
void trace_event_finish(struct trace_event_removal *removal)
{
	struct trace_event_file *file, *next;
	struct trace_event_call *call;

	/* What tracepoint_synchronize_unregister() waits for, if that is not over yet. */
	if (!poll_state_synchronize_srcu(&tracepoint_srcu, removal->srcu))
		synchronize_srcu(&tracepoint_srcu);
	cond_synchronize_rcu(removal->rcu);
	trace_printers_wait();
	remove_dirs(removal);
	guard(mutex)(&tracing_mutex);
	clear_buffers(removal);
	list_for_each_entry(call, &removal->calls, list) {
		if (call->flags & TRACE_EVENT_FL_OWN_FMT)
			kfree(call->print_fmt);
	}
	list_for_each_entry_safe(file, next, &removal->files, list) {
		trace_array_put(file->tr);
		trace_event_file_put(file);
	}
}

void trace_events_remove_module(struct module *mod)
{
	struct trace_event_call *call, *next;
	struct trace_event_removal removal;

	removal_start(&removal);
	scoped_guard(mutex, &tracing_mutex) {
		list_for_each_entry_safe(call, next, &trace_event_calls, list) {
			if (!(call->flags & TRACE_EVENT_FL_DYNAMIC) && call->module == mod)
				unlink_call(call, &removal);
		}
		trace_evals_forget(mod);
	}
	if (!list_empty(&removal.calls))
		trace_event_finish(&removal);
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
	struct trace_event_removal removal;
	struct trace_array *tr;
	int err;

	removal_start(&removal);
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
		unlink_call(call, &removal);
	}
	trace_event_finish(&removal);
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
 * trace_event_unlink - the first half of removing an event that was made at run time
 * @call: the event; nobody finds it any more
 * @removal: filled in for trace_event_finish()
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, or -EBUSY while it is on or perf uses it; then nothing has happened.
 */
int trace_event_unlink(struct trace_event_call *call, struct trace_event_removal *removal)
{
	guard(mutex)(&tracing_mutex);
	if (is_in_use(call))
		return -EBUSY;
	removal_start(removal);
	unlink_call(call, removal);
	return 0;
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
	struct trace_event_removal removal;
	int err;

	err = trace_event_unlink(call, &removal);
	if (!err)
		trace_event_finish(&removal);
	return err;
}
EXPORT_SYMBOL_GPL(trace_remove_event_call);
