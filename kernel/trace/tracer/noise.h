/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who takes time away from a task on a CPU: NMIs, interrupts, softirqs, threads.
 *
 * Each of them can come on top of those behind it in this list, and its time is not
 * theirs: what is told of each is net.
 */
#ifndef _TRACE_TRACER_NOISE_H
#define _TRACE_TRACER_NOISE_H

#include <linux/percpu.h>
#include <linux/trace_clock.h>
#include <linux/types.h>

enum noise_kind { NOISE_NMI, NOISE_IRQ, NOISE_SOFTIRQ, NOISE_THREAD, NOISE_NR };

/**
 * struct noise_source - noise of one kind on a CPU
 * @count: how often it came
 * @start: since when it is there; 0: it is not
 * @taken: how much of the time since then was not its own
 */
struct noise_source {
	u64	count;
	u64	start;
	s64	taken;
};

/**
 * struct noise_cpu - noise on a CPU; only that CPU writes it
 * @active: somebody wants to know
 * @pid: of the task that is disturbed, 0: every task counts as noise
 * @comings: how often anything came
 * @source: what
 */
struct noise_cpu {
	bool			active;
	pid_t			pid;
	u64			comings;
	struct noise_source	source[NOISE_NR];
};

DECLARE_PER_CPU(struct noise_cpu, noise_cpu);

/* Both under tracing_mutex; may sleep. */
int noise_watch(void);
void noise_ignore(void);

/* The clock of all times here. */
static inline u64 noise_now(void)
{
	return trace_clock_local();
}

/**
 * noise_sample - the time, and how often anything has come up to then
 * @noise: this CPU's
 * @comings: gets the number
 *
 * Context: the task that is disturbed.
 * Return: the time.
 */
static inline u64 noise_sample(const struct noise_cpu *noise, u64 *comings)
{
	u64 now;

	do {
		*comings = READ_ONCE(noise->comings);
		barrier();
		now = noise_now();
		barrier();
	} while (*comings != READ_ONCE(noise->comings));
	return now;
}

void noise_come(struct noise_cpu *noise, enum noise_kind kind);
s64 noise_go(struct noise_cpu *noise, enum noise_kind kind, u64 *start);
void noise_split_thread(struct noise_cpu *noise);

#endif /* _TRACE_TRACER_NOISE_H */
