// SPDX-License-Identifier: GPL-2.0
/* KUnit: a trigger that goes while a record is made for it. */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include "../core/instance.h"
#include "../core/record.h"
#include "../core/trigger.h"
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

static struct kunit_case trigger_cases[] = {
	KUNIT_CASE(goes_while_it_is_set_off),
	{ }
};

static struct kunit_suite trigger_suite = {
	.name = "trace-trigger",
	.test_cases = trigger_cases,
};

kunit_test_suite(trigger_suite);
