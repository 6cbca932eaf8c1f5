// SPDX-License-Identifier: GPL-2.0
/* Tests of what turns records into text. */
#include <kunit/test.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/write.h>
#include <linux/smp.h>
#include "../core/clock.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "format.h"
#include "line.h"
#include "merge.h"
#include "text.h"

/* ---- An instance of our own ------------------------------------------- */

static const struct trace_clock_info test_clock = {
	.name	= "test",
	.in_ns	= true,
};

static const struct trace_clock_info test_counter = {
	.name	= "test",
};

/**
 * struct bench - what a test prints with
 * @tr: an instance that nobody else knows
 * @iter: prints its records
 * @record: a record outside any buffer
 */
struct bench {
	struct trace_array	tr;
	struct trace_iterator	iter;
	struct {
		struct trace_entry	ent;
		char			text[32];
	} record;
};

static struct bench *new_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->tr.clock = &test_clock;
	b->tr.tracer = &nop_tracer;
	b->tr.options = BIT_ULL(TRACE_OPT_CONTEXT_INFO) |
			BIT_ULL(TRACE_OPT_IRQ_INFO) |
			BIT_ULL(TRACE_OPT_HASH_PTR);
	trace_seq_init(&b->iter.seq);
	trace_seq_init(&b->iter.tmp_seq);
	b->iter.tr = &b->tr;
	b->iter.ent = &b->record.ent;
	b->iter.ent_size = sizeof(b->record);
	return b;
}

/* What has been printed, and an empty buffer. */
static const char *take(struct trace_seq *s)
{
	static char text[256];

	text[0] = 0;
	strncat(text, s->buffer, min_t(size_t, trace_seq_used(s), 255));
	trace_seq_init(s);
	return text;
}

/* ---- The text buffer -------------------------------------------------- */

static struct trace_seq *new_seq(struct kunit *test)
{
	struct trace_seq *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	trace_seq_init(s);
	return s;
}

static void fill_but(struct trace_seq *s, int left)
{
	while (trace_seq_used(s) < (int)TRACE_SEQ_BUFFER_SIZE - left)
		trace_seq_putc(s, 'x');
}

static void seq_withdraws_what_does_not_fit(struct kunit *test)
{
	struct trace_seq *s = new_seq(test);

	fill_but(s, 4);
	trace_seq_puts(s, "four");
	KUNIT_EXPECT_FALSE(test, trace_seq_has_overflowed(s));

	trace_seq_init(s);
	fill_but(s, 4);
	trace_seq_printf(s, "%s", "fives");
	KUNIT_EXPECT_TRUE(test, trace_seq_has_overflowed(s));
	KUNIT_EXPECT_EQ(test, trace_seq_used(s), (int)TRACE_SEQ_BUFFER_SIZE - 4);

	/* Once full, even what would fit is refused. */
	trace_seq_putc(s, 'x');
	KUNIT_EXPECT_EQ(test, trace_seq_used(s), (int)TRACE_SEQ_BUFFER_SIZE - 4);
}

static void seq_acquire_stays_inside(struct kunit *test)
{
	struct trace_seq *s = new_seq(test);
	char *first = trace_seq_acquire(s, 16);

	KUNIT_EXPECT_PTR_EQ(test, first, &s->buffer[0]);
	KUNIT_EXPECT_PTR_EQ(test, trace_seq_acquire(s, 16), first + 16);
	fill_but(s, 4);
	KUNIT_EXPECT_PTR_EQ(test, trace_seq_acquire(s, 16), &s->buffer[0]);
	KUNIT_EXPECT_TRUE(test, trace_seq_has_overflowed(s));
}

static void helpers_return_strings(struct kunit *test)
{
	static const struct trace_print_flags names[] = {
		{ 1, "one" }, { 2, "two" }, { 12, "twelve" }, { -1, NULL }
	};
	static const u16 numbers[] = { 1, 0xffff };
	struct trace_seq *s = new_seq(test);

	KUNIT_EXPECT_STREQ(test, trace_print_flags_seq(s, "|", 3, names),
			   "one|two");
	KUNIT_EXPECT_STREQ(test, trace_print_flags_seq(s, "|", 0x1e, names),
			   "two|twelve|0x10");
	KUNIT_EXPECT_STREQ(test, trace_print_flags_seq(s, "|", 0, names), "");
	KUNIT_EXPECT_STREQ(test, trace_print_symbols_seq(s, 12, names), "twelve");
	KUNIT_EXPECT_STREQ(test, trace_print_symbols_seq(s, 3, names), "0x3");
	KUNIT_EXPECT_STREQ(test, trace_print_array_seq(s, numbers, 2, 2),
			   "{0x1,0xffff}");
	KUNIT_EXPECT_STREQ(test, trace_print_array_seq(s, numbers, 0, 2), "{}");
	KUNIT_EXPECT_STREQ(test, trace_print_hex_seq(s, "\x01\xab", 2, false),
			   "01 ab");
	KUNIT_EXPECT_STREQ(test, trace_print_hex_seq(s, "\x01\xab", 2, true),
			   "01ab");
	KUNIT_EXPECT_FALSE(test, trace_seq_has_overflowed(s));
}

static void helpers_survive_a_full_buffer(struct kunit *test)
{
	static const struct trace_print_flags names[] = {
		{ 1, "one" }, { -1, NULL }
	};
	struct trace_seq *s = new_seq(test);
	const char *str;

	fill_but(s, 0);
	str = trace_print_symbols_seq(s, 1, names);
	KUNIT_EXPECT_STREQ(test, str, "");
}

/* ---- A buffer of its own ---------------------------------------------- */

static u64 test_now;

static u64 read_test_now(void *ctx)
{
	return test_now;
}

static __always_inline u64 test_rb_clock(struct ringbuf *rb)
{
	return test_now;
}

static const struct rb_config test_rb = {
	.clock		= test_rb_clock,
	.max_nest	= RB_MAX_NEST,
	.mode		= RB_MODE_OVERWRITE,
};

static void write_here(void *data)
{
	struct ringbuf *rb = data;
	struct trace_entry *ent;
	struct rb_slot slot;

	guard(preempt)();
	ent = rb_reserve(&test_rb, rb, &slot, sizeof(*ent));
	if (!ent)
		return;
	*ent = (struct trace_entry) { .pid = test_now };
	rb_commit(&test_rb, rb, &slot);
}

static void write_on(struct ringbuf *rb, int cpu, u64 ts)
{
	test_now = ts;
	smp_call_function_single(cpu, write_here, rb, 1);
}

/* Opens a walk over a new buffer; the second CPU is the first if there is one. */
static struct bench *new_walk(struct kunit *test, int *second)
{
	static const struct ringbuf_params params = {
		.name		= "kunit",
		.bytes		= 4 * PAGE_SIZE,
		.overwrite	= true,
		.clock		= read_test_now,
	};
	struct bench *b = new_bench(test);

	b->tr.buffer = ringbuf_create(&params);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b->tr.buffer);
	ringbuf_record_on(b->tr.buffer);
	test_now = 0;
	*second = cpumask_next(0, cpu_online_mask);
	if (*second >= nr_cpu_ids)
		*second = 0;
	return b;
}

static void end_walk(struct bench *b)
{
	trace_merge_close(&b->iter);
	ringbuf_destroy(b->tr.buffer);
}

/* One that remembers what it has printed. */
static struct bench *new_reader(struct kunit *test)
{
	int second;
	struct bench *b = new_walk(test, &second);

	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, b->tr.buffer, -1, false), 0);
	return b;
}

/* ---- printf() --------------------------------------------------------- */

static __printf(3, 4)
void expect_like_kernel(struct kunit *test, struct bench *b, const char *fmt, ...)
{
	char want[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(want, sizeof(want), fmt, args);
	va_end(args);
	for (int times = 0; times < 2; times++) {
		va_start(args, fmt);
		trace_format(&b->iter, fmt, args);
		va_end(args);
		KUNIT_EXPECT_STREQ(test, take(&b->iter.seq), want);
	}
}

static void expect_all_formats(struct kunit *test, struct bench *b)
{
	expect_like_kernel(test, b, "plain");
	expect_like_kernel(test, b, "%d %i %u", -1, INT_MIN, UINT_MAX);
	expect_like_kernel(test, b, "%ld %lu %lx", -5L, ULONG_MAX, 0xabcUL);
	expect_like_kernel(test, b, "%lld %llu %llx", S64_MIN, U64_MAX, U64_MAX);
	expect_like_kernel(test, b, "%5d|%-5d|%05d|%5d", 42, 42, -42, -42);
	expect_like_kernel(test, b, "%08x %#x %X %o", 0xbeef, 0xbeef, 0xbeef, 8);
	expect_like_kernel(test, b, "%*d|%-*d|%.3d", 6, 1, 6, 2, 7);
	expect_like_kernel(test, b, "%hhd %hd %zu %td", 300, 70000,
			   (size_t)7, (ptrdiff_t)-7);
	expect_like_kernel(test, b, "%c%c%%", 'a', 'b');
	expect_like_kernel(test, b, "%s|%5s|%-5s|%.2s", "abc", "abc", "abc", "abc");
	expect_like_kernel(test, b, "%*pbl %pS", 8, &(unsigned long){ 0x0f },
			   (void *)trace_format);
	expect_like_kernel(test, b, "%+d % d %+5d", 1, 2, 3);
	expect_like_kernel(test, b, "%p %10p", b, NULL);
	expect_like_kernel(test, b, "this is more than a piece of text: %d, and so is this %s",
			   1, "");
	expect_like_kernel(test, b, "%d%u%x%d%u%x%d%u%x%d%u%x%d%u%x%d%u%x%d%u%x%d%u%x%d%u%x",
			   1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9,
			   1, 2, 3, 4, 5, 6, 7, 8, 9);
}

static void format_is_that_of_the_kernel(struct kunit *test)
{
	expect_all_formats(test, new_bench(test));
}

static void format_is_remembered(struct kunit *test)
{
	struct bench *b = new_reader(test);

	expect_all_formats(test, b);
	end_walk(b);
}

static __printf(3, 4)
void fill_and_format(struct bench *b, size_t left, const char *fmt, ...)
{
	va_list args;

	trace_seq_init(&b->iter.seq);
	fill_but(&b->iter.seq, left);
	va_start(args, fmt);
	trace_format(&b->iter, fmt, args);
	va_end(args);
}

/* Whether it is remembered or not, all of it is there, or nothing and it is full. */
static void format_knows_the_end(struct kunit *test)
{
	struct bench *b = new_reader(test);
	struct trace_seq *s = &b->iter.seq;
	struct trace_merge *merge = b->iter.merge;
	int len = strlen("a=-4 b=123456789abc c=    7 d=static");

	for (int left = 0; left < 100; left++)
		for (int times = 0; times < 3; times++) {
			b->iter.merge = times ? merge : NULL;
			fill_and_format(b, left, "a=%d b=%llx c=%5d d=%s", -4,
					0x123456789abcULL, 7, "static");
			KUNIT_EXPECT_EQ_MSG(test, s->full, left < len, "%d left", left);
			KUNIT_EXPECT_EQ(test, trace_seq_used(s),
					TRACE_SEQ_BUFFER_SIZE - left + (s->full ? 0 : len));
		}
	end_walk(b);
}

static void expect_number(struct kunit *test, struct bench *b, u64 v)
{
	expect_like_kernel(test, b, "%llu|%lld|%llx|%lu|%d|%u|%x", v, v, v,
			   (unsigned long)v, (int)v, (u32)v, (u32)v);
	expect_like_kernel(test, b, "%22llu|%-22llx|%024lld", v, v, v);
}

static void expect_all_lengths(struct kunit *test, struct bench *b)
{
	unsigned int shift;
	u64 power = 1;

	for (shift = 0; shift < 64; shift++) {
		expect_number(test, b, 1ULL << shift);
		expect_number(test, b, (1ULL << shift) - 1);
		expect_number(test, b, -(1ULL << shift));
	}
	for (shift = 0; shift < 20; shift++, power *= 10) {
		expect_number(test, b, power - 1);
		expect_number(test, b, power);
		expect_number(test, b, power + 7);
	}
}

static void numbers_of_all_lengths(struct kunit *test)
{
	struct bench *b = new_reader(test);

	expect_all_lengths(test, new_bench(test));
	expect_all_lengths(test, b);
	end_walk(b);
}

static void expect_gaps(struct kunit *test, u64 v, int width)
{
	char want[TEXT_NUMBER + TEXT_GAP], got[TEXT_NUMBER + TEXT_GAP];

	snprintf(want, sizeof(want), "%*llu", width, v);
	*text_dec(got, v, width, ' ') = '\0';
	KUNIT_EXPECT_STREQ(test, got, want);
	snprintf(want, sizeof(want), "%0*llu", width, v);
	*text_dec(got, v, width, '0') = '\0';
	KUNIT_EXPECT_STREQ(test, got, want);
	snprintf(want, sizeof(want), "%-*d", width, -(int)v);
	*text_int_left(got, -(int)v, width) = '\0';
	KUNIT_EXPECT_STREQ(test, got, want);
	snprintf(want, sizeof(want), "%06llu", v % 1000000);
	*text_six(got, v % 1000000) = '\0';
	KUNIT_EXPECT_STREQ(test, got, want);
}

static void numbers_behind_gaps(struct kunit *test)
{
	u64 power = 1;
	int width;

	for (; power < U64_MAX / 10; power *= 10)
		for (width = 0; width <= TEXT_GAP; width++) {
			expect_gaps(test, power - 1, width);
			expect_gaps(test, power, width);
		}
}

static void text_ends_where_it_should(struct kunit *test)
{
	char from[32], at[32];
	size_t len, max;

	for (len = 0; len < 20; len++)
		for (max = 0; max < 20; max++) {
			memset(from, 'a', sizeof(from));
			memset(at, 0, sizeof(at));
			from[len] = '%';
			KUNIT_EXPECT_EQ(test, text_until(at, from, max, '%'), min(len, max));
			KUNIT_EXPECT_EQ(test, memcmp(at, from, min(len, max)), 0);
			KUNIT_EXPECT_EQ(test, at[max], 0);
			from[len] = 0;
			KUNIT_EXPECT_EQ(test, text_until(at, from, max, 0), min(len, max));
			KUNIT_EXPECT_EQ(test, text_until(at, from, max, '%'), min(len, max));
		}
	/* Bytes above the letters, and below the end. */
	KUNIT_EXPECT_EQ(test, text_until(at, "\xff\x80\x81\x01\x26\xa5\xa4\x24%", 20, '%'), 8);
}

static __printf(2, 3)
const char *formatted(struct bench *b, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_format(&b->iter, fmt, args);
	va_end(args);
	return take(&b->iter.seq);
}

static void format_follows_only_what_stays(struct kunit *test)
{
	struct bench *b = new_bench(test);
	char *elsewhere = kunit_kzalloc(test, 8, GFP_KERNEL);
	char want[64];

	KUNIT_ASSERT_NOT_NULL(test, elsewhere);
	strscpy(elsewhere, "gone", 8);
	snprintf(want, sizeof(want), IS_ENABLED(CONFIG_UML) ? "(0x%lx)" : "(0x%lx:gone)",
		 (unsigned long)elsewhere);
	KUNIT_EXPECT_STREQ(test, formatted(b, "%s", elsewhere), want);
	KUNIT_EXPECT_STREQ(test, formatted(b, "%s", (char *)8UL), "(0x8)");

	/* A string of the record ends with it, terminated or not. */
	memset(b->record.text, 'y', sizeof(b->record.text));
	b->iter.ent_size = sizeof(struct trace_entry) + 3;
	KUNIT_EXPECT_STREQ(test, formatted(b, "%s", b->record.text), "yyy");
}

/* ---- Prefixes --------------------------------------------------------- */

static void expect_prefix(struct kunit *test, struct bench *b, const char *want)
{
	for (int times = 0; times < 2; times++) {
		trace_print_prefix(&b->iter);
		KUNIT_EXPECT_STREQ(test, take(&b->iter.seq), want);
	}
}

static void expect_columns(struct kunit *test, struct bench *b)
{
	b->iter.ent = &b->record.ent;
	b->iter.ts = 1137846294;
	b->iter.cpu = 3;
	expect_prefix(test, b, "          <idle>-0       [003] .....     1.137846: ");

	b->record.ent.flags = TRACE_FLAG_IRQS_OFF | TRACE_FLAG_NEED_RESCHED |
			      TRACE_FLAG_HARDIRQ;
	b->record.ent.preempt_count = 0x12;
	b->iter.ts = 123456999999500;
	expect_prefix(test, b, "          <idle>-0       [003] dnh21 123457.000000: ");

	b->tr.options |= BIT_ULL(TRACE_OPT_RECORD_TGID);
	expect_prefix(test, b, "          <idle>-0       (-------) [003] dnh21 123457.000000: ");

	b->tr.options = 0;
	b->tr.clock = &test_counter;
	b->iter.ts = 42;
	expect_prefix(test, b, "          <idle>-0       [003]            42: ");
}

static void prefix_is_in_columns(struct kunit *test)
{
	expect_columns(test, new_bench(test));
}

static void prefix_is_remembered(struct kunit *test)
{
	struct bench *b = new_reader(test);

	expect_columns(test, b);
	end_walk(b);
}

static void prefix_knows_all_states(struct kunit *test)
{
	static const struct {
		unsigned char	flags;
		unsigned char	depth;
		const char	*letters;
	} states[] = {
		{ TRACE_FLAG_BH_OFF, 0, "b...." },
		{ TRACE_FLAG_BH_OFF | TRACE_FLAG_IRQS_OFF, 0xf, "D..f." },
		{ TRACE_FLAG_IRQS_NOSUPPORT, 0xa0, "X...a" },
		{ TRACE_FLAG_NEED_RESCHED | TRACE_FLAG_PREEMPT_RESCHED, 0, ".N..." },
		{ TRACE_FLAG_PREEMPT_RESCHED, 0, ".p..." },
		{ TRACE_FLAG_NMI | TRACE_FLAG_HARDIRQ, 0, "..Z.." },
		{ TRACE_FLAG_NMI, 0, "..z.." },
		{ TRACE_FLAG_HARDIRQ | TRACE_FLAG_SOFTIRQ, 0, "..H.." },
		{ TRACE_FLAG_SOFTIRQ, 0, "..s.." },
	};
	struct bench *b = new_bench(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		b->record.ent.flags = states[i].flags;
		b->record.ent.preempt_count = states[i].depth;
		trace_print_prefix(&b->iter);
		KUNIT_EXPECT_MEMEQ(test, take(&b->iter.seq) + 31,
				   states[i].letters, 5);
	}
}

static void prefix_of_latency_lines(struct kunit *test)
{
	struct bench *b = new_bench(test);

	b->tr.options |= BIT_ULL(TRACE_OPT_LATENCY);
	b->iter.ts = 36966000;
	expect_prefix(test, b, "  <idle>-0         0..... 36966us : ");
	b->iter.trace_start = 36965000;
	expect_prefix(test, b, "  <idle>-0         0.....    1us : ");
	b->tr.options |= BIT_ULL(TRACE_OPT_VERBOSE);
	expect_prefix(test, b,
		      "          <idle>       0   0 0 00000000 00000000 [00009066] 0.001ms (+0.000ms): ");
}

static void lost_events_have_a_line(struct kunit *test)
{
	struct bench *b = new_bench(test);

	b->tr.options = 0;
	b->record.ent.type = TRACE_TYPE_raw_data;
	b->iter.ent_size = sizeof(struct trace_raw_data_entry);
	b->iter.cpu = 1;
	b->iter.lost_events = 17;
	KUNIT_EXPECT_EQ(test, (int)trace_print_line(&b->iter),
			(int)TRACE_TYPE_HANDLED);
	KUNIT_EXPECT_STREQ(test, take(&b->iter.seq),
			   "CPU:1 [LOST 17 EVENTS]\n# 0 buf:\n");
}

/* ---- The order of records --------------------------------------------- */

static void expect_next(struct kunit *test, struct bench *b, u64 ts, int cpu)
{
	KUNIT_ASSERT_TRUE(test, trace_merge_peek(&b->iter));
	KUNIT_EXPECT_EQ(test, b->iter.ts, ts);
	KUNIT_EXPECT_EQ(test, b->iter.ent->pid, (int)ts);
	KUNIT_EXPECT_EQ(test, b->iter.cpu, cpu);
	trace_merge_next(&b->iter);
}

static void merge_orders_by_time(struct kunit *test, bool consume)
{
	int second;
	struct bench *b = new_walk(test, &second);
	struct ringbuf *rb = b->tr.buffer;

	write_on(rb, 0, 10);
	write_on(rb, second, 15);
	write_on(rb, 0, 20);
	write_on(rb, 0, 30);
	write_on(rb, second, 30);
	write_on(rb, second, 40);
	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, b->tr.buffer, -1, consume), 0);
	KUNIT_EXPECT_FALSE(test, trace_merge_empty(&b->iter));
	expect_next(test, b, 10, 0);
	expect_next(test, b, 15, second);
	expect_next(test, b, 20, 0);
	/* A tie: the lower CPU first. */
	expect_next(test, b, 30, 0);
	expect_next(test, b, 30, second);
	KUNIT_EXPECT_EQ(test, trace_merge_index(&b->iter), 5UL);
	expect_next(test, b, 40, second);
	KUNIT_EXPECT_FALSE(test, trace_merge_peek(&b->iter));
	KUNIT_EXPECT_TRUE(test, trace_merge_empty(&b->iter));
	if (!consume) {
		trace_merge_rewind(&b->iter);
		expect_next(test, b, 10, 0);
	}
	end_walk(b);
}

static void merge_without_consuming(struct kunit *test)
{
	merge_orders_by_time(test, false);
}

static void merge_consuming(struct kunit *test)
{
	merge_orders_by_time(test, true);
}

/* A CPU that was empty when the walk looked at it is not forgotten. */
static void merge_sees_late_comers(struct kunit *test)
{
	int second;
	struct bench *b = new_walk(test, &second);
	struct ringbuf *rb = b->tr.buffer;

	write_on(rb, 0, 10);
	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, b->tr.buffer, -1, true), 0);
	expect_next(test, b, 10, 0);
	write_on(rb, second, 20);
	write_on(rb, 0, 30);
	write_on(rb, second, 40);
	expect_next(test, b, 20, second);
	expect_next(test, b, 30, 0);
	expect_next(test, b, 40, second);
	KUNIT_EXPECT_FALSE(test, trace_merge_peek(&b->iter));
	write_on(rb, second, 50);
	expect_next(test, b, 50, second);
	end_walk(b);
}

/* The buffer is emptied between two looks; what follows is in order. */
static void merge_stands_a_reset(struct kunit *test)
{
	int second;
	struct bench *b = new_walk(test, &second);
	struct ringbuf *rb = b->tr.buffer;

	write_on(rb, 0, 10);
	write_on(rb, second, 20);
	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, b->tr.buffer, -1, true), 0);
	KUNIT_EXPECT_TRUE(test, trace_merge_peek(&b->iter));
	ringbuf_reset(rb);
	KUNIT_EXPECT_FALSE(test, trace_merge_peek(&b->iter));
	write_on(rb, second, 30);
	expect_next(test, b, 30, second);
	end_walk(b);
}

static void merge_knows_the_next_time(struct kunit *test)
{
	int second;
	struct bench *b = new_walk(test, &second);
	struct ringbuf *rb = b->tr.buffer;

	b->tr.options |= BIT_ULL(TRACE_OPT_LATENCY);
	write_on(rb, 0, 10);
	write_on(rb, second, 15);
	write_on(rb, 0, 20);
	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, b->tr.buffer, -1, false), 0);
	KUNIT_EXPECT_TRUE(test, trace_merge_peek(&b->iter));
	KUNIT_EXPECT_EQ(test, trace_merge_next_ts(&b->iter), 15ULL);
	expect_next(test, b, 10, 0);
	expect_next(test, b, 15, second);
	KUNIT_EXPECT_TRUE(test, trace_merge_peek(&b->iter));
	KUNIT_EXPECT_EQ(test, trace_merge_next_ts(&b->iter), 20ULL);
	expect_next(test, b, 20, 0);
	KUNIT_EXPECT_FALSE(test, trace_merge_peek(&b->iter));
	end_walk(b);
}

/* Of a buffer that has more, on each CPU, before and behind. */
static void merge_stays_in_its_window(struct kunit *test)
{
	int second;
	struct bench *b = new_walk(test, &second);
	struct ringbuf *rb = b->tr.buffer;

	write_on(rb, 0, 10);
	write_on(rb, second, 15);
	write_on(rb, 0, 20);
	write_on(rb, second, 30);
	write_on(rb, 0, 35);
	write_on(rb, second, 40);
	KUNIT_ASSERT_EQ(test, trace_merge_open(&b->iter, &b->tr, rb, -1, false), 0);
	KUNIT_EXPECT_FALSE(test, trace_merge_is_window(&b->iter));
	trace_merge_set_window(&b->iter, 15, 34);
	KUNIT_EXPECT_TRUE(test, trace_merge_is_window(&b->iter));
	KUNIT_EXPECT_EQ(test, trace_merge_count(&b->iter), 3UL);
	KUNIT_EXPECT_EQ(test, b->iter.trace_start, 15ULL);
	expect_next(test, b, 15, second);
	expect_next(test, b, 20, 0);
	expect_next(test, b, 30, second);
	KUNIT_EXPECT_FALSE(test, trace_merge_peek(&b->iter));
	trace_merge_set_window(&b->iter, 0, 0);
	KUNIT_EXPECT_TRUE(test, trace_merge_empty(&b->iter));
	KUNIT_EXPECT_EQ(test, trace_merge_count(&b->iter), 0UL);
	end_walk(b);
}

static struct kunit_case output_cases[] = {
	KUNIT_CASE(seq_withdraws_what_does_not_fit),
	KUNIT_CASE(seq_acquire_stays_inside),
	KUNIT_CASE(helpers_return_strings),
	KUNIT_CASE(helpers_survive_a_full_buffer),
	KUNIT_CASE(format_is_that_of_the_kernel),
	KUNIT_CASE(format_is_remembered),
	KUNIT_CASE(format_knows_the_end),
	KUNIT_CASE(numbers_of_all_lengths),
	KUNIT_CASE(numbers_behind_gaps),
	KUNIT_CASE(text_ends_where_it_should),
	KUNIT_CASE(format_follows_only_what_stays),
	KUNIT_CASE(prefix_is_in_columns),
	KUNIT_CASE(prefix_is_remembered),
	KUNIT_CASE(prefix_knows_all_states),
	KUNIT_CASE(prefix_of_latency_lines),
	KUNIT_CASE(lost_events_have_a_line),
	KUNIT_CASE(merge_without_consuming),
	KUNIT_CASE(merge_consuming),
	KUNIT_CASE(merge_sees_late_comers),
	KUNIT_CASE(merge_stands_a_reset),
	KUNIT_CASE(merge_knows_the_next_time),
	KUNIT_CASE(merge_stays_in_its_window),
	{}
};

static struct kunit_suite output_suite = {
	.name		= "trace_output",
	.test_cases	= output_cases,
};

kunit_test_suite(output_suite);

MODULE_DESCRIPTION("Tests of records to text");
MODULE_LICENSE("GPL");
