// SPDX-License-Identifier: GPL-2.0
/*
 * From one store to another of a different size, with the newest pages.
 *
 * Pages keep their numbers, and what is known about them; only their slots and
 * ids become those of the new store. Nothing is copied: a sub-buffer of the new
 * store gets the memory of one of the old store. First comes the reader's, which
 * is kept in any case, then as many of the newest pages as the new ring can
 * hold, then others for the free slots. Memory that the new store has no use for
 * stays in the old one and is freed with it.
 *
 * What is dropped is missing in the numbering like what was overwritten, so
 * readers find out how many records that was.
 *
 * Iterators may be copying from the old store. The new one is published first,
 * then the old slots lose their names, all before any writer goes on: who finds
 * a name gone looks into the new store, where the page has the same number.
 */
#include "internal.h"

/**
 * struct rb_move - how far a move got
 * @from: the old store
 * @to: the new store
 * @used: sub-buffers of @to that have a page of @from
 */
struct rb_move {
	struct rb_store	*from;
	struct rb_store	*to;
	u32		used;
};

/* The next sub-buffer of the new store becomes what @was is. */
static struct rb_subbuf *rb_move_one(struct rb_move *m, struct rb_subbuf *was)
{
	struct rb_subbuf *sub = &m->to->sub[m->used];

	*sub = *was;
	sub->id = m->used++;
	sub->slot = sub->nr % m->to->n;
	was->id = RB_ID_GONE;
	return sub;
}

/* Pages in the ring from @nr on that nobody has taken. */
static void rb_move_ring(struct rb_move *m, u64 nr, u64 last)
{
	for (; nr <= last; nr++) {
		u64 name = *rb_slot_of(m->from, nr);
		struct rb_subbuf *sub;

		if (name != rb_name(nr, rb_name_id(name)))
			continue;
		sub = rb_move_one(m, rb_named(m->from, name));
		*rb_slot_of(m->to, nr) = rb_name(nr, sub->id);
	}
}

/* The other slots are free; no page has the number 0. */
static void rb_move_rest(struct rb_move *m)
{
	u32 i, next = m->used;

	for (i = 0; i <= m->from->n && m->used < m->to->n + 1; i++)
		if (m->from->sub[i].id != RB_ID_GONE)
			rb_move_one(m, &m->from->sub[i]);
	for (i = 0; i < m->to->n; i++)
		if (!m->to->slot[i])
			m->to->slot[i] = rb_name(0, next++) | RB_FREE;
}

/**
 * rb_store_move - go on in another store
 * @cpu: the buffer of a CPU, without writers and with readers locked out
 * @to: from rb_store_alloc(), with as many pages missing as there are to take
 *
 * The old store is to be freed after a grace period.
 *
 * Context: any.
 */
void rb_store_move(struct rb_cpu *cpu, struct rb_store *to)
{
	struct rb_move m = { .from = rb_store_of(cpu), .to = to };
	struct rb_reader *r = &cpu->reader;
	u64 last = cpu->cur->nr;
	/* A store that grew may have more slots than there were pages ever. */
	u64 nr = max(r->next, last + 1 - min3(last, (u64)m.from->n, (u64)to->n));
	bool held = cpu->cur == r->sub;

	to->line = m.from->line;
	r->sub = rb_move_one(&m, r->sub);
	r->next = nr;
	rb_move_ring(&m, nr, last);
	rb_move_rest(&m);

	cpu->cap = to->cap;
	cpu->cur = held ? r->sub : rb_named(to, *rb_slot_of(to, last));
	cpu->pub = cpu->cur;
	rcu_assign_pointer(cpu->store, to);
	/* O2 */
	rb_set_release(&cpu->commit, rb_name(last, cpu->cur->id));
	/* Pairs with the acquire in rb_fill_ring(). */
	smp_wmb();
	rb_store_disown(m.from);
}
