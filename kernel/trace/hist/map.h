/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A map from keys to sums, filled from any context without a lock.
 *
 * Keys are bytes of one length. Each has an entry that all CPUs share, and in
 * each CPU's own memory a row of sums. A hit of a known key reads shared memory
 * that does not change any more, and writes to memory of its CPU alone; who wants
 * to know a sum adds up those of all CPUs. In the place of a sum there may be a number
 * that grows, of which the greatest one counts, or two counters of 32 bits.
 *
 * The life of the map is its user's: nobody may use it while it is cleared or
 * freed. Entries may be taken out while it is used, see map.c.
 */
#ifndef _TRACE_HIST_MAP_H
#define _TRACE_HIST_MAP_H

#include "platform.h"

/**
 * struct hist_map_shape - what a map has room for
 * @size: entries, a power of two
 * @key: bytes of a key, a multiple of 8
 * @more: bytes that are copied with the key of a new entry, but not compared
 * @extra: bytes of an entry behind these that are the user's, zero at first
 * @nr_sums: sums for each key; the first is the number of hits
 * @stamped: behind these there is when the entry was hit last on that CPU
 * @nr_cpus: numbers of CPUs are less
 */
struct hist_map_shape {
	unsigned int	size;
	unsigned int	key;
	unsigned int	more;
	unsigned int	extra;
	unsigned int	nr_sums;
	bool		stamped;
	unsigned int	nr_cpus;
};

/**
 * struct hist_map_cpu - what one CPU writes
 * @dropped: hits for whose key there was no room
 * @sums: a row for each entry
 */
struct hist_map_cpu {
	struct hist_sum	dropped;
	struct hist_sum	sums[];
};

/**
 * struct hist_map - a map
 * @shape: as it was wanted
 * @mask: number of @slots less one; there are twice as many as entries
 * @entry_size: bytes of an entry
 * @row: sums for each entry, with what is behind them
 * @slots: 0, or hash and number of the first entry of a chain
 * @links: for each entry, the same of the next one; if it is free, the number of the
 *	one given back before
 * @entries: they; the first has number 1
 * @cpus: of each CPU
 * @fresh: how many entries have been taken for the first time
 * @free: the entry given back last, in the low half; how often one was taken or
 *	given back in the high half
 * @used: how many entries are in the map
 * @evicted: how many have been taken out
 * @evicted_hits: hits of these
 * @scarce: NULL, or called by a hit that has entered a key when more than
 *	hist_map_most() entries are used; any context
 * @user: for that function
 */
struct hist_map {
	struct hist_map_shape	shape;
	u32			mask;
	u32			entry_size;
	u32			row;
	u64			*slots;
	u64			*links;
	void			*entries;
	struct hist_map_cpu	**cpus;
	u64			fresh;
	u64			free;
	u64			used;
	u64			evicted;
	u64			evicted_hits;
	void			(*scarce)(struct hist_map *map);
	void			*user;
};

struct hist_map *hist_map_alloc(const struct hist_map_shape *shape);
void hist_map_free(struct hist_map *map);
void hist_map_clear(struct hist_map *map);

/* Number of an entry, or 0. Any context. */
u32 hist_map_find(struct hist_map *map, const void *key);
u32 hist_map_get(struct hist_map *map, const void *key);

/* One at a time. */
void hist_map_unlink(struct hist_map *map, u32 nr);
void hist_map_recycle(struct hist_map *map, u32 nr);

/* All that was taken so far; some may never have become part of the map. */
u32 hist_map_last(struct hist_map *map);
bool hist_map_has(struct hist_map *map, u32 nr);
u64 hist_map_sum(struct hist_map *map, u32 nr, unsigned int i);
u64 hist_map_greatest(struct hist_map *map, u32 nr, unsigned int i);
u64 hist_map_count(struct hist_map *map, u32 nr, unsigned int at, unsigned int i);
u64 hist_map_dropped(struct hist_map *map);

static inline void *hist_map_entry(const struct hist_map *map, u32 nr)
{
	return map->entries + (size_t)(nr - 1) * map->entry_size;
}

/* What is the user's in an entry. */
static inline void *hist_map_extra(const struct hist_map *map, u32 nr)
{
	return hist_map_entry(map, nr) + map->shape.key + map->shape.more;
}

/* The sums of an entry on a CPU, for hist_sum_add() on that CPU. */
static inline struct hist_sum *hist_map_sums(const struct hist_map *map, u32 nr, unsigned int cpu)
{
	return map->cpus[cpu]->sums + (size_t)(nr - 1) * map->row;
}

/* More entries than that should not be used, if some can be taken out. */
static inline u32 hist_map_most(const struct hist_map *map)
{
	return map->shape.size - map->shape.size / 8;
}

#endif /* _TRACE_HIST_MAP_H */
