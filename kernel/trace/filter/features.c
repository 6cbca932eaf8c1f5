// SPDX-License-Identifier: GPL-2.0
/* What filters understand, for the file "features". */
#include <linux/seq_file.h>
#include "../core/feature.h"
#include "filter.h"

static void show_operators(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; trace_pred_op(i); i++)
		seq_printf(m, " %s", trace_pred_op(i));
	seq_puts(m, " && || ! ( )");
}

static void show_pseudo_fields(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; trace_pred_pseudo_field(i); i++)
		seq_printf(m, " %s", trace_pred_pseudo_field(i));
}

static struct trace_feature filter_features[] = {
	{ .name = "filter-fields", .show = show_pseudo_fields },
	{ .name = "filter-operators", .show = show_operators },
	{ .name = "filter-values", .values = "number name string CPUS{} .function .ustring" },
};

TRACE_FEATURES(filter_features);
