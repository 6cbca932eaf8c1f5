/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes events of an event header, in two passes.
 *
 * The first one collects text: the name of the system, the names with values,
 * and what each TP_printk() looks like in a format file.  The second one makes
 * the code and the structures, with what the first has left:
 *
 *	struct trace_event_raw_<class>		the record
 *	trace_event_fields_<class>		its fields
 *	trace_raw_output_<class>()		prints it
 *	trace_event_raw_event_<class>()		writes it
 *	event_class_<class>			all of these together
 *	__tracepoint_<event>			where the event happens
 *	event_<event>				ties the tracepoint to the class
 *
 * Addresses of the last go into the section _ftrace_events, where
 * event/class.c finds them.
 */

#include <linux/trace_events.h>

#include "stages/definers.h"
#include "stages/fields.h"
#include "stages/class.h"

/* ---- First pass: text -------------------------------------------------- */

#include "stages/system.h"
#include "stages/text.h"

#undef TRACE_EVENT_FLAGS
#define TRACE_EVENT_FLAGS(event, flag)
#undef TRACE_EVENT_PERF_PERM
#define TRACE_EVENT_PERF_PERM(event, expr...)

#undef __TRACE_POINT
#define __TRACE_POINT(name, proto, args)
#undef __TRACE_POINT_FN
#define __TRACE_POINT_FN(name, proto, args, reg, unreg)

#undef __TRACE_CLASS
#define __TRACE_CLASS(name, proto, args, tstruct, assign, print)	\
	static char print_fmt_##name[] = print;
#undef __TRACE_EVENT
#define __TRACE_EVENT(class, name, proto, args)
#undef __TRACE_EVENT_PRINT
#define __TRACE_EVENT_PRINT(class, name, proto, args, print)		\
	static char print_fmt_##name[] = print;

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* ---- Second pass: code ------------------------------------------------- */

#include "stages/code.h"

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)

#undef TRACE_EVENT_FLAGS
#define TRACE_EVENT_FLAGS(name, value)					\
	__TRACE_EVENT_FLAGS(name, value)
#undef TRACE_EVENT_PERF_PERM
#define TRACE_EVENT_PERF_PERM(name, expr...)				\
	__TRACE_EVENT_PERF_PERM(name, expr)

#undef __TRACE_POINT
#define __TRACE_POINT(name, proto, args)				\
	DEFINE_TRACE(name, PARAMS(proto), PARAMS(args));
#undef __TRACE_POINT_FN
#define __TRACE_POINT_FN(name, proto, args, reg, unreg)			\
	DEFINE_TRACE_FN(name, reg, unreg, PARAMS(proto), PARAMS(args));

#undef __TRACE_CLASS
#define __TRACE_CLASS(name, proto, args, tstruct, assign, print)	\
	__TRACE_CODE_STRUCT(trace_event_raw_##name, PARAMS(tstruct))	\
	__TRACE_CODE_FIELDS(trace_event_fields_##name, PARAMS(tstruct))	\
	__TRACE_CODE_PRINTER(trace_event_raw_##name,			\
			     trace_raw_output_##name, PARAMS(print))	\
	__TRACE_CODE_PROBE(trace_event_raw_##name,			\
			   trace_event_raw_event_##name, PARAMS(proto),	\
			   PARAMS(args), PARAMS(tstruct), PARAMS(assign)) \
	static struct trace_event_class __used event_class_##name = {	\
		.system		= TRACE_SYSTEM_STRING,			\
		.probe		= trace_event_raw_event_##name,		\
		.fields_array	= trace_event_fields_##name,		\
		.reg		= trace_event_reg,			\
		.raw_init	= trace_event_raw_init,			\
	};

/* The type of the tracepoint is checked against that of the probe here. */
#undef __TRACE_CODE_EVENT
#define __TRACE_CODE_EVENT(_class, name, how)				\
	static inline void trace_event_check_##name(void)		\
	{								\
		check_trace_callback_type_##name(			\
			trace_event_raw_event_##_class);		\
	}								\
	static struct trace_event_call __used event_##name = {		\
		.class		= &event_class_##_class,		\
		.tp		= &__tracepoint_##name,			\
		.event.funcs	= &trace_raw_output_##how##_funcs,	\
		.print_fmt	= print_fmt_##how,			\
		.flags		= TRACE_EVENT_FL_TRACEPOINT,		\
	};								\
	static struct trace_event_call *__event_##name __used		\
	__section("_ftrace_events") = &event_##name;

#undef __TRACE_EVENT
#define __TRACE_EVENT(class, name, proto, args)				\
	__TRACE_CODE_EVENT(class, name, class)
#undef __TRACE_EVENT_PRINT
#define __TRACE_EVENT_PRINT(class, name, proto, args, print)		\
	__TRACE_CODE_PRINTER(trace_event_raw_##class,			\
			     trace_raw_output_##name, PARAMS(print))	\
	__TRACE_CODE_EVENT(class, name, name)

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)
