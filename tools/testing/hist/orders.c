// SPDX-License-Identifier: GPL-2.0
/*
 * orders: all orders in which hits of a map can happen at once.
 *
 * A few writers, each a coroutine, hit keys of a small map. One that is about to
 * access shared memory stops, and who goes on is chosen: all choices are tried, one
 * run for each, depth first. After each run every key has to be there once, with the
 * sums that belong to it, what did not fit has to be counted, and no entry may be
 * lost.
 *
 * One more coroutine may take entries out meanwhile. It then waits, as for a grace
 * period, until the hits that were on their way have ended.
 */
#include <ucontext.h>
#include "platform.h"
#include "../../../kernel/trace/hist/map.h"

#define MAX_WRITERS	4
#define MAX_STEPS	4096
#define MAX_HITS	3
#define MAX_EVICTED	2
#define STACK		(64 * 1024)

int allocations_left = -1;

struct test {
	const char	*name;
	u32		size;
	u32		nr_writers;
	u32		nr_hits;
	u64		keys[MAX_WRITERS][MAX_HITS];
	/* Choices of another writer than the one that runs; the rest is not tried. */
	u32		switches;
	/* Keys that are taken out, if they are there then. */
	u64		evicted[MAX_EVICTED];
};

/* Keys whose searches begin at one slot are found by collide(). */
static u64 colliding[4];
#define C0	1000
#define C1	1001
#define C2	1002

static const struct test tests[] = {
	{ "two enter one key", 2, 2, 1, { { 1 }, { 1 } }, 99, { 0 } },
	{ "two enter two keys", 2, 2, 1, { { C0 }, { C1 } }, 99, { 0 } },
	{ "three enter one key", 2, 3, 1, { { 1 }, { 1 }, { 1 } }, 3, { 0 } },
	{ "three enter two keys", 2, 3, 1, { { C0 }, { C1 }, { C0 } }, 3, { 0 } },
	{ "three enter three keys", 4, 3, 1, { { C0 }, { C1 }, { C2 } }, 3, { 0 } },
	{ "two enter two keys in turn", 2, 2, 2, { { C0, C1 }, { C1, C0 } }, 5, { 0 } },
	{ "a lost entry is used again", 2, 3, 2, { { C0, C1 }, { C0, C1 }, { C1, C0 } }, 2, { 0 } },
	{ "no room", 1, 2, 2, { { C0, C1 }, { C0, C1 } }, 5, { 0 } },
	{ "stack of lost entries", 4, 4, 2,
	  { { 1, C0 }, { 1, C1 }, { 1, C0 }, { 1, C1 } }, 2, { 0 } },
	{ "three in turn", 4, 3, 3, { { C0, C1, C2 }, { C1, C2, C0 }, { C2, C0, C1 } }, 2, { 0 } },
	{ "taken out while it is hit", 2, 1, 3, { { 1, 1, 1 } }, 99, { 1 } },
	{ "taken out while it is entered", 2, 2, 2, { { 1, 1 }, { 1, 1 } }, 3, { 1 } },
	{ "the first one is taken out", 2, 2, 2, { { C0, C1 }, { C1, C0 } }, 3, { C1 } },
	{ "another one is taken out", 4, 2, 3, { { C0, C1, C2 }, { C0, C0, C0 } }, 2, { C0 } },
	{ "two are taken out", 4, 2, 3, { { C0, C1, C2 }, { C2, C1, C0 } }, 2, { C1, C0 } },
	{ "what was taken out is used again", 2, 2, 3, { { C0, C1, C2 }, { C2, C0, C1 } }, 2,
	  { C0 } },
	{ "all is taken out and comes again", 2, 3, 3,
	  { { C0, C1, C0 }, { C1, C0, C1 }, { C0, C0, C1 } }, 2, { C0, C1 } },
};

/* The last one takes out. */
static ucontext_t scheduler, writers[MAX_WRITERS + 1];
static char stacks[MAX_WRITERS + 1][STACK];
static bool done[MAX_WRITERS + 1];
/* Hits that were begun, and that have ended. */
static u32 begun[MAX_WRITERS], ended[MAX_WRITERS], awaited[MAX_WRITERS];
static bool waiting;
static int current = -1;
static const struct test *test;
static struct hist_map *map;

void step(void)
{
	if (current >= 0)
		swapcontext(&writers[current], &scheduler);
}

static u64 resolve(u64 key)
{
	return key >= C0 ? colliding[key - C0] : key;
}

static u64 key_of(u32 writer, u32 hit)
{
	return resolve(test->keys[writer][hit]);
}

static void write_hits(int writer)
{
	u32 i, nr;

	for (i = 0; i < test->nr_hits; i++) {
		u64 key = key_of(writer, i);

		begun[writer]++;
		nr = hist_map_get(map, &key);
		step();
		if (nr)
			hist_sum_add(hist_map_sums(map, nr, writer), 1);
		else
			hist_sum_add(&map->cpus[writer]->dropped, 1);
		ended[writer]++;
	}
	done[writer] = true;
	swapcontext(&writers[writer], &scheduler);
}

static bool is_over(void)
{
	u32 w;

	for (w = 0; w < test->nr_writers; w++)
		if (ended[w] < awaited[w])
			return false;
	return true;
}

static void take_out(int me)
{
	u32 i, nr[MAX_EVICTED];
	u64 key;

	for (i = 0; i < MAX_EVICTED; i++) {
		key = resolve(test->evicted[i]);
		nr[i] = key ? hist_map_find(map, &key) : 0;
		if (nr[i])
			hist_map_unlink(map, nr[i]);
	}
	memcpy(awaited, begun, sizeof(awaited));
	waiting = true;
	swapcontext(&writers[me], &scheduler);
	for (i = 0; i < MAX_EVICTED; i++)
		if (nr[i])
			hist_map_recycle(map, nr[i]);
	done[me] = true;
	swapcontext(&writers[me], &scheduler);
}

static void fail(const char *what)
{
	printf("# %s: %s\n", test->name, what);
	exit(1);
}

#define expect(cond)	do { if (!(cond)) fail(#cond); } while (0)

static void check(void)
{
	u64 hits = hist_map_dropped(map) + map->evicted_hits, key, other, want;
	u32 nr, i, w, entries = 0, lost = 0;

	for (nr = 1; nr <= hist_map_last(map); nr++) {
		if (!hist_map_has(map, nr))
			continue;
		entries++;
		key = *(u64 *)hist_map_entry(map, nr);
		for (i = 1; i < nr; i++) {
			other = *(u64 *)hist_map_entry(map, i);
			expect(other != key || !hist_map_has(map, i));
		}
		want = 0;
		for (w = 0; w < test->nr_writers; w++)
			for (i = 0; i < test->nr_hits; i++)
				want += key_of(w, i) == key;
		expect(want >= hist_map_sum(map, nr, 0));
		expect(hist_map_dropped(map) || map->evicted || want == hist_map_sum(map, nr, 0));
		hits += hist_map_sum(map, nr, 0);
	}
	expect(hits == test->nr_writers * test->nr_hits);
	for (nr = map->free; nr; nr = map->links[nr - 1]) {
		expect(!hist_map_sum(map, nr, 0));
		lost++;
	}
	expect(entries + lost == hist_map_last(map));
	expect(entries == map->used);
}

/* Coroutines of a test. */
static u32 nr_all(void)
{
	return test->nr_writers + !!test->evicted[0];
}

static void start(void)
{
	u32 w;

	hist_map_clear(map);
	memset(begun, 0, sizeof(begun));
	memset(ended, 0, sizeof(ended));
	memset(awaited, 0, sizeof(awaited));
	waiting = false;
	for (w = 0; w < nr_all(); w++) {
		done[w] = false;
		getcontext(&writers[w]);
		writers[w].uc_stack.ss_sp = stacks[w];
		writers[w].uc_stack.ss_size = STACK;
		makecontext(&writers[w], (void (*)(void))(w < test->nr_writers ? write_hits :
							  take_out), 1, (int)w);
	}
}

/* The choices of this run, and how many there were at each of them. */
static u8 chosen[MAX_STEPS], choices[MAX_STEPS];

static bool can_go_on(u32 w)
{
	return !done[w] && (w < test->nr_writers || !waiting || is_over());
}

static u32 choose(u32 depth, u32 *switches, int last)
{
	u32 options[MAX_WRITERS + 1] = { 0 }, nr = 0, w;
	bool stays = last >= 0 && can_go_on(last);

	if (stays)
		options[nr++] = last;
	for (w = 0; w < nr_all(); w++)
		if (can_go_on(w) && (int)w != last && (*switches || !stays))
			options[nr++] = w;
	expect(nr);
	choices[depth] = nr;
	w = options[chosen[depth]];
	if (stays && (int)w != last)
		--*switches;
	return w;
}

static u32 run_once(void)
{
	u32 depth = 0, left = nr_all(), switches = test->switches;
	int last = -1;

	start();
	while (left) {
		expect(depth < MAX_STEPS);
		last = current = choose(depth++, &switches, last);
		swapcontext(&scheduler, &writers[current]);
		left -= done[current];
		current = -1;
	}
	return depth;
}

/* The next run differs in the last choice that has something else to offer. */
static bool next_run(u32 depth)
{
	while (depth--) {
		if (++chosen[depth] < choices[depth])
			return true;
		chosen[depth] = 0;
	}
	return false;
}

static void try_all(void)
{
	struct hist_map_shape shape = {
		.size = test->size, .key = sizeof(u64), .nr_sums = 1,
		.nr_cpus = test->nr_writers,
	};
	unsigned long runs = 0;
	u32 depth;

	map = hist_map_alloc(&shape);
	memset(chosen, 0, sizeof(chosen));
	do {
		depth = run_once();
		check();
		runs++;
	} while (next_run(depth));
	hist_map_free(map);
	printf("# %s: %lu orders\n", test->name, runs);
}

/* Keys that go to the slot of the first one in the smallest map there is. */
static void collide(void)
{
	struct hist_map_shape shape = { .size = 4, .key = sizeof(u64), .nr_sums = 1 };
	u64 key;
	u32 nr = 0, at = 0, i;

	map = hist_map_alloc(&shape);
	for (key = 5000; nr < 4; key++) {
		hist_map_clear(map);
		hist_map_get(map, &key);
		for (i = 0; !map->slots[i]; i++)
			;
		if (nr && i != at)
			continue;
		at = i;
		colliding[nr++] = key;
	}
	hist_map_free(map);
}

static void without_memory(void)
{
	struct hist_map_shape shape = { .size = 8, .key = 8, .nr_sums = 1, .nr_cpus = 2 };
	int left = 0;

	do {
		hist_map_free(map);
		allocations_left = left++;
		map = hist_map_alloc(&shape);
	} while (!map);
	allocations_left = -1;
	hist_map_free(map);
}

int main(void)
{
	u32 i;

	collide();
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		test = &tests[i];
		try_all();
	}
	map = NULL;
	without_memory();
	return 0;
}
