/* SPDX-License-Identifier: GPL-2.0 */
/* Records made by hand. */
#ifndef _TRACE_EVENT_INJECT_H
#define _TRACE_EVENT_INJECT_H

#include "../text/cursor.h"

struct trace_event_call;

/**
 * struct trace_injection - a record that was made of a text
 * @record: begins with a struct trace_entry
 * @fixed: bytes of it whose place is the same in each record
 * @len: bytes of it
 */
struct trace_injection {
	void		*record;
	unsigned int	fixed;
	unsigned int	len;
};

/* Needs tracing_mutex; 0, -EINVAL and the error in the command, or -ENOMEM. */
int trace_injection_read(struct trace_injection *in, struct trace_event_call *call,
			 struct text_cursor *c);
/* After any of these. */
void trace_injection_free(struct trace_injection *in);

#endif /* _TRACE_EVENT_INJECT_H */
