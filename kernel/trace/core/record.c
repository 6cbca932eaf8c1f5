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
#include "record_open.h"
#include "scratch.h"
#include "trigger.h"
#include "watch.h"

/* Frames between trace_record_stack() and the function that hit the event. */
static int event_frames(const struct trace_record *rec)
{
	/* With frame pointers the compiler makes no jumps of calls at the end. */
	if (!IS_ENABLED(CONFIG_FRAME_POINTER))
		return 3;
	return 4 + !!rec->look + !!(rec->look & TRACE_RECORD_ASIDE);
}

/*
 * Fill in the head of a record that is not in the buffer, for those who look at it.
 */
void trace_record_context(struct trace_record *rec)
{
	if (rec->look & TRACE_RECORD_WHOLE)
		return;
	rec->ctx = trace_context(TRACE_EVENT_HELD);
	trace_record_fill(rec->entry, rec->file->type, rec->ctx);
	rec->look |= TRACE_RECORD_WHOLE;
}

void *trace_record_begin(struct trace_record *rec, struct trace_array *tr,
			 unsigned int type, unsigned long len,
			 unsigned int ctx)
{
	rec->file = NULL;
	return trace_record_open(rec, tr, type, len, ctx);
}

void trace_record_end(struct trace_record *rec)
{
	trace_record_close(rec);
}

void trace_record_discard(struct trace_record *rec)
{
	rb_discard(&trace_rb, rec->tr->buffer, trace_record_slot(rec));
}

static noinline void *begin_kept(struct trace_record *rec,
				 struct trace_event_file *file, unsigned long len)
{
	return trace_event_open(rec, file, len);
}

/* Made elsewhere, to be looked at. */
bool trace_record_is_scratch(const struct trace_record *rec)
{
	return rec->look & (TRACE_RECORD_ASIDE | TRACE_RECORD_SCRATCH);
}

static __always_inline void use_scratch(struct trace_record *rec,
					struct trace_event_file *file,
					struct trace_entry *ent, unsigned long len)
{
	rec->tr = file->tr;
	rec->entry = ent;
	rec->len = len;
	rec->look |= TRACE_RECORD_SCRATCH;
	ent->type = file->type;
	ent->pid = current->pid;
}

static noinline void *begin_triggered(struct trace_record *rec,
				      struct trace_event_file *file, unsigned long len)
{
	struct trace_entry *ent = trace_trigger_begin(file, len);

	if (IS_ERR(ent))
		return NULL;
	if (!ent)
		return begin_kept(rec, file, len);
	/* Whoever looks at its context fills that in. */
	use_scratch(rec, file, ent, len);
	return ent;
}

/* Triggers or a filter are going to look at the record. */
static noinline void *begin_looked(struct trace_record *rec,
				   struct trace_event_file *file, unsigned long len)
{
	const bool triggered = rec->look & EVENT_FILE_FL_TRIGGER;
	struct trace_entry *ent;

	if (triggered && !trace_trigger_only_looks(file))
		return begin_triggered(rec, file, len);
	ent = trace_scratch_take(len);
	if (unlikely(!ent))
		return triggered ? begin_triggered(rec, file, len) :
				   begin_kept(rec, file, len);
	use_scratch(rec, file, ent, len);
	return ent;
}

/**
 * trace_event_begin - open the record of an event
 * @rec: handle, on the caller's stack
 * @file: the event in the instance that wants it
 * @len: bytes, struct trace_entry and dynamic fields included
 *
 * What a filter refuses costs least if there has never been room for it in the
 * buffer: such a record is made elsewhere, on the stack if it is small, without its
 * struct trace_entry, and copied if it passes.
 *
 * Context: any, NMI included; preemption off until trace_event_end(), one
 * level of which is the tracepoint's and does not show in the record.
 * Return: the record to fill in, or NULL (off, full, too long).
 */
void *trace_event_begin(struct trace_record *rec, struct trace_event_file *file,
			unsigned long len)
{
	const unsigned int look = READ_ONCE(file->flags) & EVENT_FILE_FL_LOOK;

	rec->file = file;
	rec->regs = NULL;
	if (look == EVENT_FILE_FL_FILTERED && len <= sizeof(rec->aside)) {
		rec->look = EVENT_FILE_FL_FILTERED | TRACE_RECORD_ASIDE;
		rec->len = len;
		return rec->entry = rec->aside;
	}
	rec->look = look;
	return likely(!look) ? begin_kept(rec, file, len) : begin_looked(rec, file, len);
}
EXPORT_SYMBOL_GPL(trace_event_begin);

/* What was made elsewhere, from @head on, goes where records are kept. */
static __always_inline bool record_keep(struct trace_record *rec, size_t head)
{
	const void *made = rec->entry;
	void *ent = begin_kept(rec, rec->file, rec->len);

	if (ent)
		memcpy(ent + head, made + head, rec->len - head);
	return ent;
}

static bool filter_keeps(struct trace_record *rec)
{
	struct event_filter *filter = rcu_dereference_sched(rec->file->filter);

	return !filter || trace_filter_keeps(filter, rec);
}

/* Triggers and filters look at the record. False: it is not wanted, and gone. */
static __always_inline bool triggers_looked(struct trace_record *rec)
{
	trace_trigger_look(rec);
	if (!trace_record_is_scratch(rec)) {
		if (!(rec->look & EVENT_FILE_FL_FILTERED) || filter_keeps(rec))
			return true;
		trace_record_discard(rec);
		return false;
	}
	/* It was for them alone. */
	trace_scratch_drop();
	return false;
}

static noinline void event_after(struct trace_record *rec)
{
	struct trace_array *tr = rec->tr;

	if (trace_option(tr, STACKTRACE))
		trace_record_stack(tr, rec->ctx, event_frames(rec), rec->regs);
	if (trace_option(tr, USERSTACK))
		trace_record_user_stack(tr, rec->ctx);
}

static noinline void end_kept(struct trace_record *rec)
{
	struct trace_array *tr = rec->tr;

	trace_record_seen(rec, TRACE_EXPORT_EVENT);
	rb_commit(&trace_rb, tr->buffer, trace_record_slot(rec));
	if (unlikely(READ_ONCE(tr->options) & TRACE_OPTIONS_AFTER_EVENT))
		event_after(rec);
	/* No jump, or event_frames() would count one too many. */
	barrier();
}

/* The filter alone looked at it. */
static noinline void end_filtered(struct trace_record *rec)
{
	const bool scratch = rec->look & TRACE_RECORD_SCRATCH;
	/* One that was made by hand may have somebody else's pid, and so on. */
	const size_t head = rec->look & TRACE_RECORD_WHOLE ? 0 : sizeof(struct trace_entry);
	bool keep = filter_keeps(rec);

	if (keep && trace_record_is_scratch(rec))
		keep = record_keep(rec, head);
	else if (!keep && !trace_record_is_scratch(rec))
		trace_record_discard(rec);
	if (scratch)
		trace_scratch_drop();
	if (keep)
		end_kept(rec);
}

static noinline void keep_aside(struct trace_record *rec)
{
	if (record_keep(rec, sizeof(struct trace_entry)))
		end_kept(rec);
}

static noinline void end_aside(struct trace_record *rec)
{
	if (filter_keeps(rec))
		keep_aside(rec);
}

static noinline void end_triggered(struct trace_record *rec)
{
	if (triggers_looked(rec))
		end_kept(rec);
}

/**
 * trace_event_end - the record is complete
 * @rec: handle of a successful trace_event_begin()
 *
 * Context: as trace_event_begin().
 */
void trace_event_end(struct trace_record *rec)
{
	if (likely(!rec->look))
		end_kept(rec);
	else if (rec->look == (EVENT_FILE_FL_FILTERED | TRACE_RECORD_ASIDE))
		end_aside(rec);
	else if (rec->look & EVENT_FILE_FL_TRIGGER)
		end_triggered(rec);
	else if (IS_ENABLED(CONFIG_PERF_EVENTS) && rec->look & TRACE_RECORD_PERF)
		perf_record_end(rec);
	else
		end_filtered(rec);
}
EXPORT_SYMBOL_GPL(trace_event_end);

/* trace_function() where somebody wants to see the record while it is open. */
void trace_function_watched(struct trace_array *tr, unsigned long ip,
			    unsigned long parent_ip, unsigned int ctx)
{
	struct trace_record rec __uninitialized;
	struct trace_fn_entry *entry;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_function, sizeof(*entry), ctx);
	if (!entry)
		return;
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	trace_record_seen(&rec, TRACE_EXPORT_FUNCTION);
	trace_record_end(&rec);
}
