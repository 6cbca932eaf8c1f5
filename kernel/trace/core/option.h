/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options: one bit each in trace_array::options, all per instance.
 *
 * OPTION(bit, name, on by default, flags, tracer that it belongs to or NULL),
 * in the order in which trace_options lists them.
 */
#ifndef _TRACE_CORE_OPTION_H
#define _TRACE_CORE_OPTION_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

struct trace_array;

#define TRACE_OPTION_TOP	BIT(0)	/* only in the top instance */

#define TRACE_OPTIONS							\
	OPTION(PRINT_PARENT,	"print-parent",		1, 0, NULL)	\
	OPTION(SYM_OFFSET,	"sym-offset",		0, 0, NULL)	\
	OPTION(SYM_ADDR,	"sym-addr",		0, 0, NULL)	\
	OPTION(VERBOSE,		"verbose",		0, 0, NULL)	\
	OPTION(RAW,		"raw",			0, 0, NULL)	\
	OPTION(HEX,		"hex",			0, 0, NULL)	\
	OPTION(BIN,		"bin",			0, 0, NULL)	\
	OPTION(BLOCK,		"block",		0, 0, NULL)	\
	OPTION(FIELDS,		"fields",		0, 0, NULL)	\
	OPTION(PRINTK,		"trace_printk",		1, TRACE_OPTION_TOP, NULL) \
	OPTION(ANNOTATE,	"annotate",		1, 0, NULL)	\
	OPTION(USERSTACK,	"userstacktrace",	0, 0, NULL)	\
	OPTION(SYM_USEROBJ,	"sym-userobj",		0, 0, NULL)	\
	OPTION(MSG_ONLY,	"printk-msg-only",	0, TRACE_OPTION_TOP, NULL) \
	OPTION(CONTEXT_INFO,	"context-info",		1, 0, NULL)	\
	OPTION(LATENCY,		"latency-format",	0, 0, NULL)	\
	OPTION(RECORD_CMD,	"record-cmd",		1, TRACE_OPTION_TOP, NULL) \
	OPTION(RECORD_TGID,	"record-tgid",		0, TRACE_OPTION_TOP, NULL) \
	OPTION(OVERWRITE,	"overwrite",		1, 0, NULL)	\
	OPTION(STOP_ON_FREE,	"disable_on_free",	0, 0, NULL)	\
	OPTION(IRQ_INFO,	"irq-info",		1, 0, NULL)	\
	OPTION(MARKERS,		"markers",		1, 0, NULL)	\
	OPTION(EVENT_FORK,	"event-fork",		0, 0, NULL)	\
	OPTION(PRINTK_DEST,	"trace_printk_dest",	0, 0, NULL)	\
	OPTION(PAUSE_ON_TRACE,	"pause-on-trace",	0, 0, NULL)	\
	OPTION(HASH_PTR,	"hash-ptr",		1, 0, NULL)	\
	OPTION(FUNCTION_FORK,	"function-fork",	0, 0, NULL)	\
	OPTION(STACKTRACE,	"stacktrace",		0, 0, NULL)	\
	OPTION(NOP_ACCEPT,	"test_nop_accept",	0, 0, "nop")	\
	OPTION(NOP_REFUSE,	"test_nop_refuse",	0, 0, "nop")	\
	OPTION(FUNC_STACK,	"func_stack_trace",	0, 0, "function") \
	OPTION(FUNC_NO_REPEATS,	"func-no-repeats",	0, 0, "function")

enum trace_option {
#define OPTION(bit, name, on, flags, tracer)	TRACE_OPT_##bit,
	TRACE_OPTIONS
#undef OPTION
	TRACE_NR_OPTIONS
};

/* What an option is, the same for all instances. */
struct trace_option_info {
	const char	*name;
	const char	*tracer;
	u8		flags;
};

extern const struct trace_option_info trace_option_info[TRACE_NR_OPTIONS];

/* Bits that an instance starts with. */
u64 trace_option_defaults(bool top);

/* All of these need tracing_mutex, but for trace_option(). */
bool trace_option_shown(struct trace_array *tr, enum trace_option opt);
bool trace_option_exists(struct trace_array *tr, enum trace_option opt);
int trace_option_set(struct trace_array *tr, enum trace_option opt, bool on);
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
