// SPDX-License-Identifier: GPL-2.0
/*
 * A buffer in memory that outlives the kernel.
 *
 *   head                what the memory is divided into, with a checksum
 *   entries of CPU 0    one per sub-buffer, see struct rb_saved
 *   entries of CPU 1    ...
 *   sub-buffers of CPU 0, from a multiple of their size on
 *   sub-buffers of CPU 1, ...
 *
 * An entry tells which page is in a sub-buffer; how much of the page is finished
 * says the page itself, and a page with nothing finished is void, whatever the
 * entry says. So a page that is claimed, reset or given back by a reader gets a
 * commit of 0 before anything else, and its entry is written when it is
 * published, before its first record is. A crash at any point leaves finished
 * records or a void page, and nothing has to be done to be prepared. Nothing in
 * the memory is an address.
 *
 * Recovery believes nothing. An entry counts if its checksum is right and the
 * page below it consists of whole records up to its commit; anything else is a
 * gap in the numbering, as if it had been overwritten. What remains is put into
 * slots by number, and writing goes on with the page after the newest. A page
 * that a reader held is there once more; pages that it was done with are not.
 */
#include "internal.h"

#define RB_HEAD_MAGIC	0x5262506167657321ULL
#define RB_HEAD_VERSION	1

/**
 * struct rb_head - the beginning of the memory
 * @magic: RB_HEAD_MAGIC, in the byte order of the machine
 * @version: RB_HEAD_VERSION
 * @subbuf: bytes of a sub-buffer
 * @cpus: number of CPUs
 * @slots: number of slots of each, one less than sub-buffers
 * @check: of all this
 * @boot: counts the kernels that used the memory
 */
struct rb_head {
	u64	magic;
	u32	version;
	u32	subbuf;
	u32	cpus;
	u32	slots;
	u64	check;
	u64	boot;
};

static u64 rb_mix(u64 sum, u64 value)
{
	sum = (sum ^ value) * 0x9e3779b97f4a7c15ULL;
	return sum ^ sum >> 29;
}

static u64 rb_head_check(const struct rb_head *head)
{
	u64 sum = rb_mix(rb_mix(RB_HEAD_MAGIC, head->magic), head->version);

	return rb_mix(rb_mix(rb_mix(sum, head->subbuf), head->cpus), head->slots);
}

static u64 rb_saved_check(const struct rb_saved *saved, u32 id)
{
	return rb_mix(rb_mix(rb_mix(rb_mix(RB_HEAD_MAGIC, saved->nr), saved->first),
			     saved->boot), id);
}

/**
 * rb_save - a page is published
 * @st: its store
 * @sub: its sub-buffer
 *
 * Its commit is 0.
 *
 * Context: the outermost writer when it leaves, or no writers.
 */
void rb_save(struct rb_store *st, const struct rb_subbuf *sub)
{
	struct rb_saved *saved = &st->saved[sub->id];

	rb_set(&saved->nr, sub->nr);
	rb_set(&saved->first, sub->first);
	rb_set(&saved->boot, st->boot - sub->former);
	rb_set(&saved->check, rb_saved_check(saved, sub->id));
}

/* ---- how the memory is divided ---- */

static size_t rb_each(const struct rb_memory *m, u32 slots)
{
	return (slots + 1) * ((size_t)rb_subbuf_bytes(m->order) + sizeof(struct rb_saved));
}

static void *rb_first_subbuf(const struct rb_memory *m)
{
	size_t entries = (size_t)nr_cpu_ids * (m->slots + 1) * sizeof(struct rb_saved);

	/* Of the offset, not of the address: that may be another next time. */
	return m->start + ALIGN(sizeof(struct rb_head) + entries,
				(size_t)rb_subbuf_bytes(m->order));
}

/**
 * rb_memory_divide - see how much fits
 * @m: start, size and order are set; the rest is filled in
 *
 * The memory is cleared if it does not come from a buffer just like this.
 *
 * Context: any.
 * Return: 0, or -EINVAL if that is too little.
 */
int rb_memory_divide(struct rb_memory *m)
{
	size_t fixed = sizeof(struct rb_head) + rb_subbuf_bytes(m->order);
	struct rb_head head = {
		.magic = RB_HEAD_MAGIC, .version = RB_HEAD_VERSION,
		.subbuf = rb_subbuf_bytes(m->order), .cpus = nr_cpu_ids,
	}, *was;

	if ((unsigned long)m->start % 8 || m->size < fixed)
		return -EINVAL;
	m->slots = min_t(size_t, (m->size - fixed) / nr_cpu_ids / rb_each(m, 0),
			 RB_SLOTS_MAX + 1);
	if (m->slots < RB_SLOTS_MIN + 1)
		return -EINVAL;
	m->slots--;
	head.slots = m->slots;
	head.check = rb_head_check(&head);
	was = m->start;
	if (memcmp(was, &head, offsetof(struct rb_head, boot))) {
		memset(m->start, 0, m->size);
		memcpy(was, &head, sizeof(head));
	}
	was->boot++;
	return 0;
}

/**
 * rb_memory_attach - the parts of the memory that belong to a store
 * @st: the store, without memory for pages
 * @m: the memory
 * @cpu: the CPU
 *
 * Context: any.
 */
void rb_memory_attach(struct rb_store *st, const struct rb_memory *m, int cpu)
{
	void *page = rb_first_subbuf(m) +
		(size_t)cpu * (st->n + 1) * rb_subbuf_bytes(m->order);
	u32 i;

	st->saved = m->start + sizeof(struct rb_head);
	st->saved += (size_t)cpu * (st->n + 1);
	st->boot = ((struct rb_head *)m->start)->boot;
	for (i = 0; i <= st->n; i++) {
		st->sub[i].data = page + (size_t)i * rb_subbuf_bytes(m->order);
		st->sub[i].id = i;
		st->sub[i].tail = RB_TAIL_IDLE;
	}
}

/* ---- recovery ---- */

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
	if (saved->check != rb_saved_check(saved, sub->id) ||
	    saved->nr >= 1ULL << (63 - RB_NR_SHIFT) || !rb_page_sound(st, sub))
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
		struct rb_subbuf *sub = &st->sub[rb_name_id(name)];

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
	rb_renumber(st, st->sub[rb_name_id(*rb_slot_of(st, r->next))].first);
	cpu->cap = st->cap;
	cpu->cur = open;
	cpu->pub = open;
	rcu_assign_pointer(cpu->store, st);
	/* O2 */
	rb_set_release(&cpu->commit, rb_name(open->nr, open->id));
	return true;
}
