// SPDX-License-Identifier: GPL-2.0
/*
 * A buffer in memory that outlives the kernel, of which memory.c says what it
 * looks like.
 *
 * An entry tells which page is in a sub-buffer; how much of the page is finished
 * says the page itself, and a page with nothing finished is void, whatever the
 * entry says. So a page that is claimed, reset or given back by a reader gets a
 * commit of 0 before anything else, and its entry is written when it is
 * published, before its first record is. A crash at any point leaves finished
 * records or a void page, and nothing has to be done to be prepared.
 *
 * Recovery believes nothing. An entry counts if its checksum is right and the
 * page below it consists of whole records up to its commit; anything else is a
 * gap in the numbering, as if it had been overwritten. What remains is put into
 * slots by number, and writing goes on with the page after the newest. A page
 * that a reader held is there once more; pages that it was done with are not.
 */
#include "internal.h"

/* Whole records up to the commit, and at least one; counts them. */
static bool rb_page_sound(struct rb_store *st, struct rb_subbuf *sub)
{
	struct rb_cursor at = { .data = sub->data->data };
	struct rb_item item;

	if (sub->data->commit > st->cap * 4)
		return false;
	at.size = sub->data->commit;
	for (sub->events = 0; rb_decode(&at, &item); rb_step(&at, &item))
		sub->events += item.type == RB_TYPE_LONG;
	return at.off == at.size && sub->events;
}

/* Take over what an entry says; page number 0 if that is nothing. */
static void rb_recover_page(struct rb_store *st, struct rb_subbuf *sub)
{
	const struct rb_saved *saved = &st->saved[sub->id];

	sub->nr = 0;
	if (!rb_saved_sound(st, sub->id) || !rb_page_sound(st, sub))
		return;
	sub->nr = saved->nr;
	sub->first = saved->first;
	/* Damage to the count makes it long ago. */
	sub->former = clamp_t(u64, st->boot - saved->boot, 1, RB_FORMER_MAX);
	sub->base = sub->data->time_stamp;
	sub->end = sub->data->commit / 4;
	sub->slot = sub->nr % st->n;
}

static u64 rb_newest(struct rb_store *st)
{
	u64 newest = 0;
	u32 i;

	for (i = 0; i <= st->n; i++)
		newest = max(newest, st->sub[i].nr);
	return newest;
}

/*
 * Put the n - 1 newest pages into their slots; one slot is for the page that
 * comes next. Of pages that claim the same number one is as good as another.
 */
static void rb_place_pages(struct rb_store *st, u64 newest)
{
	u32 i;

	for (i = 0; i <= st->n; i++) {
		struct rb_subbuf *sub = &st->sub[i];
		u64 *slot = &st->slot[sub->slot];

		if (!sub->nr)
			continue;
		if (sub->nr + st->n - 1 > newest && !*slot)
			*slot = rb_name(sub->nr, i);
		else
			sub->nr = 0;
	}
}

/*
 * Numbers of records say how many are missing. Those that cannot be are set
 * right, so that at least nothing impossible is told. Returns the number after
 * the last record.
 */
static u64 rb_settle_numbers(struct rb_store *st, u64 newest)
{
	u64 nr = newest - min(newest - 1, st->n - 2ULL), after = 0, gap = 0;
	bool begun = false;

	for (; nr <= newest; nr++, gap++) {
		u64 name = *rb_slot_of(st, nr);
		struct rb_subbuf *sub = rb_named(st, name);

		if (rb_name_nr(name) != nr)
			continue;
		/* The shortest record has two words. */
		if (begun && sub->first - after > gap * (st->cap / 2))
			sub->first = after + !!gap;
		after = sub->first + sub->events;
		begun = true;
		gap = -1ULL;
	}
	return after;
}

/* The oldest record gets the number 0: nothing counts that was before it. */
static void rb_renumber(struct rb_store *st, u64 before)
{
	u32 i;

	for (i = 0; i <= st->n; i++) {
		st->sub[i].first -= before;
		if (st->sub[i].nr)
			rb_save(st, &st->sub[i]);
	}
}

/* Give the free sub-buffers to the reader, the next page and the free slots. */
static struct rb_subbuf *rb_hand_out(struct rb_cpu *cpu, struct rb_store *st,
				     u64 next)
{
	struct rb_subbuf *open = NULL;
	u32 i, slot = 0;

	cpu->reader.sub = NULL;
	for (i = 0; i <= st->n; i++) {
		struct rb_subbuf *sub = &st->sub[i];

		if (sub->nr)
			continue;
		sub->data->commit = 0;
		if (!cpu->reader.sub) {
			cpu->reader.sub = sub;
		} else if (!open) {
			open = sub;
			*rb_slot_of(st, next) = rb_name(next, i);
		} else {
			while (st->slot[slot])
				slot++;
			st->slot[slot] = rb_name(0, i) | RB_FREE;
		}
	}
	return open;
}

/**
 * rb_recover - go on where a former kernel ended
 * @cpu: the buffer of a CPU, of which nobody knows yet
 * @st: its store, attached to memory
 * @time: for the page that is opened
 *
 * Context: any.
 * Return: false if there is nothing to go on with.
 */
bool rb_recover(struct rb_cpu *cpu, struct rb_store *st, u64 time)
{
	struct rb_reader *r = &cpu->reader;
	struct rb_subbuf *open;
	u64 newest, after;
	u32 i;

	memset(st->slot, 0, st->n * sizeof(*st->slot));
	for (i = 0; i <= st->n; i++)
		rb_recover_page(st, &st->sub[i]);
	newest = rb_newest(st);
	if (!newest)
		return false;
	rb_place_pages(st, newest);
	after = rb_settle_numbers(st, newest);
	open = rb_hand_out(cpu, st, newest + 1);

	open->nr = newest + 1;
	open->slot = open->nr % st->n;
	open->first = after;
	open->base = time;
	open->data->time_stamp = time;
	open->tail = 0;
	r->next = rb_oldest(st, newest - min(newest - 1, st->n - 2ULL), newest);
	rb_renumber(st, rb_named(st, *rb_slot_of(st, r->next))->first);
	cpu->cap = st->cap;
	cpu->cur = open;
	cpu->pub = open;
	rcu_assign_pointer(cpu->store, st);
	rb_show(cpu, st, rb_name(open->nr, open->id));
	return true;
}
