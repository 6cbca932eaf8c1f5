// SPDX-License-Identifier: GPL-2.0
/* error_log: what was wrong with the last commands. O_TRUNC empties it. */
#include <linux/seq_file.h>
#include "../core/errlog.h"
#include "table.h"

static int errlog_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	trace_errlog_show(place->tr, m);
	return 0;
}

static int errlog_truncate(const struct trace_place *place, const struct tracefs_file *row)
{
	trace_errlog_clear(place->tr);
	return 0;
}

static int errlog_store(const struct trace_place *place, const struct tracefs_file *row,
			char *text)
{
	return 0;
}

static const struct trace_control errlog_control = {
	.show		= errlog_show,
	.store		= errlog_store,
	.truncate	= errlog_truncate,
};

static const struct tracefs_file errlog_files[] = {
	TRACE_CONTROL("error_log", TRACE_MODE_WRITE, &errlog_control),
};

TRACE_FILES(errlog_files, TRACE_INSTANCE);
