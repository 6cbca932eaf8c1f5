// SPDX-License-Identifier: GPL-2.0
/* What the function graph tracer is to look at. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "../tracer/graph.h"
#include "funcfilter.h"
#include "table.h"

static struct hook_filter *graph_list(struct trace_array *tr, enum hook_list_kind kind)
{
	return tr->graph->list[kind];
}

static const struct trace_filter_source function_source = {
	.get	= graph_list,
	.kind	= HOOK_ONLY,
	.strict	= true,
};

static const struct trace_filter_source notrace_source = {
	.get	= graph_list,
	.kind	= HOOK_EXCEPT,
	.strict	= true,
};

static int depth_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	seq_printf(m, "%u\n", place->tr->graph->max_depth);
	return 0;
}

static int depth_store(const struct trace_place *place, const struct tracefs_file *row,
		       char *text)
{
	unsigned int depth;
	int err = kstrtouint(text, 10, &depth);

	if (!err)
		WRITE_ONCE(place->tr->graph->max_depth, depth);
	return err;
}

static const struct trace_control depth_control = { depth_show, depth_store };

static int duration_show(struct seq_file *m, const struct trace_place *place,
			 const struct tracefs_file *row)
{
	graph_duration_show(place->tr->graph, m);
	return 0;
}

static int duration_store(const struct trace_place *place, const struct tracefs_file *row,
			  char *text)
{
	char *word;
	int err = 0;

	while (!err && (word = strsep(&text, " \t\n")))
		if (*word)
			err = graph_duration_set(place->tr->graph, word);
	return err;
}

static int duration_truncate(const struct trace_place *place, const struct tracefs_file *row)
{
	graph_duration_clear(place->tr->graph);
	return 0;
}

static const struct trace_control duration_control = {
	duration_show, duration_store, duration_truncate
};

static const struct tracefs_file graph_files[] = {
	TRACE_FILTER("set_graph_function", &function_source),
	TRACE_FILTER("set_graph_notrace", &notrace_source),
	TRACE_CONTROL("set_graph_duration", TRACE_MODE_WRITE, &duration_control),
	TRACE_CONTROL("max_graph_depth", TRACE_MODE_WRITE, &depth_control),
};

TRACE_FILES(graph_files, TRACE_INSTANCE);

static struct trace_feature graph_features[] = {
	{ .name = "graph-filters", .values = "function notrace depth duration threshold" },
};

TRACE_FEATURES(graph_features);
