// SPDX-License-Identifier: GPL-2.0
/*
 * trace_pipe and trace_pipe_json: records as lines, oldest first, each given out
 * once.
 *
 * A read waits until there is a record, then prints as many as fit.  Text that
 * has been printed but not been fetched waits.
 */
#include <linux/cpumask.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/wait.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include "../core/instance.h"
#include "../event/type.h"
#include "../output/lines.h"
#include "../output/merge.h"
#include "records.h"
#include "table.h"

/**
 * struct trace_pipe - an open trace_pipe
 * @lines: what has been printed
 * @lock: one read at a time
 * @seen: something has been read
 * @nr_first: lines that came before all records
 * @begun: there are no more of those
 */
struct trace_pipe {
	struct trace_lines	lines;
	struct mutex		lock;	/* of @lines */
	bool			seen;
	unsigned int		nr_first;
	bool			begun;
};

/* One reader per CPU; -1 asks for all CPUs. */
static int pipe_claim(struct trace_array *tr, int cpu)
{
	guard(mutex)(&tr->read_mutex);
	if (cpu < 0) {
		if (!cpumask_empty(tr->pipe_cpus))
			return -EBUSY;
		cpumask_setall(tr->pipe_cpus);
		return 0;
	}
	return cpumask_test_and_set_cpu(cpu, tr->pipe_cpus) ? -EBUSY : 0;
}

static void pipe_unclaim(struct trace_array *tr, int cpu)
{
	guard(mutex)(&tr->read_mutex);
	if (cpu < 0)
		cpumask_clear(tr->pipe_cpus);
	else
		cpumask_clear_cpu(cpu, tr->pipe_cpus);
}

static int pipe_begin(struct trace_pipe *pipe, struct trace_array *tr, int cpu,
		      const struct trace_form *form)
{
	int err;

	err = trace_lines_open(&pipe->lines, form) ?: pipe_claim(tr, cpu);
	if (err)
		return err;
	err = trace_merge_open(&pipe->lines.iter, tr, tr->buffer, cpu, true);
	if (err)
		pipe_unclaim(tr, cpu);
	return err;
}

static int pipe_prepare(struct file *file, struct trace_array *tr, int cpu,
			const struct trace_form *form)
{
	struct trace_pipe *pipe = kvzalloc(sizeof(*pipe), GFP_KERNEL);
	int err;

	if (!pipe)
		return -ENOMEM;
	mutex_init(&pipe->lock);
	err = pipe_begin(pipe, tr, cpu, form);
	if (err) {
		trace_lines_close(&pipe->lines);
		kvfree(pipe);
		return err;
	}
	file->private_data = pipe;
	return 0;
}

/* The row of the file tells the form. */
static int pipe_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int err;

	if (!trace_array_get(tr))
		return -ENODEV;
	err = pipe_prepare(file, tr, trace_inode_cpu(inode), tracefs_file_of(inode)->ptr);
	if (err)
		trace_array_put(tr);
	return err ?: stream_open(inode, file);
}

static int pipe_release(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct trace_pipe *pipe = file->private_data;

	trace_merge_close(&pipe->lines.iter);
	trace_lines_close(&pipe->lines);
	pipe_unclaim(tr, trace_inode_cpu(inode));
	kvfree(pipe);
	trace_array_put(tr);
	return 0;
}

static bool tracing_was_stopped(void *data)
{
	struct trace_pipe *pipe = data;

	return pipe->seen && !tracer_tracing_is_on(pipe->lines.iter.tr);
}

/* 1: there is something to print; 0: the end; or an errno. */
static int pipe_wait(struct trace_pipe *pipe, bool nonblock)
{
	struct trace_array *tr = pipe->lines.iter.tr;
	int cpu = pipe->lines.iter.cpu_file;
	int err;

	while (trace_merge_empty(&pipe->lines.iter)) {
		if (nonblock)
			return -EAGAIN;
		/* Somebody stopped tracing: after the last record comes EOF. */
		if (tracing_was_stopped(pipe))
			return 0;
		err = rb_wait(tr->buffer, cpu < 0 ? RB_ALL_CPUS : cpu, 0,
			      tracing_was_stopped, pipe);
		if (err)
			return err;
	}
	return 1;
}

static void pipe_print(struct trace_pipe *pipe, size_t want)
{
	guard(mutex)(&pipe->lines.iter.tr->read_mutex);
	trace_printers_lock();
	trace_lines_fill(&pipe->lines, want);
	trace_printers_unlock();
}

/* The next line of those that come before all records. */
static bool pipe_print_first(struct trace_pipe *pipe)
{
	pipe->begun = pipe->begun || !trace_lines_first(&pipe->lines, pipe->nr_first);
	pipe->nr_first++;
	return !pipe->begun;
}

static ssize_t pipe_fetch(struct trace_lines *lines, struct iov_iter *to)
{
	size_t len = min(trace_lines_left(lines), iov_iter_count(to));
	size_t done = copy_to_iter(lines->text + lines->fetched, len, to);

	lines->fetched += done;
	if (!trace_lines_left(lines))
		trace_lines_reset(lines);
	return done || !len ? done : -EFAULT;
}

static ssize_t pipe_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct trace_pipe *pipe = iocb->ki_filp->private_data;
	bool nonblock = iocb->ki_flags & IOCB_NOWAIT ||
			iocb->ki_filp->f_flags & O_NONBLOCK;
	int ret;

	if (!iov_iter_count(to))
		return 0;
	guard(mutex)(&pipe->lock);
	while (!trace_lines_left(&pipe->lines)) {
		if (pipe_print_first(pipe))
			continue;
		ret = pipe_wait(pipe, nonblock);
		if (ret <= 0)
			return ret;
		pipe_print(pipe, iov_iter_count(to));
	}
	pipe->seen = true;
	return pipe_fetch(&pipe->lines, to);
}

static __poll_t pipe_poll(struct file *file, poll_table *table)
{
	struct trace_pipe *pipe = file->private_data;
	int cpu = pipe->lines.iter.cpu_file;

	if (trace_lines_left(&pipe->lines))
		return EPOLLIN | EPOLLRDNORM;
	return rb_poll(pipe->lines.iter.tr->buffer, cpu < 0 ? RB_ALL_CPUS : cpu,
		       file, table, 0);
}

const struct file_operations trace_pipe_fops = {
	.owner		= THIS_MODULE,
	.open		= pipe_open,
	.read_iter	= pipe_read_iter,
	.splice_read	= copy_splice_read,
	.poll		= pipe_poll,
	.release	= pipe_release,
};
