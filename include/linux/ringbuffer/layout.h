/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The structures that the inline write path touches. Clients use none of it
 * directly. lib/ringbuffer/internal.h tells how they work together.
 */
#ifndef _LINUX_RINGBUFFER_LAYOUT_H
#define _LINUX_RINGBUFFER_LAYOUT_H

#include <linux/ringbuffer/config.h>
#include <linux/ringbuffer/format.h>

/*
 * The tail of a sub-buffer: where its next record goes and when its last one
 * was written, in one word that changes in one step.
 *
 *   63            18 17            0
 *   | time since base | words in use |
 *
 * Three numbers of words that no page can hold say that nothing can be
 * reserved here:
 *
 *   IDLE         no writer can come across this sub-buffer
 *   CLOSED       writers went on to the next page, whose base is that of this
 *                one plus the time kept in the upper bits
 *   CLOSED_LONG  the same after a pause that does not fit; the upper bits count
 *                in units of 2^18
 *
 * The fast path never checks that the time stays below 2^46. It needs not: it
 * adds less than 2^27 per record, a page holds fewer than 2^17 records, and the
 * slow path, which adds more, stops at 2^45.
 */
#define RB_TAIL_BITS		18
#define RB_TAIL_MASK		((1ULL << RB_TAIL_BITS) - 1)
#define RB_TAIL_CLOSED		(RB_TAIL_MASK - 2)
#define RB_TAIL_CLOSED_LONG	(RB_TAIL_MASK - 1)
#define RB_TAIL_IDLE		RB_TAIL_MASK
#define RB_TIME_LIMIT		BIT_ULL(45)

/**
 * struct rb_subbuf - what is known about one sub-buffer
 * @tail: see above; writers of the owning CPU, while the page is open
 * @base: the page's time_stamp
 * @data: the page itself
 * @nr: page number that it holds
 * @count: records on the page by nesting level of their writers, so that each
 *	cell has one writer at a time; summed up when the page is published
 * @id: index in rb_store.sub, fixed while it is in use
 * @slot: index of the slot that it was claimed in
 * @end: words in use, once closed
 * @events: records, once published as finished
 * @first: number of its first record since the last reset
 * @former: how many kernels ago it was written
 */
struct rb_subbuf {
	u64		tail;
	u64		base;
	struct rb_page	*data;
	u64		nr;
	u32		count[RB_MAX_NEST];

	u32		id;
	u32		slot;
	u32		end;
	u32		events;
	u64		first;
	u32		former;
} ____cacheline_aligned;

struct rb_store;

/**
 * struct rb_reader - the consuming reader of one CPU; under rb_cpu.lock
 * @sub: the sub-buffer that the reader owns
 * @holds: @sub is a page taken from the ring, not just the spare one
 * @off: bytes consumed of it
 * @ts: time of the last record consumed or skipped
 * @next: number of the page to take next
 * @expect: number of the record that comes next when nothing was lost
 * @lost: records found missing and not reported yet
 * @lost_total: records found missing since the last reset
 * @read: records consumed since the last reset
 * @given: a record on the page of @sub was given out
 * @parked: page of a former store that such a record may still lie in
 * @parked_order: its size
 */
struct rb_reader {
	struct rb_subbuf	*sub;
	bool			holds;
	u32			off;
	u64			ts;
	u64			next;
	u64			expect;
	unsigned long		lost;
	unsigned long		lost_total;
	unsigned long		read;
	bool			given;
	struct rb_page		*parked;
	unsigned int		parked_order;
};

/**
 * struct rb_counts - what does not follow from the numbers of pages and records
 * @commit_overrun: see struct ringbuf_stats, as the others
 * @dropped: see struct ringbuf_stats
 * @nested: see struct ringbuf_stats
 * @too_long: see struct ringbuf_stats
 * @clock_back: see struct ringbuf_stats
 */
struct rb_counts {
	atomic_long_t	commit_overrun;
	atomic_long_t	dropped;
	atomic_long_t	nested;
	atomic_long_t	too_long;
	atomic_long_t	clock_back;
};

/* Bits of rb_cpu.wake: who wants to be told. */
#define RB_WAKE_ANY	1	/* as soon as there is a record */
#define RB_WAKE_PAGE	2	/* when a page was finished */

/**
 * struct rb_cpu - the buffer of one CPU
 * @cur: sub-buffer that records go to
 * @pub: sub-buffer of the page that @commit names
 * @nest: writers in progress
 * @cap: words that a page holds
 * @refuse: not 0: no new records; other RB_REFUSE_* bits and a count
 * @commit: name of the newest page that readers may look at
 * @wake: RB_WAKE_* bits
 * @store: slots and sub-buffers; NULL until the CPU has been seen
 * @want: number of slots that @store is to have
 * @asked: bytes that were asked for, 0 if that was at creation
 * @fresh: what is going to replace @store
 * @mapped: how often user space maps @store; @store and its pages stay then
 * @meta: the page that tells about it
 * @cpu: the CPU
 * @share: enum ringbuf_share
 * @counts: what writers refused; @own_counts, or in memory of the client
 * @own_counts: for buffers without such memory
 * @lock: serializes readers and whoever changes what they rely on
 * @reader: the consuming reader
 *
 * The first part belongs to the writers, the second is written by them and
 * watched by others, the third is for slow paths, the last for readers.
 */
struct rb_cpu {
	struct rb_subbuf	*cur;
	struct rb_subbuf	*pub;
	unsigned long		nest;
	u32			cap;
	atomic_t		refuse;

	u64			commit ____cacheline_aligned;
	atomic_t		wake;

	struct rb_store __rcu	*store ____cacheline_aligned;
	u32			want;
	unsigned long		asked;
	struct rb_store		*fresh;
	unsigned int		mapped;
	void			*meta;
	int			cpu;
	unsigned int		share;
	struct rb_counts	*counts;
	struct rb_counts	own_counts;

	raw_spinlock_t		lock ____cacheline_aligned;
	struct rb_reader	reader;
};

struct ringbuf_private;

/**
 * struct ringbuf - a buffer with a part for every CPU
 * @cpu: the parts, one for every possible CPU
 * @refuse: not 0: no new records; RB_REFUSE_OFF and a count
 * @overwrite: what RB_MODE_ASK means
 * @ctx: ringbuf_params.ctx
 * @priv: what only slow paths need
 */
struct ringbuf {
	struct rb_cpu * __percpu	*cpu;
	atomic_t			refuse;
	bool				overwrite;
	void				*ctx;
	struct ringbuf_private		*priv;
};

/* Bits of refuse; those below count who else refuses. */
#define RB_REFUSE_OFF		((int)BIT(30))	/* the user's switch */
#define RB_REFUSE_ABSENT	((int)BIT(30))	/* the CPU has no store */
#define RB_REFUSE_QUIET		((int)BIT(29))	/* its store is being changed */
#define RB_REFUSE_SWAP		((int)BIT(28))	/* the same, by its own CPU */
#define RB_REFUSE_CHANGE	(RB_REFUSE_QUIET | RB_REFUSE_SWAP)

/**
 * ringbuf_ctx - what the client gave as ringbuf_params.ctx
 * @rb: the buffer
 *
 * Context: any.
 * Return: the pointer.
 */
static __always_inline void *ringbuf_ctx(const struct ringbuf *rb)
{
	return rb->ctx;
}

#endif
