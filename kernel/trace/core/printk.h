/* SPDX-License-Identifier: GPL-2.0 */
/* Where trace_printk() goes, and the formats that it has used. */
#ifndef _TRACE_CORE_PRINTK_H
#define _TRACE_CORE_PRINTK_H

#include <linux/types.h>

struct seq_file;
struct trace_array;

/* These need tracing_mutex. */
int trace_printk_set_dest(struct trace_array *tr, bool on);
void trace_printk_forget(struct trace_array *tr);

bool trace_printk_is_used(void);	/* by the kernel image, __init */

/* Tables that the linker makes. */
extern const char *__start___trace_bprintk_fmt[];
extern const char *__stop___trace_bprintk_fmt[];
extern const char *__start___tracepoint_str[];
extern const char *__stop___tracepoint_str[];

typedef void (*trace_fmt_fn)(struct seq_file *m, const char *fmt);

/* Calls @fn for every format of trace_printk() and every tracepoint string. */
void trace_printk_walk_fmts(trace_fmt_fn fn, struct seq_file *m);

/*
 * A string for user space to find in `trace`; also the body of trace_marker.
 * Preemption is off.
 */
int trace_record_puts(struct trace_array *tr, unsigned long ip,
		      const char *str, int size, unsigned int ctx);

__printf(3, 4) void trace_note(struct trace_array *tr, unsigned long ip, const char *fmt, ...);

#endif /* _TRACE_CORE_PRINTK_H */
