/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines that have been printed for a reader and not been fetched yet.
 *
 * What a line looks like is a form; the files that give records out are the same
 * for all forms.
 */
#ifndef _TRACE_OUTPUT_LINES_H
#define _TRACE_OUTPUT_LINES_H

#include <linux/trace_events.h>
#include "json.h"

struct seq_file;
struct trace_lines;

/**
 * struct trace_form - what records look like
 * @header: prints the lines above the records when they can be read again; NULL:
 *	there are none
 * @first: prints a line that comes before all that are given out once; false if there
 *	are not that many; NULL: there are none
 * @open: gets memory; NULL: there is nothing to do
 * @add: prints the record that the iterator shows behind what is there; returns
 *	TRACE_TYPE_PARTIAL_LINE if that has to be fetched first
 * @reset: all lines are gone
 */
struct trace_form {
	void			(*header)(struct seq_file *m, struct trace_iterator *iter);
	bool			(*first)(struct trace_lines *lines, unsigned int nr);
	int			(*open)(struct trace_lines *lines);
	enum print_line_t	(*add)(struct trace_lines *lines);
	void			(*reset)(struct trace_lines *lines);
};

extern const struct trace_form trace_form_text;	/* as the options say */
extern const struct trace_form trace_form_json;

/**
 * struct trace_lines - a reader's lines
 * @iter: where the reader is
 * @form: what they look like
 * @json: memory for the form of that name
 * @text: the lines
 * @len: bytes of them
 * @fetched: how many of those the reader has
 */
struct trace_lines {
	struct trace_iterator	iter;
	const struct trace_form	*form;
	struct json		json;
	const char		*text;
	size_t			len;
	size_t			fetched;
};

/* @lines was zeroed; @iter is and stays the caller's.  0 or -ENOMEM. */
int trace_lines_open(struct trace_lines *lines, const struct trace_form *form);
void trace_lines_close(struct trace_lines *lines);

/* All of them are gone. */
void trace_lines_reset(struct trace_lines *lines);

/* See struct trace_form. Under trace_printers_lock(); may sleep. */
static inline enum print_line_t trace_lines_add(struct trace_lines *lines)
{
	return lines->form->add(lines);
}

/*
 * Goes through records until there are @want bytes of lines, or no more lines fit, or
 * there are no more records. Under trace_printers_lock(); may sleep.
 */
void trace_lines_fill(struct trace_lines *lines, size_t want);

static inline bool trace_lines_first(struct trace_lines *lines, unsigned int nr)
{
	return lines->form->first && lines->form->first(lines, nr);
}

static inline size_t trace_lines_left(const struct trace_lines *lines)
{
	return lines->len - lines->fetched;
}

#endif /* _TRACE_OUTPUT_LINES_H */
