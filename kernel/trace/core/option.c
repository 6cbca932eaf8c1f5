// SPDX-License-Identifier: GPL-2.0
/*
 * Options of an instance.
 *
 * What an option means is decided where its bit is read; here is only what has
 * to happen when some of them change.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "feature.h"
#include "instance.h"
#include "option.h"
#include "printk.h"
#include "tracer.h"

const struct trace_option_info trace_option_info[TRACE_NR_OPTIONS] = {
	[TRACE_OPT_PRINT_PARENT] = { .name = "print-parent", .on = true },
	[TRACE_OPT_SYM_OFFSET] = { .name = "sym-offset" },
	[TRACE_OPT_SYM_ADDR] = { .name = "sym-addr" },
	[TRACE_OPT_VERBOSE] = { .name = "verbose" },
	[TRACE_OPT_RAW] = { .name = "raw" },
	[TRACE_OPT_HEX] = { .name = "hex" },
	[TRACE_OPT_BIN] = { .name = "bin" },
	[TRACE_OPT_BLOCK] = { .name = "block" },
	[TRACE_OPT_FIELDS] = { .name = "fields" },
	[TRACE_OPT_PRINTK] = {
		.name = "trace_printk", .on = true, .top = true
	},
	[TRACE_OPT_ANNOTATE] = { .name = "annotate", .on = true },
	[TRACE_OPT_USERSTACK] = { .name = "userstacktrace" },
	[TRACE_OPT_SYM_USEROBJ] = { .name = "sym-userobj" },
	[TRACE_OPT_MSG_ONLY] = { .name = "printk-msg-only", .top = true },
	[TRACE_OPT_CONTEXT_INFO] = { .name = "context-info", .on = true },
	[TRACE_OPT_LATENCY] = { .name = "latency-format" },
	[TRACE_OPT_RECORD_CMD] = {
		.name = "record-cmd", .on = true, .top = true
	},
	[TRACE_OPT_RECORD_TGID] = { .name = "record-tgid" },
	[TRACE_OPT_OVERWRITE] = { .name = "overwrite", .on = true },
	[TRACE_OPT_STOP_ON_FREE] = { .name = "disable_on_free" },
	[TRACE_OPT_IRQ_INFO] = { .name = "irq-info", .on = true },
	[TRACE_OPT_MARKERS] = { .name = "markers", .on = true },
	[TRACE_OPT_EVENT_FORK] = { .name = "event-fork" },
	[TRACE_OPT_PRINTK_DEST] = { .name = "trace_printk_dest", .on = true },
	[TRACE_OPT_PAUSE_ON_TRACE] = { .name = "pause-on-trace" },
	[TRACE_OPT_HASH_PTR] = { .name = "hash-ptr", .on = true },
	[TRACE_OPT_FUNCTION_TRACE] = { .name = "function-trace", .on = true },
	[TRACE_OPT_FUNCTION_FORK] = { .name = "function-fork" },
	[TRACE_OPT_DISPLAY_GRAPH] = { .name = "display-graph" },
	[TRACE_OPT_STACKTRACE] = { .name = "stacktrace" },
#ifdef CONFIG_BRANCH_TRACER
	[TRACE_OPT_BRANCH] = { .name = "branch" },
#endif
	[TRACE_OPT_NOP_ACCEPT] = { .name = "test_nop_accept", .tracer = "nop" },
	[TRACE_OPT_NOP_REFUSE] = { .name = "test_nop_refuse", .tracer = "nop" },
	[TRACE_OPT_FUNC_STACK] = {
		.name = "func_stack_trace", .tracer = "function"
	},
	[TRACE_OPT_FUNC_NO_REPEATS] = {
		.name = "func-no-repeats", .tracer = "function"
	},
	[TRACE_OPT_FUNC_ARGS] = { .name = "func-args", .tracer = "function" },
	[TRACE_OPT_GRAPH_OVERRUN] = { .name = "funcgraph-overrun", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_CPU] = { .name = "funcgraph-cpu", .tracer = "function_graph", .on = true },
	[TRACE_OPT_GRAPH_OVERHEAD] = {
		.name = "funcgraph-overhead", .tracer = "function_graph", .on = true
	},
	[TRACE_OPT_GRAPH_PROC] = { .name = "funcgraph-proc", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_DURATION] = {
		.name = "funcgraph-duration", .tracer = "function_graph", .on = true
	},
	[TRACE_OPT_GRAPH_ABSTIME] = { .name = "funcgraph-abstime", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_IRQS] = {
		.name = "funcgraph-irqs", .tracer = "function_graph", .on = true
	},
	[TRACE_OPT_GRAPH_TAIL] = { .name = "funcgraph-tail", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_RETVAL] = { .name = "funcgraph-retval", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_RETVAL_HEX] = {
		.name = "funcgraph-retval-hex", .tracer = "function_graph"
	},
	[TRACE_OPT_GRAPH_RETADDR] = { .name = "funcgraph-retaddr", .tracer = "function_graph" },
	[TRACE_OPT_GRAPH_ARGS] = { .name = "funcgraph-args", .tracer = "function_graph" },
	[TRACE_OPT_SLEEP_TIME] = { .name = "sleep-time", .tracer = "function_graph", .on = true },
	[TRACE_OPT_GRAPH_TIME] = { .name = "graph-time", .tracer = "function_graph", .on = true },
};

static LIST_HEAD(effects);		/* under tracing_mutex */

/**
 * trace_option_defaults - options that an instance starts with
 * @top: it is the top instance
 *
 * Return: their bits.
 */
u64 trace_option_defaults(bool top)
{
	enum trace_option opt;
	u64 options = 0;

	for (opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		if (trace_option_info[opt].on)
			options |= BIT_ULL(opt);
	/* Only one instance receives trace_printk(). */
	return top ? options : options & ~BIT_ULL(TRACE_OPT_PRINTK_DEST);
}

/**
 * trace_option_has_file - is it in options/ of an instance
 * @tr: the instance
 * @opt: the option
 *
 * Return: true if there is a file, whatever the tracer.
 */
bool trace_option_has_file(struct trace_array *tr, enum trace_option opt)
{
	return trace_array_is_top(tr) || !trace_option_info[opt].top;
}

/**
 * trace_option_shown - does trace_options list it
 * @tr: the instance
 * @opt: the option
 *
 * Return: true for general options and those of the current tracer.
 */
bool trace_option_shown(struct trace_array *tr, enum trace_option opt)
{
	const char *owner = trace_option_info[opt].tracer;

	return !owner || !strcmp(owner, tr->tracer->name);
}

/**
 * trace_option_add_effect - something has to be done when an option changes
 * @effect: what, and for which option; stays for ever
 *
 * It is done at once where the command line has set the option.
 *
 * Context: takes tracing_mutex.
 */
void trace_option_add_effect(struct trace_option_effect *effect)
{
	struct trace_array *tr;

	guard(mutex)(&tracing_mutex);
	list_add_tail(&effect->list, &effects);
	for_each_trace_array(tr)
		if (tr->options & BIT_ULL(effect->opt) && effect->change(tr, true))
			pr_warn("tracing: option %s has no effect\n",
				trace_option_info[effect->opt].name);
}

static int run_effects(struct trace_array *tr, enum trace_option opt, bool on)
{
	struct trace_option_effect *effect;
	int err;

	if (opt == TRACE_OPT_PRINTK_DEST)
		return trace_printk_set_dest(tr, on);
	list_for_each_entry(effect, &effects, list) {
		if (effect->opt != opt)
			continue;
		err = effect->change(tr, on);
		if (err)
			return err;
	}
	if (opt == TRACE_OPT_OVERWRITE)
		ringbuf_set_overwrite(tr->buffer, on);
	return 0;
}

/**
 * trace_option_set - change an option
 * @tr: the instance
 * @opt: the option
 * @on: its new value
 *
 * Context: tracing_mutex held.
 * Return: 0, or an errno; then nothing has changed.
 */
int trace_option_set(struct trace_array *tr, enum trace_option opt, bool on)
{
	const char *owner = trace_option_info[opt].tracer;
	u64 bit = BIT_ULL(opt);
	int err = 0;

	lockdep_assert_held(&tracing_mutex);
	if (!!(tr->options & bit) == on)
		return 0;
	if (owner && !strcmp(owner, tr->tracer->name) && tr->tracer->set_option)
		err = tr->tracer->set_option(tr, opt, on);
	if (!err)
		err = run_effects(tr, opt, on);
	if (err)
		return err;
	WRITE_ONCE(tr->options, on ? tr->options | bit : tr->options & ~bit);
	return 0;
}

/**
 * trace_option_is_inherited - does a new instance have it from the top one
 * @opt: the option
 *
 * Return: false for options of the top instance alone, and about what one does to others.
 */
bool trace_option_is_inherited(enum trace_option opt)
{
	return !trace_option_info[opt].top && opt != TRACE_OPT_EVENT_FORK &&
		opt != TRACE_OPT_FUNCTION_FORK && opt != TRACE_OPT_PRINTK_DEST;
}

/**
 * trace_option_inherit - a new instance has the options of the top one
 * @tr: the instance; an option that it refuses stays as it is
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_option_inherit(struct trace_array *tr)
{
	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		if (trace_option_is_inherited(opt))
			trace_option_set(tr, opt, top_trace.options & BIT_ULL(opt));
}

/**
 * trace_option_set_by_name - change an option as trace_options is told to
 * @tr: the instance
 * @text: the name of an option to set it, with "no" before to clear it
 *
 * Context: tracing_mutex held.
 * Return: 0, -EINVAL for an unknown name, or another errno.
 */
int trace_option_set_by_name(struct trace_array *tr, const char *text)
{
	enum trace_option opt;

	for (opt = 0; opt < TRACE_NR_OPTIONS; opt++) {
		const char *name = trace_option_info[opt].name;

		if (!trace_option_shown(tr, opt))
			continue;
		if (!strcmp(text, name))
			return trace_option_set(tr, opt, true);
		if (!strncmp(text, "no", 2) && !strcmp(text + 2, name))
			return trace_option_set(tr, opt, false);
	}
	return -EINVAL;
}

static void show_options(struct seq_file *m)
{
	enum trace_option opt;

	for (opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		seq_printf(m, " %s", trace_option_info[opt].name);
}

static struct trace_feature option_features[] = {
	{ .name = "options", .show = show_options },
};

TRACE_FEATURES(option_features);
