// SPDX-License-Identifier: GPL-2.0
/*
 * Who receives the events of probes, and whose hits they want.
 *
 * Receivers are instances, and perf. Instances want the hits of all tasks, perf often
 * those of one. A kind of probes that can tell tasks apart before they hit is asked to
 * aim: programs in which nobody is interested are not touched.
 */
#include <linux/mm_types.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "event.h"

/* ---- Tasks -------------------------------------------------------------------- */

static bool is_of_perf(const struct trace_event_file *file)
{
	return !file->tr;
}

/* Instances want the hits of all tasks. */
static bool instances_want(const struct probe_event *ev)
{
	const struct probe_files *files;

	guard(preempt_notrace)();
	files = rcu_dereference_sched(ev->files);
	return files && (files->nr > 1 || !is_of_perf(files->file[0]));
}

/* More tasks are of interest than before, or fewer. */
static int aim(struct probe_event *ev, bool more)
{
	struct probe *p;
	int err = 0;

	if (!ev->kind->aim)
		return 0;
	list_for_each_entry(p, &ev->probes, list)
		err = err ?: ev->kind->aim(p, more);
	return err;
}

#ifdef CONFIG_PERF_EVENTS
static bool perf_wants(struct probe_tasks *tasks, const struct mm_struct *mm)
{
	const struct perf_event *event;
	bool wants;

	read_lock(&tasks->lock);
	wants = tasks->all;
	list_for_each_entry(event, &tasks->list, hw.tp_list)
		wants = wants || READ_ONCE(event->hw.target->mm) == mm;
	read_unlock(&tasks->lock);
	return wants;
}

static void change_tasks(struct probe_tasks *tasks, struct perf_event *event, bool add)
{
	write_lock(&tasks->lock);
	if (!event->hw.target)
		tasks->all += add ? 1 : -1;
	else if (add)
		list_add(&event->hw.tp_list, &tasks->list);
	else
		list_del(&event->hw.tp_list);
	write_unlock(&tasks->lock);
}

/*
 * Is the memory of its task there, and going to stay? A child has the memory that its
 * parent had been prepared with, a program that is about to begin has none yet.
 */
static bool has_memory(const struct perf_event *event, bool add)
{
	const struct task_struct *task = event->hw.target;

	if (!task)
		return true;
	return !(task->flags & PF_EXITING) &&
	       !(add && (event->parent || event->attr.enable_on_exec));
}

/* Is what the others want enough for this one? */
static bool is_covered(struct probe_event *ev, const struct perf_event *event)
{
	const struct task_struct *task = event->hw.target;

	if (instances_want(ev))
		return true;
	return task ? perf_wants(&ev->tasks, READ_ONCE(task->mm)) : READ_ONCE(ev->tasks.all);
}

static void drop_tasks(struct probe_event *ev, struct perf_event *event)
{
	change_tasks(&ev->tasks, event, false);
	if (has_memory(event, false) && !is_covered(ev, event))
		aim(ev, false);
}

static int add_tasks(struct probe_event *ev, struct perf_event *event)
{
	bool more = has_memory(event, true) && !is_covered(ev, event);
	int err;

	change_tasks(&ev->tasks, event, true);
	err = more ? aim(ev, true) : 0;
	if (err)
		drop_tasks(ev, event);
	return err;
}
#else
static bool perf_wants(struct probe_tasks *tasks, const struct mm_struct *mm)
{
	return false;
}
#endif

bool probe_wants(struct probe *p, const struct mm_struct *mm)
{
	return instances_want(p->event) || perf_wants(&p->event->tasks, mm);
}

/* ---- Receivers ---------------------------------------------------------------- */

/* All but @without, and @with; either may be NULL. */
static int replace_files(struct probe_event *ev, struct trace_event_file *with,
			 const struct trace_event_file *without)
{
	struct probe_files *old = probe_event_files(ev), *files = NULL;
	unsigned int i, nr = (old ? old->nr : 0) + !!with - !!without;

	if (nr) {
		files = kzalloc(struct_size(files, file, nr), GFP_KERNEL);
		if (!files)
			return -ENOMEM;
		files->nr = nr;
		nr = 0;
		for (i = 0; old && i < old->nr; i++)
			if (old->file[i] != without)
				files->file[nr++] = old->file[i];
		if (with)
			files->file[nr] = with;
	}
	rcu_assign_pointer(ev->files, files);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

static void detach_until(struct probe_event *ev, const struct probe *end,
			 struct trace_event_file *file, bool last)
{
	struct probe *p;

	list_for_each_entry(p, &ev->probes, list) {
		if (p == end)
			return;
		ev->kind->detach(p, file, last);
	}
}

/* A receiver that goes must not stay in the list for lack of memory. */
static void drop_file(struct probe_event *ev, const struct trace_event_file *file)
{
	struct probe_files *files = probe_event_files(ev);
	unsigned int i;

	if (!replace_files(ev, NULL, file))
		return;
	for (i = 0; files->file[i] != file; i++)
		;
	WRITE_ONCE(files->file[i], files->file[files->nr - 1]);
	WRITE_ONCE(files->nr, files->nr - 1);
}

static void del_receiver(struct probe_event *ev, struct trace_event_file *file)
{
	lockdep_assert_held(&tracing_mutex);
	drop_file(ev, file);
	detach_until(ev, NULL, file, !probe_event_files(ev));
	if (probe_event_files(ev) && !instances_want(ev))
		aim(ev, false);
}

static int add_receiver(struct probe_event *ev, struct trace_event_file *file)
{
	bool first = !probe_event_files(ev), more = !first && !instances_want(ev);
	struct probe *p;
	int err;

	lockdep_assert_held(&tracing_mutex);
	err = replace_files(ev, file, NULL);
	if (err)
		return err;
	list_for_each_entry(p, &ev->probes, list) {
		err = ev->kind->attach(p, file, first);
		if (err) {
			detach_until(ev, p, file, first);
			replace_files(ev, NULL, file);
			return err;
		}
	}
	err = more ? aim(ev, true) : 0;
	if (err)
		del_receiver(ev, file);
	return err;
}

int probe_event_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	struct probe_event *ev = container_of(call, struct probe_event, call);

	switch (type) {
	case TRACE_REG_REGISTER:
		return add_receiver(ev, data);
	case TRACE_REG_UNREGISTER:
		del_receiver(ev, data);
		return 0;
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
		return add_receiver(ev, call->perf_file);
	case TRACE_REG_PERF_UNREGISTER:
		del_receiver(ev, call->perf_file);
		return 0;
	case TRACE_REG_PERF_OPEN:
		return add_tasks(ev, data);
	case TRACE_REG_PERF_CLOSE:
		drop_tasks(ev, data);
		return 0;
#endif
	default:
		return 0;
	}
}
