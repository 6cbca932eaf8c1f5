// SPDX-License-Identifier: GPL-2.0
/*
 * Writing records: events of all kinds and the tracer's own entries.
 *
 * A record is open between begin and end.  The writer runs with preemption
 * off, so the record belongs to this CPU; what interrupts it may write records
 * of its own.  Nothing here takes a lock or allocates.
 */
#include <linux/export.h>
#include "context.h"
#include "comm.h"
#include "option.h"
#include "rb_client.h"
#include "record.h"
#include "trigger.h"
#include "watch.h"

/* Options that add a record after that of an event. */
#define OPTIONS_AFTER_EVENT	\
	(BIT_ULL(TRACE_OPT_STACKTRACE) | BIT_ULL(TRACE_OPT_USERSTACK))

/* Frames between trace_record_stack() and the function that hit the event. */
#define EVENT_STACK_SKIP	3

static __always_inline void fill_entry(struct trace_entry *ent, unsigned int type,
				       unsigned int ctx)
{
	ent->type = type;
	ent->flags = ctx >> 16;
	ent->preempt_count = ctx;
	ent->pid = current->pid;
}

static __always_inline void *record_open(struct trace_record *rec,
					 struct trace_array *tr,
					 unsigned int type, unsigned long len,
					 unsigned int ctx)
{
	struct task_struct *task = current;
	struct trace_entry *ent;

	ent = rb_reserve(&trace_rb, tr->buffer, trace_record_slot(rec), len);
	if (unlikely(!ent))
		return NULL;
	rec->tr = tr;
	rec->entry = ent;
	rec->len = len;
	rec->ctx = ctx;
	fill_entry(ent, type, ctx);
	trace_comm_seen(task);
	return ent;
}

void *trace_record_begin(struct trace_record *rec, struct trace_array *tr,
			 unsigned int type, unsigned long len,
			 unsigned int ctx)
{
	rec->file = NULL;
	return record_open(rec, tr, type, len, ctx);
}

void trace_record_end(struct trace_record *rec)
{
	rb_commit(&trace_rb, rec->tr->buffer, trace_record_slot(rec));
}

void trace_record_discard(struct trace_record *rec)
{
	rb_discard(&trace_rb, rec->tr->buffer, trace_record_slot(rec));
}

/* The context is that of the function which the tracepoint is in, as below. */
static noinline void *begin_triggered(struct trace_record *rec,
				      struct trace_event_file *file, unsigned long len)
{
	struct trace_entry *ent = trace_trigger_begin(rec, file, len);

	if (IS_ERR(ent))
		return NULL;
	if (!ent)
		return record_open(rec, file->tr, file->type, len, trace_context(1));
	rec->ctx = trace_context(1);
	fill_entry(ent, file->type, rec->ctx);
	return ent;
}

/**
 * trace_event_begin - open the record of an event
 * @rec: handle, on the caller's stack
 * @file: the event in the instance that wants it
 * @len: bytes, struct trace_entry and dynamic fields included
 *
 * Context: any, NMI included; preemption off until trace_event_end(), one
 * level of which is the tracepoint's and does not show in the record.
 * Return: the record to fill in, or NULL (off, full, too long).
 */
void *trace_event_begin(struct trace_record *rec, struct trace_event_file *file,
			unsigned long len)
{
	rec->file = file;
	rec->regs = NULL;
	if (unlikely(READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER))
		return begin_triggered(rec, file, len);
	return record_open(rec, file->tr, file->type, len, trace_context(1));
}
EXPORT_SYMBOL_GPL(trace_event_begin);

/* Triggers look at the record. False: it was for them alone. */
static noinline bool triggers_looked(struct trace_record *rec)
{
	trace_trigger_look(rec);
	if (!trace_trigger_is_scratch(rec))
		return true;
	trace_trigger_drop(rec);
	return false;
}

static noinline void event_after(struct trace_record *rec)
{
	struct trace_array *tr = rec->tr;

	if (trace_option(tr, STACKTRACE))
		trace_record_stack(tr, rec->ctx, EVENT_STACK_SKIP, rec->regs);
	if (trace_option(tr, USERSTACK))
		trace_record_user_stack(tr, rec->ctx);
}

/**
 * trace_event_end - the record is complete
 * @rec: handle of a successful trace_event_begin()
 *
 * Context: as trace_event_begin().
 */
void trace_event_end(struct trace_record *rec)
{
	struct trace_array *tr = rec->tr;
	struct event_filter *filter;
	unsigned long flags;

	if (IS_ENABLED(CONFIG_PERF_EVENTS) && unlikely(!tr)) {
		perf_record_end(rec);
		return;
	}
	flags = READ_ONCE(rec->file->flags);
	if (unlikely(flags & EVENT_FILE_FL_LOOK)) {
		if (flags & EVENT_FILE_FL_TRIGGER && !triggers_looked(rec))
			return;
		filter = rcu_dereference_sched(rec->file->filter);
		if (filter && !filter_match_preds(filter, rec->entry)) {
			trace_record_discard(rec);
			return;
		}
	}
	trace_record_seen(rec, TRACE_EXPORT_EVENT);
	rb_commit(&trace_rb, tr->buffer, trace_record_slot(rec));
	if (unlikely(READ_ONCE(tr->options) & OPTIONS_AFTER_EVENT))
		event_after(rec);
	/* No tail call, or EVENT_STACK_SKIP would count one frame too many. */
	barrier();
}
EXPORT_SYMBOL_GPL(trace_event_end);

/**
 * trace_function - record the call of a function
 * @tr: the instance
 * @ip: the function
 * @parent_ip: where it was called
 * @ctx: interrupt and preemption state
 *
 * Context: any, preemption off.
 */
void trace_function(struct trace_array *tr, unsigned long ip,
		    unsigned long parent_ip, unsigned int ctx)
{
	struct trace_record rec __uninitialized;
	struct trace_fn_entry *entry;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_function,
				   sizeof(*entry), ctx);
	if (!entry)
		return;
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	trace_record_seen(&rec, TRACE_EXPORT_FUNCTION);
	trace_record_end(&rec);
}
