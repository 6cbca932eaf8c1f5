/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of sites: every place where a function can be hooked.
 *
 * Sites come in sections: the kernel's text, its init text, the text and the init text
 * of each module. A section is sorted by address and takes 8 bytes for a site: offset
 * and state. Each site has a number that stays its own as long as the section lives,
 * the section's first number plus its place in it; sets of sites are made of them.
 *
 * Sections come and go under hook_mutex. Readers without it hold RCU.
 */
#ifndef _TRACE_HOOK_SITE_H
#define _TRACE_HOOK_SITE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct module;

#define HOOK_NO_SITE	U32_MAX

/* State of a site: what it calls, and its past. */
#define HOOK_TARGET_MASK	0xffff	/* one of enum hook_target, or the slot of an ops */
#define HOOK_REGS		BIT(16)	/* somebody there wants every register */
#define HOOK_IPMODIFY		BIT(17)	/* ... changes the instruction pointer */
#define HOOK_DIRECT		BIT(18)	/* ... is called directly */
#define HOOK_TOUCHED		BIT(19)	/* was hooked since boot */
#define HOOK_MODIFIED		BIT(20)	/* ... with IPMODIFY or directly */

enum hook_target {
	HOOK_TARGET_REST,		/* nothing */
	HOOK_TARGET_LIST,		/* the dispatcher */
	HOOK_TARGET_LIST_REGS,		/* the dispatcher, with every register */
	HOOK_TARGET_FIRST_OPS,		/* trampolines from here on */
};

/**
 * struct hook_section - sites of one piece of text
 * @list: in hook_sections, in the order of @first
 * @mod: the module it belongs to, NULL for the kernel
 * @base: address that @offset counts from
 * @end: address behind the last site
 * @first: number of the first site, a multiple of HOOK_WORD_BITS
 * @nr: how many sites
 * @live: the text may be patched; a module's is not before it is set up
 * @state: HOOK_* of each site, under hook_mutex
 * @offset: address of each site, ascending
 * @block: first site at or behind each HOOK_BLOCK bytes of text
 * @rcu: frees it after the last reader
 */
struct hook_section {
	struct list_head	list;
	struct module		*mod;
	unsigned long		base;
	unsigned long		end;
	u32			first;
	u32			nr;
	bool			live;
	u32			*state;
	u32			*offset;
	u32			*block;
	struct rcu_head		rcu;
};

extern struct mutex hook_mutex;
extern struct list_head hook_sections;

#define for_each_hook_section(sec)	\
	list_for_each_entry(sec, &hook_sections, list)

/* One site, as the walks below give it. */
struct hook_site {
	struct hook_section	*sec;
	u32			idx;
};

static inline unsigned long hook_site_ip(const struct hook_site *site)
{
	return site->sec->base + site->sec->offset[site->idx];
}

static inline u32 hook_site_nr(const struct hook_site *site)
{
	return site->sec->first + site->idx;
}

static inline u32 hook_site_state(const struct hook_site *site)
{
	return READ_ONCE(site->sec->state[site->idx]);
}

/* Needs hook_mutex. */
struct hook_section *hook_section_add(struct module *mod, const unsigned long *ips, u32 nr);
void hook_section_remove(struct hook_section *sec);
bool hook_site_from(u32 nr, struct hook_site *site);

/* How large the table is; needs hook_mutex. */
struct hook_table_size {
	u32		sites;
	unsigned int	sections;
	size_t		bytes;
};

struct hook_table_size hook_table_size(void);

void hook_sort_ips(unsigned long *ips, u32 nr);

/* Needs hook_mutex or RCU; any context. */
bool hook_site_find(unsigned long start, unsigned long last, struct hook_site *site);
u32 hook_site_number(unsigned long ip);

#endif /* _TRACE_HOOK_SITE_H */
