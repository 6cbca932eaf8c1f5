// SPDX-License-Identifier: GPL-2.0
/*
 * Buffers in memory that outlives them: crash [SEED [ROUNDS]].
 *
 * In each round a buffer is written, read and reset until, at some shared access,
 * the world ends: the memory is copied. A new buffer in the copy must have all
 * that was published, in order, with exact losses. Some copies are damaged before:
 * then anything may be missing, but nothing may break; and where only the table of
 * pages is damaged, nothing may be made up.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include "dice.h"

#define MEMORY	(64 * 1024)
#define WORDS	7

static u64 now = 1ULL << 40;
static unsigned char memory[MEMORY] __aligned(64), image[MEMORY] __aligned(64);
static long until_crash;
static u32 next_value, published, published_then, floor_value, floor_then;
static u32 cleared, cleared_then, held_then;
static struct ringbuf *living;
static bool in_reset, in_reset_then;
static size_t table_size;
static unsigned long recovered, damaged, survived;

enum damage { WHOLE, TABLE_DAMAGED, ANY_DAMAGED };

/* The oldest record on the page that the reader has. */
static u32 oldest_held(void)
{
	const struct rb_reader *r = &rb_cpu_of(living, 0)->reader;

	return r->holds && !in_reset ? floor_value + r->sub->first : 0;
}

static void end_of_the_world(void)
{
	held_then = oldest_held();
	memcpy(image, memory, MEMORY);
	published_then = published;
	floor_then = floor_value;
	cleared_then = cleared;
	in_reset_then = in_reset;
}

void rb_point(void)
{
	if (until_crash && !--until_crash)
		end_of_the_world();
}

void rb_drain(struct rb_cpu *cpu)
{
	rb_settle(cpu);
}

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	(void)rb;
	return ++now;
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return now;
}

static const struct rb_config config = {
	.clock = inline_clock, .max_nest = 3, .mode = RB_MODE_OVERWRITE,
};

static struct ringbuf *make(void *where, size_t size)
{
	struct ringbuf_params p = {
		.clock = slow_clock, .overwrite = true,
		.memory = where, .memory_size = size,
	};

	return ringbuf_create(&p);
}

static void put(struct ringbuf *rb, u32 depth)
{
	u32 value, len = 4 * (1 + roll(WORDS));
	struct rb_slot slot;
	u32 *data = rb_reserve(&config, rb, &slot, len);
	u32 i;

	if (!data)
		return;
	value = next_value++;
	for (i = 0; i < len / 4; i++)
		data[i] = value * WORDS + i;
	if (depth < 2 && !roll(8))
		put(rb, depth + 1);
	rb_commit(&config, rb, &slot);
	if (!depth)
		published = next_value;
}

static void live(struct ringbuf *rb)
{
	u32 turns = roll(400), kind = roll(3);

	while (turns--) {
		put(rb, 0);
		if (kind == 1 && !roll(4)) {
			struct rb_record r;

			if (rb_peek(rb, 0, &r))
				rb_consume(rb, 0);
		}
		if (kind == 2 && !roll(100)) {
			floor_value = next_value;
			in_reset = true;
			ringbuf_reset(rb);
			in_reset = false;
			cleared = next_value;
		}
	}
	if (until_crash) {
		until_crash = 0;
		end_of_the_world();
	}
}

static void damage(size_t size)
{
	u32 times = 1 + roll(20), at, len;

	while (times--) {
		at = roll(size);
		len = roll(2 * PAGE_SIZE);
		len = min(len, size - at);
		switch (roll(4)) {
		case 0:
			image[at] ^= 1 << roll(8);
			break;
		case 1:
			image[at] = roll(256);
			break;
		case 2:
			memset(image + at, roll(2) ? 0 : 0xff, len);
			break;
		default:
			memmove(image + at, image + roll(size - len), len);
		}
	}
	damaged++;
}

static bool torn(const struct rb_record *r)
{
	const u32 *data = r->data;
	u32 i;

	for (i = 0; i < r->len / 4; i++)
		if (data[i] != data[0] / WORDS * WORDS + i)
			return true;
	return false;
}

/* All that was published and not lost, and no gap that is not counted. */
static const char *read_good(struct ringbuf *rb, bool whole)
{
	struct rb_record r;
	u32 expect = 0, value;
	u64 before = 0;

	for (; rb_peek(rb, 0, &r); rb_consume(rb, 0)) {
		value = *(u32 *)r.data / WORDS;
		if (torn(&r))
			return "a record is torn";
		if (value < held_then)
			return "a page that was given back";
		if (!r.former || (whole && r.former != 1))
			return "a record of now";
		if (r.ts < before)
			return "times go back";
		if (value < expect || (whole && expect && value != expect + r.lost))
			return "losses are not exact";
		expect = value + 1;
		before = r.ts;
		recovered++;
	}
	if (whole && published_then > floor_then && expect < published_then)
		return "published records are missing";
	if (whole && expect && expect - 1 < cleared_then)
		return "records from before the reset";
	return NULL;
}

static void read_any(struct ringbuf *rb)
{
	struct rb_record r;

	for (; rb_peek(rb, 0, &r); rb_consume(rb, 0))
		survived++;
}

/* It works like any other, and what is written now is found. */
static const char *go_on(struct ringbuf *rb)
{
	struct rb_record r;
	u32 i, last = 0;
	u32 former = 1;

	for (i = 0; i < 300; i++) {
		put(rb, 2);
		if (i % 3 == 0 && rb_peek(rb, 0, &r))
			rb_consume(rb, 0);
	}
	while (rb_peek(rb, 0, &r)) {
		last = *(u32 *)r.data / WORDS;
		former = r.former;
		rb_consume(rb, 0);
	}
	if (former || last != next_value - 1)
		return "new records are missing";
	return rb_check(rb_cpu_of(rb, 0));
}

static const char *reborn(size_t size, enum damage damage)
{
	struct ringbuf *rb = make(image, size);
	const char *wrong = rb_check(rb_cpu_of(rb, 0));
	struct ringbuf_stats s;
	struct rb_iter *it = rb_iter_open(rb, 0);
	struct rb_record r;
	unsigned long shown = 0;

	for (; rb_iter_peek(it, &r); rb_iter_next(it))
		shown++;
	rb_iter_close(it);
	ringbuf_stats(rb, 0, &s);
	/* Half of a reset leaves a gap, which counts until a reader finds it. */
	if (!wrong && (shown > s.entries ||
		       (damage == WHOLE && !in_reset_then && shown != s.entries)))
		wrong = "the iterator shows another number of records";
	if (!wrong && damage != ANY_DAMAGED)
		wrong = read_good(rb, damage == WHOLE);
	else if (!wrong)
		read_any(rb);
	if (!wrong)
		wrong = go_on(rb);
	ringbuf_destroy(rb);
	return wrong;
}

static const char *one_round(void)
{
	size_t size = (4 + roll(40)) * 4 * PAGE_SIZE;
	struct ringbuf *rb;
	enum damage how;

	size = min(max(size, 20 * PAGE_SIZE), MEMORY);
	memset(memory, roll(256), MEMORY);
	next_value = 1;
	published = 1;
	floor_value = 1;
	cleared = 1;
	rb = make(memory, size);
	if (IS_ERR(rb))
		return "no buffer";
	table_size = (unsigned char *)rb_store_of(rb_cpu_of(rb, 0))->sub[0].data - memory;
	living = rb;
	until_crash = 1 + roll(1 << roll(15));
	live(rb);
	ringbuf_destroy(rb);
	how = roll(3);
	if (how != WHOLE)
		damage(how == TABLE_DAMAGED ? table_size : size);
	return reborn(size, how);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u64 rounds = argc > 2 ? strtoull(argv[2], NULL, 0) : 10000;
	u64 last = seed + rounds;

	for (; seed < last; seed++) {
		const char *wrong;

		sow(seed);
		roll(2);
		wrong = one_round();
		if (wrong) {
			printf("# seed %llu: %s\n", (unsigned long long)seed, wrong);
			return 1;
		}
	}
	printf("# recovered %lu, damaged %lu times and still %lu\n", recovered,
	       damaged, survived);
	return 0;
}
