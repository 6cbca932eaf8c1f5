// SPDX-License-Identifier: GPL-2.0
/*
 * The next record over all CPUs by time.
 *
 * Each CPU is a head: a CPU number and a time, kept in a binary heap.  A head's
 * time is a promise: no record of that CPU that is still to come is older.  So
 * the head on top, once its promise has been checked against the record itself,
 * is the next one.  A check that fails raises the time of that head, it sinks,
 * and the new top is tried.  A step therefore looks at the buffer of one CPU,
 * or of two when the turn changes.
 *
 * In a consuming reader the promise of a CPU without records is the time at
 * which it was found empty, so it is asked again when the merge has come to
 * that time, and never before.  The heap holds no pointer to a record, so it
 * does not matter what happens to the buffer between two reads: all that is
 * done with an old promise is to check it.
 *
 * A snapshot iterator that is at its end leaves the heap.
 *
 * Records of equal time come in the order of their CPUs. Those of a former kernel
 * come first, whatever their time: what a head has is not a time alone.
 */
#include <linux/cpumask.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/slab.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "merge.h"
#include "names.h"

/* Longer records are not kept for trace_merge_follower(). */
#define KEPT_MAX	96

/* One CPU in the heap; @it is NULL in a consuming reader. */
struct head {
	u64		ts;	/* see sort_key() */
	int		cpu;
	struct rb_iter	*it;
};

/**
 * struct trace_merge - a walk over the buffer of an instance
 * @rb: the buffer
 * @index: records that have been passed
 * @gaps: records had been overwritten when the walk began
 * @ahead: where the current record is kept while its successor is looked at,
 *	NULL: that is not wanted
 * @ahead_size: bytes at @ahead
 * @kept: the same, for records that are followed by what belongs to them
 * @ahead_valid: the current record is in @ahead or @kept, its reader is past it
 * @window: only records from @from to @to are shown
 * @from: see @window
 * @to: see @window
 * @names: for the lines
 * @nr_heads: CPUs in @heads, the first @nr_live of which form the heap; the
 *	others have no record
 * @nr_live: see @nr_heads
 * @heads: the heap
 */
struct trace_merge {
	struct ringbuf		*rb;
	unsigned long		index;
	bool			gaps;
	void			*ahead;
	unsigned int		ahead_size;
	u64			kept[KEPT_MAX / sizeof(u64)];
	bool			ahead_valid;
	bool			window;
	u64			from;
	u64			to;
	struct trace_names	names;
	unsigned int		nr_heads;
	unsigned int		nr_live;
	struct head		heads[];
};

/* Times have 59 bits. */
#define KERNEL_SHIFT	59

/* Which kernel, then when. */
static u64 sort_key(u64 ts, u32 former)
{
	return ts | (u64)(RB_FORMER_MAX - former) << KERNEL_SHIFT;
}

static bool head_before(const struct head *a, const struct head *b)
{
	return a->ts != b->ts ? a->ts < b->ts : a->cpu < b->cpu;
}

/* The head at @i has got a later time: put it where it belongs. */
static void heap_sink(struct trace_merge *m, unsigned int i)
{
	struct head moving = m->heads[i];
	unsigned int child;

	while ((child = 2 * i + 1) < m->nr_live) {
		if (child + 1 < m->nr_live &&
		    head_before(&m->heads[child + 1], &m->heads[child]))
			child++;
		if (!head_before(&m->heads[child], &moving))
			break;
		m->heads[i] = m->heads[child];
		i = child;
	}
	m->heads[i] = moving;
}

/* The top has no record; it waits behind the heap. */
static void heap_retire_top(struct trace_merge *m)
{
	m->nr_live--;
	swap(m->heads[0], m->heads[m->nr_live]);
	heap_sink(m, 0);
}

/* The head right behind the heap comes back to it. */
static void heap_revive_one(struct trace_merge *m)
{
	unsigned int i = m->nr_live++;
	struct head rising = m->heads[i];

	for (; i && head_before(&rising, &m->heads[(i - 1) / 2]); i = (i - 1) / 2)
		m->heads[i] = m->heads[(i - 1) / 2];
	m->heads[i] = rising;
}

static bool head_peek(struct trace_merge *m, struct head *head,
		      struct rb_record *rec)
{
	return head->it ? rb_iter_peek(head->it, rec) :
			  rb_peek(m->rb, head->cpu, rec);
}

/*
 * The same after a first look in vain.  For a consuming reader the head
 * promises the time of before the second look.
 */
static bool head_peek_again(struct trace_merge *m, struct head *head,
			    struct rb_record *rec)
{
	if (head->it)
		return false;
	head->ts = sort_key(ringbuf_now(m->rb, head->cpu), 0);
	return rb_peek(m->rb, head->cpu, rec);
}

/* Bring the head with the oldest record to the top. */
static bool sort_out(struct trace_merge *m, struct rb_record *rec)
{
	while (m->nr_live) {
		struct head *top = &m->heads[0];
		int cpu = top->cpu;
		u64 key;

		if (!head_peek(m, top, rec) && !head_peek_again(m, top, rec)) {
			heap_retire_top(m);
			continue;
		}
		key = sort_key(rec->ts, rec->former);
		if (top->ts == key)
			return true;
		top->ts = key;
		heap_sink(m, 0);
		if (m->heads[0].cpu == cpu)
			return true;
	}
	return false;
}

static bool find_any_oldest(struct trace_merge *m, struct rb_record *rec)
{
	bool found = sort_out(m, rec);

	while (m->nr_live < m->nr_heads && !m->heads[m->nr_live].it)
		heap_revive_one(m);
	return found;
}

static bool find_oldest(struct trace_merge *m, struct rb_record *rec)
{
	while (find_any_oldest(m, rec)) {
		if (likely(!m->window))
			return true;
		if (rec->ts >= m->from)
			return rec->ts <= m->to;
		rb_iter_next(m->heads[0].it);
	}
	return false;
}

/* Step the iterator of the current record but keep the record. */
static void keep_current(struct trace_merge *m, struct rb_record *rec)
{
	if (rec->len > m->ahead_size)
		return;
	memcpy(m->ahead, rec->data, rec->len);
	rec->data = m->ahead;
	m->ahead_valid = true;
	rb_iter_next(m->heads[0].it);
}

static void show(struct trace_iterator *iter, const struct rb_record *rec)
{
	iter->ent = rec->data;
	iter->ent_size = rec->len;
	iter->cpu = rec->cpu;
	iter->ts = rec->ts;
	iter->lost_events = rec->lost;
	iter->former = rec->former;
}

/**
 * trace_merge_peek - find the oldest record
 * @iter: shows it, until the next call for this iterator
 *
 * Context: one call at a time for a consuming reader's CPUs; does not sleep.
 * Return: false if there is none.
 */
bool trace_merge_peek(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;
	struct rb_record rec;

	if (m->ahead_valid)
		return true;
	if (!find_oldest(m, &rec))
		return false;
	if (m->ahead)
		keep_current(m, &rec);
	show(iter, &rec);
	return true;
}

/**
 * trace_merge_next - go past the record that trace_merge_peek() showed
 * @iter: shows it no longer
 *
 * Context: as trace_merge_peek(), which must have been called.
 */
void trace_merge_next(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;

	if (m->ahead_valid)
		m->ahead_valid = false;
	else if (iter->pipe)
		rb_consume(m->rb, iter->cpu);
	else
		rb_iter_next(m->heads[0].it);
	iter->lost_events = 0;
	m->index++;
}

/* The head of the CPU of the current record. */
static struct head *current_head(struct trace_iterator *iter)
{
	struct head *head = iter->merge->heads;

	while (head->cpu != iter->cpu)
		head++;
	return head;
}

static void step(struct trace_merge *m, const struct head *head)
{
	if (head->it)
		rb_iter_next(head->it);
	else
		rb_consume(m->rb, head->cpu);
}

bool trace_merge_follower(struct trace_iterator *iter, struct rb_record *rec)
{
	struct trace_merge *m = iter->merge;
	struct head *head;

	if (!m || iter->ent_size > KEPT_MAX)
		return false;
	head = current_head(iter);
	if (!m->ahead_valid) {
		iter->ent = memcpy(m->kept, iter->ent, iter->ent_size);
		m->ahead_valid = true;
		step(m, head);
	}
	return head_peek(m, head, rec);
}

void trace_merge_skip(struct trace_iterator *iter)
{
	step(iter->merge, current_head(iter));
	iter->merge->index++;
}

/**
 * trace_merge_empty - is there nothing to show
 * @iter: the iterator
 *
 * Context: any for a consuming reader, else as trace_merge_peek().
 * Return: true if trace_merge_peek() would find nothing now.
 */
bool trace_merge_empty(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;

	if (!iter->pipe || m->ahead_valid)
		return !trace_merge_peek(iter);
	return iter->cpu_file < 0 ? ringbuf_empty(m->rb) :
				    ringbuf_empty_cpu(m->rb, iter->cpu_file);
}

static bool any_overrun(struct trace_merge *m)
{
	struct ringbuf_stats stats;
	unsigned int i;

	for (i = 0; i < m->nr_heads; i++) {
		ringbuf_stats(m->rb, m->heads[i].cpu, &stats);
		if (stats.overrun)
			return true;
	}
	return false;
}

/**
 * trace_merge_rewind - begin again with the oldest record
 * @iter: the iterator
 *
 * Context: as trace_merge_peek().
 */
void trace_merge_rewind(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;
	unsigned int i;

	kvfree(iter->private);
	iter->private = NULL;
	m->index = 0;
	m->ahead_valid = false;
	m->nr_live = m->nr_heads;
	m->gaps = !iter->pipe && any_overrun(m);
	/* A promise of zero is always true; what is left to sort by is the CPU. */
	for (i = 0; i < m->nr_heads; i++) {
		m->heads[i].ts = 0;
		if (m->heads[i].it)
			rb_iter_rewind(m->heads[i].it);
	}
	for (i = m->nr_heads / 2; i > 0; i--)
		heap_sink(m, i - 1);
	cpumask_clear(iter->started);
	iter->lost_events = 0;
	iter->trace_start = m->window ? m->from : iter->tr->time_start;
}

/**
 * trace_merge_set_window - show only what was recorded within a time
 * @iter: the iterator, which does not consume
 * @from: the oldest record may have this time
 * @to: the newest one may have this time
 *
 * It begins again with the oldest one.
 *
 * Context: as trace_merge_peek().
 */
void trace_merge_set_window(struct trace_iterator *iter, u64 from, u64 to)
{
	struct trace_merge *m = iter->merge;

	m->window = true;
	m->from = from;
	m->to = to;
	trace_merge_rewind(iter);
}

bool trace_merge_is_window(const struct trace_iterator *iter)
{
	return iter->merge && iter->merge->window;
}

/**
 * trace_merge_count - how many records are there to see
 * @iter: the iterator, which does not consume, and begins again
 *
 * Context: as trace_merge_peek().
 * Return: their number.
 */
unsigned long trace_merge_count(struct trace_iterator *iter)
{
	unsigned long nr = 0;

	trace_merge_rewind(iter);
	while (trace_merge_peek(iter)) {
		trace_merge_next(iter);
		nr++;
	}
	trace_merge_rewind(iter);
	return nr;
}

static int add_head(struct trace_merge *m, int cpu, bool consume)
{
	struct head *head = &m->heads[m->nr_heads];

	head->cpu = cpu;
	if (!consume) {
		head->it = rb_iter_open(m->rb, cpu);
		if (!head->it)
			return -ENOMEM;
	}
	m->nr_heads++;
	return 0;
}

static int add_heads(struct trace_merge *m, int cpu_file, bool consume)
{
	int cpu, err;

	if (cpu_file >= 0)
		return add_head(m, cpu_file, consume);
	for_each_possible_cpu(cpu) {
		if (!ringbuf_has_cpu(m->rb, cpu))
			continue;
		err = add_head(m, cpu, consume);
		if (err)
			return err;
	}
	return 0;
}

/* Latency lines show how long it took until the next record. */
static int add_ahead(struct trace_merge *m, struct trace_array *tr)
{
	if (!trace_option(tr, LATENCY))
		return 0;
	m->ahead_size = ringbuf_max_record(m->rb);
	m->ahead = kvmalloc(m->ahead_size, GFP_KERNEL);
	return m->ahead ? 0 : -ENOMEM;
}

static int prepare(struct trace_iterator *iter, bool consume)
{
	struct trace_merge *m = iter->merge;
	int err;

	err = add_heads(m, iter->cpu_file, consume);
	if (!err && !consume)
		err = add_ahead(m, iter->tr);
	return err;
}

/**
 * trace_merge_open - begin a walk
 * @iter: zeroed memory of the caller, made ready to print
 * @tr: the instance; the caller keeps it
 * @rb: its buffer or its snapshot
 * @cpu_file: the only CPU to show, or a negative number for all
 * @consume: take the records out of the buffer
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM; then nothing has to be closed.
 */
int trace_merge_open(struct trace_iterator *iter, struct trace_array *tr,
		     struct ringbuf *rb, int cpu_file, bool consume)
{
	unsigned int nr = cpu_file < 0 ? num_possible_cpus() : 1;

	iter->tr = tr;
	iter->cpu_file = cpu_file;
	iter->pipe = consume;
	trace_seq_init(&iter->seq);
	trace_seq_init(&iter->tmp_seq);
	if (!zalloc_cpumask_var(&iter->started, GFP_KERNEL))
		return -ENOMEM;
	iter->merge = kvzalloc(struct_size(iter->merge, heads, nr), GFP_KERNEL);
	if (!iter->merge) {
		free_cpumask_var(iter->started);
		return -ENOMEM;
	}
	iter->merge->rb = rb;
	if (prepare(iter, consume)) {
		trace_merge_close(iter);
		return -ENOMEM;
	}
	trace_merge_rewind(iter);
	return 0;
}

/**
 * trace_merge_close - end a walk
 * @iter: from trace_merge_open()
 *
 * Context: may sleep.
 */
void trace_merge_close(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;
	unsigned int i;

	for (i = 0; i < m->nr_heads; i++)
		rb_iter_close(m->heads[i].it);
	kvfree(m->ahead);
	kvfree(m);
	kvfree(iter->private);
	iter->private = NULL;
	iter->merge = NULL;
	free_cpumask_var(iter->started);
}

unsigned int trace_merge_type(const struct trace_iterator *iter)
{
	return trace_lastboot_type(iter->tr, iter->former, iter->ent->type);
}

struct ringbuf *trace_merge_buffer(struct trace_iterator *iter)
{
	return iter->merge->rb;
}

/* How many records came before the current one. */
unsigned long trace_merge_index(struct trace_iterator *iter)
{
	return iter->merge ? iter->merge->index : 0;
}

/* The time of the record after the current one; its own if not known. */
u64 trace_merge_next_ts(struct trace_iterator *iter)
{
	struct trace_merge *m = iter->merge;
	struct rb_record rec;

	if (!m || !m->ahead_valid || !find_oldest(m, &rec))
		return iter->ts;
	return rec.ts;
}

/* Are records missing that somebody might expect to see? */
bool trace_merge_has_gaps(struct trace_iterator *iter)
{
	return iter->merge && iter->merge->gaps;
}

struct trace_names *trace_merge_names(const struct trace_iterator *iter)
{
	return iter->merge ? &iter->merge->names : NULL;
}
