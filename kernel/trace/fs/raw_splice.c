// SPDX-License-Identifier: GPL-2.0
/*
 * splice() from trace_pipe_raw: sub-buffers go into the pipe as they are.
 *
 * A program that records in bulk takes sub-buffers that are complete. If there is
 * none, it waits until the buffer is as full as buffer_percent says, and then also
 * takes what is being written. In the place of a sub-buffer that goes, the ring
 * gets an empty one, and nothing is copied. Where the ring cannot part with it
 * (part of it has been read, user space maps it, it is being written), the pipe
 * gets a copy.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/ringbuffer/read.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include "../core/instance.h"
#include "raw.h"

/**
 * struct raw_piece - a sub-buffer in a pipe, or in several
 * @whole: the memory
 * @refs: buffers of pipes that have it
 */
struct raw_piece {
	struct rb_whole	whole;
	refcount_t	refs;
};

static void piece_put(struct raw_piece *piece)
{
	if (!refcount_dec_and_test(&piece->refs))
		return;
	rb_give_back(&piece->whole);
	kfree(piece);
}

static void piece_release(struct pipe_inode_info *pipe, struct pipe_buffer *buf)
{
	piece_put((struct raw_piece *)buf->private);
	buf->private = 0;
}

static bool piece_get(struct pipe_inode_info *pipe, struct pipe_buffer *buf)
{
	return refcount_inc_not_zero(&((struct raw_piece *)buf->private)->refs);
}

static const struct pipe_buf_operations piece_ops = {
	.release	= piece_release,
	.get		= piece_get,
};

/* What the pipe did not take is lost like anything that nobody read in time. */
static void piece_unused(struct splice_pipe_desc *spd, unsigned int i)
{
	piece_put((struct raw_piece *)spd->partial[i].private);
}

/* Returns bytes of records in the piece, 0 if there are none, or an errno. */
static int fill(struct trace_raw *raw, struct rb_whole *whole, bool full)
{
	int ret;

	guard(mutex)(&raw->tr->read_mutex);
	ret = rb_take_page(raw->buffer, raw->cpu, whole, full);
	if (ret != -EAGAIN)
		return ret;
	return rb_read_page(raw->buffer, raw->cpu, whole->page,
			    PAGE_SIZE << whole->order, full);
}

/* Returns the next piece, NULL if there are no records, or an ERR_PTR. */
static struct raw_piece *next_piece(struct trace_raw *raw, bool full)
{
	struct raw_piece *piece = kzalloc(sizeof(*piece), GFP_KERNEL);
	int ret;

	if (!piece)
		return ERR_PTR(-ENOMEM);
	refcount_set(&piece->refs, 1);
	ret = rb_whole_get(raw->buffer, raw->cpu, &piece->whole) ?:
	      fill(raw, &piece->whole, full);
	if (ret > 0)
		return piece;
	piece_put(piece);
	return ERR_PTR(ret);
}

/* Returns the number of pieces, or an errno if there is not even one. */
static int collect(struct trace_raw *raw, struct splice_pipe_desc *spd, bool full,
		   size_t len)
{
	struct raw_piece *piece = NULL;
	size_t size;

	for (; spd->nr_pages < spd->nr_pages_max; len -= size) {
		size = trace_raw_piece(raw);
		if (len < size)
			break;
		piece = next_piece(raw, full);
		if (IS_ERR_OR_NULL(piece))
			break;
		spd->pages[spd->nr_pages] = virt_to_page(piece->whole.page);
		spd->partial[spd->nr_pages++] = (struct partial_page){
			.len = PAGE_SIZE << piece->whole.order,
			.private = (unsigned long)piece,
		};
	}
	return spd->nr_pages ?: PTR_ERR_OR_ZERO(piece);
}

static ssize_t splice_whole(struct trace_raw *raw, struct pipe_inode_info *pipe,
			    size_t len, bool full)
{
	struct partial_page partial[PIPE_DEF_BUFFERS];
	struct page *pages[PIPE_DEF_BUFFERS];
	struct splice_pipe_desc spd = {
		.pages		= pages,
		.partial	= partial,
		.nr_pages_max	= PIPE_DEF_BUFFERS,
		.ops		= &piece_ops,
		.spd_release	= piece_unused,
	};
	ssize_t ret;

	if (splice_grow_spd(pipe, &spd))
		return -ENOMEM;
	ret = collect(raw, &spd, full, len);
	if (ret > 0)
		ret = splice_to_pipe(pipe, &spd);
	splice_shrink_spd(&spd);
	return ret;
}

/* A piece that read() has begun is finished by a copy. */
static bool begun(const struct trace_raw *raw)
{
	return READ_ONCE(raw->pos) < READ_ONCE(raw->size);
}

/**
 * trace_raw_splice - .splice_read of trace_pipe_raw
 * @file: the file
 * @pos: ignored
 * @pipe: where to
 * @len: bytes at most, whole sub-buffers are made of it
 * @flags: SPLICE_F_NONBLOCK counts
 *
 * Context: may sleep; the pipe is locked.
 * Return: bytes, 0 if a wait was ended without any, -EINVAL if @len is less than a
 * sub-buffer, -EAGAIN, -ENOMEM, -ERESTARTSYS.
 */
ssize_t trace_raw_splice(struct file *file, loff_t *pos, struct pipe_inode_info *pipe,
			 size_t len, unsigned int flags)
{
	bool nonblock = trace_raw_nonblock(file) || flags & SPLICE_F_NONBLOCK;
	struct trace_raw *raw = file->private_data;
	struct trace_raw_wait wait = trace_raw_wait_begin(raw);
	ssize_t ret;

	len = rounddown(len, trace_raw_piece(raw));
	if (!len)
		return -EINVAL;
	if (begun(raw))
		return copy_splice_read(file, pos, pipe, len, flags);
	ret = splice_whole(raw, pipe, len, !trace_raw_never_waits(raw));
	if (ret || trace_raw_never_waits(raw))
		return ret;
	if (!nonblock)
		ret = trace_raw_wait(&wait, READ_ONCE(raw->tr->buffer_percent));
	ret = ret ?: splice_whole(raw, pipe, len, false);
	return ret || !nonblock ? ret : -EAGAIN;
}
