/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The name of the system as a string, once per event header, and the names whose
 * values format files show (TRACE_DEFINE_ENUM, TRACE_DEFINE_SIZEOF).
 */

#ifndef TRACE_SYSTEM_VAR
#define TRACE_SYSTEM_VAR TRACE_SYSTEM
#endif

#ifndef __TRACE_SYSTEM_H
#define __TRACE_SYSTEM_H
#define __TRACE_SYSTEM_ID_(var)	__trace_system_##var
#define __TRACE_SYSTEM_ID(var)	__TRACE_SYSTEM_ID_(var)
#endif

#undef TRACE_SYSTEM_STRING
#define TRACE_SYSTEM_STRING	__TRACE_SYSTEM_ID(TRACE_SYSTEM_VAR)

static const char TRACE_SYSTEM_STRING[] = __stringify(TRACE_SYSTEM);

/* The values are read at boot, or when the module comes, and dropped. */
#undef __TRACE_EVAL
#define __TRACE_EVAL(id, text, value)					\
	static struct trace_eval_map __used __initdata id = {		\
		.system		= TRACE_SYSTEM_STRING,			\
		.eval_string	= text,					\
		.eval_value	= value,				\
	};								\
	static struct trace_eval_map * __UNIQUE_ID(trace_eval) __used	\
	__section("_ftrace_eval_map") = &id

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)						\
	__TRACE_EVAL(__UNIQUE_ID(trace_enum_##a), #a, a)

#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)						\
	__TRACE_EVAL(__UNIQUE_ID(trace_size), "sizeof(" #a ")", sizeof(a))
