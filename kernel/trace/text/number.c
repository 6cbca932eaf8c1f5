// SPDX-License-Identifier: GPL-2.0
/* Numbers as C writes them: decimal, 0x and hexadecimal, 0 and octal. */
#include "platform.h"
#include "number.h"

/* The base that a prefix tells; it is cut off. */
static unsigned int take_base(struct text_span *span)
{
	if (span->len < 2 || *span->at != '0')
		return 10;
	if (span->at[1] != 'x' && span->at[1] != 'X')
		return 8;
	span->at += 2;
	span->len -= 2;
	return 16;
}

static unsigned int digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return UINT_MAX;
}

/**
 * text_u64 - make a number of a piece of a command
 * @span: all of it is the number, without a sign
 * @value: set to the number
 *
 * Context: any.
 * Return: 0, -EINVAL if it is none, or -ERANGE if it is too large.
 */
int text_u64(struct text_span span, u64 *value)
{
	unsigned int base = take_base(&span), d;
	u64 sum = 0;

	if (!span.len)
		return -EINVAL;
	for (; span.len; span.at++, span.len--) {
		d = digit(*span.at);
		if (d >= base)
			return -EINVAL;
		if (sum > (U64_MAX - d) / base)
			return -ERANGE;
		sum = sum * base + d;
	}
	*value = sum;
	return 0;
}

/**
 * text_s64 - make a number that may be negative of a piece of a command
 * @span: all of it is the number
 * @value: set to the number
 *
 * Context: any.
 * Return: as text_u64().
 */
int text_s64(struct text_span span, s64 *value)
{
	bool negative = span.len && *span.at == '-';
	u64 limit = (u64)S64_MAX + negative;
	u64 sum;
	int err;

	if (negative) {
		span.at++;
		span.len--;
	}
	err = text_u64(span, &sum);
	if (err)
		return err;
	if (sum > limit)
		return -ERANGE;
	*value = negative ? 0 - sum : sum;
	return 0;
}
