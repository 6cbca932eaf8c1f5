// SPDX-License-Identifier: GPL-2.0
/* features: what this kernel can do, for programs that want to know. */
#include <linux/kernel.h>
#include "../core/feature.h"
#include "table.h"

static int features_show(struct seq_file *m, const struct trace_place *place,
			 const struct tracefs_file *row)
{
	trace_features_show(m);
	return 0;
}

static const struct trace_control features_control = { features_show };

static const struct tracefs_file features_files[] = {
	TRACE_CONTROL("features", TRACE_MODE_READ, &features_control),
};

TRACE_FILES(features_files, TRACE_TOP);
