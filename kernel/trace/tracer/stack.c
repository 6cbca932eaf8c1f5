// SPDX-License-Identifier: GPL-2.0
/*
 * The stack tracer: the deepest kernel stack that a function entry has seen.
 *
 * Only stacks of tasks count. The size at an entry is known from the stack pointer. Only
 * when it is the largest so far the stack is unwound, and the words of the stack are
 * searched for the return addresses that were found, to know where each function begins.
 */

#include <linux/cleanup.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/trace_recursion.h>
#include "../hook/parent.h"
#include "stack.h"

/* Above zero: code that must not be looked into. */
DEFINE_PER_CPU(int, disable_stack_tracer);

int stack_tracer_enabled;			/* under enable_mutex */
static DEFINE_MUTEX(enable_mutex);

/* An NMI that comes while it is held does without. */
static arch_spinlock_t deepest_lock = __ARCH_SPIN_LOCK_UNLOCKED;
static struct deepest_stack deepest;		/* under deepest_lock */

/*
 * A return address that a call has put on the stack ends the part of the caller. One that
 * came in a register was saved at the lower end of the part of the function itself, behind
 * the frame pointer; the function that was being entered has not done that yet.
 */
#ifdef HAVE_ARCH_HOOK_RETURN
#define SAVED_BY_CALLEE		1
#else
#define SAVED_BY_CALLEE		0
#endif

/* Bytes in use when each function was entered; one that is not found takes none. */
static void find_depths(unsigned long *sp, unsigned long *top)
{
	unsigned int i = 1 + SAVED_BY_CALLEE;

	deepest.depth[0] = (top - sp) * sizeof(*sp);
	for (unsigned long *p = sp; p < top && i < deepest.nr; p++) {
		unsigned long *lower = p + 1 - 2 * SAVED_BY_CALLEE;

		if (arch_hook_saved_return(p) == deepest.func[i])
			deepest.depth[i++ - SAVED_BY_CALLEE] = (top - lower) * sizeof(*p);
	}
	deepest.nr = i - SAVED_BY_CALLEE;
}

static void keep_stack(unsigned long size, struct pt_regs *regs)
{
	unsigned long *sp = (unsigned long *)kernel_stack_pointer(regs);
	unsigned long *top = (void *)task_stack_page(current) + THREAD_SIZE;

	arch_spin_lock(&deepest_lock);
	if (size > deepest.size) {
		deepest.size = size;
		deepest.nr = stack_trace_save_regs(regs, deepest.func, DEEPEST_ENTRIES, 0);
		if (deepest.nr)
			find_depths(sp, top);
	}
	arch_spin_unlock(&deepest_lock);
}

static void look(struct ftrace_regs *fregs)
{
	unsigned long sp = ftrace_regs_get_stack_pointer(fregs);
	unsigned long size = THREAD_SIZE - (sp & (THREAD_SIZE - 1));
	struct pt_regs regs = {};
	unsigned long flags;

	if (likely(size <= READ_ONCE(deepest.size)) || !object_is_on_stack((void *)sp) ||
	    in_nmi())
		return;
	ftrace_fill_perf_regs(fregs, &regs);
	/* Not while an unwinder may be asked without RCU. */
	if (!rcu_is_watching())
		return;
	local_irq_save(flags);
	keep_stack(size, &regs);
	local_irq_restore(flags);
}

static void stack_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);

	if (bit < 0)
		return;
	/* The guard may let a second one in, which must not take the lock again. */
	if (this_cpu_inc_return(disable_stack_tracer) == 1)
		look(fregs);
	this_cpu_dec(disable_stack_tracer);
	ftrace_test_recursion_unlock(bit);
}

struct ftrace_ops stack_trace_ops = {
	.func	= stack_enter,
};

/* ---- For files -------------------------------------------------------- */

/* What waits for the lock may be traced, and must not take it. */
static unsigned long lock_deepest(void)
{
	unsigned long flags;

	local_irq_save(flags);
	stack_tracer_disable();
	arch_spin_lock(&deepest_lock);
	return flags;
}

static void unlock_deepest(unsigned long flags)
{
	arch_spin_unlock(&deepest_lock);
	stack_tracer_enable();
	local_irq_restore(flags);
}

void deepest_stack_get(struct deepest_stack *copy)
{
	unsigned long flags = lock_deepest();

	*copy = deepest;
	unlock_deepest(flags);
}

unsigned long deepest_stack_size(void)
{
	return READ_ONCE(deepest.size);
}

/* From now on only stacks deeper than @size count. */
void deepest_stack_reset(unsigned long size)
{
	unsigned long flags = lock_deepest();

	deepest.size = size;
	deepest.nr = 0;
	unlock_deepest(flags);
}

/* ---- On and off ------------------------------------------------------- */

static int switch_tracer(bool on)
{
	return on ? register_ftrace_function(&stack_trace_ops) :
		    unregister_ftrace_function(&stack_trace_ops);
}

/* kernel.stack_tracer_enabled */
int stack_trace_sysctl(const struct ctl_table *table, int write, void *buffer, size_t *lenp,
		       loff_t *ppos)
{
	bool before, after;
	int err;

	guard(mutex)(&enable_mutex);
	before = stack_tracer_enabled;
	err = proc_dointvec(table, write, buffer, lenp, ppos);
	after = stack_tracer_enabled;
	if (err || !write || before == after)
		return err;
	err = switch_tracer(after);
	if (err)
		stack_tracer_enabled = before;
	return err;
}

static char *boot_filter __initdata;

static int __init stack_at_boot(char *str)
{
	if (str_has_prefix(str, "_filter="))
		boot_filter = str + strlen("_filter=");
	stack_tracer_enabled = 1;
	return 1;
}
__setup("stacktrace", stack_at_boot);

static int __init stack_tracer_init(void)
{
	char *name;

	while ((name = strsep(&boot_filter, ",")))
		ftrace_set_filter(&stack_trace_ops, name, strlen(name), 0);
	return stack_tracer_enabled ? switch_tracer(true) : 0;
}
device_initcall(stack_tracer_init);
