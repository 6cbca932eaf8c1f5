/* SPDX-License-Identifier: GPL-2.0 */
/* The events that are timed: two integers, and an integer with a string. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM bench

#if !defined(_BENCH_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _BENCH_TRACE_H

#include <linux/tracepoint.h>

TRACE_EVENT(bench_two,
	TP_PROTO(int a, int b),
	TP_ARGS(a, b),
	TP_STRUCT__entry(
		__field(int, a)
		__field(int, b)
	),
	TP_fast_assign(
		__entry->a = a;
		__entry->b = b;
	),
	TP_printk("a=%d b=%d", __entry->a, __entry->b)
);

TRACE_EVENT(bench_text,
	TP_PROTO(int a, const char *text),
	TP_ARGS(a, text),
	TP_STRUCT__entry(
		__field(int, a)
		__string(text, text)
	),
	TP_fast_assign(
		__entry->a = a;
		__assign_str(text);
	),
	TP_printk("a=%d text=%s", __entry->a, __get_str(text))
);

#endif

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE bench_trace
#include <trace/define_trace.h>
