// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of a buffer as a whole: on and off, reset, size and shape.
 *
 * O7: what replaces slots, tails or the store of a CPU first makes its part
 * refuse writers, then waits until none is in progress there (rb_drain), then
 * takes the reader's lock. Iterators have no lock; they hold the RCU read lock
 * while they look at a store, and recognize a page that is not what it was by
 * its name, because page numbers are never used twice.
 */
#include "internal.h"

/**
 * rb_quiet_begin - stop the writers of one CPU
 * @cpu: its part
 *
 * Records are refused until rb_quiet_end(). Everything is published.
 *
 * Context: may sleep, the buffer's mutex held.
 */
void rb_quiet_begin(struct rb_cpu *cpu)
{
	atomic_or(RB_REFUSE_QUIET, &cpu->refuse);
	/* The writers that rb_drain() does not find see the bit. */
	smp_mb__after_atomic();
	rb_drain(cpu);
}

/**
 * rb_quiet_end - let the writers of one CPU go on
 * @cpu: its part
 *
 * Writers look at the bit without any ordering. That they see the changes as
 * well is arranged by going to their CPU once more: what they do later comes
 * after that, and what they did before was refused.
 *
 * Context: may sleep.
 */
void rb_quiet_end(struct rb_cpu *cpu)
{
	rb_drain(cpu);
	atomic_andnot(RB_REFUSE_QUIET, &cpu->refuse);
}

/*
 * The memory of a record that was given out outlives its store. Returns what
 * was kept for an earlier one.
 */
static struct rb_page *rb_park(struct rb_reader *r, struct rb_store *old)
{
	struct rb_page *stale = r->parked;

	if (!r->given)
		return NULL;
	r->parked = r->sub->data;
	r->parked_order = old->order;
	r->given = false;
	r->sub->id = RB_ID_GONE;
	return stale;
}

/*
 * A reset starts with the reader owning sub-buffer 0. The page itself stays
 * the reader's: a record in it may have been given out. Pages that are
 * mapped or in memory of the client stay where they are, and a record that was
 * given out there does not last.
 */
static void rb_reader_page_first(struct rb_cpu *cpu, struct rb_store *st)
{
	struct rb_page *page = cpu->reader.sub->data;

	if (rb_pages_fixed(cpu))
		return;
	rb_set(&cpu->reader.sub->data, st->sub[0].data);
	rb_set(&st->sub[0].data, page);
}

static void rb_restart(struct ringbuf *rb, struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	unsigned long flags;

	raw_spin_lock_irqsave(&cpu->lock, flags);
	rb_store_disown(st);
	rb_reader_page_first(cpu, st);
	rb_store_install(rb, cpu, st);
	rb_meta_restart(cpu);
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
}

static void rb_reset_part(struct ringbuf *rb, struct rb_cpu *cpu)
{
	if (!rb_store_of(cpu) || rb_remote_reader(cpu))
		return;
	if (rb_remote_writer(cpu)) {
		rb_remote_drop(cpu);
		return;
	}
	rb_quiet_begin(cpu);
	rb_restart(rb, cpu);
	rb_quiet_end(cpu);
}

/**
 * ringbuf_reset_cpu - forget all records and counts of one CPU
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: may sleep. Records that come meanwhile are refused.
 */
void ringbuf_reset_cpu(struct ringbuf *rb, int cpu)
{
	guard(mutex)(&rb->priv->lock);
	rb_reset_part(rb, rb_cpu_of(rb, cpu));
}
EXPORT_SYMBOL_GPL(ringbuf_reset_cpu);

/**
 * ringbuf_reset - forget all records and counts
 * @rb: the buffer
 *
 * Context: may sleep. Records that come meanwhile are refused.
 */
void ringbuf_reset(struct ringbuf *rb)
{
	int cpu;

	guard(mutex)(&rb->priv->lock);
	for_each_possible_cpu(cpu)
		rb_reset_part(rb, rb_cpu_of(rb, cpu));
}
EXPORT_SYMBOL_GPL(ringbuf_reset);

/*
 * Put the fresh store in place. Sub-buffers of another order begin empty.
 * Returns what was parked, as rb_park() does.
 */
static struct rb_page *rb_exchange(struct ringbuf *rb, struct rb_cpu *cpu)
{
	struct rb_store *old = rb_store_of(cpu);
	struct rb_page *stale = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&cpu->lock, flags);
	if (cpu->fresh->order == old->order) {
		rb_store_move(cpu, cpu->fresh);
	} else {
		stale = rb_park(&cpu->reader, old);
		rb_store_install(rb, cpu, cpu->fresh);
	}
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
	cpu->fresh = old;
	return stale;
}

/* What is replaced becomes the fresh store, to be freed like one not needed. */
static void rb_replace(struct ringbuf *rb, struct rb_cpu *cpu)
{
	unsigned int order = cpu->reader.parked_order;
	struct rb_page *stale;

	rb_quiet_begin(cpu);
	stale = rb_exchange(rb, cpu);
	rb_quiet_end(cpu);
	if (stale)
		rb_page_free(stale, order);
}

static bool rb_selected(const struct rb_cpu *part, int cpu)
{
	return cpu == RB_ALL_CPUS || cpu == part->cpu;
}

static unsigned long rb_part_size(struct ringbuf *rb, struct rb_cpu *part)
{
	unsigned long each = rb_subbuf_bytes(ringbuf_subbuf_order(rb)) - RB_PAGE_HEADER;

	return part->want * each;
}

/* What a part is to become; 0 bytes leave its size. */
static u32 rb_new_slots(struct ringbuf *rb, struct rb_cpu *part,
			unsigned long bytes, unsigned int order)
{
	return rb_slots_for(bytes ?: part->asked ?: rb_part_size(rb, part), order);
}

static int rb_prepare_part(struct rb_cpu *part, u32 n, unsigned int order)
{
	struct rb_store *st = rb_store_of(part);

	if (!n)
		return -EINVAL;
	if (!st || (n == st->n && order == st->order))
		return 0;
	if (part->mapped)
		return -EBUSY;
	part->fresh = rb_store_alloc(part->cpu, n, order,
				     order == st->order ? st->n + 1 : 0);
	return part->fresh ? 0 : -ENOMEM;
}

/* Memory for all first: nothing changes if there is too little. */
static int rb_prepare(struct ringbuf *rb, int cpu, unsigned long bytes,
		      unsigned int order)
{
	int i, err;

	for_each_possible_cpu(i) {
		struct rb_cpu *part = rb_cpu_of(rb, i);

		if (!rb_selected(part, cpu))
			continue;
		err = rb_prepare_part(part, rb_new_slots(rb, part, bytes, order),
				      order);
		if (err)
			return err;
	}
	return 0;
}

/* Nothing fails from here on. */
static void rb_reshape(struct ringbuf *rb, int cpu, unsigned long bytes,
		       unsigned int order)
{
	int i;

	for_each_possible_cpu(i) {
		struct rb_cpu *part = rb_cpu_of(rb, i);

		if (!rb_selected(part, cpu))
			continue;
		part->want = rb_new_slots(rb, part, bytes, order);
		part->asked = bytes ?: part->asked;
		if (part->fresh)
			rb_replace(rb, part);
	}
	rb_set(&rb->priv->order, order);
	synchronize_rcu();
}

static void rb_drop_fresh(struct ringbuf *rb)
{
	int i;

	for_each_possible_cpu(i) {
		rb_store_free(rb_cpu_of(rb, i)->fresh);
		rb_cpu_of(rb, i)->fresh = NULL;
	}
}

static int rb_change(struct ringbuf *rb, int cpu, unsigned long bytes,
		     unsigned int order)
{
	int err = rb->priv->memory.start ? -EBUSY :
		rb_prepare(rb, cpu, bytes, order);

	if (!err)
		rb_reshape(rb, cpu, bytes, order);
	rb_drop_fresh(rb);
	return err;
}

/**
 * ringbuf_set_size - change how much a buffer holds
 * @rb: the buffer
 * @cpu: the CPU, or RB_ALL_CPUS
 * @bytes: new size per CPU, rounded up to whole sub-buffers, at least two
 *
 * The newest records stay, as many pages of them as fit, and what the reader has
 * left of its page; older ones are lost like those that are overwritten. Nothing
 * changes if it fails. Writers and readers may be busy; records that come while
 * the change is made are refused.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if that is too much for any buffer, -EBUSY while it is
 * mapped or if it is in memory of the client, -ENOMEM.
 */
int ringbuf_set_size(struct ringbuf *rb, int cpu, unsigned long bytes)
{
	guard(mutex)(&rb->priv->lock);
	return rb_change(rb, cpu, bytes ?: 1, rb->priv->order);
}
EXPORT_SYMBOL_GPL(ringbuf_set_size);

/**
 * ringbuf_size - how much a buffer holds
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any.
 * Return: bytes of records, or that it will hold once the CPU is seen.
 */
unsigned long ringbuf_size(struct ringbuf *rb, int cpu)
{
	return rb_part_size(rb, rb_cpu_of(rb, cpu));
}
EXPORT_SYMBOL_GPL(ringbuf_size);

/**
 * ringbuf_size_for - what ringbuf_set_size() makes of a size
 * @rb: the buffer
 * @bytes: size per CPU
 *
 * Context: any.
 * Return: bytes of records; 0 if that is too much.
 */
unsigned long ringbuf_size_for(struct ringbuf *rb, unsigned long bytes)
{
	unsigned int order = ringbuf_subbuf_order(rb);
	unsigned long each = rb_subbuf_bytes(order) - RB_PAGE_HEADER;

	return rb_slots_for(bytes, order) * each;
}
EXPORT_SYMBOL_GPL(ringbuf_size_for);

/**
 * ringbuf_set_subbuf_order - change the size of sub-buffers
 * @rb: the buffer
 * @order: pages per sub-buffer, as a power of two
 *
 * The size of the buffer stays about the same. What was in it is dropped, and
 * the counts begin again.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if sub-buffers cannot be that large, -EBUSY while one is
 * mapped or if they are in memory of the client, -ENOMEM.
 */
int ringbuf_set_subbuf_order(struct ringbuf *rb, unsigned int order)
{
	if (order > RB_ORDER_MAX)
		return -EINVAL;
	guard(mutex)(&rb->priv->lock);
	if (order == rb->priv->order)
		return 0;
	return rb_change(rb, RB_ALL_CPUS, 0, order);
}
EXPORT_SYMBOL_GPL(ringbuf_set_subbuf_order);

/**
 * ringbuf_subbuf_order - size of sub-buffers
 * @rb: the buffer
 *
 * Context: any.
 * Return: pages per sub-buffer, as a power of two.
 */
unsigned int ringbuf_subbuf_order(struct ringbuf *rb)
{
	return rb_get(&rb->priv->order);
}
EXPORT_SYMBOL_GPL(ringbuf_subbuf_order);

/**
 * ringbuf_max_record - the longest record
 * @rb: the buffer
 *
 * Context: any.
 * Return: bytes of data that rb_reserve() accepts.
 */
unsigned int ringbuf_max_record(struct ringbuf *rb)
{
	/* A time extend, the header word and the length word come first. */
	return rb_subbuf_bytes(ringbuf_subbuf_order(rb)) - RB_PAGE_HEADER - 16;
}
EXPORT_SYMBOL_GPL(ringbuf_max_record);
