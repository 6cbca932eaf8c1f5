/* SPDX-License-Identifier: GPL-2.0 */
/* What an argument becomes. */
#ifndef _TRACE_PROBE_COMPILE_H
#define _TRACE_PROBE_COMPILE_H

#include "../text/cursor.h"

struct fetch_op;
struct probe_arg;
struct probe_args;
struct probe_scope;

/*
 * Appends the program of an argument, whose text without the name is @body; fills in all
 * of @arg but its name and place. Returns 0, -EINVAL with the error in the command, or
 * -ENOMEM.
 */
int probe_arg_compile(struct probe_args *args, struct probe_arg *arg,
		      const struct probe_scope *scope, const struct text_cursor *c,
		      struct text_span body);

/*
 * "(NAME)" or "(struct NAME *)". White space in it is not the end of an argument.
 */
bool probe_take_cast(struct text_cursor *c, struct text_span *name);

/* Appends steps, and keeps the end at the end. */
int probe_args_append(struct probe_args *args, const struct fetch_op *op, unsigned int nr);

#endif /* _TRACE_PROBE_COMPILE_H */
