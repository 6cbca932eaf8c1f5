/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Probes and the events that they feed.
 *
 * A probe is a place and a program that gets arguments there. An event has one probe
 * or several, with the same arguments, and looks like any other event from outside.
 * Its records:
 *
 *	struct trace_entry
 *	1 or 2 words	where it was: the place, or function and return address
 *	arguments	packed, without gaps
 *	strings
 */
#ifndef _TRACE_PROBE_EVENT_H
#define _TRACE_PROBE_EVENT_H

#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/trace_events.h>
#include "../core/instance.h"
#include "arg.h"
#include "btf.h"
#include "dynevent.h"

struct mm_struct;
struct perf_event;
struct probe;

/* What the words of a record tell. */
enum probe_words {
	PROBE_NOWHERE,
	PROBE_AT,
	PROBE_RETURNED,
};

/**
 * struct probe_plan - what the place in a command says of the probe
 * @words: what its records tell of the place
 * @source: what an event without words is about, or NULL
 * @group: name of the group, if the command has none
 * @event: of the event, if the command has none
 * @scope: what arguments can be about
 * @function: for @scope
 * @waits: the place is not there yet, nor need symbols be
 */
struct probe_plan {
	enum probe_words		words;
	const char			*source;
	const char			*group;
	char				event[DYNEVENT_NAME_MAX];
	struct probe_scope		scope;
	struct trace_btf_function	function;
	bool				waits;
};

/**
 * struct probe_kind - how probes of a kind are attached
 * @dyn: as the registry sees them
 * @size: bytes of a probe with what the kind has for it; struct probe comes first
 * @flag: TRACE_EVENT_FL_* of their events
 * @read: reads the place from a command, which goes on with the arguments; 0, or an
 *	errno with the error in the command
 * @start: makes it ready to be attached, or NULL
 * @stop: the opposite, or NULL
 * @release: frees what @read got, perhaps in vain
 * @same_place: do two probes have the same place?
 * @is_at: takes a place from a command; is it the probe's?
 * @attach: one more receiver of its event wants hits, perhaps the @first
 * @detach: one receiver does not want hits any more, perhaps the @last; the last hit
 *	may still be under way
 * @aim: hits of more tasks are wanted than before, or only of fewer; NULL if they all
 *	come anyway
 *
 * @attach, @detach and @aim are called with tracing_mutex held.
 */
struct probe_kind {
	struct dynevent_kind	dyn;
	size_t			size;
	int			flag;
	int			(*read)(struct probe *p, const struct dynevent_head *head,
					struct text_cursor *c, struct probe_plan *plan);
	int			(*start)(struct probe *p);
	void			(*stop)(struct probe *p);
	void			(*release)(struct probe *p);
	bool			(*same_place)(const struct probe *a, const struct probe *b);
	bool			(*is_at)(const struct probe *p, struct text_cursor *c);
	int			(*attach)(struct probe *p, struct trace_event_file *file,
					  bool first);
	void			(*detach)(struct probe *p, struct trace_event_file *file,
					  bool last);
	int			(*aim)(struct probe *p, bool more);
};

/**
 * struct probe_files - who receives an event
 * @rcu: frees it
 * @nr: how many
 * @file: they
 */
struct probe_files {
	struct rcu_head		rcu;
	unsigned int		nr;
	struct trace_event_file	*file[] __counted_by(nr);
};

/**
 * struct probe_tasks - whose hits perf wants
 * @lock: taken under tracing_mutex for changes
 * @list: perf events of one task each, by hw.tp_list
 * @all: number of perf events of all tasks
 */
struct probe_tasks {
	rwlock_t		lock;
	struct list_head	list;
	unsigned int		all;
};

static inline unsigned int probe_words_size(enum probe_words words)
{
	return sizeof(struct trace_entry) + words * sizeof(unsigned long);
}

/**
 * struct probe_event - an event
 * @call: as all others see it
 * @class: its own
 * @kind: of its probes
 * @words: what the words of its records tell
 * @group: name of the group
 * @name: of the event
 * @source: what an event without words is about: the event that it was made of
 * @files: who receives it; changed under tracing_mutex
 * @tasks: whose hits, as far as it is perf that receives it
 * @probes: under dynevent_mutex and tracing_mutex
 * @nr: arguments
 * @arg: names, types and places; without texts
 */
struct probe_event {
	struct trace_event_call		call;
	struct trace_event_class	class;
	const struct probe_kind		*kind;
	enum probe_words		words;
	char				*group;
	char				*name;
	const char			*source;
	struct probe_files __rcu	*files;
	struct probe_tasks		tasks;
	struct list_head		probes;
	unsigned int			nr;
	struct probe_arg		*arg;
};

/**
 * struct probe - a probe, part of what its kind has for it
 * @dyn: in the list of events
 * @event: that it feeds
 * @list: in its event
 * @args: its arguments
 * @hits: by CPU
 * @missed: by CPU: no memory to make the record in
 */
struct probe {
	struct dynevent		dyn;
	struct probe_event	*event;
	struct list_head	list;
	struct probe_args	args;
	unsigned long __percpu	*hits;
	unsigned long		missed;
};

/* Under tracing_mutex. */
static inline struct probe_files *probe_event_files(struct probe_event *ev)
{
	return rcu_dereference_protected(ev->files, lockdep_is_held(&tracing_mutex));
}

/* What a class is asked for when a receiver comes or goes. */
int probe_event_reg(struct trace_event_call *call, enum trace_reg type, void *data);

static inline struct probe *probe_of(const struct dynevent *ev)
{
	return container_of(ev, struct probe, dyn);
}

/* An event has one at least as long as somebody uses it. */
static inline struct probe *probe_first_of(struct trace_event_call *call)
{
	struct probe_event *ev = container_of(call, struct probe_event, call);

	return list_first_entry(&ev->probes, struct probe, list);
}

static inline const struct probe_kind *probe_kind_of(const struct probe *p)
{
	return container_of(p->dyn.kind, struct probe_kind, dyn);
}

/*
 * A kind, at boot: fills in what the registry asks of all probes alike. Its @make is
 * probe_make().
 */
int probe_register_kind(struct probe_kind *kind);
int probe_make(const struct probe_kind *kind, const struct dynevent_head *head,
	       struct text_cursor *c);

/* "MAXACTIVE" behind the letter, and "%return" at the end of a place. */
int probe_read_maxactive(const struct dynevent_head *head, const struct text_cursor *c,
			 bool returns, unsigned int *maxactive);
int probe_read_return(struct text_cursor *word, bool *returns);
/* The one symbol of that name; -EADDRNOTAVAIL if there are several, -EINVAL for none. */
int probe_find_symbol(const char *symbol, const struct text_cursor *c, const char *at,
		      unsigned long *addr);

/*
 * A probe whose event one perf event alone knows; no list has either. @letter and @place
 * are as in a command. These take dynevent_mutex.
 */
int probe_open(const struct probe_kind *kind, char letter, const char *place,
	       struct perf_event *event);
void probe_close(struct perf_event *event);

/* A probe and its place, whether hits are wanted or not. These may sleep. */
int probe_start(struct probe *p);
void probe_stop(struct probe *p);

/*
 * A probe with its event, with dynevent_mutex held. probe_add() starts it, and makes an
 * event or joins the one that there is; -EINVAL with the error in the command, at @place
 * if that is at fault. probe_remove() ends it, and its event with the last probe.
 */
int probe_add(struct probe *p, const struct dynevent_head *head,
	      const struct probe_plan *plan, const struct text_cursor *c,
	      const char *place);
int probe_remove(struct probe *p);

/* The same for one that no list has. */
int probe_add_alone(struct probe *p, const struct probe_plan *plan);
void probe_remove_alone(struct probe *p);

bool probe_is_busy(const struct probe *p);
bool probe_is_on(const struct probe *p);
/* Does anybody want hits in this memory? Any context. */
bool probe_wants(struct probe *p, const struct mm_struct *mm);
unsigned long probe_hits(const struct probe *p);

const char *probe_group(const struct dynevent *ev);
const char *probe_event_name(const struct dynevent *ev);
void probe_show_args(const struct probe *p, struct seq_file *m);
/* Are these words the arguments, or the first of them? */
bool probe_args_match(const struct probe *p, struct text_span words);

/*
 * A hit. Any context with preemption off, but if memory of the task may be brought in:
 * then it may sleep.
 */
void probe_record(struct probe *p, struct fetch_source *src, unsigned long at,
		  unsigned long returned);

/* A hit that only one receiver knows of, and not where it was. */
void probe_record_for(struct probe *p, struct trace_event_file *file,
		      struct fetch_source *src);

static __always_inline void probe_count(struct probe *p)
{
	raw_cpu_inc(*p->hits);
}

#endif /* _TRACE_PROBE_EVENT_H */
