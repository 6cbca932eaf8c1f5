/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Opening and closing a record where instructions count.
 *
 * What trace_record_begin() and trace_record_end() do, inline: the handle of a record
 * that nobody else gets to see stays in registers. The same rules hold. The same for
 * events of which nobody wants to see the record before it is in the buffer.
 */
#ifndef _TRACE_CORE_RECORD_OPEN_H
#define _TRACE_CORE_RECORD_OPEN_H

#include <linux/trace_clock.h>
#include "comm.h"
#include "context.h"
#include "option.h"
#include "rb_client.h"
#include "record.h"
#include "watch.h"

/* The tracepoint's level of preempt_disable(), in the context of an event. */
#define TRACE_EVENT_HELD	1

/* Options that add a record after that of an event. */
#define TRACE_OPTIONS_AFTER_EVENT	\
	(BIT_ULL(TRACE_OPT_STACKTRACE) | BIT_ULL(TRACE_OPT_USERSTACK))

static __always_inline void trace_record_fill(struct trace_entry *ent, unsigned int type,
					      unsigned int ctx)
{
	ent->type = type;
	ent->flags = ctx >> 16;
	ent->preempt_count = ctx;
	ent->pid = current->pid;
}

static __always_inline void *trace_record_open(struct trace_record *rec, struct trace_array *tr,
					       unsigned int type, unsigned long len,
					       unsigned int ctx)
{
	struct task_struct *task = current;
	struct trace_entry *ent;

	/* Nobody asks for less; the compiler need not think of it. */
	if (len < sizeof(*ent))
		__builtin_unreachable();
	ent = rb_reserve(&trace_rb, tr->buffer, trace_record_slot(rec), len);
	if (unlikely(!ent))
		return NULL;
	rec->tr = tr;
	rec->entry = ent;
	rec->len = len;
	rec->ctx = ctx;
	trace_record_fill(ent, type, ctx);
	trace_comm_seen(task);
	return ent;
}

static __always_inline void trace_record_close(struct trace_record *rec)
{
	rb_commit(&trace_rb, rec->tr->buffer, trace_record_slot(rec));
}

/**
 * trace_event_is_plain - may the event's record be opened and closed inline?
 * @file: the event as the receiver sees it
 *
 * Then trace_event_open() and trace_record_close() do, which are shorter than
 * trace_event_start() and trace_event_end(); see trace_event_record_begin().
 *
 * Context: any, preemption off.
 * Return: true if the receiver is an instance, nobody looks at the record while it is
 * open, and nothing is added to it.
 */
static __always_inline bool trace_event_is_plain(const struct trace_event_file *file)
{
	return !(READ_ONCE(file->flags) & EVENT_FILE_FL_LOOK) && file->tr &&
	       !(READ_ONCE(file->tr->options) & TRACE_OPTIONS_AFTER_EVENT) &&
	       !static_branch_unlikely(&trace_watched);
}

/* The record of a plain event, as trace_event_begin() has it. */
static __always_inline void *trace_event_open(struct trace_record *rec,
					      struct trace_event_file *file, unsigned long len)
{
	return trace_record_open(rec, file->tr, file->type, len,
				 trace_context(TRACE_EVENT_HELD));
}

/**
 * trace_event_record_begin - open the record of an event, the short way if there is one
 * @plain: there is, see trace_event_is_plain()
 * @open: handle of a plain record; one of its own, so that it stays in registers
 * @seen: handle of one that somebody wants to see before it is in the buffer
 * @file: the event as the receiver sees it
 * @len: bytes of the record
 * @regs: of what happened, or NULL
 *
 * Context: any, preemption off.
 * Return: the record, to be filled in and ended; or NULL if there is no room.
 */
static __always_inline void *trace_event_record_begin(bool plain, struct trace_record *open,
						      struct trace_record *seen,
						      struct trace_event_file *file,
						      unsigned long len, struct pt_regs *regs)
{
	void *entry;

	if (likely(plain))
		return trace_event_open(open, file, len);
	entry = trace_event_start(seen, file, len);
	if (regs)
		seen->regs = regs;
	return entry;
}

/* The record of trace_event_record_begin() is filled in. */
static __always_inline void trace_event_record_end(bool plain, struct trace_record *open,
						   struct trace_record *seen)
{
	if (likely(plain))
		trace_record_close(open);
	else
		trace_event_end(seen);
}

/* trace_clock_local() while a record is open, which mostly has read it. */
static __always_inline u64 trace_record_local_clock(struct trace_record *rec)
{
	if (likely(READ_ONCE(rec->tr->read_clock) == trace_clock_local))
		return rb_slot_time(trace_record_slot(rec));
	return trace_clock_local();
}

void trace_function_watched(struct trace_array *tr, unsigned long ip,
			    unsigned long parent_ip, unsigned int ctx);

/**
 * trace_function - record the call of a function
 * @tr: the instance
 * @ip: the function
 * @parent_ip: where it was called
 * @ctx: interrupt and preemption state
 *
 * Context: any, preemption off.
 */
static __always_inline void trace_function(struct trace_array *tr, unsigned long ip,
					   unsigned long parent_ip, unsigned int ctx)
{
	struct trace_record rec __uninitialized;
	struct trace_fn_entry *entry;

	if (static_branch_unlikely(&trace_watched)) {
		trace_function_watched(tr, ip, parent_ip, ctx);
		return;
	}
	entry = trace_record_open(&rec, tr, TRACE_TYPE_function, sizeof(*entry), ctx);
	if (!entry)
		return;
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	trace_record_close(&rec);
}

#endif /* _TRACE_CORE_RECORD_OPEN_H */
