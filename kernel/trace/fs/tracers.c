// SPDX-License-Identifier: GPL-2.0
/* available_tracers and current_tracer. */
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/tracer.h"
#include "table.h"

static int available_show(struct seq_file *m, const struct trace_place *place,
			  const struct tracefs_file *row)
{
	const struct tracer *tracer;
	const char *space = "";

	list_for_each_entry(tracer, &tracers, list) {
		if (tracer->top_only && !trace_array_is_top(place->tr))
			continue;
		seq_printf(m, "%s%s", space, tracer->name);
		space = " ";
	}
	seq_putc(m, '\n');
	return 0;
}

static int current_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	seq_printf(m, "%s\n", place->tr->tracer->name);
	return 0;
}

static int current_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	return tracer_select(place->tr, strim(text));
}

static const struct trace_control available_control = { available_show };
static const struct trace_control current_control = { current_show, current_store };

static const struct tracefs_file tracer_files[] = {
	TRACE_CONTROL("available_tracers", TRACE_MODE_READ, &available_control),
	TRACE_CONTROL("current_tracer", TRACE_MODE_WRITE, &current_control),
};

TRACE_FILES(tracer_files, TRACE_INSTANCE);
