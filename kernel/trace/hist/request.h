/* SPDX-License-Identifier: GPL-2.0 */
/* A command of the trigger "hist", being read. */
#ifndef _TRACE_HIST_REQUEST_H
#define _TRACE_HIST_REQUEST_H

#include "../text/cursor.h"
#include "hist.h"

#define HIST_MAX_PARTS	64

/**
 * struct hist_request - the parts of a command
 * @hist: becomes it
 * @c: the cursor
 * @lenient: the hist is only compared
 * @pause: word that was there
 * @cont: the same
 * @clear: the same
 * @keys: part; its text is empty if it is not there
 * @values: the same
 * @sort: the same
 * @name: the same, without "name="
 * @vars: parts with assignments
 * @nr_vars: number of them
 * @actions: parts with actions
 * @nr_actions: number of them
 */
struct hist_request {
	struct hist		*hist;
	struct text_cursor	*c;
	bool			lenient;
	bool			pause;
	bool			cont;
	bool			clear;
	struct text_span	keys;
	struct text_span	values;
	struct text_span	sort;
	struct text_span	name;
	struct text_span	vars[HIST_MAX_PARTS];
	unsigned int		nr_vars;
	struct text_span	actions[HIST_MAX_ACTIONS + 1];
	unsigned int		nr_actions;
};

/* parse.c: fills in @hist; all that comes before the parts is set. */
int hist_request_read(struct hist_request *q);

#endif /* _TRACE_HIST_REQUEST_H */
