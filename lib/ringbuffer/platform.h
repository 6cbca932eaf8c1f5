/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The library's door to the kernel. linux/ringbuffer/platform.h has the word
 * accessors; this is the rest: memory, locks, other CPUs. Replaced as a whole
 * where the library is built outside the kernel.
 */
#ifndef _LIB_RINGBUFFER_PLATFORM_H
#define _LIB_RINGBUFFER_PLATFORM_H

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/topology.h>

#include <linux/ringbuffer/layout.h>

/* Copy what a writer may be overwriting; the caller finds out afterwards. */
static inline void rb_copy_racy(void *to, const void *from, size_t len)
{
	memcpy(to, from, len);
}

/* One CPU, which runs this and must not enable interrupts yet. */
static inline bool rb_booting(void)
{
	return early_boot_irqs_disabled;
}

static inline struct rb_page *rb_page_alloc(int cpu, unsigned int order)
{
	gfp_t gfp = GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN | __GFP_ZERO |
		    __GFP_COMP;
	struct page *page;

	if (fatal_signal_pending(current))
		return NULL;
	page = alloc_pages_node(cpu_to_node(cpu), gfp, order);
	return page ? page_address(page) : NULL;
}

static inline void rb_page_free(struct rb_page *page, unsigned int order)
{
	free_pages((unsigned long)page, order);
}

static inline void rb_page_end(struct rcu_head *rcu)
{
	struct page *page = container_of(rcu, struct page, rcu_head);

	__free_pages(page, compound_order(page));
}

/*
 * Somebody may still read the page without a reference to it. Others may have
 * one, a socket for example, so nothing is written to it.
 */
static inline void rb_page_free_later(struct rb_page *page, unsigned int order)
{
	call_rcu(&virt_to_page(page)->rcu_head, rb_page_end);
}

/*
 * A request that cannot succeed shall not first push everybody else out, and
 * one that takes the last page shall not be the end of somebody who then needs
 * two in a row for a stack.
 */
static inline bool rb_memory_for(unsigned long pages)
{
	unsigned long spare = min(totalram_pages() / 16, SZ_16M / PAGE_SIZE);
	long available = si_mem_available();

	return available > 0 && pages + spare < (unsigned long)available;
}

/*
 * In an NMI, or when the machine is going down, nobody waits for a lock. The
 * checker does not follow a lock that may not be had, hence the counterweights.
 */
static inline bool rb_lock(raw_spinlock_t *lock, unsigned long *flags)
{
	if (in_nmi() || oops_in_progress) {
		if (!raw_spin_trylock_irqsave(lock, *flags))
			return false;
	} else {
		raw_spin_lock_irqsave(lock, *flags);
	}
	__release(lock);
	return true;
}

static inline void rb_unlock(raw_spinlock_t *lock, unsigned long flags)
{
	__acquire(lock);
	raw_spin_unlock_irqrestore(lock, flags);
}

/* A second lock of the same kind, inside of rb_lock(). */
static inline bool rb_lock_inner(raw_spinlock_t *lock)
{
	if (oops_in_progress) {
		if (!raw_spin_trylock(lock))
			return false;
	} else {
		raw_spin_lock_nested(lock, SINGLE_DEPTH_NESTING);
	}
	__release(lock);
	return true;
}

static inline void rb_unlock_inner(raw_spinlock_t *lock)
{
	__acquire(lock);
	raw_spin_unlock(lock);
}

void rb_drain(struct rb_cpu *cpu);

#endif
