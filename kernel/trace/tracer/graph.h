/* SPDX-License-Identifier: GPL-2.0 */
/* The function graph tracer, for its files and for printing. */
#ifndef _TRACE_TRACER_GRAPH_H
#define _TRACE_TRACER_GRAPH_H

#include <linux/ftrace.h>
#include <linux/trace_events.h>
#include "../hook/filter.h"
#include "../hook/shadow.h"

struct seq_file;

/**
 * struct graph_state - an instance's part in function graph tracing
 * @ops: what calls us
 * @user: what is called at return
 * @tr: the instance
 * @list: set_graph_function: trace only in there; set_graph_notrace: not in there
 * @wanted: asked before a call or a return is recorded; NULL: all are wanted
 * @durations: set_graph_duration, see graph_duration.c
 * @max_depth: calls nested deeper are left out; 0: none
 */
struct graph_state {
	struct ftrace_ops	ops;
	struct shadow_user	user;
	struct trace_array	*tr;
	struct hook_filter	*list[HOOK_NR_LISTS];
	bool			(*wanted)(struct trace_array *tr);
	struct list_head	durations;
	unsigned int		max_depth;
};

u64 graph_duration_of(const struct graph_state *state, unsigned long func);
int graph_duration_set(struct graph_state *state, char *text);
void graph_duration_clear(struct graph_state *state);
void graph_duration_show(struct graph_state *state, struct seq_file *m);

/* For other tracers: only what @wanted says. Both under tracing_mutex. */
int trace_graph_start(struct trace_array *tr, bool (*wanted)(struct trace_array *tr));
void trace_graph_stop(struct trace_array *tr);

/* Both are in output/graphline.c. */
void trace_graph_header(struct seq_file *m, struct trace_iterator *iter);
enum print_line_t trace_graph_line(struct trace_iterator *iter);

#endif /* _TRACE_TRACER_GRAPH_H */
