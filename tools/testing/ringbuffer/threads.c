// SPDX-License-Identifier: GPL-2.0
/*
 * Threads as CPUs, signals as interrupts: threads [SECONDS [still]].
 *
 * Each writer thread writes all the time, as an ordinary context; one signal
 * plays the interrupt and another, which may come on top of it, the NMI. One
 * thread reads everything, one iterates, and in the second half, which "still"
 * leaves out, one resets and resizes. A record tells its writer, a number that
 * counts up per writer, and words that follow from these.
 */
#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define WRITERS	3
#define LEVELS	3

struct writer {
	pthread_t	thread;
	u32		seq[LEVELS];
	unsigned long	committed[LEVELS];
	int		question, asked, answered;
	unsigned long	turns;		/* odd while something is written */
} __aligned(64);

static struct writer writers[WRITERS];
static struct ringbuf *rb;
static int stop_writing, stop_reading, stop_changing, changing, ready;
static unsigned long read_records, lost_records, shown_records, changes;

void rb_point(void)
{
}

static void bad(const char *what, int cpu)
{
	printf("# cpu %d: %s\n", cpu, what);
	fflush(stdout);
	_exit(1);
}

static u64 read_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static __always_inline u64 inline_clock(struct ringbuf *r)
{
	(void)r;
	return read_clock();
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return read_clock();
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.max_nest	= LEVELS,
	.mode		= RB_MODE_ASK,
};

static u32 word_of(u32 seq, u32 level, u32 i)
{
	return seq * 2654435761U ^ level << 30 ^ i;
}

static void write_record(u32 level)
{
	struct writer *me = &writers[rb_test_cpu];
	u32 seq = me->seq[level]++;
	u32 i, words = 2 + seq * 7 % 40;
	struct rb_slot slot;
	u32 *data = rb_reserve(&config, rb, &slot, words * 4);

	if (!data)
		return;
	data[0] = seq;
	data[1] = level;
	for (i = 2; i < words; i++)
		data[i] = word_of(seq, level, i);
	if (seq % 13 == 5) {
		rb_discard(&config, rb, &slot);
		return;
	}
	me->committed[level]++;
	rb_commit(&config, rb, &slot);
}

/* Inside, no grace period ends. A signal on top of another is inside anyway. */
static void write_inside(u32 level)
{
	unsigned long *turns = &writers[rb_test_cpu].turns;
	bool bottom = !(__atomic_load_n(turns, __ATOMIC_RELAXED) % 2);

	if (bottom)
		__atomic_store_n(turns, *turns + 1, __ATOMIC_RELEASE);
	write_record(level);
	if (bottom)
		__atomic_store_n(turns, *turns + 1, __ATOMIC_RELEASE);
}

static void on_interrupt(int sig)
{
	write_inside(sig == SIGUSR1 ? 1 : 2);
}

/* What smp_call_function_single() does in the kernel. */
static void on_question(int sig)
{
	struct writer *me = &writers[rb_test_cpu];
	int asked = __atomic_load_n(&me->asked, __ATOMIC_ACQUIRE);
	bool settled;

	(void)sig;
	/* A second signal may come for the same question. */
	if (me->answered / 2 == asked)
		return;
	settled = rb_settle(rb_cpu_of(rb, rb_test_cpu));
	__atomic_store_n(&me->answered, asked * 2 + !settled, __ATOMIC_RELEASE);
}

void rb_drain(struct rb_cpu *cpu)
{
	struct writer *it = &writers[cpu->cpu];
	int answer;

	if (cpu->cpu >= WRITERS || __atomic_load_n(&stop_writing, __ATOMIC_ACQUIRE))
		return;
	do {
		it->question++;
		__atomic_store_n(&it->asked, it->question, __ATOMIC_RELEASE);
		/* The sanitizer delivers signals late, and not all of them. */
		while ((answer = __atomic_load_n(&it->answered, __ATOMIC_ACQUIRE)) / 2 !=
		       it->question) {
			pthread_kill(it->thread, SIGRTMIN);
			usleep(20);
		}
	} while (answer % 2);
}

/* What is in progress now ends once. */
static void grace(void)
{
	int i;

	for (i = 0; i < WRITERS; i++) {
		unsigned long *turns = &writers[i].turns;
		unsigned long then = __atomic_load_n(turns, __ATOMIC_ACQUIRE);

		while (then % 2 && __atomic_load_n(turns, __ATOMIC_ACQUIRE) == then)
			usleep(20);
	}
}

static void *writer_main(void *arg)
{
	unsigned int i;
	sigset_t none;

	sigemptyset(&none);
	rb_test_cpu = (long)arg;
	/* From here on a signal finds out whom it interrupts. */
	__atomic_add_fetch(&ready, 1, __ATOMIC_RELEASE);
	for (i = 0; !__atomic_load_n(&stop_writing, __ATOMIC_ACQUIRE); i++) {
		write_inside(0);
		if (i % 64)
			continue;
		/* The sanitizer may leave signals blocked after several at once. */
		pthread_sigmask(SIG_SETMASK, &none, NULL);
		usleep(1);
	}
	return NULL;
}

static void *interrupter_main(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; !__atomic_load_n(&stop_writing, __ATOMIC_ACQUIRE); i++) {
		pthread_kill(writers[i % WRITERS].thread, i % 5 ? SIGUSR1 : SIGUSR2);
		if (i % 32 == 0)
			usleep(20);
	}
	return NULL;
}

/* What one who reads a CPU remembers. */
struct memory {
	u64	ts;
	u32	seq[LEVELS];
};

static void check(struct memory *m, int cpu, u64 ts, const u32 *data, u32 len)
{
	u32 i, level = data[1];

	if (level >= LEVELS)
		bad("no such writer", cpu);
	if (len != (2 + data[0] * 7 % 40) * 4)
		bad("wrong length", cpu);
	for (i = 2; i < len / 4; i++)
		if (data[i] != word_of(data[0], level, i))
			bad("torn record", cpu);
	if (ts < m->ts)
		bad("time runs backwards", cpu);
	if (m->seq[level] && data[0] < m->seq[level])
		bad("records out of order", cpu);
	m->ts = ts;
	m->seq[level] = data[0] + 1;
}

static void take_record(struct memory *m, int cpu)
{
	struct rb_record r;

	if (!rb_peek(rb, cpu, &r))
		return;
	if (!__atomic_load_n(&changing, __ATOMIC_RELAXED))
		check(m, cpu, r.ts, r.data, r.len);
	lost_records += r.lost;
	read_records++;
	rb_consume(rb, cpu);
}

static void take_page(struct memory *m, int cpu)
{
	static unsigned char page[PAGE_SIZE] __aligned(8);
	struct rb_page *p = (struct rb_page *)page;
	struct rb_cursor at = { .data = p->data };
	unsigned long lost = 0;
	struct rb_item item;

	if (rb_read_page(rb, cpu, page, sizeof(page), false) <= 0)
		return;
	at.size = p->commit & RB_COMMIT_MASK;
	at.ts = p->time_stamp;
	if (p->commit & RB_MISSED_STORED)
		memcpy(&lost, p->data + at.size, sizeof(lost));
	lost_records += lost;
	for (; rb_find_data(&at, &item); rb_step(&at, &item)) {
		check(m, cpu, item.ts, item.data, item.len);
		read_records++;
	}
}

static void *reader_main(void *arg)
{
	struct memory m[WRITERS] = { };
	unsigned int i;

	(void)arg;
	for (i = 0; !__atomic_load_n(&stop_reading, __ATOMIC_ACQUIRE); i++) {
		int cpu = i % WRITERS;

		/* A page with no room for the count would spoil the sum. */
		if (i % 1024 < 16 && __atomic_load_n(&changing, __ATOMIC_RELAXED))
			take_page(&m[cpu], cpu);
		else
			take_record(&m[cpu], cpu);
	}
	return NULL;
}

static void *iterator_main(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; !__atomic_load_n(&stop_reading, __ATOMIC_ACQUIRE); i++) {
		int cpu = i % WRITERS;
		struct rb_iter *it = rb_iter_open(rb, cpu);
		struct ringbuf_stats s;
		struct memory m = { };
		struct rb_record r;

		for (; rb_iter_peek(it, &r); rb_iter_next(it)) {
			check(&m, cpu, r.ts, r.data, r.len);
			shown_records++;
		}
		rb_iter_close(it);
		ringbuf_stats(rb, cpu, &s);
		usleep(100);
	}
	return NULL;
}

static void *changer_main(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; !__atomic_load_n(&stop_changing, __ATOMIC_ACQUIRE); i++) {
		if (i % 3)
			ringbuf_set_size(rb, i % WRITERS, (2 + i * 5 % 37) * PAGE_SIZE);
		else
			ringbuf_reset_cpu(rb, i % WRITERS);
		changes++;
		usleep(500);
	}
	return NULL;
}

static void catch(int signal, void (*handler)(int), int also_block)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };

	sigemptyset(&sa.sa_mask);
	if (also_block)
		sigaddset(&sa.sa_mask, also_block);
	sigaction(signal, &sa, NULL);
}

/* Everything that was written was read or counted as lost. */
static int account(void)
{
	unsigned long committed = 0, unsaid = 0;
	struct rb_record r;
	int cpu, level;

	for (cpu = 0; cpu < WRITERS; cpu++) {
		const char *wrong = rb_check(rb_cpu_of(rb, cpu));

		if (wrong)
			bad(wrong, cpu);
		while (rb_peek(rb, cpu, &r)) {
			lost_records += r.lost;
			read_records++;
			rb_consume(rb, cpu);
		}
		unsaid += rb_cpu_of(rb, cpu)->reader.lost;
		for (level = 0; level < LEVELS; level++)
			committed += writers[cpu].committed[level];
	}
	printf("# written %lu read %lu lost %lu shown %lu changes %lu\n", committed,
	       read_records, lost_records + unsaid, shown_records, changes);
	return changes || committed == read_records + lost_records + unsaid;
}

static int run(unsigned int seconds, bool with_changes)
{
	struct ringbuf_params p = {
		.bytes = 8 * PAGE_SIZE, .overwrite = true, .clock = slow_clock,
	};
	pthread_t interrupter, reader, iterator, changer;
	long i;
	int good;

	memset(writers, 0, sizeof(writers));
	read_records = 0;
	lost_records = 0;
	shown_records = 0;
	changes = 0;
	stop_writing = 0;
	stop_reading = 0;
	stop_changing = 0;
	ready = 0;
	changing = with_changes;
	rb = ringbuf_create(&p);
	for (i = 0; i < WRITERS; i++)
		pthread_create(&writers[i].thread, NULL, writer_main, (void *)i);
	while (__atomic_load_n(&ready, __ATOMIC_ACQUIRE) < WRITERS)
		usleep(100);
	pthread_create(&interrupter, NULL, interrupter_main, NULL);
	pthread_create(&reader, NULL, reader_main, NULL);
	pthread_create(&iterator, NULL, iterator_main, NULL);
	if (with_changes)
		pthread_create(&changer, NULL, changer_main, NULL);
	sleep(seconds);
	__atomic_store_n(&stop_changing, 1, __ATOMIC_RELEASE);
	if (with_changes)
		pthread_join(changer, NULL);
	__atomic_store_n(&stop_writing, 1, __ATOMIC_RELEASE);
	pthread_join(interrupter, NULL);
	for (i = 0; i < WRITERS; i++)
		pthread_join(writers[i].thread, NULL);
	__atomic_store_n(&stop_reading, 1, __ATOMIC_RELEASE);
	pthread_join(reader, NULL);
	pthread_join(iterator, NULL);
	good = account();
	ringbuf_destroy(rb);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	unsigned int seconds = argc > 1 ? atoi(argv[1]) : 3;

	rb_test_present = WRITERS;
	rb_test_grace = grace;
	catch(SIGUSR1, on_interrupt, 0);
	catch(SIGUSR2, on_interrupt, SIGUSR1);
	catch(SIGRTMIN, on_question, 0);
	return run(seconds, false) || (argc < 3 && run(seconds, true));
}
