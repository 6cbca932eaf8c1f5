// SPDX-License-Identifier: GPL-2.0
/*
 * Control files as rows of tables: the operations that rows share.
 *
 * An open file of text holds a reference on its instance. Each read prints the
 * file anew when it starts from the beginning; each write is one request. Both
 * happen under tracing_mutex, so that a function behind a row needs no lock.
 */
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/write.h"
#include "table.h"

/* No request is longer. */
#define REQUEST_MAX	(16 * PAGE_SIZE)

struct control_open {
	struct trace_place		place;
	const struct tracefs_file	*row;
};

/**
 * trace_inode_instance - the instance that a control file is about
 * @inode: of the file
 *
 * Context: any; in ->open() without a reference, later with the one taken there.
 * Return: the instance.
 */
struct trace_array *trace_inode_instance(const struct inode *inode)
{
	return inode->i_private;
}

/**
 * trace_inode_cpu - the CPU that a control file is about
 * @inode: of the file
 *
 * What tells per_cpu/cpuN apart is where it is; the number is its data.
 *
 * Context: as trace_inode_instance().
 * Return: the number, or RB_ALL_CPUS outside per_cpu/.
 */
int trace_inode_cpu(const struct inode *inode)
{
	const struct tracefs_dir *dir = tracefs_dir_of(inode);
	const struct trace_array *tr = trace_inode_instance(inode);

	if (!tr->percpu_dir || tracefs_dir_parent(dir) != tr->percpu_dir)
		return RB_ALL_CPUS;
	return (unsigned long)tracefs_dir_data(dir);
}

static const struct trace_control *control_of(const struct control_open *open)
{
	return open->row->ptr;
}

static int control_show(struct seq_file *m, void *unused)
{
	const struct control_open *open = m->private;
	const struct trace_control *control = control_of(open);

	if (!control->show)
		return -EINVAL;
	guard(mutex)(&tracing_mutex);
	return control->show(m, &open->place, open->row);
}

static struct control_open *new_open(const struct inode *inode)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct control_open *open;

	if (!trace_array_get(tr))
		return ERR_PTR(-ENODEV);
	open = kzalloc(sizeof(*open), GFP_KERNEL);
	if (!open) {
		trace_array_put(tr);
		return ERR_PTR(-ENOMEM);
	}
	open->place.tr = tr;
	open->place.cpu = trace_inode_cpu(inode);
	open->row = tracefs_file_of(inode);
	return open;
}

static void free_open(struct control_open *open)
{
	trace_array_put(open->place.tr);
	kfree(open);
}

static int truncate(const struct control_open *open, const struct file *file)
{
	const struct trace_control *control = control_of(open);

	if (!control->truncate || !(file->f_mode & FMODE_WRITE) || !(file->f_flags & O_TRUNC))
		return 0;
	guard(mutex)(&tracing_mutex);
	return control->truncate(&open->place, open->row);
}

static int control_open(struct inode *inode, struct file *file)
{
	struct control_open *open = new_open(inode);
	int ret;

	if (IS_ERR(open))
		return PTR_ERR(open);
	ret = truncate(open, file) ?: single_open(file, control_show, open);
	if (ret) {
		free_open(open);
		return ret;
	}
	trace_text_allow_pwrite(file);
	return 0;
}

static int control_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	free_open(m->private);
	return single_release(inode, file);
}

static int store_text(void *data, char *text)
{
	const struct control_open *open = data;

	guard(mutex)(&tracing_mutex);
	return control_of(open)->store(&open->place, open->row, text);
}

static ssize_t control_write(struct file *file, const char __user *ubuf, size_t size,
			     loff_t *pos)
{
	const struct seq_file *m = file->private_data;
	struct control_open *open = m->private;

	if (!control_of(open)->store || size > REQUEST_MAX)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, store_text, open);
}

const struct file_operations trace_control_fops = {
	.open		= control_open,
	.read_iter	= seq_read_iter,
	.write		= control_write,
	.splice_read	= copy_splice_read,
	.llseek		= trace_text_lseek,
	.release	= control_release,
};
