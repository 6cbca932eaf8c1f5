// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers to text, see text.h.
 *
 * Most of what a trace says is numbers, so they are made without a loop over
 * single digits: decimals two digits at a time out of a table, hexadecimals
 * eight at a time inside a register (the nibbles of a word are spread over its
 * bytes, see "Hacker's Delight", 7-2, and all bytes become letters at once). Many
 * numbers have one digit, which needs none of that.
 */
#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/types.h>
#include "text.h"

#define HUNDRED_MILLION	100000000

/* 00 01 02 ... 99 */
static const char pairs[] =
	"0001020304050607080910111213141516171819"
	"2021222324252627282930313233343536373839"
	"4041424344454647484950515253545556575859"
	"6061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

static __always_inline void put_pair(char *at, u32 v)
{
	memcpy(at, &pairs[2 * v], 2);
}

static __always_inline void put_four(char *at, u32 v)
{
	put_pair(at, v / 100);
	put_pair(at + 2, v % 100);
}

static void put_eight(char *at, u32 v)
{
	put_four(at, v / 10000);
	put_four(at + 4, v % 10000);
}

/* log10(2) is 1233 / 4096, nearly. */
static __always_inline unsigned int count_digits(u32 v)
{
	static const u32 more[] = { 0, 10, 100, 1000, 10000, 100000, 1000000,
				    10000000, 100000000, 1000000000 };
	unsigned int n = (fls(v | 1) * 1233) >> 12;

	return n + (v >= more[n]);
}

static char *put_u32(char *at, u32 v)
{
	char *end;

	if (v < 10) {
		*at = '0' + v;
		return at + 1;
	}
	end = at + count_digits(v);
	at = end;
	while (v >= 100) {
		at -= 2;
		put_pair(at, v % 100);
		v /= 100;
	}
	if (v >= 10)
		put_pair(at - 2, v);
	else
		at[-1] = '0' + v;
	return end;
}

char *text_number(char *at, u64 v)
{
	u32 rest;

	if (likely(v <= U32_MAX))
		return put_u32(at, v);
	at = text_number(at, div_u64_rem(v, HUNDRED_MILLION, &rest));
	put_eight(at, rest);
	return at + 8;
}

char *text_six(char *at, u32 v)
{
	put_pair(at, v / 10000);
	put_four(at + 2, v % 10000);
	return at + 6;
}

/* All bytes @x. */
#define BYTES(x)	((x) * 0x0101010101010101ULL)

/* The eight digits of @v as letters, the first in the highest byte. */
static __always_inline u64 hex_eight(u32 v)
{
	u64 x = v;
	u64 above_nine;

	x = (x | x << 16) & 0x0000ffff0000ffffULL;
	x = (x | x << 8) & 0x00ff00ff00ff00ffULL;
	x = (x | x << 4) & BYTES(0x0f);
	above_nine = (x + BYTES(6)) >> 4 & BYTES(1);
	return x + BYTES('0') + above_nine * ('a' - '0' - 10);
}

char *text_hex(char *at, u64 v)
{
	unsigned int n;

	if (v < 10) {
		*at = '0' + v;
		return at + 1;
	}
	n = (fls64(v) + 3) / 4;
	v <<= 64 - 4 * n;
	put_unaligned_be64(hex_eight(v >> 32), at);
	if (n > 8)
		put_unaligned_be64(hex_eight(v), at + 8);
	return at + n;
}

static int count_all_digits(u64 v)
{
	int n = 0;

	for (; v > U32_MAX; v = div_u64(v, HUNDRED_MILLION))
		n += 8;
	return n + count_digits(v);
}

char *text_dec(char *at, u64 v, int width, char pad)
{
	return text_number(text_gap(at, pad, width - count_all_digits(v)), v);
}

char *text_int_left(char *at, int v, int width)
{
	char *start = at;

	if (v < 0)
		*at++ = '-';
	at = put_u32(at, v < 0 ? -(u32)v : v);
	return text_gap(at, ' ', width - (at - start));
}
