/* SPDX-License-Identifier: GPL-2.0 */
/* Parameters of the kernel command line that may come several times, and then add up. */
#ifndef _TRACE_TEXT_REPEATS_H
#define _TRACE_TEXT_REPEATS_H

#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>

#define TEXT_REPEATS_MAX	16

/**
 * struct text_repeats - what was said
 * @text: each time
 * @nr: how often
 * @at: the one that the next word is looked for in
 */
struct text_repeats {
	char		*text[TEXT_REPEATS_MAX];
	unsigned int	nr;
	unsigned int	at;
};

/* For a __setup() function: it was said once more. */
static inline int __init text_repeats_add(struct text_repeats *r, char *text)
{
	if (r->nr < TEXT_REPEATS_MAX)
		r->text[r->nr++] = text;
	else
		pr_warn("tracing: one parameter too many: %s\n", text);
	return 1;
}

/* The next word, which may be written into; NULL behind the last one. */
static inline char * __init text_repeats_next(struct text_repeats *r, const char *separators)
{
	char *word;

	while (r->at < r->nr) {
		word = strsep(&r->text[r->at], separators);
		if (word && *strim(word))
			return strim(word);
		if (!word)
			r->at++;
	}
	return NULL;
}

#endif /* _TRACE_TEXT_REPEATS_H */
