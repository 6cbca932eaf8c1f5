// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for shadow stacks.
 *
 * A function that is about to be followed may have been called in any context, where
 * nothing can be allocated. So each CPU keeps a few pages at hand. Slots are emptied and
 * filled by exchanges that interrupts may come between, so there is no lock. Whoever
 * takes a page asks for another one by an irq_work, which runs as soon as interrupts
 * are possible.
 */

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/percpu.h>
#include "shadow_pages.h"

#define STASH_PAGES	16

/**
 * struct stash - pages that a CPU has at hand
 * @page: zeroed pages and NULLs
 * @back: pages that were taken and not used
 * @refill: fills the slots again
 */
struct stash {
	void		*page[STASH_PAGES];
	struct llist_head back;
	struct irq_work	refill;
};

static void refill_stash(struct irq_work *work);

static DEFINE_PER_CPU(struct stash, stashes) = {
	.refill = IRQ_WORK_INIT(refill_stash),
};

/* Somebody uses shadow stacks; changed by shadow_pages_fill() and _drain() alone. */
static bool stashes_open;

static int fill_stash(struct stash *stash, gfp_t gfp)
{
	for (unsigned int i = 0; i < STASH_PAGES; i++) {
		void *page;

		if (READ_ONCE(stash->page[i]))
			continue;
		page = (void *)__get_free_page(gfp | __GFP_ZERO | __GFP_NOWARN);
		if (!page)
			return -ENOMEM;
		if (cmpxchg(&stash->page[i], NULL, page))
			free_page((unsigned long)page);
	}
	return 0;
}

static void free_back(struct stash *stash)
{
	struct llist_node *pos, *next;

	llist_for_each_safe(pos, next, llist_del_all(&stash->back))
		free_page((unsigned long)pos);
}

static void refill_stash(struct irq_work *work)
{
	struct stash *stash = container_of(work, struct stash, refill);

	free_back(stash);
	if (READ_ONCE(stashes_open))
		fill_stash(stash, GFP_NOWAIT);
}

/**
 * shadow_pages_fill - have pages at hand from now on
 *
 * Return: 0 or -ENOMEM; then there is nothing to drain.
 */
int shadow_pages_fill(void)
{
	int cpu;

	WRITE_ONCE(stashes_open, true);
	for_each_possible_cpu(cpu) {
		if (!fill_stash(per_cpu_ptr(&stashes, cpu), GFP_KERNEL))
			continue;
		shadow_pages_drain();
		return -ENOMEM;
	}
	return 0;
}

/**
 * shadow_pages_drain - no more pages are taken
 */
void shadow_pages_drain(void)
{
	int cpu;

	WRITE_ONCE(stashes_open, false);
	for_each_possible_cpu(cpu) {
		struct stash *stash = per_cpu_ptr(&stashes, cpu);

		irq_work_sync(&stash->refill);
		free_back(stash);
		for (unsigned int i = 0; i < STASH_PAGES; i++)
			free_page((unsigned long)xchg(&stash->page[i], NULL));
	}
}

/* Before there are tasks there may be no way to interrupt oneself, and little to refill. */
static void ask_for_refill(struct stash *stash)
{
	if (likely(system_state >= SYSTEM_SCHEDULING))
		irq_work_queue(&stash->refill);
}

void *shadow_page_take(void)
{
	struct stash *stash = this_cpu_ptr(&stashes);
	void *page = NULL;

	for (unsigned int i = 0; i < STASH_PAGES && !page; i++)
		if (READ_ONCE(stash->page[i]))
			page = xchg(&stash->page[i], NULL);
	ask_for_refill(stash);
	return page;
}

/* @page was taken and is not needed. */
void shadow_page_give(void *page)
{
	struct stash *stash = this_cpu_ptr(&stashes);

	llist_add(page, &stash->back);
	ask_for_refill(stash);
}
