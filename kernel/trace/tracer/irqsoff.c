// SPDX-License-Identifier: GPL-2.0
/*
 * irqsoff, preemptoff and preemptirqsoff: the longest time for which a CPU could not
 * take interrupts, not switch tasks, or not at least one of both.
 *
 * A section begins when the first reason comes up and ends when the last one goes.
 * The tracepoints tell of each change, with the instance's state as their data. A
 * section belongs to its CPU, and nothing but that CPU touches what is kept of it.
 *
 * An interrupt may come between any two steps, where only preemption is off. It
 * leaves @why as it was, and @open too or cleared. While @busy says that a section
 * begins or ends here, those of interrupts are left alone.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/preempt.h>
#include <linux/tracepoint.h>
#include <trace/events/preemptirq.h>
#include "../event/preemptirq.h"
#include "latency.h"

enum { IRQS_OFF = 1, PREEMPT_OFF = 2 };

/* ---- Sections --------------------------------------------------------- */

static void begin(struct latency_state *state, struct latency_cpu *cpu, unsigned long ip,
		  unsigned long parent_ip)
{
	cpu->busy = true;
	barrier();
	cpu->ip = ip;
	cpu->parent_ip = parent_ip;
	cpu->open = true;
	cpu->start = latency_now(state);
	latency_record_call(state, ip, parent_ip);
	barrier();
	cpu->busy = false;
}

/*
 * Interrupts off, but not as a section of its own.  Lockdep is told, since locks are taken
 * meanwhile.  Return: whether it has to be told of the end.
 */
static __always_inline bool shut(unsigned long *flags)
{
	raw_local_irq_save(*flags);
	if (!lockdep_hardirqs_enabled())
		return false;
	lockdep_hardirqs_off(_THIS_IP_);
	return true;
}

static __always_inline void open(unsigned long flags, bool told)
{
	if (told) {
		lockdep_hardirqs_on_prepare();
		lockdep_hardirqs_on(_THIS_IP_);
	}
	raw_local_irq_restore(flags);
}

/* The trace ends with who ended it. */
static void keep(struct latency_state *state, const struct latency_cpu *cpu, u64 ns,
		 unsigned long ip, unsigned long parent_ip)
{
	struct trace_worst worst = {
		.ns	= ns,
		.from	= cpu->start,
		.to	= U64_MAX,
		.begin	= cpu->parent_ip ?: cpu->ip,
		.end	= parent_ip ?: ip,
	};
	unsigned long flags;
	bool told;

	latency_record_call(state, ip, parent_ip);
	latency_record_stack(state, ip);
	trace_worst_task(&worst, current);
	told = shut(&flags);
	worst.cpu = smp_processor_id();
	worst.where = worst.cpu;
	trace_worst_keep(state->tr, &worst);
	open(flags, told);
}

static void end(struct latency_state *state, struct latency_cpu *cpu, unsigned long ip,
		unsigned long parent_ip)
{
	u64 ns;

	cpu->busy = true;
	barrier();
	/* An interrupt that came just before has ended it, and all that it began. */
	if (likely(cpu->open)) {
		cpu->open = false;
		ns = latency_now(state) - cpu->start;
		if (trace_worst_beaten(state->tr, ns))
			keep(state, cpu, ns, ip, parent_ip);
	}
	barrier();
	cpu->busy = false;
}

static __always_inline void come_up(struct latency_state *state, unsigned int reason,
				    unsigned long ip, unsigned long parent_ip)
{
	struct latency_cpu *cpu = this_cpu_ptr(state->cpu);

	cpu->why |= reason;
	if (!cpu->open && !cpu->busy)
		begin(state, cpu, ip, parent_ip);
}

static __always_inline void go(struct latency_state *state, unsigned int reason,
			       unsigned long ip, unsigned long parent_ip)
{
	struct latency_cpu *cpu = this_cpu_ptr(state->cpu);

	cpu->why &= ~reason;
	if (!cpu->why && cpu->open && !cpu->busy)
		end(state, cpu, ip, parent_ip);
}

/* ---- Tracepoints ------------------------------------------------------ */

static void on_irq_disable(void *data, unsigned long ip, unsigned long parent_ip)
{
	come_up(data, IRQS_OFF, ip, parent_ip);
}

static void on_irq_enable(void *data, unsigned long ip, unsigned long parent_ip)
{
	go(data, IRQS_OFF, ip, parent_ip);
}

static void on_preempt_disable(void *data, unsigned long ip, unsigned long parent_ip)
{
	come_up(data, PREEMPT_OFF, ip, parent_ip);
}

static void on_preempt_enable(void *data, unsigned long ip, unsigned long parent_ip)
{
	go(data, PREEMPT_OFF, ip, parent_ip);
}

/* One level of preempt_disable() is the tracepoint's. */
static unsigned int reasons_now(void)
{
	return (raw_irqs_disabled() ? IRQS_OFF : 0) |
		(preempt_count() > PREEMPT_DISABLE_OFFSET ? PREEMPT_OFF : 0);
}

static void on_critical_timings(void *data, bool on, unsigned long ip)
{
	struct latency_state *state = data;
	unsigned int why = reasons_now() & state->kind->why;

	if (!on)
		go(state, ~0, ip, 0);
	else if (why)
		come_up(state, why, ip, 0);
}

/* ---- The tracers ------------------------------------------------------ */

static void unwatch_irqs(struct latency_state *state)
{
#ifdef CONFIG_IRQSOFF_TRACER
	unregister_trace_irq_disable(on_irq_disable, state);
	unregister_trace_irq_enable(on_irq_enable, state);
#endif
}

/* What begins is looked for last, so that its end is seen. */
static int watch_irqs(struct latency_state *state)
{
	int err = 0;

#ifdef CONFIG_IRQSOFF_TRACER
	err = register_trace_irq_enable(on_irq_enable, state) ?:
	      register_trace_irq_disable(on_irq_disable, state);
#endif
	if (err)
		unwatch_irqs(state);
	return err;
}

static void unwatch_preempt(struct latency_state *state)
{
#ifdef CONFIG_PREEMPT_TRACER
	unregister_trace_preempt_disable(on_preempt_disable, state);
	unregister_trace_preempt_enable(on_preempt_enable, state);
#endif
}

static int watch_preempt(struct latency_state *state)
{
	int err = 0;

#ifdef CONFIG_PREEMPT_TRACER
	err = register_trace_preempt_enable(on_preempt_enable, state) ?:
	      register_trace_preempt_disable(on_preempt_disable, state);
#endif
	if (err)
		unwatch_preempt(state);
	return err;
}

static void ignore(struct latency_state *state)
{
	if (state->kind->why & IRQS_OFF)
		unwatch_irqs(state);
	if (state->kind->why & PREEMPT_OFF)
		unwatch_preempt(state);
	unregister_trace_critical_timings(on_critical_timings, state);
	tracepoint_synchronize_unregister();
}

static int watch(struct latency_state *state)
{
	int err;

	err = register_trace_critical_timings(on_critical_timings, state);
	if (!err && state->kind->why & IRQS_OFF)
		err = watch_irqs(state);
	if (!err && state->kind->why & PREEMPT_OFF)
		err = watch_preempt(state);
	if (err)
		ignore(state);
	return err;
}

static const struct latency_kind kinds[] = {
	[IRQS_OFF] = { watch, ignore, IRQS_OFF },
	[PREEMPT_OFF] = { watch, ignore, PREEMPT_OFF },
	[IRQS_OFF | PREEMPT_OFF] = { watch, ignore, IRQS_OFF | PREEMPT_OFF },
};

static int irqsoff_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[IRQS_OFF]);
}

static int preemptoff_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[PREEMPT_OFF]);
}

static int preemptirqsoff_init(struct trace_array *tr)
{
	return latency_start(tr, &kinds[IRQS_OFF | PREEMPT_OFF]);
}

static struct tracer irqsoff_tracer = LATENCY_TRACER("irqsoff", irqsoff_init);
static struct tracer preemptoff_tracer = LATENCY_TRACER("preemptoff", preemptoff_init);
static struct tracer preemptirqsoff_tracer =
	LATENCY_TRACER("preemptirqsoff", preemptirqsoff_init);

static int __init irqsoff_tracers_init(void)
{
	int err = 0;

	if (IS_ENABLED(CONFIG_IRQSOFF_TRACER))
		err = register_tracer(&irqsoff_tracer);
	if (!err && IS_ENABLED(CONFIG_PREEMPT_TRACER))
		err = register_tracer(&preemptoff_tracer);
	if (!err && IS_ENABLED(CONFIG_IRQSOFF_TRACER) && IS_ENABLED(CONFIG_PREEMPT_TRACER))
		err = register_tracer(&preemptirqsoff_tracer);
	return err;
}
core_initcall(irqsoff_tracers_init);
