// SPDX-License-Identifier: GPL-2.0
/*
 * A map from keys to sums, filled from any context without a lock.
 *
 * The slots are a hash table with open addressing. Slots go from empty to full,
 * once, and there are twice as many as entries, so each search ends.
 *
 * A new key is written into an entry that nobody knows of, and then a
 * compare-exchange puts the number of the entry into the first empty slot of the
 * key's search. Whoever wants to enter the same key at the same time goes the same
 * way: the slots that were full for one of them stay full, so they meet at the
 * first slot that was empty for either. One exchange succeeds there; the other one
 * fails and looks at what has come. Hence:
 *
 *	A key has one entry. It is found by every search that begins after the
 *	exchange, since no slot before it becomes empty.
 *
 * An entry that lost goes onto a stack, whose head counts changes, so that an
 * entry that has been taken and given back meanwhile is not mistaken for the one
 * that was there before. While it is on its way there somebody else may find that
 * there are no entries left, and count a hit as dropped.
 *
 * Ordering:
 *
 *	hist_map_get(A): hist_swap() in enter(), a full barrier, publishes the key.
 *	probe(B): hist_load() acquires, pairs with A: who sees the number sees the
 *	key.
 */
#include "platform.h"
#include "map.h"

/* ---- Searching -------------------------------------------------------- */

static __always_inline u32 hash_of(const u64 *key, unsigned int words)
{
	u64 h = 0;

	do
		h = (h ^ *key++ ^ (h >> 29)) * 0x9e3779b97f4a7c15ULL;
	while (--words);
	return h >> 32;
}

static __always_inline bool same_key(const u64 *a, const u64 *b, unsigned int words)
{
	unsigned int i;

	for (i = 0; i < words; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* The entry of a key; or 0, and @at is at the first empty slot from there on. */
static __always_inline u32 probe(struct hist_map *map, const void *key, unsigned int words,
				 u32 hash, u32 *at)
{
	u64 slot;

	for (;; *at = (*at + 1) & map->mask) {
		slot = hist_load(&map->slots[*at]);
		if (!slot)
			return 0;
		if (slot >> 32 == hash && same_key(hist_map_entry(map, slot), key, words))
			return slot;
	}
}

/**
 * hist_map_find - look a key up
 * @map: the map
 * @key: the key
 *
 * Context: any; wait-free but for the length of the search.
 * Return: number of the entry, or 0.
 */
u32 hist_map_find(struct hist_map *map, const void *key)
{
	unsigned int words = map->shape.key / sizeof(u64);
	u32 hash = hash_of(key, words), at = hash & map->mask;

	return probe(map, key, words, hash, &at);
}

/* ---- Entering --------------------------------------------------------- */

#define LOW(word)	((u32)(word))
#define COUNT		((u64)U32_MAX + 1)

static u32 take_freed(struct hist_map *map)
{
	u64 head, next;

	do {
		head = hist_load(&map->free);
		if (!LOW(head))
			return 0;
		next = ((head & ~(u64)U32_MAX) + COUNT) | map->next_free[LOW(head) - 1];
	} while (!hist_swap(&map->free, head, next));
	return head;
}

static u32 take_fresh(struct hist_map *map)
{
	u64 fresh;

	do {
		fresh = hist_load(&map->fresh);
		if (fresh == map->shape.size)
			return 0;
	} while (!hist_swap(&map->fresh, fresh, fresh + 1));
	return fresh + 1;
}

static void give_back(struct hist_map *map, u32 nr)
{
	u64 head;

	do {
		head = hist_load(&map->free);
		map->next_free[nr - 1] = head;
	} while (!hist_swap(&map->free, head, ((head & ~(u64)U32_MAX) + COUNT) | nr));
}

/* Enter a key that was not there when its search ended at @at. */
static noinline u32 enter(struct hist_map *map, const void *key, u32 hash, u32 at)
{
	unsigned int words = map->shape.key / sizeof(u64);
	u32 nr = take_freed(map) ?: take_fresh(map), other;

	if (!nr)
		return 0;
	memcpy(hist_map_entry(map, nr), key, map->shape.key + map->shape.more);
	while (!hist_swap(&map->slots[at], 0, (u64)hash << 32 | nr)) {
		other = probe(map, key, words, hash, &at);
		if (other) {
			give_back(map, nr);
			return other;
		}
	}
	return nr;
}

static __always_inline u32 get(struct hist_map *map, const void *key, unsigned int words)
{
	u32 hash = hash_of(key, words), at = hash & map->mask;

	return probe(map, key, words, hash, &at) ?: enter(map, key, hash, at);
}

/**
 * hist_map_get - the entry of a key, a new one if there is none
 * @map: the map
 * @key: the key, and behind it what a new entry gets with it
 *
 * Context: any; lock-free.
 * Return: number of the entry, or 0: no room.
 */
u32 hist_map_get(struct hist_map *map, const void *key)
{
	unsigned int words = map->shape.key / sizeof(u64);

	/* Most keys are a number, for which the loops are none. */
	return words == 1 ? get(map, key, 1) : get(map, key, words);
}

/* ---- Reading ---------------------------------------------------------- */

/**
 * hist_map_last - the greatest number that an entry may have
 * @map: the map
 *
 * Context: any.
 * Return: the number; not all below are in the map, see hist_map_has().
 */
u32 hist_map_last(struct hist_map *map)
{
	return hist_load(&map->fresh);
}

/**
 * hist_map_has - is an entry part of the map
 * @map: the map
 * @nr: number of the entry
 *
 * Context: any.
 * Return: false if it was taken, but another one has its key or nobody found it yet.
 */
bool hist_map_has(struct hist_map *map, u32 nr)
{
	return hist_map_find(map, hist_map_entry(map, nr)) == nr;
}

/**
 * hist_map_sum - a sum over all CPUs
 * @map: the map
 * @nr: number of the entry
 * @i: which sum
 *
 * Context: any.
 * Return: the sum; hits that happen now may be in it or not.
 */
u64 hist_map_sum(struct hist_map *map, u32 nr, unsigned int i)
{
	unsigned int cpu;
	u64 sum = 0;

	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++)
		sum += hist_sum_read(&hist_map_sums(map, nr, cpu)[i]);
	return sum;
}

/**
 * hist_map_greatest - the greatest of a number that each CPU has
 * @map: the map
 * @nr: number of the entry
 * @i: which sum is none, but such a number
 *
 * Context: any.
 * Return: the number, at least 0.
 */
u64 hist_map_greatest(struct hist_map *map, u32 nr, unsigned int i)
{
	unsigned int cpu;
	u64 max = 0, n;

	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++) {
		n = hist_sum_read(&hist_map_sums(map, nr, cpu)[i]);
		if (n > max)
			max = n;
	}
	return max;
}

/**
 * hist_map_count - a counter over all CPUs
 * @map: the map
 * @nr: number of the entry
 * @at: which sum is none, but the first of a number of counters, two in each
 * @i: which of them
 *
 * Context: any.
 * Return: the count.
 */
u64 hist_map_count(struct hist_map *map, u32 nr, unsigned int at, unsigned int i)
{
	unsigned int cpu;
	u64 sum = 0;

	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++)
		sum += READ_ONCE(((u32 *)&hist_map_sums(map, nr, cpu)[at])[i]);
	return sum;
}

/**
 * hist_map_dropped - hits for which there was no room
 * @map: the map
 *
 * Context: any.
 * Return: how many the users of the map have counted.
 */
u64 hist_map_dropped(struct hist_map *map)
{
	unsigned int cpu;
	u64 sum = 0;

	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++)
		sum += hist_sum_read(&map->cpus[cpu]->dropped);
	return sum;
}

/* ---- Coming and going ------------------------------------------------- */

/**
 * hist_map_clear - forget all entries
 * @map: the map; nobody uses it
 *
 * Context: may sleep.
 */
void hist_map_clear(struct hist_map *map)
{
	size_t nr = (size_t)map->shape.size * map->shape.nr_sums, i;
	unsigned int cpu;

	memset(map->slots, 0, (map->mask + 1ULL) * sizeof(*map->slots));
	memset(map->entries, 0, (size_t)map->shape.size * map->entry_size);
	map->fresh = 0;
	map->free = 0;
	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++) {
		hist_sum_zero(&map->cpus[cpu]->dropped);
		for (i = 0; i < nr; i++)
			hist_sum_zero(&map->cpus[cpu]->sums[i]);
	}
}

/**
 * hist_map_free - end a map
 * @map: the map, perhaps incomplete, or NULL; nobody uses it
 *
 * Context: may sleep.
 */
void hist_map_free(struct hist_map *map)
{
	unsigned int cpu;

	if (!map)
		return;
	for (cpu = 0; map->cpus && cpu < map->shape.nr_cpus; cpu++)
		kvfree(map->cpus[cpu]);
	kvfree(map->cpus);
	kvfree(map->next_free);
	kvfree(map->entries);
	kvfree(map->slots);
	kfree(map);
}

static bool alloc_cpus(struct hist_map *map)
{
	size_t nr = (size_t)map->shape.size * map->shape.nr_sums;
	unsigned int cpu;

	map->cpus = kvcalloc(map->shape.nr_cpus, sizeof(*map->cpus), GFP_KERNEL);
	for (cpu = 0; map->cpus && cpu < map->shape.nr_cpus; cpu++) {
		map->cpus[cpu] = kvzalloc(struct_size(map->cpus[cpu], sums, nr),
					  GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
		if (!map->cpus[cpu])
			return false;
	}
	return map->cpus;
}

/**
 * hist_map_alloc - make a map
 * @shape: what it is to have room for
 *
 * Context: may sleep.
 * Return: the map, or NULL without memory.
 */
struct hist_map *hist_map_alloc(const struct hist_map_shape *shape)
{
	struct hist_map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (!map)
		return NULL;
	map->shape = *shape;
	map->mask = 2 * shape->size - 1;
	map->entry_size = shape->key + shape->more + shape->extra;
	map->slots = kvcalloc(map->mask + 1, sizeof(*map->slots), GFP_KERNEL);
	map->entries = kvcalloc(shape->size, map->entry_size, GFP_KERNEL);
	map->next_free = kvcalloc(shape->size, sizeof(*map->next_free), GFP_KERNEL);
	if (map->slots && map->entries && map->next_free && alloc_cpus(map))
		return map;
	hist_map_free(map);
	return NULL;
}
