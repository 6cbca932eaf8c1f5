// SPDX-License-Identifier: GPL-2.0
/*
 * The common part of the tracers that keep the longest section, see latency.h.
 *
 * While one of them is at work, its instance has the options that make its trace
 * readable, and gets back those it had when it ends.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "../core/context.h"
#include "../core/option.h"
#include "../core/record_open.h"
#include "../core/scratch.h"
#include "../core/snapshot.h"
#include "../core/walk.h"
#include "latency.h"
#ifdef CONFIG_FUNCTION_TRACER
#include "../hook/filter.h"
#include "../hook/ops.h"
#include "../hook/parent.h"
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
#include "graph.h"
#endif

#define STACK_DEPTH	64

/* What a user wants to see of a latency. */
#define LATENCY_OPTIONS	\
	(BIT_ULL(TRACE_OPT_LATENCY) | BIT_ULL(TRACE_OPT_PAUSE_ON_TRACE) | \
	 BIT_ULL(TRACE_OPT_OVERWRITE))

/* Is one of these tracers at work? */
static bool is_running(const struct trace_array *tr)
{
	return tr->tracer->keeps_worst;
}

/* ---- Functions -------------------------------------------------------- */

/**
 * latency_record_call - a record of where a section begins or ends
 * @state: the tracer's
 * @ip: the function
 * @parent_ip: its caller, or 0
 *
 * Context: any, preemption off by one level for tracing.
 */
void latency_record_call(struct latency_state *state, unsigned long ip,
			 unsigned long parent_ip)
{
	trace_function(state->tr, ip, parent_ip, trace_context(1));
}

/* How many entries are of functions that @ip called, which are all the tracer's. */
static unsigned int entries_above(const unsigned long *stack, unsigned int nr,
				  unsigned long ip)
{
	for (unsigned int i = 0; i < nr; i++)
		if (stack[i] == ip)
			return i;
	return 0;
}

/**
 * latency_record_stack - a record of the stack where a section ends
 * @state: the tracer's
 * @ip: the function, at the call that ended it
 *
 * Context: as latency_record_call().
 */
void latency_record_stack(struct latency_state *state, unsigned long ip)
{
	unsigned long *stack = trace_scratch_take(STACK_DEPTH * sizeof(*stack));
	unsigned int nr, above;

	if (!stack)
		return;
	nr = trace_walk_stack(stack, STACK_DEPTH, 1);
	above = entries_above(stack, nr, ip);
	trace_record_saved_stack(state->tr, trace_context(1), stack + above, nr - above);
	trace_scratch_drop();
}

#ifdef CONFIG_FUNCTION_TRACER
static bool in_section(const struct latency_state *state)
{
	const struct latency_cpu *cpu = this_cpu_ptr(state->cpu);

	return cpu->open && !cpu->busy;
}

static void call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		 struct ftrace_regs *fregs)
{
	struct latency_state *state = op->private;
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);

	if (bit < 0)
		return;
	if (in_section(state))
		trace_function(state->tr, ip, hook_true_parent(parent_ip, fregs),
			       trace_context_of_function(bit));
	ftrace_test_recursion_unlock(bit);
}

static int start_functions(struct latency_state *state)
{
	int err;

	state->ops.func = call;
	state->ops.private = state;
	scoped_guard(mutex, &hook_mutex)
		err = hook_filter_share(&state->ops, state->tr->ops);
	if (err)
		return err;
	err = register_ftrace_function(&state->ops);
	if (err)
		ftrace_free_filter(&state->ops);
	return err;
}

static void stop_functions(struct latency_state *state)
{
	unregister_ftrace_function(&state->ops);
	synchronize_rcu();	/* callbacks run with preemption off */
	ftrace_free_filter(&state->ops);
}
#else
static int start_functions(struct latency_state *state) { return 0; }
static void stop_functions(struct latency_state *state) { }
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static bool graph_wants(struct trace_array *tr)
{
	return in_section(tr->tracer_data);
}

static int start_graph(struct latency_state *state)
{
	return trace_graph_start(state->tr, graph_wants);
}

static void stop_graph(struct latency_state *state)
{
	trace_graph_stop(state->tr);
}
#else
static int start_graph(struct latency_state *state) { return start_functions(state); }
static void stop_graph(struct latency_state *state) { stop_functions(state); }
#endif

static void stop_calls(struct latency_state *state)
{
	if (state->calls == TRACE_OPT_DISPLAY_GRAPH)
		stop_graph(state);
	else if (state->calls)
		stop_functions(state);
	state->calls = 0;
}

/* @graph and @calls are the options display-graph and function-trace. */
static int start_calls(struct latency_state *state, bool calls, bool graph)
{
	int err;

	if (!calls)
		return 0;
	err = graph ? start_graph(state) : start_functions(state);
	if (!err)
		state->calls = graph ? TRACE_OPT_DISPLAY_GRAPH : TRACE_OPT_FUNCTION_TRACE;
	return err;
}

static int change_calls(struct trace_array *tr, bool calls, bool graph)
{
	struct latency_state *state = tr->tracer_data;

	if (!is_running(tr))
		return 0;
	stop_calls(state);
	return start_calls(state, calls, graph);
}

static int change_function_trace(struct trace_array *tr, bool on)
{
	return change_calls(tr, on, trace_option(tr, DISPLAY_GRAPH));
}

static void begin_anew(struct trace_array *tr)
{
	trace_worst_forget(tr);
	trace_latency_set(tr, 0);
}

/* Records of one form say nothing in the other. */
static int change_display_graph(struct trace_array *tr, bool on)
{
	if (is_running(tr))
		begin_anew(tr);
	return change_calls(tr, trace_option(tr, FUNCTION_TRACE), on);
}

/* A latency is kept with the end of its trace, so that must not be what is left out. */
static int change_overwrite(struct trace_array *tr, bool on)
{
	return is_running(tr) && tr->tracer_data && !on ? -EINVAL : 0;
}

static struct trace_option_effect effects[] = {
	{ .opt = TRACE_OPT_OVERWRITE, .change = change_overwrite },
	{ .opt = TRACE_OPT_FUNCTION_TRACE, .change = change_function_trace },
	{ .opt = TRACE_OPT_DISPLAY_GRAPH, .change = change_display_graph },
};

/* ---- Begin and end ---------------------------------------------------- */

static void set_options(struct trace_array *tr, u64 mask, u64 options)
{
	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		if (mask & BIT_ULL(opt))
			trace_option_set(tr, opt, options & BIT_ULL(opt));
}

static void free_state(struct latency_state *state)
{
	state->tr->tracer_data = NULL;
	free_percpu(state->cpu);
	kfree(state);
}

static struct latency_state *new_state(struct trace_array *tr,
				       const struct latency_kind *kind)
{
	struct latency_state *state = kzalloc(sizeof(*state), GFP_KERNEL);

	if (!state)
		return NULL;
	state->tr = tr;
	state->kind = kind;
	state->options = tr->options;
	state->had_snapshot = trace_snapshot_ready(tr);
	tr->tracer_data = state;
	state->cpu = alloc_percpu(struct latency_cpu);
	if (state->cpu)
		return state;
	free_state(state);
	return NULL;
}

static int start(struct latency_state *state)
{
	struct trace_array *tr = state->tr;
	int err;

	err = start_calls(state, trace_option(tr, FUNCTION_TRACE),
			  trace_option(tr, DISPLAY_GRAPH));
	if (err)
		return err;
	err = state->kind->watch(state);
	if (err)
		stop_calls(state);
	return err;
}

static void disarm(struct latency_state *state)
{
	trace_snapshot_disarm(state->tr);
	if (!state->had_snapshot)
		trace_snapshot_free(state->tr);
}

/**
 * latency_start - begin to look for the longest section
 * @tr: the instance
 * @kind: of which kind
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0; -EBUSY while user space maps the buffer; -ENOMEM.
 */
int latency_start(struct trace_array *tr, const struct latency_kind *kind)
{
	struct latency_state *state = new_state(tr, kind);
	int err;

	if (!state)
		return -ENOMEM;
	err = trace_snapshot_arm(tr);
	if (err) {
		free_state(state);
		return err;
	}
	begin_anew(tr);
	err = start(state);
	if (err) {
		disarm(state);
		free_state(state);
		return err;
	}
	set_options(tr, LATENCY_OPTIONS, LATENCY_OPTIONS);
	return 0;
}

/**
 * latency_reset - the end of latency_start()
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 */
void latency_reset(struct trace_array *tr)
{
	struct latency_state *state = tr->tracer_data;

	state->kind->ignore(state);
	stop_calls(state);
	/* The options are the user's again. */
	tr->tracer_data = NULL;
	set_options(tr, LATENCY_OPTIONS, state->options);
	trace_worst_forget(tr);
	disarm(state);
	free_state(state);
}

static int __init latency_options_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(effects); i++)
		trace_option_add_effect(&effects[i]);
	return 0;
}
core_initcall(latency_options_init);
