// SPDX-License-Identifier: GPL-2.0
/*
 * per_cpu/cpuN/trace_pipe_raw: sub-buffers in binary, as header_page describes.
 *
 * Each sub-buffer is given out in its full size, the part after the last record
 * being zero, so that the stream is a sequence of equal pieces. A short read
 * leaves the rest of the piece for the next one. As many pieces as there are
 * fit into one read; it waits only for the first.
 *
 * read() waits for a record. splice(), which is for programs that record in
 * bulk, takes sub-buffers that are complete; if there is none it waits until the
 * buffer is as full as buffer_percent says. Closing a descriptor of the file and
 * ioctl(fd, 0) end a wait in progress: with what there is, or the end of file.
 */
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/ringbuffer/wait.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include <linux/uio.h>
#include "../core/instance.h"
#include "records.h"
#include "table.h"

/**
 * struct trace_raw - an open trace_pipe_raw
 * @tr: the instance
 * @cpu: the CPU
 * @lock: guards the piece
 * @page: the piece that is being given out
 * @size: its size, 0 without @page
 * @pos: how much of it has been given out
 * @wakes: how often waiting reads were told to return
 */
struct trace_raw {
	struct trace_array	*tr;
	int			cpu;
	struct mutex		lock;	/* of the piece */
	void			*page;
	size_t			size;
	size_t			pos;
	unsigned int		wakes;
};

/* A wait ends when raw->wakes is not @seen any more. */
struct raw_wait {
	const struct trace_raw	*raw;
	unsigned int		seen;
};

static struct ringbuf *buffer_of(const struct trace_raw *raw)
{
	return raw->tr->buffer;
}

static size_t piece_size(const struct trace_raw *raw)
{
	return PAGE_SIZE << ringbuf_subbuf_order(buffer_of(raw));
}

static int raw_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	struct trace_raw *raw = kzalloc(sizeof(*raw), GFP_KERNEL);

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

/* Makes room for a piece of the size that the buffer has now. */
static int prepare_page(struct trace_raw *raw)
{
	size_t size = piece_size(raw);

	if (raw->size == size)
		return 0;
	kvfree(raw->page);
	raw->size = 0;
	raw->pos = 0;
	raw->page = kvmalloc(size, GFP_KERNEL);
	if (!raw->page)
		return -ENOMEM;
	raw->size = size;
	raw->pos = size;
	return 0;
}

/*
 * Returns 1 with something to give out, 0 if there are no records, or an errno.
 * With @full, a sub-buffer that is still being written does not count.
 */
static int next_piece(struct trace_raw *raw, bool full)
{
	int ret;

	if (raw->pos < raw->size)
		return 1;
	ret = prepare_page(raw);
	if (ret)
		return ret;
	scoped_guard(mutex, &raw->tr->read_mutex)
		ret = rb_read_page(buffer_of(raw), raw->cpu, raw->page, raw->size, full);
	if (ret <= 0)
		return ret;
	raw->pos = 0;
	return 1;
}

/* Returns the bytes given out, 0 if there are no records, or an errno. */
static ssize_t give_pieces(struct trace_raw *raw, struct iov_iter *to)
{
	size_t given = 0, copied;
	int ret = 0;

	while (iov_iter_count(to)) {
		ret = next_piece(raw, false);
		if (ret <= 0)
			break;
		copied = copy_to_iter(raw->page + raw->pos, raw->size - raw->pos, to);
		if (!copied) {
			ret = -EFAULT;
			break;
		}
		raw->pos += copied;
		given += copied;
	}
	return given ?: min(ret, 0);
}

static ssize_t take_pieces(struct trace_raw *raw, struct iov_iter *to)
{
	ssize_t ret = mutex_lock_interruptible(&raw->lock);

	if (ret)
		return ret;
	ret = give_pieces(raw, to);
	mutex_unlock(&raw->lock);
	return ret;
}

static bool was_woken(void *data)
{
	const struct raw_wait *wait = data;

	return READ_ONCE(wait->raw->wakes) != wait->seen;
}

static int wait_for_records(struct raw_wait *wait, unsigned int percent)
{
	const struct trace_raw *raw = wait->raw;

	return rb_wait(buffer_of(raw), raw->cpu, percent, was_woken, wait);
}

static ssize_t raw_read(struct kiocb *iocb, struct iov_iter *to)
{
	struct file *file = iocb->ki_filp;
	struct trace_raw *raw = file->private_data;
	struct raw_wait wait = { raw, READ_ONCE(raw->wakes) };
	ssize_t ret;

	for (;;) {
		ret = take_pieces(raw, to);
		if (ret || !iov_iter_count(to) || was_woken(&wait))
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_for_records(&wait, 0);
		if (ret)
			return ret;
	}
}

static bool has_records(const struct trace_raw *raw)
{
	return raw->pos < raw->size || !ringbuf_empty_cpu(buffer_of(raw), raw->cpu);
}

/* Returns 1 with records to take, 0 if a wait was ended without, or an errno. */
static int wait_for_bulk(struct trace_raw *raw, bool nonblock)
{
	struct raw_wait wait = { raw, READ_ONCE(raw->wakes) };
	int ret;

	ret = mutex_lock_interruptible(&raw->lock);
	if (ret)
		return ret;
	ret = next_piece(raw, true);
	mutex_unlock(&raw->lock);
	if (ret)
		return ret;
	if (!nonblock)
		ret = wait_for_records(&wait, READ_ONCE(raw->tr->buffer_percent));
	if (ret || has_records(raw))
		return ret ?: 1;
	return nonblock ? -EAGAIN : 0;
}

static ssize_t raw_splice(struct file *file, loff_t *pos, struct pipe_inode_info *pipe,
			  size_t len, unsigned int flags)
{
	struct trace_raw *raw = file->private_data;
	bool nonblock = file->f_flags & O_NONBLOCK || flags & SPLICE_F_NONBLOCK;
	int ret;

	len = rounddown(len, piece_size(raw));
	if (!len)
		return -EINVAL;
	ret = wait_for_bulk(raw, nonblock);
	return ret > 0 ? copy_splice_read(file, pos, pipe, len, flags) : ret;
}

static void raw_wake(struct trace_raw *raw)
{
	WRITE_ONCE(raw->wakes, raw->wakes + 1);
	rb_wake_waiters(buffer_of(raw), raw->cpu);
}

static int raw_flush(struct file *file, fl_owner_t id)
{
	raw_wake(file->private_data);
	return 0;
}

static long raw_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd)
		return -ENOTTY;
	raw_wake(file->private_data);
	return 0;
}

static __poll_t raw_poll(struct file *file, poll_table *table)
{
	struct trace_raw *raw = file->private_data;
	unsigned int percent = READ_ONCE(raw->tr->buffer_percent);

	if (raw->pos < raw->size)
		return EPOLLIN | EPOLLRDNORM;
	return rb_poll(buffer_of(raw), raw->cpu, file, table, percent);
}

const struct file_operations trace_raw_fops = {
	.open		= raw_open,
	.read_iter	= raw_read,
	.splice_read	= raw_splice,
	.poll		= raw_poll,
	.unlocked_ioctl	= raw_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.flush		= raw_flush,
	.release	= raw_release,
};
