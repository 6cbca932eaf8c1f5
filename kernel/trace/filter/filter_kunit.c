// SPDX-License-Identifier: GPL-2.0
/* KUnit: filters of a real event, run over records made by hand. */
#include <kunit/test.h>
#include <linux/err.h>
#include "../core/entries.h"
#include "../core/instance.h"
#include "../event/class.h"
#include "filter.h"

/* Of ftrace:context_switch, which has numbers of several sizes. */
static struct trace_ctx_entry record = {
	.prev_pid	= 17,
	.next_pid	= 4000000000,
	.prev_prio	= 120,
	.next_state	= 'S',
};

/* 1 or 0: what the filter says; negative: what the compiler says. */
static int verdict(const char *text)
{
	struct trace_event_call *call;
	struct event_filter *filter;
	int ret;

	guard(mutex)(&tracing_mutex);
	call = trace_event_find_call("ftrace", "context_switch");
	if (!call)
		return -ENOENT;
	filter = trace_filter_compile(call, text);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	ret = filter_match_preds(filter, &record);
	trace_filter_free(filter);
	return ret;
}

static void filter_compares(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 17"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid != 17"), 0);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid<18"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid >= 0x12"), 0);
	KUNIT_EXPECT_EQ(test, verdict("next_pid > 5"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_prio & 8"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_prio & 4"), 0);
	KUNIT_EXPECT_EQ(test, verdict("common_pid == 0"), 1);
	KUNIT_EXPECT_EQ(test, verdict("common_pid > -1"), 1);
}

static void filter_joins(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 17 && prev_prio == 120"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 17 && prev_prio == 1"), 0);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 1 || prev_prio == 120"), 1);
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 1 || prev_prio == 1"), 0);
	KUNIT_EXPECT_EQ(test, verdict("!(prev_pid == 1 || prev_prio == 1)"), 1);
	KUNIT_EXPECT_EQ(test, verdict("!!prev_pid == 17"), 1);
	/* "&&" binds more tightly. */
	KUNIT_EXPECT_EQ(test, verdict("prev_pid == 17 || prev_pid == 1 && prev_pid == 2"), 1);
	KUNIT_EXPECT_EQ(test, verdict("(prev_pid == 17 || prev_pid == 1) && prev_pid == 2"), 0);
	KUNIT_EXPECT_EQ(test, verdict("!(prev_pid == 17 && !(prev_prio == 1))"), 0);
}

static void filter_reads_tasks(struct kunit *test)
{
	char text[64];

	snprintf(text, sizeof(text), "comm == \"%s\"", current->comm);
	KUNIT_EXPECT_EQ(test, verdict(text), 1);
	KUNIT_EXPECT_EQ(test, verdict("COMM ~ '*'"), 1);
	KUNIT_EXPECT_EQ(test, verdict("comm ~ nobody*"), 0);
	KUNIT_EXPECT_EQ(test, verdict("cpu >= 0"), 1);
}

static void filter_refuses(struct kunit *test)
{
	static const char * const bad[] = {
		"", "prev_pid", "prev_pid ==", "prev_pid == x", "== 3",
		"nofield == 1", "prev_pid ~ 1", "(prev_pid == 1", "prev_pid == 1)",
		"prev_pid == 1 &&", "prev_pid == 1 || || prev_pid == 2",
		"comm < \"a\"", "comm == \"a", "prev_pid == 1 prev_pid == 2",
	};
	char deep[256];
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, verdict(bad[i]), -EINVAL, "%s", bad[i]);
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	KUNIT_EXPECT_EQ(test, verdict(deep), -E2BIG);
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(filter_compares),
	KUNIT_CASE(filter_joins),
	KUNIT_CASE(filter_reads_tasks),
	KUNIT_CASE(filter_refuses),
	{ }
};

static struct kunit_suite filter_suite = {
	.name = "trace_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);
