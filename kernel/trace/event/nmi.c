// SPDX-License-Identifier: GPL-2.0
/* Where NMIs begin and end, see include/linux/ftrace_irq.h. */
#include <linux/export.h>
#include <linux/ftrace_irq.h>
#include <linux/rculist.h>
#include "../core/instance.h"
#include "nmi.h"

DEFINE_STATIC_KEY_FALSE(trace_nmi_key);

static LIST_HEAD(listeners);	/* changed under tracing_mutex, read in NMIs */

/**
 * trace_nmi_call - tell who listens
 * @enter: it begins
 *
 * Context: NMI, in which RCU watches.
 */
void trace_nmi_call(bool enter)
{
	struct trace_nmi_listener *listener;

	list_for_each_entry_rcu(listener, &listeners, list, true)
		listener->call(enter);
}

/**
 * trace_nmi_listen - be told of NMIs
 * @listener: who
 *
 * An NMI that is going on now may end without having begun.
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_nmi_listen(struct trace_nmi_listener *listener)
{
	lockdep_assert_held(&tracing_mutex);
	list_add_rcu(&listener->list, &listeners);
	static_branch_inc(&trace_nmi_key);
}

/**
 * trace_nmi_ignore - the end of trace_nmi_listen()
 * @listener: who
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_nmi_ignore(struct trace_nmi_listener *listener)
{
	lockdep_assert_held(&tracing_mutex);
	static_branch_dec(&trace_nmi_key);
	list_del_rcu(&listener->list);
	synchronize_rcu();
}
