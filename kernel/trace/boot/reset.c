// SPDX-License-Identifier: GPL-2.0
/* All of tracing as it is after a boot without a word about it; instances stay. */
#include <linux/cpumask.h>
#include <linux/ftrace.h>
#include <linux/mutex.h>
#include <linux/trace_events.h>
#include "../core/clock.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../core/trigger.h"
#include "../event/enable.h"
#include "../filter/filter.h"
#include "../hist/files.h"
#include "../probe/dynevent.h"
#include "../trigger/function.h"
#include "../trigger/trigger.h"
#include "state.h"
#ifdef CONFIG_DYNAMIC_FTRACE
#include "../hook/filter.h"
#include "../hook/ops.h"
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
#include "../tracer/graph.h"
#endif

#ifdef CONFIG_DYNAMIC_FTRACE
static int clear_lists(struct hook_filter *filter)
{
	struct hook_choice none;
	int err;

	if (!filter)
		return -ENOMEM;
	hook_choice_init(&none);
	err = hook_filter_apply(filter, &none);
	hook_choice_free(&none);
	return err;
}

static int reset_functions(struct trace_array *tr)
{
	trace_function_commands_end(tr);
	guard(mutex)(&hook_mutex);
	return clear_lists(hook_filter_of(tr->ops));
}
#else
static int reset_functions(struct trace_array *tr) { return 0; }
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static int reset_graph(struct trace_array *tr)
{
	struct graph_state *graph = tr->graph;

	graph_duration_clear(graph);
	WRITE_ONCE(graph->max_depth, 0);
	guard(mutex)(&hook_mutex);
	return clear_lists(graph->list[HOOK_ONLY]) ?: clear_lists(graph->list[HOOK_EXCEPT]);
}
#else
static int reset_graph(struct trace_array *tr) { return 0; }
#endif

/* Histograms that others need go in a later round, when those have gone. */
static bool reset_triggers(struct trace_event_file *file)
{
	struct trace_trigger *t, *next;

	hists_remove(file);
	list_for_each_entry_safe(t, next, &file->triggers, list)
		if (!t->action->command)
			trace_trigger_take_away(t);
	return list_empty(&file->triggers);
}

static int reset_events(struct trace_array *tr)
{
	struct trace_event_file *file;
	unsigned int left, before = UINT_MAX;

	list_for_each_entry(file, &tr->events, list) {
		if (trace_event_is_on(file))
			trace_event_enable(file, false);
		if (file->filter)
			trace_filter_set(file, "0");
	}
	for (;; before = left) {
		left = 0;
		list_for_each_entry(file, &tr->events, list)
			left += !reset_triggers(file);
		if (!left || left == before)
			return left ? -EBUSY : 0;
	}
}

static void reset_options(struct trace_array *tr)
{
	u64 defaults = trace_option_defaults(trace_array_is_top(tr));

	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		if ((tr->options ^ defaults) & BIT_ULL(opt))
			trace_option_set(tr, opt, defaults & BIT_ULL(opt));
}

static int reset_instance(struct trace_array *tr)
{
	int err = tracer_select(tr, "nop");

	if (err)
		return err;
	reset_options(tr);
	err = reset_events(tr) ?: reset_functions(tr) ?: reset_graph(tr);
	if (strcmp(tr->clock->name, "local"))
		err = err ?: trace_clock_set(tr, "local");
	trace_array_set_cpumask(tr, cpu_all_mask);
	WRITE_ONCE(tr->latency.threshold, 0);
	tracer_tracing_on(tr);
	return err;
}

int trace_state_reset(void)
{
	struct trace_array *tr;
	int err = 0;

	scoped_guard(mutex, &tracing_mutex)
		for_each_trace_array(tr)
			err = err ?: reset_instance(tr);
#ifdef CONFIG_DYNAMIC_EVENTS
	err = err ?: dynevent_clear(NULL);
#endif
	return err;
}
