// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments of trace_printk() in binary, without the kernel's printf().
 *
 * Most formats have nothing but %d, %u and %x, perhaps with an l or two.  Their
 * arguments need no more than to be stored one after the other, which takes a
 * quarter of what vbin_printf() does to find that out.
 */
#include "pack.h"

/* One integer; longs of 64 bits lie in two words, like all of the format. */
static u32 *store_long(u32 *to, u64 value)
{
	to[0] = ((u32 *)&value)[0];
	to[1] = ((u32 *)&value)[1];
	return to + 2;
}

static bool is_integer(char c)
{
	return c == 'd' || c == 'u' || c == 'x';
}

/**
 * trace_pack_integers - do what vbin_printf() does, if it is simple
 * @to: where to store the arguments
 * @words: room there
 * @fmt: the format
 * @args: its arguments, of no use to the caller afterwards
 *
 * Context: any.
 * Return: words used, or -1 if the format has anything but plain integers or does
 * not fit.
 */
int trace_pack_integers(u32 *to, unsigned int words, const char *fmt, va_list args)
{
	const u32 *start = to, *end = to + words;
	unsigned int longs;

	for (; *fmt; fmt++) {
		if (*fmt != '%')
			continue;
		for (longs = 0; *++fmt == 'l'; )
			longs++;
		if (!is_integer(*fmt) || longs > 2 || end - to < 2)
			return -1;
		if (longs == 2 || (longs && sizeof(long) == sizeof(u64)))
			to = store_long(to, longs == 2 ? va_arg(args, u64) :
						       va_arg(args, unsigned long));
		else
			*to++ = va_arg(args, u32);
	}
	return to - start;
}
