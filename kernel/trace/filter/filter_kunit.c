// SPDX-License-Identifier: GPL-2.0
/* KUnit: filters of an event made up for it, run over records made by hand. */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "filter.h"

/* ---- An event with fields of all kinds -------------------------------- */

struct record {
	struct trace_entry	ent;
	char			prev_comm[16];
	int			prev_pid;
	int			sig;
	u8			tiny;
	s16			small;
	u64			large;
	long			prev_state;
	u32			name;		/* __data_loc */
	u32			rel;		/* __rel_loc */
	u32			cpumask;	/* __data_loc */
	const char		*filename;
	const void		*ptr;
	unsigned long		call_site;
	unsigned long		args[2];
	char			data[32];
};

#define FIELD(ctype, member, sign)			\
	{						\
		.type		= (ctype),		\
		.name		= #member,		\
		.offset		= offsetof(struct record, member), \
		.size		= sizeof_field(struct record, member), \
		.is_signed	= (sign),		\
	}

static struct trace_event_fields fields[] = {
	FIELD("char[16]", prev_comm, true),
	FIELD("int", prev_pid, true),
	FIELD("int", sig, true),
	FIELD("u8", tiny, false),
	FIELD("s16", small, true),
	FIELD("u64", large, false),
	FIELD("long", prev_state, true),
	FIELD("__data_loc char[]", name, true),
	FIELD("__rel_loc char[]", rel, true),
	FIELD("__data_loc cpumask_t", cpumask, false),
	FIELD("const char *", filename, false),
	FIELD("const void *", ptr, false),
	FIELD("unsigned long", call_site, false),
	FIELD("unsigned long[2]", args, false),
	{}
};

static struct trace_event_class class = { .system = "kunit", .fields_array = fields };
static struct trace_event_call call = {
	.class		= &class,
	.print_fmt	=
		"\"prev_pid=%s tiny=%s large=%s\", "
		"__print_symbolic(REC->prev_pid, { 0, \"zero\" }, { -17, \"PID\" }, "
		"{ (1 << 4), \"shifted\" }), "
		"__print_flags(REC->tiny, \"|\", { 0x80UL, \"HIGH\" }, { 1, \"LOW\" }), "
		"__print_symbolic(REC->large, { 1, \"one\" }",
};

static struct record record = {
	.ent.pid	= 7,
	.prev_comm	= "sixteen letters!",
	.prev_pid	= -17,
	.tiny		= 200,
	.small		= -3,
	.large		= 5000000000,
	.name		= offsetof(struct record, data) | 5 << 16,
	.rel		= (offsetof(struct record, data) - offsetofend(struct record, rel)) |
			  5 << 16,
	.cpumask	= (offsetof(struct record, data) + 8) | 8 << 16,
	.filename	= "/etc/passwd",
	.ptr		= "text",
	.data		= "disk",
};

static struct event_filter *compile(const char *text, struct text_command *cmd)
{
	struct text_cursor c;

	cmd->text = text;
	c = text_start(cmd);
	return trace_filter_compile(&call, &c);
}

/* 1 or 0: what the filter says; negative: what the compiler says. */
static int verdict(const char *text)
{
	struct text_command cmd;
	struct event_filter *filter = compile(text, &cmd);
	int ret;

	if (IS_ERR(filter))
		return PTR_ERR(filter);
	ret = filter_match_preds(filter, &record);
	trace_filter_free(filter);
	return ret;
}

static void expect(struct kunit *test, const char *text, int value)
{
	KUNIT_EXPECT_EQ_MSG(test, verdict(text), value, "%s", text);
}

/* ---- What they say ---------------------------------------------------- */

static void filter_compares_numbers(struct kunit *test)
{
	expect(test, "prev_pid == -17", 1);
	expect(test, "prev_pid != -17", 0);
	expect(test, "prev_pid<-16", 1);
	expect(test, "prev_pid >= -16", 0);
	expect(test, "prev_pid <= -17", 1);
	expect(test, "prev_pid > -17", 0);
	expect(test, "prev_pid & 1", 1);
	expect(test, "prev_pid & 16", 0);
	expect(test, "tiny == 0xc8", 1);
	expect(test, "tiny > 199", 1);
	expect(test, "tiny < 0310", 0);
	expect(test, "small < 0", 1);
	expect(test, "small > -4", 1);
	expect(test, "large > 4999999999", 1);
	expect(test, "large <= 18446744073709551615", 1);
	expect(test, "common_pid == 7", 1);
	expect(test, "common_pid > -1", 1);
	/* A number is what a variable of that type would hold. */
	expect(test, "tiny == 456", 1);
}

static void filter_joins(struct kunit *test)
{
	expect(test, "prev_pid == -17 && tiny == 200", 1);
	expect(test, "prev_pid == -17 && tiny == 1", 0);
	expect(test, "prev_pid == 1 || tiny == 200", 1);
	expect(test, "prev_pid == 1 || tiny == 1", 0);
	expect(test, "!(prev_pid == 1 || tiny == 1)", 1);
	expect(test, "!!prev_pid == -17", 1);
	expect(test, "! prev_pid == 1 && tiny == 1", 0);
	/* "&&" binds more tightly. */
	expect(test, "tiny == 200 || tiny == 1 && tiny == 2", 1);
	expect(test, "(tiny == 200 || tiny == 1) && tiny == 2", 0);
	expect(test, "!(tiny == 200 && !(tiny == 1))", 0);
}

static void filter_nests(struct kunit *test)
{
	static const char term[] = "tiny == 200";
	const unsigned int depth = 1500;
	char *text = kunit_kzalloc(test, 2 * depth + 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, '(', depth);
	memcpy(text + depth, term, sizeof(term));
	memset(text + strlen(text), ')', depth);
	KUNIT_EXPECT_EQ(test, verdict(text), 1);
	memset(text, '!', depth + 1);
	memcpy(text + depth + 1, term, sizeof(term));
	KUNIT_EXPECT_EQ(test, verdict(text), 0);
}

static void filter_compares_strings(struct kunit *test)
{
	/* All of the array, without a zero at its end. */
	expect(test, "prev_comm == \"sixteen letters!\"", 1);
	expect(test, "prev_comm == 'sixteen letters'", 0);
	expect(test, "prev_comm ~ '*letters!'", 1);
	expect(test, "prev_comm ~ '*t?[a-f]n*'", 1);
	expect(test, "prev_comm ~ '!six*'", 0);
	expect(test, "prev_comm != 'x'", 1);
	expect(test, "prev_comm == ''", 0);
	expect(test, "name == 'disk' && rel == 'disk'", 1);
	expect(test, "name ~ 'd*' && rel ~ '*s*'", 1);
	expect(test, "name != 'disk' || rel != 'disk'", 0);
	expect(test, "filename ~ '/etc/*'", 1);
	expect(test, "filename == '/etc/passwd'", 1);
	/* Not an address of a task's. */
	expect(test, "filename.ustring == '/etc/passwd'", 0);
	expect(test, "filename.ustring != '/etc/passwd'", 0);
}

static void filter_reads_tasks(struct kunit *test)
{
	char text[64];

	snprintf(text, sizeof(text), "comm == \"%s\"", current->comm);
	KUNIT_EXPECT_EQ(test, verdict(text), 1);
	expect(test, "COMM ~ '*'", 1);
	expect(test, "comm ~ 'nobody*'", 0);
	expect(test, "cpu >= 0", 1);
	expect(test, "CPU < 0 || common_cpu < 0", 0);
}

static void filter_knows_cpus(struct kunit *test)
{
	record.data[8] = 1;
	expect(test, "cpumask == CPUS{0}", 1);
	expect(test, "cpumask & CPUS{0}", 1);
	expect(test, "cpumask != CPUS{0}", 0);
	record.data[8] = 3;
	expect(test, "cpumask == CPUS{0}", 0);
	expect(test, "cpumask & CPUS{0}", 1);
	record.data[8] = 2;
	expect(test, "cpumask & CPUS{0}", 0);
	expect(test, "cpu & CPUS{all}", 1);
	expect(test, "prev_pid & CPUS{all}", 0);
	expect(test, "prev_pid == CPUS{0}", 0);
	expect(test, "prev_pid != CPUS{0}", 1);
}

static void filter_knows_functions(struct kunit *test)
{
	unsigned long begin = (unsigned long)schedule, size = 0, offset;

	kallsyms_lookup_size_offset(begin, &size, &offset);
	KUNIT_ASSERT_NE(test, size, 0);
	record.call_site = begin + size / 2;
	expect(test, "call_site.function == schedule", 1);
	expect(test, "(call_site.function != schedule)&& tiny == 200", 0);
	record.call_site = begin + size;
	expect(test, "call_site.function == schedule", 0);
	record.call_site = begin - 1;
	expect(test, "call_site.function == schedule", 0);
}

static void filter_knows_names(struct kunit *test)
{
	expect(test, "prev_pid == PID", 1);
	expect(test, "prev_pid != zero", 1);
	expect(test, "prev_pid<zero&&tiny & HIGH", 1);
	expect(test, "tiny & LOW", 0);
	expect(test, "!(tiny == HIGH || large == one)", 1);
	/* Those of another field, half of one, none, and what is no plain number. */
	expect(test, "tiny & PID", -EINVAL);
	expect(test, "prev_pid == PI", -EINVAL);
	expect(test, "prev_pid == two", -EINVAL);
	expect(test, "prev_pid == shifted", -EINVAL);
	expect(test, "small == zero", -EINVAL);
	expect(test, "prev_pid ~ PID", -EINVAL);
}

/* ---- What they complain about ----------------------------------------- */

static void filter_complains(struct kunit *test)
{
	static const struct {
		const char	*text;
		enum text_error	error;
		size_t		pos;
	} cases[] = {
#define FILTER_CARET(text, error, pos) { (text), TEXT_##error, (pos) },
#include "carets.def"
#undef FILTER_CARET
		{ "args == 1", TEXT_ILLEGAL_OPERATION, 9 },
	};
	struct text_command cmd;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct event_filter *filter;

		/* Such a machine has other complaints. */
		if (nr_cpu_ids < 2 && strstr(cases[i].text, "CPUS{0-1}"))
			continue;
		filter = compile(cases[i].text, &cmd);
		if (!IS_ERR(filter)) {
			KUNIT_FAIL(test, "accepted: %s", cases[i].text);
			trace_filter_free(filter);
			continue;
		}
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(filter), -EINVAL, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.error, cases[i].error, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.pos, cases[i].pos, "%s", cmd.text);
	}
}

static void filter_limits_operands(struct kunit *test)
{
	char text[512] = "prev_comm == \"";
	struct text_command cmd;
	size_t len = strlen(text);

	memset(text + len, 'a', 255);
	text[len + 255] = '"';
	KUNIT_EXPECT_EQ(test, verdict(text), 0);
	memset(text + len, 'a', 256);
	text[len + 256] = '"';
	KUNIT_EXPECT_TRUE(test, IS_ERR(compile(text, &cmd)));
	KUNIT_EXPECT_EQ(test, cmd.error, TEXT_OPERAND_TOO_LONG);
	KUNIT_EXPECT_EQ(test, cmd.pos, 271);
	len = strscpy(text, "tiny == ");
	memset(text + len, '0', 300);
	text[len + 300] = '\0';
	KUNIT_EXPECT_TRUE(test, IS_ERR(compile(text, &cmd)));
	KUNIT_EXPECT_EQ(test, cmd.error, TEXT_OPERAND_TOO_LONG);
	KUNIT_EXPECT_EQ(test, cmd.pos, len + 301);
}

/* A part of a longer command: the caret counts from where that begins. */
static void filter_is_part_of_a_command(struct kunit *test)
{
	struct text_command cmd = { .text = "traceoff if nofield == 1" };
	struct text_cursor c = text_start(&cmd);

	c.at += strlen("traceoff if ");
	KUNIT_EXPECT_TRUE(test, IS_ERR(trace_filter_compile(&call, &c)));
	KUNIT_EXPECT_EQ(test, cmd.error, TEXT_FIELD_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, cmd.pos, strlen("traceoff if nofield "));
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(filter_compares_numbers),
	KUNIT_CASE(filter_joins),
	KUNIT_CASE(filter_nests),
	KUNIT_CASE(filter_compares_strings),
	KUNIT_CASE(filter_reads_tasks),
	KUNIT_CASE(filter_knows_cpus),
	KUNIT_CASE(filter_knows_functions),
	KUNIT_CASE(filter_knows_names),
	KUNIT_CASE(filter_complains),
	KUNIT_CASE(filter_limits_operands),
	KUNIT_CASE(filter_is_part_of_a_command),
	{ }
};

static struct kunit_suite filter_suite = {
	.name = "trace_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);
