// SPDX-License-Identifier: GPL-2.0
/* How values are spread, see sketch.h. */
#include <linux/bitops.h>
#include <linux/math.h>
#include <linux/math64.h>
#include "../core/scale.h"
#include "sketch.h"

/* ---- Buckets ---------------------------------------------------------- */

/* Buckets of numbers of @bits bits. */
static unsigned int size_of(unsigned int bits)
{
	return (bits - HIST_SKETCH_BITS + 1) * HIST_SKETCH_PARTS;
}

static unsigned int bucket_of(u64 value)
{
	unsigned int shift;

	if (value < HIST_SKETCH_PARTS)
		return value;
	shift = fls64(value) - 1 - HIST_SKETCH_BITS;
	return shift * HIST_SKETCH_PARTS + (value >> shift);
}

static u64 middle_of(unsigned int bucket)
{
	unsigned int shift;

	if (bucket < HIST_SKETCH_PARTS)
		return bucket;
	shift = bucket / HIST_SKETCH_PARTS - 1;
	return ((u64)(HIST_SKETCH_PARTS + bucket % HIST_SKETCH_PARTS) << shift) +
	       ((1ULL << shift) - 1) / 2;
}

/**
 * hist_sketch_size - how many buckets there are
 * @bits: of a value, at least 8
 * @is_signed: so they have a sign
 *
 * Return: the number, which is even.
 */
unsigned int hist_sketch_size(unsigned int bits, bool is_signed)
{
	return is_signed ? 2 * size_of(bits - 1) : size_of(bits);
}

/**
 * hist_sketch_at - the bucket of a value
 * @bits: of a value
 * @is_signed: so it has a sign
 * @value: the value
 *
 * Return: the number of the bucket. The greater the value, the greater it is.
 */
unsigned int hist_sketch_at(unsigned int bits, bool is_signed, u64 value)
{
	if (!is_signed)
		return bucket_of(value);
	if ((s64)value < 0)
		return size_of(bits - 1) - 1 - bucket_of(~value);
	return size_of(bits - 1) + bucket_of(value);
}

/**
 * hist_sketch_value - the middle of a bucket
 * @bits: of a value
 * @is_signed: so it has a sign
 * @i: the number of the bucket
 *
 * Return: the value.
 */
u64 hist_sketch_value(unsigned int bits, bool is_signed, unsigned int i)
{
	if (!is_signed)
		return middle_of(i);
	if (i < size_of(bits - 1))
		return ~middle_of(size_of(bits - 1) - 1 - i);
	return middle_of(i - size_of(bits - 1));
}

/* ---- Squares ---------------------------------------------------------- */

/**
 * hist_square_add - add the square of a value
 * @squares: a CPU's, HIST_SQUARES of them
 * @value: the value
 *
 * Context: any, on that CPU.
 */
void hist_square_add(struct hist_sum *squares, u64 value)
{
	u64 lo = value * value, hi = mul_u64_u64_shr(value, value, 64);
	u64 now = hist_sum_add_return(&squares[0], lo);
	/* With the carry, less what was there before. */
	u64 changes = 2 * (now < lo) + (now >> 63) - ((now - lo) >> 63);

	hist_sum_add(&squares[1], 2 * hi + changes);
}

/**
 * hist_squares_sum - add up what a CPU has
 * @sum: to which it is added
 * @squares: the CPU's
 */
void hist_squares_sum(struct hist_u128 *sum, const struct hist_sum *squares)
{
	u64 lo = hist_sum_read(&squares[0]), hi = hist_sum_read(&squares[1]);

	if ((hi ^ (lo >> 63)) & 1)
		hi++;
	sum->lo += lo;
	sum->hi += (hi >> 1) + (sum->lo < lo);
}

/* Less by @lo and @hi, or 0. */
static void subtract(struct hist_u128 *n, u64 lo, u64 hi)
{
	if (n->hi < hi || (n->hi == hi && n->lo < lo)) {
		*n = (struct hist_u128){ };
		return;
	}
	n->hi -= hi + (n->lo < lo);
	n->lo -= lo;
}

/**
 * hist_deviation - the standard deviation
 * @nr: of how many values
 * @sum: of all values, without its sign
 * @squares: sum of their squares
 *
 * The mean of the squares less the square of the mean, where the latter is worked out
 * as sum * mean and what the division for the mean has left.
 *
 * Return: it, rounded down.
 */
u64 hist_deviation(u64 nr, u64 sum, struct hist_u128 squares)
{
	unsigned int shift = 0;
	u64 mean, rest;

	if (!nr)
		return 0;
	mean = div64_u64_rem(sum, nr, &rest);
	subtract(&squares, sum * mean, mul_u64_u64_shr(sum, mean, 64));
	subtract(&squares, trace_scale(sum, rest, nr), 0);
	for (; squares.hi; shift++) {
		squares.lo = squares.lo >> 2 | squares.hi << 62;
		squares.hi >>= 2;
	}
	return (u64)int_sqrt64(div64_u64(squares.lo, nr)) << shift;
}
