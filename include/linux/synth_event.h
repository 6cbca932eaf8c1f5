/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Synthetic events that kernel code makes and sets off.
 *
 * An event is made all at once by synth_event_create(), or piece by piece: a command
 * is begun, fields are added, synth_event_gen_cmd_end() makes the event. It is then
 * one of the events of the system "synthetic", trace_get_event_file() finds it.
 *
 * It is set off with the values of all fields by synth_event_trace() and
 * synth_event_trace_array(), or field by field between synth_event_trace_start() and
 * synth_event_trace_end(). A value is a u64; of a text, it is its address.
 */
#ifndef _LINUX_SYNTH_EVENT_H
#define _LINUX_SYNTH_EVENT_H

#include <linux/dynevent_cmd.h>

struct module;
struct synth_event;

/**
 * struct synth_field_desc - a field
 * @type: its type, such as "u64" or "char[16]"
 * @name: its name
 */
struct synth_field_desc {
	const char	*type;
	const char	*name;
};

/* ---- Making ------------------------------------------------------------ */

int synth_event_create(const char *name, struct synth_field_desc *fields,
		       unsigned int n_fields, struct module *mod);
int synth_event_delete(const char *name);

void synth_event_cmd_init(struct dynevent_cmd *cmd, char *buf, int maxlen);
int __synth_event_gen_cmd_start(struct dynevent_cmd *cmd, const char *name,
				struct module *mod, ...);
int synth_event_gen_cmd_array_start(struct dynevent_cmd *cmd, const char *name,
				    struct module *mod, struct synth_field_desc *fields,
				    unsigned int n_fields);
int synth_event_add_field(struct dynevent_cmd *cmd, const char *type, const char *name);
int synth_event_add_field_str(struct dynevent_cmd *cmd, const char *type_name);
int synth_event_add_fields(struct dynevent_cmd *cmd, struct synth_field_desc *fields,
			   unsigned int n_fields);

/* The arguments behind the module are types and names by turns: "u64", "lat". */
#define synth_event_gen_cmd_start(cmd, name, mod, ...)			\
	__synth_event_gen_cmd_start(cmd, name, mod, ## __VA_ARGS__, NULL)
#define synth_event_gen_cmd_end(cmd)	dynevent_create(cmd)

/* ---- Setting off -------------------------------------------------------- */

/**
 * struct synth_event_trace_state - a record being filled in
 * @rec: the record
 * @entry: where it is; NULL if nobody wants it
 * @event: its event
 * @next: number of the field that synth_event_add_next_val() sets
 * @in_order: that has been called
 * @by_name: synth_event_add_val() has been called
 */
struct synth_event_trace_state {
	struct trace_record	rec;
	void			*entry;
	struct synth_event	*event;
	unsigned int		next;
	bool			in_order;
	bool			by_name;
};

int synth_event_trace(struct trace_event_file *file, unsigned int n_vals, ...);
int synth_event_trace_array(struct trace_event_file *file, u64 *vals, unsigned int n_vals);
int synth_event_trace_start(struct trace_event_file *file,
			    struct synth_event_trace_state *trace_state);
int synth_event_add_next_val(u64 val, struct synth_event_trace_state *trace_state);
int synth_event_add_val(const char *field_name, u64 val,
			struct synth_event_trace_state *trace_state);
int synth_event_trace_end(struct synth_event_trace_state *trace_state);

#endif /* _LINUX_SYNTH_EVENT_H */
