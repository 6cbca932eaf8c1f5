/* SPDX-License-Identifier: GPL-2.0 */
/* The table of clocks that an instance may stamp its records with. */
#ifndef _TRACE_CORE_CLOCK_H
#define _TRACE_CORE_CLOCK_H

#include <linux/types.h>

struct trace_array;

/**
 * struct trace_clock_info - one clock
 * @read: gives the time, in any context
 * @name: what trace_clock calls it
 * @in_ns: counts nanoseconds, so that text shows seconds
 */
struct trace_clock_info {
	u64		(*read)(void);
	const char	*name;
	bool		in_ns;
};

extern const struct trace_clock_info trace_clocks[];
extern const unsigned int nr_trace_clocks;

/* Needs tracing_mutex.  -EINVAL if there is no such clock. */
int trace_clock_set(struct trace_array *tr, const char *name);

#endif /* _TRACE_CORE_CLOCK_H */
