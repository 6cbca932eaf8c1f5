/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages and records as programs outside the kernel parse them.
 *
 * A page:
 *
 *   offset  size  what
 *   0       8     time_stamp: time before the first record
 *   8       long  commit: bytes of finished records; bits 31 and 30, see below
 *   16      ...   records, each a multiple of four bytes
 *
 * A record starts with one 32-bit word: five bits of type, 27 bits of time
 * since the record before it (or since time_stamp).
 *
 *   type    meaning              further words        bytes in all
 *   1 - 28  data of type words   the data             4 + 4 * type
 *   0       data                 n, the data          4 + n, n = data + 4
 *   29      nothing, skip it     n, whatever          4 + n
 *   30      time passed          delta >> 27          8
 *   31      absolute time        time >> 27           8
 *
 * The time of a record is time_stamp plus all deltas up to and including its
 * own. The words of type 30 and 31 carry 59 bits; type 31 leaves the five bits
 * above them as they were. A record of type 29 has a delta of at least one.
 */
#ifndef _LINUX_RINGBUFFER_FORMAT_H
#define _LINUX_RINGBUFFER_FORMAT_H

#include <linux/ringbuffer/platform.h>

/**
 * struct rb_page - one sub-buffer, as it is handed to user space
 * @time_stamp: time that the first record's delta counts from
 * @commit: bytes of finished records in @data
 * @data: the records
 */
struct rb_page {
	u64		time_stamp;
	unsigned long	commit;
	unsigned char	data[] __aligned(sizeof(long));
};

#define RB_PAGE_HEADER		sizeof(struct rb_page)

/* Bits of rb_page.commit in pages given to readers. */
#define RB_COMMIT_MASK		(BIT(27) - 1)
#define RB_MISSED_EVENTS	BIT(31)	/* records were lost before this page */
#define RB_MISSED_STORED	BIT(30)	/* how many: a long right after the data */

/* Record types that are not a number of data words. */
enum rb_type {
	RB_TYPE_LONG		= 0,
	RB_TYPE_DATA_MAX	= 28,
	RB_TYPE_PADDING		= 29,
	RB_TYPE_TIME_EXTEND	= 30,
	RB_TYPE_TIME_STAMP	= 31,
};

#define RB_TYPE_BITS		5
#define RB_DELTA_BITS		27
#define RB_DELTA_MAX		((1U << RB_DELTA_BITS) - 1)
#define RB_STAMP_BITS		59

/* The longest data that needs no length word. */
#define RB_SHORT_MAX		(RB_TYPE_DATA_MAX * 4)

/* The word that starts a record; the bit-field order of the machine decides. */
static __always_inline u32 rb_head(u32 type, u32 delta)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return type << RB_DELTA_BITS | delta;
#else
	return delta << RB_TYPE_BITS | type;
#endif
}

static __always_inline u32 rb_head_type(u32 head)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return head >> RB_DELTA_BITS;
#else
	return head & ((1U << RB_TYPE_BITS) - 1);
#endif
}

static __always_inline u32 rb_head_delta(u32 head)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return head & RB_DELTA_MAX;
#else
	return head >> RB_TYPE_BITS;
#endif
}

/* Words that a record with @len bytes of data takes, its header included. */
static __always_inline u32 rb_record_words(u32 len)
{
	u32 words = len ? (len + 3) / 4 : 1;

	return words + (words > RB_TYPE_DATA_MAX ? 2 : 1);
}

#endif
