/* SPDX-License-Identifier: GPL-2.0 */
/* What the tracer mmiotrace prints, see output/mmiotrace.c. */
#ifndef _TRACE_TRACER_MMIOTRACE_H
#define _TRACE_TRACER_MMIOTRACE_H

#include <linux/trace_events.h>

bool trace_mmio_first_line(struct trace_iterator *iter, unsigned int nr);
enum print_line_t trace_mmio_line(struct trace_iterator *iter);

#endif /* _TRACE_TRACER_MMIOTRACE_H */
