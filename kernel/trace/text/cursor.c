// SPDX-License-Identifier: GPL-2.0
/* Cursors: moving through a range of a command. */
#include "platform.h"
#include "cursor.h"

/**
 * text_start - begin to read a command
 * @cmd: the command; @cmd->text is set
 *
 * White space at the end of a command means nothing and is left out.
 *
 * Context: any.
 * Return: a cursor at its first byte.
 */
struct text_cursor text_start(struct text_command *cmd)
{
	struct text_cursor c = { .cmd = cmd, .at = cmd->text };

	cmd->error = TEXT_OK;
	cmd->pos = 0;
	for (c.end = c.at + strlen(c.at); c.end > c.at && isspace(c.end[-1]); c.end--)
		;
	return c;
}

/**
 * text_within - read a piece of a command on its own
 * @c: a cursor in that command
 * @span: the piece
 *
 * Context: any.
 * Return: a cursor at its first byte.
 */
struct text_cursor text_within(const struct text_cursor *c, struct text_span span)
{
	return (struct text_cursor){
		.cmd = c->cmd, .at = span.at, .end = span.at + span.len,
	};
}

/**
 * text_fail - say what is wrong with the command
 * @c: a cursor in it
 * @error: what
 * @pos: where, as text_pos() counts
 *
 * Only the first error counts: whatever comes later may follow from it.
 *
 * Context: any.
 * Return: what the error is for system calls, -EINVAL for most.
 */
int text_fail(const struct text_cursor *c, enum text_error error, size_t pos)
{
	if (!c->cmd->error) {
		c->cmd->error = error;
		c->cmd->pos = pos;
	}
	return text_error_number(c->cmd->error);
}

/**
 * text_skip_spaces - go to the next byte that is no white space
 * @c: the cursor
 *
 * Context: any.
 */
void text_skip_spaces(struct text_cursor *c)
{
	while (!text_at_end(c) && isspace(*c->at))
		c->at++;
}

/**
 * text_take - read a literal if it comes next
 * @c: the cursor, moved behind the literal or not at all
 * @literal: what is expected
 *
 * Context: any.
 * Return: true if it was there.
 */
bool text_take(struct text_cursor *c, const char *literal)
{
	size_t len = strlen(literal);

	if (len > c->end - c->at || memcmp(c->at, literal, len))
		return false;
	c->at += len;
	return true;
}

/**
 * text_equal - compare a piece of a command with a string
 * @span: the piece
 * @string: the string
 *
 * Context: any.
 * Return: true if they are the same.
 */
bool text_equal(struct text_span span, const char *string)
{
	return strlen(string) == span.len && !memcmp(span.at, string, span.len);
}

/**
 * text_dup - make a string of a piece of a command
 * @span: the piece
 *
 * Context: may sleep.
 * Return: the string, for kfree(), or NULL without memory.
 */
char *text_dup(struct text_span span)
{
	return kmemdup_nul(span.at, span.len, GFP_KERNEL);
}
