// SPDX-License-Identifier: GPL-2.0
/* The entries of a table, summed up over all CPUs and in order. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "hist.h"

static int compare_numbers(u64 a, u64 b, bool is_signed)
{
	if (is_signed)
		return (s64)a < (s64)b ? -1 : (s64)a > (s64)b;
	return a < b ? -1 : a > b;
}

static int compare_keys(const struct hist *hist, unsigned int nr, const void *a, const void *b)
{
	const struct hist_expr *key = hist->keys[nr];

	for (unsigned int i = 0; i < nr; i++) {
		a += hist_key_size(hist->keys[i]);
		b += hist_key_size(hist->keys[i]);
	}
	if (key->kind == HIST_TEXT)
		return strncmp(a, b, hist_key_size(key));
	if (key->kind == HIST_STACK)
		return memcmp(a, b, HIST_STACK_BYTES);
	return compare_numbers(*(u64 *)a, *(u64 *)b, key->is_signed);
}

static int compare_values(const struct hist *hist, unsigned int nr, const struct hist_row *x,
			  const struct hist_row *y)
{
	const struct hist_expr *expr = hist->values[nr];

	/* Sums have always been sorted as if they were not signed. */
	return compare_numbers(x->values[nr], y->values[nr],
			       expr->is_signed && expr->show >= HIST_AVG);
}

/* Rows that are equal in all that was asked for stay in the order of their coming. */
static int compare_rows(const void *a, const void *b, const void *priv)
{
	const struct hist_row *x = a, *y = b;
	const struct hist *hist = priv;

	for (unsigned int i = 0; i < hist->nr_sort; i++) {
		const struct hist_sort *sort = &hist->sort[i];
		int order;

		if (sort->value)
			order = compare_values(hist, sort->nr, x, y);
		else
			order = compare_keys(hist, sort->nr, x->entry, y->entry);
		if (order)
			return sort->descending ? -order : order;
	}
	return x->nr < y->nr ? -1 : x->nr > y->nr;
}

/* The value of the hit that comes at that percentage of all, from the least one on. */
static u64 quantile(struct hist_map *map, u32 nr, const struct hist_expr *expr)
{
	unsigned int size = hist_sketch_of(expr), i;
	u64 total = 0, seen = 0, rank;

	for (i = 0; i < size; i++)
		total += hist_map_count(map, nr, expr->more, i);
	if (!total)
		return 0;
	rank = div_u64(total * expr->bucket + 99, 100);
	for (i = 0; i < size - 1; i++) {
		seen += hist_map_count(map, nr, expr->more, i);
		if (seen >= rank)
			break;
	}
	return hist_sketch_value(BITS_PER_BYTE * expr->size, expr->is_signed, i);
}

static u64 deviation(struct hist_map *map, u32 nr, const struct hist_expr *expr,
		     unsigned int i, u64 hits)
{
	u64 sum = hist_map_sum(map, nr, i);
	struct hist_u128 squares = { };

	for (unsigned int cpu = 0; cpu < map->shape.nr_cpus; cpu++)
		hist_squares_sum(&squares, &hist_map_sums(map, nr, cpu)[expr->more]);
	if (expr->is_signed && (s64)sum < 0)
		sum = -sum;
	return hist_deviation(hits, sum, squares);
}

static u64 take_value(const struct hist *hist, struct hist_map *map, u32 nr,
		      unsigned int i, u64 hits)
{
	const struct hist_expr *expr = hist->values[i];
	u64 sum;

	if (hist_is_extreme(expr))
		return hist_extreme(expr, hist_map_greatest(map, nr, i));
	if (expr->show == HIST_QUANTILE)
		return quantile(map, nr, expr);
	if (expr->show == HIST_STDDEV)
		return deviation(map, nr, expr, i, hits);
	sum = hist_map_sum(map, nr, i);
	/* An entry may have been made whose hit has not been counted yet. */
	if (expr->show != HIST_AVG || !hits)
		return sum;
	return expr->is_signed ? div64_s64(sum, hits) : div64_u64(sum, hits);
}

static void add_row(struct hist_rows *rows, struct hist_map *map, u32 nr)
{
	struct hist_row *row = &rows->row[rows->nr];
	struct hist *hist = rows->hist;

	row->nr = nr;
	row->entry = rows->entries + (size_t)rows->nr * map->entry_size;
	memcpy(row->entry, hist_map_entry(map, nr), map->entry_size);
	row->values = rows->values + (size_t)rows->nr * hist->nr_values;
	for (unsigned int i = 0; i < hist->nr_values; i++) {
		row->values[i] = take_value(hist, map, nr, i, row->values[0]);
		/* Shares of a sum that has no room are small ones. */
		if (check_add_overflow(rows->total[i], row->values[i], &rows->total[i]))
			rows->total[i] = U64_MAX;
		rows->max[i] = max(rows->max[i], row->values[i]);
	}
	rows->nr++;
}

static void free_rows(struct hist_rows *rows)
{
	kvfree(rows->row);
	kvfree(rows->values);
	kvfree(rows->entries);
}

static bool alloc_rows(struct hist_rows *rows, const struct hist_map *map, u32 nr)
{
	rows->row = kvcalloc(nr + 1, sizeof(*rows->row), GFP_KERNEL);
	rows->values = kvcalloc(nr + 1, sizeof(u64) * rows->hist->nr_values, GFP_KERNEL);
	rows->entries = kvmalloc_array(nr + 1, map->entry_size, GFP_KERNEL);
	if (rows->row && rows->values && rows->entries)
		return true;
	free_rows(rows);
	return false;
}

/**
 * hist_rows_take - look at a table
 * @rows: filled in
 * @hist: whose
 * @ended: if the table has periods, the last one that has ended is wanted
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM.
 */
int hist_rows_take(struct hist_rows *rows, struct hist *hist, bool ended)
{
	const struct hist_table *table = hist->table;
	struct hist_map *map;
	u32 last, nr;

	guard(mutex)(&hist->table->lock);
	map = ended && table->nr_periods ? table->last : table->map;
	last = hist_map_last(map);
	*rows = (struct hist_rows){
		.hist = hist, .extra = map->shape.key + map->shape.more,
		.dropped = hist_map_dropped(map),
		.evicted = map->evicted, .evicted_hits = map->evicted_hits,
	};
	if (!alloc_rows(rows, map, last))
		return -ENOMEM;
	for (nr = 1; nr <= last; nr++)
		if (hist_map_has(map, nr))
			add_row(rows, map, nr);
	refcount_inc(&hist->refs);
	sort_r(rows->row, rows->nr, sizeof(*rows->row), compare_rows, NULL, hist);
	return 0;
}

/**
 * hist_rows_drop - the end of hist_rows_take()
 * @rows: what it filled in
 *
 * Context: may sleep.
 */
void hist_rows_drop(struct hist_rows *rows)
{
	free_rows(rows);
	hist_put(rows->hist);
}
