// SPDX-License-Identifier: GPL-2.0
/*
 * Tables that begin anew each period.
 *
 * There are two maps then. At the end of a period hits go on in the other one, which
 * is empty; after a grace period no hit has the first one any more, and it stays as it
 * is until the next period ends, for those who wait for it. So no hit is lost, and each
 * is in one period alone. Ends of periods are reckoned from the first one, so they may
 * be late but do not drift.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include "hist.h"

static void end_period(struct hist_table *table)
{
	struct hist_map *ended = table->map;

	guard(mutex)(&table->lock);
	hist_map_clear(table->last);
	/* A hit that finds the new map finds it empty. */
	smp_store_release(&table->map, table->last);
	synchronize_rcu();
	table->last = ended;
	table->nr_periods++;
}

static void period_ends(struct work_struct *work)
{
	struct hist_table *table = container_of(work, struct hist_table, reset.work);
	unsigned long now;

	end_period(table);
	atomic64_inc(&table->news);
	hist_wake(NULL);
	now = jiffies;
	do
		table->next_end += table->period;
	while (time_before_eq(table->next_end, now));
	schedule_delayed_work(&table->reset, table->next_end - now);
}

/**
 * hist_period_start - let a table begin anew from time to time
 * @table: a new table; its period is known
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int hist_period_start(struct hist_table *table)
{
	INIT_DELAYED_WORK(&table->reset, period_ends);
	if (!table->period)
		return 0;
	table->last = hist_map_alloc(&table->map->shape);
	if (!table->last)
		return -ENOMEM;
	table->next_end = jiffies + table->period;
	schedule_delayed_work(&table->reset, table->period);
	return 0;
}

/**
 * hist_period_stop - stop that
 * @table: the table, which nobody needs any more
 *
 * Context: may sleep.
 */
void hist_period_stop(struct hist_table *table)
{
	cancel_delayed_work_sync(&table->reset);
	hist_map_free(table->last);
}
