// SPDX-License-Identifier: GPL-2.0
/*
 * Who takes time away from a task, see noise.h.
 *
 * Each kind has a time at which it came and an account of what others took of it.
 * When one goes, its net time goes to the accounts of all that it may have been on
 * top of. One that comes while a net time is being worked out may add to the account
 * between two reads, so @comings is compared before and after.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <linux/trace.h>
#include <trace/events/irq.h>
#include <trace/events/sched.h>
#include "../core/instance.h"
#include "../event/nmi.h"
#include "noise.h"

#define CREATE_TRACE_POINTS
#include <trace/events/osnoise.h>

DEFINE_PER_CPU(struct noise_cpu, noise_cpu);

/* ---- Coming and going ------------------------------------------------- */

static __always_inline struct noise_cpu *active_noise(void)
{
	struct noise_cpu *noise = this_cpu_ptr(&noise_cpu);

	return READ_ONCE(noise->active) ? noise : NULL;
}

/**
 * noise_come - noise begins
 * @noise: that of this CPU
 * @kind: of which kind
 *
 * Context: any, on that CPU, preemption off.
 */
void noise_come(struct noise_cpu *noise, enum noise_kind kind)
{
	struct noise_source *source = &noise->source[kind];

	noise->comings++;
	source->count++;
	source->taken = 0;
	barrier();
	source->start = noise_now();
}

static s64 net_time(const struct noise_cpu *noise, const struct noise_source *source)
{
	u64 comings;
	s64 net;

	do {
		comings = READ_ONCE(noise->comings);
		barrier();
		net = noise_now() - source->start - READ_ONCE(source->taken);
		barrier();
	} while (comings != READ_ONCE(noise->comings));
	return net;
}

/**
 * noise_go - noise ends
 * @noise: that of this CPU
 * @kind: of which kind
 * @start: gets when it began
 *
 * Context: as noise_come().
 * Return: its net time; negative if it has not been seen to come.
 */
s64 noise_go(struct noise_cpu *noise, enum noise_kind kind, u64 *start)
{
	struct noise_source *source = &noise->source[kind];
	s64 net;

	*start = source->start;
	if (!*start)
		return -1;
	net = net_time(noise, source);
	source->start = 0;
	for (unsigned int i = kind + 1; i < NOISE_NR; i++)
		noise->source[i].taken += net;
	return net;
}

/* ---- NMIs, interrupts, softirqs --------------------------------------- */

static void on_nmi(bool enter)
{
	struct noise_cpu *noise = active_noise();
	u64 start;
	s64 net;

	if (!noise)
		return;
	if (enter) {
		noise_come(noise, NOISE_NMI);
		return;
	}
	net = noise_go(noise, NOISE_NMI, &start);
	if (net >= 0)
		trace_nmi_noise(start, net);
}

static struct trace_nmi_listener nmi_listener = { .call = on_nmi };

/**
 * osnoise_trace_irq_entry - an interrupt begins
 * @id: its number
 *
 * Context: interrupts off.
 */
void osnoise_trace_irq_entry(int id)
{
	struct noise_cpu *noise = active_noise();

	if (noise)
		noise_come(noise, NOISE_IRQ);
}

/**
 * osnoise_trace_irq_exit - an interrupt ends
 * @id: its number
 * @desc: its name
 *
 * Context: interrupts off.
 */
void osnoise_trace_irq_exit(int id, const char *desc)
{
	struct noise_cpu *noise = active_noise();
	u64 start;
	s64 net;

	if (!noise)
		return;
	net = noise_go(noise, NOISE_IRQ, &start);
	if (net >= 0)
		trace_irq_noise(id, desc, start, net);
}

static void on_irq_entry(void *data, int irq, struct irqaction *action)
{
	osnoise_trace_irq_entry(irq);
}

static void on_irq_exit(void *data, int irq, struct irqaction *action, int ret)
{
	osnoise_trace_irq_exit(irq, action->name);
}

static void on_softirq_entry(void *data, unsigned int vector)
{
	struct noise_cpu *noise = active_noise();

	if (noise)
		noise_come(noise, NOISE_SOFTIRQ);
}

static void on_softirq_exit(void *data, unsigned int vector)
{
	struct noise_cpu *noise = active_noise();
	u64 start;
	s64 net;

	if (!noise)
		return;
	net = noise_go(noise, NOISE_SOFTIRQ, &start);
	if (net >= 0)
		trace_softirq_noise(vector, start, net);
}

/* ---- Threads ---------------------------------------------------------- */

static bool is_noise(const struct noise_cpu *noise, const struct task_struct *task)
{
	return !noise->pid || task->pid != noise->pid;
}

static void on_switch(void *data, bool preempt, struct task_struct *prev,
		      struct task_struct *next, unsigned int prev_state)
{
	struct noise_cpu *noise = active_noise();
	u64 start;
	s64 net;

	if (!noise)
		return;
	if (is_noise(noise, prev)) {
		net = noise_go(noise, NOISE_THREAD, &start);
		if (net >= 0)
			trace_thread_noise(prev, start, net);
	}
	if (is_noise(noise, next))
		noise_come(noise, NOISE_THREAD);
}

/**
 * noise_split_thread - what the thread has done up to now does not count
 * @noise: that of this CPU
 *
 * The rest of the interrupt in which this is will be taken from the thread, but not
 * what is over of it.
 *
 * Context: interrupt.
 */
void noise_split_thread(struct noise_cpu *noise)
{
	struct noise_source *thread = &noise->source[NOISE_THREAD];
	const struct noise_source *irq = &noise->source[NOISE_IRQ];
	u64 now = noise_now();

	if (!thread->start)
		return;
	thread->start = now;
	thread->taken = irq->start ? irq->start + irq->taken - now : 0;
}

/* ---- Beginning and end ------------------------------------------------ */

/* Architectures have interrupts that are not in irq_handler_entry. */
int __weak osnoise_arch_register(void)
{
	return 0;
}

void __weak osnoise_arch_unregister(void)
{
}

static void forget(void)
{
	unregister_trace_irq_handler_entry(on_irq_entry, NULL);
	unregister_trace_irq_handler_exit(on_irq_exit, NULL);
	unregister_trace_softirq_entry(on_softirq_entry, NULL);
	unregister_trace_softirq_exit(on_softirq_exit, NULL);
	unregister_trace_sched_switch(on_switch, NULL);
	tracepoint_synchronize_unregister();
}

/**
 * noise_watch - begin to account for noise on CPUs that are active
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or an errno.
 */
int noise_watch(void)
{
	int err;

	err = register_trace_irq_handler_entry(on_irq_entry, NULL) ?:
	      register_trace_irq_handler_exit(on_irq_exit, NULL) ?:
	      register_trace_softirq_entry(on_softirq_entry, NULL) ?:
	      register_trace_softirq_exit(on_softirq_exit, NULL) ?:
	      register_trace_sched_switch(on_switch, NULL) ?:
	      osnoise_arch_register();
	if (err) {
		forget();
		return err;
	}
	trace_nmi_listen(&nmi_listener);
	return 0;
}

/* The end of noise_watch(). */
void noise_ignore(void)
{
	trace_nmi_ignore(&nmi_listener);
	osnoise_arch_unregister();
	forget();
}
