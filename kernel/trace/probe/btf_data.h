/* SPDX-License-Identifier: GPL-2.0 */
/* A table of types, for its reader and those who test it. */
#ifndef _TRACE_PROBE_BTF_DATA_H
#define _TRACE_PROBE_BTF_DATA_H

#include <linux/types.h>
#include "../text/cursor.h"
#include "btf.h"

/**
 * struct trace_btf_data - a table of types
 * @base: the table that it continues, or NULL
 * @types: the first type
 * @types_end: behind the last one
 * @strings: the first string
 * @strings_len: bytes of all
 * @first: number of the first type
 * @first_string: offset of the first string
 * @nr: types
 * @offset: from @types to each of them, by number; NULL until it is opened
 * @nr_functions: functions among them
 * @functions: their places in @offset, by name; NULL until they are sorted
 */
struct trace_btf_data {
	const struct trace_btf_data	*base;
	const void			*types;
	const void			*types_end;
	const char			*strings;
	u32				strings_len;
	u32				first;
	u32				first_string;
	u32				nr;
	u32				*offset;
	u32				nr_functions;
	u32				*functions;
};

int trace_btf_open(struct trace_btf_data *d, const void *data, size_t size,
		   const struct trace_btf_data *base);
int trace_btf_sort_functions(struct trace_btf_data *d);
void trace_btf_close(struct trace_btf_data *d);
int trace_btf_find_in(const struct trace_btf_data *d, struct trace_btf_function *fn,
		      const char *name);
int trace_btf_find_type_in(const struct trace_btf_data *d, struct trace_btf_value *value,
			   enum trace_btf_what what, struct text_span name);

#endif /* _TRACE_PROBE_BTF_DATA_H */
