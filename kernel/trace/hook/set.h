/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of small numbers, here of sites.
 *
 * A set is a background, all or nothing, and the 64 bit words that differ from it,
 * sorted by their number. So "every function", "every function but these" and "one
 * function" all take a few bytes, and a number that nobody heard of when the set was
 * made (a module's site) has the value of the background.
 *
 * Sets do not change once they are made: combining two gives a third one. The one
 * exception, hook_set_forget(), may run beside readers.
 */
#ifndef _TRACE_HOOK_SET_H
#define _TRACE_HOOK_SET_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#define HOOK_WORD_BITS	64

/**
 * struct hook_set - a set
 * @rcu: frees it after the last reader
 * @background: value of the words that are not listed: 0 or ~0
 * @nr: words listed
 * @bits: for each of them, where it differs from @background
 * @word: for each of them, its number, ascending; behind @bits in memory
 */
struct hook_set {
	struct rcu_head	rcu;
	u64		background;
	unsigned int	nr;
	u32		*word;
	u64		bits[];
};

/* The two sets that need no memory; both may be passed to hook_set_free(). */
extern struct hook_set hook_set_none;
extern struct hook_set hook_set_all;

/* Four bits say which combinations of (in a, in b) are in the result. */
enum hook_set_op {
	HOOK_SET_OR	= 0b1110,	/* a or b */
	HOOK_SET_AND	= 0b1000,	/* a and b */
	HOOK_SET_MINUS	= 0b0100,	/* a and not b */
	HOOK_SET_XOR	= 0b0110,	/* where they differ */
};

struct hook_set *hook_set_combine(enum hook_set_op op, const struct hook_set *a,
				  const struct hook_set *b);
struct hook_set *hook_set_of(const u32 *sorted, unsigned int nr);
void hook_set_free(struct hook_set *set);
void hook_set_free_rcu(struct hook_set *set);

bool hook_set_has(const struct hook_set *set, u32 nr);
bool hook_set_is_empty(const struct hook_set *set);
bool hook_set_is_all(const struct hook_set *set);
bool hook_set_meet(const struct hook_set *a, const struct hook_set *b);
u64 hook_set_word(const struct hook_set *set, u32 word);
void hook_set_forget(struct hook_set *set, u32 first, u32 nr);

/* Collects numbers in any order, for hook_set_of(). */
struct hook_list {
	u32		*nr;
	unsigned int	len;
	unsigned int	room;
};

int hook_list_add(struct hook_list *list, u32 nr);
struct hook_set *hook_list_to_set(struct hook_list *list);
void hook_list_free(struct hook_list *list);

#endif /* _TRACE_HOOK_SET_H */
