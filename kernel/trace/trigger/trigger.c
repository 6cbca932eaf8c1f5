// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that add and remove triggers.
 *
 * A command is read into a trigger that nobody knows of yet; only then it is put
 * into its event's list, or used to find the one that goes. So whatever is wrong
 * is found before anything has changed.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../event/enable.h"
#include "../filter/filter.h"
#include "../text/number.h"
#include "../text/token.h"
#include "action.h"
#include "limit.h"
#include "trigger.h"

#define ERROR_PLACE	"event filter parse error"
/* Nobody sets it off any more. */
static void destroy(struct trace_trigger *t)
{
	trace_filter_free(t->filter);
	if (t->prepared && t->action->release)
		t->action->release(t);
	kfree(t);
}

/* ---- Reading ---------------------------------------------------------- */

/* ":COUNT" or ":limit=LIMIT", each once. */
static int read_modifier(struct trace_trigger *t, struct text_cursor *c)
{
	struct text_cursor part;

	if (!text_take(c, ":") || text_at_end(c))
		return -EINVAL;
	part = text_within(c, text_take_until(c, ":"));
	if (text_take(&part, "limit="))
		return t->limit.nr ? -EINVAL : trace_limit_read(&t->limit, &part);
	return t->count != TRACE_UNLIMITED ? -EINVAL : trace_count_read(&part, &t->count);
}

/* What is between the name and the end of the word. */
static int read_parameters(struct trace_trigger *t, struct text_cursor *c, bool remove)
{
	struct text_cursor word = text_within(c, text_take_until(c, " \t\n"));
	int err = 0;

	if (t->action->parameter && !text_take(&word, ":"))
		return -EINVAL;
	if (t->action->prepare && (t->action->parameter || !remove)) {
		err = t->action->prepare(t, &word);
		if (err)
			return err;
		t->prepared = true;
	}
	/* How often does not matter for what goes. */
	while (!remove && !err && !text_at_end(&word))
		err = read_modifier(t, &word);
	return err;
}

static int read_filter(struct trace_trigger *t, struct text_cursor *c)
{
	struct event_filter *filter;

	text_skip_spaces(c);
	if (text_at_end(c))
		return 0;
	if (!text_take(c, "if "))
		return -EINVAL;
	text_skip_spaces(c);
	filter = trace_filter_compile(t->file->event_call, c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	t->filter = filter;
	return 0;
}

static int read_command(struct trace_trigger *t, struct text_cursor *c, bool remove)
{
	int err;

	t->count = TRACE_UNLIMITED;
	err = read_parameters(t, c, remove);
	if (!err && !remove)
		err = read_filter(t, c);
	atomic_long_set(&t->left, t->count);
	return err;
}

/* ---- Adding and removing ---------------------------------------------- */

/* Of the same kind, whatever their conditions are. */
static bool is_kin(const struct trace_trigger *there, const struct trace_trigger *t)
{
	return there->action == t->action &&
	       (!t->action->same || t->action->same(there, t));
}

static bool is_rival(const struct trace_trigger *there, const struct trace_trigger *t)
{
	const char *rival = t->action->rival;

	return rival && !strcmp(there->action->name, rival) &&
	       (!t->action->same || t->action->same(there, t));
}

/* Two of a kind need conditions, and not the same. */
static bool in_the_way(const struct trace_trigger *there, const struct trace_trigger *t)
{
	if (is_rival(there, t))
		return true;
	return is_kin(there, t) &&
	       (!there->filter || !t->filter || !strcmp(there->filter->text, t->filter->text));
}

static bool has_rival(struct trace_trigger *t)
{
	struct trace_trigger *there;

	list_for_each_entry(there, &t->file->triggers, list)
		if (in_the_way(there, t))
			return true;
	return false;
}

static struct trace_trigger *find_kin(struct trace_trigger *t, unsigned int *nr)
{
	struct trace_trigger *there, *first = NULL;

	*nr = 0;
	list_for_each_entry(there, &t->file->triggers, list) {
		if (is_kin(there, t) && !(*nr)++)
			first = there;
	}
	return first;
}

static struct trace_trigger *find_with_filter(struct trace_trigger *t, struct text_span filter)
{
	struct trace_trigger *there;

	list_for_each_entry(there, &t->file->triggers, list) {
		if (is_kin(there, t) && there->filter && text_equal(filter, there->filter->text))
			return there;
	}
	return NULL;
}

int trace_trigger_add(struct trace_trigger *t)
{
	int err;

	trace_trigger_link(t);
	err = trace_event_soft_mode(t->file, true);
	if (err)
		trace_trigger_unlink(t);
	return err;
}

static int add(struct trace_trigger *t)
{
	return has_rival(t) ? -EEXIST : trace_trigger_add(t);
}

void trace_trigger_take_away(struct trace_trigger *t)
{
	trace_event_soft_mode(t->file, false);
	trace_trigger_unlink(t);
	t->destroy(t);
}

/*
 * The one with this filter, or the only one; without a filter, all there are.  Scripts
 * remove what may not be there.
 */
static void remove_like(struct trace_trigger *like, struct text_span filter)
{
	struct trace_trigger *t = find_with_filter(like, filter), *kin;
	unsigned int nr;

	if (t) {
		trace_trigger_take_away(t);
		return;
	}
	kin = find_kin(like, &nr);
	if (filter.len && nr > 1)
		return;
	for (; kin; kin = find_kin(like, &nr))
		trace_trigger_take_away(kin);
}

/* What is behind "if" in a command that removes; it need not make sense. */
static struct text_span rest_of(struct text_cursor *c)
{
	text_skip_spaces(c);
	if (text_take(c, "if "))
		text_skip_spaces(c);
	return text_take_until(c, "");
}

static int usual_command(struct trace_event_file *file, const struct trace_action *action,
			 struct text_cursor *c, bool remove)
{
	struct trace_trigger *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int err;

	if (!t)
		return -ENOMEM;
	t->tr = file->tr;
	t->file = file;
	t->action = action;
	t->destroy = destroy;
	err = read_command(t, c, remove);
	if (!err && remove)
		remove_like(t, rest_of(c));
	else if (!err)
		err = add(t);
	trace_errlog_add(file->tr, ERROR_PLACE, c->cmd);
	if (err || remove)
		destroy(t);
	return err;
}

int trace_trigger_command(struct trace_event_file *file, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	const struct trace_action *action;
	bool remove;

	lockdep_assert_held(&tracing_mutex);
	text_skip_spaces(&c);
	remove = text_take(&c, "!");
	action = trace_action_find(text_take_name(&c));
	if (!action)
		return -EINVAL;
	if (action->command)
		return action->command(file, &c, remove);
	return usual_command(file, action, &c, remove);
}

/* ---- Showing ---------------------------------------------------------- */

static void show_actions(struct seq_file *m)
{
	struct trace_action *action;

	seq_puts(m, "# Available triggers:\n#");
	list_for_each_entry(action, &trace_actions, list)
		seq_printf(m, " %s", action->name);
	seq_putc(m, '\n');
}

static void show_one(const struct trace_trigger *t, struct seq_file *m)
{
	if (t->action->print) {
		t->action->print(t, m);
		return;
	}
	seq_puts(m, t->action->name);
	if (t->action->show)
		t->action->show(t, m);
	if (t->count == TRACE_UNLIMITED)
		seq_puts(m, ":unlimited");
	else
		seq_printf(m, ":count=%ld", atomic_long_read(&t->left));
	trace_limit_show(&t->limit, m);
	if (t->filter)
		seq_printf(m, " if %s", t->filter->text);
	seq_putc(m, '\n');
}

void trace_trigger_show(struct trace_event_file *file, struct seq_file *m)
{
	struct trace_trigger *t;
	size_t before = m->count;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(t, &file->triggers, list)
		show_one(t, m);
	/* The trigger of an event probe is not a user's. */
	if (m->count == before)
		show_actions(m);
}
