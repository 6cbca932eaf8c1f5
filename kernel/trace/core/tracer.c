// SPDX-License-Identifier: GPL-2.0
/* The registry of tracers and the choice of one in an instance. */
#include <linux/errno.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "feature.h"
#include "instance.h"
#include "snapshot.h"
#include "tracer.h"

LIST_HEAD(tracers);

/**
 * register_tracer - make a tracer available
 * @tracer: the tracer; stays for ever
 *
 * Context: takes tracing_mutex.
 * Return: 0, or -EEXIST if there is one of that name.
 */
int register_tracer(struct tracer *tracer)
{
	guard(mutex)(&tracing_mutex);
	if (tracer_find(tracer->name))
		return -EEXIST;
	list_add(&tracer->list, &tracers);
	return 0;
}

/**
 * tracer_find - look a tracer up
 * @name: its name
 *
 * Context: tracing_mutex held.
 * Return: the tracer, or NULL.
 */
struct tracer *tracer_find(const char *name)
{
	struct tracer *tracer;

	list_for_each_entry(tracer, &tracers, list)
		if (!strcmp(tracer->name, name))
			return tracer;
	return NULL;
}

/**
 * tracer_select - let another tracer work in an instance
 * @tr: the instance
 * @name: the tracer's name
 *
 * Records of the previous tracer are forgotten.  If the new one cannot start,
 * the instance is left with the tracer "nop".
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL for a name that is unknown here, or what the tracer says.
 */
int tracer_select(struct trace_array *tr, const char *name)
{
	struct tracer *tracer = tracer_find(name);
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (!tracer || (tracer->top_only && !trace_array_is_top(tr)))
		return -EINVAL;
	if (tracer == tr->tracer)
		return 0;
	err = trace_array_expand(tr);
	if (err)
		return err;

	if (tr->tracer->reset)
		tr->tracer->reset(tr);
	tr->tracer = &nop_tracer;
	trace_array_clear(tr);
	trace_snapshot_clear(tr, RB_ALL_CPUS);
	if (tracer->init) {
		err = tracer->init(tr);
		if (err)
			return err;
	}
	tr->tracer = tracer;
	return 0;
}

static void show_tracers(struct seq_file *m)
{
	const struct tracer *tracer;

	list_for_each_entry_reverse(tracer, &tracers, list)
		seq_printf(m, " %s", tracer->name);
}

static struct trace_feature tracer_features[] = {
	{ .name = "tracers", .show = show_tracers },
};

TRACE_FEATURES(tracer_features);
