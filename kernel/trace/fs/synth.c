// SPDX-License-Identifier: GPL-2.0
/* The file synthetic_events. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "../core/write.h"
#include "../synth/synth.h"
#include "table.h"

#define REQUEST_MAX	(16 * PAGE_SIZE)

static int synth_events_show(struct seq_file *m, void *unused)
{
	struct synth_event *se;

	guard(mutex)(&dynevent_mutex);
	list_for_each_entry(se, &synth_events, list) {
		synth_show(m, se);
		seq_putc(m, '\n');
	}
	return 0;
}

static int truncate(const struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE) || !(file->f_flags & O_TRUNC))
		return 0;
	return dynevent_clear(synth_kind);
}

static int synth_events_open(struct inode *inode, struct file *file)
{
	return truncate(file) ?: single_open(file, synth_events_show, NULL);
}

/* Lines before one that is wrong have been done. */
static ssize_t synth_events_write(struct file *file, const char __user *ubuf, size_t size,
				  loff_t *pos)
{
	char *text, *rest, *line;
	int err = 0;

	if (size > REQUEST_MAX)
		return -EINVAL;
	text = memdup_user_nul(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	for (rest = text; !err && (line = strsep(&rest, "\n"));)
		err = synth_command(line);
	kfree(text);
	if (err)
		return err;
	*pos += size;
	return size;
}

static const struct file_operations synth_events_fops = {
	.open		= synth_events_open,
	.read		= seq_read,
	.write		= synth_events_write,
	.llseek		= trace_text_lseek,
	.release	= single_release,
};

static const struct tracefs_file synth_files[] = {
	TRACE_FILE("synthetic_events", TRACE_MODE_WRITE, &synth_events_fops),
};

TRACE_FILES(synth_files, TRACE_TOP);
