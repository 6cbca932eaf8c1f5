/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a client of the ring buffer fixes at compile time.
 *
 * The client defines one ``static const struct rb_config`` and hands its
 * address to the inline functions of write.h. The compiler sees through it:
 * no branch and no indirect call remains for what is constant here.
 */
#ifndef _LINUX_RINGBUFFER_CONFIG_H
#define _LINUX_RINGBUFFER_CONFIG_H

#include <linux/ringbuffer/platform.h>

struct ringbuf;

/* Writers of one CPU that may be in progress at the same time. */
#define RB_MAX_NEST	8

/**
 * enum rb_mode - what happens to a record when the buffer is full
 * @RB_MODE_ASK: whatever ringbuf_set_overwrite() said last
 * @RB_MODE_OVERWRITE: the oldest page gives way
 * @RB_MODE_DISCARD: the new record is refused
 */
enum rb_mode {
	RB_MODE_ASK,
	RB_MODE_OVERWRITE,
	RB_MODE_DISCARD,
};

/**
 * struct rb_config - constant properties of one kind of buffer
 * @clock: the time of a record; an always-inline function of the client, NMI
 *	safe. A value below an earlier one of the same CPU is replaced by it.
 * @notify: called after publishing when somebody waits, ringbuf_notify() for
 *	buffers of the kernel, NULL where nobody can wait
 * @max_nest: writers in progress per CPU, up to RB_MAX_NEST: one per kind of
 *	context that can interrupt another. 1 is for writers that nothing
 *	interrupts, and takes the compare-exchange out of the write path.
 * @mode: overwrite or discard
 */
struct rb_config {
	u64		(*clock)(struct ringbuf *rb);
	void		(*notify)(struct ringbuf *rb, int cpu);
	unsigned int	max_nest;
	enum rb_mode	mode;
};

#endif
