/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting for records. Waiters belong to the buffer that the client knows, not
 * to the pages that happen to be in it.
 */
#ifndef _LINUX_RINGBUFFER_WAIT_H
#define _LINUX_RINGBUFFER_WAIT_H

#include <linux/poll.h>

struct ringbuf;

/* @cpu may be RB_ALL_CPUS. */
int rb_wait(struct ringbuf *rb, int cpu, unsigned int percent,
	    bool (*cond)(void *data), void *data);
__poll_t rb_poll(struct ringbuf *rb, int cpu, struct file *file,
		 poll_table *table, unsigned int percent);
void rb_wake_waiters(struct ringbuf *rb, int cpu);

/* rb_config.notify of buffers that live in the kernel; any context. */
void ringbuf_notify(struct ringbuf *rb, int cpu);

#endif
