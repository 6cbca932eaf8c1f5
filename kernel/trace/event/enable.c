// SPDX-License-Identifier: GPL-2.0
/*
 * Switching events of an instance.
 *
 * An event is wanted by users (the file enable and its kin) and by soft mode,
 * which is counted: its users need the probe in place, to be called there, but
 * no records.  The flags follow from both:
 *
 *	users	soft mode	ENABLED	SOFT_MODE	SOFT_DISABLED
 *	no	0		-	-		-
 *	no	1..		x	x		x
 *	yes	0		x	-		-
 *	yes	1..		x	x		-
 *
 * ENABLED means that the probe is attached.  SOFT_DISABLED is set before the
 * probe is attached, so that no hit slips through.
 */
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/trigger.h"
#include "class.h"
#include "../filter/filter.h"
#include "enable.h"

static void set_flag(struct trace_event_file *file, unsigned int bit, bool on)
{
	assign_bit(bit, &file->flags, on);
}

static int attach(struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;
	int err = call->class->reg(call, TRACE_REG_REGISTER, file);

	if (err)
		return err;
	set_flag(file, EVENT_FILE_FL_ENABLED_BIT, true);
	set_flag(file, EVENT_FILE_FL_WAS_ENABLED_BIT, true);
	return 0;
}

static void detach(struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;

	set_flag(file, EVENT_FILE_FL_ENABLED_BIT, false);
	call->class->reg(call, TRACE_REG_UNREGISTER, file);
}

/* Bring flags and probe into agreement with what users and soft mode want. */
static int update(struct trace_event_file *file, bool users, int soft)
{
	bool was_off = file->flags & EVENT_FILE_FL_SOFT_DISABLED;
	int err;

	lockdep_assert_held(&tracing_mutex);
	set_flag(file, EVENT_FILE_FL_SOFT_DISABLED_BIT, soft && !users);
	if ((users || soft) && !(file->flags & EVENT_FILE_FL_ENABLED)) {
		err = attach(file);
		if (err) {
			set_flag(file, EVENT_FILE_FL_SOFT_DISABLED_BIT, was_off);
			return err;
		}
	} else if (!users && !soft && file->flags & EVENT_FILE_FL_ENABLED) {
		detach(file);
	}
	set_flag(file, EVENT_FILE_FL_SOFT_MODE_BIT, soft);
	atomic_set(&file->sm_ref, soft);
	return 0;
}

int trace_event_enable(struct trace_event_file *file, bool on)
{
	return update(file, on, atomic_read(&file->sm_ref));
}

int trace_event_soft_mode(struct trace_event_file *file, bool on)
{
	int soft = atomic_read(&file->sm_ref) + (on ? 1 : -1);

	/* Nothing to attach: its records come from elsewhere. */
	if (!file->event_call->class->reg)
		return 0;
	if (WARN_ON_ONCE(soft < 0))
		return -EINVAL;
	return update(file, trace_event_is_on(file), soft);
}

void trace_event_shut(struct trace_event_file *file)
{
	update(file, false, 0);
}

/* Does the instance show this system?  Its list is separated by commas. */
static bool shows_system(const struct trace_array *tr, const char *system)
{
	const char *entry = tr->systems;
	size_t len = strlen(system);

	if (!entry || !strcmp(system, "ftrace"))
		return true;
	for (; entry; entry = strchr(entry, ',')) {
		entry += strspn(entry, ", ");
		if (!strncmp(entry, system, len) && strchr(", ", entry[len]))
			return true;
	}
	return false;
}

struct trace_event_file *trace_event_file_create(struct trace_array *tr,
						 struct trace_event_call *call)
{
	struct trace_event_file *file;

	lockdep_assert_held(&tracing_mutex);
	if (!shows_system(tr, call->class->system))
		return NULL;
	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return ERR_PTR(-ENOMEM);
	file->event_call = call;
	file->type = call->event.type;
	file->tr = tr;
	refcount_set(&file->ref, 1);
	INIT_LIST_HEAD(&file->triggers);
	file->pid_refused = tr->event_pids.refused;
	if (pid_filter_is_set(&tr->event_pids))
		file->flags = EVENT_FILE_FL_PID_FILTER;
	list_add_tail(&file->list, &tr->events);
	if (file->type == TRACE_TYPE_print)
		WRITE_ONCE(tr->print_event, file);
	return file;
}

void trace_event_file_unlink(struct trace_event_file *file)
{
	lockdep_assert_held(&tracing_mutex);
	trace_triggers_drop(file);
	trace_event_shut(file);
	set_flag(file, EVENT_FILE_FL_FREED_BIT, true);
	list_del_init(&file->list);
}

void trace_event_file_put(struct trace_event_file *file)
{
	if (!refcount_dec_and_test(&file->ref))
		return;
	trace_filter_free(rcu_dereference_protected(file->filter, true));
	kfree(file);
}

struct trace_event_file *trace_event_find_file(struct trace_array *tr,
					       const char *system,
					       const char *event)
{
	struct trace_event_file *file;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(file, &tr->events, list) {
		struct trace_event_call *call = file->event_call;

		if (!strcmp(trace_event_name(call), event) &&
		    !strcmp(call->class->system, system))
			return file;
	}
	return NULL;
}

#ifdef CONFIG_MODULES
static bool is_of_module(const struct trace_event_call *call, const char *name)
{
	const struct module *mod = call->module;

	return !(call->flags & TRACE_EVENT_FL_DYNAMIC) && mod && !strcmp(mod->name, name);
}
#else
static bool is_of_module(const struct trace_event_call *call, const char *name)
{
	return false;
}
#endif

static bool fits(const char *pattern, const char *text)
{
	return !pattern || glob_match(pattern, text);
}

static bool is_match(const struct trace_event_match *match,
		     struct trace_event_call *call)
{
	const char *system = call->class->system;
	const char *name = trace_event_name(call);

	return fits(match->system, system) && fits(match->event, name) &&
	       (fits(match->either, name) || fits(match->either, system)) &&
	       (!match->module || is_of_module(call, match->module));
}

bool trace_event_matches_any(struct trace_array *tr, const struct trace_event_match *match)
{
	struct trace_event_file *file;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(file, &tr->events, list) {
		if (trace_event_can_enable(file->event_call) &&
		    is_match(match, file->event_call))
			return true;
	}
	return false;
}

int trace_event_enable_matching(struct trace_array *tr,
				const struct trace_event_match *match, bool on)
{
	struct trace_event_file *file;
	bool found = false;
	int err, first = 0;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(file, &tr->events, list) {
		if (!trace_event_can_enable(file->event_call) ||
		    !is_match(match, file->event_call))
			continue;
		found = true;
		err = trace_event_enable(file, on);
		if (err && !first)
			first = err;
	}
	return found ? first : -EINVAL;
}

static int enable_by_name(struct trace_array *tr, const char *system,
			  const char *event, bool on)
{
	struct trace_event_match match = { .system = system, .event = event };

	return trace_event_enable_matching(tr, &match, on);
}

/**
 * trace_set_clr_event - switch events of the top instance
 * @system: name or pattern of the system, NULL for any
 * @event: name or pattern of the event, NULL for any
 * @set: 1 to switch on, 0 to switch off
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -EINVAL if nothing matches, or the first error.
 */
int trace_set_clr_event(const char *system, const char *event, int set)
{
	guard(mutex)(&tracing_mutex);
	return enable_by_name(&top_trace, system, event, set);
}
EXPORT_SYMBOL_GPL(trace_set_clr_event);

/**
 * trace_array_set_clr_event - switch events of an instance
 * @tr: the instance
 * @system: name or pattern of the system, NULL for any
 * @event: name or pattern of the event, NULL for any
 * @enable: what to do
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -ENOENT without an instance, -EINVAL if nothing matches, or the
 * first error.
 */
int trace_array_set_clr_event(struct trace_array *tr, const char *system,
			      const char *event, bool enable)
{
	if (!tr)
		return -ENOENT;
	guard(mutex)(&tracing_mutex);
	return enable_by_name(tr, system, event, enable);
}
EXPORT_SYMBOL_GPL(trace_array_set_clr_event);

/**
 * trace_get_event_file - use an event of an instance
 * @instance: name of the instance, NULL for the top one
 * @system: name of the system
 * @event: name of the event
 *
 * Keeps the event, its module and the instance from going.
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: the event for trace_put_event_file(), or an ERR_PTR: -ENOENT for an
 * instance, -EINVAL for an event that does not exist, -EBUSY if it is going.
 */
struct trace_event_file *trace_get_event_file(const char *instance,
					      const char *system,
					      const char *event)
{
	struct trace_event_file *file;
	struct trace_array *tr;

	guard(mutex)(&tracing_mutex);
	tr = instance ? trace_array_find(instance) : &top_trace;
	if (!tr)
		return ERR_PTR(-ENOENT);
	file = trace_event_find_file(tr, system, event);
	if (!file)
		return ERR_PTR(-EINVAL);
	if (!trace_event_try_get_ref(file->event_call))
		return ERR_PTR(-EBUSY);
	if (!trace_array_get(tr)) {
		trace_event_put_ref(file->event_call);
		return ERR_PTR(-ENOENT);
	}
	return file;
}
EXPORT_SYMBOL_GPL(trace_get_event_file);

/**
 * trace_put_event_file - give back an event
 * @file: from trace_get_event_file()
 *
 * Context: any.
 */
void trace_put_event_file(struct trace_event_file *file)
{
	struct trace_array *tr = file->tr;

	trace_event_put_ref(file->event_call);
	trace_array_put(tr);
}
EXPORT_SYMBOL_GPL(trace_put_event_file);
