/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Synthetic events: events that users define, whose values come from elsewhere.
 *
 * They are among the events that are made at run time: dynevent_mutex is held where
 * they come and go. The list of them alone is changed under both that and tracing_mutex;
 * the first is taken first.
 */
#ifndef _TRACE_SYNTH_SYNTH_H
#define _TRACE_SYNTH_SYNTH_H

#include <linux/list.h>
#include <linux/trace_events.h>
#include "../probe/dynevent.h"
#include "../text/cursor.h"

#define SYNTH_MAX_FIELDS	64
#define SYNTH_TEXT_BYTES	256
#define SYNTH_STACK_BYTES	(16 * sizeof(unsigned long))

/* In this order, since histograms have the same kinds. */
enum synth_kind { SYNTH_NUMBER, SYNTH_TEXT, SYNTH_STACK };

/**
 * struct synth_field - a field
 * @type: C type
 * @name: its name
 * @fmt: how print formats show it
 * @kind: enum synth_kind
 * @is_signed: of a number
 * @dynamic: it is at the end of the record
 * @size: bytes, of a text its room
 * @offset: in the record
 */
struct synth_field {
	char		*type;
	char		*name;
	const char	*fmt;
	u8		kind;
	bool		is_signed;
	bool		dynamic;
	u16		size;
	u16		offset;
};

/**
 * struct synth_event - a synthetic event
 * @dyn: among all that are made at run time
 * @list: all of them, in order of their coming
 * @call: the event
 * @class: its class
 * @files: struct synth_file of each that wants it, under RCU
 * @users: histograms that make it; under tracing_mutex
 * @name: its name
 * @nr_fields: number of @field
 * @fixed: bytes of a record in front of what is dynamic
 * @sized: there is nothing dynamic
 * @field: they
 */
struct synth_event {
	struct dynevent			dyn;
	struct list_head		list;
	struct trace_event_call		call;
	struct trace_event_class	class;
	struct list_head		files;
	unsigned int			users;
	char				*name;
	unsigned int			nr_fields;
	unsigned int			fixed;
	bool				sized;
	struct synth_field		field[] __counted_by(nr_fields);
};

extern struct list_head synth_events;
extern const struct dynevent_kind *const synth_kind;

/* These need tracing_mutex. */
struct synth_event *synth_find(struct text_span name);

static inline void synth_hold(struct synth_event *se)
{
	se->users++;
}

static inline void synth_drop(struct synth_event *se)
{
	se->users--;
}

static inline unsigned int synth_nr_fields(const struct synth_event *se)
{
	return se->nr_fields;
}

static inline enum synth_kind synth_field_kind(const struct synth_event *se, unsigned int i)
{
	return se->field[i].kind;
}

/*
 * For each field a number; or where a text is, terminated, or SYNTH_STACK_BYTES of
 * addresses, and 0 for none. Any context, preemption off.
 */
void synth_write(struct synth_event *se, const u64 *args);
void synth_write_to(const struct synth_event *se, struct trace_event_file *file,
		    const u64 *args);
void synth_put(const struct synth_field *f, void *at, u64 arg);
struct synth_event *synth_of_file(const struct trace_event_file *file);

/* read.c: an event of all that the cursor has; ERR_PTR, -EINVAL with the error. */
struct synth_event *synth_read(struct text_cursor *c, struct text_span name);
void synth_free(struct synth_event *se);

/* event.c: these need dynevent_mutex. */
int synth_add(struct synth_event *se);
bool synth_is_busy(const struct synth_event *se);
int synth_remove(struct synth_event *se);

/* print.c */
extern const struct trace_event_functions synth_print_functions;
void synth_show_print_fmt(struct seq_file *m, struct trace_event_call *call);

/* command.c: a line of synthetic_events; takes both mutexes. */
int synth_command(const char *text);
void synth_show(struct seq_file *m, const struct synth_event *se);

#endif /* _TRACE_SYNTH_SYNTH_H */
