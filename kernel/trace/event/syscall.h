/* SPDX-License-Identifier: GPL-2.0 */
/* Events of system calls. */
#ifndef _TRACE_EVENT_SYSCALL_H
#define _TRACE_EVENT_SYSCALL_H

#include <linux/init.h>
#include <linux/types.h>

/* Finds out which number each system call has, before its events are added. */
struct trace_array;

#ifdef CONFIG_FTRACE_SYSCALLS
/* Bytes of what arguments point to; needs tracing_mutex. */
int trace_syscall_set_user_size(struct trace_array *tr, unsigned int bytes);

void __init trace_syscalls_init(void);

/* "sys_read", or NULL; needs tracing_mutex, and is in no hurry. */
const char *trace_syscall_name(u64 nr);
#else
static inline void trace_syscalls_init(void) { }

static inline const char *trace_syscall_name(u64 nr)
{
	return NULL;
}
#endif

#endif /* _TRACE_EVENT_SYSCALL_H */
