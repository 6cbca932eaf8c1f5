// SPDX-License-Identifier: GPL-2.0
/*
 * What must be true.
 *
 * Of a record: it is whole, of the CPU it was found on, and the time that a
 * reader decodes is the one that the writer was told. Of records in the order
 * of reading: times never go back, and numbers go up per CPU and level. What is
 * missing in the numbers was announced as lost before, unless buffers are swapped:
 * then it may be in the other one.
 *
 * Of the sums, when all is quiet: written = read + lost + unread, where written
 * is what writers count, read what readers count, and lost and unread what the
 * buffer says. Resets and changes of order drop records without a count; with
 * these actors written is only not less than the others.
 *
 * Pages are decoded here once more, from what linux/ringbuffer/format.h says.
 */
#include "torture.h"
#include "../internal.h"

#include <linux/jhash.h>

/* A discarded record at the time of the one before adds a nanosecond. */
#define TORTURE_LATE	64

static u32 torture_sum(const struct torture_record *record)
{
	const u32 *words = &record->check + 1;

	return jhash2(words, sizeof(*record) / 4 - 1 + record->words, 0);
}

/**
 * torture_sign - fill in what depends on the rest
 * @record: complete but for @fill and @check
 *
 * Context: any.
 */
void torture_sign(struct torture_record *record)
{
	u32 i;

	for (i = 0; i < record->words; i++)
		record->fill[i] = record->seq * 2654435761U + i;
	record->check = torture_sum(record);
}

static bool torture_whole(const struct torture_trail *trail,
			  const struct rb_record *r)
{
	const struct torture_record *record = r->data;

	if (r->len < sizeof(*record) || r->len > RB_SUBBUF_MAX)
		torture_bad("cpu %d: a record of %u bytes", trail->cpu, r->len);
	else if (record->words > (r->len - sizeof(*record)) / 4)
		torture_bad("cpu %d: %u words in %u bytes", trail->cpu,
			    record->words, r->len);
	else if (record->check != torture_sum(record))
		torture_bad("cpu %d: a torn record", trail->cpu);
	else if (record->cpu != trail->cpu || record->level >= TORTURE_LEVELS)
		torture_bad("cpu %d: a record of cpu %u, level %u", trail->cpu,
			    record->cpu, record->level);
	else if (r->ts - record->ts > TORTURE_LATE)
		torture_bad("cpu %d: time %llu, should be %llu", trail->cpu, r->ts,
			    record->ts);
	else
		return true;
	return false;
}

/* The order of records; returns how many are missing before this one. */
static u32 torture_follow(struct torture_trail *trail,
			  const struct torture_record *record)
{
	unsigned int level = record->level;
	u32 missing = 0;

	if (record->ts < trail->ts)
		torture_bad("cpu %d: time %llu after %llu", trail->cpu, record->ts,
			    trail->ts);
	if ((s32)(record->seq - trail->next[level]) < 0)
		torture_bad("cpu %d, level %u: %u where %u was due", trail->cpu, level,
			    record->seq, trail->next[level]);
	else if (trail->begun & BIT(level))
		missing = record->seq - trail->next[level];
	trail->begun |= BIT(level);
	trail->ts = record->ts;
	trail->next[level] = record->seq + 1;
	return missing;
}

/**
 * torture_check_record - look at the next record of a CPU
 * @trail: of who reads
 * @r: the record, and how many were announced as lost before it
 *
 * Context: any.
 */
void torture_check_record(struct torture_trail *trail, const struct rb_record *r)
{
	if (!torture_whole(trail, r))
		return;
	trail->lost += r->lost;
	trail->missing += torture_follow(trail, r->data);
	if (torture_exact() && !torture_do.swap && trail->missing > trail->lost)
		torture_bad("cpu %d: %lu missing, %lu lost", trail->cpu,
			    trail->missing, trail->lost);
}

/* Where the number of lost records is not told, the numbers start afresh. */
static void torture_page_lost(struct torture_trail *trail,
			      const struct rb_page *page, u32 size)
{
	unsigned long lost = 0;

	if (page->commit & RB_MISSED_STORED) {
		memcpy(&lost, page->data + size, sizeof(lost));
	} else if (page->commit & RB_MISSED_EVENTS) {
		trail->unsaid = true;
		trail->begun = 0;
	}
	trail->lost += lost;
}

/* Returns bytes of the record; its data and time are in @r. */
static u32 torture_decode(const u32 *head, struct rb_record *r)
{
	u32 type = rb_head_type(*head);

	r->ts += rb_head_delta(*head);
	r->data = NULL;
	switch (type) {
	case RB_TYPE_TIME_EXTEND:
		r->ts += (u64)head[1] << RB_DELTA_BITS;
		return 8;
	case RB_TYPE_PADDING:
		return 4 + head[1];
	case RB_TYPE_LONG:
		r->data = (void *)(head + 2);
		r->len = head[1] - 4;
		return 4 + head[1];
	default:
		r->data = (void *)(head + 1);
		r->len = type * 4;
		return 4 + r->len;
	}
}

/**
 * torture_check_page - look at all records of a page
 * @trail: of who reads
 * @page: the page
 *
 * Context: any.
 * Return: their number.
 */
u32 torture_check_page(struct torture_trail *trail, const struct rb_page *page)
{
	u32 size = page->commit & RB_COMMIT_MASK, off = 0, records = 0;
	struct rb_record r = { .ts = page->time_stamp };

	if (!size)
		torture_bad("cpu %d: an empty page", trail->cpu);
	torture_page_lost(trail, page, size);
	while (off < size) {
		u32 bytes = torture_decode((const u32 *)(page->data + off), &r);

		if (bytes < 8 || bytes > size - off) {
			torture_bad("cpu %d: %u bytes at %u of %u", trail->cpu, bytes,
				    off, size);
			break;
		}
		off += bytes;
		if (!r.data)
			continue;
		torture_check_record(trail, &r);
		records++;
	}
	return records;
}

/* Both buffers together. */
static struct ringbuf_stats torture_stats(int cpu)
{
	struct ringbuf_stats a, b;

	ringbuf_stats(torture_rb[0], cpu, &a);
	ringbuf_stats(torture_rb[1], cpu, &b);
	a.entries += b.entries;
	a.overrun += b.overrun;
	a.read += b.read;
	a.dropped += b.dropped;
	a.commit_overrun += b.commit_overrun;
	a.nested += b.nested;
	a.too_long += b.too_long;
	a.clock_back += b.clock_back;
	return a;
}

static struct torture_tally torture_tally_of(int cpu)
{
	struct torture_cpu *it = per_cpu_ptr(&torture_cpus, cpu);
	struct torture_tally sum = { };
	int level;

	for (level = 0; level < TORTURE_LEVELS; level++) {
		sum.written += it->tally[level].written;
		sum.discarded += it->tally[level].discarded;
		sum.refused += it->tally[level].refused;
	}
	return sum;
}

static void torture_invariants(int cpu)
{
	int i;

	for (i = 0; i < 2; i++) {
		const char *wrong = rb_check(*per_cpu_ptr(torture_rb[i]->cpu, cpu));

		if (wrong)
			torture_bad("cpu %d: %s", cpu, wrong);
	}
}

/* What the buffer counts is what readers and writers counted. */
static void torture_compare(int cpu, const struct ringbuf_stats *s,
			    const struct torture_tally *sum, unsigned long unread)
{
	struct torture_side *side = &per_cpu_ptr(&torture_cpus, cpu)->side;
	bool refuses = torture_do.resize || torture_do.swap || torture_do.disable;
	unsigned long counted = s->dropped + s->commit_overrun + s->nested + s->too_long;

	if (s->read + s->entries != side->read || s->entries != unread)
		torture_bad("cpu %d: %lu read and %lu unread, or is it %lu and %lu",
			    cpu, s->read, s->entries, side->read - unread, unread);
	if (unread && !side->unsaid && side->lost != s->overrun)
		torture_bad("cpu %d: %lu lost, %lu announced", cpu, s->overrun,
			    side->lost);
	if (counted > sum->refused || (!refuses && counted != sum->refused))
		torture_bad("cpu %d: %lu refused, %lu counted", cpu, sum->refused,
			    counted);
}

static unsigned long torture_account_cpu(int cpu, unsigned long *records)
{
	struct torture_side *side = &per_cpu_ptr(&torture_cpus, cpu)->side;
	struct torture_tally sum = torture_tally_of(cpu);
	struct ringbuf_stats s = torture_stats(cpu);
	unsigned long read = side->read, found;

	torture_invariants(cpu);
	torture_drain(torture_rb[1], cpu);
	torture_drain(torture_rb[0], cpu);
	torture_invariants(cpu);
	if (torture_exact())
		torture_compare(cpu, &s, &sum, side->read - read);
	pr_info("cpu %d: %lu written, %lu read, %lu unread, %lu lost\n", cpu,
		sum.written, read, side->read - read, s.overrun);
	pr_info("cpu %d: %lu discarded, %lu refused: %lu full, %lu full of unfinished ones, %lu too deep, %lu too long; clock %lu back\n",
		cpu, sum.discarded, sum.refused, s.dropped, s.commit_overrun,
		s.nested, s.too_long, s.clock_back);
	*records += sum.written;
	found = side->read + s.overrun;
	if (torture_exact())
		return found > sum.written ? found - sum.written : sum.written - found;
	return side->read > sum.written ? side->read - sum.written : 0;
}

/**
 * torture_account - compare all sums
 * @records: filled in: records written
 *
 * Context: may sleep; all is quiet.
 * Return: records that are unaccounted for, or were read more than once.
 */
unsigned long torture_account(unsigned long *records)
{
	unsigned long unaccounted = 0;
	int cpu;

	*records = 0;
	for_each_possible_cpu(cpu)
		if (ringbuf_has_cpu(torture_rb[0], cpu))
			unaccounted += torture_account_cpu(cpu, records);
	return unaccounted;
}
