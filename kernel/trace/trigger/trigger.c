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
#include "trigger.h"

#define ERROR_PLACE	"event filter parse error"
#define UNLIMITED	(-1)

/* Nobody sets it off any more. */
static void destroy(struct trace_trigger *t)
{
	trace_filter_free(t->filter);
	if (t->prepared && t->action->release)
		t->action->release(t);
	kfree(t);
}

/* ---- Reading ---------------------------------------------------------- */

/* What is between the name and the end of the word. */
static int read_parameters(struct trace_trigger *t, struct text_cursor *c, bool remove)
{
	struct text_cursor word = text_within(c, text_take_until(c, " \t\n"));
	u64 count;
	int err;

	if (t->action->parameter && !text_take(&word, ":"))
		return -EINVAL;
	if (t->action->prepare && (t->action->parameter || !remove)) {
		err = t->action->prepare(t, &word);
		if (err)
			return err;
		t->prepared = true;
	}
	/* How often, and with which filter, does not matter for what goes. */
	if (remove || text_at_end(&word))
		return 0;
	if (!text_take(&word, ":") || text_at_end(&word))
		return -EINVAL;
	err = text_u64(text_take_until(&word, ""), &count);
	if (err || count > LONG_MAX)
		return -EINVAL;
	t->count = count;
	return 0;
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

	t->action = trace_action_find(text_take_name(c));
	if (!t->action)
		return -EINVAL;
	t->count = UNLIMITED;
	err = read_parameters(t, c, remove);
	if (!err && !remove)
		err = read_filter(t, c);
	atomic_long_set(&t->left, t->count);
	return err;
}

/* ---- Adding and removing ---------------------------------------------- */

static bool in_the_way(const struct trace_trigger *there, const struct trace_trigger *t)
{
	const char *rival = t->action->rival;

	if (there->action != t->action && (!rival || strcmp(there->action->name, rival)))
		return false;
	return !t->action->same || t->action->same(there, t);
}

static struct trace_trigger *find_rival(struct trace_trigger *t)
{
	struct trace_trigger *there;

	list_for_each_entry(there, &t->file->triggers, list)
		if (in_the_way(there, t))
			return there;
	return NULL;
}

static struct trace_trigger *find_same(struct trace_trigger *t)
{
	struct trace_trigger *there;

	list_for_each_entry(there, &t->file->triggers, list)
		if (there->action == t->action && in_the_way(there, t))
			return there;
	return NULL;
}

static int add(struct trace_trigger *t)
{
	int err;

	if (find_rival(t))
		return -EEXIST;
	trace_trigger_link(t);
	err = trace_event_soft_mode(t->file, true);
	if (err)
		trace_trigger_unlink(t);
	return err;
}

static int take_away(struct trace_trigger *like)
{
	struct trace_trigger *t = find_same(like);

	/* Scripts remove what may not be there. */
	if (!t)
		return 0;
	trace_event_soft_mode(t->file, false);
	trace_trigger_unlink(t);
	destroy(t);
	return 0;
}

int trace_trigger_command(struct trace_event_file *file, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct trace_trigger *t;
	bool remove;
	int err;

	lockdep_assert_held(&tracing_mutex);
	text_skip_spaces(&c);
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	t->file = file;
	t->destroy = destroy;
	remove = text_take(&c, "!");
	err = read_command(t, &c, remove);
	if (!err)
		err = remove ? take_away(t) : add(t);
	trace_errlog_add(file->tr, ERROR_PLACE, &cmd);
	if (err || remove)
		destroy(t);
	return err;
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
	seq_puts(m, t->action->name);
	if (t->action->show)
		t->action->show(t, m);
	if (t->count == UNLIMITED)
		seq_puts(m, ":unlimited");
	else
		seq_printf(m, ":count=%ld", atomic_long_read(&t->left));
	if (t->filter)
		seq_printf(m, " if %s", t->filter->text);
	seq_putc(m, '\n');
}

void trace_trigger_show(struct trace_event_file *file, struct seq_file *m)
{
	struct trace_trigger *t;

	lockdep_assert_held(&tracing_mutex);
	if (list_empty(&file->triggers))
		show_actions(m);
	list_for_each_entry(t, &file->triggers, list)
		show_one(t, m);
}
