// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers by the names that the event prints for them.
 *
 * An event that prints a field by name says so in its format:
 *
 *	__print_symbolic(REC->vec, { 0, "HI" }, { 1, "TIMER" })
 *	__print_flags(REC->flags, "|", { 1, "A" }, { 2, "B" })
 *
 * and so do probes with arguments whose type is an enum. These are the names that a
 * filter can use for the field, in "vec == TIMER". What is not written as a plain number
 * there has no name.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "../event/class.h"
#include "../text/number.h"
#include "../text/token.h"
#include "filter.h"

static bool same(struct text_span a, struct text_span b)
{
	return a.len == b.len && !memcmp(a.at, b.at, a.len);
}

static bool take_next(struct text_cursor *c, const char *literal)
{
	text_skip_spaces(c);
	return text_take(c, literal);
}

static bool take_string(struct text_cursor *c, struct text_span *inner)
{
	text_skip_spaces(c);
	return text_peek(c) == '"' && text_take_quoted(c, inner);
}

/* Moves to the first pair, if this is the table of the field. */
static bool begin_table(struct text_cursor *c, struct text_span field)
{
	bool flags = text_take(c, "__print_flags(REC->");
	struct text_span separator;

	if (!flags && !text_take(c, "__print_symbolic(REC->"))
		return false;
	if (!same(text_take_name(c), field) || !take_next(c, ","))
		return false;
	return !flags || (take_string(c, &separator) && take_next(c, ","));
}

/* 1, -1, 0x10UL */
static bool plain_number(struct text_span span, u64 *value)
{
	while (span.len && strchr("uUlL", span.at[span.len - 1]))
		span.len--;
	return !(span.len && *span.at == '-' ? text_s64(span, (s64 *)value) :
					       text_u64(span, value));
}

/* { number, "name" }, and whether it is the one. */
static bool take_pair(struct text_cursor *c, struct text_span name, u64 *value, bool *found)
{
	struct text_span number, named;

	if (!take_next(c, "{"))
		return false;
	text_skip_spaces(c);
	number = text_take_until(c, ",");
	if (!text_take(c, ",") || !take_string(c, &named))
		return false;
	*found = same(named, name) && plain_number(number, value);
	return take_next(c, "}");
}

static bool search_table(struct text_cursor *c, struct text_span name, u64 *value)
{
	bool found = false;

	while (take_pair(c, name, value, &found) && !found && take_next(c, ","))
		;
	return found;
}

/**
 * trace_pred_named - the number behind a name
 * @call: the event
 * @field: its field
 * @name: the name
 * @value: set to the number
 *
 * Context: as trace_pred_read().
 * Return: true if the event has such a name for the field.
 */
bool trace_pred_named(const struct trace_event_call *call, struct text_span field,
		      struct text_span name, u64 *value)
{
	struct text_command cmd = { .text = call->print_fmt ?: "" };
	struct text_cursor c, table;

	for (c = text_start(&cmd); !text_at_end(&c); c.at++) {
		table = c;
		if (begin_table(&table, field) && search_table(&table, name, value))
			return true;
	}
	return false;
}
