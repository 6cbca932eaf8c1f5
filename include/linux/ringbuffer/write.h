/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing a record.
 *
 *	struct rb_slot slot;
 *	struct foo *foo = rb_reserve(&config, rb, &slot, sizeof(*foo));
 *
 *	if (!foo)
 *		return;
 *	foo->bar = ...;
 *	rb_commit(&config, rb, &slot);
 *
 * Context of all functions here: preemption disabled from before rb_reserve()
 * to after rb_commit() or rb_discard(), which must come exactly once for each
 * successful reservation; otherwise any, NMI included. What interrupts a
 * writer may write too, as long as it finishes first, which is what interrupts
 * do. Progress: wait-free; each turn of a loop is paid by a nested writer that
 * finished.
 *
 * Reserving is one step: a compare-exchange of the tail (layout.h) moves the
 * position and the time of the last record together, so the delta in every
 * record is exact, also in those of nested writers. It is a CPU-local one, as
 * only interrupts compete.
 *
 * Committing is left to the outermost writer of the CPU: when the last one
 * leaves, all of them are finished, and one release store publishes
 * everything up to the tail. A nested writer that comes between reading the
 * tail and clearing @nest is not outermost and would stay unpublished, hence
 * the second look at the tail.
 *
 * Who changes more than writers do (RB_REFUSE_CHANGE) asks the CPU itself, from
 * an interrupt, whether @nest is 0. So a writer raises @nest before it looks
 * whether it is refused: either it sees the bit or the interrupt sees the
 * writer. And before the second look leads to anything the bit is looked at
 * again, because @nest was 0 for a moment; what was left unpublished then, the
 * interrupt publishes (rb_settle()).
 */
#ifndef _LINUX_RINGBUFFER_WRITE_H
#define _LINUX_RINGBUFFER_WRITE_H

#include <linux/ringbuffer/layout.h>

/**
 * struct rb_slot - a reservation, on the stack of the writer
 * @cpu: the CPU's buffer
 * @sub: the sub-buffer it is in
 * @old: tail before
 * @new: tail after
 * @head: the record's first word
 * @ts: the record's time
 * @level: writers in progress below this one
 */
struct rb_slot {
	struct rb_cpu		*cpu;
	struct rb_subbuf	*sub;
	u64			old;
	u64			new;
	u32			*head;
	u64			ts;
	unsigned long		level;
};

bool rb_reserve_slow(struct rb_slot *slot, u32 words, bool overwrite);
void rb_publish_pages(struct rb_cpu *cpu);
void rb_discard_in_place(u32 *head);
void rb_refuse_nested(struct rb_cpu *cpu);
bool rb_turn_away(struct rb_cpu *cpu, unsigned long level);

/* Exchange a tail; without nesting there is nobody to compete with. */
static __always_inline bool rb_move_tail(const struct rb_config *cfg,
					 u64 *tail, u64 old, u64 new)
{
	if (cfg->max_nest > 1)
		return rb_cas_local(tail, &old, new);
	rb_set(tail, new);
	return true;
}

static __always_inline bool rb_enter(const struct rb_config *cfg,
				     struct rb_cpu *cpu, unsigned long *level)
{
	BUILD_BUG_ON(cfg->max_nest < 1 || cfg->max_nest > RB_MAX_NEST);
	*level = rb_get(&cpu->nest);
	if (unlikely(*level >= cfg->max_nest)) {
		rb_refuse_nested(cpu);
		return false;
	}
	rb_set(&cpu->nest, *level + 1);
	return true;
}

/* Only after rb_enter(). */
static __always_inline bool rb_refused(struct ringbuf *rb, struct rb_cpu *cpu)
{
	return atomic_read(&rb->refuse) | atomic_read(&cpu->refuse);
}

/* Go in again, unless somebody may rely on nobody being there. */
static __always_inline bool rb_reenter(struct rb_cpu *cpu)
{
	rb_set(&cpu->nest, 1);
	if (likely(!(atomic_read(&cpu->refuse) & RB_REFUSE_CHANGE)))
		return true;
	rb_set(&cpu->nest, 0);
	return false;
}

/*
 * The outermost writer leaves. If the tail was read before the page was seen to
 * be the published one, it is an open tail: nobody closes a page without
 * changing @cur before control comes back here.
 */
static __always_inline void rb_publish(const struct rb_config *cfg,
				       struct ringbuf *rb, struct rb_cpu *cpu)
{
	for (;;) {
		struct rb_subbuf *sub = cpu->pub;
		u64 tail = rb_get(&sub->tail);

		if (unlikely(rb_get(&cpu->cur) != sub)) {
			rb_publish_pages(cpu);
			continue;
		}
		/* O1: pairs with the load of commit in rb_unread(). */
		rb_set_release(&sub->data->commit, ((u32)tail * 4) & (RB_TAIL_MASK * 4));
		rb_set(&cpu->nest, 0);
		if (cfg->max_nest == 1 || likely(rb_get(&sub->tail) == tail))
			break;
		if (!rb_reenter(cpu))
			break;
	}
	/* Only a constant is tested; the compiler would test an address too. */
	if (__builtin_constant_p(!cfg->notify) && !cfg->notify)
		return;
	if (unlikely(atomic_read(&cpu->wake) & RB_WAKE_ANY))
		cfg->notify(rb, cpu->cpu);
}

static __always_inline void rb_leave(const struct rb_config *cfg,
				     struct ringbuf *rb,
				     const struct rb_slot *slot)
{
	rb_barrier();
	if (cfg->max_nest > 1 && slot->level)
		rb_set(&slot->cpu->nest, slot->level);
	else
		rb_publish(cfg, rb, slot->cpu);
}

/* Where the data of a record of that many words begins: never at NULL. */
static __always_inline void *rb_data(u32 *head, u32 words)
{
	u32 *data = head + (words <= RB_TYPE_DATA_MAX + 1 ? 1 : 2);

	if (!data)
		__builtin_unreachable();
	return data;
}

/* Count the record and fill in its header. */
static __always_inline void rb_start(struct rb_subbuf *sub, unsigned long level,
				     u32 *head, u32 words, u32 delta)
{
	rb_plus(&sub->count[level], 1);
	if (words <= RB_TYPE_DATA_MAX + 1) {
		head[0] = rb_head(words - 1, delta);
	} else {
		head[0] = rb_head(RB_TYPE_LONG, delta);
		head[1] = (words - 1) * 4;
	}
}

/*
 * What does not fit, comes late or was interrupted. A slot of its own for the
 * call keeps the caller's out of memory.
 */
static __always_inline bool rb_try_slow(const struct rb_config *cfg,
					struct ringbuf *rb,
					struct rb_slot *slot, u32 words)
{
	bool overwrite = cfg->mode == RB_MODE_ASK ?
		rb_get(&rb->overwrite) : cfg->mode == RB_MODE_OVERWRITE;
	struct rb_slot copy = *slot;
	bool reserved;

	copy.head = NULL;
	reserved = rb_reserve_slow(&copy, words, overwrite);
	*slot = copy;
	return reserved;
}

/* Reserve with the tail as it is now. */
static __always_inline bool rb_try(const struct rb_config *cfg, struct ringbuf *rb,
				   struct rb_slot *slot, u32 words)
{
	struct rb_subbuf *sub = rb_get(&slot->cpu->cur);
	u64 old = rb_get(&sub->tail);
	u64 ts = cfg->clock(rb);
	u64 delta = ts - sub->base - (old >> RB_TAIL_BITS);
	u32 used = old & RB_TAIL_MASK;

	slot->sub = sub;
	slot->old = old;
	slot->new = old + (delta << RB_TAIL_BITS) + words;
	slot->ts = ts;
	if (unlikely(delta > RB_DELTA_MAX || used + words > slot->cpu->cap ||
		     !rb_move_tail(cfg, &sub->tail, old, slot->new)))
		return rb_try_slow(cfg, rb, slot, words);
	slot->head = (u32 *)sub->data->data + used;
	rb_start(sub, slot->level, slot->head, words, delta);
	return true;
}

/**
 * rb_reserve - begin a record
 * @cfg: the client's constants
 * @rb: the buffer
 * @slot: filled in, for rb_commit() or rb_discard()
 * @len: bytes of data, at most ringbuf_max_record()
 *
 * Context: preemption disabled, any otherwise. Wait-free.
 * Return: where to put @len bytes (aligned to four), or NULL when the record is
 * refused; then nothing needs to be undone.
 */
static __always_inline void *rb_reserve(const struct rb_config *cfg,
					struct ringbuf *rb,
					struct rb_slot *slot, unsigned int len)
{
	struct rb_cpu *cpu = rb_this_cpu(rb->cpu);
	u32 words = rb_record_words(len);
	unsigned long level;

	if (unlikely(!rb_enter(cfg, cpu, &level)))
		return NULL;
	slot->cpu = cpu;
	slot->level = level;
	if (likely(!rb_refused(rb, cpu))) {
		if (likely(rb_try(cfg, rb, slot, words)))
			return rb_data(slot->head, words);
	} else if (rb_turn_away(cpu, level)) {
		return NULL;
	}
	rb_leave(cfg, rb, slot);
	return NULL;
}

/**
 * rb_slot_time - when a record was reserved
 * @slot: the reservation
 *
 * Context: between rb_reserve() and rb_commit() or rb_discard().
 * Return: the time that readers will see.
 */
static __always_inline u64 rb_slot_time(const struct rb_slot *slot)
{
	return slot->ts;
}

/**
 * rb_trim - give back the end of a reservation
 * @cfg: the client's constants
 * @rb: the buffer
 * @slot: the reservation
 * @len: bytes that are really needed, at most what was reserved
 *
 * Nothing happens if another record follows already.
 *
 * Context: as rb_commit(), before it.
 * Return: true if the record was shortened.
 */
static __always_inline bool rb_trim(const struct rb_config *cfg,
				    struct ringbuf *rb, struct rb_slot *slot,
				    unsigned int len)
{
	bool is_long = rb_head_type(*slot->head) == RB_TYPE_LONG;
	u32 size = len ? (len + 3) & ~3U : 4;
	u32 was = is_long ? slot->head[1] + 4 : 4 + 4 * rb_head_type(*slot->head);
	u32 now = size + (is_long ? 8 : 4);
	u64 new = slot->new - (was - now) / 4;

	if (now >= was || !rb_move_tail(cfg, &slot->sub->tail, slot->new, new))
		return false;
	slot->new = new;
	if (is_long)
		slot->head[1] = now - 4;
	else
		*slot->head = rb_head(size / 4, rb_head_delta(*slot->head));
	return true;
}

/**
 * rb_commit - the record is complete
 * @cfg: the client's constants
 * @rb: the buffer
 * @slot: the reservation
 *
 * Readers see the record when the outermost writer of the CPU has left.
 *
 * Context: as rb_reserve(). Wait-free.
 */
static __always_inline void rb_commit(const struct rb_config *cfg,
				      struct ringbuf *rb, struct rb_slot *slot)
{
	rb_leave(cfg, rb, slot);
}

/**
 * rb_discard - the record is not wanted after all
 * @cfg: the client's constants
 * @rb: the buffer
 * @slot: the reservation
 *
 * The space is given back unless a nested writer has put a record after it or
 * opened a new page; then padding remains, which readers skip.
 *
 * Context: as rb_reserve(). Wait-free.
 */
static __always_inline void rb_discard(const struct rb_config *cfg,
				       struct ringbuf *rb, struct rb_slot *slot)
{
	rb_plus(&slot->sub->count[slot->level], -1);
	if (unlikely(!rb_move_tail(cfg, &slot->sub->tail, slot->new, slot->old)))
		rb_discard_in_place(slot->head);
	rb_leave(cfg, rb, slot);
}

#endif
