// SPDX-License-Identifier: GPL-2.0
/* Words of a command: names, numbers, strings, parts of a list. */
#include "platform.h"
#include "token.h"

/**
 * text_take_name - read letters, digits and underscores
 * @c: the cursor, moved behind them
 *
 * Context: any.
 * Return: what was read; empty if none of these comes next.
 */
struct text_span text_take_name(struct text_cursor *c)
{
	const char *from = c->at;

	while (!text_at_end(c) && (isalnum(*c->at) || *c->at == '_'))
		c->at++;
	return text_since(c, from);
}

/**
 * text_take_number - read what could be a number
 * @c: the cursor, moved behind it
 *
 * A sign, then letters and digits: all that somebody who meant a number would
 * have written, so that "12a" is one wrong number and not a right one followed
 * by something else. text_u64() and text_s64() tell whether it is one.
 *
 * Context: any.
 * Return: what was read; empty if nothing of the kind comes next.
 */
struct text_span text_take_number(struct text_cursor *c)
{
	const char *from = c->at;

	text_take(c, "-");
	while (!text_at_end(c) && isalnum(*c->at))
		c->at++;
	return text_since(c, from);
}

/**
 * text_take_until - read up to one of several characters
 * @c: the cursor, moved to the first of them or to the end
 * @stops: the characters
 *
 * Context: any.
 * Return: what was read.
 */
struct text_span text_take_until(struct text_cursor *c, const char *stops)
{
	const char *from = c->at;

	while (!text_at_end(c) && (!*c->at || !strchr(stops, *c->at)))
		c->at++;
	return text_since(c, from);
}

/**
 * text_take_quoted - read a string in quotes, single or double
 * @c: the cursor, at the opening quote; moved behind the closing one
 * @inner: set to what is between them
 *
 * There is no way to write a quote of the same kind in it.
 *
 * Context: any.
 * Return: false if there is no closing quote; nothing is changed then.
 */
bool text_take_quoted(struct text_cursor *c, struct text_span *inner)
{
	const char *from = c->at + 1;
	const char *to = memchr(from, *c->at, c->end - from);

	if (!to)
		return false;
	c->at = to;
	*inner = text_since(c, from);
	c->at++;
	return true;
}

/* Goes over a string in quotes, or one byte. */
static void skip_one(struct text_cursor *c)
{
	struct text_span inner;

	if (!text_is_quote(*c->at) || !text_take_quoted(c, &inner))
		c->at++;
}

/**
 * text_take_part - read one part of a list
 * @c: the cursor, moved behind the separator that ends the part
 * @separator: what is between two parts; in quotes and in brackets it is not
 * @part: set to the part, which may be empty
 *
 * As many parts are found as there are separators, plus one; but a separator at
 * the end ends the list.
 *
 * Context: any.
 * Return: false if there are no more parts.
 */
bool text_take_part(struct text_cursor *c, char separator, struct text_span *part)
{
	const char *from = c->at;
	unsigned int depth = 0;

	if (text_at_end(c))
		return false;
	while (!text_at_end(c) && (depth || *c->at != separator)) {
		if (*c->at == '(')
			depth++;
		else if (*c->at == ')' && depth)
			depth--;
		skip_one(c);
	}
	*part = text_since(c, from);
	if (!text_at_end(c))
		c->at++;
	return true;
}

/* The bracket that is the last one to stay open, @depth deep. */
static size_t last_open(struct text_cursor c, unsigned int depth)
{
	unsigned int now = 0;
	size_t pos = 0;

	for (; !text_at_end(&c); skip_one(&c)) {
		if (*c.at == '(' && ++now == depth)
			pos = text_pos(&c);
		else if (*c.at == ')')
			now--;
	}
	return pos;
}

/**
 * text_check_balance - see that brackets and quotes come in pairs
 * @cursor: what to look at; not moved
 *
 * Context: any.
 * Return: 0, or -EINVAL and the error in the command.
 */
int text_check_balance(const struct text_cursor *cursor)
{
	struct text_cursor c = *cursor;
	struct text_span inner;
	unsigned int depth = 0;

	while (!text_at_end(&c)) {
		if (text_is_quote(*c.at)) {
			if (!text_take_quoted(&c, &inner))
				return text_fail(&c, TEXT_QUOTE_OPEN, text_pos(&c));
			continue;
		}
		if (*c.at == '(')
			depth++;
		else if (*c.at == ')' && !depth--)
			return text_fail(&c, TEXT_TOO_MANY_CLOSE, text_pos(&c));
		c.at++;
	}
	if (depth)
		return text_fail(&c, TEXT_TOO_MANY_OPEN, last_open(*cursor, depth));
	return 0;
}
