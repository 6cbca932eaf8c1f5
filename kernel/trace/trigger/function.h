/* SPDX-License-Identifier: GPL-2.0 */
/* Commands of set_ftrace_filter: what functions set off. */
#ifndef _TRACE_TRIGGER_FUNCTION_H
#define _TRACE_TRIGGER_FUNCTION_H

#include <linux/types.h>

struct seq_file;
struct trace_array;

/* Is it FUNCTION:ACTION..., rather than FUNCTION or FUNCTION:mod:MODULE? */
bool trace_function_is_command(const char *text);

/*
 * [!]FUNCTION:ACTION[:PARAMETER][:COUNT], under tracing_mutex. Functions that had the
 * action already have it with the new count. 0, -EINVAL, -ENOMEM, or what the action says.
 */
int trace_function_command(struct trace_array *tr, const char *text);

/* No commands any more; tracing_mutex held, may sleep. */
void trace_function_commands_end(struct trace_array *tr);

/*
 * One command for one function; hook_mutex held. @nr counts from 0 over all of the
 * instance. False if there are not that many.
 */
bool trace_function_show(struct trace_array *tr, unsigned long nr, struct seq_file *m);

#endif /* _TRACE_TRIGGER_FUNCTION_H */
