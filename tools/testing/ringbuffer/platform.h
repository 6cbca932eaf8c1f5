/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ring buffer's surroundings in user space. Included before everything
 * else; it stands in for both platform.h files of the library, which then turn
 * out empty.
 *
 * Every accessor of a shared word calls rb_point() first. What that does is up
 * to the test: nothing, a nested writer, a step of somebody else.
 */
#ifndef RB_TEST_PLATFORM_H
#define RB_TEST_PLATFORM_H

#define _LINUX_RINGBUFFER_PLATFORM_H
#define _LIB_RINGBUFFER_PLATFORM_H

#include <assert.h>
#include <errno.h>
#include <pthread.h>
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

#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define __aligned(n)		__attribute__((__aligned__(n)))
#define ____cacheline_aligned	__aligned(64)
#define __cleanup(f)		__attribute__((__cleanup__(f)))
#define noinline		__attribute__((__noinline__))
#define __percpu
#define __rcu
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define BUILD_BUG_ON(x)		do { if (x) abort(); } while (0)
#define EXPORT_SYMBOL_GPL(x)	_Static_assert(1, "")
#define min(a, b)		((a) < (b) ? (a) : (b))
#define min3(a, b, c)		min(min(a, b), c)
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define clamp_t(type, v, lo, hi) \
	min_t(type, max_t(type, v, lo), hi)
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define swap(a, b) \
	do { __typeof__(a) _t = (a); (a) = (b); (b) = _t; } while (0)
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((a) - 1))
#define cpu_relax()		do { } while (0)
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define ERR_PTR(e)		((void *)(long)(e))
#define PTR_ERR(p)		((long)(p))
#define IS_ERR(p)		((unsigned long)(p) >= -4095UL)
#define IS_ERR_OR_NULL(p)	(!(p) || IS_ERR(p))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

/* Small pages make small worlds. */
#ifndef PAGE_SHIFT
#define PAGE_SHIFT		12
#endif
#define PAGE_SIZE		BIT(PAGE_SHIFT)

#ifdef RB_NO_POINTS
static inline void rb_point(void) { }
#else
void rb_point(void);
#endif

#define rb_get(p) \
	({ rb_point(); __atomic_load_n(p, __ATOMIC_RELAXED); })
#define rb_set(p, v) \
	({ rb_point(); __atomic_store_n(p, v, __ATOMIC_RELAXED); })
#define rb_get_acquire(p) \
	({ rb_point(); __atomic_load_n(p, __ATOMIC_ACQUIRE); })
#define rb_set_release(p, v) \
	({ rb_point(); __atomic_store_n(p, v, __ATOMIC_RELEASE); })
#define rb_plus(p, n) \
	({ rb_point(); __atomic_store_n(p, *(p) + (n), __ATOMIC_RELAXED); })
#define rb_count(p)	atomic_add(1, p)

/* The instruction of the kernel's x86 version, for timing the same thing. */
#if defined(__x86_64__) && defined(RB_NO_POINTS)
static __always_inline bool rb_cas_local_u64(u64 *p, u64 *old, u64 new)
{
	bool done;

	asm volatile("cmpxchgq %3, %1" : "=@ccz"(done), "+m"(*p), "+a"(*old)
		     : "r"(new) : "memory");
	return done;
}

#define rb_cas_local(p, old, new) \
	rb_cas_local_u64((u64 *)(p), (u64 *)(old), (u64)(new))
#else
#define rb_cas_local(p, old, new) \
	({ rb_point(); __atomic_compare_exchange_n(p, old, new, false, \
			__ATOMIC_RELAXED, __ATOMIC_RELAXED); })
#endif
#define rb_cas(p, old, new) \
	({ rb_point(); __atomic_compare_exchange_n(p, old, new, false, \
			__ATOMIC_SEQ_CST, __ATOMIC_RELAXED); })
#define rb_barrier()	({ rb_point(); asm volatile("" ::: "memory"); })

#define smp_wmb()			__atomic_thread_fence(__ATOMIC_RELEASE)
#define smp_rmb()			__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_mb__before_atomic()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_mb__after_atomic()		__atomic_thread_fence(__ATOMIC_SEQ_CST)

typedef struct { int v; } atomic_t;
typedef struct { long v; } atomic_long_t;

#define atomic_set(p, x)	__atomic_store_n(&(p)->v, x, __ATOMIC_RELAXED)
#define atomic_read(p)		({ rb_point(); __atomic_load_n(&(p)->v, __ATOMIC_RELAXED); })
#define atomic_long_set		atomic_set
#define atomic_long_read	atomic_read
#define atomic_add(n, p)	__atomic_fetch_add(&(p)->v, n, __ATOMIC_SEQ_CST)
#define atomic_sub(n, p)	atomic_add(-(n), p)
#define atomic_long_inc_return(p) (atomic_add(1, p) + 1)
#define atomic_inc(p)		atomic_add(1, p)
#define atomic_dec(p)		atomic_add(-1, p)
#define atomic_or(n, p)		__atomic_fetch_or(&(p)->v, n, __ATOMIC_SEQ_CST)
#define atomic_andnot(n, p)	__atomic_fetch_and(&(p)->v, ~(n), __ATOMIC_SEQ_CST)

/* CPUs are threads, or just numbers. */
#define RB_TEST_CPUS	4
extern __thread int rb_test_cpu;
extern int rb_test_present;
#define rb_this_cpu(table)	((table)[rb_test_cpu])
#define per_cpu_ptr(p, cpu)	(&(p)[cpu])
#define alloc_percpu(type)	kzalloc(RB_TEST_CPUS * sizeof(type), 0)
#define free_percpu(p)		kfree(p)
#define for_each_possible_cpu(cpu) \
	for ((cpu) = 0; (cpu) < RB_TEST_CPUS; (cpu)++)
#define nr_cpu_ids		RB_TEST_CPUS
#define cpu_possible(cpu)	((unsigned int)(cpu) < RB_TEST_CPUS)
#define cpu_to_node(cpu)	(cpu)

/* Memory, with a way to run out of it. */
extern long rb_test_fail_after;

static inline void *rb_test_alloc_aligned(size_t align, size_t size)
{
	void *p;

	if (rb_test_fail_after && !--rb_test_fail_after)
		return NULL;
	size = (size + align - 1) / align * align;
	p = aligned_alloc(align, size);
	if (p)
		memset(p, 0, size);
	return p;
}

#define GFP_KERNEL		0
#define kzalloc(size, gfp)	rb_test_alloc_aligned(64, size)
#define kmalloc(size, gfp)	kzalloc(size, gfp)
#define kzalloc_node(size, gfp, node)	kzalloc(size, gfp)
#define kvmalloc(size, gfp)	kzalloc(size, gfp)
#define kvcalloc(n, size, gfp)	rb_test_alloc_aligned(64, (size_t)(n) * (size))
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

#define DEFINE_FREE(name, type, freeing) \
	static inline void free_##name(void *p) \
	{ type _T = *(type *)p; freeing; }
#define __free(name)		__cleanup(free_##name)
#define no_free_ptr(p) \
	({ __typeof__(p) _p = (p); (p) = NULL; _p; })

struct mutex { pthread_mutex_t m; };

#define mutex_init(l)		pthread_mutex_init(&(l)->m, NULL)

#define mutex_lock(l)		pthread_mutex_lock(&(l)->m)
#define mutex_lock_nested(l, n)	mutex_lock(l)
#define mutex_unlock(l)		pthread_mutex_unlock(&(l)->m)

static inline void rb_test_mutex_unlock(struct mutex **l)
{
	pthread_mutex_unlock(&(*l)->m);
}

#define guard(kind)		guard_##kind
#define guard_mutex(l) \
	struct mutex *_guard __cleanup(rb_test_mutex_unlock) = \
		(pthread_mutex_lock(&(l)->m), (l)); (void)_guard

/* Readers without lock exclude only the end of a store. */
extern pthread_rwlock_t rb_test_rcu;

static inline void rb_test_rcu_unlock(int *p)
{
	(void)p;
	pthread_rwlock_unlock(&rb_test_rcu);
}

static inline int rb_test_rcu_lock(void)
{
	while (pthread_rwlock_tryrdlock(&rb_test_rcu))
		rb_point();
	return 0;
}

#define guard_rcu() \
	int _rcu __cleanup(rb_test_rcu_unlock) = rb_test_rcu_lock(); \
	(void)_rcu
#define rcu_dereference_raw(p) \
	({ rb_point(); __atomic_load_n(&(p), __ATOMIC_CONSUME); })
#define rcu_assign_pointer(p, v) __atomic_store_n(&(p), v, __ATOMIC_RELEASE)

/* The program's part: wait for the writers that are in progress now. */
extern void (*rb_test_grace)(void);

static inline void synchronize_rcu(void)
{
	while (pthread_rwlock_trywrlock(&rb_test_rcu))
		rb_point();
	pthread_rwlock_unlock(&rb_test_rcu);
	if (rb_test_grace)
		rb_test_grace();
}

typedef struct { char held; } raw_spinlock_t;
#define raw_spin_lock_init(l)	((l)->held = 0)

struct hlist_node { void *unused; };

#include <linux/ringbuffer/layout.h>

/* Set where a kernel would be in an NMI: nobody waits. */
extern __thread int rb_test_nmi;

static inline bool rb_lock(raw_spinlock_t *lock, unsigned long *flags)
{
	*flags = 0;
	do {
		rb_point();
		if (!__atomic_test_and_set(&lock->held, __ATOMIC_ACQUIRE))
			return true;
	} while (!rb_test_nmi);
	return false;
}

static inline void rb_unlock(raw_spinlock_t *lock, unsigned long flags)
{
	(void)flags;
	__atomic_clear(&lock->held, __ATOMIC_RELEASE);
}

static inline bool rb_lock_inner(raw_spinlock_t *lock)
{
	unsigned long flags;

	return rb_lock(lock, &flags);
}

static inline void rb_unlock_inner(raw_spinlock_t *lock)
{
	rb_unlock(lock, 0);
}

/* Word by word, so that a step of a writer may come in between. */
__attribute__((no_sanitize("thread"), unused))
static noinline void rb_copy_racy(void *to, const void *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i += 4) {
		rb_point();
		*(volatile u32 *)((char *)to + i) =
			*(const volatile u32 *)((const char *)from + i);
	}
}

#define raw_spin_lock_irqsave(l, flags) \
	do { } while (!rb_lock(l, &(flags)))
#define raw_spin_unlock_irqrestore(l, flags)	rb_unlock(l, flags)

static inline struct rb_page *rb_page_alloc(int cpu, unsigned int order)
{
	(void)cpu;
	return rb_test_alloc_aligned(64, PAGE_SIZE << order);
}

static inline void rb_page_free(struct rb_page *page, unsigned int order)
{
	(void)order;
	free(page);
}

static inline void rb_page_free_later(struct rb_page *page, unsigned int order)
{
	synchronize_rcu();
	rb_page_free(page, order);
}

static inline bool rb_memory_for(unsigned long pages)
{
	return pages < 1UL << 24;
}

void rb_drain(struct rb_cpu *cpu);

#endif
