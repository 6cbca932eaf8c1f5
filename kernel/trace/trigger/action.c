// SPDX-License-Identifier: GPL-2.0
/* The registry of actions. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "action.h"

LIST_HEAD(trace_actions);

/**
 * trace_action_register - make an action known
 * @action: the action; stays for ever
 *
 * Context: boot; takes tracing_mutex.
 */
void __init trace_action_register(struct trace_action *action)
{
	guard(mutex)(&tracing_mutex);
	list_add_tail(&action->list, &trace_actions);
}

struct trace_action *trace_action_find(struct text_span name)
{
	struct trace_action *action;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(action, &trace_actions, list)
		if (text_equal(name, action->name))
			return action;
	return NULL;
}

static void show_triggers(struct seq_file *m)
{
	const struct trace_action *action;

	list_for_each_entry(action, &trace_actions, list)
		seq_printf(m, " %s", action->name);
}

static struct trace_feature trigger_features[] = {
	{ .name = "triggers", .show = show_triggers },
};

TRACE_FEATURES(trigger_features);
