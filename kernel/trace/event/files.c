// SPDX-License-Identifier: GPL-2.0
/*
 * The tree events/: a directory for each system, in it one for each event.
 *
 * Directories are nodes of tracefs, shared tables say what is in them.  The data
 * of an event's directory is the event in the instance; all above it have the
 * instance itself, and a system is known by the name of its directory.
 *
 * An open file keeps the instance.  It keeps the memory of the event, too, but
 * not the event: that goes with its module, and whoever comes later gets -ENODEV.
 */
#include <linux/fs.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/format.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracefs.h>
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/trigger.h"
#include "class.h"
#include "enable.h"
#include "files.h"
#include "format.h"

/**
 * struct event_system - a directory below events/
 * @list: in trace_array::event_dirs
 * @dir: the directory, which has the name
 * @nr_events: events in it
 */
struct event_system {
	struct list_head	list;
	struct tracefs_dir	*dir;
	unsigned int		nr_events;
};

/* ---- Opening ---------------------------------------------------------- */

int trace_event_open_instance(struct inode *inode, struct file *filp)
{
	struct trace_array *tr = inode->i_private;

	if (!trace_array_get(tr))
		return -ENODEV;
	filp->private_data = tr;
	return 0;
}

int trace_event_release_instance(struct inode *inode, struct file *filp)
{
	trace_array_put(filp->private_data);
	return 0;
}

static struct trace_event_file *event_get(struct inode *inode)
{
	struct trace_event_file *file = inode->i_private;

	if (!trace_array_get(file->tr))
		return NULL;
	trace_event_file_get(file);
	return file;
}

static void event_put(struct trace_event_file *file)
{
	struct trace_array *tr = file->tr;

	trace_event_file_put(file);
	trace_array_put(tr);
}

int trace_event_open(struct inode *inode, struct file *filp)
{
	filp->private_data = event_get(inode);
	return filp->private_data ? 0 : -ENODEV;
}

int trace_event_release(struct inode *inode, struct file *filp)
{
	event_put(filp->private_data);
	return 0;
}

/* ---- Switches --------------------------------------------------------- */

static int read_switch(const char __user *ubuf, size_t size, bool *on)
{
	unsigned int value;
	int err = kstrtouint_from_user(ubuf, size, 0, &value);

	if (err)
		return err;
	if (value > 1)
		return -EINVAL;
	*on = value;
	return 0;
}

static ssize_t event_enable_read(struct file *filp, char __user *ubuf,
				 size_t size, loff_t *pos)
{
	struct trace_event_file *file = filp->private_data;
	unsigned long flags;
	char text[4] = "0";

	scoped_guard(mutex, &tracing_mutex) {
		flags = file->flags;
		if (trace_event_is_on(file))
			text[0] = '1';
	}
	if (flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	if (flags & EVENT_FILE_FL_SOFT_MODE)
		strcat(text, "*");
	strcat(text, "\n");
	return simple_read_from_buffer(ubuf, size, pos, text, strlen(text));
}

static ssize_t event_enable_write(struct file *filp, const char __user *ubuf,
				  size_t size, loff_t *pos)
{
	struct trace_event_file *file = filp->private_data;
	bool on;
	int err;

	err = read_switch(ubuf, size, &on);
	if (err)
		return err;
	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	err = (on ? trace_array_expand(file->tr) : 0) ?: trace_event_enable(file, on);
	if (err)
		return err;
	*pos += size;
	return size;
}

static const struct file_operations event_enable_fops = {
	.open		= trace_event_open,
	.read		= event_enable_read,
	.write		= event_enable_write,
	.llseek		= default_llseek,
	.release	= trace_event_release,
};

int trace_event_group_open(struct inode *inode, struct file *filp)
{
	struct trace_array *tr = inode->i_private;
	const struct tracefs_dir *dir = tracefs_dir_of(inode);
	const char *name = tracefs_dir_name(dir);
	size_t size = strlen(name) + 1;
	struct trace_event_group *group;

	group = kzalloc(struct_size(group, system, size), GFP_KERNEL);
	if (!group)
		return -ENOMEM;
	if (!trace_array_get(tr)) {
		kfree(group);
		return -ENODEV;
	}
	group->tr = tr;
	group->all = dir == tr->event_dir;
	strscpy(group->system, name, size);
	filp->private_data = group;
	return 0;
}

int trace_event_group_release(struct inode *inode, struct file *filp)
{
	struct trace_event_group *group = filp->private_data;

	trace_array_put(group->tr);
	kfree(group);
	return 0;
}

/*
 * What a group shows: none of its events is on, all are, some are, none exist. One that
 * triggers look at is on, whether it is recorded or not.
 */
static char group_state(const struct trace_event_group *group)
{
	static const char states[] = { '?', '0', '1', 'X' };
	struct trace_event_file *file;
	unsigned int seen = 0;

	list_for_each_entry(file, &group->tr->events, list) {
		struct trace_event_call *call = file->event_call;

		if (!trace_event_can_enable(call) ||
		    (!group->all && strcmp(call->class->system, group->system)))
			continue;
		seen |= file->flags & EVENT_FILE_FL_ENABLED ? 2 : 1;
	}
	return states[seen];
}

static ssize_t group_enable_read(struct file *filp, char __user *ubuf,
				 size_t size, loff_t *pos)
{
	struct trace_event_group *group = filp->private_data;
	char text[2] = { 0, '\n' };

	scoped_guard(mutex, &tracing_mutex)
		text[0] = group_state(group);
	return simple_read_from_buffer(ubuf, size, pos, text, sizeof(text));
}

static int group_enable(struct trace_event_group *group, bool on)
{
	struct trace_event_file *file;
	int err, first = 0;

	list_for_each_entry(file, &group->tr->events, list) {
		struct trace_event_call *call = file->event_call;

		if (!trace_event_can_enable(call) ||
		    (!group->all && strcmp(call->class->system, group->system)))
			continue;
		err = trace_event_enable(file, on);
		first = first ?: err;
	}
	return first;
}

static ssize_t group_enable_write(struct file *filp, const char __user *ubuf,
				  size_t size, loff_t *pos)
{
	struct trace_event_group *group = filp->private_data;
	bool on;
	int err;

	err = read_switch(ubuf, size, &on);
	if (err)
		return err;
	guard(mutex)(&tracing_mutex);
	err = (on ? trace_array_expand(group->tr) : 0) ?: group_enable(group, on);
	if (err)
		return err;
	*pos += size;
	return size;
}

static const struct file_operations group_enable_fops = {
	.open		= trace_event_group_open,
	.read		= group_enable_read,
	.write		= group_enable_write,
	.llseek		= default_llseek,
	.release	= trace_event_group_release,
};

/* ---- Descriptions ----------------------------------------------------- */

static int format_show(struct seq_file *m, void *unused)
{
	struct trace_event_file *file = m->private;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	trace_event_show_format(m, file->event_call);
	return 0;
}

static int format_open(struct inode *inode, struct file *filp)
{
	struct trace_event_file *file = event_get(inode);
	int err;

	if (!file)
		return -ENODEV;
	err = single_open(filp, format_show, file);
	if (err)
		event_put(file);
	return err;
}

static int format_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;

	event_put(m->private);
	return single_release(inode, filp);
}

static const struct file_operations format_fops = {
	.open		= format_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= format_release,
};

static ssize_t id_read(struct file *filp, char __user *ubuf, size_t size,
		       loff_t *pos)
{
	struct trace_event_file *file = filp->private_data;
	char text[8];
	int len;

	len = scnprintf(text, sizeof(text), "%u\n", file->type);
	return simple_read_from_buffer(ubuf, size, pos, text, len);
}

static const struct file_operations id_fops = {
	.open		= trace_event_open,
	.read		= id_read,
	.llseek		= default_llseek,
	.release	= trace_event_release,
};

static void header_field(struct seq_file *m, const char *decl,
			 unsigned int offset, unsigned int size, bool is_signed)
{
	seq_printf(m, "\tfield: %s;\toffset:%u;\tsize:%u;\tsigned:%u;\n", decl,
		   offset, size, is_signed);
}

static int header_page_show(struct seq_file *m, void *unused)
{
	const struct trace_array *tr = m->private;
	unsigned int commit = offsetof(struct rb_page, commit);
	unsigned int page;

	scoped_guard(mutex, &tracing_mutex)
		page = PAGE_SIZE << ringbuf_subbuf_order(tr->buffer);
	header_field(m, "u64 timestamp", 0, sizeof(u64), false);
	header_field(m, "local_t commit", commit, sizeof(long), true);
	header_field(m, "int overwrite", commit, 1, true);
	header_field(m, "char data", RB_PAGE_HEADER, page - RB_PAGE_HEADER,
		     is_signed_type(char));
	return 0;
}

static int header_event_show(struct seq_file *m, void *unused)
{
	seq_puts(m, "# compressed entry header\n");
	seq_printf(m, "\ttype_len    : %4u bits\n", RB_TYPE_BITS);
	seq_printf(m, "\ttime_delta  : %4u bits\n", RB_DELTA_BITS);
	seq_printf(m, "\tarray       : %4u bits\n\n", 32);
	seq_printf(m, "\tpadding     : type == %d\n", RB_TYPE_PADDING);
	seq_printf(m, "\ttime_extend : type == %d\n", RB_TYPE_TIME_EXTEND);
	seq_printf(m, "\ttime_stamp : type == %d\n", RB_TYPE_TIME_STAMP);
	seq_printf(m, "\tdata max type_len  == %d\n", RB_TYPE_DATA_MAX);
	return 0;
}

static int header_open(struct inode *inode, struct file *filp)
{
	int (*show)(struct seq_file *m, void *v);
	struct trace_array *tr = inode->i_private;
	int err;

	show = tracefs_file_of(inode)->arg ? header_event_show :
					     header_page_show;
	if (!trace_array_get(tr))
		return -ENODEV;
	err = single_open(filp, show, tr);
	if (err)
		trace_array_put(tr);
	return err;
}

static int header_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;

	trace_array_put(m->private);
	return single_release(inode, filp);
}

static const struct file_operations header_fops = {
	.open		= header_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= header_release,
};

/* ---- Tables ----------------------------------------------------------- */

/* The tracer's own entries cannot be switched. */
static bool system_has_switch(const struct tracefs_dir *dir,
			      const struct tracefs_file *row)
{
	return strcmp(tracefs_dir_name(dir), "ftrace");
}

static const struct trace_event_call *call_of_dir(const struct tracefs_dir *dir)
{
	const struct trace_event_file *file = tracefs_dir_data(dir);

	return file->event_call;
}

/* The tracer's own entries: perf can open some of them. */
static bool event_can_open(const struct tracefs_dir *dir, const struct tracefs_file *row)
{
	return call_of_dir(dir)->class->reg;
}

static bool event_can_enable(const struct tracefs_dir *dir, const struct tracefs_file *row)
{
	return trace_event_can_enable(call_of_dir(dir));
}

/* What is written to trace_marker sets triggers off. */
static bool event_has_triggers(const struct tracefs_dir *dir,
			       const struct tracefs_file *row)
{
	return event_can_enable(dir, row) ||
		call_of_dir(dir)->event.type == TRACE_TYPE_print;
}

static bool event_has_id(const struct tracefs_dir *dir, const struct tracefs_file *row)
{
	return event_can_open(dir, row) || event_has_triggers(dir, row);
}

static const struct tracefs_file event_files[] = {
	{ .name = "format", .mode = 0440, .fops = &format_fops },
	{ .name = "id", .mode = 0440, .fops = &id_fops, .visible = event_has_id },
#ifdef CONFIG_TRACE_EVENT_INJECT
	{
		.name		= "inject",
		.mode		= 0200,
		.fops		= &trace_event_inject_fops,
		.visible	= event_has_id,
	},
#endif
	{
		.name		= "enable",
		.mode		= 0640,
		.fops		= &event_enable_fops,
		.visible	= event_can_enable,
	}, {
		.name		= "filter",
		.mode		= 0640,
		.fops		= &trace_event_filter_fops,
		.visible	= event_can_enable,
	}, {
		.name		= "trigger",
		.mode		= 0640,
		.fops		= &trace_event_trigger_fops,
		.visible	= event_has_triggers,
	},
#ifdef CONFIG_HIST_TRIGGERS
	{
		.name		= "hist",
		.mode		= 0440,
		.fops		= &trace_event_hist_fops,
	}, {
		.name		= "hist_json",
		.mode		= 0440,
		.fops		= &trace_event_hist_json_fops,
	},
#endif
#ifdef CONFIG_HIST_TRIGGERS_DEBUG
	{
		.name		= "hist_debug",
		.mode		= 0440,
		.fops		= &trace_event_hist_debug_fops,
	},
#endif
};

static const struct tracefs_file system_files[] = {
	{
		.name		= "enable",
		.mode		= 0640,
		.fops		= &group_enable_fops,
		.visible	= system_has_switch,
	}, {
		.name		= "filter",
		.mode		= 0640,
		.fops		= &trace_system_filter_fops,
		.visible	= system_has_switch,
	},
};

static const struct tracefs_file root_files[] = {
	{ .name = "enable", .mode = 0640, .fops = &group_enable_fops },
	{ .name = "header_page", .mode = 0440, .fops = &header_fops, .arg = 0 },
	{ .name = "header_event", .mode = 0440, .fops = &header_fops, .arg = 1 },
};

/* ---- Directories ------------------------------------------------------ */

static struct event_system *find_system(struct trace_array *tr,
					const char *name)
{
	struct event_system *sys;

	list_for_each_entry(sys, &tr->event_dirs, list) {
		if (!strcmp(tracefs_dir_name(sys->dir), name))
			return sys;
	}
	return NULL;
}

static struct event_system *make_system(struct trace_array *tr,
					const char *name)
{
	struct event_system *sys = kzalloc(sizeof(*sys), GFP_KERNEL);

	if (!sys)
		return ERR_PTR(-ENOMEM);
	sys->dir = tracefs_create_dir(name, tr->event_dir, system_files,
				      ARRAY_SIZE(system_files), tr);
	if (IS_ERR(sys->dir)) {
		struct tracefs_dir *dir = sys->dir;

		kfree(sys);
		return ERR_CAST(dir);
	}
	list_add_tail(&sys->list, &tr->event_dirs);
	return sys;
}

int trace_event_dir_add(struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;
	struct trace_array *tr = file->tr;
	struct event_system *sys;
	struct tracefs_dir *dir;

	sys = find_system(tr, call->class->system) ?:
	      make_system(tr, call->class->system);
	if (IS_ERR(sys))
		return PTR_ERR(sys);
	sys->nr_events++;
	dir = tracefs_create_dir(trace_event_name(call), sys->dir, event_files,
				 ARRAY_SIZE(event_files), file);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	file->dir = dir;
	return 0;
}

void trace_event_dir_drop(struct trace_event_file *file)
{
	struct event_system *sys;

	sys = find_system(file->tr, file->event_call->class->system);
	if (!sys || --sys->nr_events)
		return;
	file->dir = sys->dir;
	list_del(&sys->list);
	kfree(sys);
}

static int add_instance_files(struct trace_array *tr)
{
	int err;

	err = tracefs_dir_add_files(tr->dir, trace_set_event_files,
				    ARRAY_SIZE(trace_set_event_files), tr);
	if (!err && trace_array_is_top(tr))
		err = tracefs_dir_add_files(NULL, trace_event_top_files,
					    nr_trace_event_top_files, tr);
	return err;
}

int trace_event_dirs_create(struct trace_array *tr)
{
	struct trace_event_file *file;
	struct tracefs_dir *dir;
	int err;

	lockdep_assert_held(&tracing_mutex);
	dir = tracefs_create_dir("events", tr->dir, root_files,
				 ARRAY_SIZE(root_files), tr);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	tracefs_dir_set_public(dir);
	tr->event_dir = dir;
	err = add_instance_files(tr);
	list_for_each_entry(file, &tr->events, list)
		err = err ?: trace_event_dir_add(file);
	return err;
}

void trace_event_dirs_destroy(struct trace_array *tr)
{
	struct event_system *sys, *next;

	tracefs_dir_remove(tr->event_dir);
	list_for_each_entry_safe(sys, next, &tr->event_dirs, list)
		kfree(sys);
}
