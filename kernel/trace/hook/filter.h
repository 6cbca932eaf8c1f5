/* SPDX-License-Identifier: GPL-2.0 */
/* Which functions an ops wants, as its user said it. */
#ifndef _TRACE_HOOK_FILTER_H
#define _TRACE_HOOK_FILTER_H

#include <linux/list.h>
#include <linux/types.h>
#include "set.h"

struct ftrace_ops;

/* The two lists a user can give: functions wanted, and functions not wanted. */
enum hook_list_kind { HOOK_ONLY, HOOK_EXCEPT, HOOK_NR_LISTS };

/**
 * struct hook_wish - functions of modules that are not there yet
 * @list: in a choice, in order of appearance
 * @kind: the list it belongs to
 * @module: name of the module, as in struct hook_pattern
 * @glob: which functions of it; behind @module in memory
 */
struct hook_wish {
	struct list_head	list;
	enum hook_list_kind	kind;
	const char		*glob;
	char			module[];
};

/**
 * struct hook_choice - functions chosen
 * @node: in the list of all choices, which sites that go away are taken from
 * @set: per list, the sites named so far, never NULL
 * @restricts: an empty HOOK_ONLY list means nothing rather than everything: it was
 *	about functions that are not there
 * @strict: of a copy: to take away what is not there is an error
 * @wishes: what is not there yet
 */
struct hook_choice {
	struct list_head	node;
	struct hook_set		*set[HOOK_NR_LISTS];
	bool			restricts;
	bool			strict;
	struct list_head	wishes;
};

/**
 * struct hook_filter - a choice that ops follow, or that callbacks look at
 * @node: in hook_filters
 * @choice: what it says, under hook_mutex
 * @sites: what that comes to, read by the dispatcher
 * @users: ops that follow it, and others
 * @rcu: frees it after the last reader
 */
struct hook_filter {
	struct list_head	node;
	struct hook_choice	choice;
	struct hook_set __rcu	*sites;
	unsigned int		users;
	struct rcu_head		rcu;
};

extern struct list_head hook_filters;

/* What set_ftrace_filter of the top instance says, for those who share it. */
extern struct hook_filter hook_global_filter;

#define for_each_hook_filter(filter)	\
	list_for_each_entry(filter, &hook_filters, node)

/* All need hook_mutex. */
void hook_choice_init(struct hook_choice *choice);
int hook_choice_copy(struct hook_choice *to, const struct hook_choice *from);
void hook_choice_move(struct hook_choice *to, struct hook_choice *from);
void hook_choice_clear(struct hook_choice *choice, enum hook_list_kind kind);
void hook_choice_free(struct hook_choice *choice);
int hook_choice_change(struct hook_choice *choice, enum hook_list_kind kind,
		       struct hook_list *sites, bool remove);
int hook_choice_parse(struct hook_choice *choice, enum hook_list_kind kind, char *text);
struct hook_set *hook_choice_sites(const struct hook_choice *choice);
bool hook_choice_is_open(const struct hook_choice *choice);
int hook_choice_grant(struct hook_choice *choice, const char *module);

void hook_filter_init(struct hook_filter *filter);
struct hook_filter *hook_filter_new(void);
void hook_filter_drop(struct hook_filter *filter);
int hook_filter_share(struct ftrace_ops *ops, struct ftrace_ops *with);
struct hook_filter *hook_filter_of(struct ftrace_ops *ops);
void hook_filter_put(struct ftrace_ops *ops);
void hook_filters_forget(u32 first, u32 nr);

#endif /* _TRACE_HOOK_FILTER_H */
