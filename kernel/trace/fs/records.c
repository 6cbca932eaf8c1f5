// SPDX-License-Identifier: GPL-2.0
/* Where the files that give records out belong. */
#include <linux/kernel.h>
#include "records.h"
#include "table.h"

static const struct tracefs_file record_files[] = {
	TRACE_FILE("trace", TRACE_MODE_WRITE, &trace_text_fops),
	TRACE_FILE("trace_pipe", TRACE_MODE_READ, &trace_pipe_fops),
};

TRACE_FILES(record_files, TRACE_INSTANCE);

static const struct tracefs_file cpu_record_files[] = {
	TRACE_FILE("trace", TRACE_MODE_WRITE, &trace_text_fops),
	TRACE_FILE("trace_pipe", TRACE_MODE_READ, &trace_pipe_fops),
	TRACE_FILE("trace_pipe_raw", TRACE_MODE_READ, &trace_raw_fops),
};

TRACE_FILES(cpu_record_files, TRACE_CPU);
