// SPDX-License-Identifier: GPL-2.0
/*
 * The way from a record to its printer, and what generated printers call.
 *
 * Numbers are managed by event/type.c.  The tracer's own types are not entered
 * there, since their printers never go; somebody who has a better one for
 * them may register it.
 */
#include <linux/export.h>
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../event/type.h"
#include "builtin.h"
#include "event.h"
#include "format.h"
#include "merge.h"
#include "text.h"

struct trace_event *trace_printer_find(int type)
{
	return trace_event_find(type) ?: trace_builtin_printer(type);
}

struct trace_event_call *trace_call_find(int type)
{
	struct trace_event *event;

	if (type < TRACE_FIRST_EVENT_TYPE)
		return trace_builtin_call(type);
	event = trace_printer_find(type);
	return event ? container_of(event, struct trace_event_call, event) : NULL;
}

/**
 * trace_handle_return - tell whether a printer's text fitted
 * @s: where it printed
 *
 * Return: TRACE_TYPE_HANDLED or TRACE_TYPE_PARTIAL_LINE.
 */
enum print_line_t trace_handle_return(struct trace_seq *s)
{
	return trace_seq_has_overflowed(s) ? TRACE_TYPE_PARTIAL_LINE :
					     TRACE_TYPE_HANDLED;
}
EXPORT_SYMBOL_GPL(trace_handle_return);

static void put_name(struct trace_seq *s, const char *name)
{
	size_t room = s->seq.size - s->seq.len;
	char *at = s->buffer + s->seq.len;
	size_t len = text_until(at, name, room, 0);

	if (unlikely(s->full || room - len < 2))
		s->full = 1;
	else
		text_end(s, text_mem(at + len, ": ", 2));
}

/**
 * trace_raw_output_prep - start the body of an event's line with its name
 * @iter: prints
 * @event: printers of a struct trace_event_call
 *
 * Return: TRACE_TYPE_HANDLED: go on; else the printer's return value.
 */
int trace_raw_output_prep(struct trace_iterator *iter,
			  struct trace_event *event)
{
	struct trace_event_call *call =
		container_of(event, struct trace_event_call, event);

	if (WARN_ON_ONCE(trace_merge_type(iter) != event->type))
		return TRACE_TYPE_UNHANDLED;
	trace_seq_init(&iter->tmp_seq);
	put_name(&iter->seq, trace_event_name(call));
	return trace_handle_return(&iter->seq);
}
EXPORT_SYMBOL_GPL(trace_raw_output_prep);

/**
 * trace_event_printf - print the body of an event's line
 * @iter: prints
 * @fmt: format, arguments follow
 *
 * A string argument is followed only if it lies where strings stay: in the
 * record, in the texts of this line, or in the kernel image or a module.  An
 * address anywhere else is from the time of the record, and what is there now
 * is read with care and shown with the address.
 */
void trace_event_printf(struct trace_iterator *iter, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_format(iter, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(trace_event_printf);

/**
 * trace_output_call - print a line's body under a name of the caller's choice
 * @iter: prints
 * @name: the name
 * @fmt: format, arguments follow
 *
 * Return: as trace_handle_return().
 */
int trace_output_call(struct trace_iterator *iter, char *name, char *fmt, ...)
{
	va_list args;

	put_name(&iter->seq, name);
	va_start(args, fmt);
	trace_format(iter, fmt, args);
	va_end(args);
	return trace_handle_return(&iter->seq);
}
EXPORT_SYMBOL_GPL(trace_output_call);
