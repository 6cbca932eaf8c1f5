// SPDX-License-Identifier: GPL-2.0
/*
 * The file "hist_json" of an event: what "hist" shows, one JSON object to a line.
 *
 * A table is a line that tells the trigger, one for each entry, and one with totals.
 * Documentation/trace/histograms.rst tells what is in them. Numbers are what was
 * counted, not how it would be shown; of a group of numbers there are the least and
 * the greatest one.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kallsyms.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/trigger.h"
#include "../event/syscall.h"
#include "../hist/view.h"
#include "json.h"

static void put_text(struct json *j, const char *text, size_t max)
{
	json_string(j, text, strnlen(text, max));
}

static void put_signed(struct json *j, u64 value, bool is_signed)
{
	if (is_signed)
		json_s64(j, value);
	else
		json_u64(j, value);
}

/* ---- Keys ------------------------------------------------------------- */

static void put_symbol(struct json *j, u64 address, bool offset)
{
	char name[KSYM_SYMBOL_LEN];

	if (offset)
		sprint_symbol(name, address);
	else
		sprint_symbol_no_offset(name, address);
	json_string(j, name, strlen(name));
}

static void put_stack(struct json *j, const unsigned long *ip)
{
	json_begin(j, '[');
	for (unsigned int i = 0; i < HIST_STACK_DEPTH && ip[i]; i++)
		put_symbol(j, ip[i], true);
	json_end(j, ']');
}

static void put_range(struct json *j, const struct hist_expr *key, u64 value)
{
	struct hist_range range = hist_range_of(key, value);

	json_begin(j, '{');
	if (!range.no_from) {
		json_key(j, "from");
		put_signed(j, range.from, key->is_signed);
	}
	if (!range.no_to) {
		json_key(j, "to");
		put_signed(j, range.to, key->is_signed);
	}
	json_end(j, '}');
}

static void put_task(struct json *j, u64 pid, const char *comm)
{
	json_begin(j, '{');
	json_key(j, "pid");
	json_s64(j, pid);
	json_key(j, "comm");
	put_text(j, comm, TASK_COMM_LEN);
	json_end(j, '}');
}

static void put_number(struct json *j, const struct hist_expr *key, u64 value,
		       const char *comm)
{
	const char *name;

	switch (key->show) {
	case HIST_SYM:
	case HIST_SYM_OFFSET:
		put_symbol(j, value, key->show == HIST_SYM_OFFSET);
		break;
	case HIST_SYSCALL:
		name = trace_syscall_name(value);
		if (name)
			json_string(j, name, strlen(name));
		else
			json_u64(j, value);
		break;
	case HIST_EXECNAME:
		put_task(j, value, comm);
		break;
	case HIST_LOG2:
	case HIST_BUCKETS:
	case HIST_LHIST:
		put_range(j, key, value);
		break;
	default:
		put_signed(j, value, key->is_signed);
	}
}

static void put_keys(struct json *j, const struct hist *hist, const void *at)
{
	const char *comm = at + hist->comm;

	json_key(j, "keys");
	json_begin(j, '{');
	for (unsigned int i = 0; i < hist->nr_keys; i++) {
		const struct hist_expr *key = hist->keys[i];

		json_name(j, key->label);
		if (key->kind == HIST_TEXT)
			put_text(j, at, hist_key_size(key));
		else if (key->kind == HIST_STACK)
			put_stack(j, at);
		else
			put_number(j, key, *(u64 *)at, comm);
		at += hist_key_size(key);
	}
	json_end(j, '}');
}

/* ---- Values ----------------------------------------------------------- */

static void put_values(struct json *j, const struct hist *hist, const u64 *values)
{
	json_key(j, "hitcount");
	json_u64(j, values[0]);
	if (hist->nr_values == 1)
		return;
	json_key(j, "values");
	json_begin(j, '{');
	for (unsigned int i = 1; i < hist->nr_values; i++) {
		const struct hist_expr *expr = hist->values[i];

		json_name(j, expr->show >= HIST_AVG ? expr->text : expr->label);
		put_signed(j, values[i], expr->is_signed);
	}
	json_end(j, '}');
}

static void put_saved(struct json *j, const struct hist_action *action, const void *extra)
{
	json_key(j, "saved");
	json_begin(j, '{');
	for (unsigned int i = 0; i < action->nr_params; i++) {
		const struct hist_expr *expr = action->params[i];
		const void *at = extra + action->saved[i];

		json_name(j, expr->label);
		if (expr->kind == HIST_TEXT)
			put_text(j, at, HIST_TEXT_BYTES);
		else if (expr->kind == HIST_STACK)
			put_stack(j, at);
		else
			put_signed(j, *(u64 *)at, expr->is_signed);
	}
	json_end(j, '}');
}

/* What onmax() and onchange() have kept with the entry. */
static void put_watched(struct json *j, const struct hist_action *action, const void *extra)
{
	const u64 *track = extra + action->track;

	if (action->handler == HIST_ONMATCH || action->deed == HIST_SNAPSHOT || !track[1])
		return;
	json_begin(j, '{');
	json_name(j, action->handler == HIST_ONMAX ? "max" : "changed");
	json_u64(j, track[0]);
	if (action->deed == HIST_SAVE)
		put_saved(j, action, extra);
	json_end(j, '}');
}

/* ---- Lines ------------------------------------------------------------ */

static void put_heading(struct json *j, const struct hist_shown *table)
{
	json_begin(j, '{');
	json_key(j, "trigger");
	json_string(j, table->heading, strcspn(table->heading, "\n"));
	json_end(j, '}');
}

static void put_row(struct json *j, const struct hist_rows *rows, unsigned int i)
{
	const struct hist_row *row = &rows->row[i];
	const struct hist *hist = rows->hist;

	json_begin(j, '{');
	put_keys(j, hist, row->entry);
	put_values(j, hist, row->values);
	if (hist->nr_actions && !hist->gone) {
		json_key(j, "watched");
		json_begin(j, '[');
		for (unsigned int a = 0; a < hist->nr_actions; a++)
			put_watched(j, hist->actions[a], row->entry + rows->extra);
		json_end(j, ']');
	}
	json_end(j, '}');
}

static void put_totals(struct json *j, const struct hist_rows *rows)
{
	json_begin(j, '{');
	json_key(j, "totals");
	json_begin(j, '{');
	json_key(j, "hits");
	json_u64(j, rows->total[0] + rows->dropped + rows->evicted_hits);
	json_key(j, "entries");
	json_u64(j, rows->nr);
	json_key(j, "dropped");
	json_u64(j, rows->dropped);
	if (rows->hist->evicts) {
		json_key(j, "evicted");
		json_u64(j, rows->evicted);
	}
	json_end(j, '}');
	json_end(j, '}');
}

static void put_place(struct json *j, const struct hist_place *place)
{
	if (place->heading)
		put_heading(j, place->table);
	else if (place->totals)
		put_totals(j, &place->table->rows);
	else
		put_row(j, &place->table->rows, place->row);
	json_literal(j, "\n");
}

/* ---- The file --------------------------------------------------------- */

static int json_show(struct seq_file *m, void *v)
{
	struct hist_view *view = m->private;
	struct hist_place place = hist_view_place(view, v);
	struct json *j = view->data;

	for (;;) {
		j->len = 0;
		j->full = false;
		j->comma = false;
		put_place(j, &place);
		if (!j->full)
			break;
		if (json_grow(j))
			return -ENOMEM;
	}
	seq_write(m, j->buf, j->len);
	return 0;
}

static const struct seq_operations json_ops = {
	.start	= hist_view_start,
	.next	= hist_view_next,
	.stop	= hist_view_stop,
	.show	= json_show,
};

static int json_open(struct inode *inode, struct file *filp)
{
	struct json *j = kzalloc(sizeof(*j), GFP_KERNEL);
	struct hist_view *view;
	int err;

	if (!j)
		return -ENOMEM;
	err = hist_view_open(inode, filp, &json_ops);
	if (err) {
		kfree(j);
		return err;
	}
	view = ((struct seq_file *)filp->private_data)->private;
	view->data = j;
	return 0;
}

static int json_release(struct inode *inode, struct file *filp)
{
	struct hist_view *view = ((struct seq_file *)filp->private_data)->private;
	struct json *j = view->data;
	int err = hist_view_release(inode, filp);

	json_free(j);
	kfree(j);
	return err;
}

const struct file_operations trace_event_hist_json_fops = {
	.open		= json_open,
	.read		= seq_read,
	.poll		= hist_view_poll,
	.llseek		= seq_lseek,
	.release	= json_release,
};
