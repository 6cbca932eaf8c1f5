// SPDX-License-Identifier: GPL-2.0
/* What this kernel can do, see feature.h. */
#include <linux/seq_file.h>
#include <linux/string.h>
#include "feature.h"
#include "instance.h"

static LIST_HEAD(features);		/* by name, under tracing_mutex */

static void __init add(struct trace_feature *feature)
{
	struct trace_feature *next;

	list_for_each_entry(next, &features, list)
		if (strcmp(next->name, feature->name) > 0)
			break;
	list_add_tail(&feature->list, &next->list);
}

void __init trace_features_add(struct trace_feature *feature, unsigned int nr)
{
	guard(mutex)(&tracing_mutex);
	while (nr--)
		add(feature++);
}

static void show_one(struct seq_file *m, const struct trace_feature *feature)
{
	seq_puts(m, feature->name);
	if (feature->show || feature->values)
		seq_putc(m, ':');
	if (feature->values)
		seq_printf(m, " %s", feature->values);
	if (feature->show)
		feature->show(m);
	seq_putc(m, '\n');
}

void trace_features_show(struct seq_file *m)
{
	const struct trace_feature *feature;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(feature, &features, list)
		show_one(m, feature);
}
