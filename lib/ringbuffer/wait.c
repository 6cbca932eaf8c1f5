// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for records.
 *
 * A waiter sets a bit in rb_cpu.wake of the CPUs it is interested in, then
 * looks for data, then sleeps. A writer publishes, then looks at the bits and,
 * if one is set, queues an irq_work, which clears the bits and wakes the queue.
 *
 * O6: the writer has no barrier between publishing and looking, because that
 * would cost every record. So a waiter may have looked too early, and the writer
 * too. Whoever sets a bit therefore also starts a timer that looks for data once
 * more, a tick later: by then either side's store has arrived. A wakeup can
 * thus be late by a tick, once, and never be missed.
 *
 * Waiters for a fill level set another bit that writers look at only when they
 * finish a page. The level is how many of the pages hold something unread.
 */
#include "internal.h"

#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/ringbuffer/wait.h>

/**
 * struct rb_queue - who waits for one CPU, or for any
 * @waiters: all queues of the buffer
 * @sleepers: the queue
 * @work: wakes them, from a context where this can be done
 * @forced: counts wakeups that do not depend on data
 */
struct rb_queue {
	struct rb_waiters	*waiters;
	wait_queue_head_t	sleepers;
	struct irq_work		work;
	atomic_t		forced;
};

/**
 * struct rb_waiters - the queues of a buffer
 * @rb: the buffer
 * @recheck: looks again when both sides may have looked too early
 * @queue: by CPU; the last is for those who wait for any
 */
struct rb_waiters {
	struct ringbuf		*rb;
	struct timer_list	recheck;
	struct rb_queue		queue[];
};

/* What a waiter waits for. */
struct rb_want {
	struct ringbuf	*rb;
	int		cpu;
	unsigned int	percent;
	bool		(*cond)(void *data);
	void		*data;
	int		forced;
};

static struct rb_queue *rb_queue_of(struct ringbuf *rb, int cpu)
{
	if (cpu == RB_ALL_CPUS)
		cpu = nr_cpu_ids;
	return &rb->priv->waiters->queue[cpu];
}

static void rb_wake(struct irq_work *work)
{
	struct rb_queue *q = container_of(work, struct rb_queue, work);

	wake_up_all(&q->sleepers);
	wake_up_all(&q->waiters->queue[nr_cpu_ids].sleepers);
}

/**
 * ringbuf_notify - wake who waits for records of a CPU
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any, writers and NMI included.
 */
void ringbuf_notify(struct ringbuf *rb, int cpu)
{
	/* Who finds out that it woke for nothing sets its bit again. */
	raw_atomic_xchg(&rb_cpu_of(rb, cpu)->wake, 0);
	irq_work_queue(&rb_queue_of(rb, cpu)->work);
}
EXPORT_SYMBOL_GPL(ringbuf_notify);

/**
 * rb_tell_waiters - records came in another way than from writers
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any.
 */
void rb_tell_waiters(struct ringbuf *rb, int cpu)
{
	if (atomic_read(&rb_cpu_of(rb, cpu)->wake))
		ringbuf_notify(rb, cpu);
}

static void rb_recheck(struct timer_list *timer)
{
	struct rb_waiters *w = from_timer(w, timer, recheck);
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!atomic_read(&rb_cpu_of(w->rb, cpu)->wake))
			continue;
		if (!ringbuf_empty_cpu(w->rb, cpu))
			ringbuf_notify(w->rb, cpu);
		else if (w->rb->priv->memory.share == RINGBUF_READ)
			mod_timer(&w->recheck, jiffies + 1);
	}
}

/* Pages with something unread, the one being written included. */
static u64 rb_unread_pages(struct rb_cpu *cpu, struct rb_store *st)
{
	u64 last = rb_name_nr(rb_published(cpu));

	return last + 1 - rb_oldest(st, rb_get(&cpu->reader.next), last);
}

static bool rb_filled(struct ringbuf *rb, int cpu, unsigned int percent)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);
	struct rb_store *st;

	if (ringbuf_empty_cpu(rb, cpu))
		return false;
	guard(rcu)();
	st = rb_store_of(part);
	return !percent || rb_unread_pages(part, st) * 100 >= (u64)percent * st->n;
}

static bool rb_ready(const struct rb_want *want)
{
	int cpu;

	if (want->cpu != RB_ALL_CPUS)
		return rb_filled(want->rb, want->cpu, want->percent);
	for_each_possible_cpu(cpu)
		if (rb_filled(want->rb, cpu, want->percent))
			return true;
	return false;
}

/* Ask writers for a wakeup. */
static void rb_arm(const struct rb_want *want)
{
	int bit = want->percent ? RB_WAKE_PAGE : RB_WAKE_ANY;
	struct rb_waiters *w = want->rb->priv->waiters;
	int cpu;

	for_each_possible_cpu(cpu)
		if (want->cpu == RB_ALL_CPUS || want->cpu == cpu)
			atomic_or(bit, &rb_cpu_of(want->rb, cpu)->wake);
	/* O6: half of the pair; the timer is the other half. */
	smp_mb__after_atomic();
	if (!timer_pending(&w->recheck))
		mod_timer(&w->recheck, jiffies + 1);
}

static bool rb_done_waiting(const struct rb_want *want)
{
	struct rb_queue *q = rb_queue_of(want->rb, want->cpu);

	rb_arm(want);
	return rb_ready(want) || atomic_read(&q->forced) != want->forced ||
		(want->cond && want->cond(want->data));
}

/**
 * rb_wait - sleep until there are records
 * @rb: the buffer
 * @cpu: the CPU whose records are wanted, or RB_ALL_CPUS
 * @percent: how full a CPU's buffer shall be; 0 for any record
 * @cond: also stop when this becomes true, with rb_wake_waiters(); may be NULL
 * @data: its argument
 *
 * Context: may sleep.
 * Return: 0, or -ERESTARTSYS after a signal.
 */
int rb_wait(struct ringbuf *rb, int cpu, unsigned int percent,
	    bool (*cond)(void *data), void *data)
{
	struct rb_queue *q = rb_queue_of(rb, cpu);
	struct rb_want want = {
		.rb = rb, .cpu = cpu, .percent = percent, .cond = cond,
		.data = data, .forced = atomic_read(&q->forced),
	};

	return wait_event_interruptible(q->sleepers, rb_done_waiting(&want));
}
EXPORT_SYMBOL_GPL(rb_wait);

/**
 * rb_poll - are there records, and if not, tell when
 * @rb: the buffer
 * @cpu: the CPU whose records are wanted, or RB_ALL_CPUS
 * @file: what is polled
 * @table: of the poll
 * @percent: how full a CPU's buffer shall be; 0 for any record
 *
 * Context: may sleep.
 * Return: EPOLLIN | EPOLLRDNORM, or 0.
 */
__poll_t rb_poll(struct ringbuf *rb, int cpu, struct file *file,
		 poll_table *table, unsigned int percent)
{
	struct rb_want want = { .rb = rb, .cpu = cpu, .percent = percent };

	poll_wait(file, &rb_queue_of(rb, cpu)->sleepers, table);
	rb_arm(&want);
	return rb_ready(&want) ? EPOLLIN | EPOLLRDNORM : 0;
}
EXPORT_SYMBOL_GPL(rb_poll);

static void rb_wake_queue(struct ringbuf *rb, int cpu)
{
	struct rb_queue *q = rb_queue_of(rb, cpu);

	atomic_inc(&q->forced);
	irq_work_queue(&q->work);
}

/**
 * rb_wake_waiters - wake without data
 * @rb: the buffer
 * @cpu: the CPU that is waited for; RB_ALL_CPUS wakes everybody
 *
 * Those who wait for any CPU wake too.
 *
 * Context: any.
 */
void rb_wake_waiters(struct ringbuf *rb, int cpu)
{
	int i;

	for_each_possible_cpu(i)
		if (cpu == RB_ALL_CPUS || cpu == i)
			rb_wake_queue(rb, i);
	rb_wake_queue(rb, RB_ALL_CPUS);
}
EXPORT_SYMBOL_GPL(rb_wake_waiters);

/**
 * rb_waiters_create - make the queues of a buffer
 * @rb: the buffer
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int rb_waiters_create(struct ringbuf *rb)
{
	struct rb_waiters *w;
	int i;

	w = kzalloc(struct_size(w, queue, nr_cpu_ids + 1), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	w->rb = rb;
	timer_setup(&w->recheck, rb_recheck, 0);
	for (i = 0; i <= nr_cpu_ids; i++) {
		w->queue[i].waiters = w;
		init_waitqueue_head(&w->queue[i].sleepers);
		init_irq_work(&w->queue[i].work, rb_wake);
	}
	rb->priv->waiters = w;
	return 0;
}

/**
 * rb_waiters_destroy - end the queues of a buffer
 * @rb: the buffer
 *
 * Context: may sleep.
 */
void rb_waiters_destroy(struct ringbuf *rb)
{
	struct rb_waiters *w = rb->priv->waiters;
	int i;

	timer_shutdown_sync(&w->recheck);
	for (i = 0; i <= nr_cpu_ids; i++)
		irq_work_sync(&w->queue[i].work);
	kfree(w);
}
