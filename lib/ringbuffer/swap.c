// SPDX-License-Identifier: GPL-2.0
/*
 * Exchanging what is in two buffers of the same shape, for snapshots.
 *
 * What moves is the store of a CPU, all positions in it, and the counts about
 * it. What stays with the buffer is everything that somebody holds on to: the
 * part itself with its lock, the counts that refuse records, the waiters.
 *
 * Two parts of one CPU are exchanged while both refuse writers and none is in
 * progress (O7). On the CPU itself, with interrupts off, that takes no waiting:
 * what could write is either below us, and then the caller may try later, or an
 * NMI, which is refused. The bit for that is another one than that of changes
 * which wait, because such a change may begin meanwhile: its question to this
 * CPU is answered when we are done.
 *
 * An iterator notices by the line of its store that it looks at something else,
 * and ends.
 */
#include "internal.h"

static bool rb_same_shape(struct rb_cpu *a, struct rb_cpu *b)
{
	struct rb_store *sa = rb_store_of(a), *sb = rb_store_of(b);

	return sa && sb && sa->n == sb->n && sa->order == sb->order &&
		!sa->head && !sb->head;
}

static void rb_swap_count(atomic_long_t *a, atomic_long_t *b)
{
	long was = atomic_long_read(a);

	atomic_long_set(a, atomic_long_read(b));
	atomic_long_set(b, was);
}

/* Both are without writers, and both locks are held. */
static void rb_swap_contents(struct rb_cpu *a, struct rb_cpu *b)
{
	struct rb_store *sa = rb_store_of(a), *sb = rb_store_of(b);
	u64 commit = a->commit;

	swap(a->cur, b->cur);
	swap(a->pub, b->pub);
	swap(a->reader, b->reader);
	rb_swap_count(&a->counts->commit_overrun, &b->counts->commit_overrun);
	rb_swap_count(&a->counts->dropped, &b->counts->dropped);
	rb_swap_count(&a->counts->nested, &b->counts->nested);
	rb_swap_count(&a->counts->too_long, &b->counts->too_long);
	rb_swap_count(&a->counts->clock_back, &b->counts->clock_back);
	rcu_assign_pointer(a->store, sb);
	rcu_assign_pointer(b->store, sa);
	/* O2 */
	rb_set_release(&a->commit, b->commit);
	rb_set_release(&b->commit, commit);
}

/* Locks are taken in the order of addresses. */
static int rb_swap_locked(struct rb_cpu *a, struct rb_cpu *b)
{
	struct rb_cpu *first = a < b ? a : b, *second = a < b ? b : a;
	unsigned long flags;
	int err = -EBUSY;

	if (!rb_lock(&first->lock, &flags))
		return -EBUSY;
	if (rb_lock_inner(&second->lock)) {
		rb_swap_contents(a, b);
		rb_unlock_inner(&second->lock);
		err = 0;
	}
	rb_unlock(&first->lock, flags);
	return err;
}

/* Nobody else relies on the part, and no writer is in progress. */
static bool rb_swap_ready(struct rb_cpu *cpu)
{
	return !rb_get(&cpu->mapped) &&
		!(atomic_read(&cpu->refuse) & RB_REFUSE_QUIET) &&
		rb_settle(cpu);
}

/* Who waits may now have what it waits for. */
static void rb_swap_told(struct ringbuf *a, struct ringbuf *b, int cpu)
{
	rb_tell_waiters(a, cpu);
	rb_tell_waiters(b, cpu);
}

/**
 * ringbuf_swap_cpu - exchange what two buffers have of a CPU
 * @a: a buffer
 * @b: another one
 * @cpu: the CPU, on which this runs
 *
 * Waiters, switches and counts of who disables stay with the buffer; records,
 * what is lost, what was read, and what a reader has left of its page go to the
 * other one. A record that rb_peek() gave out stays valid until the next call of
 * a reader on the buffer that has it then. Both buffers should have the same
 * clock. Does not sleep, spins only for readers.
 *
 * Context: interrupts off, on that CPU; not from an NMI.
 * Return: 0; -EINVAL if the buffers are of different shape, the CPU was never
 * seen or one is in memory of the client; -EBUSY if a writer of that CPU is in
 * progress or one of the buffers is just being changed or is mapped: nothing has
 * happened then.
 */
int ringbuf_swap_cpu(struct ringbuf *a, struct ringbuf *b, int cpu)
{
	struct rb_cpu *pa = rb_cpu_of(a, cpu), *pb = rb_cpu_of(b, cpu);
	int err = -EBUSY;

	if (a == b || !rb_same_shape(pa, pb))
		return -EINVAL;
	atomic_or(RB_REFUSE_SWAP, &pa->refuse);
	atomic_or(RB_REFUSE_SWAP, &pb->refuse);
	if (rb_swap_ready(pa) && rb_swap_ready(pb))
		err = rb_swap_locked(pa, pb);
	atomic_andnot(RB_REFUSE_SWAP, &pb->refuse);
	atomic_andnot(RB_REFUSE_SWAP, &pa->refuse);
	if (!err)
		rb_swap_told(a, b, cpu);
	return err;
}
EXPORT_SYMBOL_GPL(ringbuf_swap_cpu);

static bool rb_all_same_shape(struct ringbuf *a, struct ringbuf *b)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct rb_cpu *pa = rb_cpu_of(a, cpu), *pb = rb_cpu_of(b, cpu);

		if ((rb_store_of(pa) || rb_store_of(pb)) && !rb_same_shape(pa, pb))
			return false;
	}
	return true;
}

static bool rb_any_mapped(struct ringbuf *rb)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (rb_cpu_of(rb, cpu)->mapped)
			return true;
	return false;
}

static void rb_quiet_begin_all(struct ringbuf *rb)
{
	int cpu;

	for_each_possible_cpu(cpu)
		rb_quiet_begin(rb_cpu_of(rb, cpu));
}

static void rb_quiet_end_all(struct ringbuf *rb)
{
	int cpu;

	for_each_possible_cpu(cpu)
		rb_quiet_end(rb_cpu_of(rb, cpu));
}

/* Neither can fail to be locked where this may sleep, except in an oops. */
static int rb_swap_all(struct ringbuf *a, struct ringbuf *b)
{
	int cpu, err = 0;

	for_each_possible_cpu(cpu)
		if (rb_store_of(rb_cpu_of(a, cpu)) && !err)
			err = rb_swap_locked(rb_cpu_of(a, cpu), rb_cpu_of(b, cpu));
	return err;
}

static int rb_swap_quietly(struct ringbuf *a, struct ringbuf *b)
{
	int err;

	if (!rb_all_same_shape(a, b))
		return -EINVAL;
	if (rb_any_mapped(a) || rb_any_mapped(b))
		return -EBUSY;
	rb_quiet_begin_all(a);
	rb_quiet_begin_all(b);
	err = rb_swap_all(a, b);
	rb_quiet_end_all(b);
	rb_quiet_end_all(a);
	return err;
}

/**
 * ringbuf_swap - exchange what two buffers have of all CPUs
 * @a: a buffer
 * @b: another one
 *
 * As ringbuf_swap_cpu() for all CPUs, at one moment: records that come while it
 * goes on are refused. Waits for writers in progress.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL as ringbuf_swap_cpu(); -EBUSY if one of them
 * is mapped, and during an oops.
 */
int ringbuf_swap(struct ringbuf *a, struct ringbuf *b)
{
	struct ringbuf *first = a < b ? a : b, *second = a < b ? b : a;
	int cpu, err;

	if (a == b)
		return -EINVAL;
	mutex_lock(&first->priv->lock);
	mutex_lock_nested(&second->priv->lock, SINGLE_DEPTH_NESTING);
	err = rb_swap_quietly(a, b);
	mutex_unlock(&second->priv->lock);
	mutex_unlock(&first->priv->lock);
	for_each_possible_cpu(cpu)
		if (!err)
			rb_swap_told(a, b, cpu);
	return err;
}
EXPORT_SYMBOL_GPL(ringbuf_swap);
