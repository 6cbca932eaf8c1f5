/* SPDX-License-Identifier: GPL-2.0 */
/* The worst latency that an instance has seen: tracing_max_latency. */
#ifndef _TRACE_CORE_LATENCY_H
#define _TRACE_CORE_LATENCY_H

#include <linux/irq_work.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct trace_array;

#define TRACE_THRESHOLD_FILE	"tracing_thresh"
#define TRACE_LATENCY_FILE	"tracing_max_latency"

/**
 * struct trace_latency - a latency that is to be beaten
 * @ns: nanoseconds; one writer at a time, who is latency tracer or tracing_mutex
 * @threshold: nanoseconds; what is shorter is not worth a record, 0 if all is
 * @irq: asks for @work, from any context
 * @work: tells those who watch the file
 */
struct trace_latency {
	u64			ns;
	u64			threshold;
	struct irq_work		irq;
	struct work_struct	work;
};

void trace_latency_init(struct trace_latency *latency);
u64 trace_latency_max(const struct trace_array *tr);
void trace_latency_set(struct trace_array *tr, u64 ns);

#endif /* _TRACE_CORE_LATENCY_H */
