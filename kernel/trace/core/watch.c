// SPDX-License-Identifier: GPL-2.0
/*
 * Watchers of records, and struct trace_export as one kind of watcher.
 *
 * The list is read without a lock by whoever records, with preemption off;
 * trace_unwatch() waits for them.
 */
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include "watch.h"

DEFINE_STATIC_KEY_FALSE(trace_watched);

static LIST_HEAD(watchers);		/* changed under watch_mutex */
static DEFINE_MUTEX(watch_mutex);

void __trace_record_seen(struct trace_record *rec, unsigned int kind)
{
	struct trace_watcher *watcher;

	list_for_each_entry_rcu(watcher, &watchers, list,
				rcu_read_lock_sched_held()) {
		if (watcher->kinds & kind)
			watcher->seen(watcher, rec);
	}
}

void trace_watch(struct trace_watcher *watcher)
{
	guard(mutex)(&watch_mutex);
	list_add_tail_rcu(&watcher->list, &watchers);
	static_branch_inc(&trace_watched);
}

void trace_unwatch(struct trace_watcher *watcher)
{
	scoped_guard(mutex, &watch_mutex) {
		list_del_rcu(&watcher->list);
		static_branch_dec(&trace_watched);
	}
	synchronize_rcu();
}

/* A registered struct trace_export. */
struct export_watcher {
	struct trace_watcher	watcher;
	struct trace_export	*export;
	struct list_head	node;
};

static LIST_HEAD(exports);		/* under export_mutex */
static DEFINE_MUTEX(export_mutex);

static void export_seen(struct trace_watcher *watcher,
			struct trace_record *rec)
{
	struct export_watcher *ew =
		container_of(watcher, struct export_watcher, watcher);

	ew->export->write(ew->export, rec->entry, rec->len);
}

/**
 * register_ftrace_export - give finished records to somebody else, too
 * @export: the receiver; its write() must be set
 *
 * Context: may sleep.
 * Return: 0, -EINVAL without a write(), or -ENOMEM.
 */
int register_ftrace_export(struct trace_export *export)
{
	struct export_watcher *ew;

	if (WARN_ON_ONCE(!export->write))
		return -EINVAL;
	ew = kzalloc(sizeof(*ew), GFP_KERNEL);
	if (!ew)
		return -ENOMEM;
	ew->export = export;
	ew->watcher.seen = export_seen;
	ew->watcher.kinds = export->flags;

	guard(mutex)(&export_mutex);
	list_add(&ew->node, &exports);
	trace_watch(&ew->watcher);
	return 0;
}
EXPORT_SYMBOL_GPL(register_ftrace_export);

/**
 * unregister_ftrace_export - no longer give records to somebody
 * @export: the receiver
 *
 * Context: may sleep; on return its write() is not running.
 * Return: 0, or -ENOENT if it was not registered.
 */
int unregister_ftrace_export(struct trace_export *export)
{
	struct export_watcher *ew;

	guard(mutex)(&export_mutex);
	list_for_each_entry(ew, &exports, node) {
		if (ew->export != export)
			continue;
		list_del(&ew->node);
		trace_unwatch(&ew->watcher);
		kfree(ew);
		return 0;
	}
	return -ENOENT;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_export);
