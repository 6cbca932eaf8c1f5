/* SPDX-License-Identifier: GPL-2.0 */
/* The last commands of an instance that failed, and why. */
#ifndef _TRACE_CORE_ERRLOG_H
#define _TRACE_CORE_ERRLOG_H

struct seq_file;
struct text_command;
struct trace_array;

/* These need tracing_mutex. */
void trace_errlog_add(struct trace_array *tr, const char *place,
		      const struct text_command *cmd);
void trace_errlog_show(struct trace_array *tr, struct seq_file *m);
void trace_errlog_clear(struct trace_array *tr);

#endif /* _TRACE_CORE_ERRLOG_H */
