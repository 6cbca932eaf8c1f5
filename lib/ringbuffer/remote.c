// SPDX-License-Identifier: GPL-2.0
/*
 * Reading what somebody else writes into memory that both have: a hypervisor, a
 * kernel on other CPUs, a process. It writes with RINGBUF_WRITE, we read with
 * RINGBUF_READ; nothing but loads, stores and the exchange of a name (rb_take)
 * goes back and forth, so neither ever waits for the other.
 *
 * The reader of read.c and the iterators of iter.c look at struct rb_subbuf. The
 * writers have theirs and we have ours; rb_remote_look() brings ours up to date: for
 * each page that was published since the last look, what the entry in memory
 * says about it. It may be overwritten at that moment, then what was learned is
 * wrong, and so is the name in the slot from then on. Whoever uses it finds out:
 * the reader when it exchanges the name, iterators when they read it again.
 *
 * If the reader ends, what it holds stays with it; the next reader of the memory
 * finds that sub-buffer by its being in no slot, and shows its page once more.
 * If the writer ends, another one goes on with the next page, and the reader need
 * not know. Only if the memory is not in order the writer begins afresh; then
 * rb_head.boot changes, and readers that are there see nothing new any more.
 *
 * Who trusts whom: the reader believes what the writer says. The writer believes
 * nothing: all it reads back are names in slots, and a wrong one spoils records,
 * or makes it refuse them, but it never writes outside of the memory and never
 * goes in circles. (With max_nest above 1 and a reader that lies, records that
 * interrupts write may go to pages of which nobody knows.)
 */
#include "internal.h"

static u32 rb_count_page(struct rb_store *st, struct rb_subbuf *sub)
{
	struct rb_cursor at = {
		.data = sub->data->data, .size = min(rb_unread(sub), st->cap * 4),
	};
	struct rb_item item;
	u32 records = 0;

	for (; rb_decode(&at, &item); rb_step(&at, &item))
		records += item.type == RB_TYPE_LONG;
	return records;
}

/* What is on a page that the writers have published? NULL if it is gone. */
static struct rb_subbuf *rb_learn(struct rb_store *st, u64 nr)
{
	u64 *slot = rb_slot_of(st, nr);
	u64 name = rb_get_acquire(slot);
	struct rb_subbuf *sub = rb_named(st, name);
	u64 first, base;

	if (name != rb_name(nr, sub->id))
		return NULL;
	first = rb_get(&st->saved[sub->id].first);
	base = rb_get(&sub->data->time_stamp);
	/* O4 */
	smp_rmb();
	if (rb_get(slot) != name)
		return NULL;
	rb_set(&sub->nr, nr);
	rb_set(&sub->first, first - st->origin);
	rb_set(&sub->base, base);
	return sub;
}

/* The pages after @nr that can be there. */
static void rb_learn_pages(struct rb_store *st, u64 nr, u64 last)
{
	if (last > st->n)
		nr = max(nr, last - st->n);
	while (nr < last)
		rb_learn(st, ++nr);
}

/* The sub-buffer that is in no slot is the reader's: of all ids one is missing. */
static struct rb_subbuf *rb_find_own(struct rb_store *st)
{
	u64 id = (u64)st->n * (st->n + 1) / 2;
	u32 i;

	for (i = 0; i < st->n; i++)
		id -= rb_name_id(rb_get(&st->slot[i]));
	return rb_named(st, id & RB_ID_MASK);
}

/* The page that a reader had which is gone; false if it had none. */
static bool rb_inherit(struct rb_cpu *cpu, struct rb_store *st)
{
	struct rb_reader *r = &cpu->reader;
	struct rb_saved *saved = &st->saved[r->sub->id];
	u64 next = r->next;

	if (!rb_unread(r->sub) || !rb_saved_sound(st, r->sub->id) || saved->nr >= next)
		return false;
	st->origin = saved->first;
	r->sub->nr = saved->nr;
	r->sub->first = 0;
	r->sub->base = r->sub->data->time_stamp;
	rb_hold_page(r, r->sub, saved->nr);
	r->next = next;
	return true;
}

/* Begin with what is there. The first record gets the number 0. */
static void rb_meet(struct rb_cpu *cpu, struct rb_store *st, u64 name)
{
	u64 last = rb_name_nr(name);
	u64 next = last > st->n ? last - st->n + 1 : 1;
	struct rb_subbuf *oldest = NULL;

	while (!oldest && (next = rb_oldest(st, next, last)) <= last)
		oldest = rb_learn(st, next);
	rb_reader_start(cpu, rb_find_own(st), next);
	if (!rb_inherit(cpu, st) && oldest)
		st->origin = oldest->first;
	rb_learn_pages(st, 0, last);
}

/**
 * rb_remote_look - see what the writers have done
 * @cpu: the buffer of a CPU that somebody else writes to, its readers locked out
 *
 * Context: any.
 */
void rb_remote_look(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	/* O2: the writers' rb_show(). */
	u64 name = rb_get_acquire(&st->state->commit);

	if (name == cpu->commit || rb_get(&st->head->boot) != st->boot)
		return;
	if (!cpu->commit)
		rb_meet(cpu, st, name);
	else
		rb_learn_pages(st, rb_name_nr(cpu->commit), rb_name_nr(name));
	rb_set_release(&cpu->commit, name);
}

/**
 * rb_remote_begin - have a store that somebody else writes to
 * @cpu: the buffer of a CPU, of which nobody knows yet
 * @st: its store, attached to memory
 *
 * Context: any.
 */
void rb_remote_begin(struct rb_cpu *cpu, struct rb_store *st)
{
	cpu->cap = st->cap;
	rb_reader_start(cpu, &st->sub[0], 1);
	rcu_assign_pointer(cpu->store, st);
	/* What is lost from now on counts. */
	rb_remote_look(cpu);
}

/**
 * rb_remote_count - count what writers of our own would have counted
 * @cpu: the buffer of a CPU that somebody else writes to, its readers locked out
 *
 * Context: any.
 */
void rb_remote_count(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	struct rb_subbuf *last = rb_named(st, cpu->commit);
	struct rb_reader *r = &cpu->reader;

	rb_set(&last->count[0], rb_count_page(st, last));
	if (r->holds)
		rb_set(&r->sub->events, rb_count_page(st, r->sub));
}

/**
 * rb_remote_drop - consume all that is there
 * @cpu: the buffer of a CPU that somebody else writes to
 *
 * Context: any.
 */
void rb_remote_drop(struct rb_cpu *cpu)
{
	rb_hold_scope(guard, cpu);
	unsigned long lost;
	u64 last;

	if (!guard.cpu)
		return;
	last = rb_name_nr(cpu->commit);
	while (cpu->reader.next <= last && rb_consume_rest(cpu, &lost))
		;
	/* The page that is being written to, if it came to that. */
	rb_consume_rest(cpu, &lost);
}

/* ---- the writers' side ---- */

/* Each slot has a sub-buffer of its own. */
static bool rb_slots_sound(struct rb_store *st)
{
	u32 i;

	for (i = 0; i <= st->n; i++)
		st->sub[i].slot = st->n;
	for (i = 0; i < st->n; i++) {
		u64 name = rb_get(&st->slot[i]);
		struct rb_subbuf *sub = rb_named(st, name);

		if (rb_name_id(name) != sub->id || sub->slot != st->n)
			return false;
		sub->slot = i;
	}
	return true;
}

/* The page that was published last is where it can be. */
static bool rb_last_sound(struct rb_store *st, u64 name)
{
	struct rb_subbuf *last = rb_named(st, name);
	u64 nr = rb_name_nr(name), there = rb_get(rb_slot_of(st, nr));

	return rb_name_id(name) == last->id && nr < RB_NR_SANE &&
		rb_saved_sound(st, last->id) && st->saved[last->id].nr == nr &&
		rb_name_nr(there) == nr;
}

/**
 * rb_resume - write where another writer ended, and a reader may be at work
 * @cpu: the buffer of a CPU, of which nobody knows yet
 * @st: its store, attached to memory
 * @time: for the page that is opened
 *
 * What the other one had not published is gone, but for that nothing is lost
 * uncounted. If the buffer is full, its oldest page gives way in any case.
 *
 * Context: any.
 * Return: false if there is nothing to go on with.
 */
bool rb_resume(struct rb_cpu *cpu, struct rb_store *st, u64 time)
{
	u64 name = rb_get(&st->state->commit), next = rb_name_nr(name) + 1;
	struct rb_subbuf *last = rb_named(st, name), *open;
	u64 *slot = rb_slot_of(st, next);

	if (!name)
		return false;
	if (!rb_slots_sound(st) || !rb_last_sound(st, name)) {
		rb_set(&st->head->boot, ++st->boot);
		return false;
	}
	/* O3, O4 */
	for (name = rb_get(slot); !rb_cas(slot, &name, rb_name(next, rb_name_id(name)));)
		;
	open = rb_named(st, name);
	open->nr = next;
	open->slot = next % st->n;
	open->first = st->saved[last->id].first + rb_count_page(st, last);
	open->base = time;
	rb_set(&open->data->commit, 0);
	rb_set(&open->data->time_stamp, time);
	open->tail = 0;
	rb_save(st, open);
	rb_reader_start(cpu, &st->sub[0], next);
	cpu->cap = st->cap;
	cpu->cur = open;
	cpu->pub = open;
	rcu_assign_pointer(cpu->store, st);
	rb_show(cpu, st, rb_name(next, open->id));
	return true;
}
