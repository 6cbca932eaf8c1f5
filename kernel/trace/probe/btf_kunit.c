// SPDX-License-Identifier: GPL-2.0
/* Tests of the reader of types. */
#include <kunit/test.h>
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <linux/trace_seq.h>
#include <uapi/linux/btf.h>
#include "../text/cursor.h"
#include "arg.h"
#include "btf.h"
#include "btf_data.h"
#include "dynevent.h"
#include "names.h"

#define STRINGS								\
	"\0int\0char\0outer\0number\0bits\0deep\0text\0next\0u32\0fn\0first\0second\0" \
	"colour\0red\0green\0tint\0mine\0"

enum {					/* offsets in STRINGS */
	S_INT = 1, S_CHAR = 5, S_OUTER = 10, S_NUMBER = 16, S_BITS = 23, S_DEEP = 28,
	S_TEXT = 33, S_NEXT = 38, S_U32 = 43, S_FN = 47, S_FIRST = 50, S_SECOND = 56,
	S_COLOUR = 63, S_RED = 70, S_GREEN = 74, S_TINT = 80, S_MINE = 85,
};

#define INFO(kind, flag, vlen)	((flag) << 31 | (kind) << 24 | (vlen))

enum {					/* numbers of the types below */
	T_INT = 1, T_CHAR, T_TYPEDEF, T_ARRAY, T_INNER, T_OUTER, T_CONST, T_POINTER,
	T_PROTO, T_FN, T_COLOUR, T_MINE, T_SHADE,
};

/*
 *	typedef int u32;
 *	struct outer {
 *		u32 number;
 *		int bits : 5 (from bit 3 of the second word);
 *		struct { char text[8]; struct outer *next (const); };	at 8
 *		enum colour tint;
 *	};
 *	int fn(struct outer *first, char second, ...);
 *	enum colour { red, green = -1 };
 *	struct outer mine, of each CPU;
 *	enum { deep = 1ULL << 32 };
 */
static const u32 types[] = {
	S_INT, INFO(BTF_KIND_INT, 0U, 0), 4, BTF_INT_SIGNED << 24 | 32,
	S_CHAR, INFO(BTF_KIND_INT, 0U, 0), 1, BTF_INT_SIGNED << 24 | 8,
	S_U32, INFO(BTF_KIND_TYPEDEF, 0U, 0), T_INT,
	0, INFO(BTF_KIND_ARRAY, 0U, 0), 0, T_CHAR, T_INT, 8,
	0, INFO(BTF_KIND_STRUCT, 0U, 2), 16,
		S_TEXT, T_ARRAY, 0,
		S_NEXT, T_POINTER, 64,
	S_OUTER, INFO(BTF_KIND_STRUCT, 1U, 4), 28,
		S_NUMBER, T_TYPEDEF, 0,
		S_BITS, T_INT, 5 << 24 | 35,
		0, T_INNER, 64,
		S_TINT, T_COLOUR, 192,
	0, INFO(BTF_KIND_CONST, 0U, 0), T_OUTER,
	0, INFO(BTF_KIND_PTR, 0U, 0), T_CONST,
	0, INFO(BTF_KIND_FUNC_PROTO, 0U, 3), T_INT,
		S_FIRST, T_POINTER,
		S_SECOND, T_CHAR,
		0, 0,
	S_FN, INFO(BTF_KIND_FUNC, 0U, 0), T_PROTO,
	S_COLOUR, INFO(BTF_KIND_ENUM, 1U, 2), 4,
		S_RED, 0,
		S_GREEN, -1,
	S_MINE, INFO(BTF_KIND_VAR, 0U, 0), T_OUTER, 0,
	0, INFO(BTF_KIND_ENUM64, 0U, 1), 8,
		S_DEEP, 0, 1,
};

struct table {
	struct btf_header	hdr;
	u8			bytes[sizeof(types) + sizeof(STRINGS)];
};

static struct table *make_table(struct kunit *test)
{
	struct table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	table->hdr = (struct btf_header) {
		.magic		= BTF_MAGIC,
		.version	= BTF_VERSION,
		.hdr_len	= sizeof(table->hdr),
		.type_len	= sizeof(types),
		.str_off	= sizeof(types),
		.str_len	= sizeof(STRINGS),
	};
	memcpy(table->bytes, types, sizeof(types));
	memcpy(table->bytes + sizeof(types), STRINGS, sizeof(STRINGS));
	return table;
}

static struct text_span span(const char *text)
{
	return (struct text_span){ text, strlen(text) };
}

static void functions_have_parameters(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_value value;
	struct trace_btf_data d;
	unsigned int size;

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_EXPECT_EQ(test, d.nr, T_SHADE);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "none"), -ENOENT);
	/* A structure of that name is no function. */
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "outer"), -ENOENT);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	KUNIT_EXPECT_EQ(test, trace_btf_nr_params(&fn), 2);
	KUNIT_EXPECT_STREQ(test, trace_btf_param(&fn, 1, &value), "second");
	KUNIT_EXPECT_EQ(test, trace_btf_kind_of(&value, &size), BTF_IS_CHAR);
	KUNIT_EXPECT_EQ(test, trace_btf_find_param(&fn, span("first")), 0);
	KUNIT_EXPECT_EQ(test, trace_btf_find_param(&fn, span("third")), -ENOENT);
	trace_btf_return(&fn, &value);
	KUNIT_EXPECT_EQ(test, trace_btf_kind_of(&value, &size), BTF_IS_SIGNED);
	trace_btf_close(&d);
}

static void members_are_found(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_value outer, value;
	struct trace_btf_data d;
	unsigned int size;

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	trace_btf_param(&fn, 0, &outer);
	KUNIT_EXPECT_EQ(test, trace_btf_kind_of(&outer, &size), BTF_IS_POINTER);
	KUNIT_EXPECT_EQ(test, size, sizeof(void *));
	value = outer;
	KUNIT_EXPECT_EQ(test, trace_btf_member(&value, span("number")), -ENOENT);
	trace_btf_target(&outer);
	KUNIT_EXPECT_EQ(test, trace_btf_kind_of(&outer, &size), BTF_IS_STRUCT);
	value = outer;
	KUNIT_EXPECT_EQ(test, trace_btf_member(&value, span("bits")), 0);
	KUNIT_EXPECT_EQ(test, value.offset, 4);
	KUNIT_EXPECT_EQ(test, value.bit, 3);
	KUNIT_EXPECT_EQ(test, value.bits, 5);
	value = outer;
	KUNIT_EXPECT_EQ(test, trace_btf_member(&value, span("next")), 0);
	KUNIT_EXPECT_EQ(test, value.offset, 16);
	KUNIT_EXPECT_EQ(test, trace_btf_kind_of(&value, &size), BTF_IS_POINTER);
	value = outer;
	KUNIT_EXPECT_EQ(test, trace_btf_member(&value, span("text")), 0);
	KUNIT_EXPECT_EQ(test, trace_btf_array_len(&value), 8);
	KUNIT_EXPECT_EQ(test, trace_btf_member(&value, span("deep")), -ENOENT);
	trace_btf_close(&d);
}

/* ---- Arguments by name ---------------------------------------------------------- */

static void expect_arg(struct kunit *test, const struct trace_btf_function *fn,
		       const char *text, enum text_error error, size_t pos)
{
	struct probe_scope scope = { .entry = true, .returns = true, .function = fn };
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct probe_args args = {};

	guard(mutex)(&dynevent_mutex);
	KUNIT_EXPECT_EQ_MSG(test, probe_args_read(&args, &c, &scope, 8),
			    text_error_number(error), "%s", text);
	KUNIT_EXPECT_EQ_MSG(test, cmd.error, error, "%s", text);
	KUNIT_EXPECT_EQ_MSG(test, cmd.pos, pos, "%s", text);
	probe_args_free(&args);
}

static void arguments_have_types(struct kunit *test)
{
	struct table *table = make_table(test);
	struct probe_scope scope = { .entry = true };
	struct probe_args args = {};
	struct trace_btf_function fn;
	struct trace_btf_data d;
	struct text_command cmd = { .text = "$arg* first->next->bits t=first->text" };
	struct text_cursor c = text_start(&cmd);

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	scope.function = &fn;
	KUNIT_ASSERT_EQ(test, probe_args_read(&args, &c, &scope, 8), 0);
	KUNIT_ASSERT_EQ(test, args.nr, 4);
	KUNIT_EXPECT_STREQ(test, args.arg[0].name, "first");
	KUNIT_EXPECT_STREQ(test, args.arg[0].field, "u64");
	KUNIT_EXPECT_STREQ(test, args.arg[1].name, "second");
	KUNIT_EXPECT_STREQ(test, args.arg[1].field, "u8");
	KUNIT_EXPECT_STREQ(test, args.arg[2].name, "arg3");
	KUNIT_EXPECT_STREQ(test, args.arg[2].field, "s32");
	KUNIT_EXPECT_STREQ(test, args.arg[3].field, "__data_loc char[]");
	probe_args_free(&args);

	expect_arg(test, &fn, "third", TEXT_TYPES_NO_ARG, 0);
	expect_arg(test, &fn, "$arg3", TEXT_TYPES_NO_ARG, 0);
	expect_arg(test, &fn, "first->none", TEXT_TYPES_NO_MEMBER, 7);
	expect_arg(test, &fn, "first-.none", TEXT_TYPES_HYPHEN, 5);
	expect_arg(test, &fn, "second->none", TEXT_TYPES_NO_STRUCT, 8);
	expect_arg(test, &fn, "$retval->none", TEXT_TYPES_NO_STRUCT, 9);
	expect_arg(test, &fn, "a=$arg*", TEXT_ARGS_NOT_ALONE, 2);
	expect_arg(test, &fn, "$arg* $arg*", TEXT_ARGS_TWICE, 6);
	expect_arg(test, &fn, "second:string", TEXT_TYPE_STRING, 0);
	trace_btf_close(&d);
}

static void an_argument_alone_gets_its_name(struct kunit *test)
{
	struct table *table = make_table(test);
	struct probe_scope scope = { .entry = true };
	struct probe_args args = {};
	struct trace_btf_function fn;
	struct trace_btf_data d;
	struct text_command cmd = { .text = "$arg2 x=$arg2 $arg2:u8" };
	struct text_cursor c = text_start(&cmd);

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	scope.function = &fn;
	KUNIT_ASSERT_EQ(test, probe_args_read(&args, &c, &scope, 8), 0);
	KUNIT_ASSERT_EQ(test, args.nr, 3);
	KUNIT_EXPECT_STREQ(test, args.arg[0].name, "second");
	KUNIT_EXPECT_STREQ(test, args.arg[0].text, "second");
	KUNIT_EXPECT_STREQ(test, args.arg[1].name, "x");
	KUNIT_EXPECT_STREQ(test, args.arg[1].text, "$arg2");
	KUNIT_EXPECT_STREQ(test, args.arg[2].text, "$arg2:u8");
	probe_args_free(&args);
	trace_btf_close(&d);
}

static void args_of(struct kunit *test, struct probe_args *args,
		    const struct trace_btf_function *fn, const char *text)
{
	struct probe_scope scope = { .entry = true, .function = fn };
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);

	*args = (struct probe_args){};
	guard(mutex)(&dynevent_mutex);
	KUNIT_ASSERT_EQ_MSG(test, probe_args_read(args, &c, &scope, 8), 0, "%s", text);
}

/* Is a program the same as that of another text? */
static void expect_same(struct kunit *test, const struct trace_btf_function *fn,
			const char *text, const char *other)
{
	struct probe_args a, b;

	args_of(test, &a, fn, text);
	args_of(test, &b, fn, other);
	KUNIT_EXPECT_EQ(test, a.nr, 1);
	KUNIT_EXPECT_STREQ_MSG(test, a.arg[0].field, b.arg[0].field, "%s", text);
	KUNIT_EXPECT_EQ_MSG(test, a.nr_ops, b.nr_ops, "%s", text);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(a.ops, b.ops, a.nr_ops * sizeof(*a.ops)), 0, "%s", text);
	probe_args_free(&a);
	probe_args_free(&b);
}

static void casts_give_types(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_data d;

	if (!IS_ENABLED(CONFIG_PROBE_EVENTS_BTF_ARGS))
		kunit_skip(test, "no types");
	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	expect_same(test, &fn, "(outer)$stack->number", "+0($stack):s32");
	expect_same(test, &fn, "(struct outer *)$stack->number", "+0($stack):s32");
	expect_same(test, &fn, "(outer)+8($stack)->number", "+0(+8($stack)):s32");
	expect_same(test, &fn, "(outer)@12->text", "+8(@12):string");
	expect_same(test, &fn, "(outer)\\12->next", "+16(\\12):x64");
	expect_same(test, &fn, "(outer)first", "first");
	expect_same(test, &fn, "(first)->number", "first->number");
	expect_same(test, &fn, "((first)->next)->number", "first->next->number");
	expect_same(test, &fn, "(outer)(first->next)->number", "first->next->number");
	expect_same(test, &fn, "+16((outer)$stack)", "+16($stack)");
	expect_same(test, &fn, "+0((outer)$stack->next):u8", "+0(+16($stack)):u8");

	expect_arg(test, &fn, "(none)first->number", TEXT_TYPES_UNFIT, 1);
	expect_arg(test, &fn, "(u32)$stack", TEXT_TYPES_NO_STRUCT, 1);
	expect_arg(test, &fn, "(outer)second", TEXT_TYPES_NO_STRUCT, 7);
	expect_arg(test, &fn, "(outer)$comm", TEXT_DEREF_TEXT, 7);
	expect_arg(test, &fn, "(outer)$stack.number", TEXT_VARIABLE_BAD, 7);
	expect_arg(test, &fn, "(outer)first.number", TEXT_TYPES_NO_STRUCT, 13);
	expect_arg(test, &fn, "(outer)$stack->none", TEXT_TYPES_NO_MEMBER, 15);
	expect_arg(test, &fn, "(outer)$stack:string", TEXT_TYPE_STRING, 0);
	expect_arg(test, &fn, "(outer $stack", TEXT_DEREF_OPEN, 6);
	expect_arg(test, &fn, "(first", TEXT_DEREF_OPEN, 6);
	expect_arg(test, &fn, "()", TEXT_ARG_BAD, 1);
	trace_btf_close(&d);
}

static void variables_of_a_cpu_have_types(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_data d;
	struct probe_args args;

	if (!IS_ENABLED(CONFIG_PROBE_EVENTS_BTF_ARGS))
		kunit_skip(test, "no types");
	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	args_of(test, &args, &fn,
		"this_cpu_ptr(mine)->text this_cpu_read(mine).next this_cpu_ptr(mine)");
	KUNIT_ASSERT_EQ(test, args.nr, 3);
	KUNIT_EXPECT_STREQ(test, args.arg[0].name, "arg1");
	KUNIT_EXPECT_EQ(test, args.ops[0].code, FETCH_PER_CPU);
	KUNIT_EXPECT_EQ(test, args.ops[1].code, FETCH_STRING);
	KUNIT_EXPECT_EQ(test, args.ops[1].offset, 8);
	KUNIT_EXPECT_STREQ(test, args.arg[1].name, "arg2");
	KUNIT_EXPECT_EQ(test, args.ops[3].code, FETCH_MEMORY);
	KUNIT_EXPECT_EQ(test, args.ops[3].offset, 16);
	KUNIT_EXPECT_STREQ(test, args.arg[2].name, "mine");
	KUNIT_EXPECT_EQ(test, args.ops[5].code, FETCH_PUT);
	probe_args_free(&args);
	expect_arg(test, &fn, "this_cpu_read(mine)->next", TEXT_TYPES_NO_STRUCT, 21);
	expect_arg(test, &fn, "this_cpu_ptr(mine).next", TEXT_TYPES_NO_STRUCT, 19);
	expect_arg(test, &fn, "this_cpu_ptr(mine", TEXT_DEREF_OPEN, 17);
	expect_arg(test, &fn, "this_cpu_read()", TEXT_PLACE_BAD, 14);
	expect_arg(test, &fn, "this_cpu_write(mine)", TEXT_TYPES_NO_ARG, 0);
	trace_btf_close(&d);
}

static void values_of_enums_have_names(struct kunit *test)
{
	struct trace_seq *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct table *table = make_table(test);
	static const s32 values[] = { 0, -1, 2 };
	struct trace_btf_function fn;
	struct probe_args args;
	struct trace_btf_data d;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	args_of(test, &args, &fn, "first->tint n=first->tint:s32 first->number");
	trace_btf_close(&d);
	/* The names do not need the table any more. */
	KUNIT_ASSERT_NOT_NULL(test, args.arg[0].names);
	KUNIT_EXPECT_NULL(test, args.arg[1].names);
	KUNIT_EXPECT_NULL(test, args.arg[2].names);
	KUNIT_EXPECT_STREQ(test, args.arg[0].field, "s32");
	trace_seq_init(s);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		probe_type_print(s, args.arg[0].type, args.arg[0].names, &values[i], NULL);
		trace_seq_putc(s, ' ');
	}
	trace_seq_putc(s, '\0');
	KUNIT_EXPECT_STREQ(test, s->buffer, "red green 0x2 ");
	KUNIT_EXPECT_TRUE(test, probe_names_equal(args.arg[0].names, args.arg[0].names));
	KUNIT_EXPECT_FALSE(test, probe_names_equal(args.arg[0].names, NULL));
	probe_args_free(&args);
}

/* What a probe of a tracepoint gets begins with what is nobody's business. */
static void hidden_parameters_do_not_count(struct kunit *test)
{
	struct table *table = make_table(test);
	struct probe_scope scope = { .entry = true, .hidden = 1 };
	struct probe_args args = {};
	struct trace_btf_function fn;
	struct trace_btf_data d;
	struct text_command cmd = { .text = "$arg*" };
	struct text_cursor c = text_start(&cmd);

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	fn.hidden = 1;
	scope.function = &fn;
	KUNIT_ASSERT_EQ(test, probe_args_read(&args, &c, &scope, 8), 0);
	KUNIT_ASSERT_EQ(test, args.nr, 1);
	KUNIT_EXPECT_STREQ(test, args.arg[0].name, "second");
	KUNIT_EXPECT_EQ(test, args.ops[0].code, FETCH_ARGUMENT);
	KUNIT_EXPECT_EQ(test, args.ops[0].imm, 1);
	probe_args_free(&args);
	trace_btf_close(&d);
}

static void sorted_functions_are_found(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_data d;

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_sort_functions(&d), 0);
	KUNIT_EXPECT_EQ(test, d.nr_functions, 1);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "fn"), 0);
	KUNIT_EXPECT_EQ(test, trace_btf_nr_params(&fn), 2);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "fm"), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "fo"), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "int"), -ENOENT);
	trace_btf_close(&d);
}

static void enums_have_names(struct kunit *test)
{
	struct table *table = make_table(test);
	struct trace_btf_value value = { .type = T_COLOUR };
	struct trace_btf_data d;

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	value.data = &d;
	KUNIT_EXPECT_STREQ(test, trace_btf_enum_name(&value, 0), "red");
	KUNIT_EXPECT_STREQ(test, trace_btf_enum_name(&value, (u32)-1), "green");
	KUNIT_EXPECT_STREQ(test, trace_btf_enum_name(&value, -1), "green");
	KUNIT_EXPECT_NULL(test, trace_btf_enum_name(&value, 1));
	value.type = T_SHADE;
	KUNIT_EXPECT_STREQ(test, trace_btf_enum_name(&value, 1ULL << 32), "deep");
	KUNIT_EXPECT_NULL(test, trace_btf_enum_name(&value, 1));
	value.type = T_INT;
	KUNIT_EXPECT_NULL(test, trace_btf_enum_name(&value, 0));
	trace_btf_close(&d);
}

/* ---- Modules ------------------------------------------------------------------------ */

#define MODULE_STRINGS		"\0own\0there\0probe_me\0"

/* Offsets and numbers go on where those of the kernel end. */
enum {
	M_OWN = sizeof(STRINGS) + 1, M_THERE = M_OWN + 4, M_PROBE_ME = M_THERE + 6,
};

enum {
	T_OWN = T_SHADE + 1, T_OWN_POINTER, T_OWN_PROTO, T_PROBE_ME,
};

/*
 *	struct own { struct outer *there; u32 number; };
 *	void probe_me(struct own *first);
 */
static const u32 module_types[] = {
	M_OWN, INFO(BTF_KIND_STRUCT, 0U, 2), 16,
		M_THERE, T_POINTER, 0,
		S_NUMBER, T_TYPEDEF, 64,
	0, INFO(BTF_KIND_PTR, 0U, 0), T_OWN,
	0, INFO(BTF_KIND_FUNC_PROTO, 0U, 1), 0,
		S_FIRST, T_OWN_POINTER,
	M_PROBE_ME, INFO(BTF_KIND_FUNC, 0U, 0), T_OWN_PROTO,
};

struct module_table {
	struct btf_header	hdr;
	u8			bytes[sizeof(module_types) + sizeof(MODULE_STRINGS)];
};

static struct module_table *make_module_table(struct kunit *test)
{
	struct module_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	table->hdr = (struct btf_header) {
		.magic		= BTF_MAGIC,
		.version	= BTF_VERSION,
		.hdr_len	= sizeof(table->hdr),
		.type_len	= sizeof(module_types),
		.str_off	= sizeof(module_types),
		.str_len	= sizeof(MODULE_STRINGS),
	};
	memcpy(table->bytes, module_types, sizeof(module_types));
	memcpy(table->bytes + sizeof(module_types), MODULE_STRINGS, sizeof(MODULE_STRINGS));
	return table;
}

static void modules_continue_the_kernel(struct kunit *test)
{
	struct module_table *own = make_module_table(test);
	struct table *table = make_table(test);
	struct trace_btf_value value;
	struct trace_btf_function fn;
	struct trace_btf_data d, m;

	KUNIT_ASSERT_EQ(test, trace_btf_open(&d, table, sizeof(*table), NULL), 0);
	KUNIT_ASSERT_EQ(test, trace_btf_open(&m, own, sizeof(*own), &d), 0);
	KUNIT_EXPECT_EQ(test, m.nr, 4);
	/* Each has its own names. */
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&m, &fn, "fn"), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_btf_find_in(&d, &fn, "probe_me"), -ENOENT);
	KUNIT_EXPECT_EQ(test, trace_btf_find_type_in(&d, &value, BTF_A_STRUCT, span("own")),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, trace_btf_find_type_in(&m, &value, BTF_A_STRUCT, span("outer")),
			-ENOENT);
	KUNIT_ASSERT_EQ(test, trace_btf_find_in(&m, &fn, "probe_me"), 0);
	KUNIT_EXPECT_STREQ(test, trace_btf_param(&fn, 0, &value), "first");
	KUNIT_EXPECT_EQ(test, trace_btf_find_type_in(&m, &value, BTF_A_STRUCT, span("own")), 0);
	KUNIT_EXPECT_EQ(test, value.type, T_OWN);
	/* What they mean may be the kernel's. */
	if (IS_ENABLED(CONFIG_PROBE_EVENTS_BTF_ARGS)) {
		expect_same(test, &fn, "first->there->number", "+0(+0($arg1)):s32");
		expect_same(test, &fn, "(own)$stack->there->text", "+8(+0($stack)):string");
		expect_arg(test, &fn, "first->there->own", TEXT_TYPES_NO_MEMBER, 14);
	}
	trace_btf_close(&m);
	trace_btf_close(&d);
}

/* ---- Damage ------------------------------------------------------------------------ */

/* Whatever a table says, nothing outside of it is read: KASAN and ends tell. */
static void damage_is_harmless(struct kunit *test)
{
	struct table *table = make_table(test), *bad = make_table(test);
	struct trace_btf_function fn;
	struct trace_btf_value value;
	struct trace_btf_data d;
	struct rnd_state rnd;
	unsigned int i, size;

	prandom_seed_state(&rnd, 7);
	for (i = 0; i < 20000; i++) {
		*bad = *table;
		((u8 *)bad)[prandom_u32_state(&rnd) % sizeof(*bad)] = prandom_u32_state(&rnd);
		((u8 *)bad)[prandom_u32_state(&rnd) % sizeof(*bad)] = prandom_u32_state(&rnd);
		if (trace_btf_open(&d, bad, sizeof(*bad), NULL))
			continue;
		if (!trace_btf_find_in(&d, &fn, "fn") && trace_btf_nr_params(&fn)) {
			trace_btf_param(&fn, 0, &value);
			trace_btf_target(&value);
			trace_btf_kind_of(&value, &size);
			trace_btf_member(&value, span("deep"));
		}
		value = (struct trace_btf_value){ .data = &d, .type = T_COLOUR };
		trace_btf_enum_name(&value, i);
		trace_btf_find_type_in(&d, &value, BTF_A_VARIABLE, span("mine"));
		trace_btf_find_type_in(&d, &value, BTF_A_STRUCT, span("u32"));
		if (!trace_btf_sort_functions(&d))
			trace_btf_find_in(&d, &fn, "fn");
		trace_btf_close(&d);
	}
}

static struct kunit_case btf_cases[] = {
	KUNIT_CASE(functions_have_parameters),
	KUNIT_CASE(members_are_found),
	KUNIT_CASE(arguments_have_types),
	KUNIT_CASE(an_argument_alone_gets_its_name),
	KUNIT_CASE(casts_give_types),
	KUNIT_CASE(variables_of_a_cpu_have_types),
	KUNIT_CASE(values_of_enums_have_names),
	KUNIT_CASE(hidden_parameters_do_not_count),
	KUNIT_CASE(sorted_functions_are_found),
	KUNIT_CASE(enums_have_names),
	KUNIT_CASE(modules_continue_the_kernel),
	KUNIT_CASE(damage_is_harmless),
	{ }
};

static struct kunit_suite btf_suite = {
	.name = "trace_btf",
	.test_cases = btf_cases,
};

kunit_test_suite(btf_suite);
