// SPDX-License-Identifier: GPL-2.0
/* Where the files that give records out belong. */
#include <linux/kernel.h>
#include "../core/feature.h"
#include "../output/lines.h"
#include "records.h"
#include "table.h"

/* A row for a file of lines, which have a form. */
#define TRACE_LINES(_name, _mode, _fops, _form)		\
	{						\
		.name	= (_name),			\
		.mode	= (_mode),			\
		.fops	= (_fops),			\
		.ptr	= (_form),			\
	}

static const struct tracefs_file record_files[] = {
	TRACE_LINES("trace", TRACE_MODE_WRITE, &trace_view_fops, &trace_form_text),
	TRACE_LINES("trace_json", TRACE_MODE_WRITE, &trace_view_fops, &trace_form_json),
	TRACE_LINES("trace_pipe", TRACE_MODE_READ, &trace_pipe_fops, &trace_form_text),
	TRACE_LINES("trace_pipe_json", TRACE_MODE_READ, &trace_pipe_fops, &trace_form_json),
};

TRACE_FILES(record_files, TRACE_INSTANCE);

static const struct tracefs_file cpu_record_files[] = {
	TRACE_LINES("trace", TRACE_MODE_WRITE, &trace_view_fops, &trace_form_text),
	TRACE_LINES("trace_json", TRACE_MODE_WRITE, &trace_view_fops, &trace_form_json),
	TRACE_LINES("trace_pipe", TRACE_MODE_READ, &trace_pipe_fops, &trace_form_text),
	TRACE_LINES("trace_pipe_json", TRACE_MODE_READ, &trace_pipe_fops, &trace_form_json),
	TRACE_FILE("trace_pipe_raw", TRACE_MODE_READ, &trace_raw_fops),
};

TRACE_FILES(cpu_record_files, TRACE_CPU);

static struct trace_feature record_features[] = {
	{ .name = "json", .values = "trace_json trace_pipe_json" },
};

TRACE_FEATURES(record_features);
