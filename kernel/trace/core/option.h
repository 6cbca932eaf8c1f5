/* SPDX-License-Identifier: GPL-2.0 */
/* Options: one bit each in trace_array::options, all per instance. */
#ifndef _TRACE_CORE_OPTION_H
#define _TRACE_CORE_OPTION_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

struct trace_array;

/* In the order in which trace_options lists them; the table is in option.c. */
enum trace_option {
	TRACE_OPT_PRINT_PARENT,
	TRACE_OPT_SYM_OFFSET,
	TRACE_OPT_SYM_ADDR,
	TRACE_OPT_VERBOSE,
	TRACE_OPT_RAW,
	TRACE_OPT_HEX,
	TRACE_OPT_BIN,
	TRACE_OPT_BLOCK,
	TRACE_OPT_FIELDS,
	TRACE_OPT_PRINTK,
	TRACE_OPT_ANNOTATE,
	TRACE_OPT_USERSTACK,
	TRACE_OPT_SYM_USEROBJ,
	TRACE_OPT_MSG_ONLY,
	TRACE_OPT_CONTEXT_INFO,
	TRACE_OPT_LATENCY,
	TRACE_OPT_RECORD_CMD,
	TRACE_OPT_RECORD_TGID,
	TRACE_OPT_OVERWRITE,
	TRACE_OPT_STOP_ON_FREE,
	TRACE_OPT_IRQ_INFO,
	TRACE_OPT_MARKERS,
	TRACE_OPT_EVENT_FORK,
	TRACE_OPT_PRINTK_DEST,
	TRACE_OPT_PAUSE_ON_TRACE,
	TRACE_OPT_HASH_PTR,
	TRACE_OPT_FUNCTION_TRACE,
	TRACE_OPT_FUNCTION_FORK,
	TRACE_OPT_DISPLAY_GRAPH,
	TRACE_OPT_STACKTRACE,
#ifdef CONFIG_BRANCH_TRACER
	TRACE_OPT_BRANCH,
#endif
	TRACE_OPT_NOP_ACCEPT,
	TRACE_OPT_NOP_REFUSE,
	TRACE_OPT_FUNC_STACK,
	TRACE_OPT_FUNC_NO_REPEATS,
	TRACE_OPT_FUNC_ARGS,
	TRACE_OPT_GRAPH_OVERRUN,
	TRACE_OPT_GRAPH_CPU,
	TRACE_OPT_GRAPH_OVERHEAD,
	TRACE_OPT_GRAPH_PROC,
	TRACE_OPT_GRAPH_DURATION,
	TRACE_OPT_GRAPH_ABSTIME,
	TRACE_OPT_GRAPH_IRQS,
	TRACE_OPT_GRAPH_TAIL,
	TRACE_OPT_GRAPH_RETVAL,
	TRACE_OPT_GRAPH_RETVAL_HEX,
	TRACE_OPT_GRAPH_RETADDR,
	TRACE_OPT_GRAPH_ARGS,
	TRACE_OPT_SLEEP_TIME,
	TRACE_OPT_GRAPH_TIME,
	TRACE_NR_OPTIONS
};

/**
 * struct trace_option_info - what an option is, the same for all instances
 * @name: as users write it
 * @tracer: the tracer that it belongs to, or NULL
 * @on: its value in a new instance
 * @top: only the top instance has a file for it; elsewhere it has no effect
 */
struct trace_option_info {
	const char	*name;
	const char	*tracer;
	bool		on;
	bool		top;
};

extern const struct trace_option_info trace_option_info[TRACE_NR_OPTIONS];

/* Bits that an instance starts with. */
u64 trace_option_defaults(bool top);

/* All of these need tracing_mutex, but for trace_option(). */
bool trace_option_shown(struct trace_array *tr, enum trace_option opt);
bool trace_option_has_file(struct trace_array *tr, enum trace_option opt);
int trace_option_set(struct trace_array *tr, enum trace_option opt, bool on);
bool trace_option_is_inherited(enum trace_option opt);
void trace_option_inherit(struct trace_array *tr);
int trace_option_set_by_name(struct trace_array *tr, const char *text);

/**
 * struct trace_option_effect - what a layer above does when an option changes
 * @opt: the option
 * @change: called under tracing_mutex before the bit changes; an errno refuses
 * @list: all effects
 */
struct trace_option_effect {
	enum trace_option	opt;
	int			(*change)(struct trace_array *tr, bool on);
	struct list_head	list;
};

void trace_option_add_effect(struct trace_option_effect *effect);

#define trace_option(tr, opt)	\
	(!!(READ_ONCE((tr)->options) & BIT_ULL(TRACE_OPT_##opt)))

#endif /* _TRACE_CORE_OPTION_H */
