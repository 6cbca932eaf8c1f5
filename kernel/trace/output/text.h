/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and words by hand, for what every line of a trace needs.
 *
 * Each function writes at @at and returns where the next one goes on.  The
 * caller has asked for enough room with text_begin() before.  A number or a short
 * gap is stored in whole words, so up to TEXT_NUMBER bytes at @at are scribbled on
 * even if fewer are used.
 */
#ifndef _TRACE_OUTPUT_TEXT_H
#define _TRACE_OUTPUT_TEXT_H

#include <linux/string.h>
#include <linux/trace_seq.h>
#include <linux/unaligned.h>

#define TEXT_NUMBER	24	/* room for a number without gap; the largest has 20 digits */
#define TEXT_GAP	16	/* longest gap of text_gap() */

/* Room for @max bytes, or NULL; then the buffer is marked full. */
static __always_inline char *text_begin(struct trace_seq *s, size_t max)
{
	if (unlikely(s->full || s->seq.size - s->seq.len < max)) {
		s->full = 1;
		return NULL;
	}
	return s->buffer + s->seq.len;
}

static __always_inline void text_end(struct trace_seq *s, const char *at)
{
	s->seq.len = at - s->buffer;
}

static inline char *text_mem(char *at, const char *mem, unsigned int len)
{
	memcpy(at, mem, len);
	return at + len;
}

/* @n times @c, at most TEXT_GAP; nothing if @n is negative. */
static __always_inline char *text_gap(char *at, char c, int n)
{
	if (n <= 0)
		return at;
	memset(at, c, TEXT_GAP);
	return at + n;
}

/* @v in decimal. */
char *text_number(char *at, u64 v);

/* @v < 10^6 in decimal with leading zeros. */
char *text_six(char *at, u32 v);

/* @v in hexadecimal. */
char *text_hex(char *at, u64 v);

/* @v in decimal behind spaces or zeros, @width characters or more; at most TEXT_GAP. */
char *text_dec(char *at, u64 v, int width, char pad);

/* @v with its sign, filled up with spaces on the right. */
char *text_int_left(char *at, int v, int width);

#endif /* _TRACE_OUTPUT_TEXT_H */
