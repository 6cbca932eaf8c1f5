/* SPDX-License-Identifier: GPL-2.0 */
/* The function profiler, for its files. */
#ifndef _TRACE_TRACER_FUNCPROF_H
#define _TRACE_TRACER_FUNCPROF_H

#include <linux/types.h>

/**
 * struct function_profile - what a CPU knows of a function
 * @hits: how often it was called
 * @time: nanoseconds spent there, 0 if times are not measured
 * @square: sum of the squares of those times, in thousands
 */
struct function_profile {
	unsigned long	hits;
	u64		time;
	u64		square;
};

/* May sleep. */
int funcprof_enable(bool on);
bool funcprof_enabled(void);

/**
 * struct funcprof_row - one function of a list
 * @ip: the function
 * @profile: what is known of it
 */
struct funcprof_row {
	unsigned long		ip;
	struct function_profile	profile;
};

/* Functions called on a CPU, most time or hits first; for kvfree(), or an ERR_PTR(). */
struct funcprof_row *funcprof_list(int cpu, unsigned int *nr);

#endif /* _TRACE_TRACER_FUNCPROF_H */
