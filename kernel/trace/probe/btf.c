// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the description of the kernel's types, include/uapi/linux/btf.h.
 *
 * It is a table of types of different lengths, which refer to each other by number,
 * and of strings. Types of a module continue the numbers and strings of the kernel.
 * An index from number to place is made when somebody first asks; a type is then
 * found at once, a name by looking at all types. Who asks for many functions has them
 * sorted by name. What is out of range is void, so no damaged table leads out of it.
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <uapi/linux/btf.h>
#include "../text/cursor.h"
#include "btf.h"
#include "btf_data.h"

/* Deeper than any chain of typedefs, or of structures without names. */
#define MAX_CHAIN	32

static const struct btf_type void_type;

/* ---- Tables ----------------------------------------------------------------- */

/* Bytes behind a type that belong to it. */
static size_t extra_size(const struct btf_type *t)
{
	size_t nr = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
		return sizeof(u32);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return nr * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return nr * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return nr * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return nr * sizeof(struct btf_param);
	case BTF_KIND_VAR:
		return sizeof(struct btf_var);
	case BTF_KIND_DATASEC:
		return nr * sizeof(struct btf_var_secinfo);
	case BTF_KIND_DECL_TAG:
		return sizeof(struct btf_decl_tag);
	default:
		return 0;
	}
}

/* The next type, or NULL at the end; damage is an end, too. */
static const struct btf_type *next_type(const struct trace_btf_data *d,
					const struct btf_type *t)
{
	const void *next = (const void *)(t + 1) + extra_size(t);

	return next <= d->types_end ? next : NULL;
}

static bool is_whole(const struct trace_btf_data *d, const struct btf_type *t)
{
	return t && (const void *)(t + 1) <= d->types_end && next_type(d, t);
}

static unsigned int count_types(const struct trace_btf_data *d)
{
	const struct btf_type *t = d->types;
	unsigned int nr = 0;

	for (; is_whole(d, t); t = next_type(d, t))
		nr++;
	return nr;
}

static int make_index(struct trace_btf_data *d)
{
	const struct btf_type *t = d->types;
	unsigned int i;

	d->nr = count_types(d);
	d->offset = kvmalloc_array(d->nr, sizeof(*d->offset), GFP_KERNEL);
	if (!d->offset)
		return -ENOMEM;
	for (i = 0; i < d->nr; i++, t = next_type(d, t))
		d->offset[i] = (const void *)t - d->types;
	return 0;
}

/**
 * trace_btf_open - look at a table of types
 * @d: becomes the table
 * @data: the bytes; stay as long as @d
 * @size: of @data
 * @base: the table that it continues, or NULL
 *
 * Context: may sleep.
 * Return: 0, -EINVAL for what is no table, or -ENOMEM.
 */
int trace_btf_open(struct trace_btf_data *d, const void *data, size_t size,
		   const struct trace_btf_data *base)
{
	const struct btf_header *hdr = data;
	size_t types_end, strings_end;

	if (size < sizeof(*hdr) || hdr->magic != BTF_MAGIC || hdr->hdr_len > size ||
	    check_add_overflow((size_t)hdr->hdr_len + hdr->type_off, hdr->type_len, &types_end) ||
	    check_add_overflow((size_t)hdr->hdr_len + hdr->str_off, hdr->str_len, &strings_end) ||
	    types_end > size || strings_end > size || !hdr->str_len ||
	    (hdr->hdr_len + hdr->type_off) % sizeof(u32))
		return -EINVAL;
	*d = (struct trace_btf_data) {
		.base		= base,
		.types		= data + hdr->hdr_len + hdr->type_off,
		.types_end	= data + types_end,
		.strings	= data + hdr->hdr_len + hdr->str_off,
		.strings_len	= hdr->str_len,
		.first		= base ? base->first + base->nr : 1,
		.first_string	= base ? base->first_string + base->strings_len : 0,
	};
	if (d->strings[d->strings_len - 1])
		return -EINVAL;
	return make_index(d);
}

void trace_btf_close(struct trace_btf_data *d)
{
	kvfree(d->functions);
	kvfree(d->offset);
	d->functions = NULL;
	d->offset = NULL;
}

static const struct btf_type *type_at(const struct trace_btf_data *d, u32 id)
{
	while (id < d->first && d->base)
		d = d->base;
	if (id < d->first || id - d->first >= d->nr)
		return &void_type;
	return d->types + d->offset[id - d->first];
}

static const char *string_at(const struct trace_btf_data *d, u32 offset)
{
	while (offset < d->first_string && d->base)
		d = d->base;
	if (offset < d->first_string || offset - d->first_string >= d->strings_len)
		return "";
	return d->strings + offset - d->first_string;
}

static bool is_disguise(const struct btf_type *t)
{
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return true;
	default:
		return false;
	}
}

/* What is behind typedefs and qualifiers. */
static const struct btf_type *plain_type(const struct trace_btf_data *d, u32 *id)
{
	const struct btf_type *t = type_at(d, *id);
	unsigned int i;

	for (i = 0; i < MAX_CHAIN && is_disguise(t); i++) {
		*id = t->type;
		t = type_at(d, *id);
	}
	return is_disguise(t) ? &void_type : t;
}

static bool name_is(const struct trace_btf_data *d, u32 offset, struct text_span name)
{
	return text_equal(name, string_at(d, offset));
}

/* The number of a type of a table's own; 0 if there is none. */
static u32 find_named(const struct trace_btf_data *d, unsigned int kinds, struct text_span name)
{
	unsigned int i;

	for (i = 0; i < d->nr; i++) {
		const struct btf_type *t = d->types + d->offset[i];

		if (BIT(BTF_INFO_KIND(t->info)) & kinds && name_is(d, t->name_off, name))
			return d->first + i;
	}
	return 0;
}

/* ---- Functions --------------------------------------------------------------- */

static const struct btf_type *proto_of(const struct trace_btf_function *fn)
{
	const struct btf_type *t = type_at(fn->data, fn->proto);

	return BTF_INFO_KIND(t->info) == BTF_KIND_FUNC_PROTO ? t : &void_type;
}

static const struct btf_param *param_at(const struct trace_btf_function *fn, unsigned int nr)
{
	return (const struct btf_param *)(proto_of(fn) + 1) + fn->hidden + nr;
}

/* Parameters behind "..." are not known. */
unsigned int trace_btf_nr_params(const struct trace_btf_function *fn)
{
	unsigned int nr = BTF_INFO_VLEN(proto_of(fn)->info);

	nr -= min_t(unsigned int, nr, fn->hidden);
	if (nr && !param_at(fn, nr - 1)->type)
		nr--;
	return nr;
}

const char *trace_btf_param(const struct trace_btf_function *fn, unsigned int nr,
			    struct trace_btf_value *value)
{
	const struct btf_param *param = param_at(fn, nr);

	*value = (struct trace_btf_value){ .data = fn->data, .type = param->type };
	return string_at(fn->data, param->name_off);
}

int trace_btf_find_param(const struct trace_btf_function *fn, struct text_span name)
{
	unsigned int nr;

	for (nr = 0; nr < trace_btf_nr_params(fn); nr++)
		if (name_is(fn->data, param_at(fn, nr)->name_off, name))
			return nr;
	return -ENOENT;
}

void trace_btf_return(const struct trace_btf_function *fn, struct trace_btf_value *value)
{
	*value = (struct trace_btf_value){ .data = fn->data, .type = proto_of(fn)->type };
}

static const struct btf_type *own_type(const struct trace_btf_data *d, u32 i)
{
	return d->types + d->offset[i];
}

static const char *own_name(const struct trace_btf_data *d, u32 i)
{
	return string_at(d, own_type(d, i)->name_off);
}

static bool is_function(const struct btf_type *t)
{
	return BTF_INFO_KIND(t->info) == BTF_KIND_FUNC;
}

static int compare_names(const void *a, const void *b, const void *d)
{
	return strcmp(own_name(d, *(const u32 *)a), own_name(d, *(const u32 *)b));
}

/**
 * trace_btf_sort_functions - make functions of a table fast to find
 * @d: the table
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int trace_btf_sort_functions(struct trace_btf_data *d)
{
	u32 nr = 0, i;

	for (i = 0; i < d->nr; i++)
		nr += is_function(own_type(d, i));
	d->functions = kvmalloc_array(nr, sizeof(*d->functions), GFP_KERNEL);
	if (!d->functions)
		return -ENOMEM;
	d->nr_functions = nr;
	for (i = 0, nr = 0; i < d->nr; i++)
		if (is_function(own_type(d, i)))
			d->functions[nr++] = i;
	sort_r(d->functions, nr, sizeof(*d->functions), compare_names, NULL, d);
	return 0;
}

static u32 find_sorted(const struct trace_btf_data *d, const char *name)
{
	u32 low = 0, high = d->nr_functions;

	while (low < high) {
		u32 mid = low + (high - low) / 2;
		int order = strcmp(name, own_name(d, d->functions[mid]));

		if (!order)
			return d->first + d->functions[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return 0;
}

static u32 find_function(const struct trace_btf_data *d, const char *name)
{
	if (d->functions)
		return find_sorted(d, name);
	return find_named(d, BIT(BTF_KIND_FUNC), (struct text_span){ name, strlen(name) });
}

int trace_btf_find_in(const struct trace_btf_data *d, struct trace_btf_function *fn,
		      const char *name)
{
	u32 id = find_function(d, name);

	if (!id)
		return -ENOENT;
	*fn = (struct trace_btf_function){ .data = d, .proto = type_at(d, id)->type };
	return proto_of(fn) == &void_type ? -ENOENT : 0;
}

/**
 * trace_btf_find_type_in - find a type by its name, or a variable's
 * @d: where
 * @value: becomes the type
 * @what: what has the name
 * @name: the name
 *
 * Context: any.
 * Return: 0 or -ENOENT.
 */
int trace_btf_find_type_in(const struct trace_btf_data *d, struct trace_btf_value *value,
			   enum trace_btf_what what, struct text_span name)
{
	u32 id;

	if (what == BTF_A_VARIABLE) {
		id = find_named(d, BIT(BTF_KIND_VAR), name);
		id = id ? type_at(d, id)->type : 0;
	} else {
		id = find_named(d, BIT(BTF_KIND_STRUCT) | BIT(BTF_KIND_UNION), name) ?:
		     find_named(d, BIT(BTF_KIND_TYPEDEF), name);
	}
	*value = (struct trace_btf_value){ .data = d, .type = id };
	return id ? 0 : -ENOENT;
}

/* ---- Values -------------------------------------------------------------------- */

enum trace_btf_kind trace_btf_kind_of(const struct trace_btf_value *value,
				      unsigned int *size)
{
	u32 id = value->type;
	const struct btf_type *t = plain_type(value->data, &id);
	u32 info;

	*size = t->size;
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
		info = *(const u32 *)(t + 1);
		if (t->size == 1 && !strcmp(string_at(value->data, t->name_off), "char"))
			return BTF_IS_CHAR;
		return BTF_INT_ENCODING(info) & BTF_INT_SIGNED ? BTF_IS_SIGNED : BTF_IS_UNSIGNED;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return BTF_INFO_KFLAG(t->info) ? BTF_IS_SIGNED : BTF_IS_UNSIGNED;
	case BTF_KIND_PTR:
		*size = sizeof(void *);
		return BTF_IS_POINTER;
	case BTF_KIND_ARRAY:
		return BTF_IS_ARRAY;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return BTF_IS_STRUCT;
	case BTF_KIND_UNKN:
		return BTF_IS_VOID;
	default:
		return BTF_IS_OTHER;
	}
}

void trace_btf_target(struct trace_btf_value *value)
{
	u32 id = value->type;
	const struct btf_type *t = plain_type(value->data, &id);

	value->type = 0;
	if (BTF_INFO_KIND(t->info) == BTF_KIND_PTR)
		value->type = t->type;
	else if (BTF_INFO_KIND(t->info) == BTF_KIND_ARRAY)
		value->type = ((const struct btf_array *)(t + 1))->type;
	value->offset = 0;
	value->bits = 0;
}

unsigned int trace_btf_array_len(const struct trace_btf_value *value)
{
	u32 id = value->type;
	const struct btf_type *t = plain_type(value->data, &id);

	if (BTF_INFO_KIND(t->info) != BTF_KIND_ARRAY)
		return 0;
	return ((const struct btf_array *)(t + 1))->nelems;
}

unsigned int trace_btf_enum_len(const struct trace_btf_value *value)
{
	u32 id = value->type;
	const struct btf_type *t = plain_type(value->data, &id);
	unsigned int kind = BTF_INFO_KIND(t->info);

	if ((kind != BTF_KIND_ENUM && kind != BTF_KIND_ENUM64) || !t->size ||
	    t->size > (kind == BTF_KIND_ENUM ? sizeof(u32) : sizeof(u64)))
		return 0;
	return BTF_INFO_VLEN(t->info);
}

const char *trace_btf_enum_at(const struct trace_btf_value *value, unsigned int nr, u64 *number)
{
	u32 id = value->type;
	const struct btf_type *t = plain_type(value->data, &id);
	const struct btf_enum64 *e64 = (const struct btf_enum64 *)(t + 1) + nr;
	const struct btf_enum *e = (const struct btf_enum *)(t + 1) + nr;

	if (BTF_INFO_KIND(t->info) == BTF_KIND_ENUM) {
		*number = (u32)e->val & GENMASK(t->size * 8 - 1, 0);
		return string_at(value->data, e->name_off);
	}
	*number = e64->val_lo32 | (u64)e64->val_hi32 << 32;
	if (t->size < sizeof(u64))
		*number &= GENMASK_ULL(t->size * 8 - 1, 0);
	return string_at(value->data, e64->name_off);
}

const char *trace_btf_enum_name(const struct trace_btf_value *value, u64 number)
{
	unsigned int len = trace_btf_enum_len(value), size, i;
	u64 mask, of;

	trace_btf_kind_of(value, &size);
	mask = len && size < sizeof(u64) ? GENMASK_ULL(size * 8 - 1, 0) : U64_MAX;
	for (i = 0; i < len; i++) {
		const char *name = trace_btf_enum_at(value, i, &of);

		if (of == (number & mask))
			return name;
	}
	return NULL;
}

/* A bit field is part of a number of its type, at a multiple of its size. */
static int set_member(struct trace_btf_value *value, const struct btf_type *t,
		      const struct btf_member *m, unsigned int offset)
{
	bool flag = BTF_INFO_KFLAG(t->info);
	unsigned int bit = flag ? BTF_MEMBER_BIT_OFFSET(m->offset) : m->offset;
	unsigned int bits = flag ? BTF_MEMBER_BITFIELD_SIZE(m->offset) : 0;
	unsigned int size;

	value->type = m->type;
	value->offset = offset + bit / 8;
	value->bits = bits;
	value->bit = 0;
	if (!bits)
		return 0;
	trace_btf_kind_of(value, &size);
	if (!size || size > sizeof(u64))
		return -EINVAL;
	value->offset = offset + bit / (size * 8) * size;
	value->bit = bit % (size * 8);
	return value->bit + bits > size * 8 ? -EINVAL : 0;
}

static int find_member(struct trace_btf_value *value, u32 id, struct text_span name,
		       unsigned int offset, unsigned int depth)
{
	const struct btf_type *t = plain_type(value->data, &id);
	const struct btf_member *m = (const struct btf_member *)(t + 1);
	unsigned int kind = BTF_INFO_KIND(t->info), i;

	if ((kind != BTF_KIND_STRUCT && kind != BTF_KIND_UNION) || depth > MAX_CHAIN)
		return -ENOENT;
	for (i = 0; i < BTF_INFO_VLEN(t->info); i++, m++) {
		const char *own = string_at(value->data, m->name_off);
		unsigned int bit = BTF_INFO_KFLAG(t->info) ? BTF_MEMBER_BIT_OFFSET(m->offset) :
							     m->offset;

		if (*own && text_equal(name, own))
			return set_member(value, t, m, offset);
		if (!*own && !find_member(value, m->type, name, offset + bit / 8, depth + 1))
			return 0;
	}
	return -ENOENT;
}

int trace_btf_member(struct trace_btf_value *value, struct text_span name)
{
	return find_member(value, value->type, name, 0, 0);
}
