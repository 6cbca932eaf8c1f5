// SPDX-License-Identifier: GPL-2.0
/*
 * dynamic_events, kprobe_events, uprobe_events: reading lists the events, each line
 * written is a command. Opening one of them to write it anew removes all events that
 * it lists.
 */
#include <linux/fs.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/feature.h"
#include "../core/write.h"
#include "../probe/dynevent.h"
#include "../probe/kprobe.h"
#include "../probe/uprobe.h"
#include "table.h"

/* No request is longer. */
#define REQUEST_MAX	(16 * PAGE_SIZE)

/* The only kind that a file is about, or NULL. */
static const struct dynevent_kind *kind_of(const struct inode *inode)
{
	const struct dynevent_kind *const *kind = tracefs_file_of(inode)->ptr;

	return kind ? *kind : NULL;
}

static void *list_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(&dynevent_mutex);
	return seq_list_start(&dynevents, *pos);
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &dynevents, pos);
}

static void list_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&dynevent_mutex);
}

static int list_show(struct seq_file *m, void *v)
{
	const struct dynevent *ev = list_entry(v, struct dynevent, list);
	const struct dynevent_kind *only = kind_of(file_inode(m->file));

	if (only && ev->kind != only)
		return 0;
	ev->kind->show(ev, m);
	seq_putc(m, '\n');
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
	int err = security_locked_down(LOCKDOWN_TRACEFS);

	if (err)
		return err;
	if (file->f_mode & FMODE_WRITE && file->f_flags & O_TRUNC) {
		err = dynevent_clear(kind_of(inode));
		if (err)
			return err;
	}
	return seq_open(file, &list_ops);
}

/* The line without white space around it and without a comment. */
static char *command_of(char *line)
{
	char *comment = strchr(line, '#');

	if (comment)
		*comment = '\0';
	return strim(line);
}

/* Lines before one that is wrong have been done. */
static int run_lines(void *data, char *text)
{
	const struct dynevent_kind *only = kind_of(file_inode(data));
	char *line;
	int err = 0;

	while (!err && (line = strsep(&text, "\n"))) {
		line = command_of(line);
		if (*line)
			err = dynevent_command(line, only);
	}
	return err;
}

static ssize_t list_write(struct file *file, const char __user *ubuf, size_t size, loff_t *pos)
{
	if (size > REQUEST_MAX)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, run_lines, file);
}

static const struct file_operations list_fops = {
	.open		= list_open,
	.read		= seq_read,
	.write		= list_write,
	.llseek		= trace_text_lseek,
	.release	= seq_release,
};

/* ---- Counts ------------------------------------------------------------- */

static int profile_show(struct seq_file *m, void *unused)
{
	void (*show)(struct seq_file *m) = m->private;

	guard(mutex)(&dynevent_mutex);
	show(m);
	return 0;
}

static int profile_open(struct inode *inode, struct file *file)
{
	int err = security_locked_down(LOCKDOWN_TRACEFS);

	return err ?: single_open(file, profile_show, (void *)tracefs_file_of(inode)->ptr);
}

static const struct file_operations profile_fops = {
	.open		= profile_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

#define LIST(_name, _kind)						\
	{								\
		.name	= (_name),					\
		.mode	= TRACE_MODE_WRITE,				\
		.fops	= &list_fops,					\
		.ptr	= (_kind),					\
	}

#define PROFILE(_name, _show)						\
	{								\
		.name	= (_name),					\
		.mode	= TRACE_MODE_READ,				\
		.fops	= &profile_fops,				\
		.ptr	= (_show),					\
	}

static const struct tracefs_file dynevent_files[] = {
	LIST("dynamic_events", NULL),
#ifdef CONFIG_KPROBE_EVENTS
	LIST("kprobe_events", &probe_kprobe_kind),
	PROFILE("kprobe_profile", probe_kprobe_profile),
#endif
#ifdef CONFIG_UPROBE_EVENTS
	LIST("uprobe_events", &probe_uprobe_kind),
	PROFILE("uprobe_profile", probe_uprobe_profile),
#endif
};

TRACE_FILES(dynevent_files, TRACE_TOP);

static struct trace_feature dynevent_features[] = {
	{ .name = "dynamic-events" },
#ifdef CONFIG_PROBE_EVENTS_BTF_ARGS
	{ .name = "probe-arguments", .values = "per-cpu casts current enums" },
#elif defined(CONFIG_PROBE_EVENTS)
	{ .name = "probe-arguments", .values = "per-cpu" },
#endif
};

TRACE_FEATURES(dynevent_features);
