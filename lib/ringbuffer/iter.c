// SPDX-License-Identifier: GPL-2.0
/*
 * Looking without taking.
 *
 * An iterator copies a stretch of a page into memory of its own and decodes
 * the copy. For a page in the ring it needs no lock: it reads the name in the
 * slot, copies, and reads the name again. If that is unchanged nobody claimed
 * the page meanwhile and the copy is good; otherwise the page is gone and the
 * walk goes on with the oldest one left (O4). Only what the consuming reader
 * holds is copied under its lock.
 *
 * An iterator ends with the page that was being written when it began, however
 * busy the writers are. Its memory may be smaller than a page; the copy then
 * ends with the last record that is complete in it.
 *
 * When the store was replaced by one that continues its numbers, the walk goes
 * on there. When it was swapped for one with numbers of its own (rb_store.line),
 * the iterator is at its end.
 */
#include "internal.h"

/* What came of an attempt to copy. */
enum rb_fill {
	RB_FILLED,
	RB_NO_MORE,	/* of this page, until more is written */
	RB_GONE,	/* overwritten, consumed, or out of reach */
};

/* What describes a page, read while it may be about to change. */
struct rb_glimpse {
	u32	size;
	u64	base;
	u64	first;
	u32	former;
};

static struct rb_glimpse rb_copy_stretch(struct rb_iter *it,
					 struct rb_subbuf *sub, u32 cap)
{
	struct rb_glimpse g = {
		.size	= min_t(u32, rb_unread(sub), cap),
		.base	= rb_get(&sub->base),
		.first	= rb_get(&sub->first),
		.former	= rb_get(&sub->former),
	};

	if (it->off < g.size)
		rb_copy_racy(it->copy, rb_get(&sub->data)->data + it->off,
			     min(g.size - it->off, it->size));
	return g;
}

/* The copy is good: decode it from where the last one ended. */
static enum rb_fill rb_accept(struct rb_iter *it, const struct rb_glimpse *g)
{
	if (it->off >= g->size)
		return RB_NO_MORE;
	if (!it->off) {
		if (!it->fresh)
			it->lost += g->first - it->expect;
		it->expect = g->first;
		it->at.ts = g->base;
	}
	it->fresh = false;
	it->former = g->former;
	it->at.data = it->copy;
	it->at.off = 0;
	it->at.size = min(g->size - it->off, it->size);
	return RB_FILLED;
}

static enum rb_fill rb_fill_ring(struct rb_iter *it, struct rb_store *st)
{
	u64 *slot = rb_slot_of(st, it->nr);
	u64 name = rb_get_acquire(slot);
	struct rb_glimpse g;

	/* The acquire also comes before another look at rb_cpu.store. */
	if (name != rb_name(it->nr, rb_name_id(name)))
		return RB_GONE;
	g = rb_copy_stretch(it, rb_named(st, name), st->cap * 4);
	/* O4: pairs with the exchange in rb_claim(). */
	smp_rmb();
	if (rb_get_acquire(slot) != name)
		return RB_GONE;
	return rb_accept(it, &g);
}

/* The same for the page that the consuming reader holds. */
static enum rb_fill rb_fill_held(struct rb_iter *it, struct rb_cpu *cpu)
{
	rb_hold_scope(guard, cpu);
	struct rb_reader *r = &cpu->reader;
	struct rb_glimpse g;

	if (!guard.cpu || rb_store_of(cpu)->line != it->line)
		return RB_GONE;
	if (!r->holds || r->sub->nr != it->nr || it->off < r->off)
		return RB_GONE;
	g = rb_copy_stretch(it, r->sub, rb_store_of(cpu)->cap * 4);
	return rb_accept(it, &g);
}

static enum rb_fill rb_fill(struct rb_iter *it, struct rb_cpu *cpu,
			    struct rb_store *st)
{
	enum rb_fill ret = rb_fill_ring(it, st);

	return ret == RB_GONE ? rb_fill_held(it, cpu) : ret;
}

/* Begin with what the consuming reader has left of its page. */
static bool rb_start_held(struct rb_iter *it, struct rb_cpu *cpu)
{
	rb_hold_scope(guard, cpu);
	struct rb_reader *r = &cpu->reader;

	if (!guard.cpu || rb_store_of(cpu)->line != it->line)
		return false;
	it->nr = r->next;
	if (!r->holds || r->off >= rb_unread(r->sub))
		return false;
	it->nr = r->sub->nr;
	it->off = r->off;
	it->at.ts = r->ts;
	it->expect = r->expect;
	return true;
}

/**
 * rb_iter_rewind - begin again
 * @it: the iterator
 *
 * It will show what is in the buffer now, from the oldest record on.
 *
 * Context: any.
 */
void rb_iter_rewind(struct rb_iter *it)
{
	struct rb_cpu *cpu = rb_cpu_of(it->rb, it->cpu);
	struct rb_store *st;
	bool held;

	guard(rcu)();
	st = rb_store_of(cpu);
	it->at = (struct rb_cursor){ .data = it->copy };
	it->off = 0;
	it->lost = 0;
	it->expect = 0;
	it->fresh = true;
	it->nr = 1;
	it->last = 0;
	if (!st)
		return;
	it->line = st->line;
	held = rb_start_held(it, cpu);
	it->last = rb_name_nr(rb_published(cpu));
	if (!held)
		it->nr = rb_oldest(st, it->nr, it->last);
}
EXPORT_SYMBOL_GPL(rb_iter_rewind);

/**
 * rb_iter_init - an iterator in memory of the caller
 * @it: the iterator
 * @rb: the buffer
 * @cpu: the CPU whose records are shown
 * @copy: memory for copies
 * @size: bytes there, at least those of the longest record
 *
 * Nothing needs to be done at the end.
 *
 * Context: any.
 */
void rb_iter_init(struct rb_iter *it, struct ringbuf *rb, int cpu, void *copy,
		  size_t size)
{
	*it = (struct rb_iter){ .rb = rb, .cpu = cpu, .copy = copy,
				.size = min_t(size_t, size, RB_SUBBUF_MAX) };
	rb_iter_rewind(it);
}
EXPORT_SYMBOL_GPL(rb_iter_init);

/* Go to the next page that is there. */
static bool rb_next_page(struct rb_iter *it, struct rb_store *st)
{
	if (it->nr >= it->last)
		return false;
	it->nr = rb_oldest(st, it->nr + 1, it->last);
	it->off = 0;
	return it->nr <= it->last;
}

/* Drop what was decoded of the copy and get the next stretch. */
static bool rb_iter_refill(struct rb_iter *it)
{
	struct rb_cpu *cpu = rb_cpu_of(it->rb, it->cpu);
	struct rb_store *st;
	bool stuck = !it->at.off && it->at.size;

	guard(rcu)();
	st = rb_store_of(cpu);
	if (!st || it->nr > it->last || it->line != st->line)
		return false;
	it->off += it->at.off;
	it->at.off = 0;
	it->at.size = 0;
	/* Not even one record fits into the copy: leave the page. */
	if (stuck && !rb_next_page(it, st))
		return false;
	while (rb_fill(it, cpu, st) != RB_FILLED) {
		struct rb_store *was = st;

		/* A page that is gone may have moved to another store. */
		st = rb_store_of(cpu);
		if (it->line != st->line ||
		    (st == was && !rb_next_page(it, st)))
			return false;
	}
	return true;
}

/**
 * rb_iter_peek - look at the record at the iterator's position
 * @it: the iterator
 * @r: filled in; valid until the iterator moves
 *
 * Context: any. Lock-free towards writers, never waits for readers in an NMI.
 * Return: false at the end.
 */
bool rb_iter_peek(struct rb_iter *it, struct rb_record *r)
{
	struct rb_item item;

	while (!rb_find_data(&it->at, &item))
		if (!rb_iter_refill(it))
			return false;
	r->data = (void *)item.data;
	r->len = item.len;
	r->ts = item.ts;
	r->lost = it->lost;
	r->cpu = it->cpu;
	r->former = it->former;
	return true;
}
EXPORT_SYMBOL_GPL(rb_iter_peek);

/**
 * rb_iter_next - go past the record that rb_iter_peek() shows
 * @it: the iterator
 *
 * Context: any.
 */
void rb_iter_next(struct rb_iter *it)
{
	struct rb_item item;

	if (!rb_find_data(&it->at, &item))
		return;
	rb_step(&it->at, &item);
	it->expect++;
	it->lost = 0;
}
EXPORT_SYMBOL_GPL(rb_iter_next);

/**
 * rb_iter_open - make an iterator
 * @rb: the buffer
 * @cpu: the CPU whose records are shown
 *
 * Context: may sleep.
 * Return: the iterator at the oldest record, or NULL without memory.
 */
struct rb_iter *rb_iter_open(struct ringbuf *rb, int cpu)
{
	u32 size = rb_subbuf_bytes(ringbuf_subbuf_order(rb));
	struct rb_iter *it = kmalloc(sizeof(*it), GFP_KERNEL);
	void *copy = kvmalloc(size, GFP_KERNEL);

	if (!it || !copy) {
		kvfree(copy);
		kfree(it);
		return NULL;
	}
	rb_iter_init(it, rb, cpu, copy, size);
	it->owned = true;
	return it;
}
EXPORT_SYMBOL_GPL(rb_iter_open);

/**
 * rb_iter_close - end an iterator
 * @it: from rb_iter_open(), or NULL
 *
 * Context: may sleep.
 */
void rb_iter_close(struct rb_iter *it)
{
	if (!it || !it->owned)
		return;
	kvfree(it->copy);
	kfree(it);
}
EXPORT_SYMBOL_GPL(rb_iter_close);
