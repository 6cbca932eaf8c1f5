// SPDX-License-Identifier: GPL-2.0
/*
 * Options event-fork and function-fork: a child of a task in the pid lists of
 * an instance joins them, and a task that is gone leaves them.
 *
 * The hooks are attached per instance, with the lists as their data, only
 * while the option is on.  Lists change in place: nobody is delayed by a fork.
 */
#include <linux/init.h>
#include <linux/tracepoint.h>
#include <trace/events/sched.h>
#include "feature.h"
#include "instance.h"
#include "option.h"

static void join(struct pidset __rcu **list, pid_t parent, pid_t child)
{
	struct pidset *set = rcu_dereference_sched(*list);

	if (set && pidset_has(set, parent))
		pidset_add(set, child, GFP_NOWAIT | __GFP_NOWARN);
}

static void leave(struct pidset __rcu **list, pid_t pid)
{
	struct pidset *set = rcu_dereference_sched(*list);

	if (set)
		pidset_del(set, pid);
}

static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	struct pid_filter *filter = data;

	join(&filter->list[PID_LIST_ONLY], parent->pid, child->pid);
	join(&filter->list[PID_LIST_NEVER], parent->pid, child->pid);
}

static void on_free(void *data, struct task_struct *task)
{
	struct pid_filter *filter = data;

	leave(&filter->list[PID_LIST_ONLY], task->pid);
	leave(&filter->list[PID_LIST_NEVER], task->pid);
}

static int follow(struct pid_filter *filter, bool on)
{
	int err;

	if (!on) {
		unregister_trace_sched_process_fork(on_fork, filter);
		unregister_trace_sched_process_free(on_free, filter);
		tracepoint_synchronize_unregister();
		return 0;
	}
	err = register_trace_sched_process_fork(on_fork, filter);
	if (err)
		return err;
	err = register_trace_sched_process_free(on_free, filter);
	if (err)
		unregister_trace_sched_process_fork(on_fork, filter);
	return err;
}

static int event_fork(struct trace_array *tr, bool on)
{
	return follow(&tr->event_pids, on);
}

static int function_fork(struct trace_array *tr, bool on)
{
	return follow(&tr->function_pids, on);
}

static void fork_detach(struct trace_array *tr)
{
	if (trace_option(tr, EVENT_FORK))
		follow(&tr->event_pids, false);
	if (trace_option(tr, FUNCTION_FORK))
		follow(&tr->function_pids, false);
}

static struct trace_option_effect effects[] = {
	{ .opt = TRACE_OPT_EVENT_FORK,		.change = event_fork },
	{ .opt = TRACE_OPT_FUNCTION_FORK,	.change = function_fork },
};

static struct trace_array_part fork_part = { .detach = fork_detach };

static int __init fork_watch_init(void)
{
	trace_option_add_effect(&effects[0]);
	trace_option_add_effect(&effects[1]);
	return trace_array_register_part(&fork_part);
}
core_initcall(fork_watch_init);

static struct trace_feature pid_features[] = {
	{ .name = "pid-filters", .values = "event function fork" },
};

TRACE_FEATURES(pid_features);
