// SPDX-License-Identifier: GPL-2.0
/*
 * trace and trace_json: the buffer as lines, without taking anything out of it.
 *
 * A reader has a snapshot iterator for each CPU and walks them by time.  As many
 * lines as a text buffer holds are one element of the seq_file.  They are printed
 * once: if they do not fit into what seq_file offers, they wait until it has made
 * room.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/snapshot.h"
#include "../core/tracer.h"
#include "../core/write.h"
#include "../event/type.h"
#include "../output/lines.h"
#include "../output/merge.h"
#include "records.h"
#include "table.h"

/* Bytes of lines that are enough for one element. */
#define BATCH	(TRACE_SEQ_BUFFER_SIZE - 512)

/**
 * struct trace_view - an open `trace` or what is like it
 * @lines: where it is, and what has been printed but not been taken
 * @pos: number of the element that these lines are, or will be, counted from 1
 * @paused: option pause-on-trace was on when it was opened
 * @held: it shows the worst latency, which stays
 * @nothing: prints what stands in the place of the header if there is no record;
 *	NULL: the header
 */
struct trace_view {
	struct trace_lines	lines;
	loff_t			pos;
	bool			paused;
	bool			held;
	void			(*nothing)(struct seq_file *m, struct trace_array *tr);
};

static void view_rewind(struct trace_view *view)
{
	trace_merge_rewind(&view->lines.iter);
	trace_lines_reset(&view->lines);
	view->pos = 1;
}

/* Is there another element? */
static bool view_more(struct trace_view *view)
{
	return trace_lines_left(&view->lines) || trace_merge_peek(&view->lines.iter);
}

static void view_fill(struct trace_view *view)
{
	if (!trace_lines_left(&view->lines))
		trace_lines_fill(&view->lines, BATCH);
}

static void view_step(struct trace_view *view)
{
	trace_lines_reset(&view->lines);
	view->pos++;
}

static void *view_start(struct seq_file *m, loff_t *pos)
{
	struct trace_view *view = m->private;

	trace_printers_lock();
	if (!*pos) {
		view_rewind(view);
		return SEQ_START_TOKEN;
	}
	if (*pos < view->pos)
		view_rewind(view);
	while (view->pos < *pos) {
		if (!view_more(view))
			return NULL;
		view_fill(view);
		view_step(view);
	}
	return view_more(view) ? view : NULL;
}

static void *view_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct trace_view *view = m->private;

	if (v != SEQ_START_TOKEN)
		view_step(view);
	(*pos)++;
	return view_more(view) ? view : NULL;
}

static void view_stop(struct seq_file *m, void *v)
{
	trace_printers_unlock();
}

static void show_header(struct seq_file *m, struct trace_view *view)
{
	if (view->nothing && trace_merge_empty(&view->lines.iter))
		view->nothing(m, view->lines.iter.tr);
	else if (view->lines.form->header)
		view->lines.form->header(m, &view->lines.iter);
}

static int view_show(struct seq_file *m, void *v)
{
	struct trace_view *view = m->private;
	struct trace_lines *lines = &view->lines;

	if (v == SEQ_START_TOKEN) {
		show_header(m, view);
		return 0;
	}
	view_fill(view);
	if (!seq_write(m, lines->text, lines->len))
		trace_lines_reset(lines);
	return 0;
}

static const struct seq_operations view_ops = {
	.start	= view_start,
	.next	= view_next,
	.stop	= view_stop,
	.show	= view_show,
};

/**
 * trace_view_open - let a file show a buffer as lines
 * @file: the file, which seq_read_iter() reads and trace_view_close() closes
 * @tr: the instance
 * @rb: its buffer or its snapshot
 * @cpu: the only CPU to show, or a negative number for all
 * @form: what they look like
 * @nothing: prints what stands in the place of the header if there is no record;
 *	NULL: the header
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int trace_view_open(struct file *file, struct trace_array *tr, struct ringbuf *rb,
		    int cpu, const struct trace_form *form,
		    void (*nothing)(struct seq_file *m, struct trace_array *tr))
{
	struct trace_view *view __free(kvfree) = NULL;
	int err;

	view = kvzalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	err = seq_open(file, &view_ops);
	if (err)
		return err;
	err = trace_lines_open(&view->lines, form) ?:
	      trace_merge_open(&view->lines.iter, tr, rb, cpu, false);
	if (err) {
		trace_lines_close(&view->lines);
		seq_release(file_inode(file), file);
		return err;
	}
	view->nothing = nothing;
	view->paused = rb == tr->buffer && trace_option(tr, PAUSE_ON_TRACE);
	if (view->paused)
		ringbuf_record_disable(tr->buffer);
	((struct seq_file *)file->private_data)->private = no_free_ptr(view);
	return 0;
}

void trace_view_close(struct file *file)
{
	struct seq_file *m = file->private_data;
	struct trace_view *view = m->private;

	if (view->paused)
		ringbuf_record_enable(view->lines.iter.tr->buffer);
	if (view->held)
		trace_worst_release(view->lines.iter.tr);
	trace_merge_close(&view->lines.iter);
	trace_lines_close(&view->lines);
	kvfree(view);
	seq_release(file_inode(file), file);
}

/* What a tracer that keeps the worst latency shows. */
static void clear_worst(struct trace_array *tr, int cpu)
{
	guard(mutex)(&tracing_mutex);
	if (tr->tracer->keeps_worst)
		trace_snapshot_clear(tr, cpu);
}

static void clear(struct trace_array *tr, int cpu)
{
	clear_worst(tr, cpu);
	guard(mutex)(&tr->read_mutex);
	if (cpu < 0)
		trace_array_clear(tr);
	else
		ringbuf_reset_cpu(tr->buffer, cpu);
}

/* The snapshot if that is what the tracer shows, NULL if it is not, or an ERR_PTR. */
static struct ringbuf *worst_buffer(struct trace_array *tr)
{
	guard(mutex)(&tracing_mutex);
	return tr->tracer->keeps_worst ? trace_snapshot_buffer(tr) : NULL;
}

static bool has_cpu(const struct trace_worst *worst, int cpu)
{
	return cpu < 0 || worst->cpu < 0 || cpu == worst->cpu;
}

/* The snapshot has more than the latency in it, before and on other CPUs. */
static int open_worst(struct file *file, struct trace_array *tr, struct ringbuf *rb,
		      int cpu)
{
	const struct trace_worst *worst = &tr->latency.worst;
	struct trace_view *view;
	int err;

	trace_worst_hold(tr);
	err = trace_view_open(file, tr, rb, cpu < 0 ? worst->cpu : cpu,
			      tracefs_file_of(file_inode(file))->ptr, NULL);
	if (err) {
		trace_worst_release(tr);
		return err;
	}
	view = ((struct seq_file *)file->private_data)->private;
	view->held = true;
	trace_merge_set_window(&view->lines.iter, worst->from,
			       has_cpu(worst, cpu) ? worst->to : 0);
	return 0;
}

static int open_view(struct file *file, struct trace_array *tr, int cpu)
{
	struct ringbuf *worst = worst_buffer(tr);

	if (IS_ERR(worst))
		return PTR_ERR(worst);
	if (worst)
		return open_worst(file, tr, worst, cpu);
	/* The row of the file tells the form. */
	return trace_view_open(file, tr, tr->buffer, cpu,
			       tracefs_file_of(file_inode(file))->ptr, NULL);
}

static int trace_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int cpu = trace_inode_cpu(inode);
	int err = 0;

	if (!trace_array_get(tr))
		return -ENODEV;
	if ((file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC))
		clear(tr, cpu);
	if (file->f_mode & FMODE_READ)
		err = open_view(file, tr, cpu);
	if (err)
		trace_array_put(tr);
	return err;
}

static int trace_release(struct inode *inode, struct file *file)
{
	if (file->f_mode & FMODE_READ)
		trace_view_close(file);
	trace_array_put(trace_inode_instance(inode));
	return 0;
}

/* Opening cleared it; what is written has no meaning. */
static ssize_t trace_write(struct file *file, const char __user *ubuf,
			   size_t count, loff_t *ppos)
{
	return count;
}

const struct file_operations trace_view_fops = {
	.owner		= THIS_MODULE,
	.open		= trace_open,
	.read_iter	= seq_read_iter,
	.splice_read	= copy_splice_read,
	.write		= trace_write,
	.llseek		= trace_text_lseek,
	.release	= trace_release,
};
