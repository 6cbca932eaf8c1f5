/* SPDX-License-Identifier: GPL-2.0 */
/* Tracing as a client of the ring buffer: clock, nesting, notification. */
#ifndef _TRACE_CORE_RB_CLIENT_H
#define _TRACE_CORE_RB_CLIENT_H

#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/wait.h>
#include <linux/ringbuffer/write.h>
#include <linux/sched/clock.h>
#include <linux/trace_clock.h>
#include "instance.h"

/* The two usual clocks without an indirect call; a writer has preemption off already. */
static __always_inline u64 trace_rb_clock(struct ringbuf *rb)
{
	const struct trace_array *tr = ringbuf_ctx(rb);
	u64 (*read)(void);

	read = READ_ONCE(tr->read_clock);
	if (likely(read == trace_clock_local))
		return sched_clock_noinstr();
	if (read == trace_clock_global)
		return trace_clock_global();
	return read();
}

static const struct rb_config trace_rb = {
	.clock		= trace_rb_clock,
	.notify		= ringbuf_notify,
	.max_nest	= RB_MAX_NEST,
	.mode		= RB_MODE_ASK,
};

static __always_inline struct rb_slot *trace_record_slot(struct trace_record *rec)
{
	BUILD_BUG_ON(sizeof(struct rb_slot) > sizeof(rec->slot));
	return (struct rb_slot *)rec->slot;
}

#endif /* _TRACE_CORE_RB_CLIENT_H */
