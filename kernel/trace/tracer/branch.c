// SPDX-License-Identifier: GPL-2.0
/*
 * The tracer branch: each likely() and unlikely() that is passed, and whether it was
 * right. The option branch has the same records beside those of any other tracer.
 */
#include <linux/init.h>
#include <linux/string.h>
#include "../core/context.h"
#include "../core/option.h"
#include "../core/record.h"
#include "../core/tracer.h"
#include "../event/branch.h"

static void on_branch(void *data, const struct ftrace_branch_data *where, bool correct,
		      bool constant)
{
	struct trace_branch_entry *entry;
	struct trace_record rec;

	entry = trace_record_begin(&rec, data, TRACE_TYPE_branch, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->line = where->line;
	strscpy_pad(entry->func, where->func);
	strscpy_pad(entry->file, kbasename(where->file));
	entry->correct = correct;
	entry->constant = constant;
	trace_record_end(&rec);
}

static int start(struct trace_array *tr)
{
	return trace_branch_watch(on_branch, tr);
}

static void stop(struct trace_array *tr)
{
	trace_branch_unwatch(on_branch, tr);
}

/* With the option, records go on whatever the tracer. */
static int branch_init(struct trace_array *tr)
{
	return trace_option(tr, BRANCH) ? 0 : start(tr);
}

static void branch_reset(struct trace_array *tr)
{
	if (!trace_option(tr, BRANCH))
		stop(tr);
}

static struct tracer branch_tracer = {
	.name	= "branch",
	.init	= branch_init,
	.reset	= branch_reset,
};

static int change_option(struct trace_array *tr, bool on)
{
	if (tr->tracer == &branch_tracer)
		return 0;
	if (on)
		return start(tr);
	stop(tr);
	return 0;
}

static struct trace_option_effect option_effect = {
	.opt	= TRACE_OPT_BRANCH,
	.change	= change_option,
};

static void branch_detach(struct trace_array *tr)
{
	trace_option_set(tr, TRACE_OPT_BRANCH, false);
}

static struct trace_array_part branch_part = {
	.detach	= branch_detach,
};

static int __init branch_tracer_init(void)
{
	trace_option_add_effect(&option_effect);
	return trace_array_register_part(&branch_part) ?: register_tracer(&branch_tracer);
}
core_initcall(branch_tracer_init);
