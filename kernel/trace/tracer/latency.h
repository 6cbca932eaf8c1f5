/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tracers share that keep the trace of the longest section: of code with
 * interrupts off, say, or from the wake-up of a task until it runs.
 *
 * A tracer says where sections begin and end. What is recorded between, functions
 * by the options function-trace and display-graph, and which section is the longest,
 * is here.
 */
#ifndef _TRACE_TRACER_LATENCY_H
#define _TRACE_TRACER_LATENCY_H

#include <linux/ftrace.h>
#include <linux/percpu.h>
#include "../core/instance.h"
#include "../core/latency.h"
#include "../core/tracer.h"

struct latency_state;

/**
 * struct latency_kind - where the sections of a tracer begin and end
 * @watch: begins to look for sections in @state; 0 or an errno
 * @ignore: ends it; nothing of it may run when it returns
 * @why: for @watch, the reasons that count
 */
struct latency_kind {
	int		(*watch)(struct latency_state *state);
	void		(*ignore)(struct latency_state *state);
	unsigned int	why;
};

/**
 * struct latency_cpu - a section on a CPU
 * @start: when it began, by the clock of the instance
 * @ip: the function where
 * @parent_ip: its caller, or 0
 * @why: reasons that hold now, the tracer's own
 * @open: there is one; functions are recorded
 * @busy: this CPU is about to write what it knows of one
 */
struct latency_cpu {
	u64		start;
	unsigned long	ip;
	unsigned long	parent_ip;
	unsigned int	why;
	bool		open;
	bool		busy;
};

/**
 * struct latency_state - a tracer in an instance
 * @tr: the instance
 * @kind: which tracer
 * @cpu: sections
 * @options: those of the instance before
 * @had_snapshot: memory for snapshots was there before
 * @calls: who records functions now: 0 or the option's number
 * @ops: calls us for functions
 * @data: the tracer's own
 */
struct latency_state {
	struct trace_array		*tr;
	const struct latency_kind	*kind;
	struct latency_cpu __percpu	*cpu;
	u64				options;
	bool				had_snapshot;
	unsigned int			calls;
#ifdef CONFIG_FUNCTION_TRACER
	struct ftrace_ops		ops;
#endif
	void				*data;
};

int latency_start(struct trace_array *tr, const struct latency_kind *kind);
void latency_reset(struct trace_array *tr);

/* What all kinds have in common. */
#define LATENCY_TRACER(_name, _init)			\
	{						\
		.name		= (_name),		\
		.init		= (_init),		\
		.reset		= latency_reset,	\
		.print_header	= trace_latency_header,	\
		.print_line	= trace_latency_line,	\
		.keeps_worst	= true,			\
	}

/* The clock of the instance: records that are written later are not older. */
static inline u64 latency_now(const struct latency_state *state)
{
	typeof(state->tr->read_clock) read = READ_ONCE(state->tr->read_clock);

	return read();
}

void latency_record_call(struct latency_state *state, unsigned long ip,
			 unsigned long parent_ip);
void latency_record_stack(struct latency_state *state, unsigned long ip);

/* In output/latency.c. */
void trace_latency_header(struct seq_file *m, struct trace_iterator *iter);
enum print_line_t trace_latency_line(struct trace_iterator *iter);

#endif /* _TRACE_TRACER_LATENCY_H */
