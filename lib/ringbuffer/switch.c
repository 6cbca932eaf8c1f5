// SPDX-License-Identifier: GPL-2.0
/*
 * The writers' slow paths: long pauses, the next page, padding.
 *
 * Going from page a to page b takes six steps. Nested writers may come in
 * between any two of them and go on with the very same six; each step is
 * therefore either a store of a value that all of them agree on or a
 * compare-exchange that only the first can win.
 *
 *   1 claim    slot of b: exchange              first wins
 *   2 prepare  nr, slot, commit of b            same values, b is unpublished
 *   3 close    tail of a: exchange open, closed first wins and sets a.end
 *   4 base     base of b                        same values: once a is closed
 *                                               its tail stands still
 *   5 open     tail of b: exchange idle, 0      first wins
 *   6 move     cur: exchange a, b               first wins
 *
 * After that the writer tries again with what cur says, at the same time. A writer that read the
 * tail of a before somebody closed it fails in its compare-exchange.
 *
 * Why step 5 cannot reopen a page that was already filled and closed by nested
 * writers: a closed tail becomes idle again only in rb_publish_pages(), that
 * is, in the outermost writer, which is not leaving while we are here.
 *
 * Nothing is refused after step 1, so whoever sees a closed tail may rely on
 * its closer to finish the move before returning.
 *
 * The base of b is the time of the last record on a, or, after a pause longer
 * than a tail can hold, a time since then that is less than 2^18 before now.
 */
#include "internal.h"
#include <linux/ringbuffer/write.h>

/* What came of one attempt to reserve. */
enum rb_verdict {
	RB_RESERVED,
	RB_AGAIN,
	RB_REFUSED,
};

static u32 rb_tail_words(u64 tail)
{
	return tail & RB_TAIL_MASK;
}

static u64 rb_tail_time(u64 tail)
{
	return tail >> RB_TAIL_BITS;
}

static bool rb_tail_open(u64 tail)
{
	return rb_tail_words(tail) < RB_TAIL_CLOSED;
}

/* Time since the base at which the next page starts. */
static u64 rb_tail_passed(u64 tail)
{
	u64 time = rb_tail_time(tail);

	return rb_tail_words(tail) == RB_TAIL_CLOSED_LONG ?
		time << RB_TAIL_BITS : time;
}

/* What to close an open tail with when it is @time since its base. */
static u64 rb_tail_close(u64 tail, u64 time)
{
	u64 last = rb_tail_time(tail);
	u64 coarse = time >> RB_TAIL_BITS;

	if (time >= RB_TIME_LIMIT && coarse << RB_TAIL_BITS > last)
		return coarse << RB_TAIL_BITS | RB_TAIL_CLOSED_LONG;
	return last << RB_TAIL_BITS | RB_TAIL_CLOSED;
}

/*
 * The sub-buffer of that name is none that writers are in, unless it is the one
 * they go to. A name that a remote reader left need not be true.
 */
static bool rb_name_plausible(struct rb_store *st, u64 name, u64 nr)
{
	struct rb_subbuf *sub = rb_named(st, name);

	return rb_get(&sub->tail) == RB_TAIL_IDLE || rb_get(&sub->nr) == nr;
}

/*
 * Make the slot after that of @a hold the page after it.
 *
 * O5: the reader may take the same name; one of the two exchanges fails.
 */
static enum rb_verdict rb_claim(struct rb_cpu *cpu, struct rb_subbuf *a,
				u64 *slot, bool overwrite, u64 *name)
{
	u64 old = rb_get(slot);

	*name = old;
	if (unlikely(!rb_name_plausible(rb_store_of(cpu), old, a->nr + 1))) {
		rb_count(&cpu->counts->commit_overrun);
		return RB_REFUSED;
	}
	if (rb_name_nr(old) == a->nr + 1)
		return RB_RESERVED;
	if (!(old & RB_FREE)) {
		if (rb_name_nr(old) >= cpu->pub->nr) {
			rb_count(&cpu->counts->commit_overrun);
			return RB_REFUSED;
		}
		if (!overwrite) {
			rb_count(&cpu->counts->dropped);
			return RB_REFUSED;
		}
	}
	*name = rb_name(a->nr + 1, rb_name_id(old));
	/* O3, O4: the page is ours, and stores into it come after this. */
	return rb_cas(slot, &old, *name) ? RB_RESERVED : RB_AGAIN;
}

/* Steps 1 to 6; never reserves. */
static enum rb_verdict rb_turn(struct rb_slot *slot, u64 time, bool overwrite)
{
	struct rb_cpu *cpu = slot->cpu;
	struct rb_store *st = rb_store_of(cpu);
	struct rb_subbuf *a = slot->sub, *b;
	u32 next = a->slot + 1 < st->n ? a->slot + 1 : 0;
	u64 old = slot->old, idle = RB_TAIL_IDLE;
	enum rb_verdict verdict;
	u64 name;

	verdict = rb_claim(cpu, a, &st->slot[next], overwrite, &name);
	if (verdict != RB_RESERVED)
		return verdict;
	b = rb_named(st, name);
	rb_set(&b->data->commit, 0);
	rb_set(&b->nr, a->nr + 1);
	rb_set(&b->slot, next);
	rb_set(&b->former, 0);

	if (rb_tail_open(old)) {
		if (!rb_cas_local(&a->tail, &old, rb_tail_close(old, time)))
			return RB_AGAIN;
		rb_set(&a->end, rb_tail_words(slot->old));
	}
	rb_set(&b->base, a->base + rb_tail_passed(rb_get(&a->tail)));
	rb_set(&b->data->time_stamp, b->base);
	rb_cas_local(&b->tail, &idle, 0);
	rb_cas_local(&cpu->cur, &a, b);
	return RB_AGAIN;
}

/* Put the record at the tail, after a time extend if the delta needs one. */
static enum rb_verdict rb_append(struct rb_slot *slot, u32 words, u64 delta)
{
	u32 *head = (u32 *)slot->sub->data->data + rb_tail_words(slot->old);
	u32 extend = delta > RB_DELTA_MAX ? 2 : 0;
	u64 old = slot->old;

	slot->new = old + (delta << RB_TAIL_BITS) + words + extend;
	if (!rb_cas_local(&slot->sub->tail, &old, slot->new))
		return RB_AGAIN;
	if (extend) {
		head[0] = rb_head(RB_TYPE_TIME_EXTEND, delta & RB_DELTA_MAX);
		head[1] = delta >> RB_DELTA_BITS;
		delta = 0;
	}
	slot->head = head + extend;
	rb_start(slot->sub, slot->level, slot->head, words, delta);
	return RB_RESERVED;
}

/* One attempt, with sub, old and ts as they were found. */
static enum rb_verdict rb_attempt(struct rb_slot *slot, u32 words, bool overwrite)
{
	struct rb_cpu *cpu = slot->cpu;
	u64 last = slot->sub->base + rb_tail_time(slot->old);
	u32 extend, used = rb_tail_words(slot->old);
	u64 delta, time;

	if (!rb_tail_open(slot->old))
		return rb_turn(slot, 0, overwrite);
	if ((s64)(slot->ts - last) < 0) {
		slot->ts = last;
		rb_count(&cpu->counts->clock_back);
	}
	delta = slot->ts - last;
	time = slot->ts - slot->sub->base;
	extend = delta > RB_DELTA_MAX ? 2 : 0;
	if (time < RB_TIME_LIMIT && used + words + extend <= cpu->cap)
		return rb_append(slot, words, delta);
	return rb_turn(slot, time, overwrite);
}

/* Somebody was quicker; the time is not earlier than that of who it was. */
static void rb_look_again(struct rb_slot *slot)
{
	u64 last;

	slot->sub = rb_get(&slot->cpu->cur);
	slot->old = rb_get(&slot->sub->tail);
	last = slot->sub->base + rb_tail_time(slot->old);
	if (rb_tail_open(slot->old) && (s64)(slot->ts - last) < 0)
		slot->ts = last;
}

/**
 * rb_reserve_slow - reserve where the fast path could not
 * @slot: sub, old and ts as the fast path found them
 * @words: words of the record, its header included
 * @overwrite: an unread page may give way
 *
 * Reached when the page is full, the pause was long, the clock ran backwards, a
 * nested writer was quicker or the record is too long for any page. The clock is
 * not read again: what reading it calls may be traced, write a record here each
 * time, and so be quicker for ever.
 *
 * Context: as rb_reserve(), nest raised.
 * Return: true when reserved.
 */
bool rb_reserve_slow(struct rb_slot *slot, u32 words, bool overwrite)
{
	struct rb_cpu *cpu = slot->cpu;
	enum rb_verdict verdict;

	/* Room for a time extend must remain, or a pause could refuse it. */
	if (words + 2 > cpu->cap) {
		rb_count(&cpu->counts->too_long);
		return false;
	}
	while ((verdict = rb_attempt(slot, words, overwrite)) == RB_AGAIN)
		rb_look_again(slot);
	return verdict == RB_RESERVED;
}
EXPORT_SYMBOL_GPL(rb_reserve_slow);

/* Records on a page that no writer can reach any more. */
static u32 rb_sum_up(struct rb_subbuf *sub)
{
	u32 level, sum = 0;

	for (level = 0; level < RB_MAX_NEST; level++) {
		sum += sub->count[level];
		rb_set(&sub->count[level], 0);
	}
	return sum;
}

/**
 * rb_publish_pages - make finished pages visible
 * @cpu: the CPU's buffer
 *
 * Goes from the published page to the current one. Nested writers may move
 * the latter meanwhile.
 *
 * Context: the outermost writer when it leaves.
 */
void rb_publish_pages(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);

	while (rb_get(&cpu->cur) != cpu->pub) {
		struct rb_subbuf *a = cpu->pub, *b;
		u32 next = a->slot + 1 < st->n ? a->slot + 1 : 0;

		b = rb_named(st, rb_get(&st->slot[next]));
		/* Not true: see rb_name_plausible(). The current one is. */
		if (unlikely(rb_get(&b->nr) != a->nr + 1))
			b = rb_get(&cpu->cur);
		rb_set(&a->events, rb_sum_up(a));
		rb_set(&b->first, a->first + a->events);
		rb_set(&a->tail, RB_TAIL_IDLE);
		/* O1 */
		rb_set_release(&a->data->commit, a->end * 4);
		if (st->head)
			rb_save(st, b);
		rb_show(cpu, st, rb_name(b->nr, b->id));
		/* From here on nested writers may claim a. */
		rb_set(&cpu->pub, b);
	}
	/* Who waits for pages is told like those who wait for records. */
	if (atomic_read(&cpu->wake) & RB_WAKE_PAGE)
		atomic_or(RB_WAKE_ANY, &cpu->wake);
}
EXPORT_SYMBOL_GPL(rb_publish_pages);

/**
 * rb_discard_in_place - turn a record into padding
 * @head: the record
 *
 * Its delta stays, so the times of later records do too. Parsers do not accept
 * a padding without one, hence the one nanosecond that may be added.
 *
 * Context: as rb_discard().
 */
void rb_discard_in_place(u32 *head)
{
	u32 type = rb_head_type(*head);
	u32 delta = rb_head_delta(*head);

	if (type != RB_TYPE_LONG)
		head[1] = type * 4;
	*head = rb_head(RB_TYPE_PADDING, max(delta, 1U));
}
EXPORT_SYMBOL_GPL(rb_discard_in_place);

/**
 * rb_refuse_nested - count a writer that came too deep
 * @cpu: the CPU's buffer
 *
 * Context: as rb_reserve().
 */
void rb_refuse_nested(struct rb_cpu *cpu)
{
	rb_count(&cpu->counts->nested);
}
EXPORT_SYMBOL_GPL(rb_refuse_nested);

/**
 * rb_turn_away - a writer went in and finds that it is refused
 * @cpu: the CPU's buffer
 * @level: writers in progress below it
 *
 * While it was in, others may have written on top of it. Publishing that is its
 * duty, but if the store is being changed it must not look at the store: then
 * rb_settle() does it.
 *
 * Context: as rb_reserve(), nest raised.
 * Return: true if it is out again, false if it is to leave as writers do.
 */
bool rb_turn_away(struct rb_cpu *cpu, unsigned long level)
{
	if (!(atomic_read(&cpu->refuse) & (RB_REFUSE_CHANGE | RB_REFUSE_ABSENT)))
		return false;
	rb_set(&cpu->nest, level);
	return true;
}
EXPORT_SYMBOL_GPL(rb_turn_away);

/* Leaves like any writer, with nobody to tell. */
static const struct rb_config rb_settler = { .max_nest = RB_MAX_NEST };

/**
 * rb_settle - is a CPU without writers, and everything published
 * @cpu: its buffer, with a bit of RB_REFUSE_CHANGE set
 *
 * A writer may be on its way out, with @nest cleared and the second look at the
 * tail still to come. Then that look is taken here.
 *
 * Context: on the CPU itself, in what interrupted its writers.
 * Return: false if a writer is in progress.
 */
bool rb_settle(struct rb_cpu *cpu)
{
	if (rb_get(&cpu->nest))
		return false;
	if (cpu->pub) {
		rb_set(&cpu->nest, 1);
		rb_publish(&rb_settler, NULL, cpu);
	}
	return true;
}
