/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers in records: how they lie there, and getting at them. */
#ifndef _TRACE_CORE_NUMBER_H
#define _TRACE_CORE_NUMBER_H

#include <linux/compiler.h>
#include <linux/log2.h>
#include <linux/types.h>
#include <linux/unaligned.h>

enum trace_number {
	TRACE_U8, TRACE_U16, TRACE_U32, TRACE_U64,
	TRACE_S8, TRACE_S16, TRACE_S32, TRACE_S64,
	TRACE_NUMBERS
};

/* @size: 1, 2, 4 or 8 */
static __always_inline enum trace_number trace_number_of(unsigned int size, bool is_signed)
{
	return (is_signed ? TRACE_S8 : TRACE_U8) + ilog2(size);
}

static __always_inline unsigned int trace_number_size(enum trace_number type)
{
	return 1 << (type & 3);
}

/**
 * trace_number_load - a number
 * @type: how it lies there
 * @at: where; of any alignment
 *
 * Context: any.
 * Return: the number, its sign extended.
 */
static __always_inline u64 trace_number_load(enum trace_number type, const void *at)
{
	switch (type) {
	case TRACE_U8:
		return *(const u8 *)at;
	case TRACE_U16:
		return get_unaligned((const u16 *)at);
	case TRACE_U32:
		return get_unaligned((const u32 *)at);
	case TRACE_S8:
		return *(const s8 *)at;
	case TRACE_S16:
		return get_unaligned((const s16 *)at);
	case TRACE_S32:
		return get_unaligned((const s32 *)at);
	default:
		return get_unaligned((const u64 *)at);
	}
}

/**
 * trace_number_store - put a number somewhere
 * @size: 1, 2, 4 or 8
 * @at: where; of any alignment
 * @value: what does not fit is left out
 *
 * Context: any.
 */
static __always_inline void trace_number_store(unsigned int size, void *at, u64 value)
{
	switch (size) {
	case 1:
		*(u8 *)at = value;
		break;
	case 2:
		put_unaligned((u16)value, (u16 *)at);
		break;
	case 4:
		put_unaligned((u32)value, (u32 *)at);
		break;
	default:
		put_unaligned(value, (u64 *)at);
	}
}

#endif /* _TRACE_CORE_NUMBER_H */
