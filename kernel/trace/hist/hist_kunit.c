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
	KUNIT_CASE(extremes_are_kept),
	KUNIT_CASE(values_are_read),
	KUNIT_CASE(values_are_worked_out),
	{ }
};

static struct kunit_suite hist_suite = {
	.name = "trace-hist",
	.test_cases = hist_cases,
};

kunit_test_suite(hist_suite);
