/* SPDX-License-Identifier: GPL-2.0 */
/* Structures and numbers of the tracer's own record types, see entries.def. */
#ifndef _TRACE_CORE_ENTRIES_H
#define _TRACE_CORE_ENTRIES_H

#include <linux/trace_events.h>

/* First number that an event may get; the ones below are the tracer's own. */
#define TRACE_FIRST_EVENT_TYPE	20

#define F(type, name)		type name;
#define A(type, name, n)	type name[n];
#define D(type, name)		type name[];
#define S(type, name, n)	type name[];
#define ENTRY(name, id, tag, fields, print...)				\
	struct tag {							\
		struct trace_entry ent;					\
		fields							\
	};								\
	enum { TRACE_TYPE_##name = (id) };
#include "entries.def"
#undef ENTRY
#undef F
#undef A
#undef D
#undef S

#endif /* _TRACE_CORE_ENTRIES_H */
