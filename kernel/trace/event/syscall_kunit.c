// SPDX-License-Identifier: GPL-2.0
/* Tests: what arguments of system calls point to. */
#include <kunit/test.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "syscall.h"
#include "syscall_user.h"

static const struct {
	const char	*types[6];
	unsigned int	strings;
	unsigned int	buffers;
} kinds[] = {
	{ { "int", "const char *", "int", "umode_t" },		0x2, 0 },
	{ { "unsigned int", "const char *", "size_t" },		0, 0x2 },
	{ { "unsigned int", "char *", "size_t" },		0, 0 },
	{ { "char *", "char *", "char *", "unsigned long", "void *" }, 0, 0 },
	{ { "const char *", "const char *", "const void *", "size_t", "int" }, 0x3, 0x4 },
	{ { "const char *", "const char *const *" },		0x1, 0 },
	{ { "int", "const void *" },				0, 0 },
	{ { "const char *" },					0x1, 0 },
	{ { "const char *", "const char *", "const char *", "const char *", "const char *",
	    "size_t" },						0xf, 0 },
};

static void which(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct syscall_metadata meta = { .types = (const char **)kinds[i].types };

		while (meta.nb_args < 6 && meta.types[meta.nb_args])
			meta.nb_args++;
		trace_syscall_find_values(&meta);
		KUNIT_EXPECT_EQ_MSG(test, meta.strings, kinds[i].strings, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, meta.buffers, kinds[i].buffers, "case %u", i);
	}
}

/* A path, and bytes that the last argument counts. */
static const struct syscall_metadata sample = {
	.nb_args	= 3,
	.args		= (const char *[]) { "path", "buf", "count" },
	.strings	= BIT(0),
	.buffers	= BIT(1),
};

#define OFFSET	32	/* of the values in the record */

struct place {
	struct trace_iterator	iter;
	struct trace_array	tr;
	struct syscall_copies	copies;
	char			record[256];
};

static struct place *make_place(struct kunit *test)
{
	struct place *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	p->tr.syscall_user_size = 64;
	p->iter.tr = &p->tr;
	p->iter.ent = (struct trace_entry *)p->record;
	return p;
}

static void put_value(struct place *p, int i, const char *bytes, unsigned int len)
{
	p->copies.len[i] = len;
	memcpy(p->copies.value[i], bytes, len);
	p->copies.bytes = 1 + 2 * sizeof(u32) + p->copies.len[0] + p->copies.len[1];
}

static const char *text(struct place *p, int arg, unsigned long count)
{
	const unsigned long args[] = { 1, 2, count };

	trace_syscall_write_values(p->record, OFFSET, &sample, &p->copies);
	if (!p->iter.ent_size)
		p->iter.ent_size = OFFSET + p->copies.bytes;
	trace_seq_init(&p->iter.seq);
	trace_syscall_print_value(&p->iter, &sample, arg, args, OFFSET);
	p->iter.ent_size = 0;
	trace_seq_putc(&p->iter.seq, '\0');
	return p->iter.seq.buffer;
}

static void texts(struct kunit *test)
{
	struct place *p = make_place(test);

	put_value(p, 0, "/etc/passwd", 12);
	put_value(p, 1, "a\nb", 3);
	KUNIT_EXPECT_STREQ(test, text(p, 0, 3), " \"/etc/passwd\"");
	KUNIT_EXPECT_STREQ(test, text(p, 1, 3), " \"a\\nb\"");
	KUNIT_EXPECT_STREQ(test, text(p, 1, 4), " \"a\\nb\"...");
	KUNIT_EXPECT_STREQ(test, text(p, 2, 3), "");
	put_value(p, 0, "", 1);
	put_value(p, 1, "", 0);
	KUNIT_EXPECT_STREQ(test, text(p, 0, 0), " \"\"");
	KUNIT_EXPECT_STREQ(test, text(p, 1, 0), " \"\"");
	KUNIT_EXPECT_STREQ(test, text(p, 1, 5), " (fault)");
}

/* Empty values are strings nevertheless, for programs that only follow the place. */
static void nothing_copied(struct kunit *test)
{
	struct place *p = make_place(test);
	u32 *loc = (u32 *)(p->record + OFFSET);

	put_value(p, 0, "", 0);
	put_value(p, 1, "", 0);
	memset(p->record, 'x', sizeof(p->record));
	KUNIT_EXPECT_STREQ(test, text(p, 0, 0), "");
	KUNIT_EXPECT_EQ(test, loc[0] >> 16, 0);
	KUNIT_EXPECT_EQ(test, p->record[loc[0] & 0xffff], 0);
	KUNIT_EXPECT_EQ(test, p->record[OFFSET + p->copies.bytes], 'x');
}

/* A record of another kernel may end anywhere. */
static void short_records(struct kunit *test)
{
	struct place *p = make_place(test);

	put_value(p, 0, "/etc/passwd", 12);
	put_value(p, 1, "abc", 3);
	p->iter.ent_size = OFFSET + 3;
	KUNIT_EXPECT_STREQ(test, text(p, 0, 3), "");
	p->iter.ent_size = OFFSET + 8 + 11;
	KUNIT_EXPECT_STREQ(test, text(p, 0, 3), "");
	p->iter.ent_size = OFFSET + 8 + 12;
	KUNIT_EXPECT_STREQ(test, text(p, 0, 3), " \"/etc/passwd\"");
	p->iter.ent_size = OFFSET + 7;
	KUNIT_EXPECT_STREQ(test, text(p, 1, 3), "");
}

/* A kernel thread has no memory of that kind. */
static void faults(struct kunit *test)
{
	struct place *p = make_place(test);
	unsigned long args[] = { 0, 16, 5 };
	const struct syscall_copies *c;

	guard(mutex)(&tracing_mutex);
	KUNIT_EXPECT_EQ(test, trace_syscall_set_user_size(&p->tr, SYSCALL_VALUE_MAX + 1), -EINVAL);
	KUNIT_ASSERT_EQ(test, trace_syscall_set_user_size(&p->tr, 16), 0);
	guard(preempt)();
	c = trace_syscall_copy(&sample, args, &p->tr);
	KUNIT_EXPECT_STREQ(test, c->value[0], "(null)");
	KUNIT_EXPECT_EQ(test, c->len[0], sizeof("(null)"));
	KUNIT_EXPECT_EQ(test, c->len[1], 0);
	args[0] = 16;
	c = trace_syscall_copy(&sample, args, &p->tr);
	KUNIT_EXPECT_STREQ(test, c->value[0], "(fault)");
	KUNIT_EXPECT_EQ(test, c->bytes, 1 + 2 * sizeof(u32) + sizeof("(fault)"));
}

static struct kunit_case syscall_cases[] = {
	KUNIT_CASE(which),
	KUNIT_CASE(texts),
	KUNIT_CASE(nothing_copied),
	KUNIT_CASE(short_records),
	KUNIT_CASE(faults),
	{}
};

static struct kunit_suite syscall_suite = {
	.name		= "trace_syscall",
	.test_cases	= syscall_cases,
};

kunit_test_suite(syscall_suite);
