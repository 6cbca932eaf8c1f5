/* SPDX-License-Identifier: GPL-2.0 */
/* What a function was called with, by name and type. */
#ifndef _TRACE_OUTPUT_ARGS_H
#define _TRACE_OUTPUT_ARGS_H

#include <linux/trace_events.h>
#include "../probe/btf.h"

struct json;

/**
 * enum trace_arg_form - what a value is
 * @ARG_NUMBER: a number
 * @ARG_SIGNED: a number with a sign
 * @ARG_ADDRESS: an address
 * @ARG_NAME: a number that an enum has a name for
 * @ARG_WORDS: a structure, one or two words of it
 * @ARG_UNKNOWN: it is not in registers, or nobody knows its type
 */
enum trace_arg_form {
	ARG_NUMBER,
	ARG_SIGNED,
	ARG_ADDRESS,
	ARG_NAME,
	ARG_WORDS,
	ARG_UNKNOWN,
};

/**
 * struct trace_arg - one argument
 * @name: its name; "arg1" and so on if it has none
 * @form: what it is
 * @nr: for ARG_WORDS: how many
 * @value: of a number, as long as its type says
 * @word: for ARG_WORDS: the words
 * @text: for ARG_NAME: the name
 * @room: memory for a name
 */
struct trace_arg {
	const char		*name;
	enum trace_arg_form	form;
	unsigned int		nr;
	unsigned long		value;
	const unsigned long	*word;
	const char		*text;
	char			room[8];
};

/**
 * struct trace_args - where a walk over arguments is
 * @fn: the function
 * @reg: registers
 * @next: number of the next argument
 * @used: registers that were used up
 */
struct trace_args {
	struct trace_btf_function	fn;
	const unsigned long		*reg;
	unsigned int			next;
	unsigned int			used;
};

#ifdef CONFIG_FUNCTION_TRACER
/* All arguments of a call, in a form; the types are those of the function at @func. */
void trace_args_text(struct trace_iterator *iter, unsigned long func, const unsigned long *reg);
void trace_args_json(struct trace_iterator *iter, struct json *j, unsigned long func,
		     const unsigned long *reg);
#else
static inline void trace_args_text(struct trace_iterator *iter, unsigned long func,
				   const unsigned long *reg)
{
}

static inline void trace_args_json(struct trace_iterator *iter, struct json *j,
				   unsigned long func, const unsigned long *reg)
{
}
#endif

/* The walk, under RCU: false if the function is not known, or after the last argument. */
bool trace_args_begin(struct trace_args *args, struct trace_iterator *iter,
		      unsigned long func, const unsigned long *reg);
bool trace_args_next(struct trace_args *args, struct trace_arg *arg);

#endif /* _TRACE_OUTPUT_ARGS_H */
