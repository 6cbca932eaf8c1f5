// SPDX-License-Identifier: GPL-2.0
/* The files "filter" of an event and of a system of events. */
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/write.h"
#include "../filter/filter.h"
#include "files.h"

static ssize_t write_text(const char __user *ubuf, size_t size, loff_t *pos,
			  trace_text_fn set, void *data)
{
	if (!size)
		return 0;
	if (size >= PAGE_SIZE)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, set, data);
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

static int set_event(void *data, char *text)
{
	struct trace_event_file *file = data;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	strim(text);
	return trace_filter_set(file, text);
}

static ssize_t event_filter_write(struct file *filp, const char __user *ubuf,
				  size_t size, loff_t *pos)
{
	return write_text(ubuf, size, pos, set_event, filp->private_data);
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

static int set_system(void *data, char *text)
{
	struct trace_event_group *group = data;

	guard(mutex)(&tracing_mutex);
	strim(text);
	return trace_filter_set_system(group->tr, group->system, text);
}

static ssize_t system_filter_write(struct file *filp, const char __user *ubuf,
				   size_t size, loff_t *pos)
{
	return write_text(ubuf, size, pos, set_system, filp->private_data);
}

const struct file_operations trace_system_filter_fops = {
	.open		= trace_event_group_open,
	.read		= system_filter_read,
	.write		= system_filter_write,
	.llseek		= default_llseek,
	.release	= trace_event_group_release,
};
