/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and words by hand, for what every line of a trace needs.
 *
 * Each function writes at @at and returns where the next one goes on.  The
 * caller has asked for enough room with text_begin() before.
 */
#ifndef _TRACE_OUTPUT_TEXT_H
#define _TRACE_OUTPUT_TEXT_H

#include <linux/bitops.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/trace_seq.h>

#define TEXT_DIGITS	20	/* of the largest u64 */

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

static inline char *text_fill(char *at, char c, int n)
{
	while (n-- > 0)
		*at++ = c;
	return at;
}

static inline char *text_mem(char *at, const char *mem, unsigned int len)
{
	memcpy(at, mem, len);
	return at + len;
}

/* The digits of @v, last first; returns how many there are. */
static inline unsigned int text_digits(char digits[TEXT_DIGITS], u64 v)
{
	unsigned int n = 0;
	u32 low;

	while (unlikely(v > U32_MAX))
		digits[n++] = '0' + do_div(v, 10);
	low = v;
	do {
		digits[n++] = '0' + low % 10;
		low /= 10;
	} while (low);
	return n;
}

/* @v in decimal, filled up with @pad on the left to @width characters. */
static inline char *text_dec(char *at, u64 v, int width, char pad)
{
	char digits[TEXT_DIGITS];
	unsigned int n = text_digits(digits, v);

	at = text_fill(at, pad, width - (int)n);
	while (n)
		*at++ = digits[--n];
	return at;
}

/* @v in hexadecimal. */
static inline char *text_hex(char *at, u64 v)
{
	char *end = at + DIV_ROUND_UP(fls64(v | 1), 4);

	at = end;
	do {
		*--at = "0123456789abcdef"[v & 0xf];
		v >>= 4;
	} while (v);
	return end;
}

/* @v with its sign, filled up with spaces on the right. */
static inline char *text_int_left(char *at, int v, int width)
{
	char *start = at;

	if (v < 0)
		*at++ = '-';
	at = text_dec(at, abs((s64)v), 0, ' ');
	return text_fill(at, ' ', width - (at - start));
}

#endif /* _TRACE_OUTPUT_TEXT_H */
