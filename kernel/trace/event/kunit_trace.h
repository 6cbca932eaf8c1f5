/* SPDX-License-Identifier: GPL-2.0 */
/* Events of the tests: every kind of field, every way to define an event. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kunit_trace

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE kunit_trace

#if !defined(_TRACE_KUNIT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_KUNIT_TRACE_H

#include <linux/cpumask.h>
#include <linux/tracepoint.h>

#ifndef __KUNIT_TRACE_ONCE
#define __KUNIT_TRACE_ONCE
enum kunit_trace_number {
	KUNIT_TRACE_ONE = 1,
	KUNIT_TRACE_MANY = 1000,
};

#define KUNIT_TRACE_LEN	4

int kunit_trace_reg(void);
void kunit_trace_unreg(void);
#endif

TRACE_DEFINE_ENUM(KUNIT_TRACE_ONE);
TRACE_DEFINE_ENUM(KUNIT_TRACE_MANY);

TRACE_EVENT(kunit_trace_fields,

	TP_PROTO(int number, const char *text, const u16 *array,
		 const struct cpumask *mask),

	TP_ARGS(number, text, array, mask),

	TP_STRUCT__entry(
		__field(u8, byte)
		__field(s64, number)
		__array(u16, array, KUNIT_TRACE_LEN)
		__string(text, text)
		__dynamic_array(u16, copy, 3)
		__string_len(part, text, 2)
		__cpumask(mask)
		__rel_string(again, text)
		__field_ext(int, last, FILTER_OTHER)
	),

	TP_fast_assign(
		__entry->byte = number;
		__entry->number = number;
		memcpy(__entry->array, array, sizeof(__entry->array));
		__assign_str(text);
		memcpy(__get_dynamic_array(copy), array,
		       __get_dynamic_array_len(copy));
		__assign_str(part);
		__assign_cpumask(mask, cpumask_bits(mask));
		__assign_rel_str(again);
		__entry->last = ~number;
	),

	TP_printk("%s %lld %s", __print_symbolic(__entry->number,
						 { KUNIT_TRACE_ONE, "one" },
						 { KUNIT_TRACE_MANY, "many" }),
		  __entry->number, __get_str(text))
);

DECLARE_EVENT_CLASS(kunit_trace_class,

	TP_PROTO(int number),

	TP_ARGS(number),

	TP_STRUCT__entry(
		__field(int, number)
	),

	TP_fast_assign(
		__entry->number = number;
	),

	TP_printk("%d", __entry->number)
);

DEFINE_EVENT(kunit_trace_class, kunit_trace_plain,
	TP_PROTO(int number),
	TP_ARGS(number)
);

DEFINE_EVENT_FN(kunit_trace_class, kunit_trace_hooked,
	TP_PROTO(int number),
	TP_ARGS(number),
	kunit_trace_reg, kunit_trace_unreg
);

DEFINE_EVENT_CONDITION(kunit_trace_class, kunit_trace_odd,
	TP_PROTO(int number),
	TP_ARGS(number),
	TP_CONDITION(number & 1)
);

DEFINE_EVENT_PRINT(kunit_trace_class, kunit_trace_other,
	TP_PROTO(int number),
	TP_ARGS(number),
	TP_printk("other %x", __entry->number)
);

DECLARE_TRACE(kunit_trace_bare,
	TP_PROTO(int number),
	TP_ARGS(number)
);

#endif /* _TRACE_KUNIT_TRACE_H */

#include <trace/define_trace.h>
