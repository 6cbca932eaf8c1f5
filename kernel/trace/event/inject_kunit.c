// SPDX-License-Identifier: GPL-2.0
/* Tests: records made of text. */
#include <kunit/test.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "class.h"
#include "inject.h"

static struct trace_event_call *fields_event(void)
{
	return trace_event_find_call("kunit_trace", "kunit_trace_fields");
}

static const struct trace_event_fields *field(const char *name)
{
	return trace_event_find_field(fields_event(), name);
}

static int read_text(struct trace_injection *in, struct text_command *cmd)
{
	struct text_cursor c = text_start(cmd);

	return trace_injection_read(in, fields_event(), &c);
}

static const char *data_of(const struct trace_injection *in, const char *name, bool relative)
{
	unsigned int offset = field(name)->offset;
	unsigned int from = relative ? offset + sizeof(u32) : 0;
	u32 loc = *(u32 *)(in->record + offset);

	return in->record + from + (loc & 0xffff);
}

static void values(struct kunit *test)
{
	struct text_command cmd = {
		.text = " byte=255 number = -0x10 text=\"some text\" again='x' last=-1 ",
	};
	struct trace_injection in = {};
	const struct trace_entry *ent;

	guard(mutex)(&tracing_mutex);
	KUNIT_ASSERT_EQ(test, read_text(&in, &cmd), 0);
	ent = in.record;
	KUNIT_EXPECT_EQ(test, ent->type, fields_event()->event.type);
	KUNIT_EXPECT_EQ(test, ent->pid, current->pid);
	KUNIT_EXPECT_EQ(test, *(u8 *)(in.record + field("byte")->offset), 255);
	KUNIT_EXPECT_EQ(test, *(s64 *)(in.record + field("number")->offset), -16);
	KUNIT_EXPECT_EQ(test, *(int *)(in.record + field("last")->offset), -1);
	KUNIT_EXPECT_STREQ(test, data_of(&in, "text", false), "some text");
	KUNIT_EXPECT_STREQ(test, data_of(&in, "again", true), "x");
	/* Not named. */
	KUNIT_EXPECT_STREQ(test, data_of(&in, "part", false), "");
	KUNIT_EXPECT_EQ(test, *(u16 *)(in.record + field("mask")->offset + 2), 0);
	KUNIT_EXPECT_LE(test, in.len, in.fixed + 1 + strlen(cmd.text));
	trace_injection_free(&in);
}

static void empty(struct kunit *test)
{
	struct text_command cmd = { .text = "" };
	struct trace_injection in = {};

	guard(mutex)(&tracing_mutex);
	KUNIT_EXPECT_EQ(test, read_text(&in, &cmd), 0);
	KUNIT_EXPECT_EQ(test, in.len, in.fixed + 1);
	KUNIT_EXPECT_STREQ(test, data_of(&in, "text", false), "");
	trace_injection_free(&in);
}

static const struct {
	const char	*text;
	enum text_error	error;
	size_t		pos;
} bad[] = {
	{ "nofield=1",			TEXT_FIELD_NOT_FOUND, 0 },
	{ "byte=1 nofield=1",		TEXT_FIELD_NOT_FOUND, 7 },
	{ "byte",			TEXT_BAD_OPERATOR, 4 },
	{ "byte 1",			TEXT_BAD_OPERATOR, 5 },
	{ "byte==1",			TEXT_BAD_INTEGER, 5 },
	{ "byte=256",			TEXT_BAD_INTEGER, 5 },
	{ "byte=-129",			TEXT_BAD_INTEGER, 5 },
	{ "last=4294967296",		TEXT_BAD_INTEGER, 5 },
	{ "number=99999999999999999999", TEXT_BAD_INTEGER, 7 },
	{ "byte=1,number=2",		TEXT_BAD_VALUE, 6 },
	{ "text=\"a\"b",		TEXT_BAD_VALUE, 8 },
	{ "text=\"a",			TEXT_QUOTE_OPEN, 5 },
	{ "text=1",			TEXT_EXPECTS_STRING, 5 },
	{ "byte=\"1\"",			TEXT_EXPECTS_NUMBER, 5 },
	{ "array=1",			TEXT_ILLEGAL_OPERATION, 0 },
	{ "mask=1",			TEXT_ILLEGAL_OPERATION, 0 },
	{ "common_type=1",		TEXT_ILLEGAL_OPERATION, 0 },
	{ "=1",				TEXT_FIELD_NOT_FOUND, 0 },
};

static void errors(struct kunit *test)
{
	guard(mutex)(&tracing_mutex);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct text_command cmd = { .text = bad[i].text };
		struct trace_injection in = {};

		KUNIT_EXPECT_EQ_MSG(test, read_text(&in, &cmd), -EINVAL, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.error, bad[i].error, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.pos, bad[i].pos, "%s", cmd.text);
		trace_injection_free(&in);
	}
}

static struct kunit_case inject_cases[] = {
	KUNIT_CASE(values),
	KUNIT_CASE(empty),
	KUNIT_CASE(errors),
	{}
};

static struct kunit_suite inject_suite = {
	.name		= "trace_inject",
	.test_cases	= inject_cases,
};

kunit_test_suite(inject_suite);
