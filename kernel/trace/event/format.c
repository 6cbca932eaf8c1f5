// SPDX-License-Identifier: GPL-2.0
/*
 * Format files: what a program needs to decode records of an event by itself.
 *
 *	name: <event>
 *	ID: <type number>
 *	format:
 *		field:<declaration>;	offset:..;	size:..;	signed:..;
 *		...			the common fields, a blank line, its own
 *
 *	print fmt: <the arguments of printf()>
 *
 * An array is written behind the name as in C, although the type of the field
 * has it at its end: "char[16]" "comm" becomes "char comm[16]".  The types
 * "__data_loc char[]" and "__rel_loc char[]" are kept: the brackets tell what
 * the u32 refers to.
 */
#include <linux/seq_file.h>
#include <linux/string.h>
#include "class.h"
#include "format.h"

void trace_event_show_field(struct seq_file *m,
			    const struct trace_event_fields *field)
{
	const char *array = strchr(field->type, '[');
	int len;

	if (!array || str_has_prefix(field->type, "__data_loc") ||
	    str_has_prefix(field->type, "__rel_loc")) {
		seq_printf(m, "%s %s", field->type, field->name);
		return;
	}
	len = array - field->type;
	seq_printf(m, "%.*s %s", len, field->type, field->name);
	if (field->len)
		seq_printf(m, "[%u]", field->len);
	else
		seq_puts(m, array);
}

static void show_fields(struct seq_file *m,
			const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for_each_trace_field(field, table) {
		seq_puts(m, "\tfield:");
		trace_event_show_field(m, field);
		seq_printf(m, ";\toffset:%u;\tsize:%u;\tsigned:%d;\n",
			   field->offset, field->size, field->is_signed);
	}
}

void trace_event_show_format(struct seq_file *m, struct trace_event_call *call)
{
	seq_printf(m, "name: %s\nID: %d\nformat:\n", trace_event_name(call),
		   call->event.type);
	show_fields(m, trace_common_fields);
	seq_putc(m, '\n');
	show_fields(m, trace_get_fields(call));
	seq_puts(m, "\nprint fmt: ");
	if (call->class->show_print_fmt)
		call->class->show_print_fmt(m, call);
	else
		seq_puts(m, call->print_fmt);
	seq_putc(m, '\n');
}
