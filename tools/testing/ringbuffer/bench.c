// SPDX-License-Identifier: GPL-2.0
/*
 * What a record costs: bench [TURNS]. Nanoseconds for reserving and committing
 * 16 bytes in the only writer, and in a writer with one and two others below
 * it; the clock is a counter. With "one" as argument: exactly TURNS records
 * after setting up, for counting instructions from outside.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include <time.h>

static struct ringbuf *rb;
static u64 ticks;

static __always_inline u64 inline_clock(struct ringbuf *r)
{
	(void)r;
	return ++ticks;
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return ticks;
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.max_nest	= 8,
	.mode		= RB_MODE_OVERWRITE,
};

void rb_drain(struct rb_cpu *cpu)
{
	(void)cpu;
}

/* Not inline, so that it can be found in a disassembly. */
noinline void write_one(u64 value);
void write_one(u64 value)
{
	struct rb_slot slot;
	u64 *data = rb_reserve(&config, rb, &slot, 2 * sizeof(u64));

	if (!data)
		return;
	data[0] = value;
	data[1] = value;
	rb_commit(&config, rb, &slot);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* One writer below stays open for a while, as an interrupted one does. */
static void write_above(unsigned int below, unsigned long turns)
{
	struct rb_slot slot;
	unsigned long i;

	if (!below) {
		for (i = 0; i < turns; i++)
			write_one(i);
		return;
	}
	for (i = 0; i < turns; i += 64) {
		rb_reserve(&config, rb, &slot, 16);
		write_above(below - 1, 64);
		rb_commit(&config, rb, &slot);
	}
}

int main(int argc, char **argv)
{
	struct ringbuf_params p = { .bytes = 1 << 20, .overwrite = true,
				    .clock = slow_clock };
	unsigned long turns = argc > 1 ? strtoul(argv[1], NULL, 0) : 20000000;
	unsigned int below;

	rb = ringbuf_create(&p);
	if (argc > 2) {
		write_above(0, turns);
		return 0;
	}
	for (below = 0; below < 3; below++) {
		double start = now();

		write_above(below, turns);
		printf("# %u below: %.2f ns\n", below, (now() - start) / turns);
	}
	return 0;
}
