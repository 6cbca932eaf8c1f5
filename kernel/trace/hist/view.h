/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An open file that shows all tables of an event.
 *
 * What is shown is what there is when the file is opened or read again from the
 * beginning. Each table is a heading, its entries, and totals; these are the positions
 * of the file. "hist" and "hist_json" differ in how they print a position.
 *
 * Who calls poll() is told of hits since the last read. To begin with it costs a hit
 * nothing: only a table that somebody is going to wait for is marked, and the first
 * hit that finds the mark takes it away and wakes the readers. The grace period between
 * marking and reading is for hits that did not see the mark: they have been counted
 * when the table is read. Of a table with periods, who calls poll() is shown the last
 * one that has ended, and told when another one has.
 */
#ifndef _TRACE_HIST_VIEW_H
#define _TRACE_HIST_VIEW_H

#include <linux/poll.h>
#include <linux/seq_file.h>
#include "hist.h"

struct file;
struct inode;

/**
 * struct hist_shown - one table of an open file
 * @rows: its entries
 * @heading: the trigger as a command
 */
struct hist_shown {
	struct hist_rows	rows;
	char			*heading;
};

/**
 * struct hist_view - an open file, private of its seq_file
 * @file: the event
 * @nr: number of tables
 * @table: they
 * @polled: somebody called poll()
 * @seen: the news that there were when it was read last
 * @data: of who prints
 */
struct hist_view {
	struct trace_event_file	*file;
	unsigned int		nr;
	struct hist_shown	*table;
	bool			polled;
	u64			seen;
	void			*data;
};

/**
 * struct hist_place - a position
 * @table: which table
 * @first: it is the first one
 * @heading: its heading
 * @totals: its totals
 * @row: else, this entry
 */
struct hist_place {
	const struct hist_shown	*table;
	bool			first;
	bool			heading;
	bool			totals;
	unsigned int		row;
};

int hist_view_open(struct inode *inode, struct file *filp, const struct seq_operations *ops);
int hist_view_release(struct inode *inode, struct file *filp);
__poll_t hist_view_poll(struct file *filp, poll_table *wait);

/* For seq_operations; tracing_mutex is held where something is shown. */
void *hist_view_start(struct seq_file *m, loff_t *pos);
void *hist_view_next(struct seq_file *m, void *v, loff_t *pos);
void hist_view_stop(struct seq_file *m, void *v);
struct hist_place hist_view_place(const struct hist_view *view, const void *v);

#endif /* _TRACE_HIST_VIEW_H */
