/* SPDX-License-Identifier: GPL-2.0 */
/* Types of arguments. */
#ifndef _TRACE_PROBE_TYPE_H
#define _TRACE_PROBE_TYPE_H

#include <linux/types.h>
#include "../text/cursor.h"

struct probe_names;
struct trace_seq;

enum probe_type_kind {
	PROBE_NUMBER,		/* signed or not */
	PROBE_HEX,
	PROBE_CHAR,
	PROBE_ADDRESS,		/* shown as a symbol */
	PROBE_STRING,
	PROBE_USER_STRING,
	PROBE_SYMBOL_STRING,	/* a symbol, found at the hit */
	PROBE_DENTRY,		/* name of a struct dentry */
	PROBE_FILE,		/* name of a struct file */
};

/**
 * struct probe_arg_type - a type
 * @name: as users write it
 * @field: as format files have it
 * @format: as print formats have it
 * @size: bytes in the record
 * @is_signed: so is the number
 * @kind: enum probe_type_kind
 * @kernel: of kernel memory only
 */
struct probe_arg_type {
	const char	*name;
	const char	*field;
	const char	*format;
	u8		size;
	bool		is_signed;
	u8		kind;
	bool		kernel;
};

static inline bool probe_type_is_string(const struct probe_arg_type *type)
{
	return type->kind >= PROBE_STRING;
}

const struct probe_arg_type *probe_type_find(struct text_span name);
const struct probe_arg_type *probe_type_number(unsigned int size, bool is_signed, bool hex);

/* One value of a record, as the text of its line; @names may be NULL. */
void probe_type_print(struct trace_seq *s, const struct probe_arg_type *type,
		      const struct probe_names *names, const void *value, const void *rec);

#endif /* _TRACE_PROBE_TYPE_H */
