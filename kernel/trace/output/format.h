/* SPDX-License-Identifier: GPL-2.0 */
/* printf() for what records contain. */
#ifndef _TRACE_OUTPUT_FORMAT_H
#define _TRACE_OUTPUT_FORMAT_H

#include <linux/stdarg.h>

struct trace_iterator;

/* Appends to iter->seq; see trace_event_printf(). */
__printf(2, 0)
void trace_format(struct trace_iterator *iter, const char *fmt, va_list args);

/* A string of the kernel or a module that a record points to, or NULL. */
const char *trace_static_text(const struct trace_iterator *iter, const char *str);

#endif /* _TRACE_OUTPUT_FORMAT_H */
