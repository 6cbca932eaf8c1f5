// SPDX-License-Identifier: GPL-2.0
/*
 * perf as a receiver of function calls: the event ftrace:function.
 *
 * Every perf event that is opened has a hook of its own, so each can have its own
 * functions.  The hook stays while the perf event is open; where it is active, for
 * a task or a CPU, is told by a list for each CPU, empty most of the time.  What
 * a task inherits has no hook: it goes to the lists of the one that was opened, and
 * with it follows the filter.
 */
#include <linux/align.h>
#include <linux/ftrace.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/entries.h"
#include "../hook/ops.h"
#include "../text/token.h"
#include "perf.h"

/* perf puts a u32 with the length before the record. */
#define RECORD_BYTES	\
	(ALIGN(sizeof(struct trace_fn_entry) + sizeof(u32), sizeof(u64)) - sizeof(u32))

static struct perf_event *opened(struct perf_event *event)
{
	return event->parent ?: event;
}

static struct hlist_head __percpu *lists_of(const struct ftrace_ops *ops)
{
	return (struct hlist_head __percpu __force *)ops->private;
}

/* ---- Calls ------------------------------------------------------------- */

static void record(struct hlist_head *active, unsigned long ip, unsigned long parent_ip,
		   struct ftrace_regs *fregs)
{
	struct trace_fn_entry *entry;
	struct pt_regs *regs;
	int level;

	entry = perf_trace_buf_alloc(RECORD_BYTES, &regs, &level);
	if (!entry)
		return;
	memset(regs, 0, sizeof(*regs));
	regs = ftrace_fill_perf_regs(fregs, regs);
	perf_trace_buf_update(entry, TRACE_TYPE_function);
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	perf_trace_buf_submit(entry, RECORD_BYTES, level, TRACE_TYPE_function, 1, regs,
			      active, NULL);
}

/* Preemption is off, and no function that this calls comes here again. */
static void on_call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		    struct ftrace_regs *fregs)
{
	struct hlist_head *active = this_cpu_ptr(lists_of(op));

	if (!hlist_empty(active))
		record(active, ip, parent_ip, fregs);
}

/* ---- Perf events ------------------------------------------------------- */

static int open_event(struct perf_event *event)
{
	struct ftrace_ops *ops = &event->ftrace_ops;
	struct hlist_head __percpu *active;
	int err;

	if (event->parent)
		return 0;
	/* Zero is an empty list. */
	active = alloc_percpu(struct hlist_head);
	if (!active)
		return -ENOMEM;
	ops->func = on_call;
	ops->flags = FTRACE_OPS_FL_RCU | FTRACE_OPS_FL_RECURSION | FTRACE_OPS_FL_DYNAMIC;
	ops->private = (void __force *)active;
	err = register_ftrace_function(ops);
	if (err)
		free_percpu(active);
	return err;
}

static void close_event(struct perf_event *event)
{
	struct ftrace_ops *ops = &event->ftrace_ops;

	if (event->parent)
		return;
	unregister_ftrace_function(ops);
	ftrace_free_filter(ops);
	free_percpu(lists_of(ops));
}

static void activate(struct perf_event *event)
{
	struct hlist_head *active = this_cpu_ptr(lists_of(&opened(event)->ftrace_ops));

	hlist_add_head_rcu(&event->hlist_entry, active);
}

/* How perf opens, closes and moves it; see enum trace_reg. */
static int function_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	struct perf_event *event = data;

	switch (type) {
	case TRACE_REG_PERF_OPEN:
		return open_event(event);
	case TRACE_REG_PERF_CLOSE:
		close_event(event);
		return 0;
	case TRACE_REG_PERF_ADD:
		activate(event);
		return 1;
	case TRACE_REG_PERF_DEL:
		hlist_del_rcu(&event->hlist_entry);
		return 1;
	default:
		return 0;
	}
}

/*
 * The stack of the program may have to be fetched, and the functions that do it are
 * called while one of them is looked at.
 */
static bool wants_user_stack(const struct perf_event *event)
{
	u64 type = event->attr.sample_type;

	return type & PERF_SAMPLE_STACK_USER ||
	       (type & PERF_SAMPLE_CALLCHAIN && !event->attr.exclude_callchain_user);
}

static int function_perm(struct trace_event_call *call, struct perf_event *event)
{
	/* A child was allowed with its parent. */
	if (event->parent)
		return 0;
	if (is_sampling_event(event) && wants_user_stack(event))
		return -EINVAL;
	return perf_allow_tracepoint();
}

void trace_perf_function_init(struct trace_event_call *call)
{
	call->class->reg = function_reg;
	call->perf_perm = function_perm;
}

bool trace_perf_is_function(const struct perf_event *event)
{
	return event->tp_event && event->tp_event->class->reg == function_reg;
}

/* ---- Filters ----------------------------------------------------------- */

static int add_name(struct hook_choice *choice, enum hook_list_kind kind,
		    struct text_cursor *c, struct text_span name)
{
	char *text __free(kfree) = text_dup(name);
	int err;

	if (!text)
		return -ENOMEM;
	err = *text ? hook_choice_parse(choice, kind, text) : -EINVAL;
	if (err == -EINVAL)
		text_fail(c, TEXT_NO_FUNCTION, name.at - c->cmd->text);
	return err;
}

/* Names with commas or spaces between them; in quotes, or up to what ends a term. */
static int read_names(struct hook_choice *choice, enum hook_list_kind kind,
		      struct text_cursor *c)
{
	struct text_cursor names;
	struct text_span span;
	int err = -EINVAL;

	text_skip_spaces(c);
	if (!text_is_quote(text_peek(c)))
		span = text_take_until(c, "|&)");
	else if (!text_take_quoted(c, &span))
		return text_fail(c, TEXT_QUOTE_OPEN, text_pos(c));
	names = text_within(c, span);
	for (;;) {
		while (text_take(&names, ",") || text_take(&names, " "))
			;
		if (text_at_end(&names))
			return err;
		err = add_name(choice, kind, &names, text_take_until(&names, ", "));
		if (err)
			return err;
	}
}

/* ["("] "ip" ("==" | "!=") names [")"] */
static int read_term(struct hook_choice *choice, struct text_cursor *c, bool *except)
{
	bool bracket;
	int err;

	text_skip_spaces(c);
	bracket = text_take(c, "(");
	text_skip_spaces(c);
	if (!text_equal(text_take_name(c), "ip"))
		return text_fail(c, TEXT_FIELD_NOT_FOUND, text_pos(c));
	text_skip_spaces(c);
	*except = text_take(c, "!=");
	if (!*except && !text_take(c, "=="))
		return text_fail(c, TEXT_BAD_OPERATOR, text_pos(c));
	err = read_names(choice, *except ? HOOK_EXCEPT : HOOK_ONLY, c);
	if (!err && bracket && !text_take(c, ")"))
		err = text_fail(c, TEXT_TOO_MANY_OPEN, text_pos(c));
	text_skip_spaces(c);
	return err;
}

/* What a hook can do: those of some lists, without those of others. */
static int read_filter(struct hook_choice *choice, struct text_cursor *c)
{
	bool except, was_except;
	int err;

	err = read_term(choice, c, &except);
	while (!err && !text_at_end(c)) {
		was_except = except;
		if (text_take(c, "||"))
			err = read_term(choice, c, &except) ?: except ? -EINVAL : 0;
		else if (text_take(c, "&&"))
			err = read_term(choice, c, &except) ?: except ? 0 : -EINVAL;
		else
			err = text_fail(c, TEXT_BAD_OPERATOR, text_pos(c));
		if (!err && was_except && !except)
			err = -EINVAL;
	}
	return err;
}

int trace_perf_function_filter(struct perf_event *event, struct text_cursor *c)
{
	struct ftrace_ops *ops = &opened(event)->ftrace_ops;
	struct hook_filter *filter;
	struct hook_choice choice;
	int err;

	guard(mutex)(&hook_mutex);
	filter = hook_filter_of(ops);
	if (!filter)
		return -ENOMEM;
	hook_choice_init(&choice);
	err = read_filter(&choice, c);
	if (!err)
		err = hook_filter_apply(filter, &choice);
	hook_choice_free(&choice);
	return err;
}
