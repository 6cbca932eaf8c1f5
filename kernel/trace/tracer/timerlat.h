/* SPDX-License-Identifier: GPL-2.0 */
/* Threads of user space that take the part of timerlat's own. */
#ifndef _TRACE_TRACER_TIMERLAT_H
#define _TRACE_TRACER_TIMERLAT_H

/* The first two under tracing_mutex. All may sleep. */
int timerlat_user_begin(unsigned int cpu);
void timerlat_user_end(unsigned int cpu);
int timerlat_user_cycle(unsigned int cpu);

#endif /* _TRACE_TRACER_TIMERLAT_H */
