// SPDX-License-Identifier: GPL-2.0
/*
 * The state of tracing as a boot configuration, for trace_bootconfig: what differs from
 * what there is after a boot without any. Reading it back, by a boot or by the file,
 * makes it again.
 *
 * Lists come line by line, "key = a" and "key += b", so that a value which no quotation
 * marks can be put around can be left out, which a comment tells.
 */
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/math64.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/snapshot.h"
#include "../core/tracer.h"
#include "../core/trigger.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../event/request.h"
#include "../filter/filter.h"
#include "../probe/dynevent.h"
#include "../trigger/function.h"
#include "../trigger/trigger.h"
#include "config.h"
#include "state.h"
#ifdef CONFIG_DYNAMIC_FTRACE
#include "../hook/filter.h"
#include "../hook/match.h"
#include "../hook/ops.h"
#include "../hook/site.h"
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
#include "../tracer/graph.h"
#endif

/**
 * struct list - a key with any number of values
 * @m: where it is printed
 * @indent: tabs before it
 * @key: the key
 * @any: there has been a value
 */
struct list {
	struct seq_file	*m;
	int		indent;
	const char	*key;
	bool		any;
};

static void put_indent(struct seq_file *m, int indent)
{
	seq_printf(m, "%.*s", indent, "\t\t\t\t\t");
}

static void put(struct list *list, const char *value)
{
	char quote = conf_quote(value);

	put_indent(list->m, list->indent);
	if (!quote) {
		seq_printf(list->m, "# %s: left out: %s\n", list->key, value);
		return;
	}
	seq_printf(list->m, "%s %s %c%s%c\n", list->key, list->any ? "+=" : "=", quote, value,
		   quote);
	list->any = true;
}

static void put_one(struct seq_file *m, int indent, const char *key, const char *value)
{
	struct list list = { m, indent, key };

	put(&list, value);
}

static void put_number(struct seq_file *m, int indent, const char *key, u64 value,
		       const char *unit)
{
	put_indent(m, indent);
	seq_printf(m, "%s = %llu%s\n", key, value, unit);
}

/*
 * What was printed from @from on is taken out again, and put line by line, if @change
 * wants it: that may change the line, with room for a few characters, or say no.
 */
static void put_lines(struct list *list, size_t from, bool (*change)(char *line))
{
	char *text __free(kfree) = NULL, *rest, *line;
	struct seq_file *m = list->m;

	/* Then the buffer is made larger, and all of it comes again. */
	if (seq_has_overflowed(m))
		return;
	text = kasprintf(GFP_KERNEL, "%.*s", (int)(m->count - from), m->buf + from);
	m->count = from;
	if (!text)
		seq_printf(m, "# %s: no memory\n", list->key);
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (*line && (!change || change(line)))
			put(list, line);
}

/* ---- Events --------------------------------------------------------------- */

/* From the state that is shown behind a histogram to the command that has it. */
static void hist_command(char *line)
{
	static const char active[] = " [active]", paused[] = " [paused]", pause[] = ":pause";
	char *end = line + strlen(line) - strlen(active), *condition;

	if (!strcmp(end, active)) {
		*end = '\0';
	} else if (!strcmp(end, paused)) {
		*end = '\0';
		condition = strstr(line, " if ") ?: end;
		memmove(condition + strlen(pause), condition, strlen(condition) + 1);
		memcpy(condition, pause, strlen(pause));
	}
}

/* Leaves a line of a trigger file as it is to be written. */
static bool trigger_command(char *line)
{
	if (*line == '#')
		return false;
	if (str_has_prefix(line, "hist:keys=") || str_has_prefix(line, "hist:name="))
		hist_command(line);
	return true;
}

/* Has it more to say than whether it is on? */
static bool has_more(struct trace_event_file *file)
{
	return file->filter || !list_empty(&file->triggers);
}

static void put_event(struct seq_file *m, int indent, struct trace_event_file *file)
{
	struct list actions = { m, indent + 1, "actions" };
	size_t from;

	put_indent(m, indent);
	seq_printf(m, "event.%s.%s {\n", file->event_call->class->system,
		   trace_event_name(file->event_call));
	if (file->filter)
		put_one(m, indent + 1, "filter", trace_filter_text(file));
	from = m->count;
	trace_trigger_show(file, m);
	put_lines(&actions, from, trigger_command);
	if (trace_event_is_on(file)) {
		put_indent(m, indent + 1);
		seq_puts(m, "enable\n");
	}
	put_indent(m, indent);
	seq_puts(m, "}\n");
}

/* Are all events of a system on, and have no more to say? */
static bool is_whole(struct trace_array *tr, const char *system)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &tr->events, list) {
		if (strcmp(file->event_call->class->system, system) ||
		    !file->event_call->class->reg)
			continue;
		if (!trace_event_is_on(file) || has_more(file))
			return false;
	}
	return true;
}

/**
 * struct triggered - an event with triggers
 * @system_age: the number of the oldest trigger in its system
 * @age: that of the event's own
 * @file: the event
 */
struct triggered {
	unsigned long		system_age;
	unsigned long		age;
	struct trace_event_file	*file;
};

static unsigned long age_of(const struct trace_event_file *file)
{
	unsigned long oldest = ULONG_MAX;
	const struct trace_trigger *t;

	list_for_each_entry(t, &file->triggers, list)
		oldest = min(oldest, t->nr);
	return oldest;
}

static const char *system_of(const struct triggered *event)
{
	return event->file->event_call->class->system;
}

static void find_system_age(struct triggered *event, const struct triggered *all,
			    unsigned int nr)
{
	event->system_age = event->age;
	for (unsigned int i = 0; i < nr; i++)
		if (!strcmp(system_of(&all[i]), system_of(event)))
			event->system_age = min(event->system_age, all[i].age);
}

static int older_first(const void *a, const void *b)
{
	const struct triggered *x = a, *y = b;

	if (x->system_age != y->system_age)
		return x->system_age < y->system_age ? -1 : 1;
	return x->age < y->age ? -1 : x->age > y->age;
}

/* Keys come back system by system, and histograms may need variables of older ones. */
static void put_triggered_events(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct triggered *events __free(kvfree) = NULL;
	struct trace_event_file *file;
	unsigned int nr = 0, i;

	list_for_each_entry(file, &tr->events, list)
		nr += !list_empty(&file->triggers);
	events = kvmalloc_array(nr, sizeof(*events), GFP_KERNEL);
	if (!events)
		return;
	nr = 0;
	list_for_each_entry(file, &tr->events, list)
		if (!list_empty(&file->triggers))
			events[nr++] = (struct triggered){ 0, age_of(file), file };
	for (i = 0; i < nr; i++)
		find_system_age(&events[i], events, nr);
	sort(events, nr, sizeof(*events), older_first, NULL);
	for (i = 0; i < nr; i++)
		put_event(m, indent, events[i].file);
}

static void put_special_events(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct trace_event_file *file;

	put_triggered_events(m, indent, tr);
	list_for_each_entry(file, &tr->events, list)
		if (file->filter && list_empty(&file->triggers))
			put_event(m, indent, file);
}

static void put_wishes(struct list *on, struct trace_array *tr)
{
	const struct trace_event_wish *wish;
	char name[256];

	list_for_each_entry(wish, &tr->event_wishes, list) {
		snprintf(name, sizeof(name), "%s:mod:%s", wish->text, wish->module);
		put(on, name);
	}
}

static void put_other_events(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct list on = { m, indent, "events" };
	const char *last = "", *system;
	struct trace_event_file *file;
	char name[256];
	bool whole = false;

	list_for_each_entry(file, &tr->events, list) {
		if (!trace_event_is_on(file) || has_more(file))
			continue;
		system = file->event_call->class->system;
		if (strcmp(system, last)) {
			last = system;
			whole = is_whole(tr, system);
			snprintf(name, sizeof(name), "%s:*", system);
			if (whole)
				put(&on, name);
		}
		if (whole)
			continue;
		snprintf(name, sizeof(name), "%s:%s", system, trace_event_name(file->event_call));
		put(&on, name);
	}
	put_wishes(&on, tr);
}

/* ---- Functions ------------------------------------------------------------ */

#ifdef CONFIG_DYNAMIC_FTRACE
static void put_functions(struct seq_file *m, int indent, const char *key,
			  const struct hook_choice *choice, enum hook_list_kind kind)
{
	struct list list = { m, indent, key };
	char name[KSYM_NAME_LEN + MODULE_NAME_LEN];
	struct hook_site site;
	struct hook_wish *wish;
	loff_t nr;

	for (nr = 0; nr < HOOK_NO_SITE && hook_site_from(nr, &site); nr++) {
		nr = hook_site_nr(&site);
		if (hook_set_has(choice->set[kind], nr) && hook_site_name(&site, name))
			put(&list, name);
	}
	list_for_each_entry(wish, &choice->wishes, list) {
		if (wish->kind != kind)
			continue;
		snprintf(name, sizeof(name), "%s:mod:%s", wish->glob, wish->module);
		put(&list, name);
	}
}

/* "#### all functions enabled ####" is not worth a word. */
static void put_traced(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct hook_filter *filter;

	guard(mutex)(&hook_mutex);
	filter = hook_filter_of(tr->ops);
	if (!filter)
		return;
	if (!hook_choice_is_open(&filter->choice))
		put_functions(m, indent, "ftrace.filters", &filter->choice, HOOK_ONLY);
	put_functions(m, indent, "ftrace.notraces", &filter->choice, HOOK_EXCEPT);
}

static void put_commands(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct list list = { m, indent, "ftrace.commands" };
	size_t from = m->count;

	scoped_guard(mutex, &hook_mutex)
		for (unsigned long nr = 0; trace_function_show(tr, nr, m); nr++)
			;
	put_lines(&list, from, NULL);
}
#else
static void put_traced(struct seq_file *m, int indent, struct trace_array *tr) { }
static void put_commands(struct seq_file *m, int indent, struct trace_array *tr) { }
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static void put_graph(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct list list = { m, indent, "fgraph.durations" };
	struct graph_state *graph = tr->graph;
	const struct hook_choice *only = &graph->list[HOOK_ONLY]->choice;
	size_t from;

	scoped_guard(mutex, &hook_mutex) {
		if (!hook_choice_is_open(only))
			put_functions(m, indent, "fgraph.filters", only, HOOK_ONLY);
		put_functions(m, indent, "fgraph.notraces", &graph->list[HOOK_EXCEPT]->choice,
			      HOOK_EXCEPT);
	}
	from = m->count;
	graph_duration_show(graph, m);
	put_lines(&list, from, NULL);
	if (graph->max_depth)
		put_number(m, indent, "fgraph.max_depth", graph->max_depth, "");
}
#else
static void put_graph(struct seq_file *m, int indent, struct trace_array *tr) { }
#endif

/* ---- Instances ------------------------------------------------------------ */

/* Options that are not what they would be in a new kernel. */
static u64 changed_options(const struct trace_array *tr)
{
	return tr->options ^ trace_option_defaults(trace_array_is_top(tr));
}

/* An instance has those of the top one if nothing else is said. */
static bool is_option_told(struct trace_array *tr, enum trace_option opt)
{
	u64 changed = changed_options(tr);

	if (trace_option_is_inherited(opt))
		changed |= changed_options(&top_trace);
	return changed & BIT_ULL(opt) && trace_option_shown(tr, opt);
}

static void put_options(struct seq_file *m, int indent, struct trace_array *tr)
{
	struct list list = { m, indent, "options" };
	char name[64];

	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++) {
		if (!is_option_told(tr, opt))
			continue;
		snprintf(name, sizeof(name), "%s%s", tr->options & BIT_ULL(opt) ? "" : "no",
			 trace_option_info[opt].name);
		put(&list, name);
	}
}

static void put_buffer(struct seq_file *m, int indent, struct trace_array *tr)
{
	char mask[64];

	if (!tracer_tracing_is_on(tr))
		put_number(m, indent, "tracing_on", 0, "");
	put_one(m, indent, "trace_clock", tr->clock->name);
	if (tr->expanded)
		put_number(m, indent, "buffer_size", tr->size / 1024, "KB");
	if (!cpumask_equal(tr->tracing_cpumask, cpu_all_mask)) {
		snprintf(mask, sizeof(mask), "%*pb", cpumask_pr_args(tr->tracing_cpumask));
		put_one(m, indent, "cpumask", mask);
	}
	if (trace_snapshot_ready(tr)) {
		put_indent(m, indent);
		seq_puts(m, "alloc_snapshot\n");
	}
	if (tr->latency.threshold)
		put_number(m, indent, "tracing_thresh",
			   div_u64(tr->latency.threshold, NSEC_PER_USEC), "");
}

static void put_instance(struct seq_file *m, int indent, struct trace_array *tr)
{
	put_buffer(m, indent, tr);
	put_traced(m, indent, tr);
	put_graph(m, indent, tr);
	put_commands(m, indent, tr);
	if (strcmp(tr->tracer->name, "nop"))
		put_one(m, indent, "tracer", tr->tracer->name);
	put_options(m, indent, tr);
	put_special_events(m, indent, tr);
	put_other_events(m, indent, tr);
}

/* Names are words of a key. */
static bool is_key(const char *name)
{
	while (isalnum(*name) || *name == '_' || *name == '-')
		name++;
	return !*name;
}

static void put_instances(struct seq_file *m)
{
	struct trace_array *tr;

	for_each_trace_array(tr) {
		if (trace_array_is_top(tr))
			continue;
		if (!is_key(tr->name)) {
			seq_printf(m, "\t# instance %s: left out for its name\n", tr->name);
			continue;
		}
		seq_printf(m, "\tinstance.%s {\n", tr->name);
		put_instance(m, 2, tr);
		seq_puts(m, "\t}\n");
	}
}

#ifdef CONFIG_DYNAMIC_EVENTS
static void put_dynamic_events(struct seq_file *m)
{
	struct list list = { m, 1, "dynamic_events" };
	size_t from = m->count;
	struct dynevent *ev;

	guard(mutex)(&dynevent_mutex);
	list_for_each_entry(ev, &dynevents, list) {
		ev->kind->show(ev, m);
		seq_putc(m, '\n');
	}
	put_lines(&list, from, NULL);
}
#else
static void put_dynamic_events(struct seq_file *m) { }
#endif

/**
 * trace_state_show - the state of all instances as a boot configuration
 * @m: where to
 *
 * Context: may sleep; none of the mutexes of tracing held.
 */
void trace_state_show(struct seq_file *m)
{
	seq_puts(m, "ftrace {\n");
	put_dynamic_events(m);
	scoped_guard(mutex, &tracing_mutex) {
		put_instance(m, 1, &top_trace);
		put_instances(m);
	}
	seq_puts(m, "}\n");
}
