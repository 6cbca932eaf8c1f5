// SPDX-License-Identifier: GPL-2.0
/*
 * Damaged pages: corrupt [SEED [ROUNDS]]. Built with the address sanitizer.
 *
 * Whatever a page holds, its decoder stays inside, comes to an end, and shows all
 * that lies before the damage. The same for iterators and for the consuming
 * reader over a buffer whose pages were damaged; for iterators the damage may
 * include the commit.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include "dice.h"

#include <signal.h>
#include <unistd.h>

#define MOST_BYTES	512

static const char *running;
static u64 seed;

void rb_point(void)
{
}

void rb_drain(struct rb_cpu *cpu)
{
	(void)cpu;
}

static void require(bool cond, const char *what)
{
	if (cond)
		return;
	printf("# seed %llu: %s: %s\n", (unsigned long long)seed, running, what);
	exit(1);
}

/* A call that does not return is a failure, too. */
static void endless(int sig)
{
	static const char text[] = "# a call does not come to an end\n";

	(void)sig;
	_exit(write(1, text, sizeof(text) - 1) < 0 ? 3 : 2);
}

/* ---- pages ---- */

/* A record that fits into so many words; returns its words. */
static u32 sow_record(u32 *p, u32 room)
{
	u32 most = min(room - 1, 40U);
	u32 words = 2 + roll(most), i;

	for (i = 1; i < words; i++)
		p[i] = roll(1 << 30);
	switch (roll(6)) {
	case 0:
		p[0] = rb_head(RB_TYPE_LONG, roll(100));
		p[1] = (words - 1) * 4 - roll(4) % ((words - 1) * 4 - 3);
		break;
	case 1:
		p[0] = rb_head(RB_TYPE_PADDING, 1 + roll(100));
		p[1] = (words - 1) * 4;
		break;
	case 2:
		words = 2;
		p[0] = rb_head(RB_TYPE_TIME_EXTEND + roll(2), roll(100));
		break;
	default:
		words = min(words, RB_TYPE_DATA_MAX + 1U);
		p[0] = rb_head(words - 1, roll(1 << 27));
	}
	return words;
}

/* Whole records; what is left over at the end stays as it is. */
static u32 sow_page(u32 *page, u32 words)
{
	u32 used = 0;

	while (words - used >= 3 && roll(50))
		used += sow_record(page + used, words - used);
	return used;
}

/* Damage one place in @size bytes; returns where. */
static u32 damage(u8 *page, u32 size)
{
	u32 at = roll(size), n = 1 + roll(64), i;

	n = min(n, size - at);
	switch (roll(4)) {
	case 0:
		page[at] ^= 1 << roll(8);
		break;
	case 1:
		for (i = 0; i < n; i++)
			page[at + i] = roll(256);
		break;
	case 2:
		memset(page + at, roll(2) ? 0xff : 0, n);
		break;
	default:
		/* A head, with any length. */
		at &= ~3U;
		page[at] = roll(2) ? RB_TYPE_LONG : RB_TYPE_PADDING;
		if (at + 8 <= size)
			*(u32 *)(page + at + 4) = roll(2) ? roll(size * 2) : -roll(9);
	}
	return at;
}

static u32 sum_of(const void *data, u32 len)
{
	const u8 *p = data;
	u32 sum = 0;

	while (len--)
		sum = sum * 31 + *p++;
	return sum;
}

/* Records that end at or before @limit; their number, and a digest of them. */
static u32 walk(const void *page, u32 size, u32 limit, u32 *digest)
{
	struct rb_cursor at = { page, 0, size, 1000 };
	u32 records = 0, steps = 0;
	struct rb_item item;

	*digest = 0;
	while (rb_find_data(&at, &item)) {
		const u8 *data = item.data;
		u32 sum;

		require(data >= at.data + at.off, "data before their record");
		require(data + item.len <= at.data + at.size, "data past the page");
		sum = sum_of(data, item.len);
		rb_step(&at, &item);
		require(at.off <= at.size, "a step past the page");
		require(++steps <= size / 4, "more records than words");
		if (at.off > limit)
			continue;
		records++;
		*digest = (*digest ^ sum ^ (u32)item.ts) * 2654435761U;
	}
	require(at.off <= at.size, "skipped past the page");
	return records;
}

static void one_page(void)
{
	u32 words = 2 + roll(MOST_BYTES / 4 - 2), before, after, was, is, at = 0;
	u8 *page = malloc(words * 4), *hurt;
	u32 size = words * 4, times = 1 + roll(3), first = size;

	running = "page";
	memset(page, 0, size);
	size = sow_page((u32 *)page, words) * 4;
	size = max(size, 4U);
	/* The copy has its exact size, for the sanitizer, and may be cut short. */
	if (!roll(4))
		size = 1 + roll(size);
	first = min(first, size);
	hurt = malloc(size);
	memcpy(hurt, page, size);
	while (times--) {
		at = damage(hurt, size);
		first = min(first, at);
	}
	was = walk(page, words * 4, first, &before);
	is = walk(hurt, size, first, &after);
	require(was == is && before == after, "undamaged records are not the same");
	free(hurt);
	free(page);
}

/* ---- buffers ---- */

static u64 now = 1ULL << 32;

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	(void)rb;
	return now += roll(3);
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return now;
}

static const struct rb_config config = {
	.clock = inline_clock, .max_nest = 2, .mode = RB_MODE_OVERWRITE,
};

static struct ringbuf *full_buffer(void)
{
	struct ringbuf_params p = {
		.bytes = 3 * PAGE_SIZE, .overwrite = true, .clock = slow_clock,
	};
	struct ringbuf *rb = ringbuf_create(&p);
	u32 i, n = 100 + roll(600);
	struct rb_slot slot;

	require(!IS_ERR(rb), "no memory");
	for (i = 0; i < n; i++) {
		u32 len = 4 + 4 * roll(40);
		u32 *data = rb_reserve(&config, rb, &slot, len);

		memset(data, i, len);
		rb_commit(&config, rb, &slot);
	}
	return rb;
}

static void damage_buffer(struct ringbuf *rb, bool commits)
{
	struct rb_store *st = rb_store_of(rb_cpu_of(rb, 0));
	u32 times = 1 + roll(20);

	while (times--) {
		struct rb_page *page = st->sub[roll(st->n + 1)].data;

		damage(page->data, PAGE_SIZE - RB_PAGE_HEADER);
		if (commits && !roll(4))
			page->commit = roll(2) ? (unsigned long)-roll(100) :
						 roll(2 * PAGE_SIZE);
	}
}

static void one_iterator(void)
{
	struct ringbuf *rb = full_buffer();
	u32 size = roll(2) ? PAGE_SIZE : 8 + roll(200), shown = 0, sum = 0;
	void *copy = malloc(ALIGN(size, 4));
	struct rb_record r;
	struct rb_iter it;

	running = "iterator";
	damage_buffer(rb, true);
	rb_iter_init(&it, rb, 0, copy, size);
	for (; rb_iter_peek(&it, &r); rb_iter_next(&it)) {
		sum += sum_of(r.data, r.len);
		require((u8 *)r.data + r.len <= (u8 *)copy + size, "past the copy");
		require(++shown < 5 * PAGE_SIZE, "more records than bytes");
	}
	/* Whatever it is, it is used. */
	dice += sum & 1;
	free(copy);
	ringbuf_destroy(rb);
}

static void one_reader(void)
{
	static u64 page[PAGE_SIZE / 8];
	struct ringbuf *rb = full_buffer();
	struct rb_record r;
	u32 turns = 0;

	running = "reader";
	damage_buffer(rb, false);
	for (;; turns++) {
		require(turns < 5 * PAGE_SIZE, "more records than bytes");
		if (!roll(10)) {
			int ret = rb_read_page(rb, 0, page, sizeof(page), false);

			require(ret >= 0, "a page that cannot be read");
			require(ret <= (int)(PAGE_SIZE - RB_PAGE_HEADER), "too much");
		}
		if (!rb_peek(rb, 0, &r))
			break;
		dice += sum_of(r.data, r.len) & 1;
		rb_consume(rb, 0);
	}
	ringbuf_destroy(rb);
}

int main(int argc, char **argv)
{
	u64 first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u64 rounds = argc > 2 ? strtoull(argv[2], NULL, 0) : 2000, i;

	signal(SIGALRM, endless);
	for (seed = first; seed < first + rounds; seed++) {
		alarm(20);
		sow(seed);
		for (i = 0; i < 50; i++)
			one_page();
		one_iterator();
		one_reader();
	}
	printf("# %llu pages, %llu buffers\n", (unsigned long long)rounds * 50,
	       (unsigned long long)rounds * 2);
	return 0;
}
