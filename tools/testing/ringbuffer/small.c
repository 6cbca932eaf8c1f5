// SPDX-License-Identifier: GPL-2.0
/*
 * All worlds of a small size: small [SECONDS]. Choices are enumerated depth
 * first: each world replays a prefix of the one before and differs in the last
 * choice that has an alternative left.
 */
#include "world.h"
#include <time.h>

#define CHOICES_MAX	100000

static struct { unsigned int made, of; } script[CHOICES_MAX];
static unsigned int at, length;

static unsigned int choose(unsigned int n)
{
	if (at == length) {
		if (length == CHOICES_MAX)
			abort();
		script[length].made = 0;
		script[length].of = n;
		length++;
	}
	return script[at++].made;
}

static bool chance(unsigned int n)
{
	(void)n;
	return choose(2);
}

/* The next script; false after the last one. */
static bool advance(void)
{
	while (length && script[length - 1].made + 1 == script[length - 1].of)
		length--;
	if (!length)
		return false;
	script[length - 1].made++;
	return true;
}

static const struct {
	const char		*name;
	struct world_rules	rules;
} worlds[] = {
	{ "two writers on one, page by page",
	  { .overwrite = true, .writes = 2, .nested = 2, .depth = 3,
	    .max_len = 4, .still_clock = true } },
	{ "one writer on one, and discards",
	  { .overwrite = true, .writes = 1, .nested = 2, .depth = 3,
	    .max_len = 4, .still_clock = true, .discards = true } },
	{ "a writer and a reader, three turns",
	  { .overwrite = true, .writes = 3, .switches = 3, .depth = 1,
	    .max_len = 4, .still_clock = true } },
	{ "a full buffer that refuses",
	  { .overwrite = false, .writes = 3, .nested = 1, .depth = 2,
	    .switches = 1, .max_len = 4, .still_clock = true } },
};

static int run_all(const struct world_rules *rules, clock_t until,
		   unsigned long *count)
{
	length = 0;
	do {
		const char *wrong;

		at = 0;
		wrong = world_run(rules);
		++*count;
		if (wrong) {
			printf("# world %lu: %s\n", *count, wrong);
			return 1;
		}
		if (!(*count % 1024) && clock() >= until)
			return 2;
	} while (advance());
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int i, seconds = argc > 1 ? atoi(argv[1]) : 600;
	int failed = 0;

	world_choose = choose;
	world_chance = chance;
	for (i = 0; i < ARRAY_SIZE(worlds); i++) {
		struct world_rules rules = worlds[i].rules;
		unsigned long count = 0;
		int ret;

		rules.bytes = 2 * (PAGE_SIZE - RB_PAGE_HEADER);
		rules.one_in = 2;
		ret = run_all(&rules, clock() + seconds * CLOCKS_PER_SEC, &count);
		printf("# %s: %lu worlds%s\n", worlds[i].name, count,
		       ret == 2 ? ", not all" : "");
		failed |= ret == 1;
	}
	return failed;
}
