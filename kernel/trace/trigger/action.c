// SPDX-License-Identifier: GPL-2.0
/* The registry of actions. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "../text/number.h"
#include "../text/token.h"
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

int trace_count_read(struct text_cursor *c, long *count)
{
	u64 nr;

	*count = TRACE_UNLIMITED;
	if (text_take(c, "unlimited"))
		return text_at_end(c) ? 0 : -EINVAL;
	text_take(c, "count=");
	if (text_u64(text_take_until(c, ""), &nr) ||
	    (nr > LONG_MAX && nr != ULONG_MAX))
		return -EINVAL;
	*count = nr;	/* the greatest one is TRACE_UNLIMITED */
	return 0;
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
