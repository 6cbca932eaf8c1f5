/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading a command: where we are in it, and what is wrong with it.
 *
 * A command is one text, such as a filter, a trigger or the definition of a
 * probe. Its languages nest: a trigger has a filter in it, an event probe has
 * arguments. Each part is read through a cursor, which sees a range of the
 * command and no further; positions count from the start of the whole command
 * nevertheless, so an error found deep inside has its caret in the right place.
 *
 * Nothing is written into the text and nothing behind the end of a range is
 * looked at: a range needs no terminator.
 */
#ifndef _TRACE_TEXT_CURSOR_H
#define _TRACE_TEXT_CURSOR_H

#include "platform.h"
#include "error.h"

/**
 * struct text_command - a command and the first thing found wrong with it
 * @text: all of it, terminated
 * @error: TEXT_OK, or what is wrong
 * @pos: where, in bytes from the start of @text; may lie behind its end
 */
struct text_command {
	const char	*text;
	enum text_error	error;
	size_t		pos;
};

/**
 * struct text_span - a piece of a command
 * @at: first byte
 * @len: number of bytes
 */
struct text_span {
	const char	*at;
	size_t		len;
};

/**
 * struct text_cursor - what is still to be read of a range
 * @cmd: the command that the range is part of
 * @at: next byte
 * @end: end of the range
 */
struct text_cursor {
	struct text_command	*cmd;
	const char		*at;
	const char		*end;
};

struct text_cursor text_start(struct text_command *cmd);
struct text_cursor text_within(const struct text_cursor *c, struct text_span span);
int text_fail(const struct text_cursor *c, enum text_error error, size_t pos);
void text_skip_spaces(struct text_cursor *c);
bool text_take(struct text_cursor *c, const char *literal);

static inline bool text_at_end(const struct text_cursor *c)
{
	return c->at == c->end;
}

/* The next byte; 0 at the end. */
static inline char text_peek(const struct text_cursor *c)
{
	return text_at_end(c) ? '\0' : *c->at;
}

/* Where the cursor is, counted from the start of the command. */
static inline size_t text_pos(const struct text_cursor *c)
{
	return c->at - c->cmd->text;
}

/* As text_fail(), with a place in the command. */
static inline int text_fail_at(const struct text_cursor *c, enum text_error error,
			       const char *at)
{
	return text_fail(c, error, at - c->cmd->text);
}

/* What has been read since the cursor was at @from. */
static inline struct text_span text_since(const struct text_cursor *c, const char *from)
{
	return (struct text_span){ .at = from, .len = c->at - from };
}

bool text_equal(struct text_span span, const char *string);
char *text_dup(struct text_span span);

#endif /* _TRACE_TEXT_CURSOR_H */
