/* SPDX-License-Identifier: GPL-2.0 */
/* Events in instances: making, switching, finding them.  All need tracing_mutex. */
#ifndef _TRACE_EVENT_ENABLE_H
#define _TRACE_EVENT_ENABLE_H

#include <linux/trace_events.h>

struct trace_array;

/* Is the event on because a user wants it, not only in soft mode? */
static inline bool trace_event_is_on(const struct trace_event_file *file)
{
	return (file->flags & (EVENT_FILE_FL_ENABLED |
			       EVENT_FILE_FL_SOFT_DISABLED)) ==
	       EVENT_FILE_FL_ENABLED;
}

/* Is its probe attached, by users or in soft mode? */
static inline bool trace_event_is_attached(const struct trace_event_file *file)
{
	return file->flags & EVENT_FILE_FL_ENABLED;
}

/* What users want; an errno leaves it as it was. */
int trace_event_enable(struct trace_event_file *file, bool on);

/*
 * Soft mode: the probe is attached, and records only while users want it.
 * Calls are counted.
 */
int trace_event_soft_mode(struct trace_event_file *file, bool on);

/* Nobody wants it any more. */
void trace_event_shut(struct trace_event_file *file);

/*
 * Make and drop an event in an instance.  NULL: the instance does not show its
 * system.
 */
struct trace_event_file *trace_event_file_create(struct trace_array *tr,
						 struct trace_event_call *call);
void trace_event_file_unlink(struct trace_event_file *file);

struct trace_event_file *trace_event_find_file(struct trace_array *tr,
					       const char *system,
					       const char *event);

/* References to the memory; these need no lock. */
static inline void trace_event_file_get(struct trace_event_file *file)
{
	refcount_inc(&file->ref);
}

void trace_event_file_put(struct trace_event_file *file);

/**
 * struct trace_event_match - which events a request is about
 * @system: pattern for the system, NULL for any
 * @event: pattern for the event, NULL for any
 * @either: pattern for one of both, NULL for any
 * @module: name of the module that it has to belong to, NULL for any or none
 */
struct trace_event_match {
	const char	*system;
	const char	*event;
	const char	*either;
	const char	*module;
};

bool trace_event_matches_any(struct trace_array *tr, const struct trace_event_match *match);

/*
 * Turns all that match.  -EINVAL if there is none, else the first error; the
 * others are turned nevertheless.
 */
int trace_event_enable_matching(struct trace_array *tr,
				const struct trace_event_match *match, bool on);

#endif /* _TRACE_EVENT_ENABLE_H */
