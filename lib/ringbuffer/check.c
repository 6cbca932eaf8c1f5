// SPDX-License-Identifier: GPL-2.0
/*
 * The invariants of internal.h that can be seen from outside, as code. For
 * tests: the caller makes sure that nobody writes.
 */
#include "internal.h"

/* I1: each sub-buffer has exactly one place. */
static bool rb_owned_once(struct rb_cpu *cpu, struct rb_store *st)
{
	u32 i, j;

	for (i = 0; i < st->n; i++) {
		u32 id = rb_name_id(st->slot[i]);

		if (id > st->n || id == cpu->reader.sub->id)
			return false;
		for (j = 0; j < i; j++)
			if (id == rb_name_id(st->slot[j]))
				return false;
	}
	return true;
}

/* What is not free is waiting for a reader. */
static bool rb_all_reachable(struct rb_cpu *cpu, struct rb_store *st)
{
	u32 i;

	for (i = 0; i < st->n; i++) {
		u64 nr = rb_name_nr(st->slot[i]);

		if (!(st->slot[i] & RB_FREE) &&
		    (nr < cpu->reader.next || nr > cpu->cur->nr || nr % st->n != i))
			return false;
	}
	return true;
}

/* I2 */
static bool rb_current_in_place(struct rb_cpu *cpu, struct rb_store *st)
{
	struct rb_subbuf *sub = cpu->cur;
	u64 name = *rb_slot_of(st, sub->nr);

	if (sub == cpu->reader.sub)
		return cpu->reader.holds && name & RB_FREE;
	return name == rb_name(sub->nr, sub->id);
}

/* I9 */
static bool rb_quiescent(struct rb_cpu *cpu, struct rb_store *st)
{
	struct rb_subbuf *sub = cpu->cur;
	u32 i;

	if (cpu->nest || cpu->pub != sub || rb_name_nr(cpu->commit) != sub->nr ||
	    sub->data->commit != (sub->tail & RB_TAIL_MASK) * 4)
		return false;
	for (i = 0; i <= st->n; i++)
		if (&st->sub[i] != sub && st->sub[i].tail != RB_TAIL_IDLE)
			return false;
	return true;
}

/* I4, and the number of records is what was counted. */
static bool rb_page_whole(struct rb_cpu *cpu, struct rb_subbuf *sub)
{
	struct rb_cursor at = { sub->data->data, 0, sub->data->commit, sub->base };
	u32 level, counted = sub->events, records = 0;
	struct rb_item item;

	for (; rb_decode(&at, &item); rb_step(&at, &item))
		records += item.type == RB_TYPE_LONG;
	if (sub == cpu->cur)
		for (counted = 0, level = 0; level < RB_MAX_NEST; level++)
			counted += sub->count[level];
	return at.off == at.size && records == counted;
}

static bool rb_pages_whole(struct rb_cpu *cpu, struct rb_store *st)
{
	u64 last = rb_name_nr(cpu->commit);
	u64 nr = rb_oldest(st, cpu->reader.next, last);

	if (cpu->reader.holds && !rb_page_whole(cpu, cpu->reader.sub))
		return false;
	for (; nr <= last; nr++) {
		u64 name = *rb_slot_of(st, nr);

		if (name == rb_name(nr, rb_name_id(name)) &&
		    !rb_page_whole(cpu, rb_named(st, name)))
			return false;
	}
	return true;
}

/**
 * rb_check - test the invariants
 * @cpu: the buffer of a CPU, at rest
 *
 * Context: any.
 * Return: what is wrong, NULL if nothing is.
 */
const char *rb_check(struct rb_cpu *cpu)
{
	rb_hold_scope(guard, cpu);
	struct rb_store *st = rb_store_of(cpu);

	if (!guard.cpu || rb_remote_writer(cpu))
		return NULL;
	if (!rb_owned_once(cpu, st))
		return "I1: a sub-buffer has two owners or none";
	if (!rb_all_reachable(cpu, st))
		return "a slot holds a page that nobody will read";
	if (!rb_current_in_place(cpu, st))
		return "I2: the current page is not in its slot";
	if (!rb_quiescent(cpu, st))
		return "I9: something is left unpublished";
	if (!rb_pages_whole(cpu, st))
		return "I4: a page does not end with a record";
	return NULL;
}
EXPORT_SYMBOL_GPL(rb_check);
