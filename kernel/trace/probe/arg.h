/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The arguments of a probe, from text to program.
 *
 *	[name=]fetch[:type]
 *
 *	fetch	= ["(" struct ")"] value [->member[.member]...]...
 *	value	= %register | $variable | @place | \number | \"text" | name |
 *		  (+|-)[u]offset(fetch) | "(" fetch ")" |
 *		  this_cpu_read(symbol) | this_cpu_ptr(symbol)
 *
 * Documentation/trace/probes.rst tells what they are.
 */
#ifndef _TRACE_PROBE_ARG_H
#define _TRACE_PROBE_ARG_H

#include "../text/cursor.h"
#include "fetch.h"
#include "type.h"

struct probe_names;
struct trace_event_call;
struct trace_btf_function;

#define PROBE_MAX_ARGS		128
#define PROBE_MAX_ARG_NAME	32
#define PROBE_MAX_ARG_TEXT	63
#define PROBE_MAX_ARRAY		64

/**
 * struct probe_scope - what arguments can be about
 * @user: a program
 * @returns: the place is a function's return
 * @entry: the place is a function's entry, or its return
 * @no_registers: they cannot be had by name
 * @hidden: parameters at the beginning that do not count
 * @event: another event, or NULL
 * @function: types of the function, or NULL
 */
struct probe_scope {
	bool				user;
	bool				returns;
	bool				entry;
	bool				no_registers;
	u8				hidden;
	struct trace_event_call		*event;
	const struct trace_btf_function	*function;
};

/**
 * struct probe_arg - one argument
 * @name: its name
 * @text: as the user wrote it, with the type and without the name
 * @symbol: the symbol whose address is @symbol_op's, or NULL
 * @symbol_op: number of a step of the program
 * @symbol_offset: from @symbol
 * @type: its type
 * @names: what its numbers are called, or NULL
 * @field: the type as format files have it
 * @count: elements of an array, or 0
 * @offset: in the record
 * @pos: where in the command it begins, with its name
 */
struct probe_arg {
	char			*name;
	char			*text;
	char			*symbol;
	unsigned int		symbol_op;
	long			symbol_offset;
	const struct probe_arg_type	*type;
	struct probe_names	*names;
	char			*field;
	u16			count;
	u16			offset;
	size_t			pos;
};

/**
 * struct probe_args - all arguments
 * @nr: how many
 * @arg: they
 * @ops: the program, @nr_ops steps with the end
 * @nr_ops: see there
 * @entry_ops: the program that keeps words at entry, or NULL
 * @nr_words: what it keeps
 * @size: of the record without strings
 * @dynamic: there are strings
 * @memory: memory of the task may have to be brought in
 */
struct probe_args {
	unsigned int		nr;
	struct probe_arg	*arg;
	struct fetch_op		*ops;
	unsigned int		nr_ops;
	struct fetch_op		*entry_ops;
	unsigned int		nr_words;
	unsigned int		size;
	bool			dynamic;
	bool			memory;
};

/* The next argument: a word, but for white space in a cast. */
struct text_span probe_arg_take(struct text_cursor *c);

/*
 * Reads all arguments that are left in @c; the first goes to @offset of the record.
 * Returns 0, -EINVAL with the error in the command, or -ENOMEM; probe_args_free() is
 * due in any case.
 */
int probe_args_read(struct probe_args *args, struct text_cursor *c,
		    const struct probe_scope *scope, unsigned int offset);
void probe_args_free(struct probe_args *args);

/* Are there any left in @c? Without, nobody needs to look for types. */
static inline bool probe_has_args(struct text_cursor *c)
{
	text_skip_spaces(c);
	return !text_at_end(c);
}

/* Looks symbols up again; returns the first argument that has none, or NULL. */
const struct probe_arg *probe_args_resolve(struct probe_args *args);

static inline unsigned int probe_arg_size(const struct probe_arg *arg)
{
	return arg->type->size * max_t(unsigned int, arg->count, 1);
}

#endif /* _TRACE_PROBE_ARG_H */
