// SPDX-License-Identifier: GPL-2.0
/*
 * Choosing functions from within the kernel.
 *
 * Each call changes a copy of the choice and puts the copy in force, so after an error
 * the choice is what it was.
 */

#include <linux/bsearch.h>
#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "filter.h"
#include "ops.h"
#include "site.h"

/* What to do to a copy of a choice. */
struct change {
	enum hook_list_kind	kind;
	bool			reset;
	bool			remove;
	char			*text;		/* a word, or NULL */
	struct hook_list	sites;		/* or sites */
};

static int change_choice(struct hook_choice *choice, struct change *c)
{
	if (c->reset)
		hook_choice_clear(choice, c->kind);
	if (c->text && *c->text)
		return hook_choice_parse(choice, c->kind, c->text);
	if (c->sites.len)
		return hook_choice_change(choice, c->kind, &c->sites, c->remove);
	return 0;
}

static int change_filter(struct hook_filter *filter, struct change *c)
{
	struct hook_choice choice;
	int err;

	err = hook_choice_copy(&choice, &filter->choice);
	if (!err)
		err = change_choice(&choice, c);
	if (!err)
		err = hook_filter_apply(filter, &choice);
	hook_choice_free(&choice);
	return err;
}

static int change_by_name(struct hook_filter *filter, enum hook_list_kind kind,
			  const unsigned char *buf, int len, int reset)
{
	char *text __free(kfree) = kmemdup_nul(buf, buf && len > 0 ? len : 0, GFP_KERNEL);
	struct change c = { .kind = kind, .reset = reset };

	if (!filter || !text)
		return -ENOMEM;
	c.text = strim(text);
	return change_filter(filter, &c);
}

/**
 * ftrace_set_filter - name functions that an ops is to be called for
 * @ops: the ops, registered or not
 * @buf: name of a function, wildcards allowed; NULL changes nothing but what @reset says
 * @len: bytes of @buf
 * @reset: forget what was named before
 *
 * While nothing is named the ops is called for every function.
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if there is no such function, -EBUSY or -ENOMEM.
 */
int ftrace_set_filter(struct ftrace_ops *ops, unsigned char *buf, int len, int reset)
{
	guard(mutex)(&hook_mutex);
	return change_by_name(hook_filter_of(ops), HOOK_ONLY, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_filter);

/**
 * ftrace_set_notrace - name functions that an ops is not to be called for
 * @ops: the ops, registered or not
 * @buf: as for ftrace_set_filter()
 * @len: bytes of @buf
 * @reset: forget what was named before
 *
 * Context: may sleep.
 * Return: as ftrace_set_filter().
 */
int ftrace_set_notrace(struct ftrace_ops *ops, unsigned char *buf, int len, int reset)
{
	guard(mutex)(&hook_mutex);
	return change_by_name(hook_filter_of(ops), HOOK_EXCEPT, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_notrace);

/**
 * ftrace_set_global_filter - as ftrace_set_filter(), for the top instance's filter
 * @buf: name of a function
 * @len: bytes of @buf
 * @reset: forget what was named before
 */
void ftrace_set_global_filter(unsigned char *buf, int len, int reset)
{
	guard(mutex)(&hook_mutex);
	change_by_name(&hook_global_filter, HOOK_ONLY, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_global_filter);

/**
 * ftrace_set_global_notrace - as ftrace_set_notrace(), for the top instance's filter
 * @buf: name of a function
 * @len: bytes of @buf
 * @reset: forget what was named before
 */
void ftrace_set_global_notrace(unsigned char *buf, int len, int reset)
{
	guard(mutex)(&hook_mutex);
	change_by_name(&hook_global_filter, HOOK_EXCEPT, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_global_notrace);

/**
 * ftrace_ops_set_global_filter - have an ops follow the top instance's filter
 * @ops: the ops, not registered, without a filter of its own
 *
 * Context: may sleep.
 */
void ftrace_ops_set_global_filter(struct ftrace_ops *ops)
{
	guard(mutex)(&hook_mutex);
	if (ops->filter)
		return;
	ops->filter = &hook_global_filter;
	hook_global_filter.users++;
}
EXPORT_SYMBOL_GPL(ftrace_ops_set_global_filter);

/**
 * ftrace_free_filter - forget the filter of an ops
 * @ops: the ops, not registered
 *
 * Context: may sleep.
 */
void ftrace_free_filter(struct ftrace_ops *ops)
{
	guard(mutex)(&hook_mutex);
	if (!WARN_ON(ops->flags & FTRACE_OPS_FL_ENABLED))
		hook_filter_put(ops);
}
EXPORT_SYMBOL_GPL(ftrace_free_filter);

/* Sites of the addresses; to be removed they have to be in the list already. */
static int collect_sites(const unsigned long *ips, unsigned int cnt,
			 const struct hook_set *present, struct hook_list *sites)
{
	int err = 0;

	for (unsigned int i = 0; i < cnt && !err; i++) {
		u32 site = hook_site_number(ftrace_location(ips[i]));

		if (site == HOOK_NO_SITE)
			return -EINVAL;
		if (present && !hook_set_has(present, site))
			return -ENOENT;
		err = hook_list_add(sites, site);
	}
	return err;
}

/**
 * ftrace_set_filter_ips - give the functions of an ops by address
 * @ops: the ops, registered or not
 * @ips: the functions, or their sites
 * @cnt: how many
 * @remove: take them away; else they are added
 * @reset: forget what was named before
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if one of them cannot be hooked, -ENOENT if one that is to be
 * removed was not chosen, -EBUSY or -ENOMEM.
 */
int ftrace_set_filter_ips(struct ftrace_ops *ops, unsigned long *ips, unsigned int cnt,
			  int remove, int reset)
{
	struct change c = { .kind = HOOK_ONLY, .remove = remove, .reset = reset };
	struct hook_filter *filter;
	int err;

	guard(mutex)(&hook_mutex);
	filter = hook_filter_of(ops);
	if (!filter)
		return -ENOMEM;
	err = collect_sites(ips, cnt, remove ? filter->choice.set[HOOK_ONLY] : NULL, &c.sites);
	if (!err)
		err = change_filter(filter, &c);
	hook_list_free(&c.sites);
	return err;
}
EXPORT_SYMBOL_GPL(ftrace_set_filter_ips);

/**
 * ftrace_set_filter_ip - as ftrace_set_filter_ips(), for one function
 * @ops: the ops, registered or not
 * @ip: the function, or its site
 * @remove: take it away; else it is added
 * @reset: forget what was named before
 *
 * Context: may sleep.
 * Return: as ftrace_set_filter_ips().
 */
int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip, int remove, int reset)
{
	return ftrace_set_filter_ips(ops, &ip, 1, remove, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_filter_ip);

/* The names that ftrace_lookup_symbols() looks for. */
struct lookup {
	const char	**syms;
	unsigned long	*addrs;
	size_t		cnt;
	size_t		found;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char **)a, *(const char **)b);
}

static int lookup_symbol(void *data, const char *name, unsigned long addr)
{
	struct lookup *l = data;
	const char **sym = bsearch(&name, l->syms, l->cnt, sizeof(*l->syms), compare_names);

	if (!sym || l->addrs[sym - l->syms] || !ftrace_location(addr))
		return 0;
	l->addrs[sym - l->syms] = addr;
	return ++l->found == l->cnt;
}

/**
 * ftrace_lookup_symbols - addresses of many functions
 * @sorted_syms: their names, in the order of strcmp(), each once
 * @cnt: how many
 * @addrs: set to their addresses, in the same order
 *
 * Context: may sleep.
 * Return: 0, or -ESRCH if not all of them are functions that can be hooked.
 */
int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt, unsigned long *addrs)
{
	struct lookup l = { .syms = sorted_syms, .addrs = addrs, .cnt = cnt };

	memset(addrs, 0, cnt * sizeof(*addrs));
	if (!kallsyms_on_each_symbol(lookup_symbol, &l))
		module_kallsyms_on_each_symbol(NULL, lookup_symbol, &l);
	return l.found == cnt ? 0 : -ESRCH;
}
