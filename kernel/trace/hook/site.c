// SPDX-License-Identifier: GPL-2.0
/*
 * The table of sites.
 *
 * Finding a site by address takes two steps. The sections are few; an array of them,
 * sorted by address and replaced as a whole when one comes or goes, is searched by
 * halves. In a section the address gives a block of HOOK_BLOCK bytes of text, the block
 * gives the first site in it or behind it, and a short walk from there, over the four
 * or five functions that a block holds, finds the place.
 *
 * Kernel and module functions make one space of numbers. A section's share of it starts
 * at a multiple of HOOK_WORD_BITS, in the first gap that is large enough, so numbers
 * stay small and no two sections share a word of a set.
 */

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "set.h"
#include "site.h"

#define HOOK_BLOCK	1024

DEFINE_MUTEX(hook_mutex);	/* the table, the ops, their filters, and the text of sites */
LIST_HEAD(hook_sections);

/* All sections, by address. */
struct section_map {
	struct rcu_head		rcu;
	unsigned int		nr;
	struct hook_section	*sec[] __counted_by(nr);
};

static struct section_map __rcu *hook_map;	/* written under hook_mutex */

static int compare_bases(const void *a, const void *b)
{
	const struct hook_section *left = *(struct hook_section **)a;
	const struct hook_section *right = *(struct hook_section **)b;

	return (left->base > right->base) - (left->base < right->base);
}

/* Make the map agree with the list of sections. */
static int map_update(void)
{
	struct section_map *map, *old;
	struct hook_section *sec;
	unsigned int nr = 0;

	map = kmalloc(struct_size(map, sec, list_count_nodes(&hook_sections)), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	map->nr = list_count_nodes(&hook_sections);
	for_each_hook_section(sec)
		map->sec[nr++] = sec;
	sort(map->sec, nr, sizeof(*map->sec), compare_bases, NULL);

	old = rcu_dereference_protected(hook_map, lockdep_is_held(&hook_mutex));
	rcu_assign_pointer(hook_map, map);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/*
 * Take a section out of the map with no memory at hand. A reader that runs meanwhile
 * may look past a section once, and finds what belongs to a text that stays: entries
 * move by one place towards the front, never over one another.
 */
static void map_remove(struct hook_section *sec)
{
	struct section_map *map;
	unsigned int i;

	if (!map_update())
		return;
	map = rcu_dereference_protected(hook_map, lockdep_is_held(&hook_mutex));
	for (i = 0; map->sec[i] != sec; i++)
		;
	for (; i + 1 < map->nr; i++)
		WRITE_ONCE(map->sec[i], map->sec[i + 1]);
	WRITE_ONCE(map->nr, map->nr - 1);
}

static u32 block_of(unsigned long offset)
{
	return offset / HOOK_BLOCK;
}

static size_t section_bytes(u32 nr, u32 blocks)
{
	return sizeof(struct hook_section) + array3_size(nr, 2, sizeof(u32)) +
	       array_size(blocks, sizeof(u32));
}

static struct hook_section *section_alloc(u32 nr, u32 blocks)
{
	struct hook_section *sec = kvmalloc(section_bytes(nr, blocks), GFP_KERNEL);

	if (!sec)
		return NULL;
	sec->state = (u32 *)(sec + 1);
	sec->offset = sec->state + nr;
	sec->block = sec->offset + nr;
	return sec;
}

static void fill_blocks(struct hook_section *sec, u32 blocks)
{
	u32 i = 0;

	for (u32 block = 0; block < blocks; block++) {
		while (i < sec->nr && block_of(sec->offset[i]) < block)
			i++;
		sec->block[block] = i;
	}
}

/* Insert the section behind the first gap of numbers that has room for it. */
static void give_numbers(struct hook_section *sec)
{
	struct hook_section *other;
	u32 first = 0;

	for_each_hook_section(other) {
		if (other->first - first >= sec->nr)
			break;
		first = round_up(other->first + other->nr, HOOK_WORD_BITS);
	}
	sec->first = first;
	list_add_tail(&sec->list, &other->list);
}

static int compare_ips(const void *a, const void *b)
{
	unsigned long left = *(const unsigned long *)a, right = *(const unsigned long *)b;

	return (left > right) - (left < right);
}

/* Bring the addresses of sites into ascending order; mostly they are. */
void hook_sort_ips(unsigned long *ips, u32 nr)
{
	for (u32 i = 1; i < nr; i++)
		if (ips[i] < ips[i - 1])
			return sort(ips, nr, sizeof(*ips), compare_ips, NULL);
}

/**
 * hook_section_add - take sites into the table
 * @mod: the module they belong to, NULL for the kernel
 * @ips: their addresses, ascending
 * @nr: how many, more than zero, all within 4 GB
 *
 * Context: needs hook_mutex, may sleep.
 * Return: the section, not live yet, or ERR_PTR(-ENOMEM).
 */
struct hook_section *hook_section_add(struct module *mod, const unsigned long *ips, u32 nr)
{
	struct hook_section *sec;
	u32 blocks;

	blocks = block_of(ips[nr - 1] - ips[0]) + 1;
	sec = section_alloc(nr, blocks);
	if (!sec)
		return ERR_PTR(-ENOMEM);

	sec->mod = mod;
	sec->base = ips[0];
	sec->end = ips[nr - 1] + 1;
	sec->nr = nr;
	sec->live = false;
	for (u32 i = 0; i < nr; i++) {
		sec->offset[i] = ips[i] - ips[0];
		sec->state[i] = HOOK_TARGET_REST;
	}
	fill_blocks(sec, blocks);

	give_numbers(sec);
	if (map_update()) {
		list_del(&sec->list);
		kvfree(sec);
		return ERR_PTR(-ENOMEM);
	}
	return sec;
}

/**
 * hook_section_remove - forget sites whose text goes away
 * @sec: the section; nobody executes its text any more
 *
 * The caller has made every set forget the numbers.
 *
 * Context: needs hook_mutex.
 */
void hook_section_remove(struct hook_section *sec)
{
	list_del(&sec->list);
	map_remove(sec);
	kvfree_rcu(sec, rcu);
}

/**
 * hook_site_from - the first site whose number is not below a given one
 * @nr: the number
 * @site: set to the site
 *
 * Context: needs hook_mutex.
 * Return: false if there is none.
 */
bool hook_site_from(u32 nr, struct hook_site *site)
{
	for_each_hook_section(site->sec) {
		if (nr >= site->sec->first + site->sec->nr)
			continue;
		site->idx = nr - min(nr, site->sec->first);
		return true;
	}
	return false;
}

struct hook_table_size hook_table_size(void)
{
	struct hook_table_size size = {};
	struct hook_section *sec;

	for_each_hook_section(sec) {
		size.sites += sec->nr;
		size.sections++;
		size.bytes += section_bytes(sec->nr, block_of(sec->end - 1 - sec->base) + 1);
	}
	return size;
}

/* Place of the first section that ends behind @ip. */
static __always_inline unsigned int map_search(const struct section_map *map, unsigned long ip)
{
	unsigned int low = 0, high = READ_ONCE(map->nr);

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (READ_ONCE(map->sec[mid])->end <= ip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Place of the first site at or behind @ip, which lies before the section's end. */
static __always_inline u32 section_search(const struct hook_section *sec, unsigned long ip)
{
	u32 offset, i;

	if (ip <= sec->base)
		return 0;
	offset = ip - sec->base;
	for (i = sec->block[block_of(offset)]; sec->offset[i] < offset; i++)
		;
	return i;
}

/**
 * hook_site_find - the first site in a range of text
 * @start: first address of it
 * @last: last address of it
 * @site: set to the site
 *
 * Context: any; needs hook_mutex or RCU, which @site is valid for.
 * Return: false if there is none.
 */
bool hook_site_find(unsigned long start, unsigned long last, struct hook_site *site)
{
	const struct section_map *map = rcu_dereference_raw(hook_map);
	unsigned int pos;

	if (!map)
		return false;
	pos = map_search(map, start);
	if (pos >= READ_ONCE(map->nr))
		return false;
	site->sec = READ_ONCE(map->sec[pos]);
	site->idx = section_search(site->sec, start);
	return hook_site_ip(site) <= last;
}

/**
 * hook_site_number - number of the site at an address
 * @ip: the address
 *
 * Context: any, NMI included; needs hook_mutex or RCU.
 * Return: the number, or HOOK_NO_SITE.
 */
u32 hook_site_number(unsigned long ip)
{
	struct hook_site site;

	return hook_site_find(ip, ip, &site) ? hook_site_nr(&site) : HOOK_NO_SITE;
}

/**
 * ftrace_location_range - the first site in a range of text
 * @start: first address
 * @end: last address
 *
 * Context: any.
 * Return: address of the site, or 0.
 */
unsigned long ftrace_location_range(unsigned long start, unsigned long end)
{
	struct hook_site site;

	guard(rcu)();
	return hook_site_find(start, end, &site) ? hook_site_ip(&site) : 0;
}

/**
 * ftrace_location - the site that an address stands for
 * @ip: a site, or the entry of a function
 *
 * Context: any.
 * Return: address of the site, or 0 if @ip cannot be hooked.
 */
unsigned long ftrace_location(unsigned long ip)
{
	unsigned long size, offset, site;

	site = ftrace_location_range(ip, ip + FTRACE_MCOUNT_MAX_OFFSET);
	if (!site || site == ip)
		return site;
	if (!kallsyms_lookup_size_offset(ip, &size, &offset) || offset)
		return 0;
	return site;
}

/**
 * ftrace_text_reserved - does a range of text touch a site?
 * @start: first address of the range
 * @end: last address of the range
 *
 * For those who change text by other means.
 *
 * Context: any.
 * Return: 1 if so, else 0.
 */
int ftrace_text_reserved(const void *start, const void *end)
{
	return ftrace_location_range((unsigned long)start - (MCOUNT_INSN_SIZE - 1),
				     (unsigned long)end) != 0;
}
