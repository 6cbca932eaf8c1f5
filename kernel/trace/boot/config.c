// SPDX-License-Identifier: GPL-2.0
/*
 * Tracing as a boot configuration says it: what is below "ftrace".
 *
 * A value is what users would write into the file of that name, and goes to what the
 * file goes to. So there is a table of keys and their functions for instances, and
 * one for events; only histograms are spread over keys, see confhist.c. A value that
 * is refused is shown in the log with its key, and the rest counts.
 *
 * Events that are made here come first, in all instances, since anything may be about
 * them. "ftrace.instance" makes those instances that are not there.
 *
 * The text is that of the boot, see bootconfig.c, or was written to trace_bootconfig.
 */
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/snapshot.h"
#include "../core/tracer.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../event/request.h"
#include "../filter/filter.h"
#include "../probe/dynevent.h"
#include "../probe/kprobe.h"
#include "../synth/synth.h"
#include "../trigger/function.h"
#include "../trigger/trigger.h"
#include "config.h"
#include "confhist.h"
#include "xbc.h"
#ifdef CONFIG_DYNAMIC_FTRACE
#include "../hook/filter.h"
#include "../hook/ops.h"
#include "../hook/site.h"
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
#include "../tracer/graph.h"
#endif

#define KPROBES		"kprobes"
#define SYNTHETIC	"synthetic"

/**
 * struct conf_key - a key and what its values are good for
 * @name: the key, below its instance or event
 * @apply: takes a value, and the instance or the event in it as @data; 0 or an errno
 */
struct conf_key {
	const char	*name;
	int		(*apply)(void *data, const char *value);
};

static DEFINE_MUTEX(config_mutex);	/* of the tree; outside of all others */
static int first_error;			/* under config_mutex */

/* The whole key, for the log. */
static void complain(struct xbc_node *node, const char *value, int err)
{
	char key[XBC_KEYLEN_MAX] = "";

	if (!err)
		return;
	first_error = first_error ?: err;
	xbc_node_compose_key(node, key, sizeof(key));
	pr_warn("tracing: bootconfig: %s = %s: error %d\n", key, value, err);
}

/* All values of a key; a key without any has an empty one. */
static void apply_key(struct xbc_node *node, const struct conf_key *key, void *data)
{
	struct xbc_node *where = xbc_node_find_subkey(node, key->name), *child;
	const char *value;

	if (!where)
		return;
	child = xbc_node_get_child(where);
	if (!child || !xbc_node_is_value(child)) {
		complain(where, "", key->apply(data, ""));
		return;
	}
	xbc_array_for_each_value(child, value)
		complain(where, value, key->apply(data, value));
}

static void apply_keys(struct xbc_node *node, const struct conf_key *keys,
		       unsigned int nr, void *data)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		apply_key(node, &keys[i], data);
}

/* ---- Instances ---------------------------------------------------------- */

static int set_on(void *tr, const char *value)
{
	bool on;
	int err = kstrtobool(value, &on);

	if (err)
		return err;
	if (on)
		tracer_tracing_on(tr);
	else
		tracer_tracing_off(tr);
	return 0;
}

static int set_option(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_option_set_by_name(tr, value);
}

static int set_clock(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_clock_set(tr, value);
}

/* A number of bytes, with K or KB and so on. */
static int set_size(void *tr, const char *value)
{
	char *rest;
	unsigned long long bytes = memparse(value, &rest);

	if (!bytes || bytes > ULONG_MAX || (*rest && strcmp(rest, "B")))
		return -EINVAL;
	guard(mutex)(&tracing_mutex);
	return trace_array_resize(tr, bytes, RB_ALL_CPUS);
}

static int alloc_snapshot(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_snapshot_alloc(tr);
}

static int set_cpumask(void *tr, const char *value)
{
	cpumask_var_t mask;
	int err;

	if (!zalloc_cpumask_var(&mask, GFP_KERNEL))
		return -ENOMEM;
	err = cpumask_parse(value, mask);
	scoped_guard(mutex, &tracing_mutex)
		if (!err)
			trace_array_set_cpumask(tr, mask);
	free_cpumask_var(mask);
	return err;
}

static int enable_events(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_array_expand(tr) ?: trace_event_enable_text(tr, value);
}

static int set_tracer(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return tracer_select(tr, value);
}

static int set_threshold(void *data, const char *value)
{
	struct trace_array *tr = data;
	unsigned long usecs;
	int err = kstrtoul(value, 0, &usecs);

	if (!err)
		WRITE_ONCE(tr->latency.threshold, usecs * NSEC_PER_USEC);
	return err;
}

#ifdef CONFIG_DYNAMIC_FTRACE
/* More functions in a list of a filter. */
static int add_functions(struct hook_filter *filter, enum hook_list_kind kind,
			 const char *value)
{
	char *text __free(kfree) = kstrdup(value, GFP_KERNEL);
	struct hook_choice choice;
	int err;

	if (!text || !filter)
		return -ENOMEM;
	err = hook_choice_copy(&choice, &filter->choice);
	if (!err)
		err = hook_choice_parse(&choice, kind, text);
	if (!err)
		err = hook_filter_apply(filter, &choice);
	hook_choice_free(&choice);
	return err;
}

static int add_traced(struct trace_array *tr, enum hook_list_kind kind, const char *value)
{
	guard(mutex)(&hook_mutex);
	return add_functions(hook_filter_of(tr->ops), kind, value);
}

static int add_filter(void *tr, const char *value)
{
	return add_traced(tr, HOOK_ONLY, value);
}

static int add_notrace(void *tr, const char *value)
{
	return add_traced(tr, HOOK_EXCEPT, value);
}
#endif

#ifdef CONFIG_DYNAMIC_FTRACE
static int add_command(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_function_command(tr, value);
}
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static int add_graphed(struct trace_array *tr, enum hook_list_kind kind, const char *value)
{
	guard(mutex)(&hook_mutex);
	return add_functions(tr->graph->list[kind], kind, value);
}

static int add_graph_filter(void *tr, const char *value)
{
	return add_graphed(tr, HOOK_ONLY, value);
}

static int add_graph_notrace(void *tr, const char *value)
{
	return add_graphed(tr, HOOK_EXCEPT, value);
}

static int add_duration(void *data, const char *value)
{
	char *text __free(kfree) = kstrdup(value, GFP_KERNEL);
	struct trace_array *tr = data;

	guard(mutex)(&tracing_mutex);
	return text ? graph_duration_set(tr->graph, text) : -ENOMEM;
}

static int set_max_depth(void *data, const char *value)
{
	struct trace_array *tr = data;
	unsigned int depth;
	int err = kstrtouint(value, 0, &depth);

	if (!err)
		WRITE_ONCE(tr->graph->max_depth, depth);
	return err;
}
#endif

/* In this order: what is not wanted is not recorded in the first place. */
static const struct conf_key instance_keys[] = {
	{ "tracing_on",		set_on },
	{ "trace_clock",	set_clock },
	{ "buffer_size",	set_size },
	{ "cpumask",		set_cpumask },
	{ "alloc_snapshot",	alloc_snapshot },
#ifdef CONFIG_DYNAMIC_FTRACE
	{ "ftrace.filters",	add_filter },
	{ "ftrace.notraces",	add_notrace },
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	{ "fgraph.filters",	add_graph_filter },
	{ "fgraph.notraces",	add_graph_notrace },
	{ "fgraph.durations",	add_duration },
	{ "fgraph.max_depth",	set_max_depth },
#endif
	{ "tracing_thresh",	set_threshold },
	{ "tracer",		set_tracer },
	{ "options",		set_option },
#ifdef CONFIG_DYNAMIC_FTRACE
	{ "ftrace.commands",	add_command },
#endif
	{ "events",		enable_events },
};

/* Histograms may have changed it. What is wrong with it has been said. */
static int set_clock_again(void *data, const char *value)
{
	struct trace_array *tr = data;

	guard(mutex)(&tracing_mutex);
	if (strcmp(tr->clock->name, value))
		trace_clock_set(tr, value);
	return 0;
}

static const struct conf_key last_instance_keys[] = {
	{ "trace_clock",	set_clock_again },
};

/* ---- Events ------------------------------------------------------------- */

static bool is_gone(const struct trace_event_file *file)
{
	return file->flags & EVENT_FILE_FL_FREED;
}

static int set_filter(void *file, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return is_gone(file) ? -ENODEV : trace_filter_set(file, value);
}

static int add_trigger(void *file, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return is_gone(file) ? -ENODEV : trace_trigger_command(file, value);
}

static int enable_event(void *data, const char *value)
{
	struct trace_event_file *file = data;

	guard(mutex)(&tracing_mutex);
	if (is_gone(file))
		return -ENODEV;
	return trace_array_expand(file->tr) ?: trace_event_enable(file, true);
}

static const struct conf_key early_event_keys[] = {
	{ "filter",		set_filter },
	{ "actions",		add_trigger },
};

static const struct conf_key late_event_keys[] = {
	{ "enable",		enable_event },
};

#ifdef CONFIG_HIST_TRIGGERS
static void apply_hist(struct xbc_node *node, void *file)
{
	char *text = conf_hist_text(node);

	if (IS_ERR(text)) {
		complain(node, "", PTR_ERR(text));
		return;
	}
	complain(node, text, add_trigger(file, text));
	kfree(text);
}

/* Several are told apart by a number. */
static void apply_hists(struct xbc_node *event, void *file)
{
	struct xbc_node *node = xbc_node_find_subkey(event, "hist"), *child;
	bool numbered = false;

	if (!node)
		return;
	xbc_node_for_each_subkey(node, child) {
		if (!isdigit(*xbc_node_get_data(child)))
			continue;
		apply_hist(child, file);
		numbered = true;
	}
	if (!numbered)
		apply_hist(node, file);
}
#else
static void apply_hists(struct xbc_node *event, void *file)
{
}
#endif

/* With a reference, which keeps it from being freed, not from going. */
static struct trace_event_file *find_event(struct trace_array *tr, const char *group,
					   const char *event)
{
	struct trace_event_file *file;

	guard(mutex)(&tracing_mutex);
	file = trace_event_find_file(tr, group, event);
	if (file)
		trace_event_file_get(file);
	return file;
}

/* Was it to be made here?  Then what is wrong with it has been said. */
static bool is_made(const char *group, struct xbc_node *event)
{
	return (!strcmp(group, KPROBES) && xbc_node_find_subkey(event, "probes")) ||
	       (!strcmp(group, SYNTHETIC) && xbc_node_find_subkey(event, "fields"));
}

static void apply_event(struct trace_array *tr, const char *group, struct xbc_node *event)
{
	struct trace_event_file *file = find_event(tr, group, xbc_node_get_data(event));

	if (!file) {
		if (!is_made(group, event))
			complain(event, "", -ENOENT);
		return;
	}
	apply_keys(event, early_event_keys, ARRAY_SIZE(early_event_keys), file);
	apply_hists(event, file);
	apply_keys(event, late_event_keys, ARRAY_SIZE(late_event_keys), file);
	trace_event_file_put(file);
}

/* "enable" of all events, or of those of a system. */
static void enable_all(struct trace_array *tr, struct xbc_node *node, const char *name)
{
	struct xbc_node *enable = xbc_node_find_subkey(node, "enable");

	/* An event may have that name, and keys of its own. */
	if (enable && (!xbc_node_get_child(enable) ||
		       xbc_node_is_value(xbc_node_get_child(enable))))
		complain(enable, "", enable_events(tr, name));
}

static bool is_key(struct xbc_node *node)
{
	return xbc_node_is_key(node) && xbc_node_get_child(node) &&
	       !xbc_node_is_value(xbc_node_get_child(node));
}

static void apply_events(struct trace_array *tr, struct xbc_node *node)
{
	struct xbc_node *events = xbc_node_find_subkey(node, "event"), *group, *event;

	if (!events)
		return;
	xbc_node_for_each_subkey(events, group) {
		if (!is_key(group))
			continue;
		xbc_node_for_each_subkey(group, event)
			if (is_key(event))
				apply_event(tr, xbc_node_get_data(group), event);
		enable_all(tr, group, xbc_node_get_data(group));
	}
	enable_all(tr, events, "*:*");
}

/* ---- Events that are made ------------------------------------------------- */

#ifdef CONFIG_KPROBE_EVENTS
static int make_probe(void *name, const char *value)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "p:" KPROBES "/%s %s",
					     (char *)name, value);

	return text ? dynevent_command(text, probe_kprobe_kind) : -ENOMEM;
}

static const struct conf_key probe_keys[] = {
	{ "probes",		make_probe },
};

static void make_probes(struct xbc_node *event)
{
	apply_keys(event, probe_keys, ARRAY_SIZE(probe_keys),
		   (void *)xbc_node_get_data(event));
}
#else
static void make_probes(struct xbc_node *event)
{
}
#endif

#ifdef CONFIG_SYNTH_EVENTS
static void make_synthetic(struct xbc_node *event)
{
	struct xbc_node *anode = xbc_first_value(event, "fields");
	const char *value, *separator = "";
	char *text, *longer;

	if (!anode)
		return;
	text = kstrdup(xbc_node_get_data(event), GFP_KERNEL);
	xbc_array_for_each_value(anode, value) {
		longer = kasprintf(GFP_KERNEL, "%s%s %s", text ?: "", separator, value);
		kfree(text);
		text = longer;
		separator = ";";
	}
	complain(event, text ?: "", text ? synth_command(text) : -ENOMEM);
	kfree(text);
}
#else
static void make_synthetic(struct xbc_node *event)
{
}
#endif

static void make_events(struct xbc_node *node, const char *path,
			void (*make)(struct xbc_node *event))
{
	struct xbc_node *group = xbc_node_find_subkey(node, path), *event;

	if (!group)
		return;
	xbc_node_for_each_subkey(group, event)
		if (is_key(event))
			make(event);
}

#ifdef CONFIG_DYNAMIC_EVENTS
static int make_event(void *unused, const char *value)
{
	return dynevent_command(value, NULL);
}

static const struct conf_key dynamic_keys[] = {
	{ "dynamic_events",	make_event },
};

static void make_dynamic(struct xbc_node *node)
{
	apply_keys(node, dynamic_keys, ARRAY_SIZE(dynamic_keys), NULL);
}
#else
static void make_dynamic(struct xbc_node *node)
{
}
#endif

/* ---- All of it ------------------------------------------------------------ */

static void make_all_events(struct xbc_node *node)
{
	make_dynamic(node);
	make_events(node, "event." KPROBES, make_probes);
	make_events(node, "event." SYNTHETIC, make_synthetic);
}

static void apply_instance(struct trace_array *tr, struct xbc_node *node)
{
	apply_keys(node, instance_keys, ARRAY_SIZE(instance_keys), tr);
	apply_events(tr, node);
	apply_keys(node, last_instance_keys, ARRAY_SIZE(last_instance_keys), tr);
}

static void apply_instances(struct xbc_node *instances)
{
	struct xbc_node *node;

	xbc_node_for_each_subkey(instances, node) {
		struct trace_array *tr = trace_array_get_by_name(xbc_node_get_data(node), NULL);

		if (!tr) {
			complain(node, "", -ENOMEM);
			continue;
		}
		apply_instance(tr, node);
		trace_array_put(tr);
	}
}

static void apply_tree(void)
{
	struct xbc_node *top = xbc_find_node("ftrace"), *instances, *node;

	if (!top)
		return;
	instances = xbc_node_find_subkey(top, "instance");
	make_all_events(top);
	if (instances)
		xbc_node_for_each_subkey(instances, node)
			make_all_events(node);
	apply_instance(&top_trace, top);
	if (instances)
		apply_instances(instances);
}

/* As error_log shows it: the line, with a caret under what is wrong. */
static void complain_of_text(const char *text, size_t len, const char *what, int pos)
{
	int from = clamp_t(int, pos, 0, len), to;

	for (to = from; to < len && text[to] != '\n'; to++)
		;
	while (from && text[from - 1] != '\n')
		from--;
	pr_warn("tracing: bootconfig: %s\n", what);
	if (pos < 0)
		return;
	pr_warn("tracing: bootconfig: %.*s\n", to - from, text + from);
	pr_warn("tracing: bootconfig: %*s^\n", pos - from, "");
}

int trace_config_apply(const char *text, size_t len)
{
	const char *what = "";
	int pos = -1, err;

	guard(mutex)(&config_mutex);
	err = xbc_init(text, len, &what, &pos);
	if (err < 0) {
		complain_of_text(text, len, what, pos);
		return err;
	}
	first_error = 0;
	apply_tree();
	_xbc_exit(true);
	return first_error;
}
