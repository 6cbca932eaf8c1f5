// SPDX-License-Identifier: GPL-2.0
/*
 * Pages as others read them: pages [SEED [RECORDS]].
 *
 * Random records, some of them inside others, some discarded or shortened, after
 * random pauses, in buffers that wrap. Pages come out by rb_read_page() and
 * rb_take_page() and go through libtraceevent's decoder, which knows nothing of
 * this library: every record must have the data and the time it was written with,
 * and what is missing must be what the page says is missing.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include "dice.h"

#include <traceevent/kbuffer.h>

/* More than any buffer here has records. */
#define REMEMBERED	BIT(16)

struct written {
	u64	ts;
	u32	len;
};

static u64 now;
static struct ringbuf *rb;
static struct kbuffer *decoder;
static struct written written[REMEMBERED];
static u32 seq, expected;
static unsigned long pages, wholes, lost, unsaid, extended, read_records;

void rb_point(void)
{
}

void rb_drain(struct rb_cpu *cpu)
{
	(void)cpu;
}

static void bad(const char *what, u64 is, u64 should)
{
	printf("# record %u: %s: %llu, should be %llu\n", expected, what,
	       (unsigned long long)is, (unsigned long long)should);
	exit(1);
}

static __always_inline u64 inline_clock(struct ringbuf *r)
{
	(void)r;
	return now;
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return now;
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.max_nest	= 4,
	.mode		= RB_MODE_OVERWRITE,
};

/* Mostly short, at times beyond what a delta, and even a tail, can hold. */
static void pass_time(void)
{
	switch (roll(2000)) {
	case 0:
		now += (u64)roll(1U << 30) << 18;
		extended++;
		break;
	case 1 ... 20:
		now += roll(1U << 30);
		break;
	case 21 ... 200:
		break;
	default:
		now += roll(5000);
	}
}

static u32 pick_len(void)
{
	if (!roll(100))
		return 4 + roll(ringbuf_max_record(rb) - 4);
	return 4 + roll(160);
}

static u8 byte_of(u32 number, u32 i)
{
	return (number * 2654435761U >> 8) + i * 7;
}

static void fill(u8 *data, u32 number, u32 len)
{
	u32 i;

	memcpy(data, &number, sizeof(number));
	for (i = sizeof(number); i < len; i++)
		data[i] = byte_of(number, i);
}

static void write_record(u32 depth)
{
	struct rb_slot slot;
	u32 number, len = pick_len();
	bool drop = !roll(10);
	u8 *data;

	/*
	 * A discarded record whose own delta is 0 adds a nanosecond: one at the
	 * time of the record before, or after so long that a time extend has it.
	 */
	if (drop)
		now += 1 + roll(1000);
	else
		pass_time();
	data = rb_reserve(&config, rb, &slot, len);
	if (!data)
		bad("refused", len, 0);
	number = drop ? 0 : seq++;
	if (depth < 3 && !roll(4))
		write_record(depth + 1);
	if (drop) {
		rb_discard(&config, rb, &slot);
		return;
	}
	if (!roll(8) && rb_trim(&config, rb, &slot, len / 2 + 2))
		len = len / 2 + 2;
	written[number % REMEMBERED] = (struct written){ rb_slot_time(&slot), len };
	fill(data, number, len);
	rb_commit(&config, rb, &slot);
}

static void check_record(const u8 *data, u64 ts, u32 len)
{
	const struct written *w = &written[expected % REMEMBERED];
	u32 number, i;

	memcpy(&number, data, sizeof(number));
	if (number != expected)
		bad("number", number, expected);
	if (ts != w->ts)
		bad("time", ts, w->ts);
	if (len != ALIGN(w->len, 4))
		bad("length", len, ALIGN(w->len, 4));
	for (i = sizeof(number); i < w->len; i++)
		if (data[i] != byte_of(number, i))
			bad("data", data[i], byte_of(number, i));
	expected++;
	read_records++;
}

/* A page without room for the number of lost records tells only that. */
static void check_lost(void *data)
{
	int missed = kbuffer_missed_events(decoder);
	u32 number;

	if (missed < 0) {
		memcpy(&number, data, sizeof(number));
		if (number <= expected)
			bad("number after a loss", number, expected + 1);
		missed = number - expected;
		unsaid++;
	}
	expected += missed;
	lost += missed;
}

static void check_page(struct rb_page *page)
{
	unsigned long long ts;
	void *data;

	if (kbuffer_load_subbuffer(decoder, page))
		bad("not a page", page->commit, 0);
	data = kbuffer_read_event(decoder, &ts);
	if (!data)
		bad("an empty page", page->commit, 0);
	check_lost(data);
	for (; data; data = kbuffer_next_event(decoder, &ts))
		check_record(data, ts, kbuffer_event_size(decoder));
	pages++;
}

/* Whole pages without a copy where that can be, else what there is. */
static bool read_page(bool all)
{
	static u8 copy[PAGE_SIZE << 1] __aligned(8);
	size_t size = all || roll(2) ? sizeof(copy) :
		max(RB_PAGE_HEADER + 8, (size_t)roll(sizeof(copy)));
	struct rb_whole whole;
	int bytes;

	if (rb_whole_get(rb, 0, &whole))
		bad("no page", 0, 0);
	bytes = all || roll(2) ? rb_take_page(rb, 0, &whole, false) : -EAGAIN;
	if (bytes > 0) {
		check_page(whole.page);
		wholes++;
	}
	rb_give_back(&whole);
	if (bytes == -EAGAIN) {
		bytes = rb_read_page(rb, 0, copy, size, !all && roll(2));
		if (bytes > 0)
			check_page((struct rb_page *)copy);
	}
	return bytes > 0;
}

static void account(u32 before)
{
	struct ringbuf_stats s;

	while (read_page(true))
		;
	ringbuf_stats(rb, 0, &s);
	if (expected != seq)
		bad("end", expected, seq);
	if (s.read + s.overrun != seq - before || s.entries)
		bad("counts", s.read + s.overrun, seq - before);
}

static void live(u32 order, u32 records)
{
	struct ringbuf_params p = {
		.bytes = (2 + roll(6)) * (PAGE_SIZE << order), .order = order,
		.overwrite = true, .clock = slow_clock,
	};
	u32 before = seq, in_a_row, i;

	rb = ringbuf_create(&p);
	while (seq - before < records) {
		in_a_row = roll(8) ? roll(100) : roll(1000);
		for (i = 0; i < in_a_row; i++)
			write_record(0);
		for (i = roll(6); i; i--)
			read_page(false);
	}
	account(before);
	ringbuf_destroy(rb);
}

int main(int argc, char **argv)
{
	u32 records = argc > 2 ? strtoul(argv[2], NULL, 0) : 100000;

	sow(argc > 1 ? strtoul(argv[1], NULL, 0) : 1);
	now = 1ULL << 40;
	decoder = kbuffer_alloc(KBUFFER_LSIZE_SAME_AS_HOST,
				KBUFFER_ENDIAN_SAME_AS_HOST);
	while (seq < records)
		live(roll(2), records / 10);
	kbuffer_free(decoder);
	printf("# %lu records read from %lu pages, %lu of them whole\n", read_records,
	       pages, wholes);
	printf("# %lu lost, %lu times without a number; %lu long pauses\n", lost,
	       unsaid, extended);
	return !(read_records && lost && wholes && extended);
}
