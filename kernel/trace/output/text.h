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
#include <asm/word-at-a-time.h>

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

/*
 * Copies @from to @at up to its end, a byte @stop, or @max bytes, and returns how
 * many. All @max bytes at @at may be scribbled on.
 */
static __always_inline size_t text_until(char *at, const char *from, size_t max,
					 char stop)
{
	size_t n = 0;
#ifdef CONFIG_DCACHE_WORD_ACCESS
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long word, other, ends, stops;

	for (; n + sizeof(word) <= max; n += sizeof(word)) {
		word = load_unaligned_zeropad(from + n);
		other = word ^ REPEAT_BYTE(stop);
		put_unaligned(word, (unsigned long *)(at + n));
		if (has_zero(word, &ends, &constants) | has_zero(other, &stops, &constants)) {
			ends = prep_zero_mask(word, ends, &constants);
			stops = prep_zero_mask(other, stops, &constants);
			return n + find_zero(create_zero_mask(ends | stops));
		}
	}
#endif
	for (; n < max && from[n] && from[n] != stop; n++)
		at[n] = from[n];
	return n;
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
