// SPDX-License-Identifier: GPL-2.0
/*
 * The function graph tracer: a record for each entry and one for each return.
 *
 * What decides whether a call is recorded is in the frames of the calls around it, which
 * the shadow stack has: how deep it is, whether it is below one of set_graph_function, or
 * below one of set_graph_notrace. A call of the latter has a frame that says so, and is
 * not recorded. Calls of other users of the shadow stack do not count.
 *
 * With a threshold, one for all or a function's own, only returns are recorded, of those
 * calls that took longer.
 */

#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/trace_clock.h>
#include "../core/callwords.h"
#include "../core/context.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/record_open.h"
#include "../core/tracer.h"
#include "../hook/early.h"
#include "../hook/ops.h"
#include "../hook/parent.h"
#include "../hook/shadow_lay.h"
#include "../text/repeats.h"
#include "early.h"
#include "graph.h"

static struct graph_state top_state;		/* of the top instance */

/**
 * struct graph_call - what is kept of a call until it returns
 * @start: when it was entered
 * @asleep: how long its task had slept by then
 * @worth: nanoseconds; if it takes less it is not worth a record
 * @depth: calls around it that are recorded
 * @quiet: it is not recorded, nor is what it calls
 */
struct graph_call {
	u64	start;
	u64	asleep;
	u64	worth;
	int	depth;
	bool	quiet;
};

static __always_inline struct graph_call *call_of(struct shadow_frame *frame)
{
	return (struct graph_call *)frame->data;
}

/* ---- Which calls ------------------------------------------------------ */

static __always_inline bool list_has(const struct graph_state *state, enum hook_list_kind kind,
				     unsigned long func)
{
	const struct hook_set *sites = rcu_dereference_raw(state->list[kind]->sites);

	return likely(sites == &hook_set_all) || hook_set_has(sites, hook_site_number(func));
}

static __always_inline bool ignores(const struct graph_state *state,
				    const struct trace_array *tr)
{
	if (unlikely(!trace_option(tr, GRAPH_IRQS)) && in_hardirq())
		return true;
	if (unlikely(state->wanted) && !state->wanted(state->tr))
		return true;
	return pid_filter_refuses_late(&tr->function_pids);
}

/* How long a call of the function has to take. */
static __always_inline u64 worth_of(const struct graph_state *state,
				    const struct trace_array *tr, unsigned long func)
{
	u64 threshold = READ_ONCE(tr->latency.threshold);

	if (likely(list_empty(&state->durations)))
		return threshold;
	return max(threshold, graph_duration_of(state, func));
}

/* The depth of a call of @func inside @outer; negative if it does not count. */
static __always_inline int depth_inside(const struct graph_state *state,
					struct shadow_frame *outer, unsigned long func)
{
	unsigned int max = READ_ONCE(state->max_depth);
	int depth = 0;

	if (!outer)
		return list_has(state, HOOK_ONLY, func) ? 0 : -1;
	if (unlikely(call_of(outer)->quiet))
		return -1;
	depth = call_of(outer)->depth + 1;
	return unlikely(max && depth >= max) ? -1 : depth;
}

/* ---- Records ---------------------------------------------------------- */

/* What the compiler adds at the end of the structure is not recorded. */
#define ENTRY_SIZE	offsetofend(struct trace_graph_ent_entry, depth)

/* Options that add to the record of an entry. */
#define MORE_AT_ENTRY	(BIT_ULL(TRACE_OPT_GRAPH_RETADDR) | BIT_ULL(TRACE_OPT_GRAPH_ARGS))

static noinline bool record_more_at_entry(struct trace_array *tr, struct shadow_frame *frame,
					  unsigned int ctx, struct ftrace_regs *fregs)
{
	unsigned long words[TRACE_CALL_WORDS_MAX];
	struct trace_record rec __uninitialized;
	struct trace_graph_ent_entry *entry;
	unsigned int nr = 0;

	if (trace_option(tr, GRAPH_RETADDR))
		words[nr++] = hook_true_parent(frame->ret, fregs);
	if (trace_option(tr, GRAPH_ARGS))
		nr += trace_call_words_args(words + nr, fregs);
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_funcgraph_entry,
				   ENTRY_SIZE + nr * sizeof(*words), ctx);
	if (!entry)
		return false;
	entry->func = frame->func;
	entry->depth = call_of(frame)->depth;
	call_of(frame)->start = trace_record_local_clock(&rec);
	memcpy((void *)entry + ENTRY_SIZE, words, nr * sizeof(*words));
	trace_record_end(&rec);
	return true;
}

/* The call begins when the record says so. */
static __always_inline bool record_entry(struct trace_array *tr, struct shadow_frame *frame,
					 unsigned int ctx, struct ftrace_regs *fregs)
{
	struct trace_record rec __uninitialized;
	struct trace_graph_ent_entry *entry;

	if (unlikely(READ_ONCE(tr->options) & MORE_AT_ENTRY))
		return record_more_at_entry(tr, frame, ctx, fregs);
	entry = trace_record_open(&rec, tr, TRACE_TYPE_funcgraph_entry, ENTRY_SIZE, ctx);
	if (!entry)
		return false;
	entry->func = frame->func;
	entry->depth = call_of(frame)->depth;
	call_of(frame)->start = trace_record_local_clock(&rec);
	trace_record_close(&rec);
	return true;
}

/* Without @end the call ends when the record says so. */
static __always_inline void record_return(struct trace_array *tr, struct shadow_frame *frame,
					  struct ftrace_regs *fregs, u64 start, u64 end)
{
	struct trace_record rec __uninitialized;
	struct trace_graph_ret_entry *entry;

	entry = trace_record_open(&rec, tr, TRACE_TYPE_funcgraph_exit, sizeof(*entry),
				  trace_context(1));
	if (!entry)
		return;
	entry->func = frame->func;
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	entry->retval = ftrace_regs_get_return_value(fregs);
#endif
	entry->depth = call_of(frame)->depth;
	entry->overrun = atomic_read(&current->trace_overrun);
	entry->calltime = start;
	entry->rettime = end ?: trace_record_local_clock(&rec);
	trace_record_close(&rec);
}

/* ---- Entry and return ------------------------------------------------- */

static __always_inline void enter(struct graph_state *state, unsigned long func,
				  struct ftrace_regs *fregs, int bit)
{
	struct shadow_frame *frame = shadow_find(shadow_top(current), &state->user);
	struct trace_array *tr = state->tr;
	struct graph_call *call;
	bool quiet;
	int depth;
	u64 worth;

	depth = depth_inside(state, frame, func);
	if (depth < 0)
		return;
	quiet = !list_has(state, HOOK_EXCEPT, func);
	worth = worth_of(state, tr, func);
	frame = __shadow_lay(&state->user, func, fregs, sizeof(*call));
	if (!frame)
		return;
	call = call_of(frame);
	call->depth = depth;
	call->quiet = quiet;
	call->worth = worth;
	call->asleep = shadow_of(current)->asleep;
	shadow_push(frame);
	if (unlikely(quiet || worth)) {
		call->start = trace_clock_local();
	} else if (!record_entry(tr, frame, trace_context_of_function(bit), fregs)) {
		shadow_cancel(frame);
		return;
	}
	shadow_follow(frame, fregs);
}

static void graph_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			struct ftrace_regs *fregs)
{
	struct graph_state *state = container_of(op, struct graph_state, ops);
	int bit;

	if (pid_filter_refuses_early(&state->tr->function_pids))
		return;
	bit = ftrace_test_recursion_trylock(ip, parent_ip);
	if (bit < 0)
		return;
	if (!ignores(state, state->tr))
		enter(state, ip, fregs, bit);
	ftrace_test_recursion_unlock(bit);
}

static void graph_leave(struct shadow_user *user, struct shadow_frame *frame,
			struct ftrace_regs *fregs)
{
	struct graph_state *state = container_of(user, struct graph_state, user);
	const struct graph_call *call = call_of(frame);
	struct trace_array *tr = state->tr;
	u64 start = call->start, end = 0;

	if (unlikely(call->quiet) || (unlikely(state->wanted) && !state->wanted(tr)))
		return;
	if (unlikely(!trace_option(tr, SLEEP_TIME)))
		start += shadow_of(current)->asleep - call->asleep;
	if (unlikely(call->worth)) {
		end = trace_clock_local();
		if (end - start < call->worth)
			return;
	}
	record_return(tr, frame, fregs, start, end);
}

/* ---- The tracer ------------------------------------------------------- */

static int start_graph(struct graph_state *state)
{
	int err = shadow_user_add(&state->user);

	if (err)
		return err;
	err = register_ftrace_function(&state->ops);
	if (err)
		shadow_user_remove(&state->user);
	return err;
}

int trace_graph_start(struct trace_array *tr, bool (*wanted)(struct trace_array *tr))
{
	bool sleepless = !trace_option(tr, SLEEP_TIME);
	int err = 0;

	if (sleepless)
		err = shadow_sleep_get();
	if (err)
		return err;
	tr->graph->wanted = wanted;
	err = start_graph(tr->graph);
	if (err && sleepless)
		shadow_sleep_put();
	return err;
}

void trace_graph_stop(struct trace_array *tr)
{
	unregister_ftrace_function(&tr->graph->ops);
	shadow_user_remove(&tr->graph->user);
	if (!trace_option(tr, SLEEP_TIME))
		shadow_sleep_put();
}

static int graph_init(struct trace_array *tr)
{
	return trace_graph_start(tr, NULL);
}

static int graph_set_option(struct trace_array *tr, enum trace_option opt, bool on)
{
	if (opt != TRACE_OPT_SLEEP_TIME)
		return 0;
	if (!on)
		return shadow_sleep_get();
	shadow_sleep_put();
	return 0;
}

static struct tracer graph_tracer = {
	.name		= "function_graph",
	.init		= graph_init,
	.reset		= trace_graph_stop,
	.set_option	= graph_set_option,
	.print_header	= trace_graph_header,
	.print_line	= trace_graph_line,
};

/* ---- Instances -------------------------------------------------------- */

static void drop_lists(struct graph_state *state)
{
	for (int kind = 0; kind < HOOK_NR_LISTS; kind++)
		if (state->list[kind])
			hook_filter_drop(state->list[kind]);
}

static int make_lists(struct graph_state *state)
{
	for (int kind = 0; kind < HOOK_NR_LISTS; kind++) {
		state->list[kind] = hook_filter_new();
		if (!state->list[kind])
			return -ENOMEM;
	}
	return hook_filter_share(&state->ops, state->tr->ops);
}

static void free_state(struct graph_state *state)
{
	ftrace_free_filter(&state->ops);
	graph_duration_clear(state);
	scoped_guard(mutex, &hook_mutex)
		drop_lists(state);
	if (state != &top_state)
		kfree(state);
}

static int graph_create(struct trace_array *tr)
{
	struct graph_state *state = &top_state;
	int err;

	if (!trace_array_is_top(tr))
		state = kzalloc(sizeof(*state), GFP_KERNEL);
	if (!state)
		return -ENOMEM;
	state->ops.func = graph_enter;
	state->ops.flags = FTRACE_OPS_FL_PID;
	state->user.leave = graph_leave;
	INIT_LIST_HEAD(&state->durations);
	state->tr = tr;
	scoped_guard(mutex, &hook_mutex)
		err = make_lists(state);
	if (err)
		free_state(state);
	else
		tr->graph = state;
	return err;
}

static void graph_destroy(struct trace_array *tr)
{
	free_state(tr->graph);
}

static struct trace_array_part graph_part = {
	.create		= graph_create,
	.destroy	= graph_destroy,
};

/* ---- Boot ------------------------------------------------------------- */

static struct text_repeats boot_list[HOOK_NR_LISTS] __initdata;
static unsigned int boot_depth __initdata;

static int __init set_boot_function(char *text)
{
	return text_repeats_add(&boot_list[HOOK_ONLY], text);
}
__setup("ftrace_graph_filter=", set_boot_function);

static int __init set_boot_notrace(char *text)
{
	return text_repeats_add(&boot_list[HOOK_EXCEPT], text);
}
__setup("ftrace_graph_notrace=", set_boot_notrace);

static int __init set_boot_depth(char *text)
{
	return !kstrtouint(text, 10, &boot_depth);
}
__setup("ftrace_graph_max_depth=", set_boot_depth);

/* As boottime-trace.rst has them, behind "kernel.". */
__setup_param("fgraph_filters=", fgraph_filters, set_boot_function, 0);
__setup_param("fgraph_notraces=", fgraph_notraces, set_boot_notrace, 0);
__setup_param("fgraph_max_depth=", fgraph_max_depth, set_boot_depth, 0);

static void __init apply_boot_lists(struct graph_state *state)
{
	guard(mutex)(&hook_mutex);
	for (int kind = 0; kind < HOOK_NR_LISTS; kind++)
		if (boot_list[kind].nr)
			hook_apply_boot_list(state->list[kind], kind, &boot_list[kind]);
	state->max_depth = boot_depth;
}

/**
 * graph_tracer_init - make the tracer known
 *
 * Context: early boot, one CPU.
 * Return: 0 or -ENOMEM.
 */
int __init graph_tracer_init(void)
{
	int err = trace_array_register_part(&graph_part);

	if (err)
		return err;
	apply_boot_lists(&top_state);
	return register_tracer(&graph_tracer);
}
