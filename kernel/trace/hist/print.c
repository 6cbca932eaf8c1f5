// SPDX-License-Identifier: GPL-2.0
/* The file "hist" of an event: all its tables, as people read them; see view.h. */
#include <linux/fs.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/scale.h"
#include "../event/syscall.h"
#include "view.h"

#define GRAPH_WIDTH	20

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

static void print_range(struct seq_file *m, const struct hist_expr *key, u64 value)
{
	struct hist_range range = hist_range_of(key, value);
	const char *fmt = key->is_signed ? "%s: ~ %lld-%lld" : "%s: ~ %llu-%llu";

	if (range.no_to)
		seq_printf(m, key->is_signed ? "%s: ~ >=%lld" : "%s: ~ >=%llu", key->label,
			   range.from);
	else if (range.no_from)
		seq_printf(m, key->is_signed ? "%s: ~ <%lld" : "%s: ~ <%llu", key->label,
			   range.to + 1);
	else
		seq_printf(m, fmt, key->label, range.from, range.to);
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
	case HIST_LHIST:
		print_range(m, key, value);
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
	return total ? trace_scale(value, 10000, total) : 0;
}

static void print_graph(struct seq_file *m, const char *label, u64 value, u64 max)
{
	unsigned int len = max ? min_t(u64, trace_scale(value, GRAPH_WIDTH, max), GRAPH_WIDTH) : 0;

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

static void print_heading(struct seq_file *m, const struct hist_shown *table, bool first)
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

static int hist_show(struct seq_file *m, void *v)
{
	struct hist_place place = hist_view_place(m->private, v);

	if (place.heading)
		print_heading(m, place.table, place.first);
	else if (place.totals)
		print_totals(m, &place.table->rows);
	else
		print_row(m, &place.table->rows, place.row);
	return 0;
}

static const struct seq_operations hist_ops = {
	.start	= hist_view_start,
	.next	= hist_view_next,
	.stop	= hist_view_stop,
	.show	= hist_show,
};

static int hist_open(struct inode *inode, struct file *filp)
{
	return hist_view_open(inode, filp, &hist_ops);
}

const struct file_operations trace_event_hist_fops = {
	.open		= hist_open,
	.read		= seq_read,
	.poll		= hist_view_poll,
	.llseek		= seq_lseek,
	.release	= hist_view_release,
};
