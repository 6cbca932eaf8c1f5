// SPDX-License-Identifier: GPL-2.0
/*
 * trace_pipe_raw: whole pages of the buffer, as header_page describes them.
 *
 * Each page is given out once.  A read that is shorter than a page gets the
 * rest of it with the next ones.
 */
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/ringbuffer/wait.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include "../core/instance.h"
#include "records.h"
#include "table.h"

/**
 * struct trace_raw - an open trace_pipe_raw
 * @tr: the instance
 * @cpu: the CPU
 * @lock: one read at a time
 * @page: the page that is being given out
 * @size: bytes at @page
 * @pos: bytes of it given out; @size: nothing is left
 */
struct trace_raw {
	struct trace_array	*tr;
	int			cpu;
	struct mutex		lock;
	void			*page;
	size_t			size;
	size_t			pos;
};

static int raw_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct trace_raw *raw;

	raw = kzalloc(sizeof(*raw), GFP_KERNEL);
	if (!raw)
		return -ENOMEM;
	if (!trace_array_get(tr)) {
		kfree(raw);
		return -ENODEV;
	}
	mutex_init(&raw->lock);
	raw->tr = tr;
	raw->cpu = trace_inode_cpu(inode);
	file->private_data = raw;
	return stream_open(inode, file);
}

static int raw_release(struct inode *inode, struct file *file)
{
	struct trace_raw *raw = file->private_data;

	trace_array_put(raw->tr);
	kvfree(raw->page);
	kfree(raw);
	return 0;
}

/* A page as large as those of the buffer are now. */
static int raw_page(struct trace_raw *raw)
{
	size_t size = PAGE_SIZE << ringbuf_subbuf_order(raw->tr->buffer);

	if (raw->size == size)
		return 0;
	kvfree(raw->page);
	raw->page = kvzalloc(size, GFP_KERNEL);
	raw->size = raw->page ? size : 0;
	raw->pos = raw->size;
	return raw->page ? 0 : -ENOMEM;
}

/* 1: a page is there; 0: none; or an errno. */
static int raw_fill(struct trace_raw *raw)
{
	int ret = raw_page(raw);

	if (ret)
		return ret;
	scoped_guard(mutex, &raw->tr->read_mutex)
		ret = rb_read_page(raw->tr->buffer, raw->cpu, raw->page,
				   raw->size, false);
	if (ret > 0)
		raw->pos = 0;
	return ret == -EAGAIN ? 0 : min(ret, 1);
}

static int raw_wait(struct trace_raw *raw, bool nonblock)
{
	int ret;

	for (;;) {
		ret = raw_fill(raw);
		if (ret)
			return ret;
		if (nonblock)
			return -EAGAIN;
		ret = rb_wait(raw->tr->buffer, raw->cpu, 0, NULL, NULL);
		if (ret)
			return ret;
	}
}

static ssize_t raw_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct trace_raw *raw = iocb->ki_filp->private_data;
	bool nonblock = iocb->ki_flags & IOCB_NOWAIT ||
			iocb->ki_filp->f_flags & O_NONBLOCK;
	size_t len, done;
	int ret;

	if (!iov_iter_count(to))
		return 0;
	guard(mutex)(&raw->lock);
	if (raw->pos >= raw->size) {
		ret = raw_wait(raw, nonblock);
		if (ret < 0)
			return ret;
	}
	len = min(raw->size - raw->pos, iov_iter_count(to));
	done = copy_to_iter(raw->page + raw->pos, len, to);
	raw->pos += done;
	return done ?: -EFAULT;
}

static __poll_t raw_poll(struct file *file, poll_table *table)
{
	struct trace_raw *raw = file->private_data;

	if (raw->pos < raw->size)
		return EPOLLIN | EPOLLRDNORM;
	return rb_poll(raw->tr->buffer, raw->cpu, file, table,
		       raw->tr->buffer_percent);
}

const struct file_operations trace_raw_fops = {
	.owner		= THIS_MODULE,
	.open		= raw_open,
	.read_iter	= raw_read_iter,
	.splice_read	= copy_splice_read,
	.poll		= raw_poll,
	.release	= raw_release,
};
