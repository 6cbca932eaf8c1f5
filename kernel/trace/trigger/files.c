// SPDX-License-Identifier: GPL-2.0
/* The file "trigger" of an event. */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/trigger.h"
#include "../core/write.h"
#include "../event/files.h"
#include "../hist/files.h"
#include "trigger.h"

static int trigger_show(struct seq_file *m, void *unused)
{
	struct trace_event_file *file = m->private;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	trace_trigger_show(file, m);
	return 0;
}

/* ">" makes histograms go, as it always has; other triggers stay. */
static void truncate(struct trace_event_file *file, const struct file *filp)
{
	if (!(filp->f_mode & FMODE_WRITE) || !(filp->f_flags & O_TRUNC))
		return;
	guard(mutex)(&tracing_mutex);
	hists_remove(file);
}

static int trigger_open(struct inode *inode, struct file *filp)
{
	struct trace_event_file *file;
	int err;

	err = trace_event_open(inode, filp);
	if (err)
		return err;
	file = filp->private_data;
	truncate(file, filp);
	if (!(filp->f_mode & FMODE_READ))
		return 0;
	filp->private_data = NULL;
	err = single_open(filp, trigger_show, file);
	if (err) {
		filp->private_data = file;
		trace_event_release(inode, filp);
	}
	return err;
}

static struct trace_event_file *event_of(struct file *filp)
{
	struct seq_file *m = filp->private_data;

	return filp->f_mode & FMODE_READ ? m->private : filp->private_data;
}

static int trigger_release(struct inode *inode, struct file *filp)
{
	struct trace_event_file *file = event_of(filp);

	if (filp->f_mode & FMODE_READ)
		single_release(inode, filp);
	filp->private_data = file;
	return trace_event_release(inode, filp);
}

static int run_command(void *data, char *text)
{
	struct trace_event_file *file = data;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	return trace_trigger_command(file, strim(text));
}

static ssize_t trigger_write(struct file *filp, const char __user *ubuf, size_t size,
			     loff_t *pos)
{
	if (size >= PAGE_SIZE)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, run_command, event_of(filp));
}

const struct file_operations trace_event_trigger_fops = {
	.open		= trigger_open,
	.read		= seq_read,
	.write		= trigger_write,
	.llseek		= trace_text_lseek,
	.release	= trigger_release,
};
