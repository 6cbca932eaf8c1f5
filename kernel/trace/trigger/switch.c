// SPDX-License-Identifier: GPL-2.0
/*
 * enable_event:SYSTEM:EVENT and disable_event:SYSTEM:EVENT; with "hist" instead of
 * "event" they stop and start the histograms of the other event.
 *
 * The other event is attached in soft mode as long as the trigger exists, so all
 * that a hit has to do is to change a bit. It stays, and so does its module.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../hist/files.h"
#include "../text/token.h"
#include "action.h"

static bool turn(struct trace_trigger *t, bool on)
{
	struct trace_event_file *other = t->data;

	if (test_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &other->flags) != on)
		return false;
	assign_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &other->flags, !on);
	return true;
}

static bool run_enable(struct trace_trigger *t, struct trace_record *rec)
{
	return turn(t, true);
}

static bool run_disable(struct trace_trigger *t, struct trace_record *rec)
{
	return turn(t, false);
}

/* SYSTEM:EVENT in the instance of the trigger, or NULL. */
static struct trace_event_file *named_event(const struct trace_trigger *t,
					    struct text_cursor *c)
{
	struct trace_event_file *file = NULL;
	char *system, *event = NULL;
	struct text_span part;

	part = text_take_until(c, ":");
	system = text_dup(part);
	if (text_take(c, ":"))
		event = text_dup(text_take_until(c, ":"));
	if (system && event)
		file = trace_event_find_file(t->tr, system, event);
	kfree(system);
	kfree(event);
	return file && trace_event_can_enable(file->event_call) ? file : NULL;
}

#ifdef CONFIG_HIST_TRIGGERS
static bool run_enable_hist(struct trace_trigger *t, struct trace_record *rec)
{
	hists_pause(t->data, false);
	return true;
}

static bool run_disable_hist(struct trace_trigger *t, struct trace_record *rec)
{
	hists_pause(t->data, true);
	return true;
}
#endif

static int prepare(struct trace_trigger *t, struct text_cursor *c)
{
	struct trace_event_file *other = named_event(t, c);
	int err;

	if (!other || !trace_event_try_get_ref(other->event_call))
		return -EINVAL;
	err = trace_event_soft_mode(other, true);
	if (err) {
		trace_event_put_ref(other->event_call);
		return err;
	}
	trace_event_file_get(other);
	t->data = other;
	return 0;
}

static void release(struct trace_trigger *t)
{
	struct trace_event_file *other = t->data;

	trace_event_soft_mode(other, false);
	trace_event_put_ref(other->event_call);
	trace_event_file_put(other);
}

static void show(const struct trace_trigger *t, struct seq_file *m)
{
	const struct trace_event_file *other = t->data;

	seq_printf(m, ":%s:%s", other->event_call->class->system,
		   trace_event_name(other->event_call));
}

static bool same(const struct trace_trigger *a, const struct trace_trigger *b)
{
	return a->data == b->data;
}

static struct trace_action actions[] = {
	{
		.name		= "enable_event",
		.run		= run_enable,
		.parameter	= true,
		.prepare	= prepare,
		.release	= release,
		.show		= show,
		.same		= same,
		.functions	= true,
		.rival		= "disable_event",
	}, {
		.name		= "disable_event",
		.run		= run_disable,
		.parameter	= true,
		.prepare	= prepare,
		.release	= release,
		.show		= show,
		.same		= same,
		.functions	= true,
		.rival		= "enable_event",
	},
#ifdef CONFIG_HIST_TRIGGERS
	{
		.name		= "enable_hist",
		.run		= run_enable_hist,
		.parameter	= true,
		.prepare	= prepare,
		.release	= release,
		.show		= show,
		.same		= same,
		.rival		= "disable_hist",
	}, {
		.name		= "disable_hist",
		.run		= run_disable_hist,
		.parameter	= true,
		.prepare	= prepare,
		.release	= release,
		.show		= show,
		.same		= same,
		.rival		= "enable_hist",
	},
#endif
};

static int __init register_switches(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(actions); i++)
		trace_action_register(&actions[i]);
	return 0;
}
early_initcall(register_switches);
