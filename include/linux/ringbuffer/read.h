/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taking records out of a ring buffer: one by one, by whole pages, or looking
 * at them without taking them. Nothing here ever waits for a writer.
 */
#ifndef _LINUX_RINGBUFFER_READ_H
#define _LINUX_RINGBUFFER_READ_H

#include <linux/ringbuffer/format.h>

struct ringbuf;

/* What was written before that counts as this long ago. */
#define RB_FORMER_MAX	15

/**
 * struct rb_record - one record, as a reader sees it
 * @data: its bytes, in place
 * @len: number of bytes, rounded up to a multiple of four
 * @ts: when it was reserved
 * @lost: records lost right before it
 * @cpu: the CPU that wrote it
 * @former: how many kernels ago it was written, see ringbuf_params.memory; the
 *	time is that of a clock then
 */
struct rb_record {
	void		*data;
	unsigned int	len;
	u64		ts;
	unsigned long	lost;
	int		cpu;
	u32		former;
};

/*
 * The consuming reader. Any context; a per-CPU lock serializes each call. In an
 * NMI and during an oops the calls fail instead of waiting for that lock.
 */
bool rb_peek(struct ringbuf *rb, int cpu, struct rb_record *r);
void rb_consume(struct ringbuf *rb, int cpu);
int rb_read_page(struct ringbuf *rb, int cpu, void *page, size_t len, bool full);

/**
 * struct rb_whole - a page that is handed over as a whole
 * @page: the page
 * @order: its size
 */
struct rb_whole {
	struct rb_page	*page;
	unsigned int	order;
};

/* May sleep. */
int rb_whole_get(struct ringbuf *rb, int cpu, struct rb_whole *whole);
/* Any context; giving back, any but NMI. */
int rb_take_page(struct ringbuf *rb, int cpu, struct rb_whole *whole, bool full);
void rb_give_back(struct rb_whole *whole);

/**
 * struct rb_cursor - a position between two records of one page
 * @data: first record of the page
 * @off: bytes before the position
 * @size: bytes of finished records
 * @ts: time at the position
 */
struct rb_cursor {
	const unsigned char	*data;
	u32			off;
	u32			size;
	u64			ts;
};

/**
 * struct rb_iter - a reader that takes nothing
 * @rb: the buffer
 * @cpu: the CPU whose records are shown
 * @copy: private memory for a stretch of one page
 * @size: bytes at @copy
 * @owned: @copy came from rb_iter_open()
 * @at: position in the copy
 * @former: rb_record.former of what is in the copy
 * @nr: number of the page that is shown
 * @off: where in that page the copy ends
 * @last: number of the page that was being written at the start
 * @line: which pages those numbers are of
 * @expect: number of the record that comes next when nothing was lost
 * @lost: records lost right before the position
 * @fresh: no page was shown yet
 */
struct rb_iter {
	struct ringbuf		*rb;
	int			cpu;
	void			*copy;
	u32			size;
	bool			owned;
	struct rb_cursor	at;
	u32			former;
	u64			nr;
	u32			off;
	u64			last;
	long			line;
	u64			expect;
	unsigned long		lost;
	bool			fresh;
};

struct rb_iter *rb_iter_open(struct ringbuf *rb, int cpu);
void rb_iter_close(struct rb_iter *it);

/* Any context. */
void rb_iter_init(struct rb_iter *it, struct ringbuf *rb, int cpu, void *copy,
		  size_t size);
bool rb_iter_peek(struct rb_iter *it, struct rb_record *r);
void rb_iter_next(struct rb_iter *it);
void rb_iter_rewind(struct rb_iter *it);

#endif
