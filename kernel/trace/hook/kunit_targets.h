/* SPDX-License-Identifier: GPL-2.0 */
/* Functions that the tests hook. */
#ifndef _TRACE_HOOK_KUNIT_TARGETS_H
#define _TRACE_HOOK_KUNIT_TARGETS_H

/* Each depends on all of its six arguments, so that a register lost shows. */
long hook_target_a(long a, long b, long c, long d, long e, long f);
long hook_target_b(long a, long b, long c, long d, long e, long f);
long hook_target_other(long a, long b, long c, long d, long e, long f);

/* One more than hook_target_a() of @a and zeros, which it calls. */
long hook_target_nested(long a);

/* Jumps to hook_target_b(). */
long hook_target_tail(long a, long b, long c, long d, long e, long f);

/* Calls itself @n times, and returns that. */
long hook_target_deep(long n);

#endif /* _TRACE_HOOK_KUNIT_TARGETS_H */
