// SPDX-License-Identifier: GPL-2.0
/*
 * Values for names in print formats.
 *
 * The text behind "print fmt:" comes from TP_printk() and may name enumerators
 * and sizes, which say nothing outside the kernel.  An event header lists those
 * with TRACE_DEFINE_ENUM() and TRACE_DEFINE_SIZEOF(); here each becomes a number.
 *
 * A format is read once, word by word.  A word is a name unless it is inside a
 * string or behind "." or "->", where it is a member; "sizeof(...)" is one word.
 * Each word is looked up in the sorted array of names.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include "evalmap.h"

static int cmp_maps(const void *a, const void *b)
{
	const struct trace_eval_map *x = *(struct trace_eval_map * const *)a;
	const struct trace_eval_map *y = *(struct trace_eval_map * const *)b;

	return strcmp(x->eval_string, y->eval_string) ?:
	       strcmp(x->system, y->system);
}

void trace_evals_sort(struct trace_evals *evals)
{
	sort(evals->map, evals->nr, sizeof(evals->map[0]), cmp_maps, NULL);
}

/* Compare a name with a word of known length and a system. */
static int cmp_word(const struct trace_eval_map *map, const char *word,
		    unsigned int len, const char *system)
{
	int diff = strncmp(map->eval_string, word, len);

	if (!diff && map->eval_string[len])
		diff = 1;
	return diff ?: strcmp(map->system, system);
}

static const struct trace_eval_map *
find_word(const struct trace_evals *evals, const char *system,
	  const char *word, unsigned int len)
{
	unsigned int low = 0, high = evals->nr;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		int diff = cmp_word(evals->map[mid], word, len, system);

		if (!diff)
			return evals->map[mid];
		if (diff < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool is_word(char c)
{
	return isalnum(c) || c == '_';
}

/* Length of a string literal, from one quote to the other. */
static unsigned int string_len(const char *text)
{
	unsigned int len = 1;

	while (text[len] && text[len] != '"')
		len += text[len] == '\\' && text[len + 1] ? 2 : 1;
	return text[len] ? len + 1 : len;
}

static unsigned int word_len(const char *text)
{
	unsigned int len = 0;

	while (is_word(text[len]))
		len++;
	if (len == strlen("sizeof") && str_has_prefix(text, "sizeof(")) {
		const char *end = strchr(text, ')');

		return end ? end + 1 - text : len;
	}
	return len;
}

/* The next piece of a format that is replaced or copied as a whole. */
static unsigned int piece_len(const char *text)
{
	if (*text == '"')
		return string_len(text);
	return is_word(*text) ? word_len(text) : 1;
}

/* The last two characters that were read: "->" and "." come before members. */
struct behind {
	char	last;
	char	before;
};

static bool is_member(const struct behind *behind)
{
	return behind->last == '.' ||
	       (behind->last == '>' && behind->before == '-');
}

static void step_over(struct behind *behind, const char *piece, unsigned int len)
{
	behind->before = len > 1 ? piece[len - 2] : behind->last;
	behind->last = piece[len - 1];
}

unsigned int trace_evals_expand(const struct trace_evals *evals,
				const char *system, const char *fmt, char *to,
				bool *grows)
{
	const struct trace_eval_map *map;
	struct behind behind = {};
	unsigned int out = 0, len;
	char num[24];

	for (const char *text = fmt; *text; text += len) {
		const char *piece = text;
		unsigned int bytes;

		len = piece_len(text);
		bytes = len;
		map = NULL;
		if (is_word(*text) && !is_member(&behind))
			map = find_word(evals, system, text, len);
		if (map) {
			bytes = scnprintf(num, sizeof(num), "%ld",
					  (long)map->eval_value);
			piece = num;
		}
		step_over(&behind, text, len);
		if (to)
			memmove(to + out, piece, bytes);
		out += bytes;
		if (grows && out > text + len - fmt)
			*grows = true;
	}
	if (to)
		to[out] = '\0';
	return out;
}

int trace_evals_apply(const struct trace_evals *evals,
		      struct trace_event_call *call)
{
	const char *system = call->class->system;
	bool grows = false;
	unsigned int len;
	char *fmt;

	if (!call->print_fmt || !evals->nr)
		return 0;
	len = trace_evals_expand(evals, system, call->print_fmt, NULL, &grows);
	if (!grows) {
		trace_evals_expand(evals, system, call->print_fmt,
				   call->print_fmt, NULL);
		return 0;
	}
	fmt = kmalloc(len + 1, GFP_KERNEL);
	if (!fmt)
		return -ENOMEM;
	trace_evals_expand(evals, system, call->print_fmt, fmt, NULL);
	call->print_fmt = fmt;
	call->flags |= TRACE_EVENT_FL_OWN_FMT;
	return 0;
}

#ifdef CONFIG_TRACE_EVAL_MAP_FILE
/* What one module, or the kernel, has brought. */
struct eval_copy {
	struct list_head	list;
	struct module		*mod;
	unsigned int		nr;
	struct trace_eval_map	map[] __counted_by(nr);
};

static LIST_HEAD(eval_copies);		/* under tracing_mutex */

void trace_evals_remember(const struct trace_evals *evals, struct module *mod)
{
	struct eval_copy *copy;

	if (!evals->nr)
		return;
	copy = kmalloc(struct_size(copy, map, evals->nr), GFP_KERNEL);
	if (!copy)
		return;
	copy->mod = mod;
	copy->nr = evals->nr;
	for (unsigned int i = 0; i < evals->nr; i++)
		copy->map[i] = *evals->map[i];
	list_add_tail(&copy->list, &eval_copies);
}

void trace_evals_forget(struct module *mod)
{
	struct eval_copy *copy, *next;

	list_for_each_entry_safe(copy, next, &eval_copies, list) {
		if (copy->mod != mod)
			continue;
		list_del(&copy->list);
		kfree(copy);
	}
}

void trace_evals_show(struct seq_file *m)
{
	struct eval_copy *copy;

	list_for_each_entry(copy, &eval_copies, list) {
		for (unsigned int i = 0; i < copy->nr; i++)
			seq_printf(m, "%s %ld (%s)\n",
				   copy->map[i].eval_string,
				   (long)copy->map[i].eval_value,
				   copy->map[i].system);
	}
}
#else
void trace_evals_remember(const struct trace_evals *evals, struct module *mod)
{
}

void trace_evals_forget(struct module *mod)
{
}
#endif /* CONFIG_TRACE_EVAL_MAP_FILE */
