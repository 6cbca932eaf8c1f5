// SPDX-License-Identifier: GPL-2.0
/* Functions that the tests hook, in a file that the compiler makes sites in. */

#include <linux/compiler.h>
#include "kunit_targets.h"

noinline long hook_target_a(long a, long b, long c, long d, long e, long f)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

noinline long hook_target_b(long a, long b, long c, long d, long e, long f)
{
	return f + 10 * e + 100 * d + 1000 * c + 10000 * b + 100000 * a;
}

noinline long hook_target_other(long a, long b, long c, long d, long e, long f)
{
	return -(a + b + c + d + e + f);
}

noinline long hook_target_nested(long a)
{
	return hook_target_a(a, 0, 0, 0, 0, 0) + 1;
}

noinline long hook_target_tail(long a, long b, long c, long d, long e, long f)
{
	return hook_target_b(a, b, c, d, e, f);
}

/* Not known to the compiler, which would make a loop of it. */
static long (*deeper)(long n) = hook_target_deep;

noinline long hook_target_deep(long n)
{
	return n ? READ_ONCE(deeper)(n - 1) + 1 : 0;
}
