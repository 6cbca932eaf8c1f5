// SPDX-License-Identifier: GPL-2.0
/*
 * Synthetic events of kernel code, see include/linux/synth_event.h, which
 * linux/trace_events.h includes.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include "synth.h"

/* ---- Making ------------------------------------------------------------ */

static int run(struct dynevent_cmd *cmd)
{
	return synth_command(seq_buf_str(&cmd->seq));
}

/**
 * synth_event_cmd_init - begin with a command
 * @cmd: the command
 * @buf: where its text goes; stays until it has been run
 * @maxlen: of @buf, MAX_DYNEVENT_CMD_LEN is enough for most
 *
 * Context: any.
 */
void synth_event_cmd_init(struct dynevent_cmd *cmd, char *buf, int maxlen)
{
	*cmd = (struct dynevent_cmd) {
		.type		= DYNEVENT_TYPE_SYNTH,
		.run_command	= run,
	};
	seq_buf_init(&cmd->seq, buf, maxlen);
}
EXPORT_SYMBOL_GPL(synth_event_cmd_init);

static int begin(struct dynevent_cmd *cmd, const char *name)
{
	if (cmd->type != DYNEVENT_TYPE_SYNTH)
		return -EINVAL;
	cmd->event_name = name;
	seq_buf_puts(&cmd->seq, name);
	return dynevent_cmd_check(cmd);
}

/**
 * synth_event_add_field_str - add a field as it is written
 * @cmd: a command that has a name
 * @type_name: type and name
 *
 * Context: any.
 * Return: 0, -EINVAL for a command of another type or too many fields, -E2BIG.
 */
int synth_event_add_field_str(struct dynevent_cmd *cmd, const char *type_name)
{
	if (cmd->type != DYNEVENT_TYPE_SYNTH || cmd->n_fields == SYNTH_MAX_FIELDS)
		return -EINVAL;
	cmd->n_fields++;
	seq_buf_printf(&cmd->seq, " %s;", type_name);
	return dynevent_cmd_check(cmd);
}
EXPORT_SYMBOL_GPL(synth_event_add_field_str);

/**
 * synth_event_add_field - add a field
 * @cmd: a command that has a name
 * @type: its type
 * @name: its name
 *
 * Context: any.
 * Return: 0, -EINVAL for a command of another type, something that is missing, or too
 * many fields, -E2BIG.
 */
int synth_event_add_field(struct dynevent_cmd *cmd, const char *type, const char *name)
{
	if (cmd->type != DYNEVENT_TYPE_SYNTH || cmd->n_fields == SYNTH_MAX_FIELDS ||
	    !type || !name)
		return -EINVAL;
	cmd->n_fields++;
	seq_buf_printf(&cmd->seq, " %s %s;", type, name);
	return dynevent_cmd_check(cmd);
}
EXPORT_SYMBOL_GPL(synth_event_add_field);

/**
 * synth_event_add_fields - add fields
 * @cmd: a command that has a name
 * @fields: they
 * @n_fields: number of them
 *
 * Context: any.
 * Return: as synth_event_add_field().
 */
int synth_event_add_fields(struct dynevent_cmd *cmd, struct synth_field_desc *fields,
			   unsigned int n_fields)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < n_fields; i++)
		err = synth_event_add_field(cmd, fields[i].type, fields[i].name);
	return err;
}
EXPORT_SYMBOL_GPL(synth_event_add_fields);

/**
 * __synth_event_gen_cmd_start - say what an event is called
 * @cmd: a command that has just been begun
 * @name: the name
 * @mod: the caller; records use nothing of it, so it may go before they do
 *
 * Types and names of fields follow by turns, then NULL. Called through
 * synth_event_gen_cmd_start().
 *
 * Context: any.
 * Return: as synth_event_add_field().
 */
int __synth_event_gen_cmd_start(struct dynevent_cmd *cmd, const char *name,
				struct module *mod, ...)
{
	int err = begin(cmd, name);
	const char *type;
	va_list args;

	va_start(args, mod);
	while (!err && (type = va_arg(args, const char *)))
		err = synth_event_add_field(cmd, type, va_arg(args, const char *));
	va_end(args);
	return err;
}
EXPORT_SYMBOL_GPL(__synth_event_gen_cmd_start);

/**
 * synth_event_gen_cmd_array_start - say what an event is called
 * @cmd: a command that has just been begun
 * @name: the name
 * @mod: see __synth_event_gen_cmd_start()
 * @fields: its first fields
 * @n_fields: number of them
 *
 * Context: any.
 * Return: as synth_event_add_field().
 */
int synth_event_gen_cmd_array_start(struct dynevent_cmd *cmd, const char *name,
				    struct module *mod, struct synth_field_desc *fields,
				    unsigned int n_fields)
{
	return begin(cmd, name) ?: synth_event_add_fields(cmd, fields, n_fields);
}
EXPORT_SYMBOL_GPL(synth_event_gen_cmd_array_start);

/**
 * synth_event_create - make an event
 * @name: what it is called
 * @fields: its fields
 * @n_fields: number of them
 * @mod: see __synth_event_gen_cmd_start()
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if the definition is wrong, -EEXIST, -E2BIG, -ENOMEM.
 */
int synth_event_create(const char *name, struct synth_field_desc *fields,
		       unsigned int n_fields, struct module *mod)
{
	char *buf __free(kfree) = kmalloc(MAX_DYNEVENT_CMD_LEN, GFP_KERNEL);
	struct dynevent_cmd cmd;

	if (!buf)
		return -ENOMEM;
	synth_event_cmd_init(&cmd, buf, MAX_DYNEVENT_CMD_LEN);
	return synth_event_gen_cmd_array_start(&cmd, name, mod, fields, n_fields) ?:
	       synth_event_gen_cmd_end(&cmd);
}
EXPORT_SYMBOL_GPL(synth_event_create);

/**
 * synth_event_delete - end an event
 * @name: what it is called
 *
 * Context: may sleep.
 * Return: 0, -ENOENT, -EBUSY while it is on or somebody has hold of it, -ENOMEM.
 */
int synth_event_delete(const char *name)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "!%s", name);

	return text ? synth_command(text) : -ENOMEM;
}
EXPORT_SYMBOL_GPL(synth_event_delete);

/* ---- Setting off -------------------------------------------------------- */

static bool is_on(const struct trace_event_file *file)
{
	return READ_ONCE(file->flags) & EVENT_FILE_FL_ENABLED;
}

/**
 * synth_event_trace_array - an event happens
 * @file: the event in the instance that it happens for
 * @vals: values of all fields
 * @n_vals: number of them
 *
 * Context: any.
 * Return: 0, also when it is off; -EINVAL for another number of fields or an event of
 * another kind.
 */
int synth_event_trace_array(struct trace_event_file *file, u64 *vals, unsigned int n_vals)
{
	const struct synth_event *se = synth_of_file(file);

	if (!se || n_vals != se->nr_fields)
		return -EINVAL;
	if (!is_on(file))
		return 0;
	guard(preempt_notrace)();
	synth_write_to(se, file, vals);
	return 0;
}
EXPORT_SYMBOL_GPL(synth_event_trace_array);

/**
 * synth_event_trace - an event happens
 * @file: the event in the instance that it happens for
 * @n_vals: number of values
 *
 * The values of all fields follow, each a u64.
 *
 * Context: any.
 * Return: as synth_event_trace_array().
 */
int synth_event_trace(struct trace_event_file *file, unsigned int n_vals, ...)
{
	u64 vals[SYNTH_MAX_FIELDS];
	va_list args;

	if (n_vals > ARRAY_SIZE(vals))
		return -EINVAL;
	va_start(args, n_vals);
	for (unsigned int i = 0; i < n_vals; i++)
		vals[i] = va_arg(args, u64);
	va_end(args);
	return synth_event_trace_array(file, vals, n_vals);
}
EXPORT_SYMBOL_GPL(synth_event_trace);

static bool has_dynamic(const struct synth_event *se)
{
	for (unsigned int i = 0; i < se->nr_fields; i++)
		if (se->field[i].dynamic)
			return true;
	return false;
}

/**
 * synth_event_trace_start - an event happens, whose fields are told later
 * @file: the event in the instance that it happens for
 * @trace_state: what the other calls want
 *
 * All fields are zero at first. An event with fields whose length is not known yet
 * cannot be told in this way.
 *
 * Context: any; preemption is off until synth_event_trace_end(), which is due if this
 * returned 0.
 * Return: 0, also when it is off; -EINVAL for an event of another kind or with such
 * fields, or without room.
 */
int synth_event_trace_start(struct trace_event_file *file,
			    struct synth_event_trace_state *trace_state)
{
	struct synth_event *se = synth_of_file(file);

	*trace_state = (struct synth_event_trace_state){ .event = se };
	if (!se || has_dynamic(se))
		return -EINVAL;
	if (!is_on(file) || trace_event_skip(file))
		return 0;
	preempt_disable_notrace();
	trace_state->entry = trace_event_start(&trace_state->rec, file, se->fixed);
	if (!trace_state->entry) {
		preempt_enable_notrace();
		return -EINVAL;
	}
	memset(trace_state->entry + sizeof(struct trace_entry), 0,
	       se->fixed - sizeof(struct trace_entry));
	return 0;
}
EXPORT_SYMBOL_GPL(synth_event_trace_start);

static int put(const struct synth_event_trace_state *state, unsigned int nr, u64 val)
{
	const struct synth_field *f = &state->event->field[nr];

	if (state->entry)
		synth_put(f, state->entry + f->offset, val);
	return 0;
}

/**
 * synth_event_add_next_val - tell the next field
 * @val: its value
 * @trace_state: from synth_event_trace_start()
 *
 * Context: any.
 * Return: 0; -EINVAL if there is none left, or fields were told by name.
 */
int synth_event_add_next_val(u64 val, struct synth_event_trace_state *trace_state)
{
	if (trace_state->by_name || trace_state->next == trace_state->event->nr_fields)
		return -EINVAL;
	trace_state->in_order = true;
	return put(trace_state, trace_state->next++, val);
}
EXPORT_SYMBOL_GPL(synth_event_add_next_val);

/**
 * synth_event_add_val - tell a field by its name
 * @field_name: the name
 * @val: its value
 * @trace_state: from synth_event_trace_start()
 *
 * Context: any.
 * Return: 0; -EINVAL if there is no such field, or fields were told in their order.
 */
int synth_event_add_val(const char *field_name, u64 val,
			struct synth_event_trace_state *trace_state)
{
	const struct synth_event *se = trace_state->event;

	if (trace_state->in_order)
		return -EINVAL;
	trace_state->by_name = true;
	for (unsigned int i = 0; i < se->nr_fields; i++)
		if (!strcmp(se->field[i].name, field_name))
			return put(trace_state, i, val);
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(synth_event_add_val);

/**
 * synth_event_trace_end - all fields have been told
 * @trace_state: from synth_event_trace_start()
 *
 * Context: any.
 * Return: 0.
 */
int synth_event_trace_end(struct synth_event_trace_state *trace_state)
{
	if (!trace_state->entry)
		return 0;
	trace_event_end(&trace_state->rec);
	preempt_enable_notrace();
	return 0;
}
EXPORT_SYMBOL_GPL(synth_event_trace_end);
