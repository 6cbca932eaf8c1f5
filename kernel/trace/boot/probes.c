// SPDX-License-Identifier: GPL-2.0
/*
 * kprobe_event=DEFINITION[;DEFINITION...], with commas instead of spaces
 *
 * Makes events as kprobe_events does, and switches them on.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include "../probe/dynevent.h"
#include "../probe/kprobe.h"
#include "../text/repeats.h"

static struct text_repeats definitions __initdata;

static int __init set_definitions(char *str)
{
	return text_repeats_add(&definitions, str);
}
__setup("kprobe_event=", set_definitions);

/* The list of events tells what they are called. */
static void __init enable_all(void)
{
	struct dynevent *ev;

	guard(mutex)(&dynevent_mutex);
	list_for_each_entry(ev, &dynevents, list)
		if (trace_set_clr_event(ev->kind->group(ev), ev->kind->event(ev), 1))
			pr_warn("tracing: event %s cannot be switched on\n",
				ev->kind->event(ev));
}

static int __init make_events(void)
{
	char *line;

	if (!definitions.nr)
		return 0;
	while ((line = text_repeats_next(&definitions, ";"))) {
		strreplace(line, ',', ' ');
		if (dynevent_command(strim(line), probe_kprobe_kind))
			pr_warn("tracing: kprobe_event=%s: refused\n", line);
	}
	enable_all();
	return 0;
}
fs_initcall(make_events);
