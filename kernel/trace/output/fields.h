/* SPDX-License-Identifier: GPL-2.0 */
/* Records by their field tables instead of their print formats. */
#ifndef _TRACE_OUTPUT_FIELDS_H
#define _TRACE_OUTPUT_FIELDS_H

#include <linux/trace_events.h>

/* "name: field=value field=value", for any type; option fields. */
enum print_line_t trace_print_fields(struct trace_iterator *iter);

/* Values only, one after the other: options raw, hex and bin. */
void trace_print_fields_raw(struct trace_iterator *iter,
			    const struct trace_event_fields *table);
void trace_print_fields_hex(struct trace_iterator *iter,
			    const struct trace_event_fields *table);
void trace_print_fields_bin(struct trace_iterator *iter,
			    const struct trace_event_fields *table);

#endif /* _TRACE_OUTPUT_FIELDS_H */
