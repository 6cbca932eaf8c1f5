// SPDX-License-Identifier: GPL-2.0
/*
 * set_event and available_events: events by name.
 *
 * A request is a list of words, see request.c.  All words are looked up before the
 * first event is switched, so a request with a mistake changes nothing.
 */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracefs.h>
#include "../core/instance.h"
#include "../core/write.h"
#include "class.h"
#include "enable.h"
#include "evalmap.h"
#include "files.h"
#include "request.h"
#include "set_event.h"

/* No request is longer. */
#define REQUEST_MAX	(16 * PAGE_SIZE)

typedef int (*word_fn)(struct trace_array *tr, const char *word);

/* Calls @fn for each word of a request; the text is taken apart. */
static int walk_words(char *text, const char *separators,
		      struct trace_array *tr, word_fn fn)
{
	char *word;
	int err;

	while ((word = strsep(&text, separators))) {
		if (!*word)
			continue;
		err = fn(tr, word);
		if (err)
			return err;
	}
	return 0;
}

int trace_set_event(struct trace_array *tr, char *text, const char *separators)
{
	char *copy __free(kfree) = kstrdup(text, GFP_KERNEL);
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (!copy)
		return -ENOMEM;
	err = walk_words(copy, separators, tr, trace_event_check_text);
	return err ?: walk_words(text, separators, tr, trace_event_enable_text);
}

/* ---- Listing ---------------------------------------------------------- */

struct event_list {
	struct trace_array	*tr;
	bool			only_on;
};

/* The first event from @node on that is listed. */
static struct trace_event_file *listed_from(const struct event_list *list,
					    struct list_head *node)
{
	struct trace_event_file *file;

	for (; node != &list->tr->events; node = node->next) {
		file = list_entry(node, struct trace_event_file, list);
		if (trace_event_can_enable(file->event_call) &&
		    (!list->only_on || trace_event_is_attached(file)))
			return file;
	}
	return NULL;
}

/* What is listed from @node on; behind the events, all wishes as one: the instance. */
static void *listed(const struct event_list *list, struct list_head *node)
{
	struct trace_event_file *file = listed_from(list, node);

	if (file)
		return file;
	return list->only_on && !list_empty(&list->tr->event_wishes) ? list->tr : NULL;
}

static void *step(const struct event_list *list, void *v)
{
	struct trace_event_file *file = v;

	return v == list->tr ? NULL : listed(list, file->list.next);
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return step(m->private, v);
}

static void *list_start(struct seq_file *m, loff_t *pos)
{
	struct event_list *list = m->private;
	void *v;

	mutex_lock(&tracing_mutex);
	v = listed(list, list->tr->events.next);
	for (loff_t i = 0; v && i < *pos; i++)
		v = step(list, v);
	return v;
}

static void list_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&tracing_mutex);
}

static void show_wishes(struct seq_file *m, const struct trace_array *tr)
{
	const struct trace_event_wish *wish;

	list_for_each_entry(wish, &tr->event_wishes, list)
		seq_printf(m, "%s:mod:%s\n", wish->text, wish->module);
}

static int list_show(struct seq_file *m, void *v)
{
	const struct event_list *list = m->private;
	struct trace_event_file *file = v;
	struct trace_event_call *call;

	if (v == list->tr) {
		show_wishes(m, list->tr);
		return 0;
	}
	call = file->event_call;
	seq_printf(m, "%s:%s\n", call->class->system, trace_event_name(call));
	return 0;
}

static const struct seq_operations list_ops = {
	.start	= list_start,
	.next	= list_next,
	.stop	= list_stop,
	.show	= list_show,
};

static int list_open(struct inode *inode, struct file *filp, bool only_on)
{
	struct trace_array *tr = inode->i_private;
	struct event_list *list;

	if (!trace_array_get(tr))
		return -ENODEV;
	list = __seq_open_private(filp, &list_ops, sizeof(*list));
	if (!list) {
		trace_array_put(tr);
		return -ENOMEM;
	}
	list->tr = tr;
	list->only_on = only_on;
	return 0;
}

static int list_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;
	struct event_list *list = m->private;

	trace_array_put(list->tr);
	return seq_release_private(inode, filp);
}

/* ---- Files ------------------------------------------------------------ */

static void all_off(struct trace_array *tr)
{
	static const struct trace_event_match any = {};

	guard(mutex)(&tracing_mutex);
	trace_event_enable_matching(tr, &any, false);
	trace_event_wishes_forget(tr);
}

static int set_event_open(struct inode *inode, struct file *filp)
{
	int err = list_open(inode, filp, true);

	if (!err && filp->f_mode & FMODE_WRITE && filp->f_flags & O_TRUNC)
		all_off(inode->i_private);
	return err;
}

static int set_events(void *tr, char *text)
{
	guard(mutex)(&tracing_mutex);
	return trace_array_expand(tr) ?: trace_set_event(tr, text, " \t\r\n");
}

static ssize_t set_event_write(struct file *filp, const char __user *ubuf,
			       size_t size, loff_t *pos)
{
	struct seq_file *m = filp->private_data;
	struct event_list *list = m->private;

	if (size > REQUEST_MAX)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, set_events, list->tr);
}

static const struct file_operations set_event_fops = {
	.open		= set_event_open,
	.read		= seq_read,
	.write		= set_event_write,
	.llseek		= trace_text_lseek,
	.release	= list_release,
};

const struct tracefs_file trace_set_event_files[1] = {
	{ .name = "set_event", .mode = 0640, .fops = &set_event_fops },
};

static int available_open(struct inode *inode, struct file *filp)
{
	return list_open(inode, filp, false);
}

static const struct file_operations available_fops = {
	.open		= available_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= list_release,
};

#ifdef CONFIG_TRACE_EVAL_MAP_FILE
static int eval_map_show(struct seq_file *m, void *unused)
{
	guard(mutex)(&tracing_mutex);
	trace_evals_show(m);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(eval_map);
#endif

const struct tracefs_file trace_event_top_files[] = {
	{ .name = "available_events", .mode = 0440, .fops = &available_fops },
#ifdef CONFIG_TRACE_EVAL_MAP_FILE
	{ .name = "eval_map", .mode = 0440, .fops = &eval_map_fops },
#endif
};

const unsigned int nr_trace_event_top_files = ARRAY_SIZE(trace_event_top_files);
