// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of tasks: set_event_pid, set_ftrace_pid and their _notrace_ twins.
 *
 * Files of text like others, but opening one for truncation empties the list,
 * and the lists may be long.
 */

#include <linux/fs.h>
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/pidfilter.h"
#include "../core/write.h"
#include "../event/pid.h"
#include "table.h"

/**
 * struct pid_file - one of the files
 * @control: what it is to table.c, and all rows know
 * @list: which of the two lists
 * @functions: of function calls, not of events
 */
struct pid_file {
	struct trace_control	control;
	enum pid_list		list;
	bool			functions;
};

static const struct pid_file *pid_file_of(const struct tracefs_file *row)
{
	return container_of((const struct trace_control *)row->ptr, struct pid_file, control);
}

static struct pid_filter *filter_of(struct trace_array *tr, const struct pid_file *which)
{
	return which->functions ? &tr->function_pids : &tr->event_pids;
}

static int pids_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	const struct pid_file *which = pid_file_of(row);
	const struct pidset *set = pid_filter_list(filter_of(place->tr, which), which->list);
	int pid = -1;

	if (!set && which->functions)
		seq_puts(m, "no pid\n");
	while (set && (pid = pidset_next(set, pid)) >= 0)
		seq_printf(m, "%d\n", pid);
	return 0;
}

static int pids_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	const struct pid_file *which = pid_file_of(row);
	int err = pid_filter_add(filter_of(place->tr, which), which->list, text);

	trace_event_pids_changed(place->tr);
	return err;
}

static int pids_open(struct inode *inode, struct file *file)
{
	const struct pid_file *which = pid_file_of(tracefs_file_of(inode));
	struct trace_array *tr = trace_inode_instance(inode);
	int err = trace_control_fops.open(inode, file);

	if (err || !(file->f_mode & FMODE_WRITE) || !(file->f_flags & O_TRUNC))
		return err;
	guard(mutex)(&tracing_mutex);
	pid_filter_clear(filter_of(tr, which), which->list);
	trace_event_pids_changed(tr);
	return 0;
}

static ssize_t pids_write(struct file *file, const char __user *ubuf, size_t size, loff_t *pos)
{
	return trace_control_fops.write(file, ubuf, size, pos);
}

static int pids_release(struct inode *inode, struct file *file)
{
	return trace_control_fops.release(inode, file);
}

static const struct file_operations pids_fops = {
	.open		= pids_open,
	.read_iter	= seq_read_iter,
	.write		= pids_write,
	.splice_read	= copy_splice_read,
	.llseek		= trace_text_lseek,
	.release	= pids_release,
};

#define PID_FILE(_list, _functions)						\
	{									\
		.control	= { .show = pids_show, .store = pids_store },	\
		.list		= (_list),					\
		.functions	= (_functions),					\
	}

#define PID_ROW(_name, _file)				\
	{						\
		.name	= (_name),			\
		.mode	= TRACE_MODE_WRITE,		\
		.fops	= &pids_fops,			\
		.ptr	= &(_file).control,		\
	}

static const struct pid_file event_only = PID_FILE(PID_LIST_ONLY, false);
static const struct pid_file event_never = PID_FILE(PID_LIST_NEVER, false);

static const struct tracefs_file event_pid_files[] = {
	PID_ROW("set_event_pid", event_only),
	PID_ROW("set_event_notrace_pid", event_never),
};

TRACE_FILES(event_pid_files, TRACE_INSTANCE);

#ifdef CONFIG_FUNCTION_TRACER
static const struct pid_file function_only = PID_FILE(PID_LIST_ONLY, true);
static const struct pid_file function_never = PID_FILE(PID_LIST_NEVER, true);

static const struct tracefs_file function_pid_files[] = {
	PID_ROW("set_ftrace_pid", function_only),
	PID_ROW("set_ftrace_notrace_pid", function_never),
};

TRACE_FILES(function_pid_files, TRACE_INSTANCE);
#endif
