/* SPDX-License-Identifier: GPL-2.0 */
/* The map's only door to the kernel; replaced where it is built outside. */
#ifndef _TRACE_HIST_PLATFORM_H
#define _TRACE_HIST_PLATFORM_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/local64.h>

/* Of memory that several CPUs write. */
#define hist_load(p)		smp_load_acquire(p)

static inline bool hist_swap(u64 *p, u64 old, u64 to)
{
	return try_cmpxchg64(p, &old, to);
}

/* A count that nothing depends on. */
static inline void hist_add(u64 *p, s64 n)
{
	atomic64_add(n, (atomic64_t *)p);
}

/* Of memory that one CPU writes, in any context. */
struct hist_sum {
	local64_t	n;
};

static inline void hist_sum_add(struct hist_sum *s, u64 n)
{
	local64_add(n, &s->n);
}

static inline u64 hist_sum_add_return(struct hist_sum *s, u64 n)
{
	return local64_add_return(n, &s->n);
}

/* To @n, if it is less. */
static inline void hist_sum_raise(struct hist_sum *s, u64 n)
{
	s64 old = local64_read(&s->n);

	while ((u64)old < n && !local64_try_cmpxchg(&s->n, &old, n))
		;
}

static inline u64 hist_sum_read(const struct hist_sum *s)
{
	return local64_read(&s->n);
}

static inline void hist_sum_set(struct hist_sum *s, u64 n)
{
	local64_set(&s->n, n);
}

static inline void hist_sum_zero(struct hist_sum *s)
{
	local64_set(&s->n, 0);
}

/* One more, as long as it can be counted. */
static inline void hist_count(u32 *count)
{
	u32 old = READ_ONCE(*count), was;

	for (; old != U32_MAX; old = was) {
		was = cmpxchg_local(count, old, old + 1);
		if (was == old)
			break;
	}
}

#endif /* _TRACE_HIST_PLATFORM_H */
