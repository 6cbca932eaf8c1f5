/* SPDX-License-Identifier: GPL-2.0 */
/* What SYSCALL_DEFINE() tells tracing about a system call. */
#ifndef _TRACE_SYSCALL_H
#define _TRACE_SYSCALL_H

#include <linux/thread_info.h>
#include <linux/trace_events.h>
#include <linux/tracepoint.h>
#include <linux/unistd.h>

#include <asm/ptrace.h>

/**
 * struct syscall_metadata - a system call
 * @name: its name, "sys_" first
 * @syscall_nr: its number, -1 if the table of this kernel does not have it
 * @nb_args: number of arguments
 * @types: their types
 * @args: their names
 * @strings: a bit for each argument that points to a string
 * @buffers: a bit for each that points to bytes whose number the next one tells
 * @enter_fields: the fields of @enter_event once somebody has asked for them
 * @enter_event: the event of its entry
 * @exit_event: the event of its exit
 */
struct syscall_metadata {
	const char			*name;
	int				syscall_nr;
	int				nb_args;
	const char			**types;
	const char			**args;
	u8				strings;
	u8				buffers;
	struct list_head		enter_fields;
	struct trace_event_call		*enter_event;
	struct trace_event_call		*exit_event;
};

/* A new task is watched if the one that makes it is. */
static inline void syscall_tracepoint_update(struct task_struct *p)
{
#if defined(CONFIG_TRACEPOINTS) && defined(CONFIG_HAVE_SYSCALL_TRACEPOINTS)
	if (test_syscall_work(SYSCALL_TRACEPOINT))
		set_task_syscall_work(p, SYSCALL_TRACEPOINT);
	else
		clear_task_syscall_work(p, SYSCALL_TRACEPOINT);
#endif
}

#endif /* _TRACE_SYSCALL_H */
