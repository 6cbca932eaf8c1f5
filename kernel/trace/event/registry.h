/* SPDX-License-Identifier: GPL-2.0 */
/* Events that come and go while instances exist. */
#ifndef _TRACE_EVENT_REGISTRY_H
#define _TRACE_EVENT_REGISTRY_H

#include <linux/list.h>

struct module;
struct trace_evals;
struct trace_event_call;

/*
 * Make known what a module, or the kernel (NULL), has brought, in all instances.
 * An event that fails is left out with a message.  Needs tracing_mutex.
 */
void trace_events_add(struct trace_event_call **call, unsigned int nr,
		      struct module *mod, const struct trace_evals *evals);

/* Ends all events of a module; takes tracing_mutex. */
void trace_events_remove_module(struct module *mod);

/**
 * struct trace_event_removal - events on their way out
 * @calls: the events, in no list that others see
 * @files: as instances had them, which are kept meanwhile
 * @rcu: the grace period that ends hits which were under way
 * @srcu: that of tracepoint_srcu
 */
struct trace_event_removal {
	struct list_head	calls;
	struct list_head	files;
	unsigned long		rcu;
	unsigned long		srcu;
};

int trace_event_unlink(struct trace_event_call *call, struct trace_event_removal *removal);
void trace_event_finish(struct trace_event_removal *removal);

#endif /* _TRACE_EVENT_REGISTRY_H */
