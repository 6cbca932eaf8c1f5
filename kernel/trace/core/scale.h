/* SPDX-License-Identifier: GPL-2.0 */
/* Products that need more than 64 bits on the way. */
#ifndef _TRACE_CORE_SCALE_H
#define _TRACE_CORE_SCALE_H

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/types.h>

/**
 * trace_scale - a * b / c
 * @a: any number
 * @b: any number
 * @c: any number
 *
 * The processor's own division, which mul_u64_u64_div_u64() is, traps where the result
 * has no room; what is multiplied here was measured and may be anything.
 *
 * Context: any.
 * Return: the result, rounded down; U64_MAX for what is more than that, and if @c is 0.
 */
static inline u64 trace_scale(u64 a, u64 b, u64 c)
{
	/* Only a product below c * 2^64 has a result with room. */
	if (mul_u64_u64_shr(a, b, 64) >= c)
		return U64_MAX;
	/* x86's would take one register for both if a and c were known to be the same. */
	OPTIMIZER_HIDE_VAR(c);
	return mul_u64_u64_div_u64(a, b, c);
}

#endif /* _TRACE_CORE_SCALE_H */
