// SPDX-License-Identifier: GPL-2.0
/* An open file that shows all tables of an event, see view.h. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include "../core/instance.h"
#include "../event/files.h"
#include "view.h"

/* All who wait for any table. */
static DECLARE_WAIT_QUEUE_HEAD(waiters);

/* ---- News ------------------------------------------------------------- */

/**
 * hist_wake - wake those who wait for tables
 * @work: not looked at
 *
 * Context: interrupt, or as hist_period_start() calls it.
 */
void hist_wake(struct irq_work *work)
{
	wake_up_all(&waiters);
}

/**
 * hist_notice - a hit of a table with a mark has been counted
 * @table: the table
 *
 * Context: any, preemption off.
 */
void hist_notice(struct hist_table *table)
{
	if (!test_and_clear_bit(HIST_WATCHED, &table->state))
		return;
	atomic64_inc(&table->news);
	irq_work_queue(&table->wake);
}

static u64 news_of(struct trace_event_file *file)
{
	struct trace_trigger *t;
	u64 news = 0;

	for_each_hist(t, file)
		news += 1 + atomic64_read(&hist_of(t)->table->news);
	return news;
}

static void watch(struct hist_view *view)
{
	struct trace_trigger *t;
	bool marked = false;

	view->seen = news_of(view->file);
	for_each_hist(t, view->file) {
		struct hist_table *table = hist_of(t)->table;

		if (!table->period)
			marked |= !test_and_set_bit(HIST_WATCHED, &table->state);
	}
	if (marked)
		synchronize_rcu();
}

/**
 * hist_view_poll - wait for hits
 * @filp: the open file
 * @wait: as usual
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: EPOLLIN if there was a hit since the file was read last, or the file was not
 * read since this was called first; EPOLLERR if the event has gone.
 */
__poll_t hist_view_poll(struct file *filp, poll_table *wait)
{
	struct seq_file *m = filp->private_data;
	struct hist_view *view = m->private;
	bool first;

	poll_wait(filp, &waiters, wait);
	guard(mutex)(&tracing_mutex);
	if (view->file->flags & EVENT_FILE_FL_FREED)
		return EPOLLERR | EPOLLHUP;
	first = !view->polled;
	view->polled = true;
	if (first || !view->seen || view->seen != news_of(view->file))
		return EPOLLIN | EPOLLRDNORM;
	return 0;
}

/* ---- Tables ----------------------------------------------------------- */

static void drop_tables(struct hist_view *view)
{
	while (view->nr) {
		struct hist_shown *table = &view->table[--view->nr];

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

static int take_table(struct hist_view *view, struct trace_trigger *t)
{
	struct hist_shown *table = &view->table[view->nr];
	int err;

	table->heading = heading_of(t);
	if (!table->heading)
		return -ENOMEM;
	err = hist_rows_take(&table->rows, hist_of(t), view->polled);
	if (err)
		kfree(table->heading);
	else
		view->nr++;
	return err;
}

static int take_tables(struct hist_view *view)
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
	if (view->polled)
		watch(view);
	for_each_hist(t, view->file)
		err = err ?: take_table(view, t);
	return err;
}

/* ---- Positions -------------------------------------------------------- */

static bool is_there(const struct hist_view *view, loff_t pos)
{
	for (unsigned int i = 0; i < view->nr; i++) {
		if (pos < view->table[i].rows.nr + 2)
			return true;
		pos -= view->table[i].rows.nr + 2;
	}
	return false;
}

/**
 * hist_view_start - seq_operations.start
 * @m: the file
 * @pos: where
 *
 * Return: @pos, NULL at the end, or an ERR_PTR.
 */
void *hist_view_start(struct seq_file *m, loff_t *pos)
{
	struct hist_view *view = m->private;
	int err;

	if (!*pos) {
		drop_tables(view);
		err = take_tables(view);
		if (err)
			return ERR_PTR(err);
	}
	/* Actions are looked at. */
	mutex_lock(&tracing_mutex);
	return is_there(view, *pos) ? pos : NULL;
}

/**
 * hist_view_next - seq_operations.next
 * @m: the file
 * @v: where it was
 * @pos: the same, as a number
 *
 * Return: @pos, or NULL at the end.
 */
void *hist_view_next(struct seq_file *m, void *v, loff_t *pos)
{
	return is_there(m->private, ++*pos) ? pos : NULL;
}

/**
 * hist_view_stop - seq_operations.stop
 * @m: the file
 * @v: what hist_view_start() or hist_view_next() returned last
 */
void hist_view_stop(struct seq_file *m, void *v)
{
	if (!IS_ERR(v))
		mutex_unlock(&tracing_mutex);
}

/**
 * hist_view_place - what a position is
 * @view: the open file
 * @v: the position, as seq_operations.show gets it
 *
 * Return: what is to be shown there.
 */
struct hist_place hist_view_place(const struct hist_view *view, const void *v)
{
	const struct hist_shown *table = view->table;
	loff_t row = *(const loff_t *)v;

	for (; row >= table->rows.nr + 2; table++)
		row -= table->rows.nr + 2;
	return (struct hist_place){
		.table = table, .first = table == view->table, .heading = !row,
		.totals = row == table->rows.nr + 1, .row = row - 1,
	};
}

/* ---- The file --------------------------------------------------------- */

/**
 * hist_view_open - open a file of an event
 * @inode: the file
 * @filp: the same, open
 * @ops: how it is shown
 *
 * Return: 0, -ENODEV, -ENOMEM.
 */
int hist_view_open(struct inode *inode, struct file *filp, const struct seq_operations *ops)
{
	struct trace_event_file *file;
	struct hist_view *view;
	int err = trace_event_open(inode, filp);

	if (err)
		return err;
	file = filp->private_data;
	filp->private_data = NULL;
	view = __seq_open_private(filp, ops, sizeof(*view));
	if (view) {
		view->file = file;
		return 0;
	}
	filp->private_data = file;
	trace_event_release(inode, filp);
	return -ENOMEM;
}

/**
 * hist_view_release - close it
 * @inode: the file
 * @filp: the same, open
 *
 * Return: 0.
 */
int hist_view_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;
	struct hist_view *view = m->private;
	struct trace_event_file *file = view->file;

	drop_tables(view);
	seq_release_private(inode, filp);
	filp->private_data = file;
	return trace_event_release(inode, filp);
}
