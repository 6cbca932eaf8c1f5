// SPDX-License-Identifier: GPL-2.0
/*
 * The file "hist" of an event: all its tables.
 *
 * What is shown is what there is when the file is opened or read again from the
 * beginning. Each table is a heading, a line for each entry, and totals; these are
 * the positions of the file.
 */
#include <linux/fs.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../event/files.h"
#include "../event/syscall.h"
#include "hist.h"

#define GRAPH_WIDTH	20

/**
 * struct shown - one table of an open file
 * @rows: its entries
 * @heading: the trigger as a command
 */
struct shown {
	struct hist_rows	rows;
	char			*heading;
};

/**
 * struct view - an open file
 * @file: the event
 * @nr: number of tables
 * @table: they
 */
struct view {
	struct trace_event_file	*file;
	unsigned int		nr;
	struct shown		*table;
};

/* ---- Keys ------------------------------------------------------------- */

static void print_symbol(struct seq_file *m, const char *label, u64 address, bool offset)
{
	char name[KSYM_SYMBOL_LEN];

	if (offset)
		sprint_symbol(name, address);
	else
		sprint_symbol_no_offset(name, address);
	seq_printf(m, "%s: [%llx] %-*s", label, address, offset ? 55 : 45, name);
}

/* The key of a bucket is where it begins, see run.c. */
static void print_lhist(struct seq_file *m, const struct hist_expr *key, u64 value)
{
	u64 last = key->high - value > key->bucket ? value + key->bucket - 1 : key->high - 1;

	if (value == key->high)
		seq_printf(m, key->is_signed ? "%s: ~ >=%lld" : "%s: ~ >=%llu", key->label, value);
	else if (value == key->low - 1)
		seq_printf(m, key->is_signed ? "%s: ~ <%lld" : "%s: ~ <%llu", key->label,
			   key->low);
	else
		seq_printf(m, key->is_signed ? "%s: ~ %lld-%lld" : "%s: ~ %llu-%llu", key->label,
			   value, last);
}

static void print_number(struct seq_file *m, const struct hist_expr *key, u64 value)
{
	const char *name;

	switch (key->show) {
	case HIST_HEX:
		seq_printf(m, "%s: %llx", key->label, value);
		break;
	case HIST_SYM:
	case HIST_SYM_OFFSET:
		print_symbol(m, key->label, value, key->show == HIST_SYM_OFFSET);
		break;
	case HIST_SYSCALL:
		name = trace_syscall_name(value) ?: "unknown_syscall";
		seq_printf(m, "%s: %-30s[%3llu]", key->label, name, value);
		break;
	case HIST_LOG2:
		seq_printf(m, "%s: ~ 2^%-2llu", key->label, value);
		break;
	case HIST_BUCKETS:
		seq_printf(m, "%s: ~ %llu-%llu", key->label, value, value + key->bucket - 1);
		break;
	case HIST_LHIST:
		print_lhist(m, key, value);
		break;
	default:
		seq_printf(m, "%s: %10llu", key->label, value);
	}
}

static void print_stack(struct seq_file *m, const struct hist_expr *key,
			const unsigned long *ip)
{
	if (key->source == HIST_STACK_NOW)
		seq_puts(m, "common_stacktrace:\n");
	else
		seq_puts(m, key->label);
	for (unsigned int i = 0; i < HIST_STACK_DEPTH && ip[i]; i++)
		seq_printf(m, "         %pS\n", (void *)ip[i]);
}

static const void *print_key(struct seq_file *m, const struct hist *hist, unsigned int i,
			     const void *at, const char *comm)
{
	const struct hist_expr *key = hist->keys[i];

	if (i)
		seq_puts(m, ", ");
	if (key->kind == HIST_TEXT)
		seq_printf(m, "%s: %-50.*s", key->label, hist_key_size(key), (const char *)at);
	else if (key->kind == HIST_STACK)
		print_stack(m, key, at);
	else if (key->show == HIST_EXECNAME)
		seq_printf(m, "%s: %-16.16s[%10llu]", key->label, comm, *(u64 *)at);
	else
		print_number(m, key, *(u64 *)at);
	return at + hist_key_size(key);
}

/* Of an entry, or a copy of its key. */
static void print_keys(struct seq_file *m, const struct hist *hist, const void *at)
{
	const char *comm = at + hist->comm;
	bool stack_last = hist->keys[hist->nr_keys - 1]->kind == HIST_STACK;

	seq_puts(m, "{ ");
	for (unsigned int i = 0; i < hist->nr_keys; i++)
		at = print_key(m, hist, i, at, comm);
	seq_puts(m, stack_last ? "}" : " }");
}

/* ---- Values ----------------------------------------------------------- */

/* Hundredths of a percent, all digits of which are right. */
static u64 share(u64 value, u64 total)
{
	return total ? mul_u64_u64_div_u64(value, 10000, total) : 0;
}

static void print_graph(struct seq_file *m, const char *label, u64 value, u64 max)
{
	unsigned int len = max ? mul_u64_u64_div_u64(value, GRAPH_WIDTH, max) : 0;

	seq_printf(m, "  %s: %.*s%*s", label, len, "####################", GRAPH_WIDTH - len, "");
}

static void print_value(struct seq_file *m, const struct hist_rows *rows, unsigned int i,
			u64 value)
{
	const struct hist_expr *expr = rows->hist->values[i];
	u64 part;

	switch (expr->show) {
	case HIST_HEX:
		seq_printf(m, "  %s: %10llx", expr->label, value);
		break;
	case HIST_PERCENT:
		part = share(value, rows->total[i]);
		seq_printf(m, "  %s (%%): %3llu.%02llu", expr->label, div_u64(part, 100),
			   part - div_u64(part, 100) * 100);
		break;
	case HIST_GRAPH:
		print_graph(m, expr->label, value, rows->max[i]);
		break;
	case HIST_AVG:
	case HIST_STDDEV:
	case HIST_QUANTILE:
	case HIST_MIN:
	case HIST_MAX:
		seq_printf(m, expr->is_signed ? "  %s: %10lld" : "  %s: %10llu", expr->text,
			   value);
		break;
	default:
		seq_printf(m, "  %s: %10llu", expr->label, value);
	}
}

/* ---- What actions have kept ------------------------------------------- */

static void print_saved(struct seq_file *m, const struct hist_action *action, void *extra)
{
	for (unsigned int i = 0; i < action->nr_params; i++) {
		const struct hist_expr *expr = action->params[i];
		void *at = extra + action->saved[i];

		if (expr->kind == HIST_TEXT)
			seq_printf(m, "  %s: %-32s", expr->label, (char *)at);
		else if (expr->kind == HIST_NUMBER)
			seq_printf(m, "  %s: %10llu", expr->label, *(u64 *)at);
		else
			print_stack(m, expr, at);
	}
}

static void print_watched(struct seq_file *m, const struct hist_action *action, void *extra)
{
	const u64 *track = extra + action->track;

	if (action->handler == HIST_ONMATCH || action->deed == HIST_SNAPSHOT || !track[1])
		return;
	seq_printf(m, "\n\t%s: %10llu", action->handler == HIST_ONMAX ? "max" : "changed",
		   track[0]);
	if (action->deed == HIST_SAVE)
		print_saved(m, action, extra);
}

static void print_snapshot(struct seq_file *m, const struct hist *hist,
			   const struct hist_action *action)
{
	if (action->deed != HIST_SNAPSHOT || !action->taken)
		return;
	seq_puts(m, "\nSnapshot taken (see tracing/snapshot).  Details:\n");
	seq_printf(m, "\ttriggering value { %s($%s) }: %10llu",
		   action->handler == HIST_ONMAX ? "onmax" : "onchange",
		   hist->vars[action->var].name, action->worst);
	seq_puts(m, "\ttriggered by event with key: ");
	print_keys(m, hist, action->key);
	seq_putc(m, '\n');
}

/* ---- Rows ------------------------------------------------------------- */

static void print_heading(struct seq_file *m, const struct shown *table, bool first)
{
	seq_printf(m, "%s# event histogram\n#\n# trigger info: %s#\n\n", first ? "" : "\n\n",
		   table->heading);
}

static void print_row(struct seq_file *m, const struct hist_rows *rows, unsigned int i)
{
	const struct hist_row *row = &rows->row[i];
	const struct hist *hist = rows->hist;

	print_keys(m, hist, row->entry);
	if (!hist->no_hitcount)
		seq_printf(m, " hitcount: %10llu", row->values[0]);
	for (unsigned int v = 1; v < hist->nr_values; v++)
		print_value(m, rows, v, row->values[v]);
	for (unsigned int a = 0; a < hist->nr_actions && !hist->gone; a++)
		print_watched(m, hist->actions[a], row->entry + rows->extra);
	seq_putc(m, '\n');
}

static void print_totals(struct seq_file *m, const struct hist_rows *rows)
{
	for (unsigned int a = 0; a < rows->hist->nr_actions && !rows->hist->gone; a++)
		print_snapshot(m, rows->hist, rows->hist->actions[a]);
	seq_printf(m, "\nTotals:\n    Hits: %llu\n    Entries: %u\n    Dropped: %llu\n",
		   rows->total[0] + rows->dropped + rows->evicted_hits, rows->nr, rows->dropped);
	if (rows->hist->evicts)
		seq_printf(m, "    Evicted: %llu\n", rows->evicted);
}

/* ---- The file --------------------------------------------------------- */

static void drop_tables(struct view *view)
{
	while (view->nr) {
		struct shown *table = &view->table[--view->nr];

		hist_rows_drop(&table->rows);
		kfree(table->heading);
	}
	kfree(view->table);
	view->table = NULL;
}

/* hist_print() wants a seq_file. */
static char *heading_of(const struct trace_trigger *t)
{
	struct seq_file m = { .size = PAGE_SIZE };

	m.buf = kmalloc(m.size, GFP_KERNEL);
	if (!m.buf)
		return NULL;
	hist_print(t, &m);
	m.buf[min(m.count, m.size - 1)] = '\0';
	return m.buf;
}

static int take_table(struct view *view, struct trace_trigger *t)
{
	struct shown *table = &view->table[view->nr];
	int err;

	table->heading = heading_of(t);
	if (!table->heading)
		return -ENOMEM;
	err = hist_rows_take(&table->rows, hist_of(t));
	if (err)
		kfree(table->heading);
	else
		view->nr++;
	return err;
}

static int take_tables(struct view *view)
{
	struct trace_trigger *t;
	unsigned int nr = 0;
	int err = 0;

	guard(mutex)(&tracing_mutex);
	if (view->file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	for_each_hist(t, view->file)
		nr++;
	view->table = kcalloc(nr + 1, sizeof(*view->table), GFP_KERNEL);
	if (!view->table)
		return -ENOMEM;
	for_each_hist(t, view->file)
		err = err ?: take_table(view, t);
	return err;
}

static void *hist_start(struct seq_file *m, loff_t *pos)
{
	struct view *view = m->private;
	int err;

	if (!*pos) {
		drop_tables(view);
		err = take_tables(view);
		if (err)
			return ERR_PTR(err);
	}
	/* Actions are looked at. */
	mutex_lock(&tracing_mutex);
	for (unsigned int i = 0, left = *pos; i < view->nr; i++) {
		if (left < view->table[i].rows.nr + 2)
			return pos;
		left -= view->table[i].rows.nr + 2;
	}
	return NULL;
}

static void *hist_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct view *view = m->private;
	loff_t left = ++*pos;

	for (unsigned int i = 0; i < view->nr; i++) {
		if (left < view->table[i].rows.nr + 2)
			return pos;
		left -= view->table[i].rows.nr + 2;
	}
	return NULL;
}

static void hist_stop(struct seq_file *m, void *v)
{
	if (!IS_ERR(v))
		mutex_unlock(&tracing_mutex);
}

static int hist_show(struct seq_file *m, void *v)
{
	struct view *view = m->private;
	const struct shown *table = view->table;
	loff_t row = *(loff_t *)v;

	while (row >= table->rows.nr + 2) {
		row -= table->rows.nr + 2;
		table++;
	}
	if (!row)
		print_heading(m, table, table == view->table);
	else if (row <= table->rows.nr)
		print_row(m, &table->rows, row - 1);
	else
		print_totals(m, &table->rows);
	return 0;
}

static const struct seq_operations hist_ops = {
	.start	= hist_start,
	.next	= hist_next,
	.stop	= hist_stop,
	.show	= hist_show,
};

static int hist_open(struct inode *inode, struct file *filp)
{
	struct trace_event_file *file;
	struct view *view;
	int err = trace_event_open(inode, filp);

	if (err)
		return err;
	file = filp->private_data;
	filp->private_data = NULL;
	view = __seq_open_private(filp, &hist_ops, sizeof(*view));
	if (view) {
		view->file = file;
		return 0;
	}
	filp->private_data = file;
	trace_event_release(inode, filp);
	return -ENOMEM;
}

static int hist_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;
	struct view *view = m->private;
	struct trace_event_file *file = view->file;

	drop_tables(view);
	seq_release_private(inode, filp);
	filp->private_data = file;
	return trace_event_release(inode, filp);
}

const struct file_operations trace_event_hist_fops = {
	.open		= hist_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= hist_release,
};
