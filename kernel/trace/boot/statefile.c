// SPDX-License-Identifier: GPL-2.0
/*
 * trace_bootconfig: reading prints the state of tracing as a boot configuration, what
 * is written is done when the file is closed, as a boot would do it. Opening the file
 * to write it anew takes away first what there is, so that what has been read comes
 * back as it was.
 */
#include <linux/bootconfig.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "../core/feature.h"
#include "../fs/table.h"
#include "config.h"
#include "state.h"

/**
 * struct written - what has been written since the file was opened
 * @lock: one write at a time
 * @anew: what there is goes first
 * @len: bytes of @text
 * @text: so far
 */
struct written {
	struct mutex	lock;		/* of the others */
	bool		anew;
	size_t		len;
	char		text[XBC_DATA_MAX];
};

static int state_show(struct seq_file *m, void *unused)
{
	trace_state_show(m);
	return 0;
}

static int open_written(struct file *file)
{
	struct written *w = kvmalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	mutex_init(&w->lock);
	w->anew = file->f_flags & O_TRUNC;
	w->len = 0;
	file->private_data = w;
	return 0;
}

static int state_open(struct inode *inode, struct file *file)
{
	int err = security_locked_down(LOCKDOWN_TRACEFS);

	if (err)
		return err;
	if (!(file->f_mode & FMODE_WRITE))
		return single_open(file, state_show, NULL);
	return file->f_mode & FMODE_READ ? -EINVAL : open_written(file);
}

static ssize_t state_write(struct file *file, const char __user *ubuf, size_t size,
			   loff_t *pos)
{
	struct written *w = file->private_data;

	guard(mutex)(&w->lock);
	if (size > sizeof(w->text) - w->len)
		return -E2BIG;
	if (copy_from_user(w->text + w->len, ubuf, size))
		return -EFAULT;
	w->len += size;
	*pos += size;
	return size;
}

/* Once for what was written; a file that was opened anew counts as written, too. */
static int apply(struct written *w, bool last)
{
	int err = 0;

	guard(mutex)(&w->lock);
	if (w->anew && (w->len || last))
		err = trace_state_reset();
	if (w->len || last)
		w->anew = false;
	if (!err && w->len)
		err = trace_config_apply(w->text, w->len);
	w->len = 0;
	return err;
}

/* close() is told what went wrong. */
static int state_flush(struct file *file, fl_owner_t id)
{
	return file->f_mode & FMODE_WRITE ? apply(file->private_data, false) : 0;
}

static int state_release(struct inode *inode, struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE))
		return single_release(inode, file);
	apply(file->private_data, true);
	kvfree(file->private_data);
	return 0;
}

static loff_t state_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_mode & FMODE_WRITE ? -ESPIPE : seq_lseek(file, offset, whence);
}

static const struct file_operations state_fops = {
	.open		= state_open,
	.read		= seq_read,
	.write		= state_write,
	.flush		= state_flush,
	.llseek		= state_llseek,
	.release	= state_release,
};

static const struct tracefs_file state_files[] = {
	TRACE_FILE("trace_bootconfig", TRACE_MODE_WRITE, &state_fops),
};

TRACE_FILES(state_files, TRACE_TOP);

static struct trace_feature state_features[] = {
	{ .name = "bootconfig", .values = "read write" },
};

TRACE_FEATURES(state_features);
