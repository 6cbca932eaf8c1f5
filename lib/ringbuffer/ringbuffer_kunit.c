// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the ring buffer where it is at home. What interrupts a writer is
 * played by a call while a reservation is open, which comes to the same. Races
 * between CPUs and all interleavings are for tools/testing/ringbuffer; here the
 * real primitives are at work, and one test lets timers interrupt for real.
 */
#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/preempt.h>
#include <linux/vmalloc.h>
#include <linux/ringbuffer/wait.h>
#include <linux/ringbuffer/write.h>

#include "internal.h"

static u64 test_time;

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	return READ_ONCE(test_time);
}

static u64 slow_clock(void *ctx)
{
	return READ_ONCE(test_time);
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.notify		= ringbuf_notify,
	.max_nest	= 4,
	.mode		= RB_MODE_ASK,
};

static struct ringbuf *make(struct kunit *test, unsigned long bytes,
			    bool overwrite)
{
	struct ringbuf_params p = {
		.name = "kunit", .bytes = bytes, .overwrite = overwrite,
		.clock = slow_clock,
	};
	struct ringbuf *rb;

	test_time = BIT_ULL(40);
	rb = ringbuf_create(&p);
	KUNIT_ASSERT_FALSE(test, IS_ERR(rb));
	return rb;
}

/* All tests write and read on the CPU that they began on. */
static int here(void)
{
	return raw_smp_processor_id();
}

static bool put(struct ringbuf *rb, u32 value, u32 len)
{
	struct rb_slot slot;
	u32 *data;

	guard(preempt)();
	data = rb_reserve(&config, rb, &slot, len);
	if (!data)
		return false;
	memset(data, 0, len);
	data[0] = value;
	rb_commit(&config, rb, &slot);
	return true;
}

static long take(struct ringbuf *rb, int cpu)
{
	struct rb_record r;
	u32 value;

	if (!rb_peek(rb, cpu, &r))
		return -1;
	value = *(u32 *)r.data;
	rb_consume(rb, cpu);
	return value;
}

static void rb_test_format(struct kunit *test)
{
	u32 page[] = {
		rb_head(1, 3), 11,
		rb_head(RB_TYPE_PADDING, 1), 4,
		rb_head(RB_TYPE_TIME_EXTEND, 7), 2,
		rb_head(RB_TYPE_LONG, 0), 8, 22,
		rb_head(2, 5), 33,
	};
	struct rb_cursor at = { (void *)page, 0, sizeof(page), 100 };
	struct rb_item item;

	KUNIT_ASSERT_TRUE(test, rb_find_data(&at, &item));
	KUNIT_EXPECT_EQ(test, item.ts, 103);
	KUNIT_EXPECT_EQ(test, *(u32 *)item.data, 11);
	rb_step(&at, &item);
	KUNIT_ASSERT_TRUE(test, rb_find_data(&at, &item));
	KUNIT_EXPECT_EQ(test, item.ts, 104 + 7 + (2ULL << 27));
	KUNIT_EXPECT_EQ(test, item.len, 4);
	KUNIT_EXPECT_EQ(test, *(u32 *)item.data, 22);
	rb_step(&at, &item);
	/* The last one says that it is longer than the page. */
	KUNIT_EXPECT_FALSE(test, rb_find_data(&at, &item));
}

static void rb_test_write_and_read(struct kunit *test)
{
	struct ringbuf *rb = make(test, 64 * 1024, true);
	u32 i, most = ringbuf_max_record(rb);
	struct ringbuf_stats s;
	struct rb_record r;
	int cpu;

	migrate_disable();
	cpu = here();
	for (i = 4; i <= most; i += 84) {
		test_time += i;
		KUNIT_ASSERT_TRUE(test, put(rb, i, i));
		KUNIT_ASSERT_TRUE(test, rb_peek(rb, cpu, &r));
		KUNIT_EXPECT_EQ(test, r.ts, test_time);
		KUNIT_EXPECT_EQ(test, r.len, ALIGN(i, 4));
		KUNIT_EXPECT_EQ(test, r.cpu, cpu);
		KUNIT_EXPECT_EQ(test, take(rb, cpu), i);
	}
	KUNIT_EXPECT_FALSE(test, put(rb, 0, most + 1));
	ringbuf_stats(rb, cpu, &s);
	KUNIT_EXPECT_EQ(test, s.too_long, 1);
	KUNIT_EXPECT_EQ(test, s.entries, 0);
	migrate_enable();
	ringbuf_destroy(rb);
}

static void rb_test_nesting(struct kunit *test)
{
	struct ringbuf *rb = make(test, 64 * 1024, true);
	struct rb_slot outer, inner;
	int cpu;

	preempt_disable();
	cpu = here();
	*(u32 *)rb_reserve(&config, rb, &outer, 4) = 1;
	test_time++;
	*(u32 *)rb_reserve(&config, rb, &inner, 4) = 2;
	rb_commit(&config, rb, &inner);
	/* The inner one is complete, but not the one before it. */
	KUNIT_EXPECT_TRUE(test, ringbuf_empty_cpu(rb, cpu));
	*(u32 *)rb_reserve(&config, rb, &inner, 4) = 3;
	rb_discard(&config, rb, &inner);
	rb_commit(&config, rb, &outer);
	*(u32 *)rb_reserve(&config, rb, &outer, 4) = 4;
	*(u32 *)rb_reserve(&config, rb, &inner, 4) = 5;
	rb_commit(&config, rb, &inner);
	rb_discard(&config, rb, &outer);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 1);
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 2);
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 5);
	KUNIT_EXPECT_EQ(test, take(rb, cpu), -1);
	KUNIT_EXPECT_NULL(test, rb_check(rb_cpu_of(rb, cpu)));
	ringbuf_destroy(rb);
}

static void rb_test_overwrite(struct kunit *test)
{
	struct ringbuf *rb = make(test, 3 * PAGE_SIZE, true);
	struct ringbuf_stats s;
	struct rb_record r;
	u32 i, cpu, count = 5000;

	migrate_disable();
	cpu = here();
	for (i = 0; i < count; i++)
		KUNIT_ASSERT_TRUE(test, put(rb, i, 40));
	ringbuf_stats(rb, cpu, &s);
	KUNIT_EXPECT_EQ(test, s.entries + s.overrun, count);
	KUNIT_ASSERT_TRUE(test, rb_peek(rb, cpu, &r));
	KUNIT_EXPECT_EQ(test, r.lost, s.overrun);
	for (i = s.overrun; i < count; i++)
		KUNIT_ASSERT_EQ(test, take(rb, cpu), i);
	ringbuf_set_overwrite(rb, false);
	for (i = 0; put(rb, i, 40); i++)
		;
	ringbuf_stats(rb, cpu, &s);
	KUNIT_EXPECT_EQ(test, s.dropped, 1);
	KUNIT_EXPECT_EQ(test, s.entries, i);
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 0);
	migrate_enable();
	ringbuf_destroy(rb);
}

static void rb_test_iterator(struct kunit *test)
{
	struct ringbuf *rb = make(test, 64 * 1024, true);
	struct rb_record r;
	struct rb_iter *it;
	u32 i, cpu;

	migrate_disable();
	cpu = here();
	for (i = 0; i < 1000; i++)
		put(rb, i, 40);
	for (i = 0; i < 10; i++)
		take(rb, cpu);
	migrate_enable();
	it = rb_iter_open(rb, cpu);
	KUNIT_ASSERT_NOT_NULL(test, it);
	for (i = 10; rb_iter_peek(it, &r); rb_iter_next(it), i++)
		KUNIT_ASSERT_EQ(test, *(u32 *)r.data, i);
	KUNIT_EXPECT_EQ(test, i, 1000);
	rb_iter_rewind(it);
	KUNIT_EXPECT_TRUE(test, rb_iter_peek(it, &r));
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 10);
	ringbuf_reset(rb);
	rb_iter_rewind(it);
	KUNIT_EXPECT_FALSE(test, rb_iter_peek(it, &r));
	rb_iter_close(it);
	ringbuf_destroy(rb);
}

static void rb_test_pages(struct kunit *test)
{
	struct ringbuf *rb = make(test, 4 * PAGE_SIZE, true);
	struct rb_page *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	u32 i, cpu;
	int bytes;

	KUNIT_ASSERT_NOT_NULL(test, page);
	migrate_disable();
	cpu = here();
	put(rb, 1, 4);
	KUNIT_EXPECT_EQ(test, rb_read_page(rb, cpu, page, PAGE_SIZE, true), 0);
	KUNIT_EXPECT_EQ(test, rb_read_page(rb, cpu, page, PAGE_SIZE, false), 8);
	KUNIT_EXPECT_EQ(test, page->commit, 8);
	for (i = 0; i < 5000; i++)
		put(rb, i, 4);
	migrate_enable();
	/* What is left of the page held comes first, then the gap. */
	rb_read_page(rb, cpu, page, PAGE_SIZE, true);
	bytes = rb_read_page(rb, cpu, page, PAGE_SIZE, true);
	KUNIT_EXPECT_GT(test, bytes, PAGE_SIZE / 2);
	KUNIT_EXPECT_TRUE(test, page->commit & RB_MISSED_EVENTS);
	KUNIT_EXPECT_EQ(test, page->commit & RB_COMMIT_MASK, bytes);
	ringbuf_destroy(rb);
}

static void rb_test_changes(struct kunit *test)
{
	struct ringbuf *rb = make(test, 64 * 1024, true);
	int cpu;

	migrate_disable();
	cpu = here();
	KUNIT_EXPECT_EQ(test, ringbuf_set_size(rb, RB_ALL_CPUS, 1 << 20), 0);
	KUNIT_EXPECT_GE(test, ringbuf_size(rb, cpu), 1 << 20);
	KUNIT_EXPECT_TRUE(test, put(rb, 1, 4));
	KUNIT_EXPECT_EQ(test, ringbuf_set_size(rb, cpu, ULONG_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, ringbuf_set_size(rb, cpu, 1UL << 50), -EINVAL);
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 1);
	KUNIT_EXPECT_EQ(test, ringbuf_set_subbuf_order(rb, 1), 0);
	KUNIT_EXPECT_TRUE(test, put(rb, 2, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, take(rb, cpu), 2);
	ringbuf_record_off(rb);
	KUNIT_EXPECT_FALSE(test, put(rb, 3, 4));
	ringbuf_record_on(rb);
	KUNIT_EXPECT_TRUE(test, put(rb, 4, 4));
	ringbuf_reset_cpu(rb, cpu);
	KUNIT_EXPECT_TRUE(test, ringbuf_empty(rb));
	KUNIT_EXPECT_NULL(test, rb_check(rb_cpu_of(rb, cpu)));
	migrate_enable();
	ringbuf_destroy(rb);
}

/* Someone who interrupts for real. */
struct ticker {
	struct hrtimer	timer;
	struct ringbuf	*rb;
	u32		count;
	bool		stop;
};

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct ticker *t = container_of(timer, struct ticker, timer);

	t->count += put(t->rb, 2, 20);
	if (READ_ONCE(t->stop))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(20000));
	return HRTIMER_RESTART;
}

static void rb_test_interrupts(struct kunit *test)
{
	struct ringbuf *rb = make(test, 4 * PAGE_SIZE, true);
	struct ticker t = { .rb = rb };
	unsigned long lost = 0, seen[3] = { }, i;
	struct rb_record r;
	int cpu;

	migrate_disable();
	cpu = here();
	hrtimer_init(&t.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	t.timer.function = tick;
	hrtimer_start(&t.timer, ns_to_ktime(1000), HRTIMER_MODE_REL_PINNED_HARD);
	for (i = 0; i < 200000; i++) {
		KUNIT_ASSERT_TRUE(test, put(rb, 1, 12));
		while (i % 3 && rb_peek(rb, cpu, &r)) {
			lost += r.lost;
			seen[*(u32 *)r.data % 3]++;
			rb_consume(rb, cpu);
		}
	}
	WRITE_ONCE(t.stop, true);
	hrtimer_cancel(&t.timer);
	while (rb_peek(rb, cpu, &r)) {
		lost += r.lost;
		seen[*(u32 *)r.data % 3]++;
		rb_consume(rb, cpu);
	}
	migrate_enable();
	KUNIT_EXPECT_EQ(test, seen[0], 0);
	KUNIT_EXPECT_EQ(test, seen[1] + seen[2] + lost, i + t.count);
	KUNIT_EXPECT_NULL(test, rb_check(rb_cpu_of(rb, cpu)));
	ringbuf_destroy(rb);
}

static struct ringbuf *join(struct kunit *test, void *memory, size_t size,
			    enum ringbuf_share share)
{
	struct ringbuf_params p = {
		.name = "kunit", .clock = slow_clock, .overwrite = true,
		.memory = memory, .memory_size = size, .share = share,
	};
	struct ringbuf *rb = ringbuf_create(&p);

	KUNIT_ASSERT_FALSE(test, IS_ERR(rb));
	return rb;
}

/* One side writes, the other one waits, reads, and knows what was lost. */
static void rb_test_remote(struct kunit *test)
{
	size_t size = nr_cpu_ids * 8 * PAGE_SIZE;
	void *memory = vzalloc(size);
	struct ringbuf *there, *here_too;
	struct ringbuf_stats s;
	u32 i, last = 0;
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	test_time = BIT_ULL(40);
	there = join(test, memory, size, RINGBUF_WRITE);
	here_too = join(test, memory, size, RINGBUF_READ);
	migrate_disable();
	cpu = here();
	KUNIT_EXPECT_TRUE(test, ringbuf_has_cpu(here_too, cpu));
	KUNIT_EXPECT_FALSE(test, put(here_too, 1, 4));
	for (i = 1; i <= 5000; i++)
		KUNIT_ASSERT_TRUE(test, put(there, i, 64));
	migrate_enable();
	/* Nobody notifies; whoever waits looks now and then. */
	KUNIT_EXPECT_EQ(test, rb_wait(here_too, cpu, 0, NULL, NULL), 0);
	ringbuf_stats(here_too, cpu, &s);
	KUNIT_EXPECT_EQ(test, s.entries + s.overrun, 5000);
	KUNIT_EXPECT_GT(test, s.overrun, 0);
	for (i = 0; !ringbuf_empty_cpu(here_too, cpu); i++)
		last = take(here_too, cpu);
	KUNIT_EXPECT_EQ(test, i, s.entries);
	KUNIT_EXPECT_EQ(test, last, 5000);
	ringbuf_destroy(here_too);
	ringbuf_destroy(there);
	vfree(memory);
}

static bool already(void *data)
{
	return true;
}

static void rb_test_waiting(struct kunit *test)
{
	struct ringbuf *rb = make(test, 64 * 1024, true);
	int cpu;

	migrate_disable();
	cpu = here();
	KUNIT_EXPECT_EQ(test, rb_wait(rb, cpu, 0, already, NULL), 0);
	put(rb, 1, 4);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, rb_wait(rb, cpu, 0, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, rb_wait(rb, RB_ALL_CPUS, 0, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, rb_wait(rb, RB_ALL_CPUS, 5, NULL, NULL), 0);
	rb_wake_waiters(rb, RB_ALL_CPUS);
	ringbuf_destroy(rb);
}

static struct kunit_case rb_cases[] = {
	KUNIT_CASE(rb_test_format),
	KUNIT_CASE(rb_test_write_and_read),
	KUNIT_CASE(rb_test_nesting),
	KUNIT_CASE(rb_test_overwrite),
	KUNIT_CASE(rb_test_iterator),
	KUNIT_CASE(rb_test_pages),
	KUNIT_CASE(rb_test_changes),
	KUNIT_CASE(rb_test_interrupts),
	KUNIT_CASE(rb_test_waiting),
	KUNIT_CASE(rb_test_remote),
	{}
};

static struct kunit_suite rb_suite = {
	.name		= "ringbuffer",
	.test_cases	= rb_cases,
};

kunit_test_suite(rb_suite);
