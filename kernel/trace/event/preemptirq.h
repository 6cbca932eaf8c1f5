/* SPDX-License-Identifier: GPL-2.0 */
/* A tracepoint that has no event: time that does not count as latency. */
#ifndef _TRACE_EVENT_PREEMPTIRQ_H
#define _TRACE_EVENT_PREEMPTIRQ_H

#include <linux/tracepoint.h>

/* @on: false where it begins, true where it ends; @ip: where that is. */
DECLARE_TRACE(critical_timings, TP_PROTO(bool on, unsigned long ip), TP_ARGS(on, ip));

#endif /* _TRACE_EVENT_PREEMPTIRQ_H */
