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
 * bulk, is in raw_splice.c, and mmap() in raw_map.c. Closing a descriptor of the
 * file and ioctl(fd, 0) end a wait in progress: with what there is, or the end of
 * file.
 */
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/ringbuffer/wait.h>
#include <linux/slab.h>
#include <linux/trace_mmap.h>
#include <linux/uio.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "raw.h"
#include "records.h"
#include "table.h"

/**
 * trace_raw_open - open a file that gives out sub-buffers
 * @inode: of the file; tells the instance and the CPU
 * @file: the file
 * @rb: the buffer
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM, or -ENODEV if the instance is on its way out.
 */
int trace_raw_open(struct inode *inode, struct file *file, struct ringbuf *rb)
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
	raw->buffer = rb;
	raw->cpu = trace_inode_cpu(inode);
	file->private_data = raw;
	return stream_open(inode, file);
}

static int raw_open(struct inode *inode, struct file *file)
{
	return trace_raw_open(inode, file, trace_inode_instance(inode)->buffer);
}

int trace_raw_release(struct inode *inode, struct file *file)
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
	size_t size = trace_raw_piece(raw);

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

/* Returns 1 with something to give out, 0 if there are no records, or an errno. */
static int next_piece(struct trace_raw *raw)
{
	int ret;

	if (raw->pos < raw->size)
		return 1;
	ret = prepare_page(raw);
	if (ret)
		return ret;
	scoped_guard(mutex, &raw->tr->read_mutex)
		ret = rb_read_page(raw->buffer, raw->cpu, raw->page, raw->size, false);
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
		ret = next_piece(raw);
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

/* A wait that is over. */
static bool was_woken(void *data)
{
	const struct trace_raw_wait *wait = data;

	return READ_ONCE(wait->raw->wakes) != wait->seen;
}

int trace_raw_wait(struct trace_raw_wait *wait, unsigned int percent)
{
	const struct trace_raw *raw = wait->raw;

	return rb_wait(raw->buffer, raw->cpu, percent, was_woken, wait);
}

ssize_t trace_raw_read(struct kiocb *iocb, struct iov_iter *to)
{
	struct file *file = iocb->ki_filp;
	struct trace_raw *raw = file->private_data;
	struct trace_raw_wait wait = trace_raw_wait_begin(raw);
	ssize_t ret;

	for (;;) {
		ret = take_pieces(raw, to);
		if (ret || !iov_iter_count(to) || was_woken(&wait) ||
		    trace_raw_never_waits(raw))
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = trace_raw_wait(&wait, 0);
		if (ret)
			return ret;
	}
}

static void raw_wake(struct trace_raw *raw)
{
	WRITE_ONCE(raw->wakes, raw->wakes + 1);
	rb_wake_waiters(raw->buffer, raw->cpu);
}

int trace_raw_flush(struct file *file, fl_owner_t id)
{
	raw_wake(file->private_data);
	return 0;
}

long trace_raw_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case 0:
		raw_wake(file->private_data);
		return 0;
	case TRACE_MMAP_IOCTL_GET_READER:
		return trace_raw_get_reader(file);
	default:
		return -ENOTTY;
	}
}

__poll_t trace_raw_poll(struct file *file, poll_table *table)
{
	struct trace_raw *raw = file->private_data;
	unsigned int percent = READ_ONCE(raw->tr->buffer_percent);

	if (raw->pos < raw->size)
		return EPOLLIN | EPOLLRDNORM;
	return rb_poll(raw->buffer, raw->cpu, file, table, percent);
}

const struct file_operations trace_raw_fops = {
	.open		= raw_open,
	.read_iter	= trace_raw_read,
	.splice_read	= trace_raw_splice,
	.mmap		= trace_raw_mmap,
	.poll		= trace_raw_poll,
	.unlocked_ioctl	= trace_raw_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.flush		= trace_raw_flush,
	.release	= trace_raw_release,
};

static struct trace_feature raw_features[] = {
	{ .name = "raw-pages", .values = "read splice poll mmap" },
};

TRACE_FEATURES(raw_features);
