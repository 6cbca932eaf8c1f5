// SPDX-License-Identifier: GPL-2.0
/* Loops around an event and around a function that tracers can hook. */

#include "bench.h"

#define CREATE_TRACE_POINTS
#include "bench_trace.h"

noinline void bench_target(long a, long b);

noinline void bench_target(long a, long b)
{
	barrier();
}

BENCH(empty, barrier());
BENCH(event, trace_bench_two(i, 7));
BENCH(text, trace_bench_text(i, "eleven char"));
BENCH(print, trace_printk("i is %d\n", i));
BENCH(call, bench_target(i, 7));
BENCH_OPEN(open, barrier());
BENCH_OPEN(irqs, { local_irq_disable(); barrier(); local_irq_enable(); });
BENCH_OPEN(preempt, { preempt_disable(); barrier(); preempt_enable(); });

MODULE_DESCRIPTION("Timed loops around tracing");
MODULE_LICENSE("GPL");
