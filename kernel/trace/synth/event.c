// SPDX-License-Identifier: GPL-2.0
/*
 * Synthetic events: coming, going and being written.
 *
 * Whoever wants the event, an instance or perf, is in its list of files, which those
 * who write go along under RCU.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/number.h"
#include "synth.h"

/* See synth.h. */
LIST_HEAD(synth_events);

/**
 * struct synth_file - somebody who wants an event
 * @list: in synth_event.files
 * @file: the event as they see it
 * @rcu: its end
 */
struct synth_file {
	struct list_head	list;
	struct trace_event_file	*file;
	struct rcu_head		rcu;
};

/* ---- Writing ---------------------------------------------------------- */

static const void *place_of(u64 arg)
{
	return (const void *)(unsigned long)arg;
}

static unsigned int dynamic_size(const struct synth_field *f, u64 arg)
{
	const unsigned long *ip = place_of(arg);
	unsigned int nr = 0;

	if (!f->dynamic)
		return 0;
	if (f->kind == SYNTH_TEXT)
		return arg ? strnlen(place_of(arg), f->size - 1) + 1 : 1;
	while (ip && nr < SYNTH_STACK_BYTES / sizeof(*ip) && ip[nr])
		nr++;
	return nr * sizeof(*ip);
}

/**
 * synth_put - write a field that has its own place in the record
 * @f: the field, not a dynamic one
 * @at: its place
 * @arg: its value
 *
 * Context: any.
 */
void synth_put(const struct synth_field *f, void *at, u64 arg)
{
	if (f->kind == SYNTH_NUMBER)
		trace_number_store(f->size, at, arg);
	else
		strscpy_pad(at, place_of(arg) ?: "", f->size);
}

static unsigned int put_dynamic(const struct synth_field *f, void *entry, unsigned int end,
				u64 arg)
{
	unsigned int len = dynamic_size(f, arg);

	*(u32 *)(entry + f->offset) = len << 16 | end;
	if (f->kind == SYNTH_TEXT) {
		memcpy(entry + end, place_of(arg) ?: "", len - 1);
		((char *)entry)[end + len - 1] = '\0';
	} else {
		memcpy(entry + end, place_of(arg), len);
	}
	return ALIGN(end + len, sizeof(u64));
}

static void fill(const struct synth_event *se, void *entry, const u64 *args)
{
	unsigned int end = se->fixed;

	for (unsigned int i = 0; i < se->nr_fields; i++) {
		const struct synth_field *f = &se->field[i];

		if (f->dynamic)
			end = put_dynamic(f, entry, end, args[i]);
		else
			synth_put(f, entry + f->offset, args[i]);
	}
}

static unsigned int size_of(const struct synth_event *se, const u64 *args)
{
	unsigned int len = se->fixed;

	if (se->sized)
		return len;
	for (unsigned int i = 0; i < se->nr_fields; i++)
		len += ALIGN(dynamic_size(&se->field[i], args[i]), sizeof(u64));
	return len;
}

static void write_sized(const struct synth_event *se, struct trace_event_file *file,
			const u64 *args, unsigned int len)
{
	struct trace_record rec __uninitialized;
	void *entry;

	if (trace_event_skip(file))
		return;
	entry = trace_event_start(&rec, file, len);
	if (!entry)
		return;
	fill(se, entry, args);
	trace_event_end(&rec);
}

/**
 * synth_write_to - an event happens for one of those who want it
 * @se: the event
 * @file: they
 * @args: its values, one for each field
 *
 * Context: any, preemption off.
 */
void synth_write_to(const struct synth_event *se, struct trace_event_file *file,
		    const u64 *args)
{
	write_sized(se, file, args, size_of(se, args));
}

/**
 * synth_write - an event happens
 * @se: the event
 * @args: its values, one for each field
 *
 * Context: any, preemption off.
 */
void synth_write(struct synth_event *se, const u64 *args)
{
	unsigned int len = size_of(se, args);
	struct synth_file *sf;

	list_for_each_entry_rcu(sf, &se->files, list, preempt_count())
		write_sized(se, sf->file, args, len);
}

/* ---- Being wanted ----------------------------------------------------- */

static struct synth_event *event_of(struct trace_event_call *call)
{
	return container_of(call, struct synth_event, call);
}

static int attach(struct synth_event *se, struct trace_event_file *file)
{
	struct synth_file *sf = kzalloc(sizeof(*sf), GFP_KERNEL);

	if (!sf)
		return -ENOMEM;
	sf->file = file;
	list_add_tail_rcu(&sf->list, &se->files);
	return 0;
}

static int detach(struct synth_event *se, struct trace_event_file *file)
{
	struct synth_file *sf;

	list_for_each_entry(sf, &se->files, list) {
		if (sf->file != file)
			continue;
		list_del_rcu(&sf->list);
		kfree_rcu(sf, rcu);
		return 0;
	}
	return -ENOENT;
}

static int reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	struct synth_event *se = event_of(call);

	switch (type) {
	case TRACE_REG_REGISTER:
		return attach(se, data);
	case TRACE_REG_UNREGISTER:
		return detach(se, data);
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
		return attach(se, call->perf_file);
	case TRACE_REG_PERF_UNREGISTER:
		return detach(se, call->perf_file);
#endif
	default:
		return 0;
	}
}

/**
 * synth_of_file - the synthetic event of an instance's event
 * @file: the event there
 *
 * Return: it, or NULL if it is of another kind.
 */
struct synth_event *synth_of_file(const struct trace_event_file *file)
{
	return file->event_call->class->reg == reg ? event_of(file->event_call) : NULL;
}

/* ---- Coming and going ------------------------------------------------- */

/* Needs tracing_mutex. */
struct synth_event *synth_find(struct text_span name)
{
	struct synth_event *se;

	list_for_each_entry(se, &synth_events, list)
		if (text_equal(name, se->name))
			return se;
	return NULL;
}

static const char *record_type(const struct synth_field *f)
{
	if (!f->dynamic)
		return f->type;
	return f->kind == SYNTH_TEXT ? "__data_loc char[]" :
	       f->type[0] == 'u' ? "__data_loc unsigned long[]" : "__data_loc long[]";
}

static int make_fields(struct synth_event *se)
{
	struct trace_event_fields *table;

	table = kcalloc(se->nr_fields + 1, sizeof(*table), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	for (unsigned int i = 0; i < se->nr_fields; i++) {
		const struct synth_field *f = &se->field[i];

		table[i] = (struct trace_event_fields) {
			.type		= record_type(f),
			.name		= f->name,
			.offset		= f->offset,
			.size		= f->dynamic ? sizeof(u32) : f->size,
			.align		= 1,
			.is_signed	= f->is_signed,
			.filter_type	= f->kind == SYNTH_STACK ? FILTER_STACKTRACE :
								   FILTER_OTHER,
		};
	}
	se->class.fields_array = table;
	return 0;
}

/**
 * synth_add - make an event known
 * @se: an event that nobody knows of; the caller's if this fails
 *
 * Context: dynevent_mutex held, takes tracing_mutex, may sleep.
 * Return: 0, -EEXIST, -ENOMEM, or -ENODEV: no type number is left.
 */
int synth_add(struct synth_event *se)
{
	int err = make_fields(se);

	if (err)
		return err;
	INIT_LIST_HEAD(&se->files);
	se->class.system = "synthetic";
	se->class.reg = reg;
	se->class.raw_init = trace_event_raw_init;
	se->class.show_print_fmt = synth_show_print_fmt;
	se->call.class = &se->class;
	se->call.name = se->name;
	se->call.flags = TRACE_EVENT_FL_DYNAMIC;
	atomic_set(&se->call.refcnt, 1);
	se->call.event.funcs = &synth_print_functions;
	err = trace_add_event_call(&se->call);
	if (err)
		return err;
	dynevent_add(&se->dyn, synth_kind);
	guard(mutex)(&tracing_mutex);
	list_add_tail(&se->list, &synth_events);
	return 0;
}

/**
 * synth_is_busy - must an event stay
 * @se: the event
 *
 * Context: dynevent_mutex held, takes tracing_mutex.
 * Return: true while it is on, or somebody makes it or has hold of it.
 */
bool synth_is_busy(const struct synth_event *se)
{
	guard(mutex)(&tracing_mutex);
	return se->users || !list_empty(&se->files) || atomic_read(&se->call.refcnt) > 1;
}

/**
 * synth_remove - end an event
 * @se: the event
 *
 * Context: dynevent_mutex held, takes tracing_mutex, may sleep.
 * Return: 0, or -EBUSY, see synth_is_busy().
 */
int synth_remove(struct synth_event *se)
{
	int err;

	if (synth_is_busy(se))
		return -EBUSY;
	scoped_guard(mutex, &tracing_mutex)
		list_del(&se->list);
	err = trace_remove_event_call(&se->call);
	if (err) {
		guard(mutex)(&tracing_mutex);
		list_add_tail(&se->list, &synth_events);
		return err;
	}
	dynevent_del(&se->dyn);
	synth_free(se);
	return 0;
}
