// SPDX-License-Identifier: GPL-2.0
/*
 * set_ftrace_pid and set_ftrace_notrace_pid: function calls of some tasks only.
 *
 * Files of text like others, but opening one for truncation empties the list.
 */

#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/pidset.h"
#include "table.h"

static struct pidset __rcu **only_list(struct trace_array *tr)
{
	return &tr->function_pids.only;
}

static struct pidset __rcu **never_list(struct trace_array *tr)
{
	return &tr->function_pids.never;
}

static const struct pidset *pids_in(struct pidset __rcu **list)
{
	return rcu_dereference_protected(*list, lockdep_is_held(&tracing_mutex));
}

static int show_pids(struct seq_file *m, struct pidset __rcu **list)
{
	const struct pidset *set = pids_in(list);
	int pid = -1;

	if (!set)
		seq_puts(m, "no pid\n");
	while (set && (pid = pidset_next(set, pid)) >= 0)
		seq_printf(m, "%d\n", pid);
	return 0;
}

/* An empty list is none. */
static void replace_pids(struct pidset __rcu **list, struct pidset *set)
{
	struct pidset *old;

	if (set && pidset_is_empty(set)) {
		pidset_free(set);
		set = NULL;
	}
	old = rcu_replace_pointer(*list, set, lockdep_is_held(&tracing_mutex));
	if (old)
		pidset_free_rcu(old);
}

static int add_pids(struct pidset __rcu **list, char *text)
{
	struct pidset *set = pidset_copy(pids_in(list));
	int err;

	if (!set)
		return -ENOMEM;
	err = pidset_parse(set, text);
	if (err)
		pidset_free(set);
	else
		replace_pids(list, set);
	return err;
}

static int only_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	return show_pids(m, only_list(place->tr));
}

static int only_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	return add_pids(only_list(place->tr), text);
}

static int never_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	return show_pids(m, never_list(place->tr));
}

static int never_store(const struct trace_place *place, const struct tracefs_file *row,
		       char *text)
{
	return add_pids(never_list(place->tr), text);
}

static const struct trace_control only_control = { .show = only_show, .store = only_store };
static const struct trace_control never_control = { .show = never_show, .store = never_store };

static int pids_open(struct inode *inode, struct file *file)
{
	const struct trace_control *control = tracefs_file_of(inode)->ptr;
	struct trace_array *tr = trace_inode_instance(inode);
	int err = trace_control_fops.open(inode, file);

	if (err || !(file->f_mode & FMODE_WRITE) || !(file->f_flags & O_TRUNC))
		return err;
	guard(mutex)(&tracing_mutex);
	replace_pids(control == &only_control ? only_list(tr) : never_list(tr), NULL);
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
	.llseek		= seq_lseek,
	.release	= pids_release,
};

static const struct tracefs_file pid_files[] = {
	{
		.name	= "set_ftrace_pid",
		.mode	= TRACE_MODE_WRITE,
		.fops	= &pids_fops,
		.ptr	= &only_control,
	},
	{
		.name	= "set_ftrace_notrace_pid",
		.mode	= TRACE_MODE_WRITE,
		.fops	= &pids_fops,
		.ptr	= &never_control,
	},
};

TRACE_FILES(pid_files, TRACE_INSTANCE);
