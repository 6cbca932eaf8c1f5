// SPDX-License-Identifier: GPL-2.0
/*
 * Which functions an ops wants, as its user said it.
 *
 * A choice is two lists of functions, wanted and not wanted, and the wishes for modules
 * that are not loaded yet. It is a value: files change a copy of it, word by word, and
 * only the finished copy takes effect. What it comes to is a set of sites: the first
 * list, or everything if that list is empty, without the second one.
 */

#include <linux/cleanup.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "filter.h"
#include "match.h"
#include "site.h"

struct hook_filter hook_global_filter;

LIST_HEAD(hook_filters);		/* under hook_mutex, as the next one */
static LIST_HEAD(hook_choices);

void hook_choice_init(struct hook_choice *choice)
{
	choice->set[HOOK_ONLY] = &hook_set_none;
	choice->set[HOOK_EXCEPT] = &hook_set_none;
	choice->restricts = false;
	choice->strict = false;
	INIT_LIST_HEAD(&choice->wishes);
	list_add(&choice->node, &hook_choices);
}

static void put_set(struct hook_choice *choice, enum hook_list_kind kind, struct hook_set *set)
{
	hook_set_free(choice->set[kind]);
	choice->set[kind] = set;
}

/* Such a wish may come true for several modules, and is never done. */
static bool is_lasting(const struct hook_wish *wish)
{
	return strpbrk(wish->module, "!*?[\\");
}

static void drop_wish(struct hook_wish *wish)
{
	list_del(&wish->list);
	kfree(wish);
}

/* Forget one list of the choice, all of it. */
void hook_choice_clear(struct hook_choice *choice, enum hook_list_kind kind)
{
	struct hook_wish *wish, *next;

	put_set(choice, kind, &hook_set_none);
	if (kind == HOOK_ONLY)
		choice->restricts = false;
	list_for_each_entry_safe(wish, next, &choice->wishes, list)
		if (wish->kind == kind)
			drop_wish(wish);
}

void hook_choice_free(struct hook_choice *choice)
{
	hook_choice_clear(choice, HOOK_ONLY);
	hook_choice_clear(choice, HOOK_EXCEPT);
	list_del(&choice->node);
}

/* What @to said is forgotten, what @from says is said by @to, and @from says nothing. */
void hook_choice_move(struct hook_choice *to, struct hook_choice *from)
{
	hook_choice_clear(to, HOOK_ONLY);
	hook_choice_clear(to, HOOK_EXCEPT);
	for (int kind = 0; kind < HOOK_NR_LISTS; kind++)
		to->set[kind] = xchg(&from->set[kind], &hook_set_none);
	to->restricts = xchg(&from->restricts, false);
	list_splice_init(&from->wishes, &to->wishes);
}

static int add_wish(struct hook_choice *choice, enum hook_list_kind kind, const char *glob,
		    const char *module)
{
	size_t module_size = strlen(module) + 1, glob_size = strlen(glob) + 1;
	struct hook_wish *wish;

	wish = kmalloc(struct_size(wish, module, module_size + glob_size), GFP_KERNEL);
	if (!wish)
		return -ENOMEM;
	memcpy(wish->module, module, module_size);
	wish->glob = memcpy(wish->module + module_size, glob, glob_size);
	wish->kind = kind;
	list_add_tail(&wish->list, &choice->wishes);
	return 0;
}

/**
 * hook_choice_copy - a copy to be changed
 * @to: the copy; free even after an error
 * @from: the choice
 *
 * Return: 0 or -ENOMEM.
 */
int hook_choice_copy(struct hook_choice *to, const struct hook_choice *from)
{
	struct hook_wish *wish;
	int err;

	hook_choice_init(to);
	for (int kind = 0; kind < HOOK_NR_LISTS; kind++) {
		struct hook_set *set;

		set = hook_set_combine(HOOK_SET_OR, from->set[kind], &hook_set_none);
		if (IS_ERR(set))
			return PTR_ERR(set);
		to->set[kind] = set;
	}
	to->restricts = from->restricts;
	list_for_each_entry(wish, &from->wishes, list) {
		err = add_wish(to, wish->kind, wish->glob, wish->module);
		if (err)
			return err;
	}
	return 0;
}

/**
 * hook_choice_change - add sites to a list of a choice, or take them away
 * @choice: the choice
 * @kind: which list
 * @sites: the sites
 * @remove: take them away
 *
 * Return: 0, -EINVAL if the choice is strict and has none of those to take away, or
 * -ENOMEM.
 */
int hook_choice_change(struct hook_choice *choice, enum hook_list_kind kind,
		       struct hook_list *sites, bool remove)
{
	struct hook_set *change = hook_list_to_set(sites), *set;

	if (IS_ERR(change))
		return PTR_ERR(change);
	if (remove && choice->strict && !hook_set_meet(choice->set[kind], change))
		set = ERR_PTR(-EINVAL);
	else
		set = hook_set_combine(remove ? HOOK_SET_MINUS : HOOK_SET_OR, choice->set[kind],
				       change);
	hook_set_free(change);
	if (IS_ERR(set))
		return PTR_ERR(set);
	put_set(choice, kind, set);
	return 0;
}

/* Take back a wish said in the same words. */
static bool remove_wish(struct hook_choice *choice, enum hook_list_kind kind, const char *glob,
			const char *module)
{
	struct hook_wish *wish;

	list_for_each_entry(wish, &choice->wishes, list) {
		if (wish->kind == kind && !strcmp(wish->glob, glob) &&
		    !strcmp(wish->module, module)) {
			drop_wish(wish);
			return true;
		}
	}
	return false;
}

/* The functions of the pattern, or as a number, into @sites. */
static int find_sites(const struct hook_pattern *pattern, struct hook_list *sites)
{
	unsigned long index;

	if (!pattern->module && isdigit(*pattern->glob)) {
		if (kstrtoul(pattern->glob, 0, &index) || !index)
			return -EINVAL;
		return hook_match_index(index, sites);
	}
	return hook_match(pattern, sites);
}

/* What names no function is an error, unless its module may just not be there. */
static int add_functions(struct hook_choice *choice, enum hook_list_kind kind,
			 const struct hook_pattern *pattern, struct hook_list *sites)
{
	int err = -EINVAL;

	if (sites->len)
		err = hook_choice_change(choice, kind, sites, false);
	else if (pattern->module)
		err = add_wish(choice, kind, pattern->glob, pattern->module);
	if (!err && pattern->module && kind == HOOK_ONLY)
		choice->restricts = true;
	return err;
}

/* Take away what was found and, or, what was wished for. */
static int remove_functions(struct hook_choice *choice, enum hook_list_kind kind,
			    const struct hook_pattern *pattern, struct hook_list *sites)
{
	int err = sites->len ? hook_choice_change(choice, kind, sites, true) : -EINVAL;

	if (!pattern->module || (err && err != -EINVAL))
		return err;
	return remove_wish(choice, kind, pattern->glob, pattern->module) ? 0 : err;
}

/* Cut "glob:mod:module" into its parts. No glob stands for all functions of the module. */
static int cut_pattern(char *text, struct hook_pattern *pattern)
{
	char *colon = strchr(text, ':');

	pattern->glob = text;
	pattern->module = NULL;
	if (!colon)
		return *text ? 0 : -EINVAL;
	if (!str_has_prefix(colon, ":mod:"))
		return -EINVAL;
	*colon = '\0';
	pattern->module = colon + strlen(":mod:");
	return *pattern->module ? 0 : -EINVAL;
}

/**
 * hook_choice_parse - one word of set_ftrace_filter or set_ftrace_notrace
 * @choice: the choice to change
 * @kind: which list
 * @text: name, name with wildcards, or number in available_filter_functions; "!" before
 *	it takes the functions away; after it ":mod:" and the name of a module, wildcards
 *	allowed, for functions of that alone, or ":mod:!" and one for all but those
 *
 * Return: 0, -EINVAL if the word makes no sense, fits no function or, if the choice is
 * strict, none to take away, or -ENOMEM.
 */
int hook_choice_parse(struct hook_choice *choice, enum hook_list_kind kind, char *text)
{
	struct hook_list sites = {};
	struct hook_pattern pattern;
	bool remove = *text == '!';
	int err;

	err = cut_pattern(strim(text + remove), &pattern);
	if (err)
		return err;
	err = find_sites(&pattern, &sites);
	if (!err)
		err = remove ? remove_functions(choice, kind, &pattern, &sites) :
			       add_functions(choice, kind, &pattern, &sites);
	hook_list_free(&sites);
	return err;
}

/* Does the choice leave the first list open, so that it means everything? */
bool hook_choice_is_open(const struct hook_choice *choice)
{
	return !choice->restricts && hook_set_is_empty(choice->set[HOOK_ONLY]);
}

/* What the choice comes to, or ERR_PTR(-ENOMEM). */
struct hook_set *hook_choice_sites(const struct hook_choice *choice)
{
	const struct hook_set *only = choice->set[HOOK_ONLY];

	if (hook_choice_is_open(choice))
		only = &hook_set_all;
	return hook_set_combine(HOOK_SET_MINUS, only, choice->set[HOOK_EXCEPT]);
}

static int grant_wish(struct hook_choice *choice, const struct hook_wish *wish)
{
	const struct hook_pattern pattern = { .glob = wish->glob, .module = wish->module };
	struct hook_list sites = {};
	int err;

	err = hook_match(&pattern, &sites);
	if (!err)
		err = hook_choice_change(choice, wish->kind, &sites, false);
	hook_list_free(&sites);
	return err;
}

/**
 * hook_choice_grant - take the sites of a module that was waited for
 * @choice: the choice
 * @module: the module's name; its sites are in the table
 *
 * Return: 1 if the choice was waiting for it, 0 if not, or -ENOMEM.
 */
int hook_choice_grant(struct hook_choice *choice, const char *module)
{
	struct hook_wish *wish, *next;
	int ret = 0;

	list_for_each_entry_safe(wish, next, &choice->wishes, list) {
		if (!hook_module_fits(wish->module, module))
			continue;
		if (grant_wish(choice, wish))
			return -ENOMEM;
		if (!is_lasting(wish))
			drop_wish(wish);
		ret = 1;
	}
	return ret;
}

/* A filter that says nothing, with one user. */
void hook_filter_init(struct hook_filter *filter)
{
	hook_choice_init(&filter->choice);
	RCU_INIT_POINTER(filter->sites, &hook_set_all);
	filter->users = 1;
	list_add(&filter->node, &hook_filters);
}

/* The same in memory of its own, or NULL; hook_filter_drop() frees it. */
struct hook_filter *hook_filter_new(void)
{
	struct hook_filter *filter = kmalloc(sizeof(*filter), GFP_KERNEL);

	if (filter)
		hook_filter_init(filter);
	return filter;
}

/* One user less; a filter without users goes, after its last reader. */
void hook_filter_drop(struct hook_filter *filter)
{
	if (--filter->users)
		return;
	list_del(&filter->node);
	hook_choice_free(&filter->choice);
	hook_set_free_rcu(rcu_dereference_protected(filter->sites,
						    lockdep_is_held(&hook_mutex)));
	kfree_rcu(filter, rcu);
}

/**
 * hook_filter_of - the filter of an ops
 * @ops: the ops; gets a filter that says nothing if it has none
 *
 * Return: the filter, or NULL if there is no memory.
 */
struct hook_filter *hook_filter_of(struct ftrace_ops *ops)
{
	struct hook_filter *filter = ops->filter;

	if (filter)
		return filter;
	filter = hook_filter_new();
	if (!filter)
		return NULL;
	smp_store_release(&ops->filter, filter);	/* pairs with hook_ops_sites() */
	return filter;
}

/* The ops, not registered, no longer follows its filter. */
void hook_filter_put(struct ftrace_ops *ops)
{
	struct hook_filter *filter = ops->filter;

	ops->filter = NULL;
	if (filter)
		hook_filter_drop(filter);
}

/**
 * hook_filter_share - have an ops follow the filter of another one
 * @ops: the ops, not registered, without a filter
 * @with: the other one
 *
 * Return: 0 or -ENOMEM.
 */
int hook_filter_share(struct ftrace_ops *ops, struct ftrace_ops *with)
{
	struct hook_filter *filter = hook_filter_of(with);

	if (!filter)
		return -ENOMEM;
	filter->users++;
	ops->filter = filter;
	return 0;
}

/**
 * hook_filters_forget - take sites that go away out of every choice
 * @first: number of the first one
 * @nr: how many
 */
void hook_filters_forget(u32 first, u32 nr)
{
	struct hook_choice *choice;
	struct hook_filter *filter;

	list_for_each_entry(choice, &hook_choices, node) {
		bool was_open = hook_choice_is_open(choice);

		for (int kind = 0; kind < HOOK_NR_LISTS; kind++)
			hook_set_forget(choice->set[kind], first, nr);
		if (!was_open && hook_choice_is_open(choice))
			choice->restricts = true;
	}
	for_each_hook_filter(filter)
		hook_set_forget(rcu_dereference_protected(filter->sites,
							  lockdep_is_held(&hook_mutex)),
				first, nr);
}
