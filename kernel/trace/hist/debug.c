// SPDX-License-Identifier: GPL-2.0
/*
 * The file "hist_debug" of an event: what its hists are made of, for those who work on
 * hist.h or want to know how a command was understood. Its text is not for programs.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../event/files.h"
#include "hist.h"

static const char * const sources[] = {
	[TRACE_U8] = "u8", [TRACE_U16] = "u16", [TRACE_U32] = "u32", [TRACE_U64] = "u64",
	[TRACE_S8] = "s8", [TRACE_S16] = "s16", [TRACE_S32] = "s32", [TRACE_S64] = "s64",
	[HIST_CONST] = "constant", [HIST_CPU] = "cpu", [HIST_TIME] = "time",
	[HIST_HITCOUNT] = "one for each hit", [HIST_REF] = "variable of another table",
	[HIST_OWN] = "variable",
	[HIST_ADD] = "+", [HIST_SUB] = "-", [HIST_MUL] = "*", [HIST_DIV] = "/",
	[HIST_NEG] = "negative", [HIST_CHARS] = "text", [HIST_DATA_LOC] = "text, located",
	[HIST_REL_LOC] = "text, located from there", [HIST_POINTER] = "text, pointed to",
	[HIST_COMM] = "name of the task", [HIST_STACK_NOW] = "stack of the hit",
	[HIST_STACK_LOC] = "stack, located",
};

static const char * const handlers[] = {
	[HIST_ONMATCH] = "onmatch", [HIST_ONMAX] = "onmax", [HIST_ONCHANGE] = "onchange",
};

static const char * const deeds[] = {
	[HIST_TRACE] = "trace", [HIST_SAVE] = "save", [HIST_SNAPSHOT] = "snapshot",
};

static bool is_in_record(const struct hist_expr *e)
{
	return e->source < HIST_CONST || e->source == HIST_STACK_LOC ||
	       (e->source >= HIST_CHARS && e->source <= HIST_POINTER);
}

/* A tree, each level further to the right. */
static void show_expr(struct seq_file *m, const struct hist_expr *e, int depth)
{
	seq_printf(m, "%*s%s: %s", depth * 2, "", e->text, sources[e->source]);
	if (is_in_record(e))
		seq_printf(m, " at %u", e->offset);
	if (e->source == HIST_REF)
		seq_printf(m, ", other %llu", e->value);
	seq_printf(m, ", %u bytes%s\n", e->size, e->is_signed ? ", signed" : "");
	for (unsigned int i = 0; i < ARRAY_SIZE(e->arg); i++)
		if (e->arg[i])
			show_expr(m, e->arg[i], depth + 1);
}

static void show_vars(struct seq_file *m, const struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_vars; i++) {
		const struct hist_table *table = hist->table;

		seq_printf(m, "  variable %u, %s, at %u of the entry\n", i, hist->vars[i].name,
			   table->blobs[i] ?: table->vars[i]);
		show_expr(m, hist->vars[i].expr, 2);
	}
}

static void show_others(struct seq_file *m, const struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_others; i++) {
		const struct hist_ref *ref = &hist->others[i];

		seq_printf(m, "  other %u: variable %u of a table of %u keys%s%s\n", i, ref->var,
			   ref->table->nr_keys, ref->used_up ? ", used up" : "",
			   ref->fits ? "" : ", never found");
	}
}

static void show_actions(struct seq_file *m, const struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_actions; i++) {
		const struct hist_action *action = hist->actions[i];

		seq_printf(m, "  action %u: %s, %s", i, handlers[action->handler],
			   deeds[action->deed]);
		if (action->handler != HIST_ONMATCH)
			seq_printf(m, ", variable %u, kept at %u", action->var, action->track);
		seq_printf(m, ", %u hidden hists\n", action->nr_hidden);
		for (unsigned int k = 0; k < action->nr_params; k++)
			show_expr(m, action->params[k], 2);
	}
}

static void show_hist(struct seq_file *m, const struct trace_trigger *t)
{
	const struct hist *hist = hist_of(t);
	const struct hist_map *map = hist->table->map;

	seq_puts(m, "# event histogram\n#\n# trigger info: ");
	hist_print(t, m);
	seq_puts(m, "#\n\n");
	seq_printf(m, "  table: %u hists, %u references, %u users of variables\n",
		   hist->table->nr_hists, refcount_read(&hist->table->refs),
		   hist->table->nr_users);
	seq_printf(m, "  entry: key %u, more %u, extra %u bytes, %u sums, room for %u\n",
		   map->shape.key, map->shape.more, map->shape.extra, map->shape.nr_sums,
		   map->shape.size);
	seq_printf(m, "  hits:%s%s%s%s\n", hist->fast ? " fast" : "",
		   hist->timed ? " timed" : "", hist->context ? " context" : "",
		   hist->owners ? " for an action" : "");
	for (unsigned int i = 0; i < hist->nr_keys; i++) {
		seq_printf(m, "  key %u\n", i);
		show_expr(m, hist->keys[i], 2);
	}
	for (unsigned int i = 0; i < hist->nr_values; i++) {
		seq_printf(m, "  value %u\n", i);
		show_expr(m, hist->values[i], 2);
	}
	show_vars(m, hist);
	show_others(m, hist);
	show_actions(m, hist);
	seq_putc(m, '\n');
}

static int debug_show(struct seq_file *m, void *unused)
{
	struct trace_event_file *file = m->private;
	struct trace_trigger *t;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	for_each_hist(t, file)
		show_hist(m, t);
	return 0;
}

static int debug_open(struct inode *inode, struct file *filp)
{
	struct trace_event_file *file;
	int err = trace_event_open(inode, filp);

	if (err)
		return err;
	file = filp->private_data;
	filp->private_data = NULL;
	err = single_open(filp, debug_show, file);
	if (!err)
		return 0;
	filp->private_data = file;
	trace_event_release(inode, filp);
	return err;
}

static int debug_release(struct inode *inode, struct file *filp)
{
	struct seq_file *m = filp->private_data;
	struct trace_event_file *file = m->private;

	single_release(inode, filp);
	filp->private_data = file;
	return trace_event_release(inode, filp);
}

const struct file_operations trace_event_hist_debug_fops = {
	.open		= debug_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= debug_release,
};
