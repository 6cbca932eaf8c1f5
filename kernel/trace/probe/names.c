// SPDX-License-Identifier: GPL-2.0
/* Numbers that have names: the values of an enum, copied out of the kernel's types. */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "btf.h"
#include "names.h"

static size_t strings_size(const struct trace_btf_value *value, unsigned int nr)
{
	size_t size = 0;
	u64 number;

	while (nr--)
		size += strlen(trace_btf_enum_at(value, nr, &number)) + 1;
	return size;
}

/* The strings are behind the table. */
static void copy_names(struct probe_names *names, const struct trace_btf_value *value)
{
	char *to = (char *)&names->of[names->nr];
	unsigned int i;

	for (i = 0; i < names->nr; i++) {
		const char *name = trace_btf_enum_at(value, i, &names->of[i].number);
		size_t size = strlen(name) + 1;

		memcpy(to, name, size);
		names->of[i].name = to;
		to += size;
	}
}

int probe_names_make(struct probe_names **names, const struct trace_btf_value *value)
{
	unsigned int nr = trace_btf_enum_len(value);
	struct probe_names *made;

	*names = NULL;
	if (!nr)
		return 0;
	made = kvmalloc(struct_size(made, of, nr) + strings_size(value, nr), GFP_KERNEL);
	if (!made)
		return -ENOMEM;
	refcount_set(&made->users, 1);
	made->nr = nr;
	copy_names(made, value);
	*names = made;
	return 0;
}

struct probe_names *probe_names_get(struct probe_names *names)
{
	if (names)
		refcount_inc(&names->users);
	return names;
}

void probe_names_put(struct probe_names *names)
{
	if (names && refcount_dec_and_test(&names->users))
		kvfree(names);
}

bool probe_names_equal(const struct probe_names *a, const struct probe_names *b)
{
	unsigned int i;

	if (a == b)
		return true;
	if (!a || !b || a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (a->of[i].number != b->of[i].number ||
		    strcmp(a->of[i].name, b->of[i].name))
			return false;
	return true;
}

const char *probe_names_find(const struct probe_names *names, u64 number)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++)
		if (names->of[i].number == number)
			return names->of[i].name;
	return NULL;
}
