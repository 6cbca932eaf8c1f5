// SPDX-License-Identifier: GPL-2.0
/* A format as it was when it was last printed, see plan.h. */
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "plan.h"

void trace_plan_begin(struct trace_plan *plan)
{
	plan->fmt = NULL;
	plan->nr = 0;
}

static void add_step(struct trace_plan *plan, size_t at, const char *text, size_t len,
		     struct trace_plain plain)
{
	struct trace_step *step;

	if (plan->nr >= PLAN_STEPS || at > U16_MAX) {
		plan->nr = PLAN_STEPS + 1;
		return;
	}
	step = &plan->step[plan->nr++];
	memcpy(step->text, text, len);
	step->at = at;
	step->len = len;
	step->plain = plain;
}

void trace_plan_add(struct trace_plan *plan, const char *fmt, const char *text,
		    const char *end, struct trace_plain plain)
{
	static const struct trace_plain more = { .letter = PLAN_MORE };

	for (; end - text > PLAN_TEXT; text += PLAN_TEXT)
		add_step(plan, text - fmt, text, PLAN_TEXT, more);
	add_step(plan, text - fmt, text, end - text, plain);
}

void trace_plan_end(struct trace_plan *plan, const char *fmt)
{
	if (plan->nr <= PLAN_STEPS)
		plan->fmt = fmt;
}
