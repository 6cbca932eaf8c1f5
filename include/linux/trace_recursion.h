/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recursion guard of code that is called from traced functions.
 *
 * A callback that itself calls a traced function would be entered again without
 * end. Each task carries one word, current->trace_recursion, that says which
 * users of the guard are active on it. A user owns one group of five bits:
 *
 *	bit 0..3  active in task, softirq, hardirq, NMI context
 *	bit 4     a second entry was let through in what looks like the same context
 *
 * Only code running on this CPU for current changes the word, and an interrupt
 * puts back every bit it changed before it returns, so plain loads and stores
 * suffice. Bit 4 covers the few instructions at the edge of an interrupt where
 * preempt_count still tells the context that was interrupted: the first such
 * entry is no recursion and must not be lost; a second one is.
 */
#ifndef _LINUX_TRACE_RECURSION_H
#define _LINUX_TRACE_RECURSION_H

#include <linux/interrupt.h>
#include <linux/sched.h>

#ifdef CONFIG_TRACING

#define TRACE_GUARD_WIDTH	5
#define TRACE_GUARD_EDGE	4

/* Who is guarded: the number of the first bit of each group. */
enum trace_guard {
	TRACE_GUARD_FUNCTION	= 0 * TRACE_GUARD_WIDTH,	/* callbacks of ftrace_ops */
	TRACE_GUARD_LIST	= 1 * TRACE_GUARD_WIDTH,	/* the loop over several ops */
	TRACE_GUARD_EVENT	= 2 * TRACE_GUARD_WIDTH,	/* event recording */
	TRACE_GUARD_BRANCH	= 3 * TRACE_GUARD_WIDTH,
	TRACE_GUARD_IRQ		= 4 * TRACE_GUARD_WIDTH,
	TRACE_GUARD_REPORT	= 5 * TRACE_GUARD_WIDTH,	/* reporting a recursion */
};

#ifdef CONFIG_FTRACE_RECORD_RECURSION
void ftrace_record_recursion(unsigned long ip, unsigned long parent_ip);
#endif

/* Slow path: tell about a recursion or a missing RCU, once per nesting. */
static __always_inline void trace_guard_report(unsigned long ip, unsigned long parent_ip)
{
#ifdef CONFIG_FTRACE_RECORD_RECURSION
	if (current->trace_recursion & BIT(TRACE_GUARD_REPORT))
		return;
	current->trace_recursion |= BIT(TRACE_GUARD_REPORT);
	ftrace_record_recursion(ip, parent_ip);
	current->trace_recursion &= ~BIT(TRACE_GUARD_REPORT);
#endif
}

static __always_inline bool trace_guard_rcu_ok(unsigned long ip)
{
#ifdef CONFIG_FTRACE_VALIDATE_RCU_IS_WATCHING
	if (rcu_is_watching())
		return true;
	if (!(current->trace_recursion & BIT(TRACE_GUARD_REPORT))) {
		current->trace_recursion |= BIT(TRACE_GUARD_REPORT);
		WARN_ONCE(1, "traced function %pS runs where RCU is not watching\n", (void *)ip);
		current->trace_recursion &= ~BIT(TRACE_GUARD_REPORT);
	}
	return false;
#else
	return true;
#endif
}

/* interrupt_context_level(), shorter where it is mostly 0. */
static __always_inline int trace_guard_level(void)
{
	if (likely(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET))))
		return 0;
	return interrupt_context_level();
}

/**
 * trace_guard_enter - enter a guarded section of @guard
 * @guard: which user of the guard enters
 * @ip: address of the traced function, for reports
 * @parent_ip: its caller, for reports
 *
 * Context: any, NMI included. On success preemption is disabled.
 * Return: the bit to hand to trace_guard_leave(), or -1 on recursion.
 */
static __always_inline int trace_guard_enter(enum trace_guard guard, unsigned long ip,
					     unsigned long parent_ip)
{
	struct task_struct *task = current;
	unsigned long active = READ_ONCE(task->trace_recursion);
	int bit = guard + trace_guard_level();

	if (!trace_guard_rcu_ok(ip))
		return -1;
	if (unlikely(active & BIT(bit))) {
		bit = guard + TRACE_GUARD_EDGE;
		if (active & BIT(bit)) {
			trace_guard_report(ip, parent_ip);
			return -1;
		}
	}
	task->trace_recursion = active | BIT(bit);
	barrier();
	preempt_disable_notrace();
	return bit;
}

/**
 * trace_guard_leave - leave a guarded section
 * @bit: what trace_guard_enter() returned
 */
static __always_inline void trace_guard_leave(int bit)
{
	preempt_enable_notrace();
	barrier();
	current->trace_recursion &= ~BIT(bit);
}

/**
 * trace_guard_shared - is another user active in the same context
 * @bit: what trace_guard_enter() returned
 * @from: the user of the guard that it was called for
 * @other: the other one
 *
 * Context: between trace_guard_enter() and trace_guard_leave().
 * Return: true if so.
 */
static __always_inline bool trace_guard_shared(int bit, enum trace_guard from,
					       enum trace_guard other)
{
	return READ_ONCE(current->trace_recursion) >> (bit - from + other) & 1;
}

/**
 * ftrace_test_recursion_trylock - enter the guarded part of a function callback
 * @ip: address of the traced function
 * @parent_ip: address it was called from
 *
 * Every ftrace_ops callback without FTRACE_OPS_FL_RECURSION starts with it.
 *
 * Context: any, NMI included. On success preemption is disabled.
 * Return: a value >= 0 for ftrace_test_recursion_unlock(), or a negative one when
 * a callback is active in this context already and this one has to return.
 */
static __always_inline int ftrace_test_recursion_trylock(unsigned long ip,
							 unsigned long parent_ip)
{
	return trace_guard_enter(TRACE_GUARD_FUNCTION, ip, parent_ip);
}

/**
 * ftrace_test_recursion_unlock - leave the guarded part of a function callback
 * @bit: what ftrace_test_recursion_trylock() returned
 */
static __always_inline void ftrace_test_recursion_unlock(int bit)
{
	trace_guard_leave(bit);
}

#endif /* CONFIG_TRACING */
#endif /* _LINUX_TRACE_RECURSION_H */
