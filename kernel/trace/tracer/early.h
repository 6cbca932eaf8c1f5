/* SPDX-License-Identifier: GPL-2.0 */
/* Tracers that can be at work before there are initcalls. */
#ifndef _TRACE_TRACER_EARLY_H
#define _TRACE_TRACER_EARLY_H

#include <linux/init.h>

#ifdef CONFIG_FUNCTION_TRACER
int function_tracer_init(void);
#else
static inline int function_tracer_init(void) { return 0; }
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
int graph_tracer_init(void);
#else
static inline int graph_tracer_init(void) { return 0; }
#endif

#endif /* _TRACE_TRACER_EARLY_H */
