// SPDX-License-Identifier: GPL-2.0
/* Tests of arguments by name and type. */
#include <kunit/test.h>
#include <linux/compiler.h>
#include "../core/callwords.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "args.h"
#include "json.h"

enum args_kunit_colour { RED = 1, GREEN };

struct args_kunit_pair {
	long	left;
	long	right;
};

struct args_kunit_large {
	long	word[3];
};

/* The kernel's types tell of them what the compiler knew. */
long args_kunit_plain(int n, unsigned char c, const char *text, enum args_kunit_colour colour,
		      u64 large);
long args_kunit_pairs(struct args_kunit_pair a, short n, struct args_kunit_pair b);
long args_kunit_third(struct args_kunit_large l, long n);
long args_kunit_many(int a, int b, int c, int d, int e, int f, int g);

noinline long args_kunit_plain(int n, unsigned char c, const char *text,
			       enum args_kunit_colour colour, u64 large)
{
	return n + c + !!text + colour + large;
}

noinline long args_kunit_pairs(struct args_kunit_pair a, short n, struct args_kunit_pair b)
{
	return a.left + a.right + n + b.left + b.right;
}

noinline long args_kunit_third(struct args_kunit_large l, long n)
{
	return l.word[0] + l.word[2] + n;
}

noinline long args_kunit_many(int a, int b, int c, int d, int e, int f, int g)
{
	return a + b + c + d + e + f + g;
}

struct bench {
	struct trace_iterator	iter;
	struct trace_array	tr;
	struct json		json;
};

static struct bench *new_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_ASSERT_EQ(test, trace_btf_prepare(), 0);
	b->iter.tr = &b->tr;
	return b;
}

static const char *text_of(struct bench *b, void *func, const unsigned long *reg)
{
	trace_seq_init(&b->iter.seq);
	trace_args_text(&b->iter, (unsigned long)func, reg);
	trace_seq_putc(&b->iter.seq, '\0');
	return b->iter.seq.buffer;
}

static void text_test(struct kunit *test)
{
	/* Upper halves of registers of shorter arguments have anything in them. */
	unsigned long reg[] = { 0x12345678fffffffeUL, 0x1ff, 0x1000, 2, -1UL, 0, 0, 0 };
	struct bench *b = new_bench(test);

	KUNIT_EXPECT_STREQ(test, text_of(b, args_kunit_plain, reg),
			   "(n=-2, c=255, text=0x1000, colour=GREEN, large=18446744073709551615)");
	reg[3] = 7;
	reg[4] = 0;
	KUNIT_EXPECT_STREQ(test, text_of(b, args_kunit_plain, reg),
			   "(n=-2, c=255, text=0x1000, colour=7, large=0)");
	KUNIT_EXPECT_STREQ(test, text_of(b, (void *)args_kunit_plain + 1, reg),
			   "(n=-2, c=255, text=0x1000, colour=7, large=0)");
	KUNIT_EXPECT_STREQ(test, text_of(b, reg, reg), "()");
}

static void structures_test(struct kunit *test)
{
	unsigned long reg[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct bench *b = new_bench(test);

	KUNIT_EXPECT_STREQ(test, text_of(b, args_kunit_pairs, reg),
			   "(a={0x1, 0x2}, n=3, b={0x4, 0x5})");
	KUNIT_EXPECT_STREQ(test, text_of(b, args_kunit_third, reg),
			   IS_ENABLED(CONFIG_ARM64) ? "(l=0x1, n=2)" : "(l=?, n=1)");
	KUNIT_EXPECT_STREQ(test, text_of(b, args_kunit_many, reg),
			   FTRACE_REGS_MAX_ARGS > 6 ? "(a=1, b=2, c=3, d=4, e=5, f=6, g=7)" :
						      "(a=1, b=2, c=3, d=4, e=5, f=6, g=?)");
}

static const char *json_of(struct kunit *test, struct bench *b, void *func,
			   const unsigned long *reg)
{
	b->json.len = 0;
	b->json.comma = false;
	if (!b->json.buf)
		KUNIT_ASSERT_EQ(test, json_grow(&b->json), 0);
	trace_args_json(&b->iter, &b->json, (unsigned long)func, reg);
	json_put(&b->json, "", 1);
	return b->json.buf;
}

static void json_test(struct kunit *test)
{
	unsigned long reg[] = { -2, 255, 0x1000, 1, 5, 6, 7, 8 };
	struct bench *b = new_bench(test);

	KUNIT_EXPECT_STREQ(test, json_of(test, b, args_kunit_plain, reg),
			   "{\"n\":-2,\"c\":255,\"text\":\"0x1000\",\"colour\":\"RED\",\"large\":5}");
	KUNIT_EXPECT_STREQ(test, json_of(test, b, args_kunit_pairs, reg),
			   "{\"a\":[\"0xfffffffffffffffe\",\"0xff\"],\"n\":4096,\"b\":[\"0x1\",\"0x5\"]}");
	KUNIT_EXPECT_STREQ(test, json_of(test, b, reg, reg), "null");
	json_free(&b->json);
}

/* What is behind a record follows from how long it is. */
static void words_test(struct kunit *test)
{
	struct {
		struct trace_fn_entry	entry;
		unsigned long		word[1 + FTRACE_REGS_MAX_ARGS];
	} rec = { .word = { 10, 20, 30 } };
	const unsigned int fixed = sizeof(rec.entry);
	struct trace_call_words words;

	trace_call_words_read(&words, &rec, fixed, fixed);
	KUNIT_EXPECT_FALSE(test, words.has_ret || words.has_args);
	trace_call_words_read(&words, &rec, fixed, fixed - 4);
	KUNIT_EXPECT_FALSE(test, words.has_ret || words.has_args);
	trace_call_words_read(&words, &rec, fixed, fixed + 2 * sizeof(long));
	KUNIT_EXPECT_FALSE(test, words.has_ret || words.has_args);
	trace_call_words_read(&words, &rec, fixed, fixed + sizeof(long));
	KUNIT_EXPECT_TRUE(test, words.has_ret && !words.has_args);
	KUNIT_EXPECT_EQ(test, words.ret, 10);
	trace_call_words_read(&words, &rec, fixed, sizeof(rec) - sizeof(long));
	KUNIT_EXPECT_TRUE(test, !words.has_ret && words.has_args);
	KUNIT_EXPECT_EQ(test, words.args[1], 20);
	trace_call_words_read(&words, &rec, fixed, sizeof(rec));
	KUNIT_EXPECT_TRUE(test, words.has_ret && words.has_args);
	KUNIT_EXPECT_EQ(test, words.ret, 10);
	KUNIT_EXPECT_EQ(test, words.args[1], 30);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(text_test),
	KUNIT_CASE(structures_test),
	KUNIT_CASE(json_test),
	KUNIT_CASE(words_test),
	{}
};

static struct kunit_suite suite = {
	.name		= "trace_args",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of arguments by name and type");
MODULE_LICENSE("GPL");
