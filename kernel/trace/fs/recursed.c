// SPDX-License-Identifier: GPL-2.0
/* recursed_functions: what callbacks of function tracing ran into. Writing empties it. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include "../hook/recursed.h"
#include "table.h"

static int recursed_show(struct seq_file *m, const struct trace_place *place,
			 const struct tracefs_file *row)
{
	struct hook_recursed call;

	for (unsigned int i = 0; hook_recursed(i, &call); i++)
		seq_printf(m, "%pS:\t%pS\n", (void *)call.parent_ip, (void *)call.ip);
	return 0;
}

static int recursed_truncate(const struct trace_place *place, const struct tracefs_file *row)
{
	hook_recursed_clear();
	return 0;
}

static int recursed_store(const struct trace_place *place, const struct tracefs_file *row,
			  char *text)
{
	return recursed_truncate(place, row);
}

static const struct trace_control recursed_control = {
	.show		= recursed_show,
	.store		= recursed_store,
	.truncate	= recursed_truncate,
};

static const struct tracefs_file recursed_files[] = {
	TRACE_CONTROL("recursed_functions", TRACE_MODE_WRITE, &recursed_control),
};

TRACE_FILES(recursed_files, TRACE_TOP);
