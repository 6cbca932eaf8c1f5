/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The next record over all CPUs by time.
 *
 * trace_merge_open() prepares @iter to walk a buffer of @tr: without
 * consuming (consume false; a snapshot iterator per CPU) or consuming.
 * trace_merge_peek() fills iter->{ent,ent_size,cpu,ts,lost_events} with the
 * oldest record; trace_merge_next() steps past it.
 */
#ifndef _TRACE_OUTPUT_MERGE_H
#define _TRACE_OUTPUT_MERGE_H

#include <linux/trace_events.h>

struct rb_record;
struct ringbuf;
struct trace_names;

int trace_merge_open(struct trace_iterator *iter, struct trace_array *tr,
		     struct ringbuf *rb, int cpu_file, bool consume);
struct ringbuf *trace_merge_buffer(struct trace_iterator *iter);
void trace_merge_close(struct trace_iterator *iter);
void trace_merge_rewind(struct trace_iterator *iter);
bool trace_merge_peek(struct trace_iterator *iter);
void trace_merge_next(struct trace_iterator *iter);
bool trace_merge_empty(struct trace_iterator *iter);

/* For buffers of which only a part is of interest. */
void trace_merge_set_window(struct trace_iterator *iter, u64 from, u64 to);
bool trace_merge_is_window(const struct trace_iterator *iter);
unsigned long trace_merge_count(struct trace_iterator *iter);

/*
 * What comes after the current record on its CPU; false if it is not known. The current
 * record stays the current one. trace_merge_next() goes past it, trace_merge_skip()
 * past what was found behind it.
 */
bool trace_merge_follower(struct trace_iterator *iter, struct rb_record *rec);
void trace_merge_skip(struct trace_iterator *iter);

/* The record's type, by the numbers of this kernel; 0 if it has none now. */
unsigned int trace_merge_type(const struct trace_iterator *iter);

/*
 * What a line has to know about its neighbours.  All of these can be asked of
 * an iterator that was never opened, which prints single records.
 */
unsigned long trace_merge_index(struct trace_iterator *iter);
u64 trace_merge_next_ts(struct trace_iterator *iter);
bool trace_merge_has_gaps(struct trace_iterator *iter);
struct trace_names *trace_merge_names(const struct trace_iterator *iter);

#endif /* _TRACE_OUTPUT_MERGE_H */
