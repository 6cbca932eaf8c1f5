/* SPDX-License-Identifier: GPL-2.0 */
/* The surroundings of kernel/trace/hist/map.c in user space. */
#ifndef HIST_TEST_PLATFORM_H
#define HIST_TEST_PLATFORM_H

#define _TRACE_HIST_PLATFORM_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define U32_MAX			UINT32_MAX
#define noinline		__attribute__((__noinline__))
#define struct_size(p, m, n)	(sizeof(*(p)) + (n) * sizeof((p)->m[0]))

/* Somebody else may come in front of each access to what is shared. */
void step(void);

#define hist_load(p)		(step(), __atomic_load_n(p, __ATOMIC_ACQUIRE))
#define hist_swap(p, old, to)						\
	({								\
		u64 __was = (old);					\
									\
		step();							\
		__atomic_compare_exchange_n(p, &__was, to, false,	\
					    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	})

struct hist_sum {
	u64	n;
};

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, n)	__atomic_store_n(&(x), n, __ATOMIC_RELAXED)
#define hist_add(p, n)		__atomic_fetch_add(p, n, __ATOMIC_RELAXED)

#define hist_sum_add(s, n_)	__atomic_fetch_add(&(s)->n, n_, __ATOMIC_RELAXED)
#define hist_sum_read(s)	__atomic_load_n(&(s)->n, __ATOMIC_RELAXED)
#define hist_sum_zero(s)	__atomic_store_n(&(s)->n, 0, __ATOMIC_RELAXED)

#define GFP_KERNEL		0
#define __GFP_RETRY_MAYFAIL	0
#define __GFP_NOWARN		0

extern int allocations_left;

static inline void *test_zalloc(size_t size)
{
	if (allocations_left >= 0 && allocations_left-- == 0)
		return NULL;
	return calloc(1, size);
}

#define kzalloc(size, gfp)	test_zalloc(size)
#define kvzalloc(size, gfp)	test_zalloc(size)
#define kvcalloc(n, size, gfp)	test_zalloc((size_t)(n) * (size))
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

#endif /* HIST_TEST_PLATFORM_H */
