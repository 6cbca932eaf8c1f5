// SPDX-License-Identifier: GPL-2.0
/* Events of modules. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include "../core/instance.h"
#include "evalmap.h"
#include "registry.h"
#include "request.h"

static void module_coming(struct module *mod)
{
	struct trace_evals evals = {
		.map	= mod->trace_evals,
		.nr	= mod->num_trace_evals,
	};

	if (trace_module_has_bad_taint(mod)) {
		pr_err("tracing: %s: bad taint, not creating trace events\n",
		       mod->name);
		return;
	}
	guard(mutex)(&tracing_mutex);
	trace_evals_sort(&evals);
	trace_events_add(mod->trace_events, mod->num_trace_events, mod, &evals);
	trace_evals_remember(&evals, mod);
}

static int events_of_module(struct notifier_block *nb, unsigned long state,
			    void *data)
{
	struct module *mod = data;

	if (!mod->num_trace_events && !mod->num_trace_evals)
		return NOTIFY_DONE;
	if (state == MODULE_STATE_COMING)
		module_coming(mod);
	else if (state == MODULE_STATE_GOING)
		trace_events_remove_module(mod);
	return NOTIFY_OK;
}

/* Events are there before others look at the module. */
static struct notifier_block events_nb = {
	.notifier_call	= events_of_module,
	.priority	= 1,
};

static int wishes_for_module(struct notifier_block *nb, unsigned long state, void *mod)
{
	struct trace_array *tr;

	if (state != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	guard(mutex)(&tracing_mutex);
	for_each_trace_array(tr)
		trace_event_wishes_grant(tr, mod);
	return NOTIFY_OK;
}

/* Its tracepoints can be patched once jump labels and static calls know the module. */
static struct notifier_block wishes_nb = {
	.notifier_call	= wishes_for_module,
	.priority	= -1,
};

static int __init module_events_init(void)
{
	return register_module_notifier(&events_nb) ?: register_module_notifier(&wishes_nb);
}
early_initcall(module_events_init);
