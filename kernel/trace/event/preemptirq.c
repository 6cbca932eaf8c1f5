// SPDX-License-Identifier: GPL-2.0
/*
 * Where interrupts and preemption are switched.
 *
 * local_irq_enable() and its kin call the functions here under
 * CONFIG_TRACE_IRQFLAGS, and lockdep wants to know. Entry code tells lockdep
 * itself, and calls the prepare and finish variants. preempt_disable() and
 * preempt_enable() come here under CONFIG_TRACE_PREEMPT_TOGGLE, if they change
 * whether the CPU can be preempted.
 *
 * Interrupts are often said to be off when they already are, by an exception in
 * code that runs so, for example; each CPU knows what it was told last. It keeps
 * that up to date only while somebody looks at the tracepoints, so the first
 * change that a CPU tells may be missing. What NMIs do to the flag is their own
 * affair: the end of one is not always told.
 */
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "preemptirq.h"

DEFINE_TRACE(critical_timings, TP_PROTO(bool on, unsigned long ip), TP_ARGS(on, ip));

#define CREATE_TRACE_POINTS
#include <trace/events/preemptirq.h>

/* RCU watches wherever entry code keeps instrumentation out of the rest. */
#ifdef CONFIG_ARCH_WANTS_NO_INSTR
#define hit(point, ip, parent_ip)	trace_##point(ip, parent_ip)
#else
#define hit(point, ip, parent_ip)	\
	trace_##point##_rcuidle(ip, parent_ip)
#endif

#ifdef CONFIG_TRACE_IRQFLAGS
static DEFINE_PER_CPU(bool, told_off);

static __always_inline bool is_watched(void)
{
	return tracepoint_enabled(irq_disable) || tracepoint_enabled(irq_enable);
}

static __always_inline void irqs_go_on(unsigned long ip, unsigned long parent_ip)
{
	if (!is_watched() || !this_cpu_read(told_off) || in_nmi())
		return;
	hit(irq_enable, ip, parent_ip);
	this_cpu_write(told_off, false);
}

static __always_inline void irqs_went_off(unsigned long ip, unsigned long parent_ip)
{
	if (!is_watched() || this_cpu_read(told_off) || in_nmi())
		return;
	this_cpu_write(told_off, true);
	hit(irq_disable, ip, parent_ip);
}

void trace_hardirqs_on_prepare(void)
{
	irqs_go_on(CALLER_ADDR0, CALLER_ADDR1);
}
EXPORT_SYMBOL(trace_hardirqs_on_prepare);
NOKPROBE_SYMBOL(trace_hardirqs_on_prepare);

void trace_hardirqs_on(void)
{
	irqs_go_on(CALLER_ADDR0, CALLER_ADDR1);
	lockdep_hardirqs_on_prepare();
	lockdep_hardirqs_on(CALLER_ADDR0);
}
EXPORT_SYMBOL(trace_hardirqs_on);
NOKPROBE_SYMBOL(trace_hardirqs_on);

void trace_hardirqs_off_finish(void)
{
	irqs_went_off(CALLER_ADDR0, CALLER_ADDR1);
}
EXPORT_SYMBOL(trace_hardirqs_off_finish);
NOKPROBE_SYMBOL(trace_hardirqs_off_finish);

void trace_hardirqs_off(void)
{
	lockdep_hardirqs_off(CALLER_ADDR0);
	irqs_went_off(CALLER_ADDR0, CALLER_ADDR1);
}
EXPORT_SYMBOL(trace_hardirqs_off);
NOKPROBE_SYMBOL(trace_hardirqs_off);
#endif /* CONFIG_TRACE_IRQFLAGS */

#ifdef CONFIG_TRACE_PREEMPT_TOGGLE
/**
 * trace_preempt_on - the CPU is about to be open to preemption
 * @a0: where
 * @a1: who called that
 *
 * Context: any, preemption off for the last time.
 */
void trace_preempt_on(unsigned long a0, unsigned long a1)
{
	hit(preempt_enable, a0, a1);
}

NOKPROBE_SYMBOL(trace_preempt_on);

/**
 * trace_preempt_off - the CPU has ceased to be open to preemption
 * @a0: where
 * @a1: who called that
 *
 * Context: any, preemption off.
 */
void trace_preempt_off(unsigned long a0, unsigned long a1)
{
	hit(preempt_disable, a0, a1);
}

NOKPROBE_SYMBOL(trace_preempt_off);
#endif /* CONFIG_TRACE_PREEMPT_TOGGLE */

#if defined(CONFIG_IRQSOFF_TRACER) || defined(CONFIG_PREEMPT_TRACER)
/**
 * stop_critical_timings - nobody is kept waiting from now on
 *
 * What is idle, or prints to a slow console, is not what latency tracers look for.
 *
 * Context: any, RCU watches.
 */
void stop_critical_timings(void)
{
	trace_critical_timings(false, CALLER_ADDR0);
}
EXPORT_SYMBOL_GPL(stop_critical_timings);
NOKPROBE_SYMBOL(stop_critical_timings);

/**
 * start_critical_timings - the end of stop_critical_timings()
 *
 * A CPU wakes from idling with interrupts off, which nobody has told yet.
 *
 * Context: any, RCU watches.
 */
void start_critical_timings(void)
{
#ifdef CONFIG_TRACE_IRQFLAGS
	if (raw_irqs_disabled())
		irqs_went_off(CALLER_ADDR0, CALLER_ADDR1);
#endif
	trace_critical_timings(true, CALLER_ADDR0);
}
EXPORT_SYMBOL_GPL(start_critical_timings);
NOKPROBE_SYMBOL(start_critical_timings);
#endif
