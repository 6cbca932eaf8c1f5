// SPDX-License-Identifier: GPL-2.0
/*
 * trace_stat/branch_annotated and trace_stat/branch_all: conditions in the source of
 * the kernel, how often they were what, and where they are.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "../core/scale.h"
#include "../core/write.h"
#include "table.h"
#include "tracestat.h"

#define COUNT_WIDTH	8

/* Counts as they were when the file was opened. */
struct branch_row {
	const struct ftrace_branch_data	*where;
	unsigned long			right;
	unsigned long			wrong;
	unsigned long			constant;
};

/* How many of a hundred were wrong; -1: there were none at all. */
static int percent_wrong(const struct branch_row *row)
{
	u64 all = (u64)row->right + row->wrong;

	return all ? trace_scale(row->wrong, 100, all) : -1;
}

/* How often the compiler knew the answer stands behind the first count. */
static void put_row(struct seq_file *m, const struct branch_row *row)
{
	int percent = percent_wrong(row);
	int width = COUNT_WIDTH;
	char constant[24] = "";

	if (row->constant)
		width -= scnprintf(constant, sizeof(constant), "/%lu", row->constant);
	seq_printf(m, "%*lu%s %*lu ", COUNT_WIDTH, row->right, constant, max(width, 0),
		   row->wrong);
	if (percent < 0)
		seq_puts(m, "  X ");
	else
		seq_printf(m, "%3d ", percent);
	seq_printf(m, "%-30.30s %-20.20s %u\n", row->where->func,
		   kbasename(row->where->file), row->where->line);
}

/* ---- Tables ----------------------------------------------------------- */

struct branch_table;

/* One of the files. */
struct branch_list {
	const char		*title;
	struct branch_table	*(*make)(void);
};

struct branch_table {
	const struct branch_list *list;
	unsigned int		nr;
	struct branch_row	rows[];
};

static struct branch_table *new_table(unsigned int nr)
{
	struct branch_table *table = kvzalloc(struct_size(table, rows, nr), GFP_KERNEL);

	if (table)
		table->nr = nr;
	return table;
}

static void fill_row(struct branch_row *row, const struct ftrace_branch_data *data,
		     unsigned long constant)
{
	row->where = data;
	row->right = READ_ONCE(data->correct);
	row->wrong = READ_ONCE(data->incorrect);
	row->constant = constant;
}

extern struct ftrace_likely_data __start_annotated_branch_profile[];
extern struct ftrace_likely_data __stop_annotated_branch_profile[];

static int compare_numbers(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

/* What is wrong most of the time comes first. */
static int compare(const void *pa, const void *pb)
{
	const struct branch_row *a = pa, *b = pb;

	return percent_wrong(b) - percent_wrong(a) ?:
	       compare_numbers(b->wrong, a->wrong) ?: compare_numbers(a->right, b->right);
}

static struct branch_table *annotated_table(void)
{
	const struct ftrace_likely_data *data = __start_annotated_branch_profile;
	struct branch_table *table;

	table = new_table(__stop_annotated_branch_profile - data);
	if (!table)
		return NULL;
	for (unsigned int i = 0; i < table->nr; i++)
		fill_row(&table->rows[i], &data[i].data, READ_ONCE(data[i].constant));
	sort(table->rows, table->nr, sizeof(table->rows[0]), compare, NULL);
	return table;
}

static const struct branch_list annotated = {
	.title	= " correct incorrect  %        ",
	.make	= annotated_table,
};

#ifdef CONFIG_PROFILE_ALL_BRANCHES
extern struct ftrace_branch_data __start_branch_profile[];
extern struct ftrace_branch_data __stop_branch_profile[];

/* In the order of the sources. */
static struct branch_table *all_table(void)
{
	const struct ftrace_branch_data *data = __start_branch_profile;
	struct branch_table *table;

	table = new_table(__stop_branch_profile - data);
	if (!table)
		return NULL;
	for (unsigned int i = 0; i < table->nr; i++)
		fill_row(&table->rows[i], &data[i], 0);
	return table;
}

static const struct branch_list all = {
	.title	= "   miss      hit    %        ",
	.make	= all_table,
};
#endif

/* ---- Files ------------------------------------------------------------ */

static void *list_start(struct seq_file *m, loff_t *pos)
{
	struct branch_table *table = m->private;

	if (!*pos)
		return SEQ_START_TOKEN;
	return *pos <= table->nr ? &table->rows[*pos - 1] : NULL;
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return list_start(m, pos);
}

static void list_stop(struct seq_file *m, void *v) { }

static int list_show(struct seq_file *m, void *v)
{
	struct branch_table *table = m->private;

	if (v != SEQ_START_TOKEN) {
		put_row(m, v);
		return 0;
	}
	seq_printf(m, "%s%-26s%-18s%s\n", table->list->title, "Function", "File", "Line");
	seq_printf(m, " ------- ---------  -        %-26s%-18s%s\n", "--------", "----",
		   "----");
	return 0;
}

static const struct seq_operations list_ops = {
	.start	= list_start,
	.next	= list_next,
	.stop	= list_stop,
	.show	= list_show,
};

static int list_open(struct inode *inode, struct file *file)
{
	const struct branch_list *list = tracefs_file_of(inode)->ptr;
	struct branch_table *table = list->make();
	int err;

	if (!table)
		return -ENOMEM;
	table->list = list;
	err = seq_open(file, &list_ops);
	if (err) {
		kvfree(table);
		return err;
	}
	((struct seq_file *)file->private_data)->private = table;
	return 0;
}

static int list_release(struct inode *inode, struct file *file)
{
	kvfree(((struct seq_file *)file->private_data)->private);
	return seq_release(inode, file);
}

static const struct file_operations list_fops = {
	.open		= list_open,
	.read_iter	= seq_read_iter,
	.llseek		= trace_text_lseek,
	.release	= list_release,
};

static const struct tracefs_file files[] = {
	{ "branch_annotated", TRACE_MODE_WRITE, &list_fops, .ptr = &annotated },
#ifdef CONFIG_PROFILE_ALL_BRANCHES
	{ "branch_all", TRACE_MODE_WRITE, &list_fops, .ptr = &all },
#endif
};

static int __init make_files(void)
{
	return trace_stat_add_files(files, ARRAY_SIZE(files));
}
fs_initcall(make_files);
