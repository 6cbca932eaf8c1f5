// SPDX-License-Identifier: GPL-2.0
/*
 * The function tracer: a record for each call of a function.
 *
 * Every instance has an ops of its own, whose filter its set_ftrace_filter files change
 * at any time. It is registered while "function" is the instance's tracer. Options
 * choose among callbacks, so the plain one tests nothing but the instance's pid lists.
 *
 * With func-no-repeats a CPU counts calls that are the same as the one before, function
 * and caller, and tells the number when another one comes.
 */

#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/callwords.h"
#include "../core/context.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/record_open.h"
#include "../core/tracer.h"
#include "../core/watch.h"
#include "../hook/ops.h"
#include "../hook/parent.h"
#include "early.h"

/**
 * struct last_call - the call that a CPU recorded last
 * @ip: the function
 * @parent_ip: its caller
 * @time: when it was repeated last
 * @repeats: how often
 */
struct last_call {
	unsigned long	ip;
	unsigned long	parent_ip;
	u64		time;
	u16		repeats;
};

/**
 * struct function_state - an instance's part in function tracing
 * @ops: what calls us
 * @last: for func-no-repeats
 */
struct function_state {
	struct ftrace_ops		ops;
	struct last_call __percpu	*last;
};

static struct function_state top_state;		/* of the top instance */

static struct function_state *state_of(struct ftrace_ops *op)
{
	return container_of(op, struct function_state, ops);
}

/* What a callback does about a call, preemption off. */
typedef void record_fn(struct trace_array *tr, unsigned long ip, unsigned long parent_ip,
		       unsigned int ctx, struct ftrace_regs *fregs);

/*
 * The pid lists of the instance refuse most tasks here. It comes before everything that
 * needs registers saved, so a callback for one of them is over after some instructions.
 */
static __always_inline bool is_refused(const struct ftrace_ops *op)
{
	const struct trace_array *tr = op->private;

	return pid_filter_refuses_early(&tr->function_pids);
}

/* All callbacks go here, with a constant @record. */
static __always_inline void hit(unsigned long ip, unsigned long parent_ip,
				struct ftrace_ops *op, struct ftrace_regs *fregs,
				record_fn *record)
{
	struct trace_array *tr = op->private;
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);

	if (bit < 0)
		return;
	if (!pid_filter_refuses_late(&tr->function_pids))
		record(tr, ip, hook_true_parent(parent_ip, fregs),
		       trace_context_of_function(bit), fregs);
	ftrace_test_recursion_unlock(bit);
}

static __always_inline void record_plain(struct trace_array *tr, unsigned long ip,
					 unsigned long parent_ip, unsigned int ctx,
					 struct ftrace_regs *fregs)
{
	trace_function(tr, ip, parent_ip, ctx);
}

/* trace_function() with the registers that arguments are in. */
static void record_with_args(struct trace_array *tr, unsigned long ip, unsigned long parent_ip,
			     unsigned int ctx, struct ftrace_regs *fregs)
{
	unsigned long args[FTRACE_REGS_MAX_ARGS];
	struct trace_record rec __uninitialized;
	struct trace_fn_entry *entry;

	trace_call_words_args(args, fregs);
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_function, sizeof(*entry) + sizeof(args),
				   ctx);
	if (!entry)
		return;
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	memcpy(entry + 1, args, sizeof(args));
	trace_record_seen(&rec, TRACE_EXPORT_FUNCTION);
	trace_record_end(&rec);
}

static noinline void record_call(struct trace_array *tr, unsigned long ip,
				 unsigned long parent_ip, unsigned int ctx,
				 struct ftrace_regs *fregs)
{
	if (trace_option(tr, FUNC_ARGS))
		record_with_args(tr, ip, parent_ip, ctx, fregs);
	else
		trace_function(tr, ip, parent_ip, ctx);
}

/* The stack as the traced function sees it at its first instruction. */
static void record_stack(struct trace_array *tr, unsigned int ctx, struct ftrace_regs *fregs)
{
	struct pt_regs room = {}, *regs;

#ifdef CONFIG_HAVE_FTRACE_REGS_HAVING_PT_REGS
	regs = ftrace_partial_regs(fregs, &room);
#else
	regs = ftrace_fill_perf_regs(fregs, &room);
#endif
	trace_record_stack(tr, ctx, 0, regs);
}

static void record_with_stack(struct trace_array *tr, unsigned long ip,
			      unsigned long parent_ip, unsigned int ctx,
			      struct ftrace_regs *fregs)
{
	record_call(tr, ip, parent_ip, ctx, fregs);
	record_stack(tr, ctx, fregs);
}

static u64 now(const struct trace_array *tr)
{
	typeof(tr->read_clock) read = READ_ONCE(tr->read_clock);

	return read();
}

/* Counts the call if it is the one before once more and there is room to count. */
static bool is_repeat(struct last_call *last, struct trace_array *tr, unsigned long ip,
		      unsigned long parent_ip)
{
	if (last->ip != ip || last->parent_ip != parent_ip || last->repeats == U16_MAX)
		return false;
	last->time = now(tr);
	last->repeats++;
	return true;
}

static void record_repeats(struct trace_array *tr, const struct last_call *last,
			   unsigned int ctx)
{
	u64 delta = now(tr) - last->time;
	struct trace_repeats_entry *entry;
	struct trace_record rec __uninitialized;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_func_repeats, sizeof(*entry), ctx);
	if (!entry)
		return;
	entry->ip = last->ip;
	entry->parent_ip = last->parent_ip;
	entry->count = last->repeats;
	entry->top_delta_ts = delta >> 32;
	entry->bottom_delta_ts = delta;
	trace_record_end(&rec);
}

static void record_unless_repeated(struct trace_array *tr, unsigned long ip,
				   unsigned long parent_ip, unsigned int ctx,
				   struct ftrace_regs *fregs)
{
	struct last_call *last = this_cpu_ptr(state_of(tr->ops)->last);

	if (is_repeat(last, tr, ip, parent_ip))
		return;
	if (last->repeats)
		record_repeats(tr, last, ctx);
	last->ip = ip;
	last->parent_ip = parent_ip;
	last->repeats = 0;
	record_call(tr, ip, parent_ip, ctx, fregs);
}

static noinline void hit_plain(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	hit(ip, parent_ip, op, fregs, record_plain);
}

static void call_plain(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	if (!is_refused(op))
		hit_plain(ip, parent_ip, op, fregs);
}

static void call_args(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		      struct ftrace_regs *fregs)
{
	if (!is_refused(op))
		hit(ip, parent_ip, op, fregs, record_call);
}

static void call_stack(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	if (!is_refused(op))
		hit(ip, parent_ip, op, fregs, record_with_stack);
}

static void call_no_repeats(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			    struct ftrace_regs *fregs)
{
	if (!is_refused(op))
		hit(ip, parent_ip, op, fregs, record_unless_repeated);
}

/*
 * The stack of each call tells calls apart, so func_stack_trace comes first. Only the
 * plain callback does not look whether arguments are wanted.
 */
static ftrace_func_t choose_callback(u64 options)
{
	if (options & BIT_ULL(TRACE_OPT_FUNC_STACK))
		return call_stack;
	if (options & BIT_ULL(TRACE_OPT_FUNC_NO_REPEATS))
		return call_no_repeats;
	return options & BIT_ULL(TRACE_OPT_FUNC_ARGS) ? call_args : call_plain;
}

static int function_init(struct trace_array *tr)
{
	tr->ops->func = choose_callback(tr->options);
	return register_ftrace_function(tr->ops);
}

static void function_reset(struct trace_array *tr)
{
	unregister_ftrace_function(tr->ops);
	synchronize_rcu();	/* callbacks run with preemption off */
}

static int function_set_option(struct trace_array *tr, enum trace_option opt, bool on)
{
	u64 options = tr->options & ~BIT_ULL(opt);

	hook_ops_set_func(tr->ops, choose_callback(on ? options | BIT_ULL(opt) : options));
	return 0;
}

static struct tracer function_tracer = {
	.name		= "function",
	.init		= function_init,
	.reset		= function_reset,
	.set_option	= function_set_option,
};

static int function_create(struct trace_array *tr)
{
	struct function_state *state = &top_state;

	if (!trace_array_is_top(tr))
		state = kzalloc(sizeof(*state), GFP_KERNEL);
	if (!state)
		return -ENOMEM;
	state->ops.func = call_plain;
	state->ops.flags = FTRACE_OPS_FL_PID;
	state->ops.private = tr;
	if (trace_array_is_top(tr))
		ftrace_ops_set_global_filter(&state->ops);
	tr->ops = &state->ops;
	state->last = alloc_percpu(struct last_call);
	return state->last ? 0 : -ENOMEM;
}

static void function_destroy(struct trace_array *tr)
{
	struct function_state *state;

	if (!tr->ops)
		return;
	state = state_of(tr->ops);
	ftrace_free_filter(tr->ops);
	free_percpu(state->last);
	kfree(state);
}

static struct trace_array_part function_part = {
	.create		= function_create,
	.destroy	= function_destroy,
};

/**
 * function_tracer_init - make the tracer known
 *
 * Context: early boot, one CPU.
 * Return: 0 or -ENOMEM.
 */
int __init function_tracer_init(void)
{
	return trace_array_register_part(&function_part) ?: register_tracer(&function_tracer);
}
