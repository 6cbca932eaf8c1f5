// SPDX-License-Identifier: GPL-2.0
/*
 * Stacks as records.
 *
 * A stack is walked into scratch memory first, since its depth is not known before.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include "context.h"
#include "record.h"
#include "scratch.h"
#include "walk.h"

#define STACK_DEPTH	128
#define STACK_BYTES	(STACK_DEPTH * sizeof(unsigned long))

/**
 * trace_record_saved_stack - record a kernel stack that was walked before
 * @tr: the instance
 * @ctx: interrupt and preemption state
 * @ip: the functions, the innermost first
 * @nr: how many
 *
 * Context: any, preemption off.
 */
void trace_record_saved_stack(struct trace_array *tr, unsigned int ctx,
			      const unsigned long *ip, unsigned int nr)
{
	struct trace_stack_entry *entry;
	struct trace_record rec __uninitialized;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_kernel_stack,
				   struct_size(entry, caller, nr), ctx);
	if (!entry)
		return;
	entry->size = nr;
	memcpy(entry->caller, ip, nr * sizeof(*ip));
	trace_record_end(&rec);
}

/**
 * trace_record_stack - record the kernel stack
 * @tr: the instance
 * @ctx: interrupt and preemption state
 * @skip: frames to leave out, beginning with the caller's; not used with @regs
 * @regs: registers of the traced code, or NULL for the caller's stack
 *
 * Context: any, preemption off.
 */
noinline void trace_record_stack(struct trace_array *tr, unsigned int ctx,
				 int skip, struct pt_regs *regs)
{
	unsigned long *ip = trace_scratch_take(STACK_BYTES);
	unsigned int nr;

	if (!ip)
		return;
	nr = regs ? stack_trace_save_regs(regs, ip, STACK_DEPTH, 0) :
		    trace_walk_stack(ip, STACK_DEPTH, skip + 1);
	trace_record_saved_stack(tr, ctx, ip, nr);
	trace_scratch_drop();
}

#ifdef CONFIG_USER_STACKTRACE_SUPPORT
/*
 * Reading user memory may fault, and the fault is an event with a stack of its own, whose
 * reading faults. So in each kind of context one stack is read at a time.
 */
static DEFINE_PER_CPU(unsigned long, reading_user);	/* a bit for each */

static unsigned int read_user_stack(unsigned long *ip, unsigned int max)
{
	const unsigned long bit = BIT(interrupt_context_level());
	unsigned int nr;

	this_cpu_or(reading_user, bit);
	nr = stack_trace_save_user(ip, max);
	this_cpu_and(reading_user, ~bit);
	return nr;
}

static bool may_read_user_stack(void)
{
	return !in_nmi() && !(current->flags & PF_KTHREAD) &&
	       !(this_cpu_read(reading_user) & BIT(interrupt_context_level()));
}
#endif

/**
 * trace_record_user_stack - record the stack of the task in user space
 * @tr: the instance
 * @ctx: interrupt and preemption state
 *
 * Only frame pointers are followed.  From an NMI nothing is recorded, for
 * user memory must not be touched there, nor while a user stack is being read.
 *
 * Context: any, preemption off.
 */
void trace_record_user_stack(struct trace_array *tr, unsigned int ctx)
{
#ifdef CONFIG_USER_STACKTRACE_SUPPORT
	struct trace_user_stack_entry *entry;
	struct trace_record rec __uninitialized;
	unsigned long *ip;
	unsigned int nr;

	if (!may_read_user_stack())
		return;
	ip = trace_scratch_take(STACK_BYTES);
	if (!ip)
		return;
	nr = read_user_stack(ip, ARRAY_SIZE(entry->caller));
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_user_stack,
				   sizeof(*entry), ctx);
	if (entry) {
		entry->tgid = current->tgid;
		memcpy(entry->caller, ip, nr * sizeof(*ip));
		memset(entry->caller + nr, 0,
		       sizeof(entry->caller) - nr * sizeof(*ip));
		trace_record_end(&rec);
	}
	trace_scratch_drop();
#endif
}

/**
 * trace_dump_stack - record the kernel stack of the caller in the top instance
 * @skip: frames to leave out
 *
 * Context: any.
 */
void trace_dump_stack(int skip)
{
	guard(preempt_notrace)();
	trace_record_stack(&top_trace, trace_context(1), skip + 1, NULL);
}
EXPORT_SYMBOL_GPL(trace_dump_stack);
