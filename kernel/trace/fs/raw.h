/* SPDX-License-Identifier: GPL-2.0 */
/* An open file that gives out sub-buffers, see raw.c. */
#ifndef _TRACE_FS_RAW_H
#define _TRACE_FS_RAW_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/ringbuffer/buffer.h>
#include "../core/instance.h"

/**
 * struct trace_raw - an open trace_pipe_raw
 * @tr: the instance
 * @buffer: what is read, the instance's buffer or its snapshot
 * @cpu: the CPU
 * @lock: guards the piece
 * @page: the piece that is being given out
 * @size: its size, 0 without @page
 * @pos: how much of it has been given out
 * @wakes: how often waiting reads were told to return
 */
struct trace_raw {
	struct trace_array	*tr;
	struct ringbuf		*buffer;
	int			cpu;
	struct mutex		lock;	/* of the piece */
	void			*page;
	size_t			size;
	size_t			pos;
	unsigned int		wakes;
};

/* A wait ends when raw->wakes is not @seen any more. */
struct trace_raw_wait {
	const struct trace_raw	*raw;
	unsigned int		seen;
};

static inline struct trace_raw_wait trace_raw_wait_begin(const struct trace_raw *raw)
{
	return (struct trace_raw_wait){ raw, READ_ONCE(raw->wakes) };
}

int trace_raw_wait(struct trace_raw_wait *wait, unsigned int percent);

static inline size_t trace_raw_piece(const struct trace_raw *raw)
{
	return PAGE_SIZE << ringbuf_subbuf_order(raw->buffer);
}

/* A snapshot is there or not. */
static inline bool trace_raw_never_waits(const struct trace_raw *raw)
{
	return raw->buffer != raw->tr->buffer;
}

static inline bool trace_raw_nonblock(const struct file *file)
{
	return file->f_flags & O_NONBLOCK;
}

/* raw.c: file operations that do not depend on which buffer it is. */
int trace_raw_open(struct inode *inode, struct file *file, struct ringbuf *rb);
int trace_raw_release(struct inode *inode, struct file *file);
ssize_t trace_raw_read(struct kiocb *iocb, struct iov_iter *to);
int trace_raw_flush(struct file *file, fl_owner_t id);
long trace_raw_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
__poll_t trace_raw_poll(struct file *file, poll_table *table);

/* raw_splice.c */
ssize_t trace_raw_splice(struct file *file, loff_t *pos, struct pipe_inode_info *pipe,
			 size_t len, unsigned int flags);

/* raw_map.c */
int trace_raw_mmap(struct file *file, struct vm_area_struct *vma);
long trace_raw_get_reader(struct file *file);

#endif /* _TRACE_FS_RAW_H */
