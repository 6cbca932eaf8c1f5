/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Filters: which records of an event are kept.
 *
 * A filter is a flat program.  Each predicate looks at one field and says
 * where to go on when it holds and when it does not: at a later predicate, or
 * at one of the two ends.  So "&&", "||" and "!" cost nothing when it runs,
 * and it never goes backwards.
 *
 * A predicate fetches its left side and tests it.  All comparisons of numbers
 * are one test, "from low to high", or its opposite: "x < 5" is not "x from 5 to
 * the largest number".  A function is a range, too.
 */
#ifndef _TRACE_FILTER_FILTER_H
#define _TRACE_FILTER_FILTER_H

#include <linux/rcupdate.h>
#include <linux/trace_events.h>
#include "../core/number.h"
#include "../text/cursor.h"
#include "../text/glob.h"

/* Ends of a program, in trace_pred::next. */
#define FILTER_REJECT		0
#define FILTER_ACCEPT		1

/* Where the left side of a predicate comes from. */
enum trace_pred_left {
	/* Below: a number in the record, of enum trace_number. Itself: that of this CPU. */
	PRED_CPU = TRACE_NUMBERS,
	/* char name[N] */
	PRED_CHARS,
	/* A string at the end of the record. */
	PRED_DATA_LOC, PRED_REL_LOC,
	/* A string elsewhere, in the kernel or in the task's memory. */
	PRED_POINTER, PRED_USER,
	/* The name of this task. */
	PRED_COMM,
	/* A set of CPUs at the end of the record. */
	PRED_CPUS_LOC, PRED_CPUS_REL_LOC,
	/* Nothing that there is a test for. */
	PRED_OPAQUE,
};

static inline bool trace_pred_is_text(enum trace_pred_left left)
{
	return left >= PRED_CHARS && left <= PRED_COMM;
}

static inline bool trace_pred_is_number(enum trace_pred_left left)
{
	return left <= PRED_CPU;
}

enum trace_pred_test {
	PRED_RANGE,		/* a number: from @low on, at most @span larger */
	PRED_RANGE_ASKED,	/* the same, of one that is not there without asking */
	PRED_BITS,		/* a number: has one of @bits */
	PRED_IN_CPUS,		/* a number: is one of the CPUs in @data */
	PRED_GLOB,		/* a string: matches @glob */
	PRED_SAME_CPUS,		/* a set of CPUs: the one in @data */
	PRED_ANY_CPU,		/* a set of CPUs: shares one with @data */
};

/**
 * struct trace_pred - one comparison
 * @left: enum trace_pred_left
 * @test: enum trace_pred_test
 * @inverted: holds if the test fails; a range in a program has its ways swapped
 *	instead
 * @offset: of the field in the record
 * @size: of the field
 * @next: where to go on if it does not hold [0] and if it does [1]: a place in the
 *	filter in bytes, or an end
 * @data: memory of the right side, or NULL: what @glob points to, or a cpumask
 * @low: of PRED_RANGE*
 * @span: of PRED_RANGE*
 * @bits: of PRED_BITS
 * @glob: of PRED_GLOB
 */
struct trace_pred {
	u8		left;
	u8		test;
	bool		inverted;
	u16		offset;
	u16		size;
	u32		next[2];
	void		*data;
	union {
		struct {
			u64	low;
			u64	span;
		};
		u64			bits;
		struct text_glob	glob;
	};
};

/**
 * struct event_filter - a filter
 * @rcu: frees it after the last record that it looked at
 * @text: what its file shows: the filter as the user wrote it
 * @context: looks at a struct trace_entry
 * @nr: number of predicates, at least one
 * @pred: the program, begins with the first
 */
struct event_filter {
	struct rcu_head		rcu;
	char			*text;
	bool			context;
	unsigned int		nr;
	struct trace_pred	pred[] __counted_by(nr);
};

/* pred.c */
int trace_pred_read(struct trace_event_call *call, struct text_cursor *c,
		    struct trace_pred *p);
const char *trace_pred_op(unsigned int i);
const char *trace_pred_pseudo_field(unsigned int i);

/* names.c */
bool trace_pred_named(const struct trace_event_call *call, struct text_span field,
		      struct text_span name, u64 *value);

/* compile.c */
struct event_filter *trace_filter_compile(struct trace_event_call *call,
					  struct text_cursor *c);
void trace_filter_free(struct event_filter *filter);

/* attach.c; these need tracing_mutex. */
int trace_filter_set(struct trace_event_file *file, const char *text);
int trace_filter_set_system(struct trace_array *tr, const char *system,
			    const char *text);
const char *trace_filter_text(struct trace_event_file *file);

#endif /* _TRACE_FILTER_FILTER_H */
