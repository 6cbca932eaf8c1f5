/* SPDX-License-Identifier: GPL-2.0 */
/* A tracer: what current_tracer can name. */
#ifndef _TRACE_CORE_TRACER_H
#define _TRACE_CORE_TRACER_H

#include <linux/trace_events.h>
#include "option.h"

struct seq_file;

/**
 * struct tracer - a way of producing records that an instance can select
 * @name: as in current_tracer
 * @init: starts in @tr; 0 or an errno, then nothing has changed
 * @reset: ends in @tr; nothing of it may run when it returns
 * @set_option: an option of this tracer is about to change; an errno refuses
 * @print_header: the lines above the records, NULL: the usual ones
 * @print_first: trace_pipe begins with lines of it: prints number @nr, counted from 0;
 *	false if there are not that many; NULL: there are none
 * @print_line: prints a record; TRACE_TYPE_UNHANDLED: the usual way
 * @top_only: not for instances below instances/
 * @keeps_worst: the file trace shows what trace_worst_keep() kept
 * @list: all tracers
 */
struct tracer {
	const char		*name;
	int			(*init)(struct trace_array *tr);
	void			(*reset)(struct trace_array *tr);
	int			(*set_option)(struct trace_array *tr,
					      enum trace_option opt, bool on);
	void			(*print_header)(struct seq_file *m,
						struct trace_iterator *iter);
	bool			(*print_first)(struct trace_iterator *iter,
					       unsigned int nr);
	enum print_line_t	(*print_line)(struct trace_iterator *iter);
	bool			top_only;
	bool			keeps_worst;
	struct list_head	list;
};

extern struct list_head tracers;	/* newest first, under tracing_mutex */

extern struct tracer nop_tracer;

int register_tracer(struct tracer *tracer);
struct tracer *tracer_find(const char *name);

/* Needs tracing_mutex; -EINVAL for a name that is unknown here. */
int tracer_select(struct trace_array *tr, const char *name);

#endif /* _TRACE_CORE_TRACER_H */
