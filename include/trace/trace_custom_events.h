/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes custom events: as <trace/trace_events.h>, but for tracepoints that are
 * defined elsewhere, and in the system "custom".
 *
 * An event has a name and no tracepoint until the module that defines it calls
 * trace_custom_event_<event>_update() with the tracepoint of that name.
 */

#include <linux/trace_events.h>

#undef TRACE_SYSTEM
#define TRACE_SYSTEM custom

#include "stages/fields.h"
#include "stages/class.h"

#undef TRACE_CUSTOM_EVENT
#define TRACE_CUSTOM_EVENT(name, proto, args, tstruct, assign, print)	\
	DECLARE_CUSTOM_EVENT_CLASS(name, PARAMS(proto), PARAMS(args),	\
				   PARAMS(tstruct), PARAMS(assign),	\
				   PARAMS(print))			\
	DEFINE_CUSTOM_EVENT(name, name, PARAMS(proto), PARAMS(args))

/* ---- First pass: text -------------------------------------------------- */

#include "stages/system.h"
#include "stages/text.h"

#undef DECLARE_CUSTOM_EVENT_CLASS
#define DECLARE_CUSTOM_EVENT_CLASS(name, proto, args, tstruct, assign,	\
				   print)				\
	static char custom_print_fmt_##name[] = print;
#undef DEFINE_CUSTOM_EVENT
#define DEFINE_CUSTOM_EVENT(template, name, proto, args)

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* ---- Second pass: code ------------------------------------------------- */

#include "stages/code.h"

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)

#undef DECLARE_CUSTOM_EVENT_CLASS
#define DECLARE_CUSTOM_EVENT_CLASS(name, proto, args, tstruct, assign,	\
				   print)				\
	__TRACE_CODE_STRUCT(trace_custom_event_raw_##name,		\
			    PARAMS(tstruct))				\
	__TRACE_CODE_FIELDS(trace_custom_event_fields_##name,		\
			    PARAMS(tstruct))				\
	__TRACE_CODE_PRINTER(trace_custom_event_raw_##name,		\
			     trace_custom_raw_output_##name,		\
			     PARAMS(print))				\
	__TRACE_CODE_PROBE(trace_custom_event_raw_##name,		\
			   trace_custom_event_raw_event_##name,		\
			   PARAMS(proto), PARAMS(args),			\
			   PARAMS(tstruct), PARAMS(assign))		\
	static struct trace_event_class __used				\
	custom_event_class_##name = {					\
		.system		= TRACE_SYSTEM_STRING,			\
		.probe		= trace_custom_event_raw_event_##name,	\
		.fields_array	= trace_custom_event_fields_##name,	\
		.reg		= trace_event_reg,			\
		.raw_init	= trace_event_raw_init,			\
	};

#undef DEFINE_CUSTOM_EVENT
#define DEFINE_CUSTOM_EVENT(template, _name, proto, args)		\
	static struct trace_event_call __used custom_event_##_name = {	\
		.name		= #_name,				\
		.class		= &custom_event_class_##template,	\
		.event.funcs	= &trace_custom_raw_output_##template##_funcs, \
		.print_fmt	= custom_print_fmt_##template,		\
		.flags		= TRACE_EVENT_FL_CUSTOM,		\
	};								\
	static inline int						\
	trace_custom_event_##_name##_update(struct tracepoint *tp)	\
	{								\
		check_trace_callback_type_##_name(			\
			trace_custom_event_raw_event_##template);	\
		if (!tp->name || strcmp(tp->name, #_name))		\
			return 0;					\
		custom_event_##_name.tp = tp;				\
		custom_event_##_name.flags = TRACE_EVENT_FL_TRACEPOINT;	\
		return 1;						\
	}								\
	static struct trace_event_call *__custom_event_##_name __used	\
	__section("_ftrace_events") = &custom_event_##_name;

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)
