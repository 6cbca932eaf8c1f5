// SPDX-License-Identifier: GPL-2.0
/* What a tracer shows that keeps the worst latency: lines, or a graph of calls. */
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../tracer/latency.h"
#include "line.h"
#include "merge.h"
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
#include "../tracer/graph.h"
#endif

static bool as_graph(const struct trace_iterator *iter)
{
	return IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER) &&
		trace_option(iter->tr, DISPLAY_GRAPH);
}

/**
 * trace_latency_header - lines above the records
 * @m: the reader's
 * @iter: at the oldest record
 *
 * Context: one call at a time for an @iter.
 */
void trace_latency_header(struct seq_file *m, struct trace_iterator *iter)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	if (as_graph(iter)) {
		trace_graph_header(m, iter);
		return;
	}
#endif
	trace_print_plain_header(m, iter);
}

/**
 * trace_latency_line - print a record
 * @iter: has the record
 *
 * Context: as trace_print_line().
 * Return: as trace_print_line(), or TRACE_TYPE_UNHANDLED.
 */
enum print_line_t trace_latency_line(struct trace_iterator *iter)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	if (as_graph(iter))
		return trace_graph_line(iter);
#endif
	return TRACE_TYPE_UNHANDLED;
}
