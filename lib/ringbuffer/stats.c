// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers about a buffer. Writers count almost nothing; what is asked for here
 * follows from the numbering of pages and records. With writers in progress
 * the result is a moment ago's.
 */
#include "internal.h"

/*
 * Records reserved so far, discarded ones not counted. The cells of a page are
 * cleared before the next one is published, so an unchanged name means that
 * they were those of this page.
 */
static u64 rb_written(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	u64 name, sum;
	u32 level;

	do {
		struct rb_subbuf *sub;

		name = rb_published(cpu);
		sub = rb_named(st, name);
		sum = rb_get(&sub->first);
		for (level = 0; level < RB_MAX_NEST; level++)
			sum += rb_get(&sub->count[level]);
		/* What was read belongs to the name, if that still stands. */
		smp_rmb();
	} while (rb_get(&cpu->commit) != name);
	return sum;
}

/* Number of the oldest record that the reader does not hold. */
static u64 rb_oldest_record(struct rb_cpu *cpu, struct rb_store *st, u64 *nr)
{
	u64 last = rb_name_nr(rb_published(cpu));

	*nr = cpu->reader.next;
	while ((*nr = rb_oldest(st, *nr, last)) <= last) {
		u64 name = rb_get_acquire(rb_slot_of(st, *nr));
		u64 first = rb_get(&rb_named(st, name)->first);

		/* What was read belongs to the name, if that still stands. */
		smp_rmb();
		if (rb_get(rb_slot_of(st, *nr)) == name &&
		    rb_name_nr(name) == *nr)
			return first;
	}
	return rb_written(cpu);
}

/* Number of the record after those on the reader's page. */
static u64 rb_after_held(struct rb_cpu *cpu)
{
	struct rb_reader *r = &cpu->reader;

	if (!r->holds)
		return r->expect;
	if (r->sub->nr == rb_name_nr(rb_published(cpu)))
		return rb_written(cpu);
	return r->sub->first + r->sub->events;
}

static unsigned long rb_bytes(struct rb_cpu *cpu, struct rb_store *st, u64 nr)
{
	u64 last = rb_name_nr(rb_published(cpu));
	struct rb_reader *r = &cpu->reader;
	unsigned long sum = 0;

	if (r->holds)
		sum = rb_unread(r->sub) - r->off;
	for (; nr <= last; nr++) {
		u64 name = rb_get(rb_slot_of(st, nr));

		if (rb_name_nr(name) == nr && !(name & RB_FREE))
			sum += rb_unread(rb_named(st, name));
	}
	return sum;
}

/**
 * rb_count_records - fill in what follows from the numbering of records
 * @cpu: the CPU's buffer, its readers locked out
 * @s: entries, overrun, read and bytes are filled in
 *
 * Context: any.
 */
void rb_count_records(struct rb_cpu *cpu, struct ringbuf_stats *s)
{
	struct rb_store *st = rb_store_of(cpu);
	u64 nr, after, oldest;

	if (rb_remote_writer(cpu))
		rb_remote_count(cpu);
	after = rb_after_held(cpu);
	oldest = rb_oldest_record(cpu, st, &nr);
	s->overrun = cpu->reader.lost_total;
	if (oldest > after)
		s->overrun += oldest - after;
	s->read = cpu->reader.read;
	s->entries = rb_written(cpu) - s->overrun - s->read;
	s->bytes = rb_bytes(cpu, st, nr);
}

/*
 * Time of the first record of a stretch, of which the first four words were
 * copied: enough for a time extend and the start of what follows it.
 */
static u64 rb_first_time(struct rb_cursor at)
{
	struct rb_item item;

	if (!rb_decode(&at, &item))
		return 0;
	if (item.type == RB_TYPE_TIME_EXTEND) {
		rb_step(&at, &item);
		rb_decode(&at, &item);
	}
	return item.ts;
}

static u64 rb_time_at(struct rb_subbuf *sub, u32 off, u64 ts)
{
	u32 size = rb_unread(sub), words[4] = { };
	struct rb_cursor at = {
		.data = (unsigned char *)words, .size = size - off, .ts = ts,
	};

	if (off >= size)
		return 0;
	rb_copy_racy(words, rb_get(&sub->data)->data + off,
		     min_t(u32, size - off, sizeof(words)));
	return rb_first_time(at);
}

/* Time of the oldest unread record, 0 if there is none. */
static u64 rb_oldest_time(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	struct rb_reader *r = &cpu->reader;
	u64 last = rb_name_nr(rb_published(cpu));
	u64 nr = r->next;

	if (r->holds && r->off < rb_unread(r->sub))
		return rb_time_at(r->sub, r->off, r->ts);
	while ((nr = rb_oldest(st, nr, last)) <= last) {
		u64 name = rb_get_acquire(rb_slot_of(st, nr));
		struct rb_subbuf *sub = rb_named(st, name);
		u64 ts = rb_time_at(sub, 0, rb_get(&sub->base));

		/* What was read belongs to the name, if that still stands. */
		smp_rmb();
		if (rb_get(rb_slot_of(st, nr)) != name)
			continue;
		if (ts)
			return ts;
		nr++;
	}
	return 0;
}

/**
 * ringbuf_now - the clock of a buffer
 * @rb: the buffer
 * @cpu: the CPU that is asked for
 *
 * Context: as the clock.
 * Return: the time.
 */
u64 ringbuf_now(struct ringbuf *rb, int cpu)
{
	return rb->priv->clock(rb->ctx);
}
EXPORT_SYMBOL_GPL(ringbuf_now);

/**
 * ringbuf_stats - count
 * @rb: the buffer
 * @cpu: the CPU
 * @s: filled in; zero for a CPU that was never seen
 *
 * Context: any.
 */
void ringbuf_stats(struct ringbuf *rb, int cpu, struct ringbuf_stats *s)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);
	const struct rb_counts *counts = part->counts;

	rb_hold_scope(guard, part);

	*s = (struct ringbuf_stats){
		.commit_overrun	= atomic_long_read(&counts->commit_overrun),
		.dropped	= atomic_long_read(&counts->dropped),
		.nested		= atomic_long_read(&counts->nested),
		.too_long	= atomic_long_read(&counts->too_long),
		.clock_back	= atomic_long_read(&counts->clock_back),
		.now_ts		= ringbuf_now(rb, cpu),
	};
	if (!guard.cpu)
		return;
	rb_count_records(part, s);
	s->oldest_ts = rb_oldest_time(part);
}
EXPORT_SYMBOL_GPL(ringbuf_stats);

/**
 * ringbuf_has_cpu - has a CPU been seen
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any.
 * Return: true if there is memory for its records.
 */
bool ringbuf_has_cpu(struct ringbuf *rb, int cpu)
{
	return cpu_possible(cpu) && rb_store_of(rb_cpu_of(rb, cpu));
}
EXPORT_SYMBOL_GPL(ringbuf_has_cpu);

static bool rb_nothing_in_ring(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	u64 last = rb_name_nr(rb_published(cpu));
	u64 nr = rb_oldest(st, cpu->reader.next, last);

	if (nr != last)
		return nr > last;
	return !rb_unread(rb_named(st, rb_get(rb_slot_of(st, nr))));
}

/**
 * ringbuf_empty_cpu - is there nothing to read
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Padding counts as something until a reader came by.
 *
 * Context: any.
 * Return: true if nothing is there, or it cannot be told without waiting.
 */
bool ringbuf_empty_cpu(struct ringbuf *rb, int cpu)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);
	struct rb_reader *r = &part->reader;

	rb_hold_scope(guard, part);

	if (!guard.cpu)
		return true;
	if (r->holds && r->off < rb_unread(r->sub))
		return false;
	return rb_nothing_in_ring(part);
}
EXPORT_SYMBOL_GPL(ringbuf_empty_cpu);

/**
 * ringbuf_empty - is there nothing to read on any CPU
 * @rb: the buffer
 *
 * Context: any.
 * Return: as ringbuf_empty_cpu().
 */
bool ringbuf_empty(struct ringbuf *rb)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (!ringbuf_empty_cpu(rb, cpu))
			return false;
	return true;
}
EXPORT_SYMBOL_GPL(ringbuf_empty);

/**
 * ringbuf_layout - which sub-buffer of a CPU is what, now
 * @rb: the buffer
 * @cpu: the CPU
 * @layout: filled in
 *
 * Context: any.
 * Return: false if the CPU was never seen or it cannot be told without waiting.
 */
bool ringbuf_layout(struct ringbuf *rb, int cpu, struct ringbuf_layout *layout)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	struct rb_store *st;
	u64 name, nr;

	if (!guard.cpu)
		return false;
	st = rb_store_of(guard.cpu);
	name = rb_published(guard.cpu);
	nr = rb_oldest(st, guard.cpu->reader.next, rb_name_nr(name));
	layout->subbufs = st->n + 1;
	layout->commit = rb_name_id(name);
	layout->head = nr > rb_name_nr(name) ? layout->commit :
					       rb_name_id(rb_get(rb_slot_of(st, nr)));
	return true;
}
EXPORT_SYMBOL_GPL(ringbuf_layout);

/**
 * ringbuf_subbuf_at - the order of sub-buffers, now
 * @rb: the buffer
 * @cpu: the CPU
 * @i: 0: the reader's, else that in slot @i - 1
 *
 * Context: any.
 * Return: its number, 0 if ringbuf_layout() would fail.
 */
unsigned int ringbuf_subbuf_at(struct ringbuf *rb, int cpu, unsigned int i)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));

	if (!guard.cpu)
		return 0;
	if (!i)
		return guard.cpu->reader.sub->id;
	return rb_name_id(rb_get(rb_slot_of(rb_store_of(guard.cpu), i - 1)));
}
EXPORT_SYMBOL_GPL(ringbuf_subbuf_at);
