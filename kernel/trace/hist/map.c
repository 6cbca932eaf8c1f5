// SPDX-License-Identifier: GPL-2.0
/*
 * A map from keys to sums, filled from any context without a lock.
 *
 * Slots are the heads of chains of entries. A slot, and the link of an entry, has the
 * hash and the number of the entry that comes next, or 0.
 *
 * Entering. A new key is written into an entry that nobody knows of; its link is set to
 * what the slot has, and a compare-exchange puts it in front. If that fails somebody
 * was faster, perhaps with the same key, and the chain is searched again. Links of
 * entries in a chain are not changed by those who enter. Hence, as long as nothing is
 * taken out:
 *
 *	A key has one entry. Who enters it has searched the chain that the slot led to,
 *	and the exchange fails if there is anything in front of that chain by now.
 *
 * An entry that lost goes onto a stack of free ones, whose head counts changes, so that
 * one that has been taken and given back meanwhile is not mistaken for the one that was
 * there before. While it is on its way there somebody else may find that there are no
 * entries left, and count a hit as dropped.
 *
 * Taking out. One at a time may do it, in three steps, and hits go on meanwhile:
 *
 *	hist_map_unlink()	what led to the entry leads to the next one
 *	a grace period		until all hits that were on their way then have ended
 *	hist_map_recycle()	its sums are zeroed, it goes onto the stack
 *
 * Who has found the entry before the first step adds to its sums until the grace period
 * has ended; these are what hist_map_recycle() counts, so no hit is lost. The link of
 * the entry stays as it is until then, so who stands on it finds all that is behind.
 * That a key still has one entry:
 *
 *	What is in front of a chain when a slot is read may go, and what comes to be in
 *	front may go. But the slot has its old value again only if all that came has gone,
 *	for the entry itself cannot come again before the hit has ended. So if the
 *	exchange succeeds nothing is in the chain that was not searched.
 *
 * Nobody waits for the one who takes out, in whichever step it is: an exchange of a hit
 * fails only if that of another hit, or the unlinking of one entry, has succeeded. That
 * is why a hit may come in an NMI on top of either.
 *
 * Ordering:
 *
 *	enter(A): hist_swap(), a full barrier, publishes key and link.
 *	search(B): hist_load() acquires, pairs with A: who sees the number sees both.
 *	give_back(C): hist_swap(), a full barrier, comes behind the zeroing.
 *	take_freed(D): hist_load() acquires, pairs with C: what is new there is zero, also
 *	for who learns of the entry through A and B.
 */
#include "platform.h"
#include "map.h"

#define LOW(word)	((u32)(word))
#define COUNT		((u64)U32_MAX + 1)

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

static __always_inline u64 *slot_of(struct hist_map *map, u32 hash)
{
	return &map->slots[hash & map->mask];
}

/* The entry of a key in a chain, or 0. */
static __always_inline u32 search(struct hist_map *map, const void *key, unsigned int words,
				  u32 hash, u64 link)
{
	for (; link; link = hist_load(&map->links[LOW(link) - 1]))
		if (link >> 32 == hash && same_key(hist_map_entry(map, LOW(link)), key, words))
			break;
	return link;
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
	u32 hash = hash_of(key, words);

	return search(map, key, words, hash, hist_load(slot_of(map, hash)));
}

/* ---- Entering --------------------------------------------------------- */

static u32 take_freed(struct hist_map *map)
{
	u64 head, next;

	do {
		head = hist_load(&map->free);
		if (!LOW(head))
			return 0;
		next = LOW(READ_ONCE(map->links[LOW(head) - 1]));
		next |= (head & ~(u64)U32_MAX) + COUNT;
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
		WRITE_ONCE(map->links[nr - 1], LOW(head));
	} while (!hist_swap(&map->free, head, ((head & ~(u64)U32_MAX) + COUNT) | nr));
}

/* Somebody has to make room. */
static void count_used(struct hist_map *map)
{
	hist_add(&map->used, 1);
	if (map->scarce && READ_ONCE(map->used) > hist_map_most(map))
		map->scarce(map);
}

/* Enter a key that was not in its chain. */
static noinline u32 enter(struct hist_map *map, const void *key, u32 hash)
{
	unsigned int words = map->shape.key / sizeof(u64);
	u64 *slot = slot_of(map, hash), first;
	u32 nr = take_freed(map) ?: take_fresh(map), other;

	if (!nr)
		return 0;
	memcpy(hist_map_entry(map, nr), key, map->shape.key + map->shape.more);
	do {
		first = hist_load(slot);
		other = search(map, key, words, hash, first);
		if (other) {
			give_back(map, nr);
			return other;
		}
		WRITE_ONCE(map->links[nr - 1], first);
	} while (!hist_swap(slot, first, (u64)hash << 32 | nr));
	count_used(map);
	return nr;
}

static __always_inline u32 get(struct hist_map *map, const void *key, unsigned int words)
{
	u32 hash = hash_of(key, words);

	return search(map, key, words, hash, hist_load(slot_of(map, hash))) ?:
	       enter(map, key, hash);
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

	/* Most keys are a number or two, for which there are no loops. */
	if (words == 1)
		return get(map, key, 1);
	return words == 2 ? get(map, key, 2) : get(map, key, words);
}

/* ---- Taking out ------------------------------------------------------- */

/* What leads to an entry of a chain, if anything does. */
static u64 *leads_to(struct hist_map *map, u64 *at, u32 nr)
{
	u64 link;

	while ((link = hist_load(at)) && LOW(link) != nr)
		at = &map->links[LOW(link) - 1];
	return link ? at : NULL;
}

/**
 * hist_map_unlink - take an entry out of the map
 * @map: the map
 * @nr: number of the entry, which is in it
 *
 * Hits that have found it go on with it. After those have ended it is for
 * hist_map_recycle().
 *
 * Context: any, but one at a time.
 */
void hist_map_unlink(struct hist_map *map, u32 nr)
{
	u32 hash = hash_of(hist_map_entry(map, nr), map->shape.key / sizeof(u64));
	u64 *at, next = READ_ONCE(map->links[nr - 1]);

	/* Who enters changes the slot alone, so this fails once at most for each of them. */
	do
		at = leads_to(map, slot_of(map, hash), nr);
	while (at && !hist_swap(at, (u64)hash << 32 | nr, next));
}

/* What all CPUs have of an entry goes; returns its hits. */
static u64 zero_sums(struct hist_map *map, u32 nr)
{
	struct hist_sum *sums;
	unsigned int cpu, i;
	u64 hits = 0;

	for (cpu = 0; cpu < map->shape.nr_cpus; cpu++) {
		sums = hist_map_sums(map, nr, cpu);
		hits += hist_sum_read(&sums[0]);
		for (i = 0; i < map->row; i++)
			hist_sum_zero(&sums[i]);
	}
	return hits;
}

/**
 * hist_map_recycle - make an entry that was taken out a free one
 * @map: the map
 * @nr: number of the entry, which nobody knows of any more
 *
 * Context: any, but one at a time.
 */
void hist_map_recycle(struct hist_map *map, u32 nr)
{
	map->evicted_hits += zero_sums(map, nr);
	map->evicted++;
	memset(hist_map_entry(map, nr), 0, map->entry_size);
	hist_add(&map->used, -1);
	give_back(map, nr);
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
	size_t nr = (size_t)map->shape.size * map->row, i;
	unsigned int cpu;

	memset(map->slots, 0, (map->mask + 1ULL) * sizeof(*map->slots));
	memset(map->entries, 0, (size_t)map->shape.size * map->entry_size);
	memset(map->links, 0, (size_t)map->shape.size * sizeof(*map->links));
	map->fresh = 0;
	map->free = 0;
	map->used = 0;
	map->evicted = 0;
	map->evicted_hits = 0;
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
	kvfree(map->links);
	kvfree(map->entries);
	kvfree(map->slots);
	kfree(map);
}

static bool alloc_cpus(struct hist_map *map)
{
	size_t nr = (size_t)map->shape.size * map->row;
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
	map->row = shape->nr_sums + shape->stamped;
	map->slots = kvcalloc(map->mask + 1, sizeof(*map->slots), GFP_KERNEL);
	map->entries = kvcalloc(shape->size, map->entry_size, GFP_KERNEL);
	map->links = kvcalloc(shape->size, sizeof(*map->links), GFP_KERNEL);
	if (map->slots && map->entries && map->links && alloc_cpus(map))
		return map;
	hist_map_free(map);
	return NULL;
}
