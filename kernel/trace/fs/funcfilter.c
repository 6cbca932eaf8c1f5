// SPDX-License-Identifier: GPL-2.0
/*
 * Files that choose functions: set_ftrace_filter and set_ftrace_notrace, those of an
 * instance, and others that bring a filter of their own, see funcfilter.h.
 *
 * A writer changes a copy of the choice, made when the file was opened; the copy takes
 * effect when the file is closed. So a list that comes in many writes is one change, and
 * opening the file for truncation does not hook the whole kernel for a moment. What is
 * written is words between white space; a word may come in several writes.
 *
 * A reader sees the choice that is in effect: its functions in the order of the table of
 * sites, the position being the number of the site, then what waits for a module.
 *
 * set_ftrace_filter also takes commands, FUNCTION:ACTION, which have their effect at
 * once, and shows those that there are.
 */

#include <linux/ctype.h>
#include <linux/fs.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "../core/errlog.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../core/write.h"
#include "../hook/match.h"
#include "../hook/ops.h"
#include "../hook/site.h"
#include "../text/cursor.h"
#include "../trigger/function.h"
#include "funcfilter.h"
#include "table.h"

#define WORD_MAX	(KSYM_NAME_LEN + 128)	/* name, ":mod:", name of a module */

/* Positions behind those of all sites: one for each wish, then one for each command. */
#define WISHES_POS	((loff_t)U32_MAX + 1)
#define COMMANDS_POS	(WISHES_POS + U32_MAX)

/**
 * struct filter_file - an open file
 * @tr: the instance
 * @filter: what the file is about
 * @name: of the file, for error_log
 * @kind: which list
 * @commands: the file takes commands
 * @site: reader: the one to show
 * @command: reader: number of the one to show
 * @edit: writer: the choice that will take effect
 * @len: bytes of @word
 * @word: writer: the beginning of a word
 */
struct filter_file {
	struct trace_array	*tr;
	struct hook_filter	*filter;
	const char		*name;
	enum hook_list_kind	kind;
	bool			commands;
	struct hook_site	site;
	struct hook_choice	edit;
	unsigned long		command;
	unsigned int		len;
	char			word[WORD_MAX];
};

static const struct hook_choice *choice_of(const struct filter_file *ff)
{
	return &ff->filter->choice;
}

/* The first site of the list from number @pos on. */
static struct hook_site *seek_site(struct filter_file *ff, loff_t *pos)
{
	const struct hook_set *set = choice_of(ff)->set[ff->kind];

	for (; *pos < HOOK_NO_SITE && hook_site_from(*pos, &ff->site); (*pos)++) {
		*pos = hook_site_nr(&ff->site);
		if (hook_set_has(set, *pos))
			return &ff->site;
	}
	return NULL;
}

static struct hook_wish *seek_wish(const struct filter_file *ff, loff_t *pos)
{
	struct hook_wish *wish;
	loff_t nr = WISHES_POS;

	*pos = max(*pos, WISHES_POS);
	list_for_each_entry(wish, &choice_of(ff)->wishes, list)
		if (wish->kind == ff->kind && nr++ == *pos)
			return wish;
	return NULL;
}

/* The file stands for its command, whose number is in the position. */
static struct filter_file *seek_command(struct filter_file *ff, loff_t *pos)
{
	*pos = max(*pos, COMMANDS_POS);
	ff->command = *pos - COMMANDS_POS;
	return ff->commands && trace_function_show(ff->tr, ff->command, NULL) ? ff : NULL;
}

static void *seek(struct filter_file *ff, loff_t *pos)
{
	return (void *)seek_site(ff, pos) ?: (void *)seek_wish(ff, pos) ?:
	       seek_command(ff, pos);
}

static bool says_nothing(const struct filter_file *ff)
{
	const struct hook_choice *choice = choice_of(ff);

	return ff->kind == HOOK_ONLY ? hook_choice_is_open(choice) :
				       hook_set_is_empty(choice->set[ff->kind]);
}

/* Position 0 is the line that stands for an empty list, site n is at n + 1. */
static void *filter_start(struct seq_file *m, loff_t *pos)
{
	struct filter_file *ff = m->private;
	loff_t nr = *pos - 1;
	void *v;

	mutex_lock(&hook_mutex);
	if (!*pos && says_nothing(ff))
		return SEQ_START_TOKEN;
	nr = max(nr, 0);
	v = seek(ff, &nr);
	*pos = nr + 1;
	return v;
}

static void *filter_next(struct seq_file *m, void *v, loff_t *pos)
{
	loff_t nr = *pos;
	void *next = seek(m->private, &nr);

	*pos = nr + 1;
	return next;
}

static void filter_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&hook_mutex);
}

static void show_site(struct seq_file *m, const struct hook_site *site)
{
	const char *module = hook_site_module(site);
	char name[KSYM_NAME_LEN];

	if (!hook_site_name(site, name))
		return;
	seq_puts(m, name);
	if (module)
		seq_printf(m, " [%s]", module);
	seq_putc(m, '\n');
}

static void show_wish(struct seq_file *m, const struct hook_wish *wish)
{
	seq_printf(m, "%s:mod:%s\n", wish->glob, wish->module);
}

static int filter_show(struct seq_file *m, void *v)
{
	struct filter_file *ff = m->private;

	if (v == SEQ_START_TOKEN)
		seq_puts(m, ff->kind == HOOK_ONLY ? "#### all functions enabled ####\n" :
						    "#### no functions disabled ####\n");
	else if (v == &ff->site)
		show_site(m, v);
	else if (v == ff)
		trace_function_show(ff->tr, ff->command, m);
	else
		show_wish(m, v);
	return 0;
}

static const struct seq_operations filter_seq = {
	.start	= filter_start,
	.next	= filter_next,
	.stop	= filter_stop,
	.show	= filter_show,
};

static int start_edit(struct filter_file *ff, bool truncate)
{
	int err;

	guard(mutex)(&hook_mutex);
	err = hook_choice_copy(&ff->edit, &ff->filter->choice);
	if (err)
		hook_choice_free(&ff->edit);
	else if (truncate)
		hook_choice_clear(&ff->edit, ff->kind);
	return err;
}

static struct filter_file *file_alloc(struct inode *inode)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct filter_file *ff;

	if (!trace_array_get(tr))
		return ERR_PTR(-ENODEV);
	ff = kzalloc(sizeof(*ff), GFP_KERNEL);
	if (!ff) {
		trace_array_put(tr);
		return ERR_PTR(-ENOMEM);
	}
	ff->tr = tr;
	return ff;
}

static void file_free(struct filter_file *ff)
{
	trace_array_put(ff->tr);
	kfree(ff);
}

static int open_parts(struct filter_file *ff, struct file *file)
{
	const struct trace_filter_source *source = tracefs_file_of(file_inode(file))->ptr;
	int err;

	ff->name = tracefs_file_of(file_inode(file))->name;
	ff->kind = source->kind;
	ff->commands = source->commands;
	scoped_guard(mutex, &hook_mutex)
		ff->filter = source->get(ff->tr, ff->kind);
	if (!ff->filter)
		return -ENOMEM;
	err = seq_open(file, &filter_seq);
	if (err)
		return err;
	if (file->f_mode & FMODE_WRITE) {
		err = start_edit(ff, file->f_flags & O_TRUNC);
		ff->edit.strict = source->strict;
	}
	if (err)
		seq_release(file_inode(file), file);
	return err;
}

static int filter_open(struct inode *inode, struct file *file)
{
	struct filter_file *ff = file_alloc(inode);
	int err;

	if (IS_ERR(ff))
		return PTR_ERR(ff);
	err = open_parts(ff, file);
	if (err) {
		file_free(ff);
		return err;
	}
	((struct seq_file *)file->private_data)->private = ff;
	trace_text_allow_pwrite(file);
	return 0;
}

/* Tell what is wrong with the word. */
static void complain(struct filter_file *ff, const char *word)
{
	struct text_command cmd = { .text = word, .error = TEXT_NO_FUNCTION };

	guard(mutex)(&tracing_mutex);
	trace_errlog_add(ff->tr, ff->name, &cmd);
}

/* The word is complete. */
static int take_word(struct filter_file *ff)
{
	char word[WORD_MAX];
	int err;

	ff->word[ff->len] = '\0';
	ff->len = 0;
	if (ff->commands && trace_function_is_command(ff->word)) {
		guard(mutex)(&tracing_mutex);
		return trace_function_command(ff->tr, ff->word);
	}
	strscpy(word, ff->word);
	scoped_guard(mutex, &hook_mutex)
		err = hook_choice_parse(&ff->edit, ff->kind, ff->word);
	if (err == -EINVAL)
		complain(ff, word);
	return err;
}

static int take_char(struct filter_file *ff, char c)
{
	if (isspace(c) || !c)
		return ff->len ? take_word(ff) : 0;
	if (ff->len == WORD_MAX - 1)
		return -EINVAL;
	ff->word[ff->len++] = c;
	return 0;
}

static ssize_t filter_write(struct file *file, const char __user *ubuf, size_t size,
			    loff_t *pos)
{
	char *text __free(kfree) = NULL;
	struct filter_file *ff = ((struct seq_file *)file->private_data)->private;
	int err;

	size = min(size, PAGE_SIZE);
	text = memdup_user_nul(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(no_free_ptr(text));
	for (size_t i = 0; i < size; i++) {
		err = take_char(ff, text[i]);
		if (err) {
			ff->len = 0;
			return err;
		}
	}
	*pos += size;
	return size;
}

static void finish_edit(struct filter_file *ff)
{
	if (ff->len)
		take_word(ff);
	guard(mutex)(&hook_mutex);
	hook_filter_apply(ff->filter, &ff->edit);
	hook_choice_free(&ff->edit);
}

static int filter_release(struct inode *inode, struct file *file)
{
	struct filter_file *ff = ((struct seq_file *)file->private_data)->private;

	if (file->f_mode & FMODE_WRITE)
		finish_edit(ff);
	file_free(ff);
	return seq_release(inode, file);
}

const struct file_operations trace_filter_fops = {
	.open		= filter_open,
	.read_iter	= seq_read_iter,
	.write		= filter_write,
	.splice_read	= copy_splice_read,
	.llseek		= trace_text_lseek,
	.release	= filter_release,
};

static struct hook_filter *function_filter(struct trace_array *tr, enum hook_list_kind kind)
{
	return hook_filter_of(tr->ops);
}

static const struct trace_filter_source filter_source = {
	.get		= function_filter,
	.kind		= HOOK_ONLY,
	.commands	= true,
};

static const struct trace_filter_source notrace_source = {
	.get		= function_filter,
	.kind		= HOOK_EXCEPT,
};

static const struct tracefs_file filter_files[] = {
	TRACE_FILTER("set_ftrace_filter", &filter_source),
	TRACE_FILTER("set_ftrace_notrace", &notrace_source),
};

TRACE_FILES(filter_files, TRACE_INSTANCE);

static struct trace_feature function_features[] = {
	{ .name = "function-filters", .values = "name number glob module" },
};

TRACE_FEATURES(function_features);
