// SPDX-License-Identifier: GPL-2.0
/* The files "filter" of an event and of a system of events. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../filter/filter.h"
#include "files.h"

/* The text that was written, without the white space at its end. */
static char *read_text(const char __user *ubuf, size_t size)
{
	char *text;

	if (size >= PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	text = memdup_user_nul(ubuf, size);
	if (!IS_ERR(text))
		strim(text);
	return text;
}

static ssize_t show_text(char __user *ubuf, size_t size, loff_t *pos,
			 const char *text)
{
	char *line __free(kfree) = kasprintf(GFP_KERNEL, "%s\n", text);

	if (!line)
		return -ENOMEM;
	return simple_read_from_buffer(ubuf, size, pos, line, strlen(line));
}

static ssize_t event_filter_read(struct file *filp, char __user *ubuf,
				 size_t size, loff_t *pos)
{
	struct trace_event_file *file = filp->private_data;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	return show_text(ubuf, size, pos, trace_filter_text(file));
}

static int set_event(struct trace_event_file *file, const char *text)
{
	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	return trace_filter_set(file, text);
}

static ssize_t event_filter_write(struct file *filp, const char __user *ubuf,
				  size_t size, loff_t *pos)
{
	char *text;
	int err;

	if (!size)
		return 0;
	text = read_text(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = set_event(filp->private_data, text);
	kfree(text);
	return err ?: size;
}

const struct file_operations trace_event_filter_fops = {
	.open		= trace_event_open,
	.read		= event_filter_read,
	.write		= event_filter_write,
	.llseek		= default_llseek,
	.release	= trace_event_release,
};

/* A system has no filter of its own: the file is only there to be written. */
static const char system_help[] =
	"### global filter ###\n"
	"# Use this to set filters for multiple events.\n"
	"# Only events with the given fields will be affected.\n"
	"# If no events are modified, an error message will be displayed here";

static ssize_t system_filter_read(struct file *filp, char __user *ubuf,
				  size_t size, loff_t *pos)
{
	return show_text(ubuf, size, pos, system_help);
}

static int set_system(struct trace_event_group *group, const char *text)
{
	guard(mutex)(&tracing_mutex);
	return trace_filter_set_system(group->tr, group->system, text);
}

static ssize_t system_filter_write(struct file *filp, const char __user *ubuf,
				   size_t size, loff_t *pos)
{
	char *text;
	int err;

	if (!size)
		return 0;
	text = read_text(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = set_system(filp->private_data, text);
	kfree(text);
	return err ?: size;
}

const struct file_operations trace_system_filter_fops = {
	.open		= trace_event_group_open,
	.read		= system_filter_read,
	.write		= system_filter_write,
	.llseek		= default_llseek,
	.release	= trace_event_group_release,
};
