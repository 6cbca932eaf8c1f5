/* SPDX-License-Identifier: GPL-2.0 */
/* One record to text: lost-events line, prefix, body; and the header lines. */
#ifndef _TRACE_OUTPUT_LINE_H
#define _TRACE_OUTPUT_LINE_H

#include <linux/trace_events.h>

struct seq_file;

/* Prints iter->ent into iter->seq as the options of iter->tr say. */
enum print_line_t trace_print_line(struct trace_iterator *iter);
/* "# tracer: nop" and what follows it, when `trace` is read. */
void trace_print_header(struct seq_file *m, struct trace_iterator *iter);
/* comm, pid, cpu, flags and time at the start of a line. */
void trace_print_prefix(struct trace_iterator *iter);

#endif /* _TRACE_OUTPUT_LINE_H */
