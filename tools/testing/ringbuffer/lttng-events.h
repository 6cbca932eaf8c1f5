/* SPDX-License-Identifier: GPL-2.0 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER rb_bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "./lttng-events.h"

#if !defined(RB_LTTNG_EVENTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define RB_LTTNG_EVENTS_H

#include <lttng/tracepoint.h>
#include <stdint.h>

LTTNG_UST_TRACEPOINT_EVENT(rb_bench, bytes_8,
	LTTNG_UST_TP_ARGS(uint64_t, value),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint64_t, a, value)
	)
)

LTTNG_UST_TRACEPOINT_EVENT(rb_bench, bytes_32,
	LTTNG_UST_TP_ARGS(uint64_t, value),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint64_t, a, value)
		lttng_ust_field_integer(uint64_t, b, value)
		lttng_ust_field_integer(uint64_t, c, value)
		lttng_ust_field_integer(uint64_t, d, value)
	)
)

#endif

#include <lttng/tracepoint-event.h>
