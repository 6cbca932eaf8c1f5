// SPDX-License-Identifier: GPL-2.0
/*
 * Functions by name.
 *
 * A site has no name of its own: the symbol table knows which function it lies in. A
 * plain name is looked up there and gives the few functions of that name. Wildcards are
 * tried on every symbol of the kernel, in one pass over the table; a symbol that fits
 * counts if it is at a site and if it is the name that the site is listed under, since a
 * function may have several. Modules have few sites, each is asked for its name.
 */

#include <linux/ftrace.h>
#include <linux/glob.h>
#include <linux/kallsyms.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/string.h>
#include "match.h"

/**
 * hook_site_name - name of the function that a site belongs to
 * @site: the site
 * @name: set to it
 *
 * Return: false if the site belongs to no function that has a name, as the code of a
 * weak function does that another one took the place of.
 */
bool hook_site_name(const struct hook_site *site, char name[KSYM_NAME_LEN])
{
	unsigned long size, offset;
	char *module;

	return kallsyms_lookup(hook_site_ip(site), &size, &offset, &module, name) &&
	       offset <= FTRACE_MCOUNT_MAX_OFFSET;
}

const char *hook_site_module(const struct hook_site *site)
{
#ifdef CONFIG_MODULES
	if (site->sec->mod)
		return site->sec->mod->name;
#endif
	return NULL;
}

/* A search in progress; @name is room for one name. */
struct search {
	const struct hook_pattern	*pattern;
	struct hook_list		*sites;
	char				name[KSYM_NAME_LEN];
};

static bool fits(const struct hook_pattern *pattern, const char *name)
{
	return !*pattern->glob || glob_match(pattern->glob, name);
}

static bool site_of_symbol(unsigned long addr, struct hook_site *site)
{
	return hook_site_find(addr, addr + FTRACE_MCOUNT_MAX_OFFSET, site);
}

static int found_plain(void *data, unsigned long addr)
{
	struct search *s = data;
	struct hook_site site;

	if (!site_of_symbol(addr, &site))
		return 0;
	return hook_list_add(s->sites, hook_site_nr(&site));
}

static int try_symbol(void *data, const char *name, unsigned long addr)
{
	struct search *s = data;
	struct hook_site site;

	if (!fits(s->pattern, name) || !site_of_symbol(addr, &site))
		return 0;
	if (!hook_site_name(&site, s->name) || strcmp(name, s->name))
		return 0;
	return hook_list_add(s->sites, hook_site_nr(&site));
}

static int search_kernel(struct search *s)
{
	if (!*s->pattern->glob || strpbrk(s->pattern->glob, "*?[\\"))
		return kallsyms_on_each_symbol(try_symbol, s);
	return kallsyms_on_each_match_symbol(found_plain, s->pattern->glob, s);
}

static int search_section(struct search *s, struct hook_section *sec)
{
	struct hook_site site = { .sec = sec };
	int err;

	for (; site.idx < sec->nr; site.idx++) {
		if (!hook_site_name(&site, s->name) || !fits(s->pattern, s->name))
			continue;
		err = hook_list_add(s->sites, hook_site_nr(&site));
		if (err)
			return err;
	}
	return 0;
}

/**
 * hook_module_fits - is a module meant?
 * @wanted: its name with wildcards, or "!" and a name for all but those that fit it
 * @module: the module's name; NULL for the kernel itself, which only "!" means
 *
 * Return: true if so.
 */
bool hook_module_fits(const char *wanted, const char *module)
{
	bool except = *wanted == '!';

	return (module && glob_match(wanted + except, module)) != except;
}

/* Of kernel sections this one has been through already. */
static bool section_fits(const struct hook_pattern *pattern, const struct hook_section *sec)
{
	const struct hook_site site = { .sec = (struct hook_section *)sec };
	const char *module = hook_site_module(&site);

	if (!module)
		return false;
	return !pattern->module || hook_module_fits(pattern->module, module);
}

/**
 * hook_match - the functions that a pattern names
 * @pattern: the pattern
 * @sites: gets the numbers of their sites, in no order
 *
 * Return: 0, also if there are none, or -ENOMEM.
 */
int hook_match(const struct hook_pattern *pattern, struct hook_list *sites)
{
	struct search s = { .pattern = pattern, .sites = sites };
	struct hook_section *sec;
	int err = 0;

	if (!pattern->module || hook_module_fits(pattern->module, NULL))
		err = search_kernel(&s);
	for_each_hook_section(sec) {
		if (err)
			break;
		if (section_fits(pattern, sec))
			err = search_section(&s, sec);
	}
	return err;
}

/**
 * hook_match_index - the function at a line of available_filter_functions
 * @index: number of the line, from 1
 * @sites: gets the number of its site
 *
 * Return: 0, also if there is no such line, or -ENOMEM.
 */
int hook_match_index(unsigned long index, struct hook_list *sites)
{
	char name[KSYM_NAME_LEN];
	struct hook_site site;

	for_each_hook_section(site.sec)
		for (site.idx = 0; site.idx < site.sec->nr; site.idx++)
			if (hook_site_name(&site, name) && !--index)
				return hook_list_add(sites, hook_site_nr(&site));
	return 0;
}
