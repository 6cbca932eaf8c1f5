// SPDX-License-Identifier: GPL-2.0
/*
 * set_graph_duration: some functions are worth a record only if they take long.
 *
 * A rule is a pattern and a time. Rules are looked at in the order in which they were
 * made, and the first that has the function counts.
 */

#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/rculist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "../hook/ops.h"
#include "../hook/site.h"
#include "graph.h"

/**
 * struct graph_duration - a rule
 * @list: in graph_state.durations, changed under tracing_mutex, read under RCU
 * @filter: its functions
 * @usecs: how long they have to take
 * @rcu: frees it after the last reader
 * @pattern: as the user wrote it
 */
struct graph_duration {
	struct list_head	list;
	struct hook_filter	*filter;
	unsigned long		usecs;
	struct rcu_head		rcu;
	char			pattern[];
};

/**
 * graph_duration_of - how long a call has to take
 * @state: the instance's
 * @func: the function
 *
 * Context: any, preemption off.
 * Return: nanoseconds, 0 if every call counts.
 */
u64 graph_duration_of(const struct graph_state *state, unsigned long func)
{
	const struct graph_duration *rule;
	u32 site = hook_site_number(func);

	list_for_each_entry_rcu(rule, &state->durations, list, true)
		if (hook_set_has(rcu_dereference_raw(rule->filter->sites), site))
			return (u64)rule->usecs * NSEC_PER_USEC;
	return 0;
}

static void drop_rule(struct graph_duration *rule)
{
	list_del_rcu(&rule->list);
	scoped_guard(mutex, &hook_mutex)
		hook_filter_drop(rule->filter);
	kfree_rcu(rule, rcu);
}

/* The functions of a pattern, which is changed; NULL or an ERR_PTR(). */
static struct hook_filter *pattern_filter(char *pattern)
{
	struct hook_filter *filter;
	struct hook_choice choice;
	int err;

	guard(mutex)(&hook_mutex);
	filter = hook_filter_new();
	if (!filter)
		return ERR_PTR(-ENOMEM);
	hook_choice_init(&choice);
	err = hook_choice_parse(&choice, HOOK_ONLY, pattern);
	if (!err)
		err = hook_filter_apply(filter, &choice);
	hook_choice_free(&choice);
	if (!err)
		return filter;
	hook_filter_drop(filter);
	return ERR_PTR(err);
}

static struct graph_duration *find_rule(struct graph_state *state, const char *pattern)
{
	struct graph_duration *rule;

	list_for_each_entry(rule, &state->durations, list)
		if (!strcmp(rule->pattern, pattern))
			return rule;
	return NULL;
}

static int add_rule(struct graph_state *state, char *pattern, unsigned long usecs)
{
	struct graph_duration *rule;
	struct hook_filter *filter;

	rule = kmalloc(struct_size(rule, pattern, strlen(pattern) + 1), GFP_KERNEL);
	if (!rule)
		return -ENOMEM;
	strscpy(rule->pattern, pattern, strlen(pattern) + 1);
	rule->usecs = usecs;
	filter = pattern_filter(pattern);
	if (IS_ERR(filter)) {
		kfree(rule);
		return PTR_ERR(filter);
	}
	rule->filter = filter;
	list_add_tail_rcu(&rule->list, &state->durations);
	return 0;
}

/**
 * graph_duration_set - make, change or remove a rule
 * @state: the instance's
 * @text: PATTERN:USECS; 0 removes it. Is changed
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL for what makes no sense or is no function, -ENOMEM.
 */
int graph_duration_set(struct graph_state *state, char *text)
{
	char *colon = strrchr(text, ':');
	struct graph_duration *rule;
	unsigned long usecs;
	int err;

	if (!colon || colon == text || *text == '!')
		return -EINVAL;
	*colon = '\0';
	err = kstrtoul(colon + 1, 10, &usecs);
	if (err)
		return err;
	rule = find_rule(state, text);
	if (rule && usecs)
		WRITE_ONCE(rule->usecs, usecs);
	else if (rule)
		drop_rule(rule);
	else if (usecs)
		err = add_rule(state, text, usecs);
	return err;
}

/* No rules any more; tracing_mutex held, or nobody knows @state. */
void graph_duration_clear(struct graph_state *state)
{
	struct graph_duration *rule, *next;

	list_for_each_entry_safe(rule, next, &state->durations, list)
		drop_rule(rule);
}

/* In the form of commands; tracing_mutex held. */
void graph_duration_show(struct graph_state *state, struct seq_file *m)
{
	const struct graph_duration *rule;

	list_for_each_entry(rule, &state->durations, list)
		seq_printf(m, "%s:%lu\n", rule->pattern, rule->usecs);
}
