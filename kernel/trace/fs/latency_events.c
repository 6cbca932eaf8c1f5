// SPDX-License-Identifier: GPL-2.0
/* The file latency_events. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/write.h"
#include "../hist/files.h"
#include "table.h"

static int latency_events_show(struct seq_file *m, void *unused)
{
	latency_show(m->private, m);
	return 0;
}

static int latency_events_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int err = 0;

	if (!trace_array_get(tr))
		return -ENODEV;
	if (file->f_mode & FMODE_WRITE && file->f_flags & O_TRUNC)
		err = latency_clear(tr);
	err = err ?: single_open(file, latency_events_show, tr);
	if (err)
		trace_array_put(tr);
	return err;
}

static int latency_events_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	trace_array_put(m->private);
	return single_release(inode, file);
}

/* Lines before one that is wrong have been done. */
static int run_lines(void *data, char *text)
{
	char *line;
	int err = 0;

	while (!err && (line = strsep(&text, "\n")))
		err = latency_command(data, line);
	return err;
}

static ssize_t latency_events_write(struct file *file, const char __user *ubuf, size_t size,
				    loff_t *pos)
{
	const struct seq_file *m = file->private_data;

	if (size >= PAGE_SIZE)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, run_lines, m->private);
}

static const struct file_operations latency_events_fops = {
	.open		= latency_events_open,
	.read		= seq_read,
	.write		= latency_events_write,
	.llseek		= trace_text_lseek,
	.release	= latency_events_release,
};

static const struct tracefs_file latency_events_files[] = {
	TRACE_FILE("latency_events", TRACE_MODE_WRITE, &latency_events_fops),
};

TRACE_FILES(latency_events_files, TRACE_INSTANCE);
