// SPDX-License-Identifier: GPL-2.0
/*
 * Tracing in the boot configuration: what is below "ftrace".
 *
 * A value is what users would write into the file of that name, and goes to what the
 * file goes to. So there is a table of keys and their functions for instances, and
 * one for events; only histograms are spread over keys, see confhist.c. A value that
 * is refused is shown in the log with its key, and the rest counts.
 *
 * Events that are made here come first, in all instances, since anything may be about
 * them. All of this happens at the end of the core initcalls; "ftrace.instance" makes
 * those instances that the command line has not made.
 */
#include <linux/bootconfig.h>
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
#include "../trigger/trigger.h"
#include "confhist.h"

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

/* The whole key, for the log. */
static void __init complain(struct xbc_node *node, const char *value, int err)
{
	char key[XBC_KEYLEN_MAX] = "";

	if (!err)
		return;
	xbc_node_compose_key(node, key, sizeof(key));
	pr_warn("tracing: bootconfig: %s = %s: error %d\n", key, value, err);
}

/* All values of a key; a key without any has an empty one. */
static void __init apply_key(struct xbc_node *node, const struct conf_key *key, void *data)
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

static void __init apply_keys(struct xbc_node *node, const struct conf_key *keys,
			      unsigned int nr, void *data)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		apply_key(node, &keys[i], data);
}

/* ---- Instances ---------------------------------------------------------- */

static int __init set_on(void *tr, const char *value)
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

static int __init set_option(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_option_set_by_name(tr, value);
}

static int __init set_clock(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_clock_set(tr, value);
}

/* A number of bytes, with K or KB and so on. */
static int __init set_size(void *tr, const char *value)
{
	char *rest;
	unsigned long long bytes = memparse(value, &rest);

	if (!bytes || bytes > ULONG_MAX || (*rest && strcmp(rest, "B")))
		return -EINVAL;
	guard(mutex)(&tracing_mutex);
	return trace_array_resize(tr, bytes, RB_ALL_CPUS);
}

static int __init alloc_snapshot(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_snapshot_alloc(tr);
}

static int __init set_cpumask(void *tr, const char *value)
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

static int __init enable_events(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_array_expand(tr) ?: trace_event_enable_text(tr, value);
}

static int __init set_tracer(void *tr, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return tracer_select(tr, value);
}

#ifdef CONFIG_DYNAMIC_FTRACE
static int __init choose(struct ftrace_ops *ops, const char *value,
			 int (*change)(struct ftrace_ops *ops, unsigned char *text,
				       int len, int reset))
{
	char *text __free(kfree) = kstrdup(value, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	return ops ? change(ops, text, strlen(text), 0) : -ENODEV;
}

static int __init add_filter(void *data, const char *value)
{
	struct trace_array *tr = data;

	return choose(tr->ops, value, ftrace_set_filter);
}

static int __init add_notrace(void *data, const char *value)
{
	struct trace_array *tr = data;

	return choose(tr->ops, value, ftrace_set_notrace);
}
#endif

/* In this order: what is not wanted is not recorded in the first place. */
static const struct conf_key instance_keys[] __initconst = {
	{ "tracing_on",		set_on },
	{ "trace_clock",	set_clock },
	{ "buffer_size",	set_size },
	{ "cpumask",		set_cpumask },
	{ "alloc_snapshot",	alloc_snapshot },
#ifdef CONFIG_DYNAMIC_FTRACE
	{ "ftrace.filters",	add_filter },
	{ "ftrace.notraces",	add_notrace },
#endif
	{ "tracer",		set_tracer },
	{ "options",		set_option },
	{ "events",		enable_events },
};

/* ---- Events ------------------------------------------------------------- */

static int __init set_filter(void *file, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_filter_set(file, value);
}

static int __init add_trigger(void *file, const char *value)
{
	guard(mutex)(&tracing_mutex);
	return trace_trigger_command(file, value);
}

static int __init enable_event(void *data, const char *value)
{
	struct trace_event_file *file = data;

	guard(mutex)(&tracing_mutex);
	return trace_array_expand(file->tr) ?: trace_event_enable(file, true);
}

static const struct conf_key early_event_keys[] __initconst = {
	{ "filter",		set_filter },
	{ "actions",		add_trigger },
};

static const struct conf_key late_event_keys[] __initconst = {
	{ "enable",		enable_event },
};

#ifdef CONFIG_HIST_TRIGGERS
static void __init apply_hist(struct xbc_node *node, void *file)
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
static void __init apply_hists(struct xbc_node *event, void *file)
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
static void __init apply_hists(struct xbc_node *event, void *file)
{
}
#endif

static void __init apply_event(struct trace_array *tr, const char *group,
			       struct xbc_node *event)
{
	struct trace_event_file *file;

	scoped_guard(mutex, &tracing_mutex)
		file = trace_event_find_file(tr, group, xbc_node_get_data(event));
	if (!file) {
		complain(event, "", -ENOENT);
		return;
	}
	apply_keys(event, early_event_keys, ARRAY_SIZE(early_event_keys), file);
	apply_hists(event, file);
	apply_keys(event, late_event_keys, ARRAY_SIZE(late_event_keys), file);
}

/* "enable" of all events, or of those of a system. */
static void __init enable_all(struct trace_array *tr, struct xbc_node *node, const char *name)
{
	struct xbc_node *enable = xbc_node_find_subkey(node, "enable");

	/* An event may have that name, and keys of its own. */
	if (enable && (!xbc_node_get_child(enable) ||
		       xbc_node_is_value(xbc_node_get_child(enable))))
		complain(enable, "", enable_events(tr, name));
}

static bool __init is_key(struct xbc_node *node)
{
	return xbc_node_is_key(node) && xbc_node_get_child(node) &&
	       !xbc_node_is_value(xbc_node_get_child(node));
}

static void __init apply_events(struct trace_array *tr, struct xbc_node *node)
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
static int __init make_probe(void *name, const char *value)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "p:" KPROBES "/%s %s",
					     (char *)name, value);

	return text ? dynevent_command(text, probe_kprobe_kind) : -ENOMEM;
}

static const struct conf_key probe_keys[] __initconst = {
	{ "probes",		make_probe },
};

static void __init make_probes(struct xbc_node *event)
{
	apply_keys(event, probe_keys, ARRAY_SIZE(probe_keys),
		   (void *)xbc_node_get_data(event));
}
#else
static void __init make_probes(struct xbc_node *event)
{
}
#endif

#ifdef CONFIG_SYNTH_EVENTS
static void __init make_synthetic(struct xbc_node *event)
{
	const char *name = xbc_node_get_data(event), *value;
	char *text = kstrdup(name, GFP_KERNEL), *longer;
	struct xbc_node *anode;
	bool fields = false;

	xbc_node_for_each_array_value(event, "fields", anode, value) {
		longer = kasprintf(GFP_KERNEL, "%s%s %s", text ?: "", fields ? ";" : "", value);
		kfree(text);
		text = longer;
		fields = true;
	}
	if (fields)
		complain(event, text ?: "", text ? synth_command(text) : -ENOMEM);
	kfree(text);
}
#else
static void __init make_synthetic(struct xbc_node *event)
{
}
#endif

static void __init make_events(struct xbc_node *node, const char *path,
			       void (*make)(struct xbc_node *event))
{
	struct xbc_node *group = xbc_node_find_subkey(node, path), *event;

	if (!group)
		return;
	xbc_node_for_each_subkey(group, event)
		if (is_key(event))
			make(event);
}

/* ---- All of it ------------------------------------------------------------ */

static void __init make_all_events(struct xbc_node *node)
{
	make_events(node, "event." KPROBES, make_probes);
	make_events(node, "event." SYNTHETIC, make_synthetic);
}

static void __init apply_instance(struct trace_array *tr, struct xbc_node *node)
{
	apply_keys(node, instance_keys, ARRAY_SIZE(instance_keys), tr);
	apply_events(tr, node);
}

static struct trace_array * __init get_instance(struct xbc_node *node)
{
	const char *name = xbc_node_get_data(node);
	struct trace_array *tr;

	scoped_guard(mutex, &tracing_mutex)
		tr = trace_array_find(name);
	return tr ?: trace_array_create(name, NULL, NULL);
}

static int __init apply_config(void)
{
	struct xbc_node *top = xbc_find_node("ftrace"), *instances, *node;

	if (!top)
		return 0;
	instances = xbc_node_find_subkey(top, "instance");
	make_all_events(top);
	if (instances)
		xbc_node_for_each_subkey(instances, node)
			make_all_events(node);

	apply_instance(&top_trace, top);
	if (!instances)
		return 0;
	xbc_node_for_each_subkey(instances, node) {
		struct trace_array *tr = get_instance(node);

		if (IS_ERR(tr))
			complain(node, "", PTR_ERR(tr));
		else
			apply_instance(tr, node);
	}
	return 0;
}
core_initcall_sync(apply_config);
