// SPDX-License-Identifier: GPL-2.0
/*
 * The tracer's own record types as events of the system "ftrace".
 *
 * They have a format file, so that programs can decode them, and nothing to
 * switch on: tracers, trace_printk() and options write them.  Their numbers are
 * fixed, their printers belong to output/.  The table in core/entries.def, which
 * also makes the structures, is read here for the fields.
 */
#include <linux/kernel.h>
#include "../core/entries.h"
#include "builtin.h"
#include "class.h"
#include "perf.h"

#define FIELD(ctype, text, _name, bytes, n)				\
	{								\
		.type		= text,					\
		.name		= #_name,				\
		.size		= bytes,				\
		.len		= n,					\
		.align		= __alignof__(struct { ctype b; }),	\
		.is_signed	= is_signed_type(ctype),		\
	},

#define F(type, name)		FIELD(type, #type, name, sizeof(type), 0)
#define A(type, name, n)	FIELD(type, #type "[]", name, sizeof(type[n]), n)
#define D(type, name)		FIELD(type, #type "[]", name, 0, 0)
#define S(type, name, n)	FIELD(type, #type "[]", name, sizeof(type[n]), n)

/* Fields only: the number is set, the printers are not made here. */
static int builtin_init(struct trace_event_call *call)
{
	trace_event_place_fields(call->class->fields_array);
	if (call->event.type == TRACE_TYPE_function)
		trace_perf_function_init(call);
	return 0;
}

#define ENTRY(_name, id, tag, _fields, print...)			\
	static struct trace_event_fields fields_##_name[] = {		\
		_fields							\
		{}							\
	};								\
	static struct trace_event_class class_##_name = {		\
		.system		= "ftrace",				\
		.fields_array	= fields_##_name,			\
		.raw_init	= builtin_init,				\
	};								\
	static struct trace_event_call call_##_name = {			\
		.name		= #_name,				\
		.class		= &class_##_name,			\
		.event.type	= id,					\
		.print_fmt	= (char *)print,			\
		.flags		= TRACE_EVENT_FL_IGNORE_ENABLE,		\
	};
#include "../core/entries.def"
#undef ENTRY

#define ENTRY(_name, id, tag, _fields, print...)	&call_##_name,
struct trace_event_call *trace_builtin_events[] = {
#include "../core/entries.def"
	NULL
};
