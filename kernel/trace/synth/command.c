// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of synthetic_events:
 *
 *	NAME FIELDS		a new event
 *	"!" NAME [FIELDS]	ends it
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../text/token.h"
#include "synth.h"

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

static int add(struct text_cursor *c)
{
	struct text_span name = text_take_until(c, " \t\n");
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

/**
 * synth_command - do what a line of synthetic_events says
 * @text: the line
 *
 * Context: takes synth_mutex and tracing_mutex, may sleep.
 * Return: 0; -EINVAL, which the error log of the top instance explains, -EEXIST,
 * -ENOENT, -EBUSY, -ENOMEM.
 */
int synth_command(const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	int err;

	guard(mutex)(&synth_mutex);
	text_skip_spaces(&c);
	if (text_at_end(&c) || text_peek(&c) == '#')
		return 0;
	err = text_take(&c, "!") ? remove(&c) : add(&c);
	if (err) {
		guard(mutex)(&tracing_mutex);
		trace_errlog_add(&top_trace, "synthetic_events", &cmd);
	}
	return err;
}

/* As a line that makes it; needs synth_mutex. */
void synth_show(struct seq_file *m, const struct synth_event *se)
{
	seq_printf(m, "%s\t", se->name);
	for (unsigned int i = 0; i < se->nr_fields; i++)
		seq_printf(m, "%s%s %s", i ? "; " : "", se->field[i].type, se->field[i].name);
	seq_putc(m, '\n');
}
