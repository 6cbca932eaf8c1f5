/* SPDX-License-Identifier: GPL-2.0 */
/* Events of system calls. */
#ifndef _TRACE_EVENT_SYSCALL_H
#define _TRACE_EVENT_SYSCALL_H

#include <linux/init.h>
#include <linux/types.h>

struct trace_array;
struct trace_event_call;

#ifdef CONFIG_FTRACE_SYSCALLS
/* Bytes of what arguments point to; needs tracing_mutex. */
int trace_syscall_set_user_size(struct trace_array *tr, unsigned int bytes);

/* Finds out which number each system call has, before its events are added. */
void __init trace_syscalls_init(void);

/* Is it one of these events? Pointers in their records are those of programs. */
bool trace_event_is_syscall(const struct trace_event_call *call);

/* "sys_read", or NULL; needs tracing_mutex, and is in no hurry. */
const char *trace_syscall_name(u64 nr);
#else
static inline void trace_syscalls_init(void) { }

static inline bool trace_event_is_syscall(const struct trace_event_call *call)
{
	return false;
}

static inline const char *trace_syscall_name(u64 nr)
{
	return NULL;
}
#endif

#endif /* _TRACE_EVENT_SYSCALL_H */
