/* SPDX-License-Identifier: GPL-2.0 */
/* Where the value of a field lies in a record, and what it is. */
#ifndef _TRACE_OUTPUT_VALUE_H
#define _TRACE_OUTPUT_VALUE_H

#include <linux/trace_events.h>

/**
 * struct trace_value - the value of a field
 * @data: its bytes
 * @len: how many, as far as the record goes
 * @size: of one element
 * @is_array: it is more than one number
 * @is_text: its elements are characters
 * @is_signed: its elements are signed
 * @type: of the field as the format file has it, without what tells its place
 */
struct trace_value {
	const void	*data;
	unsigned int	len;
	unsigned int	size;
	bool		is_array;
	bool		is_text;
	bool		is_signed;
	const char	*type;
};

struct trace_value trace_value_of(struct trace_iterator *iter,
				  const struct trace_event_fields *field);

/* Are there numbers of so many bytes? */
static inline bool trace_is_number(unsigned int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* One of those, extended to 64 bits. */
u64 trace_number_at(const void *at, unsigned int size, bool is_signed);

#endif /* _TRACE_OUTPUT_VALUE_H */
