/* SPDX-License-Identifier: GPL-2.0 */
/* Events that come and go while instances exist. */
#ifndef _TRACE_EVENT_REGISTRY_H
#define _TRACE_EVENT_REGISTRY_H

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

#endif /* _TRACE_EVENT_REGISTRY_H */
