// SPDX-License-Identifier: GPL-2.0
/*
 * trace_pipe: records as text, oldest first, each given out once.
 *
 * A read waits until there is a record, then prints as many as fit.  Text that
 * has been printed but not been fetched waits in the iterator.
 */
#include <linux/cpumask.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/wait.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include "../core/instance.h"
#include "../output/event.h"
#include "../output/line.h"
#include "../output/merge.h"
#include "records.h"
#include "table.h"

/**
 * struct trace_pipe - an open trace_pipe
 * @iter: prints
 * @lock: one read at a time
 * @seen: something has been read
 */
struct trace_pipe {
	struct trace_iterator	iter;
	struct mutex		lock;	/* of @iter */
	bool			seen;
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

static int pipe_prepare(struct file *file, struct trace_array *tr, int cpu)
{
	struct trace_pipe *pipe = kvzalloc(sizeof(*pipe), GFP_KERNEL);
	int err;

	if (!pipe)
		return -ENOMEM;
	mutex_init(&pipe->lock);
	trace_seq_init(&pipe->iter.seq);
	err = pipe_claim(tr, cpu);
	if (!err) {
		err = trace_merge_open(&pipe->iter, tr, tr->buffer, cpu, true);
		if (err)
			pipe_unclaim(tr, cpu);
	}
	if (err)
		kvfree(pipe);
	else
		file->private_data = pipe;
	return err;
}

static int pipe_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int err;

	if (!trace_array_get(tr))
		return -ENODEV;
	err = pipe_prepare(file, tr, trace_inode_cpu(inode));
	if (err)
		trace_array_put(tr);
	return err ?: stream_open(inode, file);
}

static int pipe_release(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct trace_pipe *pipe = file->private_data;

	trace_merge_close(&pipe->iter);
	pipe_unclaim(tr, trace_inode_cpu(inode));
	kvfree(pipe);
	trace_array_put(tr);
	return 0;
}

static bool tracing_was_stopped(void *data)
{
	struct trace_pipe *pipe = data;

	return pipe->seen && !tracer_tracing_is_on(pipe->iter.tr);
}

/* 1: there is something to print; 0: the end; or an errno. */
static int pipe_wait(struct trace_pipe *pipe, bool nonblock)
{
	struct trace_array *tr = pipe->iter.tr;
	int cpu = pipe->iter.cpu_file;
	int err;

	while (trace_merge_empty(&pipe->iter)) {
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

/* Print one record; false if it has to wait for the next read. */
static bool pipe_print_one(struct trace_iterator *iter)
{
	int used = trace_seq_used(&iter->seq);

	switch (trace_print_line(iter)) {
	case TRACE_TYPE_PARTIAL_LINE:
		iter->seq.full = 0;
		iter->seq.seq.len = used;
		if (used)
			return false;
		trace_seq_puts(&iter->seq, "[LINE TOO BIG]\n");
		break;
	case TRACE_TYPE_NO_CONSUME:
		return true;
	default:
		break;
	}
	trace_merge_next(iter);
	return true;
}

static void pipe_print(struct trace_pipe *pipe, size_t want)
{
	struct trace_iterator *iter = &pipe->iter;

	guard(mutex)(&iter->tr->read_mutex);
	trace_printers_lock();
	while (trace_merge_peek(iter)) {
		if (!pipe_print_one(iter) || trace_seq_used(&iter->seq) >= want)
			break;
	}
	trace_printers_unlock();
}

static ssize_t pipe_fetch(struct trace_seq *s, struct iov_iter *to)
{
	size_t len = min(trace_seq_used(s) - s->readpos, iov_iter_count(to));
	size_t done = copy_to_iter(s->buffer + s->readpos, len, to);

	s->readpos += done;
	if (s->readpos >= trace_seq_used(s))
		trace_seq_init(s);
	return done || !len ? done : -EFAULT;
}

static ssize_t pipe_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct trace_pipe *pipe = iocb->ki_filp->private_data;
	struct trace_seq *s = &pipe->iter.seq;
	bool nonblock = iocb->ki_flags & IOCB_NOWAIT ||
			iocb->ki_filp->f_flags & O_NONBLOCK;
	int ret;

	if (!iov_iter_count(to))
		return 0;
	guard(mutex)(&pipe->lock);
	while (!trace_seq_used(s)) {
		ret = pipe_wait(pipe, nonblock);
		if (ret <= 0)
			return ret;
		pipe_print(pipe, iov_iter_count(to));
	}
	pipe->seen = true;
	return pipe_fetch(s, to);
}

static __poll_t pipe_poll(struct file *file, poll_table *table)
{
	struct trace_pipe *pipe = file->private_data;
	int cpu = pipe->iter.cpu_file;

	if (trace_seq_used(&pipe->iter.seq))
		return EPOLLIN | EPOLLRDNORM;
	return rb_poll(pipe->iter.tr->buffer, cpu < 0 ? RB_ALL_CPUS : cpu,
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
