/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events that are made at run time: their list, and the commands that change it.
 *
 *	LETTER[NUMBER][:[GROUP/][EVENT]] REST	makes one
 *	-:[GROUP/]EVENT [REST]			removes it; "*" and "?" in both names
 *	-:GROUP/				removes all of a group
 *	!LETTER...				removes what the command would make
 *
 * What the letters are and what REST is, is the business of the kinds.
 */
#ifndef _TRACE_PROBE_DYNEVENT_H
#define _TRACE_PROBE_DYNEVENT_H

#include <linux/list.h>
#include <linux/mutex.h>
#include "../text/cursor.h"

#define DYNEVENT_NAME_MAX	64	/* with the terminator */

struct dynevent;
struct seq_file;

/**
 * struct dynevent_head - the first word of a command
 * @letter: what it begins with
 * @number: behind the letter
 * @names: there is a colon
 * @group: as it is written; empty if it is not
 * @event: the same
 */
struct dynevent_head {
	char			letter;
	struct text_span	number;
	bool			names;
	struct text_span	group;
	struct text_span	event;
};

/**
 * struct dynevent_kind - a kind of event
 * @name: what error_log calls it
 * @takes: is it this kind that a command is for? @rest is behind the first word
 * @make: makes an event; 0, or an errno with the error in the command
 * @group: that the event belongs to
 * @event: its name
 * @matches: is it what REST of a command is about? Without it every event is
 * @show: prints the command that makes it, without the end of the line
 * @is_busy: must it stay?
 * @remove: ends it; an errno if it must stay
 * @list: all kinds
 *
 * All are called with dynevent_mutex held and may sleep.
 */
struct dynevent_kind {
	const char	*name;
	bool		(*takes)(const struct dynevent_head *head, struct text_cursor rest);
	int		(*make)(const struct dynevent_head *head, struct text_cursor *rest);
	const char	*(*group)(const struct dynevent *ev);
	const char	*(*event)(const struct dynevent *ev);
	bool		(*matches)(const struct dynevent *ev, struct text_span rest);
	void		(*show)(const struct dynevent *ev, struct seq_file *m);
	bool		(*is_busy)(const struct dynevent *ev);
	int		(*remove)(struct dynevent *ev);
	struct list_head list;
};

/**
 * struct dynevent - an event, part of what its kind has for it
 * @kind: its kind
 * @list: in dynevents, in the order of making
 */
struct dynevent {
	const struct dynevent_kind	*kind;
	struct list_head		list;
};

/* Outside of tracing_mutex. */
extern struct mutex dynevent_mutex;
extern struct list_head dynevents;

void dynevent_register_kind(struct dynevent_kind *kind);

/* These need dynevent_mutex. */
void dynevent_add(struct dynevent *ev, const struct dynevent_kind *kind);
void dynevent_del(struct dynevent *ev);
int dynevent_check_name(const struct text_cursor *c, struct text_span name, bool is_group);

/* One line; @only that kind, or any if NULL.  These take dynevent_mutex. */
int dynevent_command(const char *line, const struct dynevent_kind *only);
int dynevent_clear(const struct dynevent_kind *only);

#endif /* _TRACE_PROBE_DYNEVENT_H */
