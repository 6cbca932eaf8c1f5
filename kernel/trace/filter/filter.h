/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Filters: which records of an event are kept.
 *
 * A filter is a flat program.  Each predicate looks at one field and says
 * where to go on when it holds and when it does not: at a later predicate, or
 * at one of the two ends.  So "&&", "||" and "!" cost nothing when it runs,
 * and it never goes backwards.
 */
#ifndef _TRACE_FILTER_FILTER_H
#define _TRACE_FILTER_FILTER_H

#include <linux/rcupdate.h>
#include <linux/trace_events.h>

#define FILTER_MAX_PREDS	256

/* Ends of a program, in trace_pred::next. */
#define FILTER_REJECT		0xfffe
#define FILTER_ACCEPT		0xffff

enum trace_pred_op {
	PRED_EQ, PRED_NE, PRED_LT, PRED_LE, PRED_GT, PRED_GE, PRED_AND, PRED_GLOB,
};

/* Where the left side of a predicate comes from. */
enum trace_pred_kind {
	PRED_UNSIGNED, PRED_SIGNED,	/* a number in the record */
	PRED_CHARS,			/* char name[N] */
	PRED_DATA_LOC, PRED_REL_LOC,	/* a string that the record points to */
	PRED_POINTER,			/* a string elsewhere in the kernel */
	PRED_COMM, PRED_CPU,		/* not in the record */
};

/**
 * struct trace_pred - one comparison
 * @kind: how to fetch the left side
 * @op: what to do with the two
 * @offset: of the field in the record
 * @size: of the field
 * @next: where to go on if it does not hold [0] and if it does [1]
 * @value: right side, a number
 * @text: right side, a string
 */
struct trace_pred {
	u8	kind;
	u8	op;
	u16	offset;
	u16	size;
	u16	next[2];
	u64	value;
	char	*text;
};

/**
 * struct event_filter - a filter
 * @rcu: frees it after the last record that it looked at
 * @text: as the user wrote it
 * @nr: number of predicates, at least one
 * @pred: the program, begins with the first
 */
struct event_filter {
	struct rcu_head		rcu;
	char			*text;
	unsigned int		nr;
	struct trace_pred	pred[] __counted_by(nr);
};

struct event_filter *trace_filter_compile(struct trace_event_call *call,
					  const char *text);
void trace_filter_free(struct event_filter *filter);

/* These need tracing_mutex. */
int trace_filter_set(struct trace_event_file *file, const char *text);
int trace_filter_set_system(struct trace_array *tr, const char *system,
			    const char *text);
const char *trace_filter_text(struct trace_event_file *file);

#endif /* _TRACE_FILTER_FILTER_H */
