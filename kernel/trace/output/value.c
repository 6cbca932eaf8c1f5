// SPDX-License-Identifier: GPL-2.0
/*
 * Where the value of a field lies in a record.
 *
 * Fields whose place is told by the record itself (__data_loc and __rel_loc) are
 * found through their descriptor.  Nothing outside the record is read, whatever
 * the record says.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "value.h"

#define DATA_LOC	"__data_loc "
#define REL_LOC		"__rel_loc "

/* The bytes of a record from @offset on, at most @len. */
static void locate(struct trace_iterator *iter, struct trace_value *v,
		   unsigned int offset, unsigned int len)
{
	unsigned int end = iter->ent_size;

	v->data = (const char *)iter->ent + min(offset, end);
	v->len = min(len, end - min(offset, end));
}

/* The dynamic field whose descriptor @v shows now. */
static void follow(struct trace_iterator *iter, struct trace_value *v,
		   unsigned int base)
{
	struct trace_dynamic_info info = { };

	if (v->len >= sizeof(info))
		memcpy(&info, v->data, sizeof(info));
	locate(iter, v, base + info.offset, info.len);
}

/* Bytes of a type in an array; types that nobody knows here count as bytes. */
static unsigned int element_size(const char *type)
{
	static const struct {
		const char	*name;
		unsigned int	size;
	} known[] = {
		{ "u16",		2 },	{ "s16",		2 },
		{ "__u16",		2 },	{ "__le16",		2 },
		{ "short",		2 },	{ "unsigned short",	2 },
		{ "u32",		4 },	{ "s32",		4 },
		{ "__u32",		4 },	{ "__le32",		4 },
		{ "int",		4 },	{ "unsigned int",	4 },
		{ "unsigned",		4 },	{ "pid_t",		4 },
		{ "u64",		8 },	{ "s64",		8 },
		{ "__u64",		8 },	{ "__le64",		8 },
		{ "long long",		8 },	{ "unsigned long long",	8 },
		{ "long",		sizeof(long) },
		{ "unsigned long",	sizeof(long) },
	};
	size_t len = strcspn(type, "[");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (strlen(known[i].name) == len &&
		    !strncmp(type, known[i].name, len))
			return known[i].size;
	}
	return 1;
}

static bool is_text(const char *type)
{
	return str_has_prefix(type, "char[") || str_has_prefix(type, "char [") ||
	       str_has_prefix(type, "const char[");
}

static unsigned int size_of(const struct trace_event_fields *field, const char *type,
			    bool is_array)
{
	if (!is_array)
		return max(1, field->size);
	return field->len ? field->size / field->len : element_size(type);
}

/**
 * trace_value_of - find the value of a field
 * @iter: has the record
 * @field: the field
 *
 * Context: any.
 * Return: the value; it has less bytes than its size if the record is too short.
 */
struct trace_value trace_value_of(struct trace_iterator *iter,
				  const struct trace_event_fields *field)
{
	struct trace_value v = { .is_signed = field->is_signed };
	const char *type = field->type;
	unsigned int end = field->offset + field->size;

	/* A size of zero: the field takes the rest of the record. */
	locate(iter, &v, field->offset, field->size ?: UINT_MAX);
	if (str_has_prefix(type, DATA_LOC)) {
		follow(iter, &v, 0);
		type += strlen(DATA_LOC);
	} else if (str_has_prefix(type, REL_LOC)) {
		follow(iter, &v, end);
		type += strlen(REL_LOC);
	}
	v.is_array = strchr(type, '[') || !field->size;
	v.is_text = v.is_array && is_text(type);
	v.size = size_of(field, type, v.is_array);
	v.type = type;
	return v;
}

u64 trace_number_at(const void *at, unsigned int size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? (s64)*(const s8 *)at : *(const u8 *)at;
	case 2:
		return is_signed ? (s64)get_unaligned((const s16 *)at) :
				   get_unaligned((const u16 *)at);
	case 4:
		return is_signed ? (s64)get_unaligned((const s32 *)at) :
				   get_unaligned((const u32 *)at);
	default:
		return get_unaligned((const u64 *)at);
	}
}
