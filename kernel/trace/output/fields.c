// SPDX-License-Identifier: GPL-2.0
/*
 * Records by their field tables instead of their print formats.
 *
 * Option fields names each field and shows its value as its type suggests: a
 * number in both bases, an array of characters as text, another array element
 * by element, a pointer to a string with that if it cannot go away.  The options
 * raw, hex and bin show the tracer's own types by value alone.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/sections.h>
#include "../core/entries.h"
#include "../core/field.h"
#include "builtin.h"
#include "event.h"
#include "fields.h"
#include "merge.h"
#include "symbol.h"
#include "value.h"

/* Bytes of a string somewhere else. */
#define STRING_SHOWN	256

static void put_bytes(struct trace_seq *s, const struct trace_value *v)
{
	const u8 *byte = v->data;
	unsigned int i;

	for (i = 0; i < v->len; i++)
		trace_seq_printf(s, "%s%02x", i ? "," : "", byte[i]);
}

static void put_array(struct trace_seq *s, const struct trace_value *v)
{
	unsigned int i;

	for (i = 0; i + v->size <= v->len; i += v->size)
		trace_seq_printf(s, "%s0x%llx", i ? "," : "",
				 trace_number_at(v->data + i, v->size, false));
}

static void put_scalar(struct trace_seq *s, const struct trace_value *v)
{
	trace_seq_printf(s, v->is_signed ? "0x%llx (%lld)" : "0x%llx (%llu)",
			 trace_number_at(v->data, v->size, false),
			 trace_number_at(v->data, v->size, v->is_signed));
}

/* The line has an end of its own. */
static void put_text(struct trace_seq *s, const struct trace_value *v)
{
	const char *text = v->data;
	size_t len = strnlen(text, v->len);

	if (len && text[len - 1] == '\n')
		len--;
	trace_seq_putmem(s, text, len);
}

static void put_value(struct trace_seq *s, const struct trace_value *v)
{
	if (v->is_text)
		put_text(s, v);
	else if (v->is_array && v->size > 1 && trace_is_number(v->size))
		put_array(s, v);
	else if (v->is_array || !trace_is_number(v->size) || v->len < v->size)
		put_bytes(s, v);
	else
		put_scalar(s, v);
}

static bool is_constant(unsigned long addr)
{
	return is_kernel_rodata(addr) || is_module_address(addr);
}

/* A string of a user, or one that may be gone by now, is an address. */
static void put_string_at(struct trace_seq *s, const struct trace_value *v)
{
	unsigned long addr = trace_number_at(v->data, v->size, false);
	char text[STRING_SHOWN];

	trace_seq_printf(s, "(0x%0*lx", (int)(2 * sizeof(addr)), addr);
	if (is_constant(addr) &&
	    strncpy_from_kernel_nofault(text, (void *)addr, sizeof(text)) > 0)
		trace_seq_printf(s, ":%.*s", (int)sizeof(text) - 1, text);
	trace_seq_putc(s, ')');
}

static bool is_string_at(const struct trace_event_fields *field, const struct trace_value *v)
{
	return trace_field_points_to_text(field) && v->size == sizeof(long) &&
		v->len >= v->size;
}

/* Functions are more readable by name. */
static bool is_code(int type, const struct trace_event_fields *field)
{
	return type == TRACE_TYPE_function &&
	       field->size == sizeof(unsigned long);
}

enum print_line_t trace_print_fields(struct trace_iterator *iter)
{
	struct trace_event_call *call = trace_call_find(trace_merge_type(iter));
	const struct trace_event_fields *field;
	struct trace_seq *s = &iter->seq;

	if (!call) {
		trace_seq_printf(s, "UNKNOWN TYPE %d\n", iter->ent->type);
		return trace_handle_return(s);
	}
	trace_seq_printf(s, "%s:", trace_event_name(call));
	for (field = trace_get_fields(call); field && field->name; field++) {
		struct trace_value v = trace_value_of(iter, field);

		trace_seq_printf(s, " %s=", field->name);
		if (is_string_at(field, &v))
			put_string_at(s, &v);
		else
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
static void put_raw(struct trace_seq *s, const struct trace_value *v)
{
	bool address = v->size == sizeof(long) && !v->is_signed;
	unsigned int i;

	if (!trace_is_number(v->size) || (v->is_array && v->size == 1)) {
		put_bytes(s, v);
		return;
	}
	for (i = 0; i + v->size <= v->len; i += v->size) {
		if (i)
			trace_seq_putc(s, ' ');
		trace_seq_printf(s, address ? "%llx" : "%lld",
				 trace_number_at(v->data + i, v->size, v->is_signed));
	}
}

void trace_print_fields_raw(struct trace_iterator *iter,
			    const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for (field = table; field && field->name; field++) {
		struct trace_value v = trace_value_of(iter, field);

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
		struct trace_value v = trace_value_of(iter, field);
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
		struct trace_value v = trace_value_of(iter, field);

		trace_seq_putmem(&iter->seq, v.data, v.len);
	}
}
