// SPDX-License-Identifier: GPL-2.0
/* One property per function; what random worlds do not reach or do not name. */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>

static u64 now = 1ULL << 32;
static const char *running;
static int failed;

#define expect(cond) \
	do { \
		if (!(cond)) { \
			printf("# %s:%d: %s\n", running, __LINE__, #cond); \
			failed = 1; \
		} \
	} while (0)

void rb_point(void)
{
}

void rb_drain(struct rb_cpu *cpu)
{
	expect(rb_settle(cpu));
}

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	(void)rb;
	return now;
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return now;
}

static const struct rb_config config = {
	.clock = inline_clock, .max_nest = 3, .mode = RB_MODE_ASK,
};

static const struct rb_config alone = {
	.clock = inline_clock, .max_nest = 1, .mode = RB_MODE_OVERWRITE,
};

static struct ringbuf *make(unsigned long bytes, bool overwrite)
{
	struct ringbuf_params p = {
		.bytes = bytes, .overwrite = overwrite, .clock = slow_clock,
	};
	struct ringbuf *rb = ringbuf_create(&p);

	expect(!IS_ERR(rb));
	return rb;
}

static bool put(struct ringbuf *rb, u32 value, u32 len)
{
	struct rb_slot slot;
	u32 *data = rb_reserve(&config, rb, &slot, len);

	if (!data)
		return false;
	memset(data, 0, len);
	data[0] = value;
	rb_commit(&config, rb, &slot);
	return true;
}

/* The next record's first word, or -1. */
static long take(struct ringbuf *rb)
{
	struct rb_record r;
	u32 value;

	if (!rb_peek(rb, 0, &r))
		return -1;
	value = *(u32 *)r.data;
	rb_consume(rb, 0);
	return value;
}

static struct ringbuf_stats stats(struct ringbuf *rb)
{
	struct ringbuf_stats s;

	ringbuf_stats(rb, 0, &s);
	return s;
}

static void impossible_parameters(void)
{
	struct ringbuf_params p = { .bytes = 1 << 16, .clock = slow_clock };

	p.order = RB_ORDER_MAX + 1;
	expect(PTR_ERR(ringbuf_create(&p)) == -EINVAL);
	p.order = 0;
	p.clock = NULL;
	expect(PTR_ERR(ringbuf_create(&p)) == -EINVAL);
	p.clock = slow_clock;
	p.bytes = -1UL;
	expect(PTR_ERR(ringbuf_create(&p)) == -EINVAL);
}

static void memory_runs_out(void)
{
	struct ringbuf_params p = { .bytes = 4 * PAGE_SIZE, .clock = slow_clock };
	struct ringbuf *rb;
	long after;

	for (after = 1; after < 100; after++) {
		rb_test_fail_after = after;
		rb = ringbuf_create(&p);
		if (!IS_ERR(rb))
			break;
		expect(PTR_ERR(rb) == -ENOMEM);
	}
	rb_test_fail_after = 0;
	expect(after > 5 && after < 100);
	expect(put(rb, 1, 4));
	for (after = 1; after < 8; after++) {
		rb_test_fail_after = after;
		expect(ringbuf_set_size(rb, RB_ALL_CPUS, 16 * PAGE_SIZE) == -ENOMEM);
		rb_test_fail_after = 1;
		expect(!rb_iter_open(rb, 0));
	}
	rb_test_fail_after = 0;
	expect(take(rb) == 1);
	ringbuf_destroy(rb);
}

static void sizes(void)
{
	struct ringbuf *rb = make(1, true);

	expect(ringbuf_size(rb, 0) == 2 * (PAGE_SIZE - RB_PAGE_HEADER));
	expect(!ringbuf_set_size(rb, 0, 10 * PAGE_SIZE));
	expect(ringbuf_size(rb, 0) >= 10 * PAGE_SIZE);
	expect(ringbuf_set_size(rb, 0, -1UL) == -EINVAL);
	expect(ringbuf_size(rb, 0) >= 10 * PAGE_SIZE);
	expect(!ringbuf_set_subbuf_order(rb, 2));
	expect(ringbuf_subbuf_order(rb) == 2);
	expect(ringbuf_size(rb, 0) >= 10 * PAGE_SIZE);
	expect(ringbuf_set_subbuf_order(rb, RB_ORDER_MAX + 1) == -EINVAL);
	expect(put(rb, 7, 2 * PAGE_SIZE));
	expect(take(rb) == 7);
	ringbuf_destroy(rb);
}

static void lengths(void)
{
	struct ringbuf *rb = make(64 * PAGE_SIZE, true);
	u32 most = ringbuf_max_record(rb), len;
	struct rb_record r;

	for (len = 1; len <= most; len++) {
		expect(put(rb, len, max(len, 4U)));
		expect(rb_peek(rb, 0, &r));
		expect(r.len == max(ALIGN(len, 4), 4U));
		expect(take(rb) == len);
	}
	expect(!put(rb, 0, most + 1));
	expect(stats(rb).too_long == 1);
	expect(take(rb) == -1);
	ringbuf_destroy(rb);
}

static void switches(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);

	ringbuf_record_off(rb);
	ringbuf_record_off(rb);
	expect(!ringbuf_record_is_on(rb) && !put(rb, 1, 4));
	ringbuf_record_disable(rb);
	ringbuf_record_on(rb);
	expect(ringbuf_record_is_on(rb) && !put(rb, 2, 4));
	ringbuf_record_enable(rb);
	expect(put(rb, 3, 4));
	ringbuf_record_disable_cpu(rb, 0);
	expect(!put(rb, 4, 4));
	ringbuf_record_enable_cpu(rb, 0);
	expect(put(rb, 5, 4));
	expect(take(rb) == 3 && take(rb) == 5 && take(rb) == -1);
	ringbuf_destroy(rb);
}

static void absent_cpu(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct ringbuf_stats s;
	struct rb_record r;

	rb_test_cpu = 2;
	expect(!ringbuf_has_cpu(rb, 2) && !ringbuf_has_cpu(rb, 99));
	ringbuf_record_disable_cpu(rb, 2);
	expect(!put(rb, 1, 4));
	ringbuf_record_enable_cpu(rb, 2);
	expect(!put(rb, 1, 4));
	expect(ringbuf_empty_cpu(rb, 2) && !rb_peek(rb, 2, &r));
	ringbuf_stats(rb, 2, &s);
	expect(!s.entries && s.now_ts == now);
	expect(!ringbuf_set_size(rb, 2, 20 * PAGE_SIZE));
	ringbuf_reset(rb);
	expect(!rb_cpu_populate(rb, 2));
	expect(ringbuf_has_cpu(rb, 2) && ringbuf_size(rb, 2) > 20 * PAGE_SIZE);
	expect(put(rb, 1, 4));
	expect(rb_peek(rb, 2, &r) && r.cpu == 2);
	rb_test_cpu = 0;
	ringbuf_destroy(rb);
}

static void full_and_refusing(void)
{
	struct ringbuf *rb = make(2 * PAGE_SIZE, false);
	unsigned int i, fit = 0;

	while (put(rb, fit, 60))
		fit++;
	expect(stats(rb).dropped == 1 && stats(rb).entries == fit);
	for (i = 0; i < fit; i++)
		expect(take(rb) == i);
	expect(take(rb) == -1 && stats(rb).read == fit && !stats(rb).overrun);
	expect(put(rb, 1, 60));
	ringbuf_set_overwrite(rb, true);
	for (i = 0; i < 10 * fit; i++)
		expect(put(rb, i, 60));
	expect(stats(rb).overrun && ringbuf_overwrite(rb));
	ringbuf_destroy(rb);
}

/* A reader that finds nothing does not take the page that is being written. */
static void nothing_to_take(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct rb_reader *r = &rb_cpu_of(rb, 0)->reader;

	expect(take(rb) == -1 && !r->holds && r->sub->id == 0);
	put(rb, 1, 4);
	expect(take(rb) == 1 && take(rb) == -1 && r->holds && r->sub->id == 1);
	ringbuf_destroy(rb);
}

static void too_deep(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct rb_slot slot[3];
	int i;

	for (i = 0; i < 3; i++)
		*(u32 *)rb_reserve(&config, rb, &slot[i], 4) = i;
	expect(!put(rb, 9, 4) && stats(rb).nested == 1);
	expect(ringbuf_empty(rb));
	while (--i >= 0)
		rb_commit(&config, rb, &slot[i]);
	for (i = 0; i < 3; i++)
		expect(take(rb) == i);
	expect(!rb_check(rb_cpu_of(rb, 0)));
	ringbuf_destroy(rb);
}

static void never_nested(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct rb_slot slot;
	u32 i, *data;

	for (i = 0; i < 5000; i++) {
		data = rb_reserve(&alone, rb, &slot, 20);
		*data = i;
		if (i % 3)
			rb_commit(&alone, rb, &slot);
		else
			rb_discard(&alone, rb, &slot);
	}
	expect(!rb_check(rb_cpu_of(rb, 0)));
	while (stats(rb).entries > 1)
		expect(take(rb) % 3);
	expect(take(rb) == 4999);
	ringbuf_destroy(rb);
}

/* What reading a clock calls may be traced, and write a record each time. */
static __always_inline u64 recording_clock(struct ringbuf *rb)
{
	u64 ts = now;

	now += 5;
	put(rb, 1, 8);
	return ts;
}

static void clock_that_records(void)
{
	static const struct rb_config recording = {
		.clock = recording_clock, .max_nest = 3, .mode = RB_MODE_ASK,
	};
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct rb_record r;
	struct rb_slot slot;
	unsigned int i;
	u32 *data;

	for (i = 0; i < 2000; i++) {
		data = rb_reserve(&recording, rb, &slot, 8);
		*data = 2;
		expect(slot.ts == now);
		rb_commit(&recording, rb, &slot);
		expect(take(rb) == 1);
		expect(rb_peek(rb, 0, &r) && r.ts == now && take(rb) == 2);
	}
	expect(!stats(rb).clock_back && take(rb) == -1);
	expect(!rb_check(rb_cpu_of(rb, 0)));
	ringbuf_destroy(rb);
	now = 1ULL << 32;
}

static void pauses(void)
{
	static const u64 pause[] = {
		0, 1, RB_DELTA_MAX, RB_DELTA_MAX + 1ULL, 1ULL << 44,
		RB_TIME_LIMIT - 1, RB_TIME_LIMIT, 1ULL << 46, 1ULL << 60,
	};
	struct ringbuf *rb = make(16 * PAGE_SIZE, true);
	struct rb_record r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pause); i++) {
		now += pause[i];
		expect(put(rb, i, 4));
		expect(rb_peek(rb, 0, &r) && r.ts == now);
		expect(stats(rb).oldest_ts == now);
		expect(take(rb) == i);
	}
	now -= 5;
	expect(put(rb, 1, 4));
	expect(rb_peek(rb, 0, &r) && r.ts == now + 5);
	expect(stats(rb).clock_back == 1);
	ringbuf_destroy(rb);
	now = 1ULL << 32;
}

/* A record that was shown stays readable whatever happens to the buffer. */
static void shown_record_stays(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	struct rb_record r;
	unsigned int i, j;

	for (i = 0; i < 4; i++) {
		expect(put(rb, 1000 + i, 16));
		expect(rb_peek(rb, 0, &r));
		rb_consume(rb, 0);
		if (i == 0)
			ringbuf_reset(rb);
		else if (i == 1)
			expect(!ringbuf_set_subbuf_order(rb, 1));
		else
			expect(!ringbuf_set_size(rb, 0, (8 + i) * PAGE_SIZE));
		for (j = 0; j < 5000; j++)
			expect(put(rb, j, 16));
		expect(*(u32 *)r.data == 1000 + i);
		ringbuf_reset(rb);
	}
	ringbuf_destroy(rb);
}

static void pages(void)
{
	static u64 page[PAGE_SIZE / 8], small[8];
	struct ringbuf *rb = make(8 * PAGE_SIZE, true);
	struct rb_page *p = (struct rb_page *)page;
	unsigned int i;

	expect(!rb_read_page(rb, 0, page, sizeof(page), false));
	for (i = 0; i < 10; i++)
		put(rb, i, 4);
	expect(!rb_read_page(rb, 0, page, sizeof(page), true));
	expect(rb_read_page(rb, 0, page, 8, false) == -EINVAL);
	memset(page, 0xff, sizeof(page));
	expect(rb_read_page(rb, 0, page, sizeof(page), false) == 80);
	expect(p->commit == 80 && !p->data[80] && !p->data[PAGE_SIZE - 17]);
	put(rb, 1, 100);
	expect(rb_read_page(rb, 0, small, sizeof(small), false) == -EINVAL);
	expect(take(rb) == 1);
	for (i = 0; i < 9000; i++)
		put(rb, i, 4);
	/* First what is left of the page that the reader holds. */
	expect(rb_read_page(rb, 0, page, sizeof(page), true) > 0);
	expect(!(p->commit & RB_MISSED_EVENTS));
	expect(rb_read_page(rb, 0, page, sizeof(page), true) > 0);
	expect(p->commit & RB_MISSED_EVENTS);
	expect(take(rb) > 0 && stats(rb).overrun);
	ringbuf_destroy(rb);
}

static void whole_pages(void)
{
	struct ringbuf *rb = make(8 * PAGE_SIZE, true);
	u32 i, each = (PAGE_SIZE - RB_PAGE_HEADER) / 20;
	struct rb_whole whole;

	expect(!rb_whole_get(rb, 0, &whole));
	expect(!rb_take_page(rb, 0, &whole, false));
	for (i = 0; i < each; i++)
		put(rb, i, 16);
	expect(!rb_take_page(rb, 0, &whole, true));
	expect(rb_take_page(rb, 0, &whole, false) == -EAGAIN);
	for (; i < 20 * each + 1; i++)
		put(rb, i, 16);
	expect(rb_take_page(rb, 0, &whole, true) == (int)each * 20);
	expect(!(whole.page->commit & RB_MISSED_EVENTS));
	expect(((u32 *)whole.page->data)[1] == 0);
	expect(stats(rb).read == each && stats(rb).bytes == (8 * each + 1) * 20);
	/* The full page has no room for the count. */
	expect(rb_take_page(rb, 0, &whole, true) == (int)each * 20);
	expect(whole.page->commit & RB_MISSED_EVENTS);
	expect(((u32 *)whole.page->data)[1] == 12 * each);
	expect(take(rb) == 13 * each);
	expect(rb_take_page(rb, 0, &whole, true) == -EAGAIN);
	rb_give_back(&whole);
	whole.order = 1;
	whole.page = rb_page_alloc(0, 1);
	while (take(rb) != 14 * each - 1)
		;
	expect(rb_take_page(rb, 0, &whole, true) == -EAGAIN);
	rb_give_back(&whole);
	expect(!rb_check(rb_cpu_of(rb, 0)));
	expect(take(rb) == 14 * each);
	ringbuf_destroy(rb);
}

static void small_copies(void)
{
	struct ringbuf *rb = make(8 * PAGE_SIZE, true);
	struct rb_record r;
	struct rb_iter it;
	u64 copy[16];
	u32 i;

	for (i = 0; i < 1000; i++)
		put(rb, i, 4 + i % 30 * 4);
	rb_iter_init(&it, rb, 0, copy, sizeof(copy));
	for (i = 0; rb_iter_peek(&it, &r); rb_iter_next(&it), i++) {
		expect(i < 1000 && (*(u32 *)r.data == i || r.lost || i == 0));
		i = *(u32 *)r.data;
	}
	expect(i >= 970);
	ringbuf_destroy(rb);
}

static void nonsense_is_refused(void)
{
	static const u32 wrong[][4] = {
		{ 0 },					/* no length */
		{ 0, 3 },				/* shorter than itself */
		{ 0, 0x7fffffff },
		{ 0, -1 },
		{ 29, -1 },
		{ 29, 16 },				/* past the end */
		{ 4 },					/* as many words, one short */
	};
	struct rb_item item;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct rb_cursor at = { (const void *)wrong[i], 0, 16, 0 };

		expect(!rb_decode(&at, &item));
	}
}

static void random_bytes_are_survived(void)
{
	u32 *page = malloc(256), seed = 1;
	unsigned int turn, i;

	for (turn = 0; turn < 200000; turn++) {
		struct rb_cursor at = { (void *)page, 0, 4 * (turn % 65), 0 };
		struct rb_item item;

		for (i = 0; i < 64; i++) {
			seed = seed * 1664525 + 1013904223;
			page[i] = seed >> 8 & (i % 3 ? 0x3f : 0xffff1f);
		}
		for (; rb_find_data(&at, &item); rb_step(&at, &item))
			expect((u8 *)item.data + item.len <= (u8 *)page + at.size);
		expect(at.off <= at.size);
	}
	free(page);
}

static void absolute_stamps(void)
{
	u32 page[4] = { rb_head(RB_TYPE_TIME_STAMP, 5), 3, rb_head(1, 7), 42 };
	struct rb_cursor at = { (void *)page, 0, 16, 6ULL << 59 | 1 };
	struct rb_item item;

	expect(rb_find_data(&at, &item));
	expect(item.ts == (6ULL << 59 | 3ULL << 27 | 5) + 7);
}

/* Records from @first to @last, and nothing else, are there to be read. */
static void expect_stretch(struct ringbuf *rb, u32 first, u32 last)
{
	u32 i;

	expect(stats(rb).entries == last + 1 - first);
	expect(!rb_check(rb_cpu_of(rb, 0)));
	for (i = first; i <= last; i++)
		expect(take(rb) == i);
	expect(take(rb) == -1);
}

static void growing_keeps_all(void)
{
	struct ringbuf *rb = make(4 * PAGE_SIZE, true);
	u32 i;

	for (i = 0; i < 700; i++)
		put(rb, i, 16);
	expect(take(rb) == 0);
	expect(!ringbuf_set_size(rb, 0, 40 * PAGE_SIZE));
	for (; i < 4000; i++)
		put(rb, i, 16);
	expect(!stats(rb).overrun && stats(rb).read == 1);
	expect_stretch(rb, 1, 3999);
	ringbuf_destroy(rb);
}

static void shrinking_keeps_the_newest(void)
{
	struct ringbuf *rb = make(16 * PAGE_SIZE, true);
	u32 i, each = (PAGE_SIZE - RB_PAGE_HEADER) / 20;
	struct rb_record r;

	for (i = 0; i < each * 9 + 5; i++)
		put(rb, i, 16);
	/* The reader's page stays, though it is the oldest, and half of it read. */
	for (i = 0; i < each / 2; i++)
		expect(take(rb) == i);
	expect(rb_peek(rb, 0, &r) && *(u32 *)r.data == i);
	expect(!ringbuf_set_size(rb, 0, 3 * (PAGE_SIZE - RB_PAGE_HEADER)));
	expect(*(u32 *)r.data == i);
	expect(stats(rb).overrun == 6 * each);
	expect(stats(rb).entries == each - each / 2 + 2 * each + 5);
	for (; i < each; i++)
		expect(take(rb) == i);
	expect(rb_peek(rb, 0, &r) && r.lost == 6 * each);
	expect_stretch(rb, 7 * each, 9 * each + 4);
	for (i = 0; i < 5000; i++)
		expect(put(rb, i, 16));
	expect(!rb_check(rb_cpu_of(rb, 0)));
	ringbuf_destroy(rb);
}

/* What has room stays, from any size to any other, however few pages there were. */
static void sizes_follow_sizes(void)
{
	for (u32 a = 1; a < 30; a++) {
		for (u32 b = 1; b < 30; b++) {
			struct ringbuf *rb = make(2 * PAGE_SIZE, true);
			u32 i = 0;

			put(rb, i++, 16);
			expect(!ringbuf_set_size(rb, 0, a * PAGE_SIZE));
			put(rb, i++, 16);
			expect(!ringbuf_set_size(rb, 0, b * PAGE_SIZE));
			for (; i < 250; i++)
				put(rb, i, 16);
			expect_stretch(rb, 0, 249);
			ringbuf_destroy(rb);
		}
	}
}

/* The writer's page is the reader's; an iterator began before the change. */
static void a_page_of_both_moves(void)
{
	struct ringbuf *rb = make(8 * PAGE_SIZE, true);
	struct rb_record r;
	struct rb_iter *it;
	u32 i;

	put(rb, 0, 16);
	expect(take(rb) == 0);
	for (i = 1; i < 600; i++)
		put(rb, i, 16);
	it = rb_iter_open(rb, 0);
	for (i = 1; i < 10; i++, rb_iter_next(it))
		expect(rb_iter_peek(it, &r) && *(u32 *)r.data == i);
	expect(!ringbuf_set_size(rb, 0, 5 * PAGE_SIZE));
	for (; rb_iter_peek(it, &r); i++, rb_iter_next(it))
		expect(*(u32 *)r.data == i && !r.lost);
	expect(i == 600);
	rb_iter_close(it);
	put(rb, 600, 16);
	expect_stretch(rb, 1, 600);
	ringbuf_destroy(rb);
}

static void mapped_stays(void)
{
	struct ringbuf *a = make(4 * PAGE_SIZE, true);
	struct ringbuf *b = make(4 * PAGE_SIZE, true);
	struct rb_cpu *cpu = rb_cpu_of(a, 0);
	struct rb_store *st = rb_store_of(cpu);
	struct rb_page *page[6];
	struct rb_whole whole;
	unsigned long lost;
	u32 i;

	for (i = 0; i <= st->n; i++)
		page[i] = st->sub[i].data;
	cpu->mapped = 1;
	for (i = 0; i < 600; i++)
		put(a, i, 16);
	expect(take(a) == 0);
	expect(ringbuf_set_size(a, 0, 20 * PAGE_SIZE) == -EBUSY);
	expect(ringbuf_set_subbuf_order(a, 1) == -EBUSY);
	expect(ringbuf_swap(a, b) == -EBUSY && ringbuf_swap(b, a) == -EBUSY);
	expect(ringbuf_swap_cpu(b, a, 0) == -EBUSY);
	expect(!rb_whole_get(a, 0, &whole));
	expect(rb_consume_rest(cpu, &lost) && !lost && stats(a).read > 100);
	expect(rb_take_page(a, 0, &whole, false) == -EAGAIN);
	rb_give_back(&whole);
	ringbuf_reset(a);
	expect(cpu->reader.sub->id == 0);
	for (i = 0; i <= st->n; i++)
		expect(page[i] == st->sub[i].data);
	/* A page that grows is the reader's at once. */
	for (i = 0; i < 16; i++)
		put(a, i, 16);
	for (i = 0; i < 2; i++) {
		expect(rb_consume_rest(cpu, &lost) == !i && !lost);
		expect(stats(a).read == 16 && cpu->reader.sub->id == 1);
	}
	put(a, 16, 16);
	expect(rb_consume_rest(cpu, &lost));
	expect(stats(a).read == 17 && !stats(a).entries);
	cpu->mapped = 0;
	ringbuf_destroy(a);
	ringbuf_destroy(b);
}

static void swaps(void)
{
	struct ringbuf *a = make(4 * PAGE_SIZE, true);
	struct ringbuf *b = make(4 * PAGE_SIZE, true);
	struct ringbuf *other = make(8 * PAGE_SIZE, true);
	struct rb_iter *it;
	struct rb_record r;
	u32 i;

	for (i = 0; i < 3000; i++)
		put(a, i, 16);
	expect(take(a) > 0);
	put(b, 7, 16);
	it = rb_iter_open(a, 0);
	expect(rb_iter_peek(it, &r));
	ringbuf_record_disable_cpu(a, 0);
	expect(ringbuf_swap_cpu(a, other, 0) == -EINVAL);
	expect(ringbuf_swap_cpu(a, a, 0) == -EINVAL && ringbuf_swap(a, a) == -EINVAL);
	expect(ringbuf_swap_cpu(a, b, 2) == -EINVAL);
	expect(!ringbuf_swap_cpu(a, b, 0));
	/* Who disables stays, the counts go along. */
	expect(!put(a, 1, 4) && put(b, 3000, 16));
	expect(stats(b).overrun && stats(b).read == 1 && !stats(a).overrun);
	/* What was copied is shown, then it ends. */
	while (rb_iter_peek(it, &r))
		rb_iter_next(it);
	rb_iter_rewind(it);
	expect(rb_iter_peek(it, &r) && *(u32 *)r.data == 7);
	rb_iter_close(it);
	ringbuf_record_enable_cpu(a, 0);
	expect_stretch(a, 7, 7);
	i = 3001 - stats(b).entries;
	expect(!ringbuf_swap(a, b));
	expect(!stats(b).entries && take(b) == -1);
	while (stats(a).entries > 50)
		take(a);
	expect_stretch(a, 2951, 3000);
	expect(ringbuf_swap(a, other) == -EINVAL);
	ringbuf_destroy(a);
	ringbuf_destroy(b);
	ringbuf_destroy(other);
}

static void swap_among_writers(void)
{
	struct ringbuf *a = make(4 * PAGE_SIZE, true);
	struct ringbuf *b = make(4 * PAGE_SIZE, true);
	struct rb_slot slot;
	u32 *data;

	data = rb_reserve(&config, a, &slot, 4);
	expect(ringbuf_swap_cpu(a, b, 0) == -EBUSY);
	expect(ringbuf_swap_cpu(b, a, 0) == -EBUSY);
	*data = 5;
	rb_commit(&config, a, &slot);
	expect(!atomic_read(&rb_cpu_of(a, 0)->refuse));
	expect(!ringbuf_swap_cpu(a, b, 0));
	expect(take(b) == 5 && take(a) == -1);
	ringbuf_destroy(a);
	ringbuf_destroy(b);
}

static unsigned char shared[64 * 1024] __aligned(64);

static struct ringbuf *join(enum ringbuf_share share, size_t size)
{
	struct ringbuf_params p = {
		.clock = slow_clock, .share = share,
		.memory = shared, .memory_size = size,
	};

	return ringbuf_create(&p);
}

static void remote_needs_memory(void)
{
	struct ringbuf_params p = {
		.clock = slow_clock, .share = RINGBUF_READ, .bytes = 4 * PAGE_SIZE,
	};
	struct ringbuf *rb;
	size_t i;

	expect(PTR_ERR(ringbuf_create(&p)) == -EINVAL);
	p.share = RINGBUF_WRITE;
	expect(PTR_ERR(ringbuf_create(&p)) == -EINVAL);
	memset(shared, 0, sizeof(shared));
	expect(PTR_ERR(join(RINGBUF_READ, sizeof(shared))) == -EINVAL);
	expect(PTR_ERR(join(RINGBUF_WRITE, 3 * PAGE_SIZE)) == -EINVAL);
	rb = join(RINGBUF_WRITE, sizeof(shared));
	expect(!IS_ERR(rb));
	/* Whatever is wrong with the head, it is not taken for a buffer. */
	for (i = 0; i < offsetof(struct rb_head, boot); i++) {
		shared[i] ^= 1;
		expect(PTR_ERR(join(RINGBUF_READ, sizeof(shared))) == -EINVAL);
		shared[i] ^= 1;
	}
	expect(PTR_ERR(join(RINGBUF_READ, sizeof(shared) / 2)) == -EINVAL);
	ringbuf_destroy(rb);
}

static void remote_reads(void)
{
	struct ringbuf *rb, *side;
	u32 i, n;

	memset(shared, 0, sizeof(shared));
	rb = join(RINGBUF_WRITE, sizeof(shared));
	side = join(RINGBUF_READ, sizeof(shared));
	expect(take(side) == -1 && ringbuf_empty(side) && !stats(side).entries);
	expect(!put(side, 1, 4));
	for (i = 0; i < 300; i++) {
		expect(put(rb, i, 16));
		expect(take(side) == i);
	}
	/* Not the writers' business, and not to be changed by either. */
	expect(ringbuf_empty(rb) && take(rb) == -1);
	ringbuf_reset(rb);
	expect(ringbuf_set_size(rb, 0, 9 * PAGE_SIZE) == -EBUSY);
	expect(ringbuf_set_size(side, 0, 9 * PAGE_SIZE) == -EBUSY);
	expect(ringbuf_swap(rb, side) == -EINVAL);
	for (n = 0; put(rb, 1000 + n, 16); n++)
		;
	expect(stats(side).entries == n && stats(side).read == 300);
	expect(stats(side).dropped == 1 && !stats(side).overrun);
	ringbuf_reset(side);
	expect(ringbuf_empty(side) && !stats(side).entries);
	ringbuf_set_overwrite(rb, true);
	for (i = 0; i < 2 * n; i++)
		put(rb, i, 16);
	expect(stats(side).overrun + stats(side).entries == 2 * n);
	ringbuf_destroy(side);
	ringbuf_destroy(rb);
}

static void remote_writers_follow(void)
{
	struct ringbuf *rb, *side;
	u32 i, first;

	memset(shared, 0, sizeof(shared));
	rb = join(RINGBUF_WRITE, sizeof(shared));
	side = join(RINGBUF_READ, sizeof(shared));
	for (i = 0; i < 1000; i++) {
		if (i % 50 == 49) {
			ringbuf_destroy(rb);
			rb = join(RINGBUF_WRITE, sizeof(shared));
			ringbuf_set_overwrite(rb, true);
		}
		put(rb, i, 64);
		if (i == 40)
			expect(take(side) == 0);
	}
	expect(stats(side).entries + stats(side).overrun == 999);
	first = take(side);
	expect(first == 1);
	while (!stats(side).overrun || stats(side).entries > 1)
		first = take(side);
	expect(first == 998 && take(side) == 999 && take(side) == -1);
	/* Slots that cannot be: it begins afresh, and this reader is not shown it. */
	ringbuf_destroy(rb);
	rb_store_of(rb_cpu_of(side, 0))->slot[1] = rb_store_of(rb_cpu_of(side, 0))->slot[0];
	rb = join(RINGBUF_WRITE, sizeof(shared));
	put(rb, 5, 16);
	expect(take(side) == -1);
	ringbuf_destroy(side);
	side = join(RINGBUF_READ, sizeof(shared));
	expect(take(side) == 5 && take(side) == -1);
	ringbuf_destroy(side);
	ringbuf_destroy(rb);
}

static const struct {
	const char	*name;
	void		(*run)(void);
} tests[] = {
	{ "impossible parameters", impossible_parameters },
	{ "memory runs out", memory_runs_out },
	{ "sizes", sizes },
	{ "lengths", lengths },
	{ "switches", switches },
	{ "absent cpu", absent_cpu },
	{ "full and refusing", full_and_refusing },
	{ "nothing to take", nothing_to_take },
	{ "too deep", too_deep },
	{ "never nested", never_nested },
	{ "clock that records", clock_that_records },
	{ "pauses", pauses },
	{ "shown record stays", shown_record_stays },
	{ "pages", pages },
	{ "whole pages", whole_pages },
	{ "small copies", small_copies },
	{ "nonsense is refused", nonsense_is_refused },
	{ "random bytes are survived", random_bytes_are_survived },
	{ "absolute stamps", absolute_stamps },
	{ "growing keeps all", growing_keeps_all },
	{ "shrinking keeps the newest", shrinking_keeps_the_newest },
	{ "sizes follow sizes", sizes_follow_sizes },
	{ "a page of both moves", a_page_of_both_moves },
	{ "mapped stays", mapped_stays },
	{ "swaps", swaps },
	{ "swap among writers", swap_among_writers },
	{ "remote needs memory", remote_needs_memory },
	{ "remote reads", remote_reads },
	{ "remote writers follow", remote_writers_follow },
};

int main(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		running = tests[i].name;
		tests[i].run();
	}
	return failed;
}
