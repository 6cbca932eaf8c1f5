// SPDX-License-Identifier: GPL-2.0
/* KUnit: limits, and a trigger that goes while a record is made for it. */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include "../core/instance.h"
#include "../core/record.h"
#include "../core/trigger.h"
#include "limit.h"
#include "trigger.h"

#define INSTANCE	"kunit-trigger"

static bool is_gone;

static int command(struct trace_event_file *file, const char *text)
{
	guard(mutex)(&tracing_mutex);
	return trace_trigger_command(file, text);
}

static int remove_it(void *file)
{
	int err = command(file, "!traceon");

	WRITE_ONCE(is_gone, true);
	while (!kthread_should_stop())
		cond_resched();
	return err;
}

/* With preemption off, until the other CPU has begun to remove it. */
static void hit_meanwhile(struct kunit *test, struct trace_event_file *file,
			  struct task_struct *other)
{
	struct trace_record rec;
	struct trace_entry *ent;

	guard(preempt)();
	ent = trace_event_begin(&rec, file, sizeof(*ent) + 64);
	KUNIT_EXPECT_NOT_NULL(test, ent);
	if (!ent)
		return;
	KUNIT_EXPECT_TRUE(test, trace_record_is_scratch(&rec));
	wake_up_process(other);
	while (READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER)
		cpu_relax();
	/* Long enough for who does not wait for us. */
	mdelay(5);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(is_gone));
	trace_event_end(&rec);
}

static void goes_while_it_is_set_off(struct kunit *test)
{
	struct trace_event_file *file;
	struct task_struct *other;
	struct trace_array *tr;

	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU cannot do both");
	tr = trace_array_get_by_name(INSTANCE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, tr);
	file = trace_get_event_file(INSTANCE, "sched", "sched_kthread_stop");
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	tracer_tracing_off(tr);
	is_gone = false;
	KUNIT_ASSERT_EQ(test, command(file, "traceon if common_type == 0"), 0);
	other = kthread_create(remove_it, file, INSTANCE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	hit_meanwhile(test, file, other);
	KUNIT_EXPECT_EQ(test, kthread_stop(other), 0);
	KUNIT_EXPECT_FALSE(test, file->flags & EVENT_FILE_FL_TRIGGER);
	trace_put_event_file(file);
	trace_array_put(tr);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), 0);
}

static const struct {
	const char	*text;
	u32		nr;
	u64		period;
} limits[] = {
	{ "10/1s",	10,	NSEC_PER_SEC },
	{ "1/s",	1,	NSEC_PER_SEC },
	{ "3/250ms",	3,	250 * NSEC_PER_MSEC },
	{ "7/9us",	7,	9 * NSEC_PER_USEC },
	{ "1/5ns",	1,	5 },
	{ "2147483647/1s", INT_MAX, NSEC_PER_SEC },
	{ "" }, { "/1s" }, { "0/1s" }, { "1/0s" }, { "1/1" }, { "1/" }, { "1" }, { "x/1s" },
	{ "1/1m" }, { "1/1h" }, { "1/-1s" }, { "-1/1s" }, { "1/1s " }, { "1/1ss" },
	{ "2147483648/1s" }, { "1/18446744073709551615s" }, { "1/10000000000s" },
};

static void limits_read(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(limits); i++) {
		struct text_command cmd = { .text = limits[i].text };
		struct text_cursor c = text_start(&cmd);
		struct trace_limit l = {};
		int err;

		/* The cursor of a command leaves spaces at the end out. */
		c.end = c.at + strlen(cmd.text);
		err = trace_limit_read(&l, &c);
		KUNIT_EXPECT_EQ_MSG(test, err, limits[i].nr ? 0 : -EINVAL, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, l.nr, limits[i].nr, "%s", cmd.text);
		if (limits[i].nr)
			KUNIT_EXPECT_EQ_MSG(test, l.period, limits[i].period, "%s", cmd.text);
	}
}

static unsigned int nr_allowed(struct trace_limit *l, u64 now, unsigned int tries)
{
	unsigned int nr = 0;

	for (; tries; tries--) {
		if (trace_limit_allows(l, now)) {
			trace_limit_use(l);
			nr++;
		}
	}
	return nr;
}

static void limits_hold(struct kunit *test)
{
	struct trace_limit l = { .nr = 3, .period = 100 }, none = {};

	KUNIT_EXPECT_EQ(test, nr_allowed(&none, 1, 50), 50);
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 1000, 2), 2);
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 1050, 2), 1);
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 1099, 2), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&l.refused), 3);
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 1100, 5), 3);
	/* Nothing is saved up. */
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 9000, 5), 3);
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 9099, 5), 0);
	/* What may happen and does not counts for nothing. */
	KUNIT_EXPECT_TRUE(test, trace_limit_allows(&l, 9100));
	KUNIT_EXPECT_EQ(test, nr_allowed(&l, 9100, 5), 3);
}

static struct kunit_case trigger_cases[] = {
	KUNIT_CASE(limits_read),
	KUNIT_CASE(limits_hold),
	KUNIT_CASE(goes_while_it_is_set_off),
	{ }
};

static struct kunit_suite trigger_suite = {
	.name = "trace-trigger",
	.test_cases = trigger_cases,
};

kunit_test_suite(trigger_suite);
