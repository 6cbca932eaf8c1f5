/* SPDX-License-Identifier: GPL-2.0 */
/* What the fields of events are, beyond their tables. */
#ifndef _TRACE_CORE_FIELD_H
#define _TRACE_CORE_FIELD_H

/* The harnesses of user space have their own. */
#ifdef __KERNEL__
#include <linux/string.h>
#include <linux/trace_events.h>
#endif

/* Is the value the address of a text? */
static inline bool trace_field_points_to_text(const struct trace_event_fields *field)
{
	const char *type = field->type;

	if (strstarts(type, "const "))
		type += strlen("const ");
	return field->filter_type == FILTER_PTR_STRING || !strcmp(type, "char *");
}

#endif /* _TRACE_CORE_FIELD_H */
