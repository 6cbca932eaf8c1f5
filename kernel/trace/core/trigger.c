// SPDX-License-Identifier: GPL-2.0
/* Setting triggers off, see trigger.h. */
#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/timekeeping.h>
#include "instance.h"
#include "scratch.h"
#include "trigger.h"

static noinline bool may_run(struct trace_trigger *t)
{
	if (!atomic_long_read(&t->left))
		return false;
	return !t->limit.nr || trace_limit_allows(&t->limit, ktime_get_mono_fast_ns());
}

static noinline void count_down(struct trace_trigger *t)
{
	if (t->limit.nr)
		trace_limit_use(&t->limit);
	/* Several CPUs at once may do it once more than asked for. */
	if (t->count >= 0)
		atomic_long_dec_if_positive(&t->left);
}

static __always_inline void set_off(struct trace_trigger *t, struct trace_record *rec)
{
	if (unlikely(t->bounded) && !may_run(t))
		return;
	if (t->action->run(t, rec) && unlikely(t->bounded))
		count_down(t);
}

static bool looks(const struct trace_trigger *t)
{
	return t->filter || t->action->looks;
}

/* Those that need no record, and come before it unless there is none. */
static void set_off_plain(struct trace_event_file *file, bool alone)
{
	struct trace_trigger *t;

	list_for_each_entry_rcu(t, &file->triggers, list, preempt_count())
		if (!looks(t) && t->action->after == alone)
			set_off(t, NULL);
}

static bool is_off(const struct trace_event_file *file)
{
	unsigned long flags = READ_ONCE(file->flags);

	return flags & EVENT_FILE_FL_SOFT_DISABLED ||
		(flags & EVENT_FILE_FL_PID_FILTER && raw_cpu_read(*file->pid_refused));
}

/**
 * trace_trigger_begin - an event with triggers is hit
 * @file: the event
 * @len: bytes of the record
 *
 * Context: as trace_event_begin().
 * Return: memory for a record that is only looked at; NULL if the record is to be
 * made where records are kept; ERR_PTR(-ENODATA) if there is to be none.
 */
void *trace_trigger_begin(struct trace_event_file *file, unsigned long len)
{
	void *piece = NULL;

	set_off_plain(file, false);
	if (!is_off(file) && tracer_tracing_is_on(file->tr))
		return NULL;
	if (READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER_COND)
		piece = trace_scratch_take(len);
	if (piece)
		return piece;
	set_off_plain(file, true);
	return ERR_PTR(-ENODATA);
}

/**
 * trace_trigger_look - set off what looks at the record
 * @rec: the record, complete
 *
 * Context: as trace_event_end().
 */
void trace_trigger_look(struct trace_record *rec)
{
	struct trace_trigger *t;

	list_for_each_entry_rcu(t, &rec->file->triggers, list, preempt_count())
		if (t->filter ? trace_filter_keeps(t->filter, rec) :
				t->action->after || t->action->looks)
			set_off(t, rec);
}

/**
 * trace_trigger_all - set off whatever an event has that is not hit but written
 * @rec: the record, complete, of @rec->file
 *
 * Context: preemption off, before the record is committed.
 */
void trace_trigger_all(struct trace_record *rec)
{
	struct trace_trigger *t;

	rec->look = 0;
	list_for_each_entry_rcu(t, &rec->file->triggers, list, preempt_count())
		if (!t->filter || filter_match_preds(t->filter, rec->entry))
			set_off(t, rec);
}

/* ---- Coming and going ------------------------------------------------- */

/* Does anything look at records, and is there anything that does not? */
static void update_flags(struct trace_event_file *file)
{
	bool cond = false, plain = false;
	struct trace_trigger *t;

	list_for_each_entry(t, &file->triggers, list) {
		cond = cond || looks(t);
		plain = plain || !looks(t);
	}
	assign_bit(EVENT_FILE_FL_TRIGGER_COND_BIT, &file->flags, cond);
	assign_bit(EVENT_FILE_FL_TRIGGER_PLAIN_BIT, &file->flags, plain);
}

/* A new trigger may be set off from now on; tracing_mutex held. */
void trace_trigger_link(struct trace_trigger *t)
{
	static unsigned long made;

	lockdep_assert_held(&tracing_mutex);
	t->nr = ++made;
	t->bounded = t->count >= 0 || t->limit.nr;
	list_add_tail_rcu(&t->list, &t->file->triggers);
	update_flags(t->file);
	set_bit(EVENT_FILE_FL_TRIGGER_BIT, &t->file->flags);
}

/* Nobody sets @t off when this returns; tracing_mutex held, may sleep. */
void trace_trigger_unlink(struct trace_trigger *t)
{
	struct trace_event_file *file = t->file;

	lockdep_assert_held(&tracing_mutex);
	list_del_rcu(&t->list);
	update_flags(file);
	if (list_empty(&file->triggers))
		clear_bit(EVENT_FILE_FL_TRIGGER_BIT, &file->flags);
	synchronize_rcu();
}

/* The event leaves its instance; tracing_mutex held, may sleep. */
void trace_triggers_drop(struct trace_event_file *file)
{
	struct trace_trigger *t, *next;

	list_for_each_entry_safe(t, next, &file->triggers, list) {
		trace_trigger_unlink(t);
		t->destroy(t);
	}
}
