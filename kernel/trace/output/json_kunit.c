// SPDX-License-Identifier: GPL-2.0
/* Tests of JSON: what is written, and that any record makes a valid line. */
#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../event/class.h"
#include "json.h"
#include "json_line.h"
#include "lines.h"

/* ---- The writer ------------------------------------------------------- */

static struct json *new_json(struct kunit *test)
{
	struct json *j = kunit_kzalloc(test, sizeof(*j), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, j);
	KUNIT_ASSERT_EQ(test, json_grow(j), 0);
	return j;
}

static void expect_text(struct kunit *test, struct json *j, const char *want)
{
	KUNIT_EXPECT_FALSE(test, j->full);
	KUNIT_EXPECT_EQ(test, j->len, strlen(want));
	KUNIT_EXPECT_MEMEQ(test, j->buf, want, strlen(want));
	j->len = 0;
	j->comma = false;
}

static void numbers_are_exact(struct kunit *test)
{
	struct json *j = new_json(test);

	json_u64(j, 0);
	json_u64(j, U64_MAX);
	json_s64(j, S64_MIN);
	json_s64(j, -1);
	json_s64(j, S64_MAX);
	json_u64(j, (1ULL << 53) + 1);
	json_hex(j, 0);
	json_hex(j, U64_MAX);
	expect_text(test, j, "0,18446744073709551615,-9223372036854775808,-1,"
			     "9223372036854775807,9007199254740993,"
			     "\"0x0\",\"0xffffffffffffffff\"");
	json_free(j);
}

static void commas_are_between_values(struct kunit *test)
{
	struct json *j = new_json(test);

	json_begin(j, '{');
	json_key(j, "a");
	json_begin(j, '[');
	json_end(j, ']');
	json_name(j, "b\n");
	json_begin(j, '[');
	json_u64(j, 1);
	json_begin(j, '{');
	json_end(j, '}');
	json_null(j);
	json_end(j, ']');
	json_key(j, "c");
	json_bytes(j, "\x01\xfe", 2);
	json_end(j, '}');
	expect_text(test, j, "{\"a\":[],\"b\\n\":[1,{},null],\"c\":\"01fe\"}");
	json_free(j);
}

static void strings_are_escaped(struct kunit *test)
{
	static const struct {
		const char	*bytes;
		const char	*want;
	} cases[] = {
		{ "",			"\"\"" },
		{ "plain ~",		"\"plain ~\"" },
		{ "\"\\/",		"\"\\\"\\\\/\"" },
		{ "\b\f\n\r\t",		"\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1b\x7f",	"\"\\u0001\\u001b\\u007f\"" },
		/* The first and the last of each length. */
		{ "\xc2\x80\xdf\xbf",	"\"\xc2\x80\xdf\xbf\"" },
		{ "\xe0\xa0\x80\xef\xbf\xbf", "\"\xe0\xa0\x80\xef\xbf\xbf\"" },
		{ "\xed\x9f\xbf\xee\x80\x80", "\"\xed\x9f\xbf\xee\x80\x80\"" },
		{ "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"" },
		/* Too long, half of a pair, too large, cut off, alone. */
		{ "\xc1\xbf",		"\"\\udcc1\\udcbf\"" },
		{ "\xe0\x9f\xbf",	"\"\\udce0\\udc9f\\udcbf\"" },
		{ "\xf0\x8f\xbf\xbf",	"\"\\udcf0\\udc8f\\udcbf\\udcbf\"" },
		{ "\xed\xa0\x80",	"\"\\udced\\udca0\\udc80\"" },
		{ "\xf4\x90\x80\x80",	"\"\\udcf4\\udc90\\udc80\\udc80\"" },
		{ "\xf5\x80\x80\x80",	"\"\\udcf5\\udc80\\udc80\\udc80\"" },
		{ "a\xe2\x82",		"\"a\\udce2\\udc82\"" },
		{ "\xe2\x82z",		"\"\\udce2\\udc82z\"" },
		{ "\xf0\x9f\x98",	"\"\\udcf0\\udc9f\\udc98\"" },
		{ "\x80\xff",		"\"\\udc80\\udcff\"" },
	};
	struct json *j = new_json(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		json_string(j, cases[i].bytes, strlen(cases[i].bytes));
		expect_text(test, j, cases[i].want);
	}
	json_string(j, "a\0b", 3);
	expect_text(test, j, "\"a\\u0000b\"");
	json_free(j);
}

static void what_does_not_fit_leaves_no_trace(struct kunit *test)
{
	struct json *j = new_json(test);
	size_t size = j->size;

	j->len = size - 4;
	json_u64(j, 12345);
	KUNIT_EXPECT_TRUE(test, j->full);
	KUNIT_EXPECT_EQ(test, j->len, size - 4);
	json_put(j, "", 0);
	KUNIT_EXPECT_EQ(test, j->len, size - 4);

	KUNIT_ASSERT_EQ(test, json_grow(j), 0);
	KUNIT_EXPECT_EQ(test, j->size, size * 2);
	j->full = false;
	json_u64(j, 12345);
	KUNIT_EXPECT_FALSE(test, j->full);
	json_free(j);
	KUNIT_EXPECT_NULL(test, j->buf);
}

/* ---- Is it JSON? ------------------------------------------------------ */

static const char *skip_string(const char *at)
{
	if (*at++ != '"')
		return NULL;
	for (; *at != '"'; at++) {
		if ((u8)*at < 0x20)
			return NULL;
		if (*at != '\\')
			continue;
		at++;
		if (!*at || !strchr("\"\\/bfnrtu", *at))
			return NULL;
	}
	return at + 1;
}

static const char *skip_word(const char *at)
{
	size_t len = strspn(at, "-0123456789nul");

	return len ? at + len : NULL;
}

/* The end of the value at @at; NULL if there is none or it is too deep. */
static const char *skip_value(const char *at, unsigned int depth)
{
	char close = *at + 2;

	if (*at != '{' && *at != '[')
		return *at == '"' ? skip_string(at) : skip_word(at);
	if (!depth)
		return NULL;
	if (at[1] == close)
		return at + 2;
	do {
		at++;
		if (close == '}') {
			at = skip_string(at);
			if (!at || *at++ != ':')
				return NULL;
		}
		at = skip_value(at, depth - 1);
		if (!at)
			return NULL;
	} while (*at == ',');
	return *at == close ? at + 1 : NULL;
}

static bool is_lines_of_json(char *text, size_t len)
{
	const char *at = text;

	if (!len || text[len - 1] != '\n')
		return false;
	text[len - 1] = 0;
	while (*at) {
		if (*at != '{')
			return false;
		at = skip_value(at, 4);
		if (!at || (*at && *at != '\n'))
			return false;
		at += *at == '\n';
	}
	return at == text + len - 1;
}

static void the_judge_can_tell(struct kunit *test)
{
	static const char * const good[] = {
		"{}\n", "{\"a\":1}\n", "{\"a\":[1,-2,\"\\n\"],\"b\":{\"c\":null}}\n{\"d\":[]}\n",
	};
	static const char * const bad[] = {
		"", "{}", "{\n", "{\"a\"}\n", "{\"a\":}\n", "{\"a\":1,}\n", "[1]\n",
		"{\"a\":\"\n\"}\n", "{\"a\":[1 2]}\n", "{\"a\":\"\\x\"}\n", "{}}\n",
	};
	char text[64];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		strscpy(text, good[i]);
		KUNIT_EXPECT_TRUE_MSG(test, is_lines_of_json(text, strlen(good[i])), "%s", good[i]);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		strscpy(text, bad[i]);
		KUNIT_EXPECT_FALSE_MSG(test, is_lines_of_json(text, strlen(bad[i])), "%s", bad[i]);
	}
}

/* ---- Records ---------------------------------------------------------- */

static const struct trace_clock_info test_clock = {
	.name	= "test",
	.in_ns	= true,
};

#define RECORD_MAX	512

/**
 * struct bench - what a test prints with
 * @tr: an instance that nobody else knows
 * @lines: its lines
 * @record: a record outside any buffer
 */
struct bench {
	struct trace_array	tr;
	struct trace_lines	lines;
	union {
		struct trace_entry		ent;
		struct trace_print_entry	print;
		struct trace_raw_data_entry	raw;
		struct trace_stack_entry	stack;
		struct trace_fn_entry		function;
		u8				bytes[RECORD_MAX];
	} record;
};

static struct bench *new_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->tr.clock = &test_clock;
	b->tr.tracer = &nop_tracer;
	b->tr.options = BIT_ULL(TRACE_OPT_HASH_PTR);
	b->lines.iter.tr = &b->tr;
	b->lines.iter.ent = &b->record.ent;
	b->lines.iter.ent_size = sizeof(b->record);
	b->lines.iter.ts = 1234567890123456789;
	b->lines.iter.cpu = 3;
	KUNIT_ASSERT_EQ(test, trace_lines_open(&b->lines, &trace_form_json), 0);
	return b;
}

#define HEAD	"{\"ts\":1234567890123456789,\"cpu\":3,\"pid\":0,\"comm\":\"<idle>\"," \
		"\"flags\":\".....\","

static void expect_line(struct kunit *test, struct bench *b, const char *want)
{
	KUNIT_EXPECT_EQ(test, trace_lines_add(&b->lines), TRACE_TYPE_HANDLED);
	expect_text(test, &b->lines.json, want);
	trace_lines_reset(&b->lines);
}

static void own_types_are_readable(struct kunit *test)
{
	struct bench *b = new_bench(test);

	b->record.ent.type = TRACE_TYPE_print;
	strscpy(b->record.print.buf, "say \"hi\"\n", 32);
	expect_line(test, b, HEAD "\"system\":\"ftrace\",\"event\":\"print\","
		    "\"fields\":{\"ip\":\"0\",\"buf\":\"say \\\"hi\\\"\\n\"}}\n");

	b->record.ent.type = TRACE_TYPE_raw_data;
	b->record.raw.id = 7;
	b->record.raw.buf[0] = 1;
	b->record.raw.buf[1] = 0xff;
	b->lines.iter.ent_size = offsetof(struct trace_raw_data_entry, buf) + 2;
	expect_line(test, b, HEAD "\"system\":\"ftrace\",\"event\":\"raw_data\","
		    "\"fields\":{\"id\":7,\"buf\":[1,255]}}\n");

	b->record.ent.type = TRACE_TYPE_kernel_stack;
	b->record.stack.size = 2;
	b->record.stack.caller[0] = (unsigned long)json_u64;
	b->record.stack.caller[1] = 0x10;
	b->lines.iter.ent_size = struct_size(&b->record.stack, caller, 2);
	expect_line(test, b, HEAD "\"system\":\"ftrace\",\"event\":\"kernel_stack\","
		    "\"fields\":{\"size\":2,\"caller\":[\"json_u64\",\"0x10\"]}}\n");
	trace_lines_close(&b->lines);
}

static void what_is_missing_is_said(struct kunit *test)
{
	struct bench *b = new_bench(test);

	b->record.ent.type = TRACE_TYPE_function;
	b->record.function.ip = (unsigned long)json_u64;
	b->lines.iter.ent_size = offsetof(struct trace_fn_entry, parent_ip);
	b->lines.iter.lost_events = 5;
	expect_line(test, b, "{\"lost\":5,\"cpu\":3}\n"
		    HEAD "\"system\":\"ftrace\",\"event\":\"function\","
		    "\"fields\":{\"ip\":\"json_u64\",\"parent_ip\":null}}\n");

	/* A type that there is not. */
	b->lines.iter.lost_events = -1UL;
	b->record.ent.type = 13;
	b->lines.iter.ent_size = sizeof(struct trace_entry);
	expect_line(test, b, "{\"lost\":null,\"cpu\":3}\n"
		    HEAD "\"system\":null,\"event\":null,\"type\":13,"
		    "\"raw\":\"0d00000000000000\"}\n");
	trace_lines_close(&b->lines);
}

/* All types that there are, filled with anything, of any length. */
static void any_record_is_valid(struct kunit *test)
{
	struct trace_iterator *iter;
	struct bench *b = new_bench(test);
	struct trace_event_call *call;
	struct rnd_state rnd;
	unsigned int round, wrong = 0, lines = 0;

	iter = &b->lines.iter;
	prandom_seed_state(&rnd, 1);
	guard(mutex)(&tracing_mutex);
	list_for_each_entry(call, &trace_event_calls, list) {
		unsigned int type = call->event.type;

		/* These lead to formats elsewhere. */
		if (type == TRACE_TYPE_bprint || type == TRACE_TYPE_bputs)
			continue;
		for (round = 0; round < 4; round++) {
			struct json *j = &b->lines.json;

			prandom_bytes_state(&rnd, b->record.bytes, RECORD_MAX);
			b->record.ent.type = type;
			b->record.ent.pid &= 0xff;
			iter->ent_size = sizeof(struct trace_entry) +
				prandom_u32_state(&rnd) %
				(RECORD_MAX - sizeof(struct trace_entry) + 1);
			trace_lines_add(&b->lines);
			lines++;
			if (!is_lines_of_json(j->buf, j->len)) {
				kunit_info(test, "%s: %s", trace_event_name(call), j->buf);
				wrong++;
			}
			trace_lines_reset(&b->lines);
		}
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_GT(test, lines, 100);
	trace_lines_close(&b->lines);
}

static void long_records_get_room(struct kunit *test)
{
	struct bench *b = new_bench(test);
	size_t len = 60000, size = struct_size(&b->record.print, buf, len);
	struct trace_print_entry *entry = kunit_kzalloc(test, size, GFP_KERNEL);
	struct json *j = &b->lines.json;

	KUNIT_ASSERT_NOT_NULL(test, entry);
	entry->ent.type = TRACE_TYPE_print;
	memset(entry->buf, 1, len);
	b->lines.iter.ent = &entry->ent;
	b->lines.iter.ent_size = size;
	KUNIT_EXPECT_EQ(test, trace_lines_add(&b->lines), TRACE_TYPE_HANDLED);
	KUNIT_EXPECT_GT(test, j->len, 6 * len);
	KUNIT_EXPECT_TRUE(test, is_lines_of_json(j->buf, j->len));
	trace_lines_close(&b->lines);
}

/* A line behind others waits for them to be fetched. */
static void full_lines_are_fetched_first(struct kunit *test)
{
	struct bench *b = new_bench(test);
	size_t before;

	b->record.ent.type = TRACE_TYPE_raw_data;
	do {
		before = b->lines.len;
	} while (trace_lines_add(&b->lines) == TRACE_TYPE_HANDLED);
	KUNIT_EXPECT_GT(test, before, 0);
	KUNIT_EXPECT_EQ(test, b->lines.len, before);
	KUNIT_EXPECT_EQ(test, b->lines.json.len, before);
	KUNIT_EXPECT_TRUE(test, is_lines_of_json(b->lines.json.buf, before));
	trace_lines_close(&b->lines);
}

static struct kunit_case json_cases[] = {
	KUNIT_CASE(numbers_are_exact),
	KUNIT_CASE(commas_are_between_values),
	KUNIT_CASE(strings_are_escaped),
	KUNIT_CASE(what_does_not_fit_leaves_no_trace),
	KUNIT_CASE(the_judge_can_tell),
	KUNIT_CASE(own_types_are_readable),
	KUNIT_CASE(what_is_missing_is_said),
	KUNIT_CASE(any_record_is_valid),
	KUNIT_CASE(long_records_get_room),
	KUNIT_CASE(full_lines_are_fetched_first),
	{ }
};

static struct kunit_suite json_suite = {
	.name = "trace-json",
	.test_cases = json_cases,
};

kunit_test_suite(json_suite);
