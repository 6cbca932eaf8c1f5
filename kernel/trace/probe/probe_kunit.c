// SPDX-License-Identifier: GPL-2.0
/* Tests of arguments of probes: what is understood, what is not, what is fetched. */
#include <kunit/test.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include "arg.h"
#include "fetch.h"

#ifdef CONFIG_ARM64
#define REGISTER	"x0"
#else
#define REGISTER	"di"
#endif

#define START	sizeof(struct trace_entry)

static const struct probe_scope at_entry = { .entry = true };
static const struct probe_scope at_return = { .entry = true, .returns = true };
static const struct probe_scope inside = { };
static const struct probe_scope called = { .entry = true, .no_registers = true };
static const struct probe_scope program = { .user = true };

static int read(struct text_command *cmd, const char *text, struct probe_args *args,
		const struct probe_scope *scope)
{
	struct text_cursor c;

	cmd->text = text;
	c = text_start(cmd);
	*args = (struct probe_args){};
	return probe_args_read(args, &c, scope, START);
}

/* ---- Errors ------------------------------------------------------------------ */

struct wrong {
	const struct probe_scope	*scope;
	const char			*text;	/* "^" in front of what is wrong */
	enum text_error			error;
};

static const struct wrong wrong[] = {
	{ &at_entry, "^$retval", TEXT_RETVAL_NO_EXIT },
	{ &at_entry, "^$stack10000", TEXT_STACK_BAD },
	{ &at_entry, "^$stack-1", TEXT_VARIABLE_BAD },
	{ &at_entry, "^$stackp", TEXT_VARIABLE_BAD },
	{ &at_entry, "^$arg10000", TEXT_ARGN_BAD },
	{ &at_entry, "^$arg0", TEXT_ARGN_BAD },
	{ &at_entry, "^$argx", TEXT_VARIABLE_BAD },
	{ &inside, "^$arg1", TEXT_ARGS_NO_ENTRY },
	{ &program, "^$arg1", TEXT_ARGS_NO_ENTRY },
	{ &inside, "^$arg*", TEXT_ARGS_NO_ENTRY },
	{ &at_entry, "^$none", TEXT_VARIABLE_BAD },
	{ &at_entry, "^$", TEXT_VARIABLE_BAD },
	{ &at_entry, "^%none_reg", TEXT_REGISTER_BAD },
	{ &called, "^%ax", TEXT_ARG_BAD },
	{ &at_entry, "^@12345678abcde", TEXT_MEMORY_BAD },
	{ &at_entry, "^@", TEXT_PLACE_BAD },
	{ &at_entry, "^@+10", TEXT_MEMORY_FILE },
	{ &program, "^@+ab", TEXT_MEMORY_FILE_BAD },
	{ &program, "^@symbol", TEXT_MEMORY_SYMBOL },
	{ &program, "this_cpu_read(^symbol)", TEXT_MEMORY_SYMBOL },
	{ &program, "(^symbol)$stack", TEXT_TYPES_MISSING },
	{ &program, "^$current", TEXT_VARIABLE_BAD },
	{ &at_entry, "a=\\^x", TEXT_IMMEDIATE_BAD },
	{ &at_entry, "a=\\\"abcd^", TEXT_IMMEDIATE_OPEN },
	{ &at_entry, "^+0@0)", TEXT_DEREF_NO_BRACE },
	{ &at_entry, "^+0ab1(@0)", TEXT_DEREF_OFFSET },
	{ &at_entry, "^+(@0)", TEXT_DEREF_OFFSET },
	{ &at_entry, "+0(+0(@0^)", TEXT_DEREF_OPEN },
	{ &at_entry, "+0(^$comm)", TEXT_DEREF_TEXT },
	{ &at_entry, "^&1", TEXT_ARG_BAD },
	{ &at_entry, "+0(^+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(@0))))))))))))))",
	  TEXT_DEREF_TOO_MANY },
	{ &at_entry, "+0(@11):u8[10^", TEXT_ARRAY_OPEN },
	{ &at_entry, "+0(@11):u8[10]^a", TEXT_ARRAY_SUFFIX },
	{ &at_entry, "+0(@11):u8[^10a]", TEXT_ARRAY_BAD },
	{ &at_entry, "+0(@11):u8[^]", TEXT_ARRAY_BAD },
	{ &at_entry, "+0(@11):u8[^0]", TEXT_ARRAY_BAD },
	{ &at_entry, "+0(@11):u8[^256]", TEXT_ARRAY_TOO_BIG },
	{ &at_entry, "@11:^unknown", TEXT_TYPE_UNKNOWN },
	{ &at_entry, "@11:^:u8", TEXT_TYPE_UNKNOWN },
	{ &at_entry, "$stack0:^string", TEXT_TYPE_NO_MEMORY },
	{ &at_entry, "$stack0:^u8[2]", TEXT_TYPE_NO_MEMORY },
	{ &at_entry, "$comm:^x64", TEXT_TYPE_NO_TEXT },
	{ &at_entry, "$comm:^ustring", TEXT_TYPE_NO_TEXT },
	{ &at_entry, "@11:^b10@a/16", TEXT_TYPE_BITS },
	{ &at_entry, "@11:^b65@0/64", TEXT_TYPE_BITS },
	{ &at_entry, "@11:^b4@30/32", TEXT_TYPE_BITS },
	{ &at_entry, "@11:^b4@4/128", TEXT_TYPE_UNKNOWN },
	{ &program, "%" REGISTER ":^symbol", TEXT_TYPE_UNKNOWN },
	{ &at_entry, "^arg123456789012345678901234567890=@11", TEXT_ARG_NAME_TOO_LONG },
	{ &at_entry, "^=@11", TEXT_ARG_NAME_MISSING },
	{ &at_entry, "^var.1=@11", TEXT_ARG_NAME_BAD },
	{ &at_entry, "a=@11 ^a=@12", TEXT_ARG_NAME_TAKEN },
	{ &at_entry, "^common_pid=@12", TEXT_ARG_NAME_TAKEN },
	{ &at_entry, "^+1234567(+1234567(+1234567(+1234567(+1234567(+1234567(@1234))))))",
	  TEXT_ARG_TOO_LONG },
	{ &at_entry, "arg1=^", TEXT_ARG_EMPTY },
	{ &at_entry, "^hoge", TEXT_TYPES_MISSING },
	{ &at_entry, "^$arg*", TEXT_TYPES_MISSING },
};

static void errors_have_places(struct kunit *test)
{
	struct probe_args args;
	struct text_command cmd;
	unsigned int i;
	char text[128];

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *caret = strchr(wrong[i].text, '^');

		snprintf(text, sizeof(text), "%.*s%s", (int)(caret - wrong[i].text),
			 wrong[i].text, caret + 1);
		KUNIT_EXPECT_EQ_MSG(test, read(&cmd, text, &args, wrong[i].scope),
				    text_error_number(wrong[i].error), "%s", text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.error, wrong[i].error, "%s", text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.pos, caret - wrong[i].text, "%s", text);
		probe_args_free(&args);
	}
}

static void too_many_are_refused(struct kunit *test)
{
	char *text = kunit_kzalloc(test, 5 * (PROBE_MAX_ARGS + 1) + 1, GFP_KERNEL);
	struct probe_args args;
	struct text_command cmd;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (i = 0; i < PROBE_MAX_ARGS; i++)
		strcat(text, "\\1 ");
	KUNIT_EXPECT_EQ(test, read(&cmd, text, &args, &at_entry), 0);
	KUNIT_EXPECT_EQ(test, args.nr, PROBE_MAX_ARGS);
	probe_args_free(&args);
	strcat(text, "\\1");
	KUNIT_EXPECT_EQ(test, read(&cmd, text, &args, &at_entry), -EINVAL);
	KUNIT_EXPECT_EQ(test, cmd.error, TEXT_ARGS_TOO_MANY);
	probe_args_free(&args);
}

/* ---- Names and places ------------------------------------------------------------ */

static void arguments_have_names(struct kunit *test)
{
	struct probe_args args;
	struct text_command cmd;

	KUNIT_ASSERT_EQ(test, read(&cmd, " $arg1  b=$arg2:u8 $comm s=@jiffies+2:x16[3]", &args,
				   &at_entry), 0);
	KUNIT_ASSERT_EQ(test, args.nr, 4);
	KUNIT_EXPECT_STREQ(test, args.arg[0].name, "arg1");
	KUNIT_EXPECT_STREQ(test, args.arg[1].name, "b");
	KUNIT_EXPECT_STREQ(test, args.arg[1].text, "$arg2:u8");
	KUNIT_EXPECT_STREQ(test, args.arg[2].name, "arg3");
	KUNIT_EXPECT_STREQ(test, args.arg[3].field, "u16[]");
	KUNIT_EXPECT_STREQ(test, args.arg[3].symbol, "jiffies");
	KUNIT_EXPECT_EQ(test, args.arg[3].symbol_offset, 2);
	KUNIT_EXPECT_EQ(test, args.arg[0].offset, START);
	KUNIT_EXPECT_EQ(test, args.arg[1].offset, START + 8);
	KUNIT_EXPECT_EQ(test, args.arg[2].offset, START + 9);
	KUNIT_EXPECT_EQ(test, args.arg[3].offset, START + 13);
	KUNIT_EXPECT_EQ(test, args.size, START + 19);
	KUNIT_EXPECT_TRUE(test, args.dynamic);
	probe_args_free(&args);
}

/* The name of a file is three more steps than others. */
static void the_deepest_has_room(struct kunit *test)
{
	static const char deepest[] = "+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(@0))))))))))))";
	struct probe_args args;
	struct text_command cmd;
	char text[64];

	KUNIT_EXPECT_EQ(test, read(&cmd, deepest, &args, &at_entry), 0);
	KUNIT_EXPECT_EQ(test, args.nr_ops, 14);
	probe_args_free(&args);
	snprintf(text, sizeof(text), "%s:%%pD", deepest);
	KUNIT_EXPECT_EQ(test, read(&cmd, text, &args, &at_entry), 0);
	KUNIT_EXPECT_EQ(test, args.nr_ops, 17);
	probe_args_free(&args);
}

static void arguments_are_kept_for_the_return(struct kunit *test)
{
	struct probe_args args;
	struct text_command cmd;

	KUNIT_ASSERT_EQ(test, read(&cmd, "$retval $arg2 +8($arg1)", &args, &at_return), 0);
	KUNIT_EXPECT_EQ(test, args.nr_words, 2);
	KUNIT_EXPECT_EQ(test, args.entry_ops[0].imm, 1);
	KUNIT_EXPECT_EQ(test, args.entry_ops[1].imm, 0);
	KUNIT_EXPECT_EQ(test, args.entry_ops[2].code, FETCH_END);
	probe_args_free(&args);
}

/* ---- Fetching ----------------------------------------------------------------------- */

/* Memory for programs to look at. */
static const struct {
	u64		number;
	const char	*name;
	const char	*names[2];
	char		text[8];
	s32		negative;
} memory = {
	.number		= 0x123456789abcdef0,
	.name		= "pointed",
	.names		= { "one", "two" },
	.text		= "inline",
	.negative	= -5,
};

static unsigned int run(struct kunit *test, const char *format, u8 *rec, unsigned long addr)
{
	struct fetch_source src = { .words = &memory };
	struct probe_args args;
	struct text_command cmd;
	unsigned int len;
	char text[64];

	snprintf(text, sizeof(text), format, addr);
	memset(rec, 0xff, FETCH_ROOM);
	KUNIT_ASSERT_EQ_MSG(test, read(&cmd, text, &args, &inside), 0, "%s", text);
	len = trace_fetch(args.ops, &src, rec, args.size);
	probe_args_free(&args);
	return len;
}

static u8 *new_record(struct kunit *test)
{
	u8 *rec = kunit_kzalloc(test, FETCH_ROOM, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rec);
	return rec;
}

static void numbers_are_fetched(struct kunit *test)
{
	static const struct {
		const char	*text;
		unsigned int	size;
		u64		value;
	} cases[] = {
		{ "\\10", 8, 10 }, { "\\-1", 8, -1 }, { "\\0x10:u8", 1, 0x10 },
		{ "@0x%lx", 8, 0x123456789abcdef0 }, { "@0x%lx:u32", 4, 0x9abcdef0 },
		{ "@0x%lx:b4@8/32", 4, 0xe }, { "@0x%lx:b8@56/64", 8, 0x12 },
		{ "+0(\\0x%lx):u16", 2, 0xdef0 }, { "\\0x55:b4@4/8", 1, 5 },
	};
	u8 *rec = new_record(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 value = 0;

		run(test, cases[i].text, rec, (unsigned long)&memory);
		memcpy(&value, rec + START, cases[i].size);
		KUNIT_EXPECT_EQ_MSG(test, value, cases[i].value, "%s", cases[i].text);
		/* Nothing behind it is written. */
		KUNIT_EXPECT_EQ_MSG(test, rec[START + cases[i].size], 0xff, "%s", cases[i].text);
	}
}

static void arrays_are_fetched(struct kunit *test)
{
	u8 *rec = new_record(test);

	KUNIT_EXPECT_EQ(test, run(test, "@0x%lx:x16[4]", rec, (unsigned long)&memory), START + 8);
	KUNIT_EXPECT_EQ(test, memcmp(rec + START, &memory, 8), 0);
}

static void expect_string(struct kunit *test, const u8 *rec, unsigned int nr,
			  const char *text, unsigned int len)
{
	u32 loc;

	memcpy(&loc, rec + START + nr * sizeof(loc), sizeof(loc));
	KUNIT_EXPECT_STREQ(test, rec + (loc & 0xffff), text);
	KUNIT_EXPECT_EQ(test, loc >> 16, len);
}

static void strings_are_fetched(struct kunit *test)
{
	u8 *rec = new_record(test);

	run(test, "@0x%lx:string", rec, (unsigned long)memory.text);
	expect_string(test, rec, 0, "inline", 7);
	run(test, "+0(+8(\\0x%lx)):string", rec, (unsigned long)&memory);
	expect_string(test, rec, 0, "pointed", 8);
	run(test, "+16(\\0x%lx):string[2]", rec, (unsigned long)&memory);
	expect_string(test, rec, 0, "one", 4);
	expect_string(test, rec, 1, "two", 4);
	run(test, "\\\"own\"", rec, 0);
	expect_string(test, rec, 0, "own", 4);
	run(test, "$comm", rec, 0);
	expect_string(test, rec, 0, current->comm, strlen(current->comm) + 1);
}

static void faults_are_zero(struct kunit *test)
{
	u8 *rec = new_record(test);
	u64 value;

	run(test, "+8(\\0)", rec, 0);
	memcpy(&value, rec + START, 8);
	KUNIT_EXPECT_EQ(test, value, 0);
	run(test, "+0(+0(\\8)):u64", rec, 0);
	memcpy(&value, rec + START, 8);
	KUNIT_EXPECT_EQ(test, value, 0);
	run(test, "+0(\\8):string", rec, 0);
	expect_string(test, rec, 0, FETCH_FAULT, 0);
	run(test, "+0(\\8):string[2]", rec, 0);
	expect_string(test, rec, 1, FETCH_FAULT, 0);
}

/* Strings share what room there is; a record never grows beyond it. */
static void strings_are_cut(struct kunit *test)
{
	char *text = kunit_kzalloc(test, 2 * FETCH_ROOM, GFP_KERNEL);
	struct fetch_source src = {};
	u8 *rec = new_record(test);
	struct probe_args args;
	struct text_command cmd;
	char command[64];

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'x', 2 * FETCH_ROOM - 1);
	snprintf(command, sizeof(command), "@0x%lx:string \\\"no room\"", (unsigned long)text);
	KUNIT_ASSERT_EQ(test, read(&cmd, command, &args, &inside), -EINVAL);
	probe_args_free(&args);
	snprintf(command, sizeof(command), "@0x%lx:string \\\"none\"", (unsigned long)text);
	KUNIT_ASSERT_EQ(test, read(&cmd, command, &args, &inside), 0);
	KUNIT_EXPECT_EQ(test, trace_fetch(args.ops, &src, rec, args.size), FETCH_ROOM);
	expect_string(test, rec, 1, "", 0);
	probe_args_free(&args);
}

static struct kunit_case probe_cases[] = {
	KUNIT_CASE(errors_have_places),
	KUNIT_CASE(too_many_are_refused),
	KUNIT_CASE(arguments_have_names),
	KUNIT_CASE(the_deepest_has_room),
	KUNIT_CASE(arguments_are_kept_for_the_return),
	KUNIT_CASE(numbers_are_fetched),
	KUNIT_CASE(arrays_are_fetched),
	KUNIT_CASE(strings_are_fetched),
	KUNIT_CASE(faults_are_zero),
	KUNIT_CASE(strings_are_cut),
	{ }
};

static struct kunit_suite probe_suite = {
	.name = "trace_probe",
	.test_cases = probe_cases,
};

kunit_test_suite(probe_suite);
