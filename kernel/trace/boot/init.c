// SPDX-License-Identifier: GPL-2.0
/*
 * Bringing tracing up, in the order that start_kernel() calls.
 *
 *	early_trace_init()	memory works, and functions can be hooked: the top
 *				instance gets its buffer, and traces functions if the
 *				command line wants it
 *	trace_init()		RCU works: events, and those that the command
 *				line wants
 *	fs_initcall...		files, see fs/
 */
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/sched/clock.h>
#include "../core/clock.h"
#include "../core/instance.h"
#include "../core/printk.h"
#include "../core/tracer.h"
#include "../event/boot.h"
#include "../fs/instances.h"
#include "../tracer/early.h"
#include "cmdline.h"

void __init early_trace_init(void)
{
	trace_cmdline_sizes();
	if (WARN_ON(trace_array_init_top()))
		return;
	register_tracer(&nop_tracer);
	if (function_tracer_init() || graph_tracer_init())
		pr_warn("tracing: not all tracers are available\n");
	trace_cmdline_start();
	if (trace_printk_is_used())
		trace_printk_init_buffers();
}

void __init trace_init(void)
{
	if (trace_instances_init())
		pr_warn("tracing: no memory for files of instances\n");
	if (trace_events_init_early())
		pr_warn("tracing: not all events are available\n");
}

#ifdef CONFIG_HAVE_UNSTABLE_SCHED_CLOCK
static bool __init clock_is_stable(void)
{
	return sched_clock_stable();
}
#else
static bool __init clock_is_stable(void)
{
	return true;
}
#endif

/*
 * Where the time of different CPUs drifts apart, "local" would show events in
 * a wrong order.
 */
static int __init choose_clock(void)
{
	if (clock_is_stable() || trace_cmdline_has_clock())
		return 0;
	pr_info("tracing: unstable CPU clock, using trace_clock \"global\"\n");
	guard(mutex)(&tracing_mutex);
	return trace_clock_set(&top_trace, "global");
}
late_initcall_sync(choose_clock);

