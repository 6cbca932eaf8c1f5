/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Snapshots: a spare buffer that is exchanged with the one that is written.
 *
 * Tracing goes on, in what was the spare buffer; what happened up to now stays to
 * be read.
 */
#ifndef _TRACE_CORE_SNAPSHOT_H
#define _TRACE_CORE_SNAPSHOT_H

#include <linux/types.h>

struct ringbuf;
struct trace_array;

/* These need tracing_mutex, and may sleep. */
int trace_snapshot_alloc(struct trace_array *tr);
void trace_snapshot_free(struct trace_array *tr);
int trace_snapshot_take(struct trace_array *tr, int cpu);
void trace_snapshot_clear(struct trace_array *tr, int cpu);
bool trace_snapshot_ready(const struct trace_array *tr);
struct ringbuf *trace_snapshot_buffer(struct trace_array *tr);
int trace_snapshot_arm(struct trace_array *tr);
void trace_snapshot_disarm(struct trace_array *tr);

/* The shape of the buffer is going to change; see trace_snapshot_resume(). */
struct ringbuf *trace_snapshot_pause(struct trace_array *tr);
void trace_snapshot_resume(struct trace_array *tr);

/* Any context but NMI. */
void trace_snapshot_now(struct trace_array *tr, void *cond_data);
bool trace_snapshot_try(struct trace_array *tr, bool here);

/* May sleep. */
void trace_snapshot_wait(struct trace_array *tr);

/* The buffer is mapped by user space, where snapshots cannot be. */
bool trace_snapshot_exclude(struct trace_array *tr);
void trace_snapshot_admit(struct trace_array *tr);

void trace_snapshot_destroy(struct trace_array *tr);

#endif /* _TRACE_CORE_SNAPSHOT_H */
