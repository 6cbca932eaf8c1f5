// SPDX-License-Identifier: GPL-2.0
/* Actions without a parameter: traceon, traceoff, snapshot, stacktrace. */
#include <linux/init.h>
#include <linux/kernel.h>
#include "../core/context.h"
#include "../core/instance.h"
#include "../core/record.h"
#include "../core/snapshot.h"
#include "action.h"

/*
 * Frames between the stack's and the function that hit the event, before there is a
 * record and with one; or the function that wrote it.
 */
#define HIT_SKIP	5
#define LOOK_SKIP	4
#define WRITE_SKIP	2

static bool run_traceon(struct trace_trigger *t, struct trace_record *rec)
{
	if (tracer_tracing_is_on(t->tr))
		return false;
	tracer_tracing_on(t->tr);
	return true;
}

static bool run_traceoff(struct trace_trigger *t, struct trace_record *rec)
{
	if (!tracer_tracing_is_on(t->tr))
		return false;
	tracer_tracing_off(t->tr);
	return true;
}

static bool run_snapshot(struct trace_trigger *t, struct trace_record *rec)
{
	trace_snapshot_now(t->tr, rec);
	return true;
}

static int prepare_snapshot(struct trace_trigger *t, struct text_cursor *c)
{
	return trace_snapshot_arm(t->tr);
}

static void release_snapshot(struct trace_trigger *t)
{
	trace_snapshot_disarm(t->tr);
}

static bool run_stacktrace(struct trace_trigger *t, struct trace_record *rec)
{
	int skip = rec ? LOOK_SKIP : HIT_SKIP;

	if (!t->file->event_call->class->reg)
		skip = WRITE_SKIP;
	trace_record_stack(t->tr, trace_context(1), skip, rec ? rec->regs : NULL);
	return true;
}

static struct trace_action actions[] = {
	{ .name = "traceon", .run = run_traceon, .functions = true, .rival = "traceoff" },
	{ .name = "traceoff", .run = run_traceoff, .functions = true, .rival = "traceon" },
	{
		.name		= "snapshot",
		.run		= run_snapshot,
		.prepare	= prepare_snapshot,
		.release	= release_snapshot,
		.functions	= true,
	},
	{ .name = "stacktrace", .run = run_stacktrace, .after = true },
};

static int __init register_basic(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++)
		trace_action_register(&actions[i]);
	return 0;
}
early_initcall(register_basic);
