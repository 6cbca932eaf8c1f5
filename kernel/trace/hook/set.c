// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of small numbers: background and the words that differ from it.
 *
 * Combining walks the words of both operands in step. A word that one operand does not
 * list counts as that operand's background, the operation is carried out on the full
 * words, and a word goes into the result if it differs from what the operation makes of
 * the two backgrounds. That rule covers complements with no case of their own.
 */

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "set.h"

struct hook_set hook_set_none = { .background = 0 };
struct hook_set hook_set_all = { .background = ~0ULL };

static bool is_constant(const struct hook_set *set)
{
	return set == &hook_set_none || set == &hook_set_all;
}

static struct hook_set *set_alloc(unsigned int words, u64 background)
{
	struct hook_set *set;

	set = kvmalloc(struct_size(set, bits, words) + array_size(words, sizeof(u32)),
		       GFP_KERNEL);
	if (!set)
		return ERR_PTR(-ENOMEM);
	set->background = background;
	set->nr = 0;
	set->word = (u32 *)(set->bits + words);
	return set;
}

/* Append the value @bits of word @word to the set being built. */
static void set_append(struct hook_set *set, u32 word, u64 bits)
{
	if (bits == set->background)
		return;
	set->word[set->nr] = word;
	set->bits[set->nr++] = bits ^ set->background;
}

static u64 apply(enum hook_set_op op, u64 a, u64 b)
{
	return (op & 0b1000 ? a & b : 0) | (op & 0b0100 ? a & ~b : 0) |
	       (op & 0b0010 ? ~a & b : 0) | (op & 0b0001 ? ~a & ~b : 0);
}

/* Number of the word at @pos, U32_MAX at the end. */
static u32 word_at(const struct hook_set *set, unsigned int pos)
{
	return pos < set->nr ? set->word[pos] : U32_MAX;
}

/* Value of word @word if it is the one at @pos, which then moves on. */
static u64 take_word(const struct hook_set *set, unsigned int *pos, u32 word)
{
	if (word_at(set, *pos) != word)
		return set->background;
	return set->bits[(*pos)++] ^ set->background;
}

/**
 * hook_set_combine - a set made of two
 * @op: what of them is in it
 * @a: one set
 * @b: the other one
 *
 * Context: may sleep.
 * Return: the new set, which may be one of the two constant ones, or ERR_PTR(-ENOMEM).
 */
struct hook_set *hook_set_combine(enum hook_set_op op, const struct hook_set *a,
				  const struct hook_set *b)
{
	unsigned int i = 0, j = 0;
	struct hook_set *set;
	u32 word;

	set = set_alloc(a->nr + b->nr, apply(op, a->background, b->background));
	if (IS_ERR(set))
		return set;

	while ((word = min(word_at(a, i), word_at(b, j))) != U32_MAX) {
		u64 in_a = take_word(a, &i, word);
		u64 in_b = take_word(b, &j, word);

		set_append(set, word, apply(op, in_a, in_b));
	}
	if (set->nr)
		return set;
	word = set->background != 0;
	kvfree(set);
	return word ? &hook_set_all : &hook_set_none;
}

/**
 * hook_set_of - the set of some numbers
 * @sorted: the numbers, ascending, repetitions allowed
 * @nr: how many
 *
 * Context: may sleep.
 * Return: the set, or ERR_PTR(-ENOMEM).
 */
struct hook_set *hook_set_of(const u32 *sorted, unsigned int nr)
{
	unsigned int i, words = 0;
	struct hook_set *set;

	for (i = 0; i < nr; i++)
		words += !i || sorted[i] / HOOK_WORD_BITS != sorted[i - 1] / HOOK_WORD_BITS;
	if (!words)
		return &hook_set_none;

	set = set_alloc(words, 0);
	if (IS_ERR(set))
		return set;
	for (i = 0; i < nr;) {
		u32 word = sorted[i] / HOOK_WORD_BITS;
		u64 bits = 0;

		for (; i < nr && sorted[i] / HOOK_WORD_BITS == word; i++)
			bits |= BIT_ULL(sorted[i] % HOOK_WORD_BITS);
		set_append(set, word, bits);
	}
	return set;
}

/**
 * hook_set_free - free a set that nobody reads
 * @set: the set, or NULL, an error pointer or a constant set
 */
void hook_set_free(struct hook_set *set)
{
	if (!IS_ERR_OR_NULL(set) && !is_constant(set))
		kvfree(set);
}

/**
 * hook_set_free_rcu - free a set that readers under RCU may still have
 * @set: as for hook_set_free()
 */
void hook_set_free_rcu(struct hook_set *set)
{
	if (!IS_ERR_OR_NULL(set) && !is_constant(set))
		kvfree_rcu(set, rcu);
}

/* Position of the first listed word that is not below @word. */
static __always_inline unsigned int find_word(const struct hook_set *set, u32 word)
{
	unsigned int low = 0, high = set->nr;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (set->word[mid] < word)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/**
 * hook_set_word - 64 neighbours at once
 * @set: the set
 * @word: number of the word
 *
 * Context: any, NMI included; lock-free.
 * Return: a bit for each of the numbers from @word * 64 on.
 */
u64 hook_set_word(const struct hook_set *set, u32 word)
{
	unsigned int pos = find_word(set, word);

	if (word_at(set, pos) != word)
		return set->background;
	return READ_ONCE(set->bits[pos]) ^ set->background;
}

/**
 * hook_set_has - is a number in the set?
 * @set: the set
 * @nr: the number
 *
 * Context: any, NMI included; lock-free.
 * Return: true if it is.
 */
bool hook_set_has(const struct hook_set *set, u32 nr)
{
	return hook_set_word(set, nr / HOOK_WORD_BITS) & BIT_ULL(nr % HOOK_WORD_BITS);
}

static bool is_plain(const struct hook_set *set)
{
	for (unsigned int i = 0; i < set->nr; i++)
		if (set->bits[i])
			return false;
	return true;
}

bool hook_set_is_empty(const struct hook_set *set)
{
	return !set->background && is_plain(set);
}

bool hook_set_is_all(const struct hook_set *set)
{
	return set->background && is_plain(set);
}

/**
 * hook_set_meet - do two sets have a number in common?
 * @a: one set
 * @b: the other one
 *
 * Return: true if so. Two complements always meet: numbers have no end.
 */
bool hook_set_meet(const struct hook_set *a, const struct hook_set *b)
{
	unsigned int i = 0, j = 0;
	u32 word;

	if (a->background & b->background)
		return true;
	while ((word = min(word_at(a, i), word_at(b, j))) != U32_MAX) {
		u64 in_a = take_word(a, &i, word);

		if (in_a & take_word(b, &j, word))
			return true;
	}
	return false;
}

/**
 * hook_set_forget - give a range of numbers the value of the background
 * @set: the set
 * @first: first number of the range, a multiple of HOOK_WORD_BITS
 * @nr: length of the range
 *
 * The numbers are about to be used for something else. Readers may be at work.
 */
void hook_set_forget(struct hook_set *set, u32 first, u32 nr)
{
	unsigned int pos = find_word(set, first / HOOK_WORD_BITS);

	for (; pos < set->nr && set->word[pos] * HOOK_WORD_BITS < first + nr; pos++)
		WRITE_ONCE(set->bits[pos], 0);
}

/**
 * hook_list_add - remember a number
 * @list: all zero at first
 * @nr: the number
 *
 * Return: 0 or -ENOMEM; the list stays valid.
 */
int hook_list_add(struct hook_list *list, u32 nr)
{
	if (list->len == list->room) {
		unsigned int room = max(2 * list->room, 64u);
		u32 *more = kvrealloc(list->nr, array_size(room, sizeof(*more)), GFP_KERNEL);

		if (!more)
			return -ENOMEM;
		list->nr = more;
		list->room = room;
	}
	list->nr[list->len++] = nr;
	return 0;
}

static int compare_numbers(const void *a, const void *b)
{
	u32 left = *(const u32 *)a, right = *(const u32 *)b;

	return (left > right) - (left < right);
}

static bool is_sorted(const struct hook_list *list)
{
	for (unsigned int i = 1; i < list->len; i++)
		if (list->nr[i] < list->nr[i - 1])
			return false;
	return true;
}

/* The set of the numbers in the list, or ERR_PTR(-ENOMEM). Sorts the list. */
struct hook_set *hook_list_to_set(struct hook_list *list)
{
	if (!is_sorted(list))
		sort(list->nr, list->len, sizeof(*list->nr), compare_numbers, NULL);
	return hook_set_of(list->nr, list->len);
}

void hook_list_free(struct hook_list *list)
{
	kvfree(list->nr);
}
