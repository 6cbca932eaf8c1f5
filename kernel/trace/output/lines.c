// SPDX-License-Identifier: GPL-2.0
/* The forms of lines. */
#include <linux/kernel.h>
#include "../core/instance.h"
#include "../core/tracer.h"
#include "json_line.h"
#include "line.h"
#include "lines.h"
#include "merge.h"

void trace_lines_reset(struct trace_lines *lines)
{
	lines->text = NULL;
	lines->len = 0;
	lines->fetched = 0;
	lines->form->reset(lines);
}

int trace_lines_open(struct trace_lines *lines, const struct trace_form *form)
{
	lines->form = form;
	trace_lines_reset(lines);
	return form->open ? form->open(lines) : 0;
}

void trace_lines_close(struct trace_lines *lines)
{
	json_free(&lines->json);
}

void trace_lines_fill(struct trace_lines *lines, size_t want)
{
	struct trace_iterator *iter = &lines->iter;
	enum print_line_t ret;

	while (trace_lines_left(lines) < want && trace_merge_peek(iter)) {
		ret = trace_lines_add(lines);
		if (ret == TRACE_TYPE_PARTIAL_LINE)
			break;
		if (ret != TRACE_TYPE_NO_CONSUME || !iter->pipe)
			trace_merge_next(iter);
	}
}

/* ---- Text ------------------------------------------------------------- */

/* The tracer's, if it has any. */
static bool first_text(struct trace_lines *lines, unsigned int nr)
{
	const struct tracer *tracer = READ_ONCE(lines->iter.tr->tracer);
	struct trace_seq *s = &lines->iter.seq;

	if (!tracer->print_first || !tracer->print_first(&lines->iter, nr))
		return false;
	lines->text = s->buffer;
	lines->len = trace_seq_used(s);
	return true;
}

static enum print_line_t add_text(struct trace_lines *lines)
{
	struct trace_seq *s = &lines->iter.seq;
	int before = trace_seq_used(s);
	enum print_line_t ret = trace_print_line(&lines->iter);

	if (ret == TRACE_TYPE_PARTIAL_LINE) {
		s->full = 0;
		s->seq.len = before;
		if (before)
			return ret;
		trace_seq_puts(s, "[LINE TOO BIG]\n");
		ret = TRACE_TYPE_HANDLED;
	}
	lines->text = s->buffer;
	lines->len = trace_seq_used(s);
	return ret;
}

static void reset_text(struct trace_lines *lines)
{
	trace_seq_init(&lines->iter.seq);
}

const struct trace_form trace_form_text = {
	.header	= trace_print_header,
	.first	= first_text,
	.add	= add_text,
	.reset	= reset_text,
};

/* ---- JSON ------------------------------------------------------------- */

static int open_json(struct trace_lines *lines)
{
	return json_grow(&lines->json);
}

static bool try_json(struct trace_lines *lines,
		     void (*put)(struct trace_iterator *iter, struct json *j))
{
	struct json *j = &lines->json;
	size_t before = j->len;

	put(&lines->iter, j);
	if (likely(!j->full))
		return true;
	j->full = false;
	j->len = before;
	return false;
}

static enum print_line_t add_json(struct trace_lines *lines)
{
	struct json *j = &lines->json;

	while (!try_json(lines, trace_json_line)) {
		if (j->len)
			return TRACE_TYPE_PARTIAL_LINE;
		if (json_grow(j)) {
			try_json(lines, trace_json_stub);
			break;
		}
	}
	lines->text = j->buf;
	lines->len = j->len;
	return TRACE_TYPE_HANDLED;
}

static void reset_json(struct trace_lines *lines)
{
	lines->json.len = 0;
}

const struct trace_form trace_form_json = {
	.open	= open_json,
	.add	= add_json,
	.reset	= reset_json,
};
