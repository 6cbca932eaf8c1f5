/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The dice that all programs here use: xorshift, Marsaglia 2003. What a seed gives
 * is the same everywhere.
 */
#ifndef RB_TEST_DICE_H
#define RB_TEST_DICE_H

static u64 dice = 1;

/* A number below @n. */
static inline unsigned int roll(unsigned int n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (dice >> 11) % n;
}

/* A seed of small numbers gives small numbers for a while. */
static inline void sow(u64 seed)
{
	dice = (seed + 1) * 0x9e3779b97f4a7c15ULL;
	roll(2);
	roll(2);
}

#endif
