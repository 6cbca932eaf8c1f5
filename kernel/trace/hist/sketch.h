/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How values are spread, in memory of a size that does not depend on their number.
 *
 * A sketch counts values in buckets. Values below HIST_SKETCH_PARTS have one each. From
 * there on each power of two is cut into HIST_SKETCH_PARTS buckets of one width, so the
 * middle of a bucket is off by less than half a part: by 1 in 32 at most.
 *
 *	value	0 1 2 ... 15 | 16 17 ... 31 | 32-33 34-35 ... 62-63 | 64-67 ...
 *	bucket	0 1 2 ... 15 | 16 17 ... 31 | 32    33    ... 47    | 48    ...
 *
 * Negative values mirror that below bucket 0, -1 being where 0 would be; all are
 * shifted then, so that numbers of buckets begin at 0. A sketch has buckets for all
 * values of its field's size.
 *
 * The squares of values are two words, of which only one CPU's hits write both, one
 * after the other. The first has the low 64 bits of their sum. The second counts how
 * often bit 63 of the first changed, and so has the high bits, from bit 63 on: that
 * bit is there twice. Who reads a first word whose change has not been counted yet
 * sees that they differ, and counts it himself.
 */
#ifndef _TRACE_HIST_SKETCH_H
#define _TRACE_HIST_SKETCH_H

#include "platform.h"

#define HIST_SKETCH_BITS	4
#define HIST_SKETCH_PARTS	BIT(HIST_SKETCH_BITS)

/* Words that the sum of squares has. */
#define HIST_SQUARES		2

/**
 * struct hist_u128 - a large number
 * @lo: low half
 * @hi: high half
 */
struct hist_u128 {
	u64	lo;
	u64	hi;
};

/* Any context. @bits: of a value, its sign included. */
unsigned int hist_sketch_size(unsigned int bits, bool is_signed);
unsigned int hist_sketch_at(unsigned int bits, bool is_signed, u64 value);
u64 hist_sketch_value(unsigned int bits, bool is_signed, unsigned int i);

void hist_square_add(struct hist_sum *squares, u64 value);
void hist_squares_sum(struct hist_u128 *sum, const struct hist_sum *squares);
u64 hist_deviation(u64 nr, u64 sum, struct hist_u128 squares);

#endif /* _TRACE_HIST_SKETCH_H */
