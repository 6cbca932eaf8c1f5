// SPDX-License-Identifier: GPL-2.0
/*
 * Making room in a table that evicts.
 *
 * A hit that enters a key when seven of eight entries are used asks for room, through
 * an interrupt of its own, since it may be in any context. A worker then takes those
 * entries out that were not hit for the longest time, until three of four are used, in
 * the three steps that map.c explains. Keys that come faster than that are dropped when
 * there is no entry left, and counted.
 *
 * When an entry was hit last is in jiffies, on each CPU for itself; the latest counts.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "hist.h"

/**
 * struct candidate - an entry
 * @nr: its number
 * @when: when it was hit last
 */
struct candidate {
	u32	nr;
	u64	when;
};

static int compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->when < y->when ? -1 : x->when > y->when;
}

static unsigned int find_candidates(struct hist_map *map, struct candidate *found,
				    unsigned int max)
{
	u32 last = hist_map_last(map), nr;
	unsigned int n = 0;

	for (nr = 1; nr <= last && n < max; nr++) {
		if (!hist_map_has(map, nr))
			continue;
		found[n].when = hist_map_greatest(map, nr, map->shape.nr_sums);
		found[n++].nr = nr;
	}
	return n;
}

static void evict_some(struct hist_map *map, const struct candidate *oldest, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		hist_map_unlink(map, oldest[i].nr);
	synchronize_rcu();
	for (i = 0; i < nr; i++)
		hist_map_recycle(map, oldest[i].nr);
}

static void evict(struct work_struct *work)
{
	struct hist_table *table = container_of(work, struct hist_table, evict);
	unsigned int enough = table->map->shape.size / 4 * 3, nr;
	struct candidate *found;

	guard(mutex)(&table->lock);
	found = kvmalloc_array(table->map->shape.size, sizeof(*found), GFP_KERNEL);
	if (!found)
		return;
	nr = find_candidates(table->map, found, table->map->shape.size);
	if (nr > enough) {
		sort(found, nr, sizeof(*found), compare, NULL);
		evict_some(table->map, found, nr - enough);
	}
	kvfree(found);
}

static void start_evicting(struct irq_work *work)
{
	schedule_work(&container_of(work, struct hist_table, short_of)->evict);
}

static void ask_for_room(struct hist_map *map)
{
	struct hist_table *table = map->user;

	irq_work_queue(&table->short_of);
}

static void asks_for_room(struct hist_table *table, struct hist_map *map)
{
	map->user = table;
	map->scarce = ask_for_room;
}

/**
 * hist_evict_init - see to it that there is room for new keys
 * @table: a new table
 *
 * Context: any.
 */
void hist_evict_init(struct hist_table *table)
{
	init_irq_work(&table->short_of, start_evicting);
	INIT_WORK(&table->evict, evict);
	if (!table->evicts)
		return;
	asks_for_room(table, table->map);
	if (table->last)
		asks_for_room(table, table->last);
}

/**
 * hist_evict_stop - stop that
 * @table: the table, which nobody hits any more
 *
 * Context: may sleep.
 */
void hist_evict_stop(struct hist_table *table)
{
	irq_work_sync(&table->short_of);
	cancel_work_sync(&table->evict);
}
