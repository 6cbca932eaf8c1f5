// SPDX-License-Identifier: GPL-2.0
/*
 * Random worlds: model [SEED [WORLDS [remote]]]. A failure prints its seed; with
 * that and 1 it happens again.
 */
#include "world.h"
#include "dice.h"

static bool remote;

static bool chance(unsigned int n)
{
	return !roll(n);
}

static struct world_rules some_rules(void)
{
	struct world_rules rules = {
		.bytes		= (2 + roll(4)) * (PAGE_SIZE - RB_PAGE_HEADER),
		.overwrite	= !chance(4),
		.writes		= 4 + roll(60),
		.nested		= roll(60),
		.depth		= 1 + roll(5),
		.switches	= chance(4) ? 0 : roll(2000),
		.one_in		= 1 + roll(12),
		.max_len	= chance(2) ? 8 : 0,
		.iterator	= chance(2),
		.discards	= chance(2),
		.wild_clock	= chance(3),
		.still_clock	= chance(4),
		.changes	= chance(3),
		.remote		= remote,
	};

	if (remote)
		rules.bytes = RB_TEST_CPUS * (3 + roll(4)) * (PAGE_SIZE + 48) +
			4 * (RB_TEST_CPUS + 1) * 64 + RB_TEST_CPUS * PAGE_SIZE;
	return rules;
}

static void print_tally(void)
{
	const struct world_tally *t = &world_tally;

	printf("# written %lu refused %lu read %lu lost %lu padded %lu discarded %lu\n",
	       t->written, t->refused, t->read, t->lost, t->padded, t->rolled_back);
	printf("# trimmed %lu shown %lu missed %lu pages %lu whole %lu\n",
	       t->trimmed, t->shown, t->missed, t->pages, t->wholes);
	printf("# pauses %lu changes %lu\n", t->long_pause, t->changes);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u64 worlds = argc > 2 ? strtoull(argv[2], NULL, 0) : 20000;
	u64 last = seed + worlds;

	remote = argc > 3;
	world_choose = roll;
	world_chance = chance;
	for (; seed < last; seed++) {
		struct world_rules rules;
		const char *wrong;

		sow(seed);
		rules = some_rules();
		wrong = world_run(&rules);
		if (wrong) {
			printf("# seed %llu: %s\n", (unsigned long long)seed, wrong);
			return 1;
		}
	}
	print_tally();
	return 0;
}
