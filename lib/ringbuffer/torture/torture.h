/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the torture module.
 *
 *   write.c   who writes: tasks, tasklets, timers, irq_work, NMIs
 *   read.c    who reads: takers of records and of pages, iterators, waiters
 *   change.c  who changes the buffer meanwhile, or takes CPUs away
 *   oracle.c  what must be true of every record, and of the sums
 *   nmi.c     NMIs on demand, where the machine has them
 *   main.c    parameters, start and end
 */
#ifndef _LIB_RINGBUFFER_TORTURE_H
#define _LIB_RINGBUFFER_TORTURE_H

/* Every file of the module includes this one first. */
#define pr_fmt(fmt) "ringbuffer-torture: " fmt

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>

#define TORTURE_ORDER_MAX	2

/* Contexts that interrupt each other, each at most once per CPU. */
enum torture_level {
	TORTURE_TASK,
	TORTURE_SOFTIRQ,
	TORTURE_HARDIRQ,
	TORTURE_NMI,
	TORTURE_LEVELS,
};

/**
 * struct torture_record - what every record says
 * @check: of all that follows
 * @seq: counts up per CPU and level, without those that are discarded
 * @ts: time of the reservation
 * @cpu: the CPU that it was written on
 * @level: the level that it was written at
 * @words: of @fill
 * @fill: more or less of it
 */
struct torture_record {
	u32	check;
	u32	seq;
	u64	ts;
	u16	cpu;
	u16	level;
	u32	words;
	u32	fill[];
};

/**
 * struct torture_tally - what the writers of one level of one CPU did
 * @rnd: their dice
 * @seq: next number
 * @written: records committed
 * @discarded: records discarded
 * @refused: reservations refused
 */
struct torture_tally {
	struct rnd_state	rnd;
	u32			seq;
	unsigned long		written;
	unsigned long		discarded;
	unsigned long		refused;
};

/**
 * struct torture_trail - what one who reads the records of a CPU remembers
 * @cpu: the CPU
 * @ts: time of the last record
 * @next: number to come, by level
 * @begun: bits of the levels whose numbers are known
 * @lost: records announced as lost
 * @missing: records found missing in the numbers
 * @unsaid: losses were announced without their number
 */
struct torture_trail {
	int		cpu;
	u64		ts;
	u32		next[TORTURE_LEVELS];
	unsigned int	begun;
	unsigned long	lost;
	unsigned long	missing;
	bool		unsaid;
};

/**
 * struct torture_side - the consuming readers of one CPU, in both buffers
 * @turn: held by who consumes
 * @trail: of what was consumed; while buffers are swapped only for a moment
 * @read: records consumed
 * @lost: records announced as lost to them
 * @unsaid: losses were announced without their number
 */
struct torture_side {
	struct mutex		turn;	/* one consuming reader at a time */
	struct torture_trail	trail;
	unsigned long		read;
	unsigned long		lost;
	bool			unsaid;
};

/**
 * struct torture_cpu - all about one CPU
 * @tally: its writers
 * @side: its readers
 * @timer: writes in a hard interrupt
 * @tasklet: writes in a soft interrupt
 * @work: writes in the hard interrupt that comes at once
 * @seen: memory for iterators in interrupts, one for each level
 */
struct torture_cpu {
	struct torture_tally	tally[TORTURE_LEVELS];
	struct torture_side	side;
	struct hrtimer		timer;
	struct tasklet_struct	tasklet;
	struct irq_work		work;
	u8			seen[TORTURE_LEVELS][512] __aligned(8);
};

DECLARE_PER_CPU(struct torture_cpu, torture_cpus);

/**
 * struct torture_actors - who takes part
 * @softirq: writers in tasklets
 * @hardirq: writers in timers and irq_work
 * @nmi: writers in NMIs
 * @iterate: iterators
 * @resize: changes of size
 * @order: changes of the sub-buffers' size
 * @swap: exchange with a second buffer
 * @reset: resets
 * @disable: switches that refuse records
 * @hotplug: CPUs that go and come
 */
struct torture_actors {
	bool softirq, hardirq, nmi, iterate;
	bool resize, order, swap, reset, disable, hotplug;
};

extern struct torture_actors torture_do;

/* Writers write to the first; the second gets what is swapped into it. */
extern struct ringbuf *torture_rb[2];

/* main.c */
__printf(1, 2) void torture_bad(const char *format, ...);
u32 torture_dice(struct rnd_state *rnd, u32 sides);

/* Nothing is dropped other than by being lost. */
static inline bool torture_exact(void)
{
	return !torture_do.reset && !torture_do.order;
}

/* write.c */
u64 torture_time(void);
void torture_writers_init(void);
int torture_write_tasks(void *unused);
void torture_write_here(void);
void torture_writers_stop(void);

/* read.c */
int torture_read_tasks(void *unused);
int torture_iterate_tasks(void *unused);
int torture_wait_tasks(void *unused);
void torture_glance(struct rnd_state *rnd, u8 *memory, size_t size);
void torture_drain(struct ringbuf *rb, int cpu);
void torture_try_swap_here(void);
unsigned long torture_swaps_here(void);
int torture_try_swap(void);

/* change.c */
int torture_change_tasks(void *unused);
int torture_hotplug_tasks(void *unused);
void torture_changes_tell(void);

/* oracle.c */
void torture_sign(struct torture_record *record);
void torture_check_record(struct torture_trail *trail, const struct rb_record *r);
u32 torture_check_page(struct torture_trail *trail, const struct rb_page *page);
unsigned long torture_account(unsigned long *records);

/* nmi.c */
#ifdef CONFIG_X86_LOCAL_APIC
int torture_nmi_begin(void);
void torture_nmi_end(void);
void torture_nmi_send(int cpu);
unsigned long torture_nmi_count(void);
#else
static inline int torture_nmi_begin(void) { return -EOPNOTSUPP; }
static inline void torture_nmi_end(void) { }
static inline void torture_nmi_send(int cpu) { }
static inline unsigned long torture_nmi_count(void) { return 0; }
#endif

#endif
