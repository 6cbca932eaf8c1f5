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

static int module_comes(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *mod = data;
	struct trace_array *tr;

	if (state != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	if (mod->num_trace_events || mod->num_trace_evals)
		module_coming(mod);
	guard(mutex)(&tracing_mutex);
	for_each_trace_array(tr)
		trace_event_wishes_grant(tr, mod);
	return NOTIFY_OK;
}

static int module_goes(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *mod = data;

	if (state != MODULE_STATE_GOING ||
	    (!mod->num_trace_events && !mod->num_trace_evals))
		return NOTIFY_DONE;
	trace_events_remove_module(mod);
	return NOTIFY_OK;
}

/*
 * Who sees an event may switch it on, and its tracepoint is patched: only while jump
 * labels and static calls know the module. So events come after these, and go before
 * them.
 */
static struct notifier_block comes_nb = {
	.notifier_call	= module_comes,
	.priority	= -1,
};

static struct notifier_block goes_nb = {
	.notifier_call	= module_goes,
	.priority	= 2,
};

static int __init module_events_init(void)
{
	return register_module_notifier(&comes_nb) ?: register_module_notifier(&goes_nb);
}
early_initcall(module_events_init);
