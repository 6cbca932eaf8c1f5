/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names for the pids in records.
 *
 * A living task is asked for its name when a line is printed, so recording
 * costs nothing.  Only a task that ends leaves its name behind: if it has
 * written a record (it carries TRACE_TASK_SEEN), its pid, tgid and name go
 * into a small cache.
 */
#ifndef _TRACE_CORE_COMM_H
#define _TRACE_CORE_COMM_H

#include <linux/sched.h>

struct seq_file;

/* In task_struct::trace_recursion; the other bits belong to the guard. */
#define TRACE_TASK_SEEN		BIT(BITS_PER_LONG - 1)

/* Marks the writer of a record.  Any context; a lost race is repeated. */
static __always_inline void trace_comm_seen(struct task_struct *task)
{
	if (unlikely(!(task->trace_recursion & TRACE_TASK_SEEN)))
		task->trace_recursion |= TRACE_TASK_SEEN;
}

void trace_comm_find(int pid, char comm[TASK_COMM_LEN]);
int trace_tgid_find(int pid);		/* 0: not known */

unsigned int trace_comm_cache_size(void);
int trace_comm_cache_resize(unsigned int nr);
/* Calls @fn for each known (pid, tgid, name). */
void trace_comm_walk(void (*fn)(struct seq_file *m, int pid, int tgid,
				const char *comm), struct seq_file *m);

#endif /* _TRACE_CORE_COMM_H */
