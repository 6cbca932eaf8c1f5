// SPDX-License-Identifier: GPL-2.0
/*
 * Events at boot, and the events of a new instance.
 *
 * The events of the kernel image lie in a section of pointers.  They are made
 * known once memory and RCU work, and those that the command line names are
 * switched on at once, long before there is a file system to mount.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/trigger.h"
#include "../text/repeats.h"
#include "boot.h"
#include "builtin.h"
#include "class.h"
#include "enable.h"
#include "evalmap.h"
#include "files.h"
#include "registry.h"
#include "request.h"
#include "syscall.h"

extern struct trace_event_call *__start_ftrace_events[];
extern struct trace_event_call *__stop_ftrace_events[];
extern struct trace_eval_map *__start_ftrace_eval_maps[];
extern struct trace_eval_map *__stop_ftrace_eval_maps[];

static void free_events(struct trace_array *tr)
{
	struct trace_event_file *file, *next;

	list_for_each_entry_safe(file, next, &tr->events, list) {
		list_del(&file->list);
		trace_event_file_put(file);
	}
}

static int events_create(struct trace_array *tr)
{
	struct trace_event_call *call;
	struct trace_event_file *file;

	list_for_each_entry(call, &trace_event_calls, list) {
		file = trace_event_file_create(tr, call);
		if (IS_ERR(file))
			return PTR_ERR(file);
	}
	return trace_event_dirs_create(tr);
}

static void events_destroy(struct trace_array *tr)
{
	trace_event_dirs_destroy(tr);
	tracepoint_synchronize_unregister();
	free_events(tr);
}

static void events_detach(struct trace_array *tr)
{
	struct trace_event_file *file;

	/* They hold on to other events. */
	list_for_each_entry(file, &tr->events, list)
		trace_triggers_drop(file);
	list_for_each_entry(file, &tr->events, list)
		trace_event_shut(file);
	trace_event_wishes_forget(tr);
}

static struct trace_array_part events_part = {
	.create		= events_create,
	.detach		= events_detach,
	.destroy	= events_destroy,
};

static void __init remember_greatest_type(void)
{
	struct trace_event_call *call;
	unsigned int greatest = 0;

	list_for_each_entry(call, &trace_event_calls, list)
		greatest = max_t(unsigned int, greatest, call->event.type);
	trace_image_types = greatest;
}

static void __init add_kernel_events(void)
{
	struct trace_evals evals = {
		.map	= __start_ftrace_eval_maps,
		.nr	= __stop_ftrace_eval_maps - __start_ftrace_eval_maps,
	};
	struct trace_evals none = {};
	unsigned int nr = 0;

	guard(mutex)(&tracing_mutex);
	trace_evals_sort(&evals);
	while (trace_builtin_events[nr])
		nr++;
	trace_events_add(trace_builtin_events, nr, NULL, &none);
	trace_events_add(__start_ftrace_events,
			 __stop_ftrace_events - __start_ftrace_events, NULL,
			 &evals);
	trace_evals_remember(&evals, NULL);
	remember_greatest_type();
}

static struct text_repeats boot_events __initdata;

static int __init set_boot_events(char *str)
{
	return text_repeats_add(&boot_events, str);
}
__setup("trace_event=", set_boot_events);

/* Here one word that names no event does not spoil the others. */
static void __init enable_boot_events(void)
{
	char *word;

	guard(mutex)(&tracing_mutex);
	if (boot_events.nr && trace_array_expand(&top_trace))
		pr_warn("tracing: trace_event=: no memory for a larger buffer\n");
	while ((word = text_repeats_next(&boot_events, ",")))
		if (trace_event_enable_text(&top_trace, word))
			pr_warn("tracing: trace_event=: no event %s\n", word);
}

/**
 * trace_events_init_early - the events of the kernel image
 *
 * Context: boot, one CPU, memory and RCU work.
 * Return: 0, or an errno if the top instance cannot have events.
 */
int __init trace_events_init_early(void)
{
	int err;

	err = trace_array_register_part(&events_part);
	if (err)
		return err;
	trace_syscalls_init();
	add_kernel_events();
	enable_boot_events();
	return 0;
}
