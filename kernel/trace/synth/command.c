// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of synthetic_events:
 *
 *	NAME FIELDS		a new event
 *	"!" NAME [FIELDS]	ends it
 *
 * and of dynamic_events, which see to the end of an event themselves:
 *
 *	"s:" ["synthetic/"] NAME FIELDS
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../text/token.h"
#include "synth.h"

#define SYSTEM	"synthetic"

static bool is_name(struct text_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum(name.at[i]) && name.at[i] != '_')
			return false;
	return name.len && !isdigit(*name.at);
}

static int remove(struct text_cursor *c)
{
	struct synth_event *se;
	struct text_span name;

	name = text_take_until(c, " \t\n;");
	scoped_guard(mutex, &tracing_mutex)
		se = synth_find(name);
	return se ? synth_remove(se) : -ENOENT;
}

static bool is_there(struct text_span name)
{
	guard(mutex)(&tracing_mutex);
	return synth_find(name);
}

/* The cursor is behind the name. */
static int add(struct text_cursor *c, struct text_span name)
{
	struct synth_event *se;
	int err;

	text_skip_spaces(c);
	if (!name.len || memchr(name.at, ';', name.len) || text_at_end(c) ||
	    text_peek(c) == ';' || text_peek(c) == '\0' || *name.at == '-')
		return text_fail(c, TEXT_SYNTH_COMMAND, 0);
	if (!is_name(name))
		return text_fail(c, TEXT_SYNTH_NAME, 0);
	if (is_there(name)) {
		text_fail(c, TEXT_SYNTH_EXISTS, 0);
		return -EEXIST;
	}
	se = synth_read(c, name);
	if (IS_ERR(se))
		return PTR_ERR(se);
	err = synth_add(se);
	if (err)
		synth_free(se);
	return err;
}

static int run_line(struct text_cursor *c)
{
	if (text_take(c, "!"))
		return remove(c);
	return add(c, text_take_until(c, " \t\n"));
}

/**
 * synth_command - do what a line of synthetic_events says
 * @text: the line
 *
 * Context: takes dynevent_mutex and tracing_mutex, may sleep.
 * Return: 0; -EINVAL, which the error log of the top instance explains, -EEXIST,
 * -ENOENT, -EBUSY, -ENOMEM.
 */
int synth_command(const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	int err;

	guard(mutex)(&dynevent_mutex);
	text_skip_spaces(&c);
	if (text_at_end(&c) || text_peek(&c) == '#')
		return 0;
	err = run_line(&c);
	if (err) {
		guard(mutex)(&tracing_mutex);
		trace_errlog_add(&top_trace, "synthetic_events", &cmd);
	}
	return err;
}

/* As a line that makes it; needs dynevent_mutex. */
void synth_show(struct seq_file *m, const struct synth_event *se)
{
	seq_printf(m, "%s\t", se->name);
	for (unsigned int i = 0; i < se->nr_fields; i++)
		seq_printf(m, "%s%s %s", i ? "; " : "", se->field[i].type, se->field[i].name);
}

/* ---- Among all that are made at run time -------------------------------- */

static const struct synth_event *event_of(const struct dynevent *ev)
{
	return container_of(ev, struct synth_event, dyn);
}

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return head->letter == 's';
}

static int make(const struct dynevent_head *head, struct text_cursor *rest)
{
	if (head->number.len || (head->group.len && !text_equal(head->group, SYSTEM)))
		return text_fail(rest, TEXT_SYNTH_DYN_COMMAND, 0);
	return add(rest, head->event);
}

static const char *group(const struct dynevent *ev)
{
	return SYSTEM;
}

static const char *event(const struct dynevent *ev)
{
	return event_of(ev)->name;
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	seq_puts(m, "s:" SYSTEM "/");
	synth_show(m, event_of(ev));
}

static bool is_busy(const struct dynevent *ev)
{
	return synth_is_busy(event_of(ev));
}

static int remove_dynamic(struct dynevent *ev)
{
	return synth_remove(container_of(ev, struct synth_event, dyn));
}

static struct dynevent_kind kind = {
	.name		= "synthetic_events",
	.takes		= takes,
	.make		= make,
	.group		= group,
	.event		= event,
	.show		= show,
	.is_busy	= is_busy,
	.remove		= remove_dynamic,
};

const struct dynevent_kind *const synth_kind = &kind;

static int __init register_synth(void)
{
	dynevent_register_kind(&kind);
	return 0;
}
core_initcall(register_synth);
