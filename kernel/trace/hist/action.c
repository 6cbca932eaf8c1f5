// SPDX-License-Identifier: GPL-2.0
/*
 * Actions: HANDLER "(" what ")" "." DEED "(" parameters ")"
 *
 * Handlers say when, deeds say what; see Documentation/trace/histograms.rst. What is
 * traced or saved are values as anywhere else; a field of the event that onmatch()
 * names is kept by a hist there that is made for the purpose.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/scratch.h"
#include "../core/snapshot.h"
#include "../event/enable.h"
#include "../filter/filter.h"
#include "../synth/synth.h"
#include "../text/token.h"
#include "hist.h"

static const char * const handlers[] = { "onmatch", "onmax", "onchange" };

/**
 * struct reader - an action being read
 * @hist: whose
 * @c: the cursor
 * @action: becomes it
 * @system: of the event that onmatch() names
 * @event: its name
 */
struct reader {
	struct hist		*hist;
	struct text_cursor	*c;
	struct hist_action	*action;
	struct text_span	system;
	struct text_span	event;
};

static size_t pos_of(const struct reader *r, struct text_span span)
{
	return span.at - r->c->cmd->text;
}

static struct trace_event_file *file_of(const struct reader *r, struct text_span system,
					struct text_span event)
{
	char *sys __free(kfree) = text_dup(system);
	char *name __free(kfree) = text_dup(event);

	if (!sys || !name)
		return NULL;
	return trace_event_find_file(r->hist->trigger.file->tr, sys, name);
}

/* ---- Handlers --------------------------------------------------------- */

static int read_event(struct reader *r, struct text_span what)
{
	struct text_cursor c = text_within(r->c, what);

	r->system = text_take_until(&c, ".");
	if (!text_take(&c, "."))
		return text_fail(&c, TEXT_HIST_NO_SYSTEM, what.len ? pos_of(r, what) : 0);
	r->event = text_take_until(&c, "");
	if (!file_of(r, r->system, r->event))
		return text_fail(&c, TEXT_HIST_NO_EVENT, r->event.len ? pos_of(r, r->event) : 0);
	return 0;
}

static int read_watched(struct reader *r, struct text_span what)
{
	struct text_cursor c = text_within(r->c, what);
	int var;

	if (!text_take(&c, "$"))
		return text_fail(&c, TEXT_HIST_NOT_VARIABLE, what.len ? pos_of(r, what) : 0);
	var = hist_var_find(r->hist, text_take_until(&c, ""));
	if (var < 0)
		return text_fail(&c, TEXT_HIST_TRACKED_NONE, pos_of(r, what));
	if (r->hist->vars[var].expr->kind != HIST_NUMBER)
		return text_fail(&c, TEXT_HIST_STRING_OPERAND, pos_of(r, what));
	r->action->var = var;
	return 0;
}

/* Its name has been read by who found out that this is an action. */
static int read_handler(struct reader *r)
{
	struct text_span name = text_take_until(r->c, "("), what;

	for (unsigned int i = 0; i < ARRAY_SIZE(handlers); i++)
		if (text_equal(name, handlers[i]))
			r->action->handler = i;
	text_take(r->c, "(");
	what = text_take_until(r->c, ")");
	if (!text_take(r->c, ")"))
		return text_fail(r->c, TEXT_HIST_NO_PAREN, pos_of(r, what));
	return r->action->handler == HIST_ONMATCH ? read_event(r, what) : read_watched(r, what);
}

/* ---- Parameters ------------------------------------------------------- */

static int add_param(struct reader *r, struct hist_expr *expr)
{
	if (IS_ERR(expr))
		return PTR_ERR(expr);
	r->action->params[r->action->nr_params++] = expr;
	return 0;
}

/* A hist of the other event whose keys ours begin with, not made for somebody. */
static struct hist *matching_hist(const struct reader *r, struct trace_event_file *file)
{
	struct trace_trigger *t;

	for_each_hist(t, file) {
		const struct hist_table *table = hist_of(t)->table;
		bool fits = !hist_of(t)->owners && table->nr_keys <= r->hist->nr_keys;

		for (unsigned int i = 0; fits && i < table->nr_keys; i++)
			fits = table->key_sizes[i] == hist_key_size(r->hist->keys[i]);
		if (fits)
			return hist_of(t);
	}
	return NULL;
}

static char *hidden_text(const struct hist *like, struct text_span field)
{
	const char *filter = like->trigger.filter ? like->trigger.filter->text : NULL;
	char *keys = NULL, *text, *longer;
	unsigned int i;

	for (i = 0; i < like->nr_keys; i++) {
		longer = kasprintf(GFP_KERNEL, "%s%s%s", keys ?: "", keys ? "," : "",
				   like->keys[i]->text);
		kfree(keys);
		keys = longer;
	}
	text = kasprintf(GFP_KERNEL, "hist:keys=%s:synthetic_%.*s=%.*s%s%s", keys,
			 (int)field.len, field.at, (int)field.len, field.at,
			 filter ? " if " : "", filter ?: "");
	kfree(keys);
	return text;
}

/* SYSTEM.EVENT.FIELD of the other event. */
static int read_foreign_field(struct reader *r, struct text_span part, struct text_span field)
{
	struct trace_event_file *file = file_of(r, r->system, r->event);
	char buf[2 * sizeof(struct text_span) + 128];
	struct hist *like, *hidden;
	struct text_command cmd = { .text = buf };
	struct text_cursor c;
	char *text;

	like = file ? matching_hist(r, file) : NULL;
	if (!like)
		return text_fail(r->c, TEXT_HIST_NO_MATCH, pos_of(r, part));
	text = hidden_text(like, field);
	hidden = text ? hist_make(file, text) : ERR_PTR(-ENOMEM);
	kfree(text);
	if (IS_ERR(hidden))
		return text_fail(r->c, TEXT_HIST_FIELD, pos_of(r, field));
	r->action->hidden[r->action->nr_hidden++] = hidden;
	if (snprintf(buf, sizeof(buf), "$synthetic_%.*s", (int)field.len, field.at) >=
	    sizeof(buf))
		return text_fail(r->c, TEXT_HIST_FIELD, pos_of(r, field));
	c = text_start(&cmd);
	return add_param(r, hist_expr_of_table(r->hist, &c, hidden->table));
}

/* "SYSTEM.EVENT." in front of a field, if the other event is meant. */
static bool is_foreign(const struct reader *r, struct text_span part, struct text_span *field)
{
	struct text_cursor c = text_within(r->c, part);
	struct text_span system, event;

	system = text_take_name(&c);
	if (!text_take(&c, "."))
		return false;
	event = text_take_name(&c);
	if (!text_take(&c, ".") || text_peek(&c) == '$')
		return false;
	if (r->event.len != event.len || memcmp(r->event.at, event.at, event.len) ||
	    r->system.len != system.len || memcmp(r->system.at, system.at, system.len))
		return false;
	*field = text_take_until(&c, "");
	return true;
}

static bool is_own_event(const struct reader *r, struct text_span part,
			 struct text_span *rest)
{
	struct trace_event_call *call = r->hist->trigger.file->event_call;
	struct text_cursor c = text_within(r->c, part);

	if (!text_equal(text_take_name(&c), call->class->system) || !text_take(&c, ".") ||
	    !text_equal(text_take_name(&c), trace_event_name(call)) || !text_take(&c, "."))
		return false;
	if (text_peek(&c) == '$')
		return false;
	*rest = text_take_until(&c, "");
	return true;
}

static int read_param(struct reader *r, struct text_span part)
{
	struct text_span field = part;
	struct text_cursor c;

	if (r->action->nr_params == HIST_MAX_PARAMS)
		return text_fail(r->c, TEXT_HIST_PARAM, pos_of(r, part));
	if (!is_own_event(r, part, &field) && is_foreign(r, part, &field))
		return read_foreign_field(r, part, field);
	c = text_within(r->c, field);
	text_skip_spaces(&c);
	return add_param(r, hist_param_read(r->hist, &c));
}

/* Behind the bracket, and perhaps the name of an event. */
static int read_params(struct reader *r, struct text_cursor *c)
{
	struct text_span part;
	int err = 0;

	while (!err && text_take_part(c, ',', &part))
		err = read_param(r, part);
	return err;
}

/* ---- Deeds ------------------------------------------------------------ */

static int check_types(struct reader *r)
{
	struct hist_action *action = r->action;
	unsigned int nr = synth_nr_fields(action->synth);

	for (unsigned int i = 0; i < action->nr_params; i++) {
		const struct hist_expr *expr = action->params[i];

		if (i >= nr || synth_field_kind(action->synth, i) != expr->kind)
			return text_fail(r->c, TEXT_HIST_PARAM_TYPE, expr->pos);
	}
	return action->nr_params == nr;
}

static int read_trace(struct reader *r, struct text_span name, struct text_cursor *c)
{
	int ret;

	r->action->deed = HIST_TRACE;
	r->action->synth = synth_find(name);
	if (!r->action->synth)
		return text_fail(r->c, TEXT_HIST_NO_SYNTH, pos_of(r, name));
	synth_hold(r->action->synth);
	ret = read_params(r, c);
	if (ret)
		return ret;
	ret = check_types(r);
	if (ret < 0)
		return ret;
	return ret ? 0 : text_fail(r->c, TEXT_HIST_PARAM_COUNT, pos_of(r, name));
}

static int read_save(struct reader *r, struct text_cursor *c)
{
	r->action->deed = HIST_SAVE;
	for (unsigned int i = 0; i < r->hist->nr_actions; i++)
		if (r->hist->actions[i]->deed == HIST_SAVE)
			return text_fail(c, TEXT_HIST_TOO_MANY_SAVES, 0);
	if (text_at_end(c))
		return text_fail(c, TEXT_HIST_PARAM, 0);
	return read_params(r, c);
}

static int read_snapshot(struct reader *r)
{
	int err = trace_snapshot_arm(r->hist->trigger.file->tr);

	/* Before, there is nothing to undo. */
	if (!err)
		r->action->deed = HIST_SNAPSHOT;
	return err;
}

/* The rest of the cursor without the bracket that ends it. */
static int read_inside(struct reader *r, struct text_cursor *inside)
{
	struct text_span span = text_take_until(r->c, "");

	if (!span.len || span.at[span.len - 1] != ')')
		return text_fail(r->c, TEXT_HIST_PARAM, pos_of(r, span));
	span.len--;
	*inside = text_within(r->c, span);
	return 0;
}

static int read_deed(struct reader *r)
{
	struct text_span name, event;
	struct text_cursor c;
	int err;

	if (!text_take(r->c, "."))
		return text_fail(r->c, TEXT_HIST_NO_ACTION, 0);
	name = text_take_name(r->c);
	if (!name.len || !text_take(r->c, "("))
		return text_fail(r->c, TEXT_HIST_NO_ACTION, 0);
	err = read_inside(r, &c);
	if (err)
		return err;
	if (text_equal(name, "save") || text_equal(name, "snapshot")) {
		if (r->action->handler == HIST_ONMATCH)
			return text_fail(r->c, TEXT_HIST_ACTION_MISFIT, pos_of(r, name));
		return text_equal(name, "save") ? read_save(r, &c) : read_snapshot(r);
	}
	if (text_at_end(&c))
		return text_fail(r->c, TEXT_HIST_PARAM, 0);
	if (!text_equal(name, "trace"))
		return read_trace(r, name, &c);
	text_take_part(&c, ',', &event);
	return read_trace(r, event, &c);
}

/**
 * hist_action_read - read an action
 * @hist: whose; its keys and variables are known
 * @c: the action
 * @lenient: only its text is wanted, to compare it
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL with the error in the command, or what making it ready says.
 */
int hist_action_read(struct hist *hist, struct text_cursor *c, bool lenient)
{
	struct text_span text = { .at = c->at, .len = c->end - c->at };
	struct reader r = { .hist = hist, .c = c };
	int err;

	if (hist->nr_actions == HIST_MAX_ACTIONS)
		return text_fail(c, TEXT_HIST_TOO_MANY_ACTIONS, text_pos(c));
	r.action = kzalloc(sizeof(*r.action), GFP_KERNEL);
	if (!r.action)
		return -ENOMEM;
	r.action->text = text_dup(text);
	err = !r.action->text ? -ENOMEM : lenient ? 0 : read_handler(&r) ?: read_deed(&r);
	if (err)
		hist_action_free(hist, r.action);
	else
		hist->actions[hist->nr_actions++] = r.action;
	return err;
}

/**
 * hist_action_free - end an action that nothing sets off any more
 * @hist: whose
 * @action: the action
 *
 * Context: tracing_mutex held, may sleep.
 */
void hist_action_free(struct hist *hist, struct hist_action *action)
{
	if (action->deed == HIST_SNAPSHOT)
		trace_snapshot_disarm(hist->trigger.file->tr);
	if (action->synth)
		synth_drop(action->synth);
	while (action->nr_params)
		hist_expr_free(action->params[--action->nr_params]);
	while (action->nr_hidden)
		hist_take_away(action->hidden[--action->nr_hidden]);
	kfree(action->key);
	kfree(action->text);
	kfree(action);
}

/* ---- Doing ------------------------------------------------------------ */

static u64 value_of(const struct hist_hit *h, const struct hist_expr *expr)
{
	return hist_value(expr, h->rec->entry, h->refs, h->time);
}

/* Into @to, and tells how much; what is too much is left out. */
static size_t put_blob(const struct hist_hit *h, const struct hist_expr *expr, void *to,
		       size_t room)
{
	if (expr->kind == HIST_STACK) {
		if (room < HIST_STACK_BYTES)
			return 0;
		hist_stack(h->hist, expr, h->rec->entry, h->refs, to);
		return HIST_STACK_BYTES;
	}
	if (!room)
		return 0;
	return ALIGN(hist_text(expr, h->rec->entry, h->refs, to,
			       min_t(size_t, room, HIST_TEXT_BYTES)) + 1, sizeof(u64));
}

static void do_trace(const struct hist_hit *h, const struct hist_action *action)
{
	u64 *args = trace_scratch_take(TRACE_SCRATCH_BYTES);
	void *at, *end;

	if (!args)
		return;
	at = args + action->nr_params;
	end = (void *)args + TRACE_SCRATCH_BYTES;
	for (unsigned int i = 0; i < action->nr_params; i++) {
		const struct hist_expr *expr = action->params[i];
		size_t len;

		if (expr->kind == HIST_NUMBER) {
			args[i] = value_of(h, expr);
			continue;
		}
		len = put_blob(h, expr, at, end - at);
		args[i] = len ? (unsigned long)at : 0;
		at += len;
	}
	synth_write(action->synth, args);
	trace_scratch_drop();
}

static void do_save(const struct hist_hit *h, const struct hist_action *action, void *extra)
{
	for (unsigned int i = 0; i < action->nr_params; i++) {
		const struct hist_expr *expr = action->params[i];
		void *to = extra + action->saved[i];

		if (expr->kind == HIST_NUMBER)
			*(u64 *)to = value_of(h, expr);
		else
			put_blob(h, expr, to, expr->kind == HIST_TEXT ? HIST_TEXT_BYTES :
							  HIST_STACK_BYTES);
	}
}

static bool is_news(const struct hist_action *action, bool first, u64 value, u64 old)
{
	if (first)
		return true;
	return action->handler == HIST_ONMAX ? value > old : value != old;
}

static void do_snapshot(const struct hist_hit *h, struct hist_action *action, u64 value)
{
	if (!is_news(action, !READ_ONCE(action->taken), value, READ_ONCE(action->worst)))
		return;
	WRITE_ONCE(action->worst, value);
	memcpy(action->key, hist_map_entry(h->map, h->nr),
	       h->map->shape.key + h->map->shape.more);
	WRITE_ONCE(action->taken, 1);
	trace_snapshot_now(h->hist->trigger.file->tr, NULL);
}

static void watch(const struct hist_hit *h, struct hist_action *action)
{
	void *extra = hist_map_extra(h->map, h->nr);
	u64 value = value_of(h, h->hist->vars[action->var].expr);
	u64 *track = extra + action->track;

	if (!is_news(action, !READ_ONCE(track[1]), value, READ_ONCE(track[0])))
		return;
	WRITE_ONCE(track[0], value);
	WRITE_ONCE(track[1], 1);
	if (action->deed == HIST_TRACE)
		do_trace(h, action);
	else if (action->deed == HIST_SAVE)
		do_save(h, action, extra);
	else
		do_snapshot(h, action, value);
}

/**
 * hist_actions_run - do what a hist does when it is hit
 * @hit: the hit
 *
 * Context: any, preemption off.
 */
void hist_actions_run(const struct hist_hit *hit)
{
	struct hist *hist = hit->hist;

	for (unsigned int i = 0; i < hist->nr_actions; i++) {
		struct hist_action *action = hist->actions[i];

		if (action->handler == HIST_ONMATCH)
			do_trace(hit, action);
		else
			watch(hit, action);
	}
}
