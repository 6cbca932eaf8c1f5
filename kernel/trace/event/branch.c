// SPDX-License-Identifier: GPL-2.0
/*
 * Where likely() and unlikely() are counted.
 *
 * Under CONFIG_TRACE_BRANCH_PROFILING each of them has a struct ftrace_likely_data
 * and calls the function here, from wherever it stands: before there is anything,
 * in NMIs, while user memory is accessible, and in entry code, of which nothing may
 * be recorded. Counts belong to the kernel as a whole, records to instances.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/instrumentation.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/trace_recursion.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <asm/sections.h>

#include "../core/instance.h"
#include "branch.h"

#ifdef CONFIG_BRANCH_TRACER
DECLARE_TRACE(branch,
	      TP_PROTO(const struct ftrace_branch_data *where, bool correct, bool constant),
	      TP_ARGS(where, correct, constant));

DEFINE_TRACE(branch,
	     TP_PROTO(const struct ftrace_branch_data *where, bool correct, bool constant),
	     TP_ARGS(where, correct, constant));

/*
 * How many watch; under tracing_mutex. No static key: code is patched with a breakpoint,
 * and the handler of breakpoints passes branches before it knows whose one it is.
 */
static unsigned int watchers;

/**
 * trace_branch_watch - hear of all branches
 * @fn: what is called
 * @data: its first argument
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, or an errno.
 */
int trace_branch_watch(branch_fn fn, void *data)
{
	int err;

	lockdep_assert_held(&tracing_mutex);
	err = register_trace_branch(fn, data);
	if (!err)
		WRITE_ONCE(watchers, watchers + 1);
	return err;
}

/**
 * trace_branch_unwatch - the end of trace_branch_watch()
 * @fn: as there
 * @data: as there
 *
 * Context: tracing_mutex held, may sleep; on return @fn is not running.
 */
void trace_branch_unwatch(branch_fn fn, void *data)
{
	lockdep_assert_held(&tracing_mutex);
	WRITE_ONCE(watchers, watchers - 1);
	unregister_trace_branch(fn, data);
	tracepoint_synchronize_unregister();
}

/*
 * Recording passes branches itself, and those must not be recorded. Others than
 * function hooks cannot let one more call through in doubt, as it would be one of
 * these: what an interrupt passes before preempt_count tells of it may be missing.
 */
static void record(const struct ftrace_likely_data *f, bool correct, bool constant)
{
	unsigned long bit = BIT(TRACE_GUARD_BRANCH + interrupt_context_level());

	if (current->trace_recursion & bit)
		return;
	current->trace_recursion |= bit;
	barrier();
	if (rcu_is_watching())
		trace_branch(&f->data, correct, constant);
	barrier();
	current->trace_recursion &= ~bit;
}

static __always_inline bool is_recorded(unsigned long ip)
{
	return READ_ONCE(watchers) &&
		(ip < (unsigned long)__noinstr_text_start ||
		 ip >= (unsigned long)__noinstr_text_end);
}
#else
static void record(const struct ftrace_likely_data *f, bool correct, bool constant) { }
static __always_inline bool is_recorded(unsigned long ip) { return false; }
#endif

static __always_inline void count(unsigned long *counter)
{
	raw_atomic_long_inc((atomic_long_t *)counter);
}

/**
 * ftrace_likely_update - likely() or unlikely() is passed
 * @f: where it stands, and its counts
 * @val: the condition
 * @expect: what the source expects of it
 * @is_constant: the compiler knew @val, so nothing was there to decide
 *
 * Context: any.
 */
noinstr void ftrace_likely_update(struct ftrace_likely_data *f, int val, int expect,
				  int is_constant)
{
	bool correct = is_constant || val == expect;
	unsigned long flags;

	if (is_constant)
		count(&f->constant);
	count(correct ? &f->data.correct : &f->data.incorrect);
	if (!is_recorded(_RET_IP_))
		return;
	flags = user_access_save();
	instrumentation_begin();
	record(f, correct, is_constant);
	instrumentation_end();
	user_access_restore(flags);
}
EXPORT_SYMBOL(ftrace_likely_update);
