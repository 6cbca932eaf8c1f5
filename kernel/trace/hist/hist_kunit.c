// SPDX-License-Identifier: GPL-2.0
/* KUnit: the map, and values from text. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../text/cursor.h"
#include "hist.h"

/* ---- The map ---------------------------------------------------------- */

static void map_keeps_keys_apart(struct kunit *test)
{
	struct hist_map_shape shape = {
		.size = 64, .key = 16, .more = 8, .extra = 8, .nr_sums = 2, .nr_cpus = 2,
	};
	struct hist_map *map = hist_map_alloc(&shape);
	u64 key[3] = { 0, 7, 99 };
	u32 nr;

	KUNIT_ASSERT_NOT_NULL(test, map);
	for (key[0] = 0; key[0] < 64; key[0]++) {
		KUNIT_EXPECT_EQ(test, hist_map_find(map, key), 0);
		nr = hist_map_get(map, key);
		KUNIT_ASSERT_NE(test, nr, 0);
		KUNIT_EXPECT_EQ(test, *(u64 *)hist_map_extra(map, nr), 0);
		hist_sum_add(&hist_map_sums(map, nr, 0)[1], key[0]);
		hist_sum_add(&hist_map_sums(map, nr, 1)[1], 1000);
	}
	KUNIT_EXPECT_EQ(test, hist_map_get(map, key), 0);
	for (key[0] = 0; key[0] < 64; key[0]++) {
		/* What is not compared is the first one's. */
		key[2] = key[0];
		nr = hist_map_get(map, key);
		KUNIT_ASSERT_NE(test, nr, 0);
		KUNIT_EXPECT_TRUE(test, hist_map_has(map, nr));
		KUNIT_EXPECT_EQ(test, ((u64 *)hist_map_entry(map, nr))[2], 99);
		KUNIT_EXPECT_EQ(test, hist_map_sum(map, nr, 1), key[0] + 1000);
		KUNIT_EXPECT_EQ(test, hist_map_sum(map, nr, 0), 0);
	}
	hist_map_clear(map);
	KUNIT_EXPECT_EQ(test, hist_map_last(map), 0);
	KUNIT_EXPECT_EQ(test, hist_map_find(map, key), 0);
	hist_map_free(map);
}

/* What is taken out is not found, its hits are counted, and it can be had again. */
static void map_takes_entries_out(struct kunit *test)
{
	struct hist_map_shape shape = {
		.size = 8, .key = 8, .extra = 8, .nr_sums = 1, .stamped = true, .nr_cpus = 2,
	};
	struct hist_map *map = hist_map_alloc(&shape);
	u32 nr[9], again;
	u64 key;

	KUNIT_ASSERT_NOT_NULL(test, map);
	for (key = 1; key <= 8; key++) {
		nr[key] = hist_map_get(map, &key);
		hist_sum_add(hist_map_sums(map, nr[key], key % 2), key);
		hist_sum_set(&hist_map_sums(map, nr[key], 1)[1], 100 + key);
		*(u64 *)hist_map_extra(map, nr[key]) = key;
	}
	KUNIT_EXPECT_EQ(test, hist_map_greatest(map, nr[3], 1), 103);
	for (key = 1; key <= 8; key += 2)
		hist_map_unlink(map, nr[key]);
	for (key = 1; key <= 8; key++)
		KUNIT_EXPECT_EQ(test, hist_map_find(map, &key), key % 2 ? 0 : nr[key]);
	KUNIT_EXPECT_FALSE(test, hist_map_has(map, nr[5]));
	KUNIT_EXPECT_EQ(test, hist_map_get(map, &key), 0);
	for (key = 1; key <= 8; key += 2)
		hist_map_recycle(map, nr[key]);
	KUNIT_EXPECT_EQ(test, map->evicted, 4);
	KUNIT_EXPECT_EQ(test, map->evicted_hits, 1 + 3 + 5 + 7);
	KUNIT_EXPECT_EQ(test, map->used, 4);
	for (key = 11; key <= 14; key++) {
		again = hist_map_get(map, &key);
		KUNIT_ASSERT_NE(test, again, 0);
		KUNIT_EXPECT_EQ(test, hist_map_sum(map, again, 0), 0);
		KUNIT_EXPECT_EQ(test, hist_map_greatest(map, again, 1), 0);
		KUNIT_EXPECT_EQ(test, *(u64 *)hist_map_extra(map, again), 0);
	}
	KUNIT_EXPECT_EQ(test, hist_map_get(map, &key), 0);
	hist_map_free(map);
}

/* What is kept grows with what is wanted, and gives the value back. */
static void extremes_are_kept(struct kunit *test)
{
	static const u64 values[] = { 5, 0, -3ULL, 7, 1ULL << 63, 6 };
	static const struct {
		u8	show;
		bool	is_signed;
		u64	found;
	} wanted[] = {
		{ HIST_MAX, false, -3ULL }, { HIST_MAX, true, 7 },
		{ HIST_MIN, false, 0 }, { HIST_MIN, true, 1ULL << 63 },
	};
	struct hist_map_shape shape = {
		.size = 2, .key = 8, .nr_sums = ARRAY_SIZE(wanted), .nr_cpus = 3,
	};
	struct hist_map *map = hist_map_alloc(&shape);
	u64 key = 1;
	u32 nr;

	KUNIT_ASSERT_NOT_NULL(test, map);
	nr = hist_map_get(map, &key);
	for (unsigned int w = 0; w < ARRAY_SIZE(wanted); w++) {
		struct hist_expr expr = {
			.show = wanted[w].show, .is_signed = wanted[w].is_signed,
		};

		for (unsigned int i = 0; i < ARRAY_SIZE(values); i++)
			hist_sum_raise(&hist_map_sums(map, nr, i % 3)[w],
				       hist_extreme(&expr, values[i]));
		KUNIT_EXPECT_EQ(test, hist_extreme(&expr, hist_map_greatest(map, nr, w)),
				wanted[w].found);
	}
	hist_map_free(map);
}

/* ---- Sketches --------------------------------------------------------- */

static const struct {
	unsigned int	bits;
	bool		is_signed;
} sketches[] = {
	{ 8, false }, { 8, true }, { 16, false }, { 32, true }, { 64, false }, { 64, true },
};

static u64 distance(u64 a, u64 b, bool is_signed)
{
	bool less = is_signed ? (s64)a < (s64)b : a < b;

	return less ? b - a : a - b;
}

static void check_bucket(struct kunit *test, unsigned int bits, bool is_signed, u64 value)
{
	unsigned int at = hist_sketch_at(bits, is_signed, value);
	u64 middle = hist_sketch_value(bits, is_signed, at);
	u64 size = distance(value, 0, is_signed);

	KUNIT_EXPECT_LT(test, at, hist_sketch_size(bits, is_signed));
	KUNIT_EXPECT_EQ(test, hist_sketch_at(bits, is_signed, middle), at);
	KUNIT_EXPECT_LE_MSG(test, distance(value, middle, is_signed), size / 32,
			    "%llx of %u bits", value, bits);
}

/* The middle of a bucket is near, on either side of each power of two. */
static void sketches_are_near(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sketches); i++) {
		unsigned int bits = sketches[i].bits;
		bool is_signed = sketches[i].is_signed;

		for (unsigned int bit = 0; bit < bits - is_signed; bit++) {
			u64 most = GENMASK_ULL(bit, 0);

			for (u64 k = 0; k <= min(most, 40ULL); k++) {
				check_bucket(test, bits, is_signed, most - k);
				if (is_signed)
					check_bucket(test, bits, true, -(most - k));
			}
		}
	}
}

/* From one bucket to the next, values only grow: there are no holes. */
static void sketches_are_in_order(struct kunit *test)
{
	unsigned int size = hist_sketch_size(8, true), last = 0;

	KUNIT_EXPECT_EQ(test, hist_sketch_at(8, true, -128LL), 0);
	for (s64 value = -128; value < 128; value++) {
		unsigned int at = hist_sketch_at(8, true, value);

		KUNIT_EXPECT_TRUE(test, at == last || at == last + 1);
		last = at;
	}
	KUNIT_EXPECT_EQ(test, last, size - 1);
}

static u64 deviation_of(const s64 *values, unsigned int nr, unsigned int times)
{
	struct hist_sum squares[2][HIST_SQUARES] = { };
	struct hist_u128 sum = { };
	u64 total = 0;

	for (unsigned int i = 0; i < nr * times; i++) {
		s64 value = values[i % nr];

		total += value;
		hist_square_add(squares[i % 2], abs(value));
	}
	hist_squares_sum(&sum, squares[0]);
	hist_squares_sum(&sum, squares[1]);
	return hist_deviation(nr * times, abs((s64)total), sum);
}

static void deviations_are_right(struct kunit *test)
{
	static const s64 small[] = { 2, 4, 4, 4, 5, 5, 7, 9 }, same[] = { 123456789012345 };
	static const s64 both[] = { -1000, 1000 }, large[] = { 3000000000, 1000000000 };
	static const s64 huge[] = { 1LL << 50, 3LL << 50 };
	static const s64 near[] = { 1LL << 50, (1LL << 50) + 2000 };

	KUNIT_EXPECT_EQ(test, deviation_of(small, 8, 1), 2);
	KUNIT_EXPECT_EQ(test, deviation_of(small, 8, 1000), 2);
	KUNIT_EXPECT_EQ(test, deviation_of(same, 1, 1000), 0);
	KUNIT_EXPECT_EQ(test, deviation_of(both, 2, 500), 1000);
	KUNIT_EXPECT_EQ(test, deviation_of(large, 2, 1000), 1000000000);
	KUNIT_EXPECT_EQ(test, deviation_of(huge, 2, 1000), 1LL << 50);
	KUNIT_EXPECT_EQ(test, deviation_of(near, 2, 1000), 1000);
	KUNIT_EXPECT_EQ(test, hist_deviation(0, 0, (struct hist_u128){ }), 0);
}

/* A carry that has not been counted yet is seen by who reads. */
static void squares_are_read_in_between(struct kunit *test)
{
	struct hist_sum squares[HIST_SQUARES] = { };
	struct hist_u128 sum;
	u64 square = 9ULL << 60;

	/* No instruction adds it as a constant. */
	OPTIMIZER_HIDE_VAR(square);
	for (unsigned int i = 1; i < 100; i++) {
		sum = (struct hist_u128){ };
		hist_square_add(squares, 3ULL << 30);
		hist_squares_sum(&sum, squares);
		KUNIT_EXPECT_EQ(test, sum.lo, i * (9ULL << 60));
		KUNIT_EXPECT_EQ(test, sum.hi, i * 9ULL >> 4);
	}
	hist_sum_zero(&squares[0]);
	hist_sum_zero(&squares[1]);
	hist_square_add(squares, 3ULL << 30);
	hist_sum_add(&squares[0], square);
	sum = (struct hist_u128){ };
	hist_squares_sum(&sum, squares);
	KUNIT_EXPECT_EQ(test, sum.lo, 2ULL << 60);
	KUNIT_EXPECT_EQ(test, sum.hi, 1);
}

/* ---- Values ----------------------------------------------------------- */

static const struct {
	const char	*text;
	const char	*shown;
	enum text_error	error;
	size_t		pos;
} values[] = {
	{ "child_pid", "child_pid" },
	{ "child_pid.hex", "child_pid.hex" },
	{ "child_pid.max", "child_pid.max" },
	{ "parent_comm.avg", NULL, TEXT_HIST_MODIFIER, 12 },
	{ "child_pid.stddev", "child_pid.stddev" },
	{ "child_pid.p1", "child_pid.p1" },
	{ "child_pid.p99", "child_pid.p99" },
	{ "child_pid.p0", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "child_pid.p100", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "child_pid.p", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "child_pid.px", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "parent_comm.p50", NULL, TEXT_HIST_MODIFIER, 12 },
	{ "child_pid.lhist(-10,0x10,2)", "child_pid.lhist(-10,16,2)" },
	{ "child_pid.lhist(10,10,2)", NULL, TEXT_HIST_LHIST, 16 },
	{ "child_pid.lhist(1,10,0)", NULL, TEXT_HIST_LHIST, 16 },
	{ "child_pid.lhist(1,10)", NULL, TEXT_HIST_LHIST, 16 },
	{ "common_cpu.lhist(-1,10,1)", NULL, TEXT_HIST_LHIST, 17 },
	{ "parent_comm.lhist(1,10,1)", NULL, TEXT_HIST_LHIST, 18 },
	{ "child_pid.buckets=0x10", "child_pid.buckets=16" },
	{ "parent_pid.sym-offset", "parent_pid.sym-offset" },
	{ "cpu", "common_cpu" },
	{ "stacktrace", "common_stacktrace" },
	{ "3+4*2", "11" },
	{ "16-8-4-2", "2" },
	{ "64/8/4/2", "1" },
	{ "4*3/2*2", "12" },
	{ "2*(3+4)", "14" },
	{ "child_pid*2+1-parent_pid", "child_pid*2+1-parent_pid" },
	{ "2*(child_pid+1)", "2*(child_pid+1)" },
	{ "child_pid-(parent_pid-1)", "child_pid-(parent_pid-1)" },
	{ "-(child_pid)", "-(child_pid)" },
	{ "", NULL, TEXT_HIST_FIELD, 0 },
	{ "nothing", NULL, TEXT_HIST_FIELD, 0 },
	{ "1+nothing", NULL, TEXT_HIST_FIELD, 2 },
	{ "child_pid.", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "child_pid.loud", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "child_pid.buckets=0", NULL, TEXT_HIST_MODIFIER, 18 },
	{ "child_pid.execname", NULL, TEXT_HIST_MODIFIER, 10 },
	{ "1+2+3+4+5", NULL, TEXT_HIST_DEEP, 0 },
	{ "32+10*3/20-4", NULL, TEXT_HIST_DEEP, 3 },
	{ "-(1)+2", NULL, TEXT_HIST_MINUS, 2 },
	{ "3/0", NULL, TEXT_HIST_DIVISION, 2 },
	{ "child_pid/(1-1)", "child_pid/(1-1)" },
	{ "1+parent_comm", NULL, TEXT_HIST_STRING_OPERAND, 2 },
	{ "common_timestamp-common_timestamp.usecs", NULL, TEXT_HIST_UNITS, 0 },
	{ "99999999999999999999", NULL, TEXT_HIST_NOT_NUMBER, 0 },
	{ "$nobody", NULL, TEXT_HIST_VAR_NONE, 1 },
	{ "sched.sched_switch.$nobody", NULL, TEXT_HIST_VAR_NONE, 20 },
	{ "((1)", NULL, TEXT_TOO_MANY_OPEN, 0 },
	{ "1)", NULL, TEXT_TOO_MANY_CLOSE, 1 },
};

static void read_value(struct kunit *test, struct hist *hist, unsigned int i)
{
	struct text_command cmd = { .text = values[i].text };
	struct text_cursor c = text_start(&cmd);
	struct hist_expr *expr;

	guard(mutex)(&tracing_mutex);
	expr = hist_expr_read(hist, &c, false);
	KUNIT_EXPECT_EQ_MSG(test, IS_ERR(expr), !values[i].shown, "%s", cmd.text);
	KUNIT_EXPECT_EQ_MSG(test, cmd.error, values[i].error, "%s", cmd.text);
	KUNIT_EXPECT_EQ_MSG(test, cmd.pos, values[i].pos, "%s", cmd.text);
	if (!IS_ERR(expr) && values[i].shown)
		KUNIT_EXPECT_STREQ(test, expr->text, values[i].shown);
	hist_expr_free(expr);
}

static void values_are_read(struct kunit *test)
{
	struct hist *hist = kunit_kzalloc(test, sizeof(*hist), GFP_KERNEL);
	struct trace_event_file *file;

	KUNIT_ASSERT_NOT_NULL(test, hist);
	file = trace_get_event_file(NULL, "sched", "sched_process_fork");
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	hist->trigger.tr = file->tr;
	hist->trigger.file = file;
	for (unsigned int i = 0; i < ARRAY_SIZE(values); i++)
		read_value(test, hist, i);
	trace_put_event_file(file);
}

static u64 worked_out(struct kunit *test, const char *text)
{
	struct hist *hist = kunit_kzalloc(test, sizeof(*hist), GFP_KERNEL);
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct hist_expr *expr;
	u64 value = 0;

	KUNIT_ASSERT_NOT_NULL(test, hist);
	expr = hist_expr_read(hist, &c, true);
	KUNIT_EXPECT_FALSE_MSG(test, IS_ERR(expr), "%s", text);
	if (!IS_ERR(expr)) {
		u64 other = 40;

		value = hist_value(expr, NULL, &other, 5000);
	}
	hist_expr_free(expr);
	return value;
}

static void values_are_worked_out(struct kunit *test)
{
	guard(mutex)(&tracing_mutex);
	KUNIT_EXPECT_EQ(test, worked_out(test, "$x+2"), 42);
	KUNIT_EXPECT_EQ(test, worked_out(test, "1000-$x*3"), 880);
	KUNIT_EXPECT_EQ(test, worked_out(test, "-($x)"), (u64)-40);
	KUNIT_EXPECT_EQ(test, worked_out(test, "1/($x-$x)"), U64_MAX);
	KUNIT_EXPECT_EQ(test, worked_out(test, "$x/7"), 5);
}

static struct kunit_case hist_cases[] = {
	KUNIT_CASE(map_keeps_keys_apart),
	KUNIT_CASE(map_takes_entries_out),
	KUNIT_CASE(extremes_are_kept),
	KUNIT_CASE(sketches_are_near),
	KUNIT_CASE(sketches_are_in_order),
	KUNIT_CASE(deviations_are_right),
	KUNIT_CASE(squares_are_read_in_between),
	KUNIT_CASE(values_are_read),
	KUNIT_CASE(values_are_worked_out),
	{ }
};

static struct kunit_suite hist_suite = {
	.name = "trace-hist",
	.test_cases = hist_cases,
};

kunit_test_suite(hist_suite);
