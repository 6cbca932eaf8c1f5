/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the parts of a ring buffer work together.
 *
 * The buffer of a CPU is a ring of n slots and n + 1 sub-buffers. A slot holds
 * a word, its name:
 *
 *   63          23   22   21         0
 *   | page number | free | sub-buffer |
 *
 * Pages are numbered as they are opened and never renumbered; page h lives in
 * slot h mod n. The sub-buffer that is in no slot is the reader's.
 *
 * Two moves change a name, both a compare-exchange of that one word:
 *
 *   claim    (writer)  {h, -, id} -> {h + n, -, id}
 *   take     (reader)  {h, -, id} -> {h, free, the reader's old id}
 *
 * so each sub-buffer has exactly one owner at any time, and nobody ever waits.
 * A writer whose page was taken goes on writing to it: its position is in the
 * sub-buffer, not in the slot.
 *
 * Writers of a CPU form a stack. rb_cpu.commit is the name of the newest page
 * that readers may look at, rb_page.commit says how much of a page is finished.
 * Both are written by the outermost writer alone when it leaves. While writers
 * are in progress they stand still, and this is what makes the rest simple:
 *
 *   claim rule: a page whose number is not below that of the published page is
 *   not claimed. So what was the current page when some writer in progress
 *   began stays what it is until that writer has left: no tail, no slot and
 *   no sub-buffer can come back to an earlier value behind its back.
 *
 * Invariants (rb_check() tests what can be seen from outside):
 *
 *   I1  the sub-buffers in the slots and the reader's are all different
 *   I2  the current sub-buffer is in the slot of its page, or the reader's
 *   I3  every byte below a page's commit belongs to a finished record
 *   I4  a page's commit is a record boundary
 *   I5  nobody stores into a finished page, or into a page it did not open
 *   I6  decoded times never decrease; each is what the clock said when the
 *       reservation began, or the time of a nested record that came before it
 *   I7  reserved = read + lost + unread + discarded
 *   I8  a writer's retry is paid by a nested reservation, a reader's by an
 *       opened page
 *   I9  without writers in progress the published page is the current one, its
 *       commit is its tail, and all other tails are idle
 *   I10 rb_cpu.commit, and rb_page.commit of one page number, never decrease
 *
 * Ordering between CPUs; each pair has a test in Documentation/litmus-tests:
 *
 *   O1  release of rb_page.commit (rb_publish, rb_publish_pages)
 *         -> acquire in rb_unread: records below it are complete
 *   O2  release of rb_cpu.commit (rb_show)
 *         -> acquire in rb_published: pages up to it are described completely
 *   O3  exchange by the reader (rb_take), after its last look at the page that
 *       it gives back -> claim (rb_claim), before the writer's first store
 *   O4  claim, then stores into the page; the iterator copies, rmb, and reads
 *       the name again: a torn copy is noticed
 *   O5  claim and take of one name: one of them fails
 *   O6  a waiter sets rb_cpu.wake, then looks for data; a writer publishes and
 *       then reads wake. Not ordered on the writer: see wait.c
 *   O7  stores, slots and tails are replaced only while the part refuses
 *       writers and none is in progress: see rb_quiet_begin(), rb_quiet_end()
 *       for other CPUs, write.h for the writers
 *   O8  rb_cpu.store is published before the bit that refuses is cleared
 */
#ifndef _LIB_RINGBUFFER_INTERNAL_H
#define _LIB_RINGBUFFER_INTERNAL_H

#include "platform.h"
#include "memory.h"
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>

#define RB_ID_BITS	22
#define RB_ID_MASK	((1ULL << RB_ID_BITS) - 1)
#define RB_FREE		BIT_ULL(RB_ID_BITS)
#define RB_NR_SHIFT	(RB_ID_BITS + 1)

/* More pages than this are never written, numbers from outside may say so. */
#define RB_NR_SANE	BIT_ULL(63 - RB_NR_SHIFT)

static __always_inline u64 rb_name(u64 nr, u32 id)
{
	return nr << RB_NR_SHIFT | id;
}

static __always_inline u64 rb_name_nr(u64 name)
{
	return name >> RB_NR_SHIFT;
}

static __always_inline u32 rb_name_id(u64 name)
{
	return name & RB_ID_MASK;
}

/* In rb_subbuf.id: the page belongs to somebody else now. */
#define RB_ID_GONE	((u32)RB_ID_MASK)

/* Sub-buffers are at most this large, the tail has no more bits. */
#define RB_SUBBUF_MAX	(1UL << (RB_TAIL_BITS + 2))
#define RB_ORDER_MAX	(RB_TAIL_BITS + 2 - PAGE_SHIFT)

/* Fewer slots cannot work: the page before the published one must be there. */
#define RB_SLOTS_MIN	2U
#define RB_SLOTS_MAX	((u32)RB_ID_MASK - 1)

/**
 * struct rb_store - the memory of one CPU's buffer
 * @n: number of slots; there is one sub-buffer more
 * @order: pages per sub-buffer, as a power of two
 * @cap: words that a sub-buffer holds
 * @slot: names, one per slot
 * @sub: sub-buffers by id
 * @line: the same for stores that continue each other's numbers
 * @head: memory of the client; NULL if slots and pages are the kernel's own
 * @state: what its writers tell
 * @saved: what is in sub-buffers, by id
 * @boot: rb_head.boot of who writes
 * @origin: number that the first record had that we saw of somebody else's
 */
struct rb_store {
	u32			n;
	unsigned int		order;
	u32			cap;
	u64			*slot;
	struct rb_subbuf	*sub;
	long			line;
	struct rb_head		*head;
	struct rb_shared	*state;
	struct rb_saved		*saved;
	u64			boot;
	u64			origin;
};

/**
 * struct ringbuf_private - the part of a buffer that writers do not need
 * @rb: the buffer
 * @name: for messages
 * @lock: serializes changes of size and shape
 * @order: order of all sub-buffers
 * @clock: for slow paths
 * @cpuhp: entry in the list of buffers that get to know of new CPUs
 * @waiters: wait.c
 * @memory: where sub-buffers are, if the client gave memory
 */
struct ringbuf_private {
	struct ringbuf		*rb;
	const char		*name;
	struct mutex		lock;	/* size and shape */
	unsigned int		order;
	u64			(*clock)(void *ctx);
	struct hlist_node	cpuhp;
	struct rb_waiters	*waiters;
	struct rb_memory	memory;
};

static inline struct rb_cpu *rb_cpu_of(struct ringbuf *rb, int cpu)
{
	return *per_cpu_ptr(rb->cpu, cpu);
}

static inline unsigned int rb_subbuf_bytes(unsigned int order)
{
	return PAGE_SIZE << order;
}

/* The store, for whoever keeps it from being replaced. */
static inline struct rb_store *rb_store_of(struct rb_cpu *cpu)
{
	return rcu_dereference_raw(cpu->store);
}

static inline u64 *rb_slot_of(struct rb_store *st, u64 nr)
{
	return &st->slot[nr % st->n];
}

/* The sub-buffer that a name tells. Names in shared memory may tell anything. */
static inline struct rb_subbuf *rb_named(struct rb_store *st, u64 name)
{
	return &st->sub[min(rb_name_id(name), st->n)];
}

/* Somebody else writes, or reads. */
static inline bool rb_remote_writer(const struct rb_cpu *cpu)
{
	return cpu->share == RINGBUF_READ;
}

static inline bool rb_remote_reader(const struct rb_cpu *cpu)
{
	return cpu->share == RINGBUF_WRITE;
}

/* Name of the newest page to look at, and all about pages up to it: O2. */
static inline u64 rb_published(struct rb_cpu *cpu)
{
	return rb_get_acquire(&cpu->commit);
}

/* Let readers look at the page of that name: O2. */
static inline void rb_show(struct rb_cpu *cpu, struct rb_store *st, u64 name)
{
	if (st->head)
		rb_set_release(&st->state->commit, name);
	rb_set_release(&cpu->commit, name);
}

/* Bytes of finished records on a page, and the records: O1. */
static inline u32 rb_unread(struct rb_subbuf *sub)
{
	return rb_get_acquire(&rb_get(&sub->data)->commit);
}

/* page.c */

/**
 * struct rb_item - one record, decoded
 * @type: of enum rb_type; all data are RB_TYPE_LONG
 * @data: the data
 * @len: bytes of data
 * @size: bytes of the record
 * @ts: time of the record
 */
struct rb_item {
	enum rb_type	type;
	const void	*data;
	u32		len;
	u32		size;
	u64		ts;
};

bool rb_decode(const struct rb_cursor *at, struct rb_item *item);
void rb_step(struct rb_cursor *at, const struct rb_item *item);
bool rb_find_data(struct rb_cursor *at, struct rb_item *item);

/* alloc.c */
struct rb_store *rb_store_alloc(int cpu, u32 n, unsigned int order, u32 have);
void rb_store_free(struct rb_store *st);
void rb_store_install(struct ringbuf *rb, struct rb_cpu *cpu, struct rb_store *st);
void rb_store_disown(struct rb_store *st);
int rb_cpu_populate(struct ringbuf *rb, int cpu);
u32 rb_slots_for(unsigned long bytes, unsigned int order);

/* read.c */

/**
 * struct rb_guard - the reader's side of a CPU, held to the end of a scope
 * @cpu: what is held; NULL if it could not be had or there is no buffer
 * @flags: interrupt state before
 */
struct rb_guard {
	struct rb_cpu	*cpu;
	unsigned long	flags;
};

struct rb_guard rb_hold(struct rb_cpu *cpu);
void rb_release(struct rb_guard *guard);

#define rb_hold_scope(name, cpu) \
	struct rb_guard name __cleanup(rb_release) = rb_hold(cpu)

void rb_reader_start(struct rb_cpu *cpu, struct rb_subbuf *sub, u64 next);
void rb_hold_page(struct rb_reader *r, struct rb_subbuf *sub, u64 nr);
u64 rb_oldest(struct rb_store *st, u64 nr, u64 last);
bool rb_consume_rest(struct rb_cpu *cpu, unsigned long *lost);

/* stats.c */
void rb_count_records(struct rb_cpu *cpu, struct ringbuf_stats *s);

/* map.c */
void rb_meta_restart(struct rb_cpu *cpu);

/* switch.c */
bool rb_settle(struct rb_cpu *cpu);

/* persist.c */
bool rb_recover(struct rb_cpu *cpu, struct rb_store *st, u64 time);

/* remote.c */
void rb_remote_look(struct rb_cpu *cpu);
void rb_remote_begin(struct rb_cpu *cpu, struct rb_store *st);
bool rb_resume(struct rb_cpu *cpu, struct rb_store *st, u64 time);
void rb_remote_count(struct rb_cpu *cpu);
void rb_remote_drop(struct rb_cpu *cpu);

/* A sub-buffer has to keep its page. */
static inline bool rb_pages_fixed(struct rb_cpu *cpu)
{
	return cpu->mapped || rb_store_of(cpu)->head;
}

/* move.c */
void rb_store_move(struct rb_cpu *cpu, struct rb_store *to);

/* resize.c */
void rb_quiet_begin(struct rb_cpu *cpu);
void rb_quiet_end(struct rb_cpu *cpu);

/* cpus.c */
int rb_hotplug_add(struct ringbuf *rb);
void rb_hotplug_remove(struct ringbuf *rb);

/* wait.c */
int rb_waiters_create(struct ringbuf *rb);
void rb_waiters_destroy(struct ringbuf *rb);
void rb_tell_waiters(struct ringbuf *rb, int cpu);

/* check.c */
const char *rb_check(struct rb_cpu *cpu);

#endif
