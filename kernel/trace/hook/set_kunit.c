// SPDX-License-Identifier: GPL-2.0
/* Sets of sites: every operation against a plain bitmap that does the same. */

#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include "set.h"

#define NUMBERS	1000	/* compared; operands stay below */

/* Every @step-th number on average, by chance. */
static struct hook_set *random_set(struct kunit *test, struct rnd_state *rnd, u32 step)
{
	struct hook_list list = {};
	struct hook_set *set;

	for (u32 nr = 0; nr < NUMBERS; nr++)
		if (prandom_u32_state(rnd) % step == 0)
			KUNIT_ASSERT_EQ(test, hook_list_add(&list, nr), 0);
	set = hook_list_to_set(&list);
	hook_list_free(&list);
	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	return set;
}

static bool truth(enum hook_set_op op, bool a, bool b)
{
	switch (op) {
	case HOOK_SET_OR:
		return a || b;
	case HOOK_SET_AND:
		return a && b;
	case HOOK_SET_MINUS:
		return a && !b;
	default:
		return a != b;
	}
}

static void expect_combined(struct kunit *test, enum hook_set_op op, const struct hook_set *a,
			    const struct hook_set *b)
{
	struct hook_set *set = hook_set_combine(op, a, b);
	bool meet = false;

	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	for (u32 nr = 0; nr < NUMBERS; nr++) {
		bool in_a = hook_set_has(a, nr), in_b = hook_set_has(b, nr);

		KUNIT_EXPECT_EQ(test, hook_set_has(set, nr), truth(op, in_a, in_b));
		meet |= in_a && in_b;
	}
	if (!a->background || !b->background)
		KUNIT_EXPECT_EQ(test, hook_set_meet(a, b), meet);
	hook_set_free(set);
}

static void all_ops(struct kunit *test, const struct hook_set *a, const struct hook_set *b)
{
	expect_combined(test, HOOK_SET_OR, a, b);
	expect_combined(test, HOOK_SET_AND, a, b);
	expect_combined(test, HOOK_SET_MINUS, a, b);
	expect_combined(test, HOOK_SET_XOR, a, b);
}

static void combine_test(struct kunit *test)
{
	struct hook_set *a, *b, *not_b;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 1);
	for (u32 step = 1; step < 200; step = 3 * step + 1) {
		a = random_set(test, &rnd, step);
		b = random_set(test, &rnd, 7);
		not_b = hook_set_combine(HOOK_SET_MINUS, &hook_set_all, b);
		KUNIT_ASSERT_FALSE(test, IS_ERR(not_b));
		all_ops(test, a, b);
		all_ops(test, a, not_b);
		all_ops(test, not_b, not_b);
		all_ops(test, a, &hook_set_all);
		all_ops(test, &hook_set_none, b);
		hook_set_free(a);
		hook_set_free(b);
		hook_set_free(not_b);
	}
}

/* What is empty or everything comes out as one of the two constant sets. */
static void constant_test(struct kunit *test)
{
	const u32 nr[] = { 3, 64, 65, 700 };
	struct hook_set *set = hook_set_of(nr, ARRAY_SIZE(nr)), *rest;

	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	KUNIT_EXPECT_PTR_EQ(test, hook_set_combine(HOOK_SET_MINUS, set, set), &hook_set_none);
	rest = hook_set_combine(HOOK_SET_MINUS, &hook_set_all, set);
	KUNIT_ASSERT_FALSE(test, IS_ERR(rest));
	KUNIT_EXPECT_PTR_EQ(test, hook_set_combine(HOOK_SET_OR, set, rest), &hook_set_all);
	KUNIT_EXPECT_PTR_EQ(test, hook_set_of(nr, 0), &hook_set_none);
	KUNIT_EXPECT_TRUE(test, hook_set_is_empty(&hook_set_none));
	KUNIT_EXPECT_TRUE(test, hook_set_is_all(&hook_set_all));
	KUNIT_EXPECT_FALSE(test, hook_set_is_all(rest));
	hook_set_free(set);
	hook_set_free(rest);
}

static void word_test(struct kunit *test)
{
	const u32 nr[] = { 3, 3, 64, 65, 700 };
	struct hook_set *set = hook_set_of(nr, ARRAY_SIZE(nr));

	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	KUNIT_EXPECT_EQ(test, hook_set_word(set, 0), BIT_ULL(3));
	KUNIT_EXPECT_EQ(test, hook_set_word(set, 1), 3);
	KUNIT_EXPECT_EQ(test, hook_set_word(set, 2), 0);
	KUNIT_EXPECT_EQ(test, hook_set_word(set, 10), BIT_ULL(60));
	KUNIT_EXPECT_EQ(test, hook_set_word(set, 1000), 0);
	hook_set_free(set);
}

/* Numbers that are given up get the value of those that were never named. */
static void forget_test(struct kunit *test)
{
	const u32 nr[] = { 3, 64, 65, 130, 700 };
	struct hook_set *set = hook_set_of(nr, ARRAY_SIZE(nr)), *rest;

	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	rest = hook_set_combine(HOOK_SET_MINUS, &hook_set_all, set);
	KUNIT_ASSERT_FALSE(test, IS_ERR(rest));
	hook_set_forget(set, 64, 70);
	hook_set_forget(rest, 64, 70);
	KUNIT_EXPECT_FALSE(test, hook_set_has(set, 64));
	KUNIT_EXPECT_FALSE(test, hook_set_has(set, 130));
	KUNIT_EXPECT_TRUE(test, hook_set_has(set, 3));
	KUNIT_EXPECT_TRUE(test, hook_set_has(set, 700));
	KUNIT_EXPECT_TRUE(test, hook_set_has(rest, 65));
	KUNIT_EXPECT_FALSE(test, hook_set_has(rest, 700));
	hook_set_free(set);
	hook_set_free(rest);
}

static void list_test(struct kunit *test)
{
	struct hook_list list = {};
	struct hook_set *set;

	for (u32 nr = 500; nr--;)
		KUNIT_ASSERT_EQ(test, hook_list_add(&list, nr * 3), 0);
	set = hook_list_to_set(&list);
	hook_list_free(&list);
	KUNIT_ASSERT_FALSE(test, IS_ERR(set));
	for (u32 nr = 0; nr < 1500; nr++)
		KUNIT_EXPECT_EQ(test, hook_set_has(set, nr), nr % 3 == 0);
	hook_set_free(set);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(combine_test),
	KUNIT_CASE(constant_test),
	KUNIT_CASE(word_test),
	KUNIT_CASE(forget_test),
	KUNIT_CASE(list_test),
	{}
};

static struct kunit_suite suite = {
	.name		= "hook_set",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of sets of sites");
MODULE_LICENSE("GPL");
