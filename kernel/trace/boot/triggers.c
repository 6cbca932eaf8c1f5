// SPDX-License-Identifier: GPL-2.0
/*
 * trace_trigger=[SYSTEM:]EVENT.TRIGGER[ if FILTER][,...]
 *
 * Triggers of the top instance, as in the file "trigger" of the event. The parameter may
 * come several times. A comma separates two triggers only if a name, a dot and an action
 * follow, so that histograms can have lists.
 */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../text/repeats.h"
#include "../trigger/action.h"
#include "../trigger/trigger.h"

static struct text_repeats lists __initdata;

static int __init add_list(char *text)
{
	return text_repeats_add(&lists, text);
}
__setup("trace_trigger=", add_list);

static struct trace_event_file * __init find_event(const char *name)
{
	const char *colon = strchr(name, ':');
	struct trace_event_file *file;

	list_for_each_entry(file, &top_trace.events, list) {
		const char *system = file->event_call->class->system;

		if (colon && (strncmp(system, name, colon - name) || system[colon - name]))
			continue;
		if (!strcmp(trace_event_name(file->event_call), colon ? colon + 1 : name))
			return file;
	}
	return NULL;
}

/* Where the trigger begins, or NULL if there is none. */
static char * __init trigger_of(char *text)
{
	char *dot = text;
	struct text_span action;

	while (isalnum(*dot) || *dot == '_' || *dot == ':')
		dot++;
	if (*dot != '.' || dot == text)
		return NULL;
	action.at = dot + 1;
	action.len = strcspn(action.at, ": ,");
	return trace_action_find(action) ? dot + 1 : NULL;
}

/* The comma that ends the first trigger of a list, or NULL. */
static char * __init end_of_first(char *text)
{
	while ((text = strchr(text, ','))) {
		if (trigger_of(text + 1))
			return text;
		text++;
	}
	return NULL;
}

static int __init set_trigger(char *text)
{
	char *trigger = trigger_of(text);
	struct trace_event_file *file;

	if (!trigger)
		return -EINVAL;
	trigger[-1] = '\0';
	file = find_event(text);
	trigger[-1] = '.';
	return file ? trace_trigger_command(file, trigger) : -ENOENT;
}

static void __init apply(char *text)
{
	int err = set_trigger(text);

	if (err)
		pr_warn("tracing: trace_trigger=%s: error %d\n", text, err);
}

static void __init apply_list(char *list)
{
	char *comma;

	while ((comma = end_of_first(list))) {
		*comma = '\0';
		apply(list);
		list = comma + 1;
	}
	apply(list);
}

static int __init apply_lists(void)
{
	guard(mutex)(&tracing_mutex);
	for (unsigned int i = 0; i < lists.nr; i++)
		apply_list(lists.text[i]);
	return 0;
}
core_initcall_sync(apply_lists);
