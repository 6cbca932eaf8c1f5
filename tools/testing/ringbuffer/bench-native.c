// SPDX-License-Identifier: GPL-2.0
/*
 * Reserve and commit, in the warm cache of the CPU, 8 and 32 bytes of data; the
 * clock is a counter, or what user space has. The buffer overwrites and nobody
 * reads.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include <time.h>

#include "bench-loop.h"

/* Small enough to stay in the cache, as the buffer of lttng-events is. */
#define BYTES	(64 << 10)

static struct ringbuf *rb;
static __thread u64 ticks;

static __always_inline u64 counter(struct ringbuf *r)
{
	(void)r;
	return ++ticks;
}

static __always_inline u64 monotonic(struct ringbuf *r)
{
	struct timespec t;

	(void)r;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return 0;
}

void rb_drain(struct rb_cpu *cpu)
{
	(void)cpu;
}

static const struct rb_config counted = {
	.clock = counter, .max_nest = 8, .mode = RB_MODE_OVERWRITE,
};

static const struct rb_config clocked = {
	.clock = monotonic, .max_nest = 8, .mode = RB_MODE_OVERWRITE,
};

static __always_inline void write_words(const struct rb_config *cfg, u64 value,
					unsigned int words)
{
	struct rb_slot slot;
	u64 *data = rb_reserve(cfg, rb, &slot, words * sizeof(u64));
	unsigned int i;

	if (!data)
		return;
	for (i = 0; i < words; i++)
		data[i] = value;
	rb_commit(cfg, rb, &slot);
}

static __always_inline void write_many(const struct rb_config *cfg, int cpu,
				       unsigned int times, unsigned int words)
{
	rb_test_cpu = cpu;
	while (times--)
		write_words(cfg, times, words);
}

static void counted_8(int cpu, unsigned int times)
{
	write_many(&counted, cpu, times, 1);
}

static void counted_32(int cpu, unsigned int times)
{
	write_many(&counted, cpu, times, 4);
}

static void clocked_8(int cpu, unsigned int times)
{
	write_many(&clocked, cpu, times, 1);
}

static void clocked_32(int cpu, unsigned int times)
{
	write_many(&clocked, cpu, times, 4);
}

static void clock_alone(int cpu, unsigned int times)
{
	(void)cpu;
	while (times--)
		monotonic(rb);
}

static const struct bench_case cases[] = {
	{ "ring buffer, 8 bytes, no clock", counted_8 },
	{ "ring buffer, 32 bytes, no clock", counted_32 },
	{ "ring buffer, 8 bytes", clocked_8 },
	{ "ring buffer, 32 bytes", clocked_32 },
	{ "the clock alone", clock_alone },
};

int main(void)
{
	struct ringbuf_params p = { .bytes = BYTES, .overwrite = true,
				    .clock = slow_clock };

	rb_test_present = RB_TEST_CPUS;
	rb = ringbuf_create(&p);
	if (IS_ERR(rb))
		return 1;
	bench_run(cases, ARRAY_SIZE(cases));
	return 0;
}
