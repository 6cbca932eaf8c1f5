// SPDX-License-Identifier: GPL-2.0
/* The list of events that are made at run time, and the commands for it. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../text/glob.h"
#include "../text/token.h"
#include "dynevent.h"

DEFINE_MUTEX(dynevent_mutex);		/* of both lists, outside of tracing_mutex */
LIST_HEAD(dynevents);			/* under dynevent_mutex */
static LIST_HEAD(kinds);		/* under dynevent_mutex */

/**
 * dynevent_register_kind - make a kind known
 * @kind: the kind; stays for ever
 *
 * Context: boot; takes dynevent_mutex.
 */
void __init dynevent_register_kind(struct dynevent_kind *kind)
{
	guard(mutex)(&dynevent_mutex);
	list_add_tail(&kind->list, &kinds);
}

void dynevent_add(struct dynevent *ev, const struct dynevent_kind *kind)
{
	lockdep_assert_held(&dynevent_mutex);
	ev->kind = kind;
	list_add_tail(&ev->list, &dynevents);
}

void dynevent_del(struct dynevent *ev)
{
	lockdep_assert_held(&dynevent_mutex);
	list_del_init(&ev->list);
}

/* ---- Names --------------------------------------------------------------- */

static bool is_identifier(struct text_span name)
{
	size_t i;

	if (isdigit(*name.at))
		return false;
	for (i = 0; i < name.len; i++)
		if (!isalnum(name.at[i]) && name.at[i] != '_')
			return false;
	return true;
}

/**
 * dynevent_check_name - see that a name can be one
 * @c: a cursor in the command
 * @name: the name
 * @is_group: of a group, not of an event
 *
 * Context: any.
 * Return: 0, or -EINVAL with the error in the command.
 */
int dynevent_check_name(const struct text_cursor *c, struct text_span name, bool is_group)
{
	size_t pos = name.at - c->cmd->text;

	if (!name.len)
		return text_fail(c, is_group ? TEXT_GROUP_MISSING : TEXT_EVENT_MISSING, pos);
	if (name.len >= DYNEVENT_NAME_MAX)
		return text_fail(c, is_group ? TEXT_GROUP_TOO_LONG : TEXT_EVENT_TOO_LONG, pos);
	if (!is_identifier(name))
		return text_fail(c, is_group ? TEXT_GROUP_BAD : TEXT_EVENT_BAD, pos);
	return 0;
}

/* "GROUP/EVENT", "GROUP/", "EVENT"; a dot will do, too. */
static bool split_names(struct dynevent_head *head, struct text_cursor *word)
{
	const char *start = word->at;

	head->names = true;
	text_take_until(word, "/");
	if (text_at_end(word)) {
		word->at = start;
		text_take_until(word, ".");
	}
	if (text_at_end(word)) {
		head->event = text_since(word, start);
		return false;
	}
	head->group = text_since(word, start);
	word->at++;
	head->event = text_take_until(word, "");
	return true;
}

static int read_head(struct dynevent_head *head, struct text_cursor *c)
{
	struct text_cursor word = text_within(c, text_take_word(c));
	bool has_group;
	int err = 0;

	*head = (struct dynevent_head){ .letter = text_peek(&word) };
	if (text_at_end(&word))
		return -EINVAL;
	word.at++;
	head->number = text_take_until(&word, ":");
	text_skip_spaces(c);
	if (!text_take(&word, ":"))
		return 0;
	has_group = split_names(head, &word);
	if (has_group)
		err = dynevent_check_name(c, head->group, true);
	/* A group alone: the event is named by what it is. */
	if (!err && (head->event.len || !has_group))
		err = dynevent_check_name(c, head->event, false);
	return err;
}

/* ---- Making ---------------------------------------------------------------- */

/* Before the kind is known, errors are put down to the one that would take it. */
static const struct dynevent_kind *kind_of(const struct dynevent_head *head,
					   struct text_cursor rest)
{
	const struct dynevent_kind *kind;

	list_for_each_entry(kind, &kinds, list)
		if (kind->takes(head, rest))
			return kind;
	return NULL;
}

static int make(struct text_cursor *c, const struct dynevent_kind *only)
{
	const struct dynevent_kind *kind;
	struct dynevent_head head;
	int err;

	err = read_head(&head, c);
	kind = kind_of(&head, *c);
	if (!kind || (only && kind != only))
		return -EINVAL;
	err = err ?: kind->make(&head, c);
	scoped_guard(mutex, &tracing_mutex)
		trace_errlog_add(&top_trace, kind->name, c->cmd);
	return err;
}

/* ---- Removing --------------------------------------------------------------- */

static bool name_fits(struct text_span pattern, const char *name)
{
	char text[DYNEVENT_NAME_MAX];
	struct text_glob glob;

	if (pattern.len >= sizeof(text))
		return false;
	memcpy(text, pattern.at, pattern.len);
	text[pattern.len] = '\0';
	glob = text_glob(text);
	return !pattern.len || text_glob_match(&glob, name, strlen(name));
}

static bool fits(const struct dynevent *ev, const struct dynevent_head *head,
		 struct text_span rest)
{
	const struct dynevent_kind *kind = ev->kind;

	return name_fits(head->group, kind->group(ev)) &&
	       name_fits(head->event, kind->event(ev)) &&
	       (!rest.len || !kind->matches || kind->matches(ev, rest));
}

static int remove_fitting(const struct dynevent_head *head, struct text_span rest,
			  const struct dynevent_kind *only)
{
	struct dynevent *ev, *next;
	int err = -ENOENT;

	list_for_each_entry(ev, &dynevents, list)
		if ((!only || ev->kind == only) && fits(ev, head, rest) && ev->kind->is_busy(ev))
			return -EBUSY;
	list_for_each_entry_safe(ev, next, &dynevents, list) {
		if ((only && ev->kind != only) || !fits(ev, head, rest))
			continue;
		err = ev->kind->remove(ev);
		if (err)
			break;
	}
	return err;
}

static int remove_named(struct text_cursor *c, const struct dynevent_kind *only)
{
	struct text_cursor word = text_within(c, text_take_word(c));
	struct dynevent_head head = {};

	/* The letter, if it is there, is that of the command that made the event. */
	text_take_until(&word, ":");
	if (!text_take(&word, ":"))
		return -EINVAL;
	split_names(&head, &word);
	if (!head.group.len && !head.event.len)
		return -EINVAL;
	text_skip_spaces(c);
	return remove_fitting(&head, text_take_until(c, ""), only);
}

/**
 * dynevent_command - do what a line says
 * @line: the line, without comments
 * @only: only events of this kind, or NULL
 *
 * Context: takes dynevent_mutex, may sleep.
 * Return: 0; -EINVAL, mostly with the error in error_log; -ENOENT if there is nothing
 * to remove, -EBUSY if it is in use; or what the kind says.
 */
int dynevent_command(const char *line, const struct dynevent_kind *only)
{
	struct text_command cmd = { .text = line };
	struct text_cursor c = text_start(&cmd);

	guard(mutex)(&dynevent_mutex);
	text_skip_spaces(&c);
	if (text_peek(&c) == '-' || text_take(&c, "!"))
		return remove_named(&c, only);
	return make(&c, only);
}

/**
 * dynevent_clear - remove all events
 * @only: only those of this kind, or NULL
 *
 * Context: takes dynevent_mutex, may sleep.
 * Return: 0, or -EBUSY if one of them is in use; then all stay.
 */
int dynevent_clear(const struct dynevent_kind *only)
{
	static const struct dynevent_head any = {};
	int err;

	guard(mutex)(&dynevent_mutex);
	err = remove_fitting(&any, (struct text_span){}, only);
	return err == -ENOENT ? 0 : err;
}
