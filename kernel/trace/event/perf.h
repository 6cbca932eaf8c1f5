/* SPDX-License-Identifier: GPL-2.0 */
/* perf as a receiver: of events that it alone knows, and of function calls. */
#ifndef _TRACE_EVENT_PERF_H
#define _TRACE_EVENT_PERF_H

#include <linux/trace_events.h>

struct perf_event;
struct text_cursor;

int trace_perf_use(struct trace_event_call *call, struct perf_event *event);
void trace_perf_leave(struct trace_event_call *call, struct perf_event *event);

/* The event ftrace:function. */
#if defined(CONFIG_PERF_EVENTS) && defined(CONFIG_FUNCTION_TRACER)
/* Makes the event one that perf can open, at boot. */
void trace_perf_function_init(struct trace_event_call *call);

bool trace_perf_is_function(const struct perf_event *event);

/*
 * Which functions: the text is as Documentation/trace/perf.rst has it.  Returns 0,
 * -EINVAL, -ENOMEM; nothing has changed then.
 */
int trace_perf_function_filter(struct perf_event *event, struct text_cursor *c);
#else
static inline void trace_perf_function_init(struct trace_event_call *call) { }

static inline bool trace_perf_is_function(const struct perf_event *event)
{
	return false;
}

static inline int trace_perf_function_filter(struct perf_event *event,
					     struct text_cursor *c)
{
	return -EINVAL;
}
#endif

#endif /* _TRACE_EVENT_PERF_H */
