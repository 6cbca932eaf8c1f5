/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers that have names: the values of an enum. */
#ifndef _TRACE_PROBE_NAMES_H
#define _TRACE_PROBE_NAMES_H

#include <linux/refcount.h>
#include <linux/types.h>

struct trace_btf_value;

/**
 * struct probe_names - the names of an enum's values
 * @users: arguments that share it
 * @nr: how many
 * @of: a number, as it is in a record without its sign, and its name
 *
 * Types of a module go with it, but an event may stay: so this is a copy.
 */
struct probe_names {
	refcount_t	users;
	unsigned int	nr;
	struct {
		u64		number;
		const char	*name;
	} of[] __counted_by(nr);
};

/* *@names becomes NULL if the type is no enum. Returns 0 or -ENOMEM; may sleep. */
int probe_names_make(struct probe_names **names, const struct trace_btf_value *value);
struct probe_names *probe_names_get(struct probe_names *names);
void probe_names_put(struct probe_names *names);

bool probe_names_equal(const struct probe_names *a, const struct probe_names *b);
/* NULL if the number has no name. */
const char *probe_names_find(const struct probe_names *names, u64 number);

#endif /* _TRACE_PROBE_NAMES_H */
