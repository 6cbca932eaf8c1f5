// SPDX-License-Identifier: GPL-2.0
/* KUnit: the words, numbers, patterns and errors of command languages. */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/prandom.h>
#include "expr.h"
#include "glob.h"
#include "number.h"
#include "token.h"

static void errors_have_messages(struct kunit *test)
{
	int i, j;

	for (i = 0; i < NR_TEXT_ERRORS; i++) {
		KUNIT_ASSERT_NOT_NULL(test, text_error_message(i));
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, text_error_message(i), text_error_message(j));
	}
	KUNIT_EXPECT_STREQ(test, text_error_message(NR_TEXT_ERRORS), "Error");
}

static void errors_have_numbers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, text_error_number(TEXT_OK), 0);
	KUNIT_EXPECT_EQ(test, text_error_number(TEXT_BAD_INTEGER), -EINVAL);
	KUNIT_EXPECT_EQ(test, text_error_number(TEXT_TYPES_NO_ARG), -ENOENT);
	KUNIT_EXPECT_EQ(test, text_error_number(NR_TEXT_ERRORS), -EINVAL);
}

static void cursor_stays_in_its_range(struct kunit *test)
{
	struct text_command cmd = { .text = " one two \t" };
	struct text_cursor c = text_start(&cmd), part;

	KUNIT_EXPECT_EQ(test, c.end - c.at, strlen(" one two"));
	text_skip_spaces(&c);
	part = text_within(&c, text_take_name(&c));
	KUNIT_EXPECT_EQ(test, text_pos(&c), 4);
	KUNIT_EXPECT_FALSE(test, text_take(&part, "one "));
	KUNIT_EXPECT_TRUE(test, text_take(&part, "on"));
	KUNIT_EXPECT_EQ(test, text_peek(&part), 'e');
	KUNIT_EXPECT_TRUE(test, text_take(&part, "e"));
	KUNIT_EXPECT_TRUE(test, text_at_end(&part));
	KUNIT_EXPECT_EQ(test, text_peek(&part), '\0');
}

/* The caret belongs below the whole command, whichever part was being read. */
static void first_error_counts(struct kunit *test)
{
	struct text_command cmd = { .text = "hist:keys=x if y == 1" };
	struct text_cursor c = text_start(&cmd), filter;

	filter = text_within(&c, (struct text_span){ .at = c.at + 15, .len = 6 });
	text_take_name(&filter);
	KUNIT_EXPECT_EQ(test, text_fail(&filter, TEXT_FIELD_NOT_FOUND, text_pos(&filter)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, text_fail(&c, TEXT_UNKNOWN, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, cmd.error, TEXT_FIELD_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, cmd.pos, 16);
}

static void tokens_end_where_they_should(struct kunit *test)
{
	struct text_command cmd = { .text = "a_1.b -0x1f,'it\"s',x" };
	struct text_cursor c = text_start(&cmd);
	struct text_span span;

	KUNIT_EXPECT_TRUE(test, text_equal(text_take_name(&c), "a_1"));
	KUNIT_EXPECT_TRUE(test, text_equal(text_take_name(&c), ""));
	KUNIT_EXPECT_TRUE(test, text_equal(text_take_until(&c, " ,"), ".b"));
	text_skip_spaces(&c);
	KUNIT_EXPECT_TRUE(test, text_equal(text_take_number(&c), "-0x1f"));
	KUNIT_EXPECT_TRUE(test, text_take(&c, ","));
	KUNIT_EXPECT_TRUE(test, text_take_quoted(&c, &span));
	KUNIT_EXPECT_TRUE(test, text_equal(span, "it\"s"));
	KUNIT_EXPECT_EQ(test, text_peek(&c), ',');
	KUNIT_EXPECT_TRUE(test, text_equal(text_take_until(&c, ";"), ",x"));
}

/* The parts of @text, with "|" between them. */
static void expect_parts(struct kunit *test, const char *text, const char *parts)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct text_span part;
	char seen[64] = "";

	while (text_take_part(&c, ':', &part)) {
		strncat(seen, part.at, part.len);
		strlcat(seen, "|", sizeof(seen));
	}
	KUNIT_EXPECT_STREQ_MSG(test, seen, parts, "%s", text);
}

static void lists_have_parts(struct kunit *test)
{
	expect_parts(test, "", "");
	expect_parts(test, "a", "a|");
	expect_parts(test, "a:b", "a|b|");
	expect_parts(test, "a:b:", "a|b|");
	expect_parts(test, ":a", "|a|");
	expect_parts(test, "hist:onmatch(a:b).trace(x):size=4",
		     "hist|onmatch(a:b).trace(x)|size=4|");
	expect_parts(test, "a=\":(\":'b:", "a=\":(\"|'b|");
	expect_parts(test, "(a:b", "(a:b|");
}

static void expect_balance(struct kunit *test, const char *text, enum text_error error,
			   size_t pos)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);

	KUNIT_EXPECT_EQ(test, text_check_balance(&c), error ? -EINVAL : 0);
	KUNIT_EXPECT_EQ_MSG(test, cmd.error, error, "%s", text);
	KUNIT_EXPECT_EQ_MSG(test, cmd.pos, pos, "%s", text);
}

static void brackets_come_in_pairs(struct kunit *test)
{
	expect_balance(test, "(a) ('(' \"'\")", TEXT_OK, 0);
	expect_balance(test, "((a)", TEXT_TOO_MANY_OPEN, 0);
	expect_balance(test, "(a) ((a)", TEXT_TOO_MANY_OPEN, 4);
	expect_balance(test, "((", TEXT_TOO_MANY_OPEN, 1);
	expect_balance(test, "(a))(", TEXT_TOO_MANY_CLOSE, 3);
	expect_balance(test, "(\"a)", TEXT_QUOTE_OPEN, 1);
}

static struct text_span span_of(const char *text)
{
	return (struct text_span){ .at = text, .len = strlen(text) };
}

static void numbers_are_read(struct kunit *test)
{
	static const char * const bad[] = { "", "-", "0x", "08", "12a", "--1", "+1", " 1" };
	unsigned int i;
	u64 u = 0;
	s64 s = 0;

	KUNIT_EXPECT_EQ(test, text_u64(span_of("18446744073709551615"), &u), 0);
	KUNIT_EXPECT_EQ(test, u, U64_MAX);
	KUNIT_EXPECT_EQ(test, text_u64(span_of("18446744073709551616"), &u), -ERANGE);
	KUNIT_EXPECT_EQ(test, text_u64(span_of("0X1f"), &u), 0);
	KUNIT_EXPECT_EQ(test, u, 31);
	KUNIT_EXPECT_EQ(test, text_u64(span_of("017"), &u), 0);
	KUNIT_EXPECT_EQ(test, u, 15);
	KUNIT_EXPECT_EQ(test, text_u64(span_of("-1"), &u), -EINVAL);
	KUNIT_EXPECT_EQ(test, text_s64(span_of("-9223372036854775808"), &s), 0);
	KUNIT_EXPECT_EQ(test, s, S64_MIN);
	KUNIT_EXPECT_EQ(test, text_s64(span_of("-9223372036854775809"), &s), -ERANGE);
	KUNIT_EXPECT_EQ(test, text_s64(span_of("9223372036854775808"), &s), -ERANGE);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, text_s64(span_of(bad[i]), &s), -EINVAL, "%s", bad[i]);
}

static void fill(struct rnd_state *rnd, char *text, const char *alphabet)
{
	u32 len = prandom_u32_state(rnd) % 9;

	for (text[len] = '\0'; len; len--)
		text[len - 1] = alphabet[prandom_u32_state(rnd) % strlen(alphabet)];
}

/* The kernel's library has a word in what patterns mean. */
static void globs_are_those_of_the_library(struct kunit *test)
{
	char pattern[16], text[16];
	struct rnd_state rnd;
	struct text_glob glob;
	int i;

	prandom_seed_state(&rnd, 6);
	for (i = 0; i < 100000; i++) {
		fill(&rnd, pattern, "aabbc*?[]!-\\");
		fill(&rnd, text, "aabbc-]");
		glob = text_glob(pattern);
		if (text_glob_match(&glob, text, strlen(text)) != glob_match(pattern, text))
			KUNIT_FAIL(test, "'%s' and '%s'", pattern, text);
	}
}

static void common_globs_are_fast(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, text_glob("abc").kind, TEXT_GLOB_EXACT);
	KUNIT_EXPECT_EQ(test, text_glob("abc*").kind, TEXT_GLOB_FRONT);
	KUNIT_EXPECT_EQ(test, text_glob("*abc").kind, TEXT_GLOB_END);
	KUNIT_EXPECT_EQ(test, text_glob("*abc*").kind, TEXT_GLOB_MIDDLE);
	KUNIT_EXPECT_EQ(test, text_glob("a*c").kind, TEXT_GLOB_ANY);
	KUNIT_EXPECT_EQ(test, text_glob("a\\*").kind, TEXT_GLOB_ANY);
}

/* ---- Expressions, written down in the order in which they are applied -- */

static int write_operand(void *ctx, struct text_cursor *c)
{
	struct text_span name = text_take_name(c);

	if (!name.len)
		return text_fail(c, TEXT_UNKNOWN, text_pos(c));
	strncat(ctx, name.at, name.len);
	return 0;
}

static int write_prefix(void *ctx, char ch)
{
	strncat(ctx, &ch, 1);
	return 0;
}

static int write_operator(void *ctx, unsigned int nr)
{
	return write_prefix(ctx, "=+*"[nr]);
}

static int run_expr(struct text_command *cmd, char *result)
{
	static const struct text_operator operators[] = {
		{ "==", 1 }, { "+", 2 }, { "*", 3 },
	};
	static const struct text_language language = {
		.operators	= operators,
		.nr		= ARRAY_SIZE(operators),
		.prefixes	= "!",
		.operand	= write_operand,
		.prefix		= write_prefix,
		.join		= write_operator,
	};
	struct text_cursor c = text_start(cmd);

	*result = '\0';
	return text_expr(&c, &language, result);
}

static void expressions_bind(struct kunit *test)
{
	static const char * const cases[][2] = {
		{ "a", "a" }, { "a+b*c==d", "abc*+d=" }, { "a*b+c", "ab*c+" },
		{ "a+b+c", "ab+c+" }, { "(a+b)*c", "ab+c*" }, { "!a+b", "a!b+" },
		{ "!(a + !b)", "ab!+!" }, { "a+(b+(c))", "abc++" },
	};
	struct text_command cmd;
	char result[32];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		cmd.text = cases[i][0];
		KUNIT_EXPECT_EQ_MSG(test, run_expr(&cmd, result), 0, "%s", cmd.text);
		KUNIT_EXPECT_STREQ_MSG(test, result, cases[i][1], "%s", cmd.text);
	}
}

static void expressions_fail(struct kunit *test)
{
	static const struct {
		const char	*text;
		enum text_error	error;
		size_t		pos;
	} cases[] = {
		{ "", TEXT_UNKNOWN, 0 }, { "a+", TEXT_UNKNOWN, 2 },
		{ "a b", TEXT_TOO_MANY_TERMS, 2 }, { "(a)(b)", TEXT_TOO_MANY_TERMS, 3 },
		{ "a+()", TEXT_UNKNOWN, 3 }, { "a=b", TEXT_TOO_MANY_TERMS, 1 },
		{ "(a", TEXT_TOO_MANY_OPEN, 0 },
	};
	struct text_command cmd;
	char result[32];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		cmd.text = cases[i].text;
		KUNIT_EXPECT_EQ_MSG(test, run_expr(&cmd, result), -EINVAL, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.error, cases[i].error, "%s", cmd.text);
		KUNIT_EXPECT_EQ_MSG(test, cmd.pos, cases[i].pos, "%s", cmd.text);
	}
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE(errors_have_messages),
	KUNIT_CASE(errors_have_numbers),
	KUNIT_CASE(cursor_stays_in_its_range),
	KUNIT_CASE(first_error_counts),
	KUNIT_CASE(tokens_end_where_they_should),
	KUNIT_CASE(lists_have_parts),
	KUNIT_CASE(brackets_come_in_pairs),
	KUNIT_CASE(numbers_are_read),
	KUNIT_CASE(globs_are_those_of_the_library),
	KUNIT_CASE(common_globs_are_fast),
	KUNIT_CASE(expressions_bind),
	KUNIT_CASE(expressions_fail),
	{ }
};

static struct kunit_suite text_suite = {
	.name = "trace_text",
	.test_cases = text_cases,
};

kunit_test_suite(text_suite);
