// SPDX-License-Identifier: GPL-2.0
/* Tests of probes that kernel code makes, with the calls that it has for it. */
#include <kunit/test.h>
#include <linux/dynevent_cmd.h>
#include <linux/err.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#define GROUP	"gen_kunit"

struct making {
	struct dynevent_cmd	cmd;
	char			text[256];
};

static struct making *begin(struct kunit *test)
{
	struct making *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, m);
	kprobe_event_cmd_init(&m->cmd, m->text, sizeof(m->text));
	return m;
}

static struct trace_event_call *find(struct kunit *test, const char *name)
{
	struct trace_event_file *file = trace_get_event_file(NULL, GROUP, name);
	struct trace_event_call *call;

	if (IS_ERR(file))
		return NULL;
	call = file->event_call;
	trace_put_event_file(file);
	return call;
}

static void an_event_is_made_and_deleted(struct kunit *test)
{
	struct making *m = begin(test);

	KUNIT_ASSERT_EQ(test, kprobe_event_gen_cmd_start(&m->cmd, GROUP "/entry", "schedule",
							 "here=$stack", "text=\\\"x\""), 0);
	KUNIT_ASSERT_EQ(test, kprobe_event_add_field(&m->cmd, "n=\\5:s32"), 0);
	KUNIT_ASSERT_EQ(test, kprobe_event_add_fields(&m->cmd, "a=\\1", "b=\\2:u8"), 0);
	KUNIT_ASSERT_EQ(test, kprobe_event_gen_cmd_end(&m->cmd), 0);
	KUNIT_EXPECT_NOT_NULL(test, find(test, "entry"));
	/* There is one of that kind already. */
	KUNIT_EXPECT_LT(test, kprobe_event_gen_cmd_end(&m->cmd), 0);
	KUNIT_EXPECT_EQ(test, kprobe_event_delete(GROUP "/entry"), 0);
	KUNIT_EXPECT_NULL(test, find(test, "entry"));
	KUNIT_EXPECT_EQ(test, kprobe_event_delete(GROUP "/entry"), -ENOENT);
}

static void an_event_that_is_on_stays(struct kunit *test)
{
	struct making *m = begin(test);

	KUNIT_ASSERT_EQ(test, kretprobe_event_gen_cmd_start(&m->cmd, GROUP "/ret", "vfs_read",
							    "$retval"), 0);
	KUNIT_ASSERT_EQ(test, kretprobe_event_gen_cmd_end(&m->cmd), 0);
	KUNIT_ASSERT_EQ(test, trace_set_clr_event(GROUP, "ret", 1), 0);
	KUNIT_EXPECT_EQ(test, kprobe_event_delete(GROUP "/ret"), -EBUSY);
	KUNIT_EXPECT_EQ(test, trace_set_clr_event(GROUP, "ret", 0), 0);
	KUNIT_EXPECT_EQ(test, kprobe_event_delete(GROUP "/ret"), 0);
}

static void what_is_wrong_is_told(struct kunit *test)
{
	static char large[300];
	struct making *m = begin(test);

	KUNIT_EXPECT_EQ(test, kprobe_event_gen_cmd_start(&m->cmd, GROUP "/bad", "schedule"), 0);
	KUNIT_EXPECT_EQ(test, kprobe_event_add_field(&m->cmd, "a=$none"), 0);
	KUNIT_EXPECT_EQ(test, kprobe_event_gen_cmd_end(&m->cmd), -EINVAL);
	memset(large, 'x', sizeof(large) - 1);
	KUNIT_EXPECT_EQ(test, kprobe_event_add_field(&m->cmd, large), -E2BIG);
	KUNIT_EXPECT_EQ(test, kprobe_event_gen_cmd_end(&m->cmd), -E2BIG);
	m->cmd.type = DYNEVENT_TYPE_SYNTH;
	KUNIT_EXPECT_EQ(test, kprobe_event_add_field(&m->cmd, "a=\\1"), -EINVAL);
	KUNIT_EXPECT_NULL(test, find(test, "bad"));
}

static struct kunit_case gen_cases[] = {
	KUNIT_CASE(an_event_is_made_and_deleted),
	KUNIT_CASE(an_event_that_is_on_stays),
	KUNIT_CASE(what_is_wrong_is_told),
	{ }
};

static struct kunit_suite gen_suite = {
	.name = "trace_probe_gen",
	.test_cases = gen_cases,
};

kunit_test_suite(gen_suite);
