// SPDX-License-Identifier: GPL-2.0
/*
 * Records by their field tables instead of their print formats.
 *
 * Option fields names each field and shows its value as its type suggests: a
 * number in both bases, an array of characters as text, another array element
 * by element.  Fields whose place is told by the record itself (__data_loc and
 * __rel_loc) are found through their descriptor.  The options raw, hex and bin
 * show the tracer's own types by value alone.
 *
 * Nothing outside the record is read, whatever the record says.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "../core/entries.h"
#include "builtin.h"
#include "event.h"
#include "fields.h"
#include "merge.h"
#include "symbol.h"

/**
 * struct value - where the value of a field lies
 * @data: its bytes
 * @len: how many, as far as the record goes
 * @size: of one element
 * @is_array: it is more than one number
 * @is_text: its elements are characters
 * @is_signed: its elements are signed
 */
struct value {
	const void	*data;
	unsigned int	len;
	unsigned int	size;
	bool		is_array;
	bool		is_text;
	bool		is_signed;
};

#define DATA_LOC	"__data_loc "
#define REL_LOC		"__rel_loc "

/* The bytes of a record from @offset on, at most @len. */
static void locate(struct trace_iterator *iter, struct value *v,
		   unsigned int offset, unsigned int len)
{
	unsigned int end = iter->ent_size;

	v->data = (const char *)iter->ent + min(offset, end);
	v->len = min(len, end - min(offset, end));
}

/* The dynamic field whose descriptor @v shows now. */
static void follow(struct trace_iterator *iter, struct value *v,
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

static struct value field_value(struct trace_iterator *iter,
				const struct trace_event_fields *field)
{
	struct value v = { .is_signed = field->is_signed };
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
	v.size = v.is_array ? element_size(type) : max(1, field->size);
	if (v.is_array && field->len)
		v.size = field->size / field->len;
	return v;
}

static u64 number(const void *at, unsigned int size, bool is_signed)
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

static bool is_number(unsigned int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static void put_bytes(struct trace_seq *s, const struct value *v)
{
	const u8 *byte = v->data;
	unsigned int i;

	for (i = 0; i < v->len; i++)
		trace_seq_printf(s, "%s%02x", i ? "," : "", byte[i]);
}

static void put_array(struct trace_seq *s, const struct value *v)
{
	unsigned int i;

	for (i = 0; i + v->size <= v->len; i += v->size)
		trace_seq_printf(s, "%s0x%llx", i ? "," : "",
				 number(v->data + i, v->size, false));
}

static void put_scalar(struct trace_seq *s, const struct value *v)
{
	trace_seq_printf(s, v->is_signed ? "0x%llx (%lld)" : "0x%llx (%llu)",
			 number(v->data, v->size, false),
			 number(v->data, v->size, v->is_signed));
}

/* The line has an end of its own. */
static void put_text(struct trace_seq *s, const struct value *v)
{
	const char *text = v->data;
	size_t len = strnlen(text, v->len);

	if (len && text[len - 1] == '\n')
		len--;
	trace_seq_putmem(s, text, len);
}

static void put_value(struct trace_seq *s, const struct value *v)
{
	if (v->is_text)
		put_text(s, v);
	else if (v->is_array && v->size > 1 && is_number(v->size))
		put_array(s, v);
	else if (v->is_array || !is_number(v->size) || v->len < v->size)
		put_bytes(s, v);
	else
		put_scalar(s, v);
}

/* The event behind a type number, and with it the fields. */
static struct trace_event_call *call_of(int type)
{
	struct trace_event *event;

	if (type < TRACE_FIRST_EVENT_TYPE)
		return trace_builtin_call(type);
	event = trace_printer_find(type);
	return event ? container_of(event, struct trace_event_call, event) : NULL;
}

/* Functions are more readable by name. */
static bool is_code(int type, const struct trace_event_fields *field)
{
	return type == TRACE_TYPE_function &&
	       field->size == sizeof(unsigned long);
}

enum print_line_t trace_print_fields(struct trace_iterator *iter)
{
	struct trace_event_call *call = call_of(trace_merge_type(iter));
	const struct trace_event_fields *field;
	struct trace_seq *s = &iter->seq;

	if (!call) {
		trace_seq_printf(s, "UNKNOWN TYPE %d\n", iter->ent->type);
		return trace_handle_return(s);
	}
	trace_seq_printf(s, "%s:", trace_event_name(call));
	for (field = trace_get_fields(call); field && field->name; field++) {
		struct value v = field_value(iter, field);

		trace_seq_printf(s, " %s=", field->name);
		put_value(s, &v);
		if (is_code(iter->ent->type, field) && v.len >= v.size)
			trace_seq_printf(s, " <%ps>",
					 *(void **)v.data);
	}
	trace_seq_putc(s, '\n');
	return trace_handle_return(s);
}

/* ---- By value --------------------------------------------------------- */

/* Addresses are as wide as a long, which shows in hexadecimal. */
static void put_raw(struct trace_seq *s, const struct value *v)
{
	bool address = v->size == sizeof(long) && !v->is_signed;
	unsigned int i;

	if (!is_number(v->size) || (v->is_array && v->size == 1)) {
		put_bytes(s, v);
		return;
	}
	for (i = 0; i + v->size <= v->len; i += v->size) {
		if (i)
			trace_seq_putc(s, ' ');
		trace_seq_printf(s, address ? "%llx" : "%lld",
				 number(v->data + i, v->size, v->is_signed));
	}
}

void trace_print_fields_raw(struct trace_iterator *iter,
			    const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for (field = table; field && field->name; field++) {
		struct value v = field_value(iter, field);

		if (field != table)
			trace_seq_putc(&iter->seq, ' ');
		put_raw(&iter->seq, &v);
	}
	trace_seq_putc(&iter->seq, '\n');
}

void trace_print_fields_hex(struct trace_iterator *iter,
			    const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for (field = table; field && field->name; field++) {
		struct value v = field_value(iter, field);
		unsigned int i;

		for (i = 0; i + v.size <= v.len; i += v.size)
			trace_seq_putmem_hex(&iter->seq, v.data + i, v.size);
	}
}

void trace_print_fields_bin(struct trace_iterator *iter,
			    const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for (field = table; field && field->name; field++) {
		struct value v = field_value(iter, field);

		trace_seq_putmem(&iter->seq, v.data, v.len);
	}
}
