/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often something may happen: so many times in a period.
 *
 * A period begins with the first time after the last one was over, so idle time saves
 * nothing up.  Any context; CPUs that ask at the same moment may get a few more
 * than there are.
 */
#ifndef _TRACE_CORE_LIMIT_H
#define _TRACE_CORE_LIMIT_H

#include <linux/atomic.h>
#include <linux/types.h>

/**
 * struct trace_limit - a limit
 * @nr: how often in a period; 0 is no limit
 * @period: in nanoseconds
 * @begin: when this one began
 * @used: how often in this one
 * @refused: how often not, in all
 */
struct trace_limit {
	u32		nr;
	u64		period;
	atomic64_t	begin;
	atomic_t	used;
	atomic_long_t	refused;
};

/* May it happen now?  If it does, trace_limit_use() has to be called. */
static inline bool trace_limit_allows(struct trace_limit *l, u64 now)
{
	s64 begin;

	if (!l->nr)
		return true;
	begin = atomic64_read(&l->begin);
	/* The first period begins with the first time. */
	if ((!begin || now - begin >= l->period) &&
	    atomic64_try_cmpxchg(&l->begin, &begin, now))
		atomic_set(&l->used, 0);
	if (atomic_read(&l->used) < l->nr)
		return true;
	atomic_long_inc(&l->refused);
	return false;
}

static inline void trace_limit_use(struct trace_limit *l)
{
	if (l->nr)
		atomic_inc(&l->used);
}

#endif /* _TRACE_CORE_LIMIT_H */
