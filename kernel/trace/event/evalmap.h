/* SPDX-License-Identifier: GPL-2.0 */
/* Names in print formats that are shown as their values. */
#ifndef _TRACE_EVENT_EVALMAP_H
#define _TRACE_EVENT_EVALMAP_H

#include <linux/tracepoint.h>

struct module;
struct seq_file;
struct trace_event_call;

/**
 * struct trace_evals - names with values, sorted for search
 * @map: pointers to them, in the order of their names
 * @nr: how many
 */
struct trace_evals {
	struct trace_eval_map	**map;
	unsigned int		nr;
};

/* Sorts the array in place. */
void trace_evals_sort(struct trace_evals *evals);

/*
 * Replaces the names of the event's system in its print format: in place, or in
 * a new string where the values need more room.  -ENOMEM leaves it as it is.
 */
int trace_evals_apply(const struct trace_evals *evals,
		      struct trace_event_call *call);

/*
 * Length of @fmt with the names of @system replaced; @to gets the text unless it
 * is NULL.  @grows, unless NULL, is set if @to must not be @fmt: somewhere, what
 * is written would overtake what is read.
 */
unsigned int trace_evals_expand(const struct trace_evals *evals,
				const char *system, const char *fmt, char *to,
				bool *grows);

/* For the file eval_map: keep copies, drop those of a module.  tracing_mutex. */
void trace_evals_remember(const struct trace_evals *evals, struct module *mod);
void trace_evals_forget(struct module *mod);
void trace_evals_show(struct seq_file *m);

#endif /* _TRACE_EVENT_EVALMAP_H */
