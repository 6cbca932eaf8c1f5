// SPDX-License-Identifier: GPL-2.0
/*
 * Events and their classes: the list of all events, the places of their fields,
 * and how the probe of a class gets to the tracepoint of an event.
 *
 * Everything here is the same for all instances; what differs between them is in
 * enable.c.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "class.h"

LIST_HEAD(trace_event_calls);		/* under tracing_mutex */

#define COMMON(ctype, member)						\
	{								\
		.type		= #ctype,				\
		.name		= "common_" #member,			\
		.offset		= offsetof(struct trace_entry, member),	\
		.size		= sizeof_field(struct trace_entry, member), \
		.align		= __alignof__(ctype),			\
		.is_signed	= is_signed_type(ctype),		\
	}

const struct trace_event_fields trace_common_fields[] = {
	COMMON(unsigned short, type),
	COMMON(unsigned char, flags),
	COMMON(unsigned char, preempt_count),
	COMMON(int, pid),
	{}
};

/*
 * The structure is laid out by the compiler, in the order of the rows.  The first
 * one lies behind the common fields, so an offset of zero tells that the table
 * has not been completed yet.
 */
void trace_event_place_fields(struct trace_event_fields *field)
{
	unsigned int end = sizeof(struct trace_entry);

	if (!field || !field->name || field->offset)
		return;
	for (; field->name; field++) {
		field->offset = ALIGN(end, field->align);
		end = field->offset + field->size;
	}
}

/**
 * trace_event_raw_init - prepare an event that TRACE_EVENT() made
 * @call: the event
 *
 * Context: may sleep.
 * Return: 0, or -ENODEV if there is no type number left.
 */
int trace_event_raw_init(struct trace_event_call *call)
{
	trace_event_place_fields(call->class->fields_array);
	return register_trace_event(&call->event) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(trace_event_raw_init);

/**
 * trace_define_field - add a field to an event that is made at run time
 * @call: the event, alone in its class
 * @type: C type as text; must stay
 * @name: name of the field; must stay
 * @offset: in the record, struct trace_entry included
 * @size: in bytes
 * @is_signed: as the type says
 * @filter_type: FILTER_*
 *
 * The table is allocated; the maker of the event frees @call->class->fields_array.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL for a field that no record can have, or -ENOMEM.
 */
int trace_define_field(struct trace_event_call *call, const char *type,
		       const char *name, int offset, int size, int is_signed,
		       int filter_type)
{
	struct trace_event_fields *table = call->class->fields_array;
	unsigned int nr = 0;

	if (!name || offset < 0 || size < 0 || offset > U16_MAX || size > U16_MAX)
		return -EINVAL;
	while (table && table[nr].name)
		nr++;
	table = krealloc_array(table, nr + 2, sizeof(*table), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	table[nr] = (struct trace_event_fields) {
		.type		= type,
		.name		= name,
		.offset		= offset,
		.size		= size,
		.align		= 1,
		.is_signed	= !!is_signed,
		.filter_type	= filter_type,
	};
	table[nr + 1] = (struct trace_event_fields) {};
	call->class->fields_array = table;
	return 0;
}
EXPORT_SYMBOL_GPL(trace_define_field);

static const struct trace_event_fields *
find_in(const struct trace_event_fields *table, const char *name)
{
	const struct trace_event_fields *field;

	for_each_trace_field(field, table) {
		if (!strcmp(field->name, name))
			return field;
	}
	return NULL;
}

const struct trace_event_fields *
trace_event_find_field(struct trace_event_call *call, const char *name)
{
	return find_in(trace_get_fields(call), name) ?:
	       find_in(trace_common_fields, name);
}

/**
 * trace_event_get_offsets - how far into its record a reader may look
 * @call: the event
 *
 * Context: tracing_mutex held, or @call cannot change.
 * Return: the end of its last field with a fixed place.
 */
int trace_event_get_offsets(struct trace_event_call *call)
{
	const struct trace_event_fields *field;
	int end = sizeof(struct trace_entry);

	for_each_trace_field(field, trace_get_fields(call))
		end = max(end, field->offset + field->size);
	return end;
}

/**
 * trace_event_reg - attach the probe of a class to the tracepoint of an event
 * @call: the event
 * @type: what is to be done
 * @data: for TRACE_REG_(UN)REGISTER the struct trace_event_file
 *
 * Context: may sleep.
 * Return: 0, or what attaching the probe said.
 */
int trace_event_reg(struct trace_event_call *call, enum trace_reg type,
		    void *data)
{
	void *probe = call->class->probe;

	if (WARN_ON(!(call->flags & TRACE_EVENT_FL_TRACEPOINT)))
		return -ENOENT;
	switch (type) {
	case TRACE_REG_REGISTER:
		return tracepoint_probe_register(call->tp, probe, data);
	case TRACE_REG_UNREGISTER:
		return tracepoint_probe_unregister(call->tp, probe, data);
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
		return tracepoint_probe_register(call->tp, probe,
						 call->perf_file);
	case TRACE_REG_PERF_UNREGISTER:
		return tracepoint_probe_unregister(call->tp, probe,
						   call->perf_file);
#endif
	default:
		return 0;
	}
}
EXPORT_SYMBOL_GPL(trace_event_reg);

/* Enter an event into the list of all events; its module is set already. */
int trace_event_call_init(struct trace_event_call *call)
{
	int err = 0;

	lockdep_assert_held(&tracing_mutex);
	if (WARN_ON(!trace_event_name(call) || !call->class->system))
		return -EINVAL;
	if (call->class->raw_init)
		err = call->class->raw_init(call);
	if (err)
		return err;
	list_add_tail(&call->list, &trace_event_calls);
	if (call->event.type > trace_image_types)
		trace_lastboot_enter_type(call->event.type, call->class->system,
					  trace_event_name(call));
	return 0;
}

struct trace_event_call *trace_event_find_call(const char *system,
					       const char *name)
{
	struct trace_event_call *call;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(call, &trace_event_calls, list) {
		if (!strcmp(trace_event_name(call), name) &&
		    !strcmp(call->class->system, system))
			return call;
	}
	return NULL;
}
