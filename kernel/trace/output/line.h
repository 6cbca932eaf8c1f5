/* SPDX-License-Identifier: GPL-2.0 */
/* One record to text: lost-events line, prefix, body; and the header lines. */
#ifndef _TRACE_OUTPUT_LINE_H
#define _TRACE_OUTPUT_LINE_H

#include <linux/trace_events.h>

struct seq_file;

/* Prints iter->ent into iter->seq as the options of iter->tr say. */
enum print_line_t trace_print_line(struct trace_iterator *iter);
/* The same under other options, BIT_ULL(TRACE_OPT_*). */
enum print_line_t trace_print_line_as(struct trace_iterator *iter, u64 options);
/* "# tracer: nop" and what follows it, when `trace` is read. */
void trace_print_header(struct seq_file *m, struct trace_iterator *iter);
void trace_print_plain_header(struct seq_file *m, struct trace_iterator *iter);
/* comm, pid, cpu, flags and time at the start of a line. */
void trace_print_prefix(struct trace_iterator *iter);
/* The five letters of a prefix; returns their end. */
#define TRACE_STATE_LETTERS	5
char *trace_put_state(char *at, const struct trace_entry *ent);
/* The record alone, as text. */
enum print_line_t trace_print_body(struct trace_iterator *iter);
/* One letter for the order of magnitude of a delay. */
char trace_delay_mark(u64 ns);
/* The lines above a latency trace that tell where it was taken. */
void trace_print_summary(struct seq_file *m, struct trace_iterator *iter);
/* Those of the columns of its lines. */
/* A time as a prefix shows it. */
void trace_print_time(struct trace_iterator *iter, u64 ts);

#endif /* _TRACE_OUTPUT_LINE_H */
