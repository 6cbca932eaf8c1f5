/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupt and preemption state, packed as records keep it. */
#ifndef _TRACE_CORE_CONTEXT_H
#define _TRACE_CORE_CONTEXT_H

#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/trace_events.h>
#include <linux/trace_recursion.h>

/* A depth that does not fit, or a count without the levels that were to be in it. */
unsigned int trace_context_depth(unsigned int depth, unsigned int held);

/**
 * trace_context - state of this CPU
 * @held: levels of preempt_disable() that tracing itself took
 *
 * Bits 16 and up are trace_entry::flags, the low byte is
 * trace_entry::preempt_count.
 *
 * Context: any.
 * Return: the packed state.
 */
static __always_inline unsigned int trace_context(unsigned int held)
{
	unsigned int count = preempt_count();
	unsigned int depth, flags = 0;

	if (!IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT))
		flags |= TRACE_FLAG_IRQS_NOSUPPORT;
	else if (raw_irqs_disabled())
		flags |= TRACE_FLAG_IRQS_OFF;
	if (unlikely(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))) {
		if (count & NMI_MASK)
			flags |= TRACE_FLAG_NMI;
		if (count & HARDIRQ_MASK)
			flags |= TRACE_FLAG_HARDIRQ;
		if (count & SOFTIRQ_OFFSET)
			flags |= TRACE_FLAG_SOFTIRQ;
		if ((count & SOFTIRQ_MASK) >> (SOFTIRQ_SHIFT + 1))
			flags |= TRACE_FLAG_BH_OFF;
	}
	/* A shift where the compiler would make a choice of it. */
	flags |= (READ_ONCE(current_thread_info()->flags) >> TIF_NEED_RESCHED & 1) *
		TRACE_FLAG_NEED_RESCHED;
	if (test_preempt_need_resched())
		flags |= TRACE_FLAG_PREEMPT_RESCHED;

	depth = (count & PREEMPT_MASK) - (IS_ENABLED(CONFIG_PREEMPTION) ? held : 0);
	if (unlikely(depth > 0xf))
		depth = trace_context_depth(depth, held);
#ifdef CONFIG_SMP
	if (unlikely(current->migration_disabled))
		depth |= min_t(unsigned int, current->migration_disabled, 0xf) << 4;
#endif
	return flags << 16 | depth;
}

/**
 * trace_context_of_function - state of a function that is being entered
 * @bit: what ftrace_test_recursion_trylock() returned
 *
 * The guard took one level of preempt_disable(), the dispatcher of hooks, where it had
 * a part in it, another one.
 *
 * Context: a callback of a function hook.
 * Return: the packed state.
 */
static __always_inline unsigned int trace_context_of_function(int bit)
{
	return trace_context(1 + trace_guard_shared(bit, TRACE_GUARD_FUNCTION,
						    TRACE_GUARD_LIST));
}

#endif /* _TRACE_CORE_CONTEXT_H */
