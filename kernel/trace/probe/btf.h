/* SPDX-License-Identifier: GPL-2.0 */
/* Types of the kernel's functions, from the description that it carries along. */
#ifndef _TRACE_PROBE_BTF_H
#define _TRACE_PROBE_BTF_H

#include <linux/err.h>
#include <linux/types.h>
#include "../text/cursor.h"

struct trace_btf_data;

/**
 * struct trace_btf_function - a function's prototype
 * @data: where its types are
 * @proto: number of its prototype
 * @hidden: parameters at the beginning that are nobody's business
 */
struct trace_btf_function {
	const struct trace_btf_data	*data;
	u32				proto;
	u32				hidden;
};

/**
 * struct trace_btf_value - what is known of a value
 * @data: where its type is
 * @type: number of its type; 0 is void
 * @offset: of a member: bytes from the start of the structure
 * @bit: of a bit field: where it begins in there
 * @bits: how long it is, or 0
 */
struct trace_btf_value {
	const struct trace_btf_data	*data;
	u32				type;
	unsigned int			offset;
	u8				bit;
	u8				bits;
};

enum trace_btf_kind {
	BTF_IS_VOID,
	BTF_IS_UNSIGNED,
	BTF_IS_SIGNED,
	BTF_IS_CHAR,
	BTF_IS_POINTER,
	BTF_IS_ARRAY,
	BTF_IS_STRUCT,
	BTF_IS_OTHER,
};

/* What can be found by its name. */
enum trace_btf_what {
	BTF_A_STRUCT,		/* or a union, or a typedef */
	BTF_A_VARIABLE,		/* one that each CPU has */
};

#ifdef CONFIG_PROBE_EVENTS_BTF_ARGS
/*
 * Finds a function by its name, in the module of a name or, if @module is NULL, anywhere.
 * -ENOENT without such a function, -EOPNOTSUPP without types. Needs dynevent_mutex, and
 * what it finds is there as long as that is held.
 */
int trace_btf_find_function(struct trace_btf_function *fn, const char *module,
			    const char *name);

/*
 * Finds a type by its name, or that of a variable: first in @near, which may be NULL, then
 * in the kernel, then in modules. Errors and context as above.
 */
int trace_btf_find_type(struct trace_btf_value *value, const struct trace_btf_data *near,
			enum trace_btf_what what, struct text_span name);

/*
 * The same as the first for many functions, fast, in any context: needs RCU, as what it finds does.
 * Who is going to ask calls trace_btf_prepare() before, which sleeps. A function of the
 * kernel has @module NULL.
 */
int trace_btf_prepare(void);
int trace_btf_look_up(struct trace_btf_function *fn, const char *module, const char *name);
#else
static inline int trace_btf_find_function(struct trace_btf_function *fn, const char *module,
					  const char *name)
{
	return -EOPNOTSUPP;
}

static inline int trace_btf_find_type(struct trace_btf_value *value,
				      const struct trace_btf_data *near,
				      enum trace_btf_what what, struct text_span name)
{
	return -EOPNOTSUPP;
}

static inline int trace_btf_prepare(void)
{
	return -EOPNOTSUPP;
}

static inline int trace_btf_look_up(struct trace_btf_function *fn, const char *module,
				    const char *name)
{
	return -EOPNOTSUPP;
}
#endif

unsigned int trace_btf_nr_params(const struct trace_btf_function *fn);
/* Parameter @nr by number; the name may be empty. */
const char *trace_btf_param(const struct trace_btf_function *fn, unsigned int nr,
			    struct trace_btf_value *value);
int trace_btf_find_param(const struct trace_btf_function *fn, struct text_span name);
void trace_btf_return(const struct trace_btf_function *fn, struct trace_btf_value *value);

/* What it is, typedefs and qualifiers seen through; its size in bytes. */
enum trace_btf_kind trace_btf_kind_of(const struct trace_btf_value *value,
				      unsigned int *size);
/* What a pointer points to; elements of an array. */
void trace_btf_target(struct trace_btf_value *value);
unsigned int trace_btf_array_len(const struct trace_btf_value *value);
/* How many names an enum has; 0 for what is none. */
unsigned int trace_btf_enum_len(const struct trace_btf_value *value);
/* One of them, and its number without what is beyond the size of the type. */
const char *trace_btf_enum_at(const struct trace_btf_value *value, unsigned int nr, u64 *number);
/* The name that an enum has for a number; NULL if it has none, or is no enum. */
const char *trace_btf_enum_name(const struct trace_btf_value *value, u64 number);
/* A member of a structure or union, also one of a nameless member. */
int trace_btf_member(struct trace_btf_value *value, struct text_span name);

#endif /* _TRACE_PROBE_BTF_H */
