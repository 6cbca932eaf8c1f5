/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histogram triggers.
 *
 * struct hist_expr	where a value comes from: a field, a variable, a sum of both
 * struct hist_table	keys with sums and variables; hists of one name share one
 * struct hist		a trigger: what its hits put into the table
 * struct hist_ref	a variable of another table that a hit looks up
 * struct hist_action	what is done besides
 *
 * A hit works out the key of its event, then looks up the variables that it needs,
 * all with that same key, or with its beginning where the other's is shorter. If one of
 * them has not been set the hit counts for nothing. Else it adds to the sums of the key,
 * sets the variables, and does what there is to be done. A variable that was part of an
 * expression is not set any more then.
 *
 * All is read and changed under tracing_mutex but by hits, which happen in any
 * context with preemption off. A hit finds its hist through the list of triggers,
 * and all that a hist points to is there until the last hit has ended.
 */
#ifndef _TRACE_HIST_HIST_H
#define _TRACE_HIST_HIST_H

#include <linux/bits.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>
#include "../core/number.h"
#include "../core/trigger.h"
#include "files.h"
#include "map.h"
#include "sketch.h"

struct synth_event;
struct text_cursor;
struct text_span;

#define HIST_MAX_KEYS		8
#define HIST_MAX_VALUES		17
#define HIST_MAX_SORT		2
#define HIST_MAX_VARS		64
#define HIST_MAX_REFS		16
/* So many of its own variables are at hand behind those of others, for actions. */
#define HIST_MAX_OWN		8
#define HIST_MAX_ACTIONS	8
#define HIST_MAX_PARAMS		64
#define HIST_MAX_DEPTH		3

#define HIST_STACK_DEPTH	16U
#define HIST_STACK_BYTES	(HIST_STACK_DEPTH * sizeof(unsigned long))
#define HIST_TEXT_BYTES		256
/* The longest key, and what comes with it. */
#define HIST_KEY_BYTES		1536

/* ---- Values ----------------------------------------------------------- */

enum hist_source {
	/* Below: numbers in the record, of enum trace_number. */
	HIST_CONST = TRACE_NUMBERS, HIST_CPU, HIST_TIME, HIST_HITCOUNT,
	/* Another one's variable, number @value of hist_hit.refs. */
	HIST_REF,
	/* A variable of its own that the hit has set, the same. */
	HIST_OWN,
	HIST_ADD, HIST_SUB, HIST_MUL, HIST_DIV, HIST_NEG,
	/* Texts. */
	HIST_CHARS, HIST_DATA_LOC, HIST_REL_LOC, HIST_POINTER, HIST_COMM,
	/* Stacks. */
	HIST_STACK_NOW, HIST_STACK_LOC,
};

enum hist_kind { HIST_NUMBER, HIST_TEXT, HIST_STACK };

enum hist_show {
	HIST_PLAIN, HIST_HEX, HIST_SYM, HIST_SYM_OFFSET, HIST_SYSCALL, HIST_EXECNAME,
	HIST_LOG2, HIST_BUCKETS, HIST_LHIST, HIST_USECS, HIST_STACKTRACE,
	/* Of values alone. */
	HIST_PERCENT, HIST_GRAPH, HIST_AVG,
	/* A sum is not all that is kept of these. */
	HIST_STDDEV, HIST_QUANTILE,
	/* These are not summed up, see hist_extreme(). */
	HIST_MIN, HIST_MAX,
};

/**
 * struct hist_expr - where a value comes from
 * @source: enum hist_source
 * @kind: enum hist_kind
 * @show: enum hist_show
 * @is_signed: of a number
 * @is_time: counts nanoseconds or, with HIST_USECS, microseconds
 * @depth: levels of operators
 * @offset: in the record
 * @size: bytes there; of a text, its room
 * @value: of HIST_CONST and HIST_REF
 * @bucket: width, of HIST_BUCKETS and HIST_LHIST; percentage, of HIST_QUANTILE
 * @low: of HIST_LHIST, where its first bucket begins
 * @high: the same, where what is above its last one begins
 * @more: of HIST_STDDEV and HIST_QUANTILE, the first of the further words that they have
 *	in an entry's sums
 * @shares: a value before this one fills these in
 * @pos: where it begins in its command
 * @arg: of an operator
 * @text: as trigger files show it
 * @label: as the file hist calls it
 */
struct hist_expr {
	u8			source;
	u8			kind;
	u8			show;
	bool			is_signed;
	bool			is_time;
	u8			depth;
	u16			offset;
	u16			size;
	u64			value;
	u64			bucket;
	u64			low;
	u64			high;
	u16			more;
	bool			shares;
	size_t			pos;
	struct hist_expr	*arg[2];
	char			*text;
	char			*label;
};

/* ---- Tables ----------------------------------------------------------- */

/* Bits of hist_table.state: hits count for nothing; the next one is news. */
enum hist_state { HIST_CLOSED, HIST_WATCHED };

/**
 * struct hist_table - what hists of one name share
 * @map: keys and sums
 * @refs: hists and variables of others that point here
 * @nr_hists: hists
 * @nr_users: references of others to variables
 * @key_sizes: bytes of each key in the map's key
 * @state: HIST_CLOSED and HIST_WATCHED
 * @lock: held by who empties the table, takes entries out or copies them; inside of
 *	tracing_mutex
 * @evicts: makes room for new keys
 * @short_of: a hit has found that room has to be made
 * @evict: makes it
 * @news: how often there was something for those who wait
 * @wake: wakes them
 * @period: jiffies after which it begins anew, or 0
 * @next_end: when it does next
 * @reset: does it
 * @last: @map in the last period; empty if that was the first one
 * @nr_periods: periods that have ended
 * @nr_keys: keys
 * @nr_vars: variables
 * @vars: where in an entry's extra bytes the value of each is, a u64
 * @blobs: where the text or stack of each is, or 0
 * @kinds: enum hist_kind of each
 * @set: where the word is that has a bit for each that is set
 */
struct hist_table {
	struct hist_map	*map;
	refcount_t	refs;
	unsigned int	nr_hists;
	unsigned int	nr_users;
	unsigned long	state;
	struct mutex	lock;		/* against hist_map_recycle() */
	bool		evicts;
	struct irq_work	short_of;
	struct work_struct evict;
	atomic64_t	news;
	struct irq_work	wake;
	unsigned long	period;
	unsigned long	next_end;
	struct delayed_work reset;
	struct hist_map	*last;
	u64		nr_periods;
	u16		key_sizes[HIST_MAX_KEYS];
	unsigned int	nr_keys;
	unsigned int	nr_vars;
	u16		vars[HIST_MAX_VARS];
	u16		blobs[HIST_MAX_VARS];
	u8		kinds[HIST_MAX_VARS];
	u16		set;
};

/**
 * struct hist_var - a variable
 * @name: its name
 * @expr: what it is set to
 */
struct hist_var {
	char			*name;
	struct hist_expr	*expr;
};

/**
 * struct hist_ref - a variable of another table
 * @table: that
 * @var: which
 * @used_up: it is not set any more after it was read
 * @fits: the keys here begin like those there; else it is never found
 */
struct hist_ref {
	struct hist_table	*table;
	unsigned int		var;
	bool			used_up;
	bool			fits;
};

/* ---- Actions ---------------------------------------------------------- */

enum hist_handler { HIST_ONMATCH, HIST_ONMAX, HIST_ONCHANGE };
enum hist_deed { HIST_TRACE, HIST_SAVE, HIST_SNAPSHOT };

/**
 * struct hist_action - what a hit does
 * @handler: enum hist_handler: when
 * @deed: enum hist_deed: what
 * @var: which variable of this hist is watched
 * @track: where in an entry's extra bytes the watched value is kept; behind it a word
 *	that is 1 once there is one
 * @nr_params: parameters
 * @params: what is traced or saved
 * @saved: where in an entry's extra bytes each is saved
 * @synth: the event that is traced
 * @hidden: hists that were made for fields of the other event, @nr_hidden of them
 * @nr_hidden: see there
 * @text: as it was written
 * @taken: HIST_SNAPSHOT: 1 once there was one
 * @worst: the value that set it off
 * @key: what was hit then
 */
struct hist_action {
	u8			handler;
	u8			deed;
	unsigned int		var;
	u16			track;
	unsigned int		nr_params;
	struct hist_expr	*params[HIST_MAX_PARAMS];
	u16			saved[HIST_MAX_PARAMS];
	struct synth_event	*synth;
	struct hist		*hidden[HIST_MAX_PARAMS];
	unsigned int		nr_hidden;
	char			*text;
	u32			taken;
	u64			worst;
	void			*key;
};

/**
 * struct hist_sort - one criterion
 * @value: by number @nr of the values, else of the keys
 * @nr: see @value
 * @descending: the greatest one first
 */
struct hist_sort {
	bool		value;
	bool		descending;
	unsigned int	nr;
};

/* ---- Hists ------------------------------------------------------------ */

/**
 * struct hist - a histogram trigger
 * @trigger: how events find it
 * @refs: one of the trigger, one of each reader
 * @table: where hits go
 * @name: of @table, or NULL
 * @clock: the clock that was asked for, or NULL
 * @size: entries
 * @evicts: what is hit when the table is full comes in the place of something old
 * @period: milliseconds after which the table begins anew, or 0
 * @paused: hits count for nothing
 * @no_hitcount: the number of hits is not shown
 * @timed: looks at the time
 * @owners: is made for an action, which removes it
 * @gone: no event finds it any more
 * @nr_keys: keys
 * @nr_values: values; the first is the number of hits
 * @nr_vars: variables
 * @nr_others: variables of other tables
 * @nr_sort: criteria
 * @nr_actions: actions
 * @context: looks at common_flags or common_preempt_count
 * @fast: all keys are numbers, and nothing but sums is kept
 * @comm: where in a key the name of the task is, or 0
 * @probe_bytes: length of the event's probe; 0 if a tracepoint does not call it
 * @iterator_bytes: length of the function that calls several probes of the tracepoint
 * @keys: keys
 * @values: values
 * @vars: variables
 * @others: variables of other tables
 * @sort: criteria
 * @actions: actions
 */
struct hist {
	struct trace_trigger	trigger;
	refcount_t		refs;
	struct hist_table	*table;
	char			*name;
	char			*clock;
	unsigned int		size;
	bool			evicts;
	u64			period;
	bool			paused;
	bool			no_hitcount;
	bool			timed;
	unsigned int		owners;
	bool			gone;
	bool			context;
	bool			fast;
	u16			comm;
	unsigned long		probe_bytes;
	unsigned long		iterator_bytes;
	unsigned int		nr_keys;
	unsigned int		nr_values;
	unsigned int		nr_vars;
	unsigned int		nr_others;
	unsigned int		nr_sort;
	unsigned int		nr_actions;
	struct hist_expr	*keys[HIST_MAX_KEYS];
	struct hist_expr	*values[HIST_MAX_VALUES];
	struct hist_var		vars[HIST_MAX_VARS];
	struct hist_ref		others[HIST_MAX_REFS];
	struct hist_sort	sort[HIST_MAX_SORT];
	struct hist_action	*actions[HIST_MAX_ACTIONS];
};

static inline struct hist *hist_of(const struct trace_trigger *t)
{
	return container_of(t, struct hist, trigger);
}

extern struct trace_action hist_trigger;

/* The hists of an event. */
#define for_each_hist(t, file)					\
	list_for_each_entry(t, &(file)->triggers, list)		\
		if ((t)->action == &hist_trigger)

/**
 * struct hist_hit - what a hit knows
 * @hist: that was hit
 * @rec: the record
 * @map: where it is counted
 * @nr: entry of the key there
 * @refs: values of variables of other tables, HIST_MAX_REFS of them, and then of its own
 * @time: when
 */
struct hist_hit {
	struct hist		*hist;
	struct trace_record	*rec;
	struct hist_map		*map;
	u32			nr;
	u64			*refs;
	u64			time;
};

/* expr.c: reads all that the cursor has; ERR_PTR, -EINVAL with the error in the command. */
struct hist_expr *hist_expr_read(struct hist *hist, struct text_cursor *c, bool lenient);
struct hist_expr *hist_expr_copy(const struct hist_expr *expr);
/* A parameter of an action: one operand. A variable keeps its value. */
struct hist_expr *hist_param_read(struct hist *hist, struct text_cursor *c);
/* The first variable of a table, which is known as what the cursor has. */
struct hist_expr *hist_expr_of_table(struct hist *hist, struct text_cursor *c,
				     struct hist_table *table);
void hist_expr_free(struct hist_expr *expr);

/* evict.c */
void hist_evict_init(struct hist_table *table);
void hist_evict_stop(struct hist_table *table);

/* period.c */
int hist_period_start(struct hist_table *table);
void hist_period_stop(struct hist_table *table);

/* view.c */
void hist_wake(struct irq_work *work);
void hist_notice(struct hist_table *table);

/* var.c */
int hist_var_find(const struct hist *hist, struct text_span name);
int hist_ref_add(struct hist *hist, struct hist_table *table, unsigned int var, bool use_up);
int hist_ref_find(struct hist *hist, struct text_cursor *c, struct text_span system,
		  struct text_span event, struct text_span name, bool use_up);
void hist_refs_fit(struct hist *hist);
unsigned int hist_place_values(struct hist *hist);
struct hist_table *hist_table_alloc(struct hist *hist);
void hist_table_put(struct hist_table *table);

/* action.c */
int hist_action_read(struct hist *hist, struct text_cursor *c, bool lenient);
void hist_action_free(struct hist *hist, struct hist_action *action);
void hist_actions_run(const struct hist_hit *hit);

/* run.c; preemption off, any context. */
bool hist_run(struct trace_trigger *t, struct trace_record *rec);
u64 hist_value(const struct hist_expr *expr, const void *rec, const u64 *refs, u64 time);
u64 hist_operate(enum hist_source source, u64 a, u64 b);
size_t hist_text(const struct hist_expr *expr, const void *rec, const u64 *refs, char *to,
		 size_t room);
void hist_stack(const struct hist *hist, const struct hist_expr *expr, const void *rec,
		const u64 *refs, void *to);

/**
 * struct hist_range - numbers that have one key
 * @from: the least one
 * @to: the greatest one
 * @no_from: there is no least one
 * @no_to: there is no greatest one
 */
struct hist_range {
	u64	from;
	u64	to;
	bool	no_from;
	bool	no_to;
};

struct hist_range hist_range_of(const struct hist_expr *key, u64 value);

/* command.c */
void hist_print(const struct trace_trigger *t, struct seq_file *m);
void hist_put(struct hist *hist);
struct hist *hist_make(struct trace_event_file *file, const char *text);
void hist_take_away(struct hist *hist);

/* sort.c */

/**
 * struct hist_row - an entry that is printed
 * @nr: its number
 * @values: its sums
 * @entry: a copy of the entry
 */
struct hist_row {
	u32	nr;
	u64	*values;
	void	*entry;
};

/**
 * struct hist_rows - the entries of a table as they were at one time, in order
 * @hist: whose
 * @row: they, @nr of them
 * @nr: see there
 * @values: memory of hist_row.values
 * @entries: memory of hist_row.entry
 * @extra: where in an entry its extra bytes are
 * @total: sum of each value
 * @max: the greatest of each value
 * @dropped: hits without room
 * @evicted: entries that had to go
 * @evicted_hits: hits of these
 */
struct hist_rows {
	struct hist	*hist;
	struct hist_row	*row;
	unsigned int	nr;
	u64		*values;
	void		*entries;
	u32		extra;
	u64		total[HIST_MAX_VALUES];
	u64		max[HIST_MAX_VALUES];
	u64		dropped;
	u64		evicted;
	u64		evicted_hits;
};

int hist_rows_take(struct hist_rows *rows, struct hist *hist, bool ended);
void hist_rows_drop(struct hist_rows *rows);

/*
 * What is kept of the least and of the greatest value is a number that only grows, from
 * 0, on each CPU; so the greatest of all CPUs' is what counts. Doing it twice gives the
 * value back.
 */
static inline u64 hist_extreme(const struct hist_expr *expr, u64 value)
{
	u64 grows = expr->is_signed ? value ^ BIT_ULL(63) : value;

	return expr->show == HIST_MIN ? ~grows : grows;
}

/* Is @a less, as the value itself tells less from more? */
static inline bool hist_less(const struct hist_expr *expr, u64 a, u64 b)
{
	return expr->is_signed ? (s64)a < (s64)b : a < b;
}

static inline bool hist_is_extreme(const struct hist_expr *expr)
{
	return expr->show >= HIST_MIN;
}

/* Is more to be done than to add it up? */
static inline bool hist_is_special(const struct hist_expr *expr)
{
	return expr->show >= HIST_STDDEV;
}

/* Counters of a sketch of a value. */
static inline unsigned int hist_sketch_of(const struct hist_expr *expr)
{
	return hist_sketch_size(BITS_PER_BYTE * expr->size, expr->is_signed);
}

/* Is it text or a number that a key shows? */
static inline unsigned int hist_key_size(const struct hist_expr *key)
{
	if (key->kind == HIST_TEXT)
		return ALIGN(key->size, sizeof(u64));
	return key->kind == HIST_STACK ? HIST_STACK_BYTES : sizeof(u64);
}

#endif /* _TRACE_HIST_HIST_H */
