/* SPDX-License-Identifier: GPL-2.0 */
/* The words that the command languages share. */
#ifndef _TRACE_TEXT_TOKEN_H
#define _TRACE_TEXT_TOKEN_H

#include "cursor.h"

/* These return what they read, perhaps nothing. */
struct text_span text_take_name(struct text_cursor *c);
struct text_span text_take_number(struct text_cursor *c);
struct text_span text_take_until(struct text_cursor *c, const char *stops);

/* Up to white space. */
static inline struct text_span text_take_word(struct text_cursor *c)
{
	return text_take_until(c, " \t\n\v\f\r");
}

bool text_take_quoted(struct text_cursor *c, struct text_span *inner);
bool text_take_part(struct text_cursor *c, char separator, struct text_span *part);
int text_check_balance(const struct text_cursor *c);

static inline bool text_is_quote(char ch)
{
	return ch == '"' || ch == '\'';
}

#endif /* _TRACE_TEXT_TOKEN_H */
