// SPDX-License-Identifier: GPL-2.0
/*
 * The consuming reader.
 *
 * It owns one sub-buffer. When it has read all of it, it exchanges it for the
 * oldest page in the ring (rb_take), even if that is the page being written:
 * the writer does not notice. It gives a sub-buffer back only after it saw a
 * later page published, so nobody writes to what it gives back.
 *
 * Order of looks in rb_refill(): first which page is published, then how much
 * of ours is finished. A page that is not the published one any more has its
 * final size.
 *
 * Records carry no number, pages do (rb_subbuf.first). The reader counts along,
 * and where a page starts later than expected, that many were lost.
 */
#include "internal.h"

/**
 * rb_hold - take the reader's side of a CPU
 * @cpu: the CPU's buffer
 *
 * Use it through rb_hold_scope().
 *
 * Context: any.
 * Return: a guard, with NULL for @cpu if it cannot be had here.
 */
struct rb_guard rb_hold(struct rb_cpu *cpu)
{
	struct rb_guard guard = { };

	/* Where there is a store there will be one, but perhaps not this one. */
	if (!rb_store_of(cpu) || rb_remote_reader(cpu) || !rb_lock(&cpu->lock, &guard.flags))
		return guard;
	guard.cpu = cpu;
	if (rb_remote_writer(cpu))
		rb_remote_look(cpu);
	return guard;
}

/**
 * rb_release - end of rb_hold()
 * @guard: the guard
 *
 * Context: as rb_hold().
 */
void rb_release(struct rb_guard *guard)
{
	if (guard->cpu)
		rb_unlock(&guard->cpu->lock, guard->flags);
}

/**
 * rb_oldest - where to go on if page @nr is not in its slot any more
 * @st: the store
 * @nr: number of a page
 * @last: number of the last page of interest
 *
 * Context: any.
 * Return: number of the first page from @nr on that is still in the ring,
 * @last + 1 if there is none.
 */
u64 rb_oldest(struct rb_store *st, u64 nr, u64 last)
{
	while (nr <= last) {
		u64 name = rb_get(rb_slot_of(st, nr));
		u64 found = rb_name_nr(name);

		if (found == nr && !(name & RB_FREE))
			break;
		/* A newer page in this slot: the n - 1 before it may exist. */
		nr = found > nr + st->n ? found - st->n + 1 : nr + 1;
	}
	return nr;
}

/**
 * rb_reader_start - the consuming reader begins
 * @cpu: the CPU's buffer, its readers locked out
 * @sub: the sub-buffer that it owns
 * @next: number of the first page to take
 *
 * Context: any.
 */
void rb_reader_start(struct rb_cpu *cpu, struct rb_subbuf *sub, u64 next)
{
	struct rb_reader *r = &cpu->reader;

	r->sub = sub;
	r->holds = false;
	r->off = 0;
	r->next = next;
	r->expect = 0;
	r->lost = 0;
	r->lost_total = 0;
	r->read = 0;
}

/**
 * rb_hold_page - the page that the reader goes on with
 * @r: the reader
 * @sub: its sub-buffer, which belongs to the reader
 * @nr: its number
 *
 * Context: any; readers locked out.
 */
void rb_hold_page(struct rb_reader *r, struct rb_subbuf *sub, u64 nr)
{
	u64 first = rb_get(&sub->first);

	r->sub = sub;
	r->holds = true;
	r->off = 0;
	r->ts = sub->data->time_stamp;
	r->next = nr + 1;
	r->lost += first - r->expect;
	r->lost_total += first - r->expect;
	r->expect = first;
}

/* Whoever finds the memory later shall not read it again. */
static void rb_void_page(struct rb_reader *r)
{
	rb_set(&r->sub->data->commit, 0);
	r->holds = false;
	r->off = 0;
}

/* Exchange the reader's sub-buffer, which it is done with, for the next page. */
static bool rb_take(struct rb_cpu *cpu, struct rb_store *st)
{
	struct rb_reader *r = &cpu->reader;

	for (;;) {
		u64 last = rb_name_nr(rb_published(cpu));
		u64 nr = rb_oldest(st, r->next, last);
		u64 *slot = rb_slot_of(st, nr);
		u64 name = rb_get(slot);
		struct rb_subbuf *sub = rb_named(st, name);

		if (nr > last)
			return false;
		if (name != rb_name(nr, sub->id))
			continue;
		/* Nobody is helped by an empty page, see also rb_read_page(). */
		if (nr == last && !rb_unread(sub) && rb_get(slot) == name)
			return false;
		if (st->head)
			rb_void_page(r);
		/* O3, O5 */
		if (rb_cas(slot, &name, rb_name(nr, r->sub->id) | RB_FREE)) {
			rb_hold_page(r, sub, nr);
			return true;
		}
	}
}

/*
 * Have a page with something unread. Returns the bytes that are finished on
 * it, or 0 if there is nothing to read.
 */
static u32 rb_refill(struct rb_cpu *cpu)
{
	struct rb_store *st = rb_store_of(cpu);
	struct rb_reader *r = &cpu->reader;

	do {
		u64 last = rb_name_nr(rb_published(cpu));
		u32 size = r->holds ? rb_unread(r->sub) : 0;

		if (r->off < size)
			return size;
		if (r->holds && r->sub->nr == last)
			return 0;
	} while (rb_take(cpu, st));
	return 0;
}

static struct rb_cursor rb_reader_cursor(struct rb_reader *r, u32 size)
{
	return (struct rb_cursor){ r->sub->data->data, r->off, size, r->ts };
}

/* Find the next record with data; skip what comes before it for good. */
static bool rb_next_data(struct rb_cpu *cpu, struct rb_item *item)
{
	struct rb_reader *r = &cpu->reader;
	u32 size;

	while ((size = rb_refill(cpu))) {
		struct rb_cursor at = rb_reader_cursor(r, size);
		bool found = rb_find_data(&at, item);

		r->ts = at.ts;
		r->off = found ? at.off : size;
		if (found)
			return true;
	}
	return false;
}

static void rb_consumed(struct rb_reader *r, u32 records)
{
	r->expect += records;
	r->read += records;
	r->lost = 0;
}

/**
 * rb_peek - look at the next record
 * @rb: the buffer
 * @cpu: the CPU whose records are read
 * @r: filled in; valid until the next rb_peek(), rb_consume(), rb_read_page() or
 *	rb_take_page() of this CPU
 *
 * Context: any. Lock-free towards writers.
 * Return: false if there is none, or if it cannot be told without waiting.
 */
bool rb_peek(struct ringbuf *rb, int cpu, struct rb_record *r)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	struct rb_item item;

	if (!guard.cpu)
		return false;
	if (!rb_next_data(guard.cpu, &item))
		return false;
	guard.cpu->reader.given = true;
	r->data = (void *)item.data;
	r->len = item.len;
	r->ts = item.ts;
	r->lost = guard.cpu->reader.lost;
	r->cpu = cpu;
	r->former = guard.cpu->reader.sub->former;
	return true;
}
EXPORT_SYMBOL_GPL(rb_peek);

/**
 * rb_consume - take the record that rb_peek() shows
 * @rb: the buffer
 * @cpu: the CPU whose records are read
 *
 * Its data stay valid until the next call.
 *
 * Context: any. Lock-free towards writers.
 */
void rb_consume(struct ringbuf *rb, int cpu)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	struct rb_reader *r;
	struct rb_item item;

	if (!guard.cpu || !rb_next_data(guard.cpu, &item))
		return;
	r = &guard.cpu->reader;
	r->off += item.size;
	r->ts = item.ts;
	rb_consumed(r, 1);
}
EXPORT_SYMBOL_GPL(rb_consume);

/*
 * Go past the records that fit below @end. The last one passed has data, so a
 * time extend is never parted from the record it belongs to.
 */
static u32 rb_pass(struct rb_cursor *at, u32 end)
{
	struct rb_cursor next = *at;
	struct rb_item item;
	u32 records = 0;

	while (rb_decode(&next, &item) && next.off + item.size <= end) {
		rb_step(&next, &item);
		if (item.type != RB_TYPE_LONG)
			continue;
		*at = next;
		records++;
	}
	return records;
}

/* Say on the page how many records were lost before it. */
static void rb_mark_lost(struct rb_page *page, u32 room, unsigned long lost)
{
	u32 size = page->commit;

	if (!lost)
		return;
	page->commit |= RB_MISSED_EVENTS;
	if (room - size < sizeof(lost))
		return;
	memcpy(page->data + size, &lost, sizeof(lost));
	page->commit |= RB_MISSED_STORED;
}

/* Copy records from the reader's page; returns their bytes. */
static u32 rb_copy_records(struct rb_reader *r, u32 size, struct rb_page *page,
			   u32 room)
{
	struct rb_cursor at = rb_reader_cursor(r, size);
	u32 records = rb_pass(&at, r->off + room);
	u32 bytes = at.off - r->off;

	if (!records)
		return 0;
	page->time_stamp = r->ts;
	page->commit = bytes;
	memcpy(page->data, r->sub->data->data + r->off, bytes);
	memset(page->data + bytes, 0, room - bytes);
	rb_mark_lost(page, room, r->lost);
	r->off = at.off;
	r->ts = at.ts;
	rb_consumed(r, records);
	return bytes;
}

/* More may still be written to the page that the reader holds. */
static bool rb_page_growing(struct rb_cpu *cpu)
{
	return cpu->reader.sub->nr == rb_name_nr(rb_published(cpu));
}

/**
 * rb_read_page - take a page full of records
 * @rb: the buffer
 * @cpu: the CPU whose records are read
 * @page: where to put a struct rb_page and its records
 * @len: bytes there
 * @full: take only what is left of pages that are complete
 *
 * The rest of @page is zeroed. Never makes an empty page.
 *
 * Context: any; @page must not fault. Lock-free towards writers.
 * Return: bytes of records, 0 if there are none or the lock cannot be had in
 * this context, -EINVAL if @len cannot hold the next record.
 */
int rb_read_page(struct ringbuf *rb, int cpu, void *page, size_t len, bool full)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	struct rb_reader *r;
	struct rb_item item;
	u32 room;

	if (len < RB_PAGE_HEADER + 8)
		return -EINVAL;
	if (!guard.cpu || !rb_next_data(guard.cpu, &item))
		return 0;
	if (full && rb_page_growing(guard.cpu))
		return 0;
	r = &guard.cpu->reader;
	room = min_t(size_t, len - RB_PAGE_HEADER, RB_SUBBUF_MAX);
	return rb_copy_records(r, rb_unread(r->sub), page, room) ?: -EINVAL;
}
EXPORT_SYMBOL_GPL(rb_read_page);

/**
 * rb_consume_rest - consume what is unread on a page
 * @cpu: the CPU's buffer, its readers locked out
 * @lost: records lost before the first one consumed
 *
 * That of the reader, or the next one if there is nothing.
 *
 * Context: any. Lock-free towards writers.
 * Return: false if there was nothing.
 */
bool rb_consume_rest(struct rb_cpu *cpu, unsigned long *lost)
{
	struct rb_reader *r = &cpu->reader;
	u32 records = 0, size = rb_refill(cpu);
	struct rb_cursor at;
	struct rb_item item;

	*lost = 0;
	if (!size)
		return false;
	at = rb_reader_cursor(r, size);
	for (; rb_decode(&at, &item); rb_step(&at, &item))
		records += item.type == RB_TYPE_LONG;
	r->off = at.off;
	r->ts = at.ts;
	if (records) {
		*lost = r->lost;
		rb_consumed(r, records);
	}
	return true;
}

/**
 * rb_whole_get - get a page for rb_take_page()
 * @rb: the buffer
 * @cpu: the CPU whose records are read
 * @whole: filled in
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int rb_whole_get(struct ringbuf *rb, int cpu, struct rb_whole *whole)
{
	whole->order = ringbuf_subbuf_order(rb);
	whole->page = rb_page_alloc(cpu, whole->order);
	return whole->page ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(rb_whole_get);

/*
 * Give the page away and go on with an empty one. The next claim of the
 * sub-buffer comes after the exchange that gives it back (O3), and so does what
 * the writer sees of @data.
 */
static void rb_hand_over(struct rb_cpu *cpu, u32 size, struct rb_whole *whole)
{
	struct rb_reader *r = &cpu->reader;
	struct rb_page *page = r->sub->data;
	u32 room = rb_store_of(cpu)->cap * 4;

	memset(page->data + size, 0, room - size);
	rb_mark_lost(page, room, r->lost);
	rb_set(&whole->page->commit, 0);
	rb_set(&r->sub->data, whole->page);
	whole->page = page;
	rb_consumed(r, r->sub->events);
	r->holds = false;
	r->given = false;
	r->off = 0;
}

/*
 * Parsers look at the number of lost records when they come to the first record
 * with data, and only if nothing is before it on the page.
 */
static bool rb_hides_loss(const struct rb_reader *r)
{
	return r->lost && rb_head_type(*(u32 *)r->sub->data->data) >= RB_TYPE_PADDING;
}

/**
 * rb_take_page - take a whole page without copying
 * @rb: the buffer
 * @cpu: the CPU whose records are read
 * @whole: a page from rb_whole_get(); replaced by one with records, as
 *	rb_read_page() makes them, to be given to rb_give_back() in the end
 * @full: as of rb_read_page()
 *
 * Context: any. Lock-free towards writers.
 * Return: bytes of records, 0 if there are none or the lock cannot be had in
 * this context; -EAGAIN if the next page is still growing, was consumed in part,
 * cannot be exchanged, or would not show parsers what was lost before it, or if
 * pages have another size than @whole: then rb_read_page() has a copy.
 */
int rb_take_page(struct ringbuf *rb, int cpu, struct rb_whole *whole, bool full)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	struct rb_reader *r;
	u32 size;

	if (!guard.cpu)
		return 0;
	size = rb_refill(guard.cpu);
	if (!size)
		return 0;
	if (rb_page_growing(guard.cpu))
		return full ? 0 : -EAGAIN;
	r = &guard.cpu->reader;
	/* Between looking at the size and at who grows, it may have grown. */
	size = rb_unread(r->sub);
	if (r->off || !r->sub->events || rb_hides_loss(r) ||
	    rb_pages_fixed(guard.cpu) || whole->order != rb_store_of(guard.cpu)->order)
		return -EAGAIN;
	rb_hand_over(guard.cpu, size, whole);
	return size;
}
EXPORT_SYMBOL_GPL(rb_take_page);

/**
 * rb_give_back - the end of a page that was handed over
 * @whole: from rb_whole_get() or rb_take_page()
 *
 * Iterators may just be copying from it, in vain; it is freed after them.
 *
 * Context: any but NMI.
 */
void rb_give_back(struct rb_whole *whole)
{
	if (whole->page)
		rb_page_free_later(whole->page, whole->order);
	whole->page = NULL;
}
EXPORT_SYMBOL_GPL(rb_give_back);
