// SPDX-License-Identifier: GPL-2.0
/*
 * Sections of sites that come and go: the kernel's own at boot, those of modules.
 *
 * A module's sites enter the table while nobody executes it, and may be patched once it
 * is ready to run; wishes for its functions come true in between. Init text is a section
 * of its own, so that it can be dropped by itself.
 */

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/ftrace_patch.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <asm/sections.h>
#include "early.h"
#include "ops.h"
#include "patch.h"

/* Add the sites among @ips that lie in a range of text; all of them are sorted. */
static int add_sites(struct module *mod, unsigned long *ips, u32 nr, unsigned long start,
		     unsigned long end, bool live)
{
	struct hook_section *sec;
	u32 i, first, last;

	for (first = 0; first < nr && ips[first] < start; first++)
		;
	for (last = first; last < nr && ips[last] < end; last++)
		;
	if (first == last)
		return 0;
	for (i = first; i < last; i++)
		if (WARN_ONCE(arch_hook_rest_site(ips[i]), "hook: no site at %pS\n",
			      (void *)ips[i]))
			return -EINVAL;
	sec = hook_section_add(mod, ips + first, last - first);
	if (IS_ERR(sec))
		return PTR_ERR(sec);
	sec->live = live;
	return 0;
}

/* From what the compiler listed to sites in ascending order. */
static void prepare_ips(unsigned long *ips, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		ips[i] = ftrace_call_adjust(ips[i]);
	hook_sort_ips(ips, nr);
}

static void drop_section(struct hook_section *sec)
{
	hook_filters_forget(sec->first, sec->nr);
	hook_section_remove(sec);
}

/* Drop the sections that lie in a range of text. */
static void drop_range(unsigned long start, unsigned long end)
{
	struct hook_section *sec, *next;

	guard(mutex)(&hook_mutex);
	list_for_each_entry_safe(sec, next, &hook_sections, list)
		if (sec->base >= start && sec->base < end)
			drop_section(sec);
}

/**
 * ftrace_init - make the kernel's sites known
 *
 * Context: boot, one CPU, interrupts off.
 */
void __init ftrace_init(void)
{
	u32 nr = __stop_mcount_loc - __start_mcount_loc;
	int err;

	guard(mutex)(&hook_mutex);
	hook_filter_init(&hook_global_filter);
	prepare_ips(__start_mcount_loc, nr);
	err = add_sites(NULL, __start_mcount_loc, nr, (unsigned long)_stext,
			(unsigned long)_etext, true);
	if (!err)
		err = add_sites(NULL, __start_mcount_loc, nr, (unsigned long)_sinittext,
				(unsigned long)_einittext, true);
	if (err) {
		pr_err("hook: the table of sites cannot be made: %d\n", err);
		ftrace_kill();
		return;
	}
	pr_info("hook: %u functions can be hooked\n", hook_table_size().sites);
	hook_apply_boot_filters();
}

/**
 * ftrace_free_init_mem - forget the sites of the kernel's init text
 */
void ftrace_free_init_mem(void)
{
	drop_range((unsigned long)_sinittext, (unsigned long)_einittext);
}

#ifdef CONFIG_MODULES

/**
 * ftrace_free_mem - forget the sites of a module's init text
 * @mod: the module
 * @start: first address of the text
 * @end: address behind it
 */
void ftrace_free_mem(struct module *mod, void *start, void *end)
{
	drop_range((unsigned long)start, (unsigned long)end);
}

static void add_memory(struct module *mod, enum mod_mem_type type)
{
	unsigned long start = (unsigned long)mod->mem[type].base;

	if (add_sites(mod, mod->ftrace_callsites, mod->num_ftrace_callsites, start,
		      start + mod->mem[type].size, false))
		pr_warn("hook: functions of module %s cannot be hooked\n", mod->name);
}

/**
 * ftrace_module_init - make the sites of a module known
 * @mod: the module; its text is in place and still writable
 */
void ftrace_module_init(struct module *mod)
{
	if (!mod->num_ftrace_callsites)
		return;
	guard(mutex)(&hook_mutex);
	if (hook_dead)
		return;
	prepare_ips(mod->ftrace_callsites, mod->num_ftrace_callsites);
	add_memory(mod, MOD_TEXT);
	add_memory(mod, MOD_INIT_TEXT);
}

/* Wishes for functions of the module come true. */
static void grant_wishes(struct module *mod)
{
	struct hook_filter *filter;
	struct hook_choice choice;

	for_each_hook_filter(filter) {
		if (!hook_choice_copy(&choice, &filter->choice) &&
		    hook_choice_grant(&choice, mod->name) > 0)
			hook_filter_apply(filter, &choice);
		hook_choice_free(&choice);
	}
}

/**
 * ftrace_module_enable - hook what is to be hooked in a module
 * @mod: the module, about to run
 */
void ftrace_module_enable(struct module *mod)
{
	struct hook_section *sec;

	guard(mutex)(&hook_mutex);
	grant_wishes(mod);
	for_each_hook_section(sec) {
		if (sec->mod != mod || sec->live)
			continue;
		sec->live = true;
		hook_patch_section(sec, &hook_set_all);
	}
}

/**
 * ftrace_release_mod - forget the sites of a module
 * @mod: the module; nobody runs in it
 */
void ftrace_release_mod(struct module *mod)
{
	struct hook_section *sec, *next;

	guard(mutex)(&hook_mutex);
	list_for_each_entry_safe(sec, next, &hook_sections, list)
		if (sec->mod == mod)
			drop_section(sec);
}

/**
 * ftrace_mod_address_lookup - name of an address in text that is gone
 * @addr: the address
 * @size: unused
 * @off: unused
 * @modname: unused
 * @modbuildid: unused
 * @sym: unused
 *
 * Names of freed init text are not kept.
 *
 * Return: 0, no name.
 */
int ftrace_mod_address_lookup(unsigned long addr, unsigned long *size, unsigned long *off,
			      char **modname, const unsigned char **modbuildid, char *sym)
{
	return 0;
}

#endif /* CONFIG_MODULES */
