// SPDX-License-Identifier: GPL-2.0
/*
 * What memory of the client is divided into.
 *
 *   head                what the memory is divided into, with a checksum
 *   state of CPU 0      see struct rb_shared
 *   state of CPU 1      ...
 *   slots of CPU 0      names, see internal.h
 *   slots of CPU 1      ...
 *   entries of CPU 0    one per sub-buffer, see struct rb_saved
 *   entries of CPU 1    ...
 *   sub-buffers of CPU 0, from a multiple of their size on
 *   sub-buffers of CPU 1, ...
 *
 * Nothing in it is an address. Recovery after a crash needs the entries and the
 * sub-buffers alone (persist.c); whoever reads while somebody else writes needs
 * all of it (remote.c).
 */
#include "internal.h"

#define RB_HEAD_MAGIC	0x5262506167657321ULL
#define RB_HEAD_VERSION	2

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
 * rb_save - a page is about to be published
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

/**
 * rb_saved_sound - is what an entry says undamaged
 * @st: the store
 * @id: its sub-buffer
 *
 * Context: any.
 * Return: true if it is.
 */
bool rb_saved_sound(struct rb_store *st, u32 id)
{
	const struct rb_saved *saved = &st->saved[id];

	return saved->check == rb_saved_check(saved, id) &&
		saved->nr < RB_NR_SANE;
}

/* ---- where things are ---- */

static size_t rb_states_at(void)
{
	return ALIGN(sizeof(struct rb_head), sizeof(struct rb_shared));
}

static size_t rb_slots_at(const struct rb_memory *m)
{
	return rb_states_at() + m->cpus * sizeof(struct rb_shared);
}

static size_t rb_entries_at(const struct rb_memory *m)
{
	return rb_slots_at(m) + (size_t)m->cpus * m->slots * sizeof(u64);
}

/* Of the offset, not of the address: that may be another next time. */
static size_t rb_subbufs_at(const struct rb_memory *m)
{
	size_t entries = (size_t)m->cpus * (m->slots + 1) * sizeof(struct rb_saved);

	return ALIGN(rb_entries_at(m) + entries, (size_t)rb_subbuf_bytes(m->order));
}

static size_t rb_memory_needed(const struct rb_memory *m)
{
	return rb_subbufs_at(m) +
		(size_t)m->cpus * (m->slots + 1) * rb_subbuf_bytes(m->order);
}

/* The most slots that fit. */
static u32 rb_slots_that_fit(struct rb_memory *m)
{
	size_t each = sizeof(u64) + sizeof(struct rb_saved) + rb_subbuf_bytes(m->order);
	size_t most = m->size / m->cpus / each;

	m->slots = min_t(size_t, most, RB_SLOTS_MAX);
	while (m->slots && rb_memory_needed(m) > m->size)
		m->slots--;
	return m->slots;
}

static bool rb_memory_usable(const struct rb_memory *m)
{
	return !((unsigned long)m->start % __alignof__(struct rb_shared)) &&
		m->size >= sizeof(struct rb_head);
}

/**
 * rb_memory_divide - see how much fits, to write to it
 * @m: start, size and order are set; the rest is filled in
 *
 * The memory is cleared if it does not come from a buffer just like this.
 *
 * Context: any.
 * Return: 0, or -EINVAL if that is too little.
 */
int rb_memory_divide(struct rb_memory *m)
{
	struct rb_head head = {
		.magic = RB_HEAD_MAGIC, .version = RB_HEAD_VERSION,
		.subbuf = rb_subbuf_bytes(m->order), .cpus = nr_cpu_ids,
	}, *was = m->start;

	m->cpus = nr_cpu_ids;
	if (!rb_memory_usable(m) || rb_slots_that_fit(m) < RB_SLOTS_MIN)
		return -EINVAL;
	head.slots = m->slots;
	head.check = rb_head_check(&head);
	head.boot = was->boot + 1;
	if (memcmp(was, &head, offsetof(struct rb_head, boot))) {
		memset(was, 0, m->size);
		*was = head;
	} else if (m->share == RINGBUF_OWN) {
		was->boot++;
	}
	return 0;
}

/**
 * rb_memory_find - see what somebody else divided it into
 * @m: start and size are set; the rest is filled in
 *
 * Context: any.
 * Return: 0, or -EINVAL if there is nothing that this kernel can read.
 */
int rb_memory_find(struct rb_memory *m)
{
	const struct rb_head *head = m->start;

	if (!rb_memory_usable(m) || head->magic != RB_HEAD_MAGIC ||
	    head->version != RB_HEAD_VERSION || head->check != rb_head_check(head))
		return -EINVAL;
	for (m->order = 0; m->order < RB_ORDER_MAX; m->order++)
		if (rb_subbuf_bytes(m->order) == head->subbuf)
			break;
	m->cpus = head->cpus;
	m->slots = head->slots;
	if (rb_subbuf_bytes(m->order) != head->subbuf || m->cpus > nr_cpu_ids ||
	    m->slots < RB_SLOTS_MIN || m->slots > RB_SLOTS_MAX ||
	    rb_memory_needed(m) > m->size)
		return -EINVAL;
	return 0;
}

/**
 * rb_memory_attach - give a store the parts of the memory that belong to a CPU
 * @cpu: the buffer of the CPU
 * @st: the store, without memory for slots and pages
 * @m: the memory
 *
 * Context: any.
 */
void rb_memory_attach(struct rb_cpu *cpu, struct rb_store *st,
		      const struct rb_memory *m)
{
	size_t each = rb_subbuf_bytes(m->order);
	void *pages = m->start + rb_subbufs_at(m) + each * cpu->cpu * (st->n + 1);
	u32 i;

	st->head = m->start;
	st->boot = st->head->boot;
	st->state = m->start + rb_states_at();
	st->state += cpu->cpu;
	st->slot = m->start + rb_slots_at(m);
	st->slot += (size_t)cpu->cpu * st->n;
	st->saved = m->start + rb_entries_at(m);
	st->saved += (size_t)cpu->cpu * (st->n + 1);
	for (i = 0; i <= st->n; i++) {
		st->sub[i].data = pages + each * i;
		st->sub[i].id = i;
		st->sub[i].tail = RB_TAIL_IDLE;
	}
	cpu->counts = &st->state->counts;
}
