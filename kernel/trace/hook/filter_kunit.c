// SPDX-License-Identifier: GPL-2.0
/* What users say about functions, and the table it is about. */

#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "filter.h"
#include "kunit_targets.h"
#include "match.h"
#include "site.h"

/* Under hook_mutex; the word is copied since parsing changes it. */
static int say(struct hook_choice *choice, enum hook_list_kind kind, const char *word)
{
	char text[64];

	strscpy(text, word);
	return hook_choice_parse(choice, kind, text);
}

static u32 number_of(long (*func)(long, long, long, long, long, long))
{
	return hook_site_number(ftrace_location((unsigned long)func));
}

/* Is the function among those that the choice comes to? */
static bool wants(const struct hook_choice *choice,
		  long (*func)(long, long, long, long, long, long))
{
	struct hook_set *sites = hook_choice_sites(choice);
	bool found = !IS_ERR(sites) && hook_set_has(sites, number_of(func));

	hook_set_free(sites);
	return found;
}

static void names_test(struct kunit *test)
{
	struct hook_choice choice;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	KUNIT_EXPECT_TRUE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "hook_target_a"), 0);
	KUNIT_EXPECT_TRUE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_b));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "hook_target_?"), 0);
	KUNIT_EXPECT_TRUE(test, wants(&choice, hook_target_b));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_other));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_EXCEPT, "*target_b"), 0);
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_b));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_[ab]"), 0);
	KUNIT_EXPECT_TRUE(test, wants(&choice, hook_target_other));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_b));
	hook_choice_free(&choice);
}

static void bad_words_test(struct kunit *test)
{
	static const char * const words[] = {
		"", "!", "hook_target_that_is_not", "!hook_target_that_is_not", "0", "12abc",
		"99999999999", "hook_target_a:", "hook_target_a:mod", "hook_target_a:mod:",
		"hook_target_a:nonsense", "!:mod:no_such_*", "!x:mod:no_such_module",
		"!x:mod:!no_such_module",
	};
	struct hook_choice choice;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	for (int i = 0; i < ARRAY_SIZE(words); i++)
		KUNIT_EXPECT_EQ_MSG(test, say(&choice, HOOK_ONLY, words[i]), -EINVAL, "\"%s\"",
				    words[i]);
	KUNIT_EXPECT_TRUE(test, hook_choice_is_open(&choice));
	KUNIT_EXPECT_TRUE(test, list_empty(&choice.wishes));
	hook_choice_free(&choice);
}

/* A wish for what is not there means nothing, rather than everything. */
static void wish_test(struct kunit *test)
{
	struct hook_choice choice, copy;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "f*:mod:no_such_module"), 0);
	KUNIT_EXPECT_FALSE(test, hook_choice_is_open(&choice));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_EQ(test, hook_choice_copy(&copy, &choice), 0);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!f*:mod:no_such_module"), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&choice.wishes));
	KUNIT_EXPECT_FALSE(test, list_empty(&copy.wishes));
	hook_choice_move(&choice, &copy);
	KUNIT_EXPECT_FALSE(test, list_empty(&choice.wishes));
	hook_choice_clear(&choice, HOOK_ONLY);
	KUNIT_EXPECT_TRUE(test, hook_choice_is_open(&choice));
	hook_choice_free(&choice);
	hook_choice_free(&copy);
}

/* A name is done with when it comes, a pattern waits for others, "!" means the rest. */
static void module_test(struct kunit *test)
{
	struct hook_choice choice;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "f*:mod:no_such_module"), 0);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, ":mod:no_such_*"), 0);
	KUNIT_EXPECT_EQ(test, hook_choice_grant(&choice, "other"), 0);
	KUNIT_EXPECT_EQ(test, hook_choice_grant(&choice, "no_such_module"), 1);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!f*:mod:no_such_module"), -EINVAL);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!:mod:no_such_*"), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&choice.wishes));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "hook_target_a:mod:!no_such_module"), 0);
	KUNIT_EXPECT_TRUE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_b));
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "no_such*:mod:!other"), 0);
	KUNIT_EXPECT_EQ(test, hook_choice_grant(&choice, "other"), 0);
	KUNIT_EXPECT_EQ(test, hook_choice_grant(&choice, "another"), 1);
	KUNIT_EXPECT_FALSE(test, list_empty(&choice.wishes));
	hook_choice_free(&choice);
}

/* What is not there cannot be taken away from a strict choice. */
static void strict_test(struct kunit *test)
{
	struct hook_choice choice;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_a"), 0);
	choice.strict = true;
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_a"), -EINVAL);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "hook_target_a"), 0);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_b"), -EINVAL);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_*"), 0);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "!hook_target_*"), -EINVAL);
	hook_choice_free(&choice);
}

/* Functions that go away leave a filter that is about nothing. */
static void forget_test(struct kunit *test)
{
	struct hook_choice choice;
	u32 first;

	guard(mutex)(&hook_mutex);
	hook_choice_init(&choice);
	KUNIT_EXPECT_EQ(test, say(&choice, HOOK_ONLY, "hook_target_a"), 0);
	first = round_down(number_of(hook_target_a), HOOK_WORD_BITS);
	hook_set_forget(choice.set[HOOK_ONLY], first, HOOK_WORD_BITS);
	KUNIT_EXPECT_TRUE(test, hook_choice_is_open(&choice));
	choice.restricts = true;
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_a));
	KUNIT_EXPECT_FALSE(test, wants(&choice, hook_target_b));
	hook_choice_free(&choice);
}

/* The index of blocks finds every site, and what is no site is not found. */
static void table_test(struct kunit *test)
{
	struct hook_site site, found;
	u32 wrong = 0;

	guard(mutex)(&hook_mutex);
	for (u32 nr = 0; hook_site_from(nr, &site); nr = hook_site_nr(&site) + 1) {
		unsigned long ip = hook_site_ip(&site);

		wrong += hook_site_number(ip) != hook_site_nr(&site);
		wrong += hook_site_number(ip + 1) != HOOK_NO_SITE;
		wrong += !hook_site_find(ip - 3, ip, &found) || hook_site_ip(&found) > ip;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(names_test),
	KUNIT_CASE(bad_words_test),
	KUNIT_CASE(wish_test),
	KUNIT_CASE(module_test),
	KUNIT_CASE(strict_test),
	KUNIT_CASE(forget_test),
	KUNIT_CASE(table_test),
	{}
};

static struct kunit_suite suite = {
	.name		= "hook_filter",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of filters of functions");
MODULE_LICENSE("GPL");
