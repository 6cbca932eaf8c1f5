// SPDX-License-Identifier: GPL-2.0
/*
 * The readers.
 *
 * Those that consume take turns for each CPU, so that what they see can be put
 * into one order; with iterators, writers and changes they do not. A record is
 * looked at and taken in two calls, between which buffers may not be swapped if
 * both are to mean the same record.
 */
#include "torture.h"

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ringbuffer/wait.h>
#include <linux/rwsem.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/* No swap of everything, no swap by the CPU itself. */
static DECLARE_RWSEM(torture_swap_all);
static DEFINE_RWLOCK(torture_swap_one);

static unsigned long torture_swaps_done;	/* under torture_swap_one */

/**
 * torture_try_swap_here - exchange what the buffers have of this CPU
 *
 * Context: hard interrupt.
 */
void torture_try_swap_here(void)
{
	if (!write_trylock(&torture_swap_one))
		return;
	if (!ringbuf_swap_cpu(torture_rb[0], torture_rb[1], smp_processor_id()))
		torture_swaps_done++;
	write_unlock(&torture_swap_one);
}

/**
 * torture_swaps_here - how often that was done
 *
 * Context: any; nobody swaps.
 * Return: the number.
 */
unsigned long torture_swaps_here(void)
{
	return torture_swaps_done;
}

/**
 * torture_try_swap - exchange what the buffers have
 *
 * Context: may sleep.
 * Return: as ringbuf_swap().
 */
int torture_try_swap(void)
{
	guard(rwsem_write)(&torture_swap_all);
	return ringbuf_swap(torture_rb[0], torture_rb[1]);
}

static u32 torture_take_records(struct ringbuf *rb, struct torture_trail *trail,
				u32 most)
{
	struct rb_record r;
	u32 records = 0;

	guard(rwsem_read)(&torture_swap_all);
	read_lock(&torture_swap_one);
	while (records < most && rb_peek(rb, trail->cpu, &r)) {
		torture_check_record(trail, &r);
		rb_consume(rb, trail->cpu);
		records++;
	}
	read_unlock(&torture_swap_one);
	return records;
}

static u32 torture_copy_page(struct ringbuf *rb, struct torture_trail *trail,
			     struct rnd_state *rnd, struct rb_page *page)
{
	size_t room = torture_dice(rnd, PAGE_SIZE << TORTURE_ORDER_MAX);
	int bytes;

	room = max(room, RB_PAGE_HEADER + 8);
	bytes = rb_read_page(rb, trail->cpu, page, room, torture_dice(rnd, 2));
	if (bytes <= 0)
		return 0;
	if (bytes != (page->commit & RB_COMMIT_MASK))
		torture_bad("cpu %d: %d bytes on a page that says %lx", trail->cpu,
			    bytes, page->commit);
	return torture_check_page(trail, page);
}

static u32 torture_take_page(struct ringbuf *rb, struct torture_trail *trail,
			     struct rnd_state *rnd)
{
	struct rb_whole whole;
	u32 records = 0;

	if (rb_whole_get(rb, trail->cpu, &whole))
		return 0;
	if (rb_take_page(rb, trail->cpu, &whole, torture_dice(rnd, 2)) > 0)
		records = torture_check_page(trail, whole.page);
	rb_give_back(&whole);
	return records;
}

static u32 torture_take(struct ringbuf *rb, struct torture_trail *trail,
			struct rnd_state *rnd, struct rb_page *page)
{
	switch (torture_dice(rnd, 3)) {
	case 0:
		return torture_take_records(rb, trail, 1 + torture_dice(rnd, 32));
	case 1:
		return torture_copy_page(rb, trail, rnd, page);
	default:
		return torture_take_page(rb, trail, rnd);
	}
}

/* One way to take records, with @rnd; without, all there are. */
static void torture_consume(struct ringbuf *rb, int cpu, struct rnd_state *rnd,
			    struct rb_page *page)
{
	struct torture_side *side = &per_cpu_ptr(&torture_cpus, cpu)->side;
	unsigned long lost;

	guard(mutex)(&side->turn);
	/* What is in a buffer after a swap is not the sequel of what was. */
	if (torture_do.swap)
		side->trail = (struct torture_trail){ };
	side->trail.cpu = cpu;
	lost = side->trail.lost;
	side->read += rnd ? torture_take(rb, &side->trail, rnd, page) :
		torture_take_records(rb, &side->trail, U32_MAX);
	side->lost += side->trail.lost - lost;
	side->unsaid |= side->trail.unsaid;
}

/**
 * torture_drain - consume all there is
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: may sleep; nobody writes.
 */
void torture_drain(struct ringbuf *rb, int cpu)
{
	torture_consume(rb, cpu, NULL, NULL);
}

/**
 * torture_read_tasks - a task that consumes
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_read_tasks(void *unused)
{
	struct rb_page *page = kvmalloc(PAGE_SIZE << TORTURE_ORDER_MAX, GFP_KERNEL);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, get_random_u64());
	while (!kthread_should_stop()) {
		u32 pace = torture_dice(&rnd, 64);

		if (page)
			torture_consume(torture_rb[!torture_dice(&rnd, 4)],
					torture_dice(&rnd, nr_cpu_ids), &rnd, page);
		if (!pace)
			usleep_range(10, 5000);
		cond_resched();
	}
	kvfree(page);
	return 0;
}

static u32 torture_look(struct rb_iter *it, u32 most)
{
	struct torture_trail trail = { .cpu = it->cpu };
	struct rb_record r;
	u32 records;

	for (records = 0; records < most && rb_iter_peek(it, &r); records++) {
		torture_check_record(&trail, &r);
		rb_iter_next(it);
	}
	return records;
}

/**
 * torture_glance - look at some records of some CPU
 * @rnd: decides which
 * @memory: for copies
 * @size: bytes there
 *
 * Context: any.
 */
void torture_glance(struct rnd_state *rnd, u8 *memory, size_t size)
{
	struct rb_iter it;

	rb_iter_init(&it, torture_rb[torture_dice(rnd, 2)],
		     torture_dice(rnd, nr_cpu_ids), memory, size);
	torture_look(&it, 8);
}

static void torture_iterate(struct ringbuf *rb, int cpu, struct rnd_state *rnd)
{
	struct rb_iter *it = rb_iter_open(rb, cpu);
	struct ringbuf_stats s;

	if (!it)
		return;
	torture_look(it, torture_dice(rnd, 2000));
	rb_iter_rewind(it);
	torture_look(it, U32_MAX);
	rb_iter_close(it);
	ringbuf_stats(rb, cpu, &s);
	ringbuf_empty(rb);
}

/**
 * torture_iterate_tasks - a task that looks and does not take
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_iterate_tasks(void *unused)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, get_random_u64());
	while (!kthread_should_stop()) {
		torture_iterate(torture_rb[torture_dice(&rnd, 2)],
				torture_dice(&rnd, nr_cpu_ids), &rnd);
		usleep_range(100, 1000);
	}
	return 0;
}

static bool torture_waited(void *unused)
{
	return kthread_should_stop();
}

/**
 * torture_wait_tasks - a task that waits for records
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_wait_tasks(void *unused)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, get_random_u64());
	while (!kthread_should_stop()) {
		int cpu = (int)torture_dice(&rnd, nr_cpu_ids + 1) - 1;

		rb_wait(torture_rb[0], cpu, torture_dice(&rnd, 2) * 50,
			torture_waited, NULL);
		usleep_range(100, 1000);
	}
	return 0;
}
