/* SPDX-License-Identifier: GPL-2.0 */
/* What arguments of system calls point to, see syscall_user.c. */
#ifndef _TRACE_EVENT_SYSCALL_USER_H
#define _TRACE_EVENT_SYSCALL_USER_H

#include <linux/compiler.h>
#include <linux/percpu.h>
#include <trace/syscall.h>

struct seq_file;
struct trace_array;
struct trace_iterator;

/* No more of an argument than this many bytes, and no more arguments, are copied. */
#define SYSCALL_VALUE_MAX	1023
#define SYSCALL_VALUES		4

/**
 * struct syscall_copies - values of a system call on their way to a record
 * @bytes: what they take in it
 * @len: bytes of each, 0 if nothing was copied
 * @value: they; a string that was cut ends with three dots
 */
struct syscall_copies {
	unsigned int	bytes;
	u16		len[SYSCALL_VALUES];
	char		value[SYSCALL_VALUES][SYSCALL_VALUE_MAX + sizeof("...")];
};

/* NULL until somebody wants values, and never again then. */
extern struct syscall_copies __percpu *trace_syscall_copies;

/* Do records have values, of the arguments that have any? */
static __always_inline bool trace_syscall_values_on(void)
{
	return READ_ONCE(trace_syscall_copies);
}

/* A bit for each argument with a value. */
static __always_inline unsigned int trace_syscall_values(const struct syscall_metadata *meta)
{
	return meta->strings | meta->buffers;
}

/* Finds them. */
void trace_syscall_find_values(struct syscall_metadata *meta);

/* The probe's: preemption off. */
const struct syscall_copies *trace_syscall_copy(const struct syscall_metadata *meta,
						const unsigned long *args,
						struct trace_array *tr);
void trace_syscall_write_values(void *record, unsigned int offset,
				const struct syscall_metadata *meta,
				const struct syscall_copies *c);

/* Rows of the table of fields, as many as there are bits; 0 or -ENOMEM. */
int trace_syscall_value_fields(const struct syscall_metadata *meta,
			       struct trace_event_fields *field, unsigned int offset);

/* What the print format has behind the number of argument @arg, and for it. */
void trace_syscall_value_format(struct seq_file *m, const struct syscall_metadata *meta,
				int arg);
void trace_syscall_value_reference(struct seq_file *m, const struct syscall_metadata *meta,
				   int arg);

/* What the line has there; the values begin at @offset. */
void trace_syscall_print_value(struct trace_iterator *iter, const struct syscall_metadata *meta,
			       int arg, const unsigned long *args, unsigned int offset);

#endif /* _TRACE_EVENT_SYSCALL_USER_H */
