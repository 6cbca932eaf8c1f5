/* SPDX-License-Identifier: GPL-2.0 */
/* One argument on its way from text to program. */
#ifndef _TRACE_PROBE_COMPILER_H
#define _TRACE_PROBE_COMPILER_H

#include "arg.h"
#include "btf.h"
#include "fetch.h"

struct trace_event_fields;

/* Steps before the last one; more is too much nested. */
#define MAX_STEPS	14

/* What the name of a file adds to them, see follow_name(). */
#define NAME_STEPS	3

/**
 * struct compiler - one argument being compiled
 * @args: the arguments so far
 * @arg: the one
 * @scope: what it can be about
 * @op: its steps, @nr of them
 * @nr: see there
 * @memory: the value is an address, and what is @offset from it is meant
 * @user: ... in the task's memory
 * @offset: see there
 * @text: the value is the address of a text of our own
 * @btf: the type of what is meant, if @typed
 * @typed: see there
 * @points: what is meant is a pointer, and @btf the type of what it points to
 * @field: the field of the event that is meant
 * @start: where the fetch begins
 */
struct compiler {
	struct probe_args			*args;
	struct probe_arg			*arg;
	const struct probe_scope		*scope;
	struct fetch_op				op[MAX_STEPS + NAME_STEPS];
	unsigned int				nr;
	bool					memory;
	bool					user;
	long					offset;
	bool					text;
	struct trace_btf_value			btf;
	bool					typed;
	bool					points;
	const struct trace_event_fields		*field;
	const char				*start;
};

static inline struct fetch_op *add_step(struct compiler *co, enum fetch_code code)
{
	struct fetch_op *op = &co->op[co->nr++];

	*op = (struct fetch_op){ .code = code };
	return op;
}

/* The memory that is meant is an address itself. */
static inline void deref_now(struct compiler *co)
{
	add_step(co, co->user ? FETCH_USER_DEREF : FETCH_DEREF)->offset = co->offset;
	co->memory = false;
}

/* All but the type. */
int probe_arg_read_fetch(struct compiler *co, struct text_cursor *c);

#endif /* _TRACE_PROBE_COMPILER_H */
