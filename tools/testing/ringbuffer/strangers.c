// SPDX-License-Identifier: GPL-2.0
/*
 * Writers and readers that have nothing in common but memory: strangers [SECONDS].
 *
 * First they are processes: one writes, and now and then is killed and replaced;
 * another one reads, and is killed and replaced at any moment. Then the reader is
 * a liar that overwrites whatever it can, as long as the writer writes; the
 * writer must come to an end and stay inside the memory, which the address
 * sanitizer watches.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>
#include "dice.h"
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MEMORY		(256 * 1024)
#define WORDS		6
#define EPOCH_SHIFT	40

/*
 * What the processes tell each other besides: which records the reader was shown,
 * and how many it knows to be lost. A record's value is its writer's number and
 * its own.
 */
struct notes {
	u64	next;		/* value that the writer writes next; 0: not begun */
	u64	shown;		/* newest value that a reader was shown */
	u64	readers, repeats, records, lost, epochs;
	char	wrong[128];
};

static void *memory;
static struct notes *notes;

void rb_point(void)
{
}

void rb_drain(struct rb_cpu *cpu)
{
	rb_settle(cpu);
}

static u64 slow_clock(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	(void)rb;
	return slow_clock(NULL);
}

static const struct rb_config alone = {
	.clock = inline_clock, .max_nest = 1, .mode = RB_MODE_OVERWRITE,
};

static const struct rb_config nesting = {
	.clock = inline_clock, .max_nest = 3, .mode = RB_MODE_OVERWRITE,
};

static struct ringbuf *join(enum ringbuf_share share)
{
	struct ringbuf_params p = {
		.clock = slow_clock, .overwrite = true, .share = share,
		.memory = memory, .memory_size = MEMORY,
	};

	return ringbuf_create(&p);
}

static void wrong(const char *what, u64 value)
{
	snprintf(notes->wrong, sizeof(notes->wrong), "%s (%llx, shown %llx)", what,
		 (unsigned long long)value, (unsigned long long)notes->shown);
	_exit(1);
}

/* ---- honest processes ---- */

static void put(struct ringbuf *rb, u64 value)
{
	u32 i, n = 1 + value * 2654435761U % WORDS;
	struct rb_slot slot;
	void *data = rb_reserve(&alone, rb, &slot, n * 8);

	if (!data)
		wrong("refused", value);
	for (i = 0; i < n; i++)
		memcpy(data + i * 8, &(u64){ value * WORDS + i }, 8);
	rb_commit(&alone, rb, &slot);
}

static void write_for_ever(void)
{
	struct ringbuf *rb = join(RINGBUF_WRITE);
	u64 value = ++notes->epochs << EPOCH_SHIFT;

	if (IS_ERR(rb))
		wrong("cannot write", 0);
	for (;; value++) {
		put(rb, value);
		__atomic_store_n(&notes->next, value + 1, __ATOMIC_RELEASE);
		if (!(value % 64) && value % 4096 < 2048)
			usleep(1);
	}
}

static u64 check_record(const struct rb_record *r)
{
	u64 value, data[WORDS];
	u32 i;

	if (r->len > sizeof(data))
		wrong("too long", r->len);
	memcpy(data, r->data, r->len);
	value = data[0] / WORDS;

	if (r->len != 8 * (1 + value * 2654435761U % WORDS))
		wrong("length", value);
	for (i = 0; i < r->len / 8; i++)
		if (data[i] != value * WORDS + i)
			wrong("torn", data[i] / WORDS);
	return value;
}

/*
 * From one record to the next exactly as many are missing as it says. The first
 * one of a reader may have been shown to its predecessor, but nothing in between
 * is left out that was not overwritten.
 */
static void read_record(const struct rb_record *r, bool first)
{
	u64 value = check_record(r);
	bool same_writer = value >> EPOCH_SHIFT == notes->shown >> EPOCH_SHIFT;

	if (first && value <= notes->shown)
		notes->repeats++;
	else if (same_writer && !first && value != notes->shown + 1 + r->lost)
		wrong("not accounted for", value);
	else if (value < notes->shown)
		wrong("backwards", value);
	notes->records++;
	notes->lost += r->lost;
	notes->shown = value;
}

static void read_for_ever(void)
{
	struct ringbuf *rb = join(RINGBUF_READ);
	struct rb_record r;
	bool first = true;

	if (IS_ERR(rb))
		wrong("cannot read", 0);
	notes->readers++;
	for (;;) {
		if (!rb_peek(rb, 0, &r))
			continue;
		read_record(&r, first);
		rb_consume(rb, 0);
		first = false;
	}
}

static pid_t start(void (*what)(void))
{
	pid_t pid = fork();

	if (!pid)
		what();
	return pid;
}

static bool end(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status);
}

static bool honest(double seconds)
{
	u64 until = slow_clock(NULL) + seconds * 1e9;
	pid_t writer = start(write_for_ever), reader;
	bool well = true;

	while (!__atomic_load_n(&notes->next, __ATOMIC_ACQUIRE) && !*notes->wrong)
		usleep(100);
	while (well && slow_clock(NULL) < until) {
		reader = start(read_for_ever);
		usleep(roll(20000));
		if (!roll(8)) {
			well = end(writer);
			writer = start(write_for_ever);
			usleep(roll(5000));
		}
		well = end(reader) && well;
	}
	well = end(writer) && well;
	printf("# writers %llu readers %llu records %llu lost %llu shown again to %llu\n",
	       (unsigned long long)notes->epochs, (unsigned long long)notes->readers,
	       (unsigned long long)notes->records, (unsigned long long)notes->lost,
	       (unsigned long long)notes->repeats);
	if (*notes->wrong)
		printf("# %s\n", notes->wrong);
	return well && !*notes->wrong && notes->records > 1000 && notes->readers > 10 &&
		notes->epochs > 1;
}

/* ---- a reader that lies ---- */

static struct ringbuf *victim;

/* Slots, what the writer says, entries: anything but the pages. */
static void lie(void)
{
	struct rb_store *st = rb_store_of(rb_cpu_of(victim, 0));
	struct rb_subbuf *cur = rb_cpu_of(victim, 0)->cur;
	u32 i = roll(st->n);

	switch (roll(7)) {
	case 0:
		st->slot[i] = (u64)roll(~0U) << 32 | roll(~0U);
		break;
	case 1:
		st->slot[i] = rb_name(rb_name_nr(st->slot[i]) + roll(3),
				      roll(st->n + 3)) | (roll(2) ? RB_FREE : 0);
		break;
	case 2:
		st->slot[i] = st->slot[roll(st->n)];
		break;
	case 3:
		st->slot[i] = rb_name(cur->nr + roll(3), roll(st->n + 1));
		break;
	case 4:
		st->state->commit = (u64)roll(~0U) << 32 | roll(~0U);
		break;
	case 5:
		memset(&st->saved[roll(st->n + 1)], roll(256), sizeof(*st->saved));
		break;
	case 6:
		for (i = 0; i < st->n; i++)
			st->slot[i] = rb_name(0, cur->id) | RB_FREE;
		break;
	}
}

static void write_lied_to(const struct rb_config *cfg, u32 depth)
{
	struct rb_slot slot;
	void *data = rb_reserve(cfg, victim, &slot, 8 + 8 * roll(WORDS));

	if (!roll(16))
		lie();
	if (depth && !roll(4))
		write_lied_to(cfg, depth - 1);
	if (data)
		rb_commit(cfg, victim, &slot);
}

static void lies(const struct rb_config *cfg, u64 records)
{
	/* What goes in circles is ended. */
	alarm(60);
	while (records--) {
		if (cfg == &alone)
			write_lied_to(&alone, 0);
		else
			write_lied_to(&nesting, 2);
		if (!roll(64))
			lie();
	}
	alarm(0);
}

static bool hostile(unsigned int rounds)
{
	/* Between bytes that nobody may touch. */
	unsigned char *around = rb_test_alloc_aligned(64, MEMORY);
	unsigned int i;

	memory = around;
	for (i = 0; i < rounds; i++) {
		sow(i);
		memset(memory, 0, MEMORY);
		victim = join(RINGBUF_WRITE);
		if (IS_ERR(victim))
			return false;
		lies(roll(2) ? &alone : &nesting, 20000);
		ringbuf_destroy(victim);
	}
	free(around);
	return true;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 3;
	int prot = PROT_READ | PROT_WRITE, flags = MAP_SHARED | MAP_ANONYMOUS;

	setvbuf(stdout, NULL, _IONBF, 0);
	memory = mmap(NULL, MEMORY, prot, flags, -1, 0);
	notes = mmap(NULL, sizeof(*notes), prot, flags, -1, 0);
	if (memory == MAP_FAILED || notes == MAP_FAILED)
		return 1;
	if (!honest(seconds)) {
		printf("# processes: failed\n");
		return 1;
	}
	if (!hostile(seconds * 10)) {
		printf("# lies: failed\n");
		return 1;
	}
	return 0;
}
