// SPDX-License-Identifier: GPL-2.0
/* Loops around the bare ring buffer: ours, or that of the base. */

#include "bench.h"
#include <linux/trace_clock.h>

struct bench_record {
	u64 a;
	u64 b;
};

#ifdef CONFIG_RINGBUFFER

#include <linux/err.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/wait.h>
#include <linux/ringbuffer/write.h>

static struct ringbuf *ring;

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	return trace_clock_local();
}

static u64 slow_clock(void *ctx)
{
	return trace_clock_local();
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.notify		= ringbuf_notify,
	.max_nest	= RB_MAX_NEST,
	.mode		= RB_MODE_OVERWRITE,
};

static bool ring_create(void)
{
	struct ringbuf_params params = {
		.name		= "bench",
		.bytes		= 1 << 20,
		.overwrite	= true,
		.clock		= slow_clock,
	};

	ring = ringbuf_create(&params);
	return !IS_ERR(ring);
}

static void ring_destroy(void)
{
	ringbuf_destroy(ring);
}

static __always_inline void ring_write(int i)
{
	struct ringbuf *rb = ring;
	struct rb_slot slot;
	struct bench_record *record;

	record = rb_reserve(&config, rb, &slot, sizeof(*record));
	if (!record)
		return;
	record->a = i;
	record->b = i;
	rb_commit(&config, rb, &slot);
}

#else

#include <linux/ring_buffer.h>

static struct trace_buffer *ring;

static bool ring_create(void)
{
	ring = ring_buffer_alloc(1 << 20, RB_FL_OVERWRITE);
	return ring;
}

static void ring_destroy(void)
{
	ring_buffer_free(ring);
}

static __always_inline void ring_write(int i)
{
	struct ring_buffer_event *event;
	struct bench_record *record;

	event = ring_buffer_lock_reserve(ring, sizeof(*record));
	if (!event)
		return;
	record = ring_buffer_event_data(event);
	record->a = i;
	record->b = i;
	ring_buffer_unlock_commit(ring);
}

#endif

BENCH(clock, trace_clock_local());
BENCH(write, ring_write(i));

static int __init bench_ring_init(void)
{
	return ring_create() ? 0 : -ENOMEM;
}

static void __exit bench_ring_exit(void)
{
	ring_destroy();
}

module_init(bench_ring_init);
module_exit(bench_ring_exit);
MODULE_DESCRIPTION("Timed loops around the ring buffer");
MODULE_LICENSE("GPL");
