/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which tasks an instance wants to hear of.
 *
 * A filter is a pair of lists, as set_event_pid and set_event_notrace_pid give
 * them: refused are tasks that the first does not name and those that the
 * second names.  No hit looks into the lists.  While there are any, each context
 * switch leaves the verdict on the task that comes in a variable of the CPU, and
 * a hit costs one look at that.
 */
#ifndef _TRACE_CORE_PIDFILTER_H
#define _TRACE_CORE_PIDFILTER_H

#include <linux/list.h>
#include <linux/percpu.h>
#include "pidset.h"

#define PID_FILTER_EARLY	IS_ENABLED(CONFIG_X86)

enum pid_list {
	PID_LIST_ONLY,
	PID_LIST_NEVER,
	NR_PID_LISTS,
};

/**
 * struct pid_filter - the tasks that are of interest
 * @list: by enum pid_list; NULL: no such condition
 * @refused: is the current task of the CPU of no interest
 * @node: among the filters that have a list
 */
struct pid_filter {
	struct pidset __rcu	*list[NR_PID_LISTS];
	bool __percpu		*refused;
	struct list_head	node;
};

int pid_filter_init(struct pid_filter *f);
void pid_filter_destroy(struct pid_filter *f);

/* These need tracing_mutex and may sleep. */
int pid_filter_add(struct pid_filter *f, enum pid_list which, char *text);
void pid_filter_clear(struct pid_filter *f, enum pid_list which);
void pid_filter_drop(struct pid_filter *f);
const struct pidset *pid_filter_list(const struct pid_filter *f, enum pid_list which);
bool pid_filter_is_set(const struct pid_filter *f);

/* Context: any, in an RCU read-side section. */
bool pid_filter_refuses(const struct pid_filter *f, pid_t pid);

/**
 * pid_filter_refuses_current - is the current task of no interest
 * @f: the filter
 *
 * In a sched_switch or sched_wakeup event or one of their kin: are both tasks
 * of no interest.
 *
 * Context: any, NMI included; preemption off.
 * Return: true if nothing shall be recorded.
 */
static __always_inline bool pid_filter_refuses_current(const struct pid_filter *f)
{
	return raw_cpu_read(*f->refused);
}

/**
 * pid_filter_refuses_early - the same where the task may change the CPU
 * @f: the filter
 *
 * Where one instruction finds the CPU's variable and reads it, that is the verdict on
 * the task which executes it. Elsewhere nobody is refused: ask again, preemption off.
 *
 * Context: any, NMI included.
 * Return: true if nothing shall be recorded.
 */
static __always_inline bool pid_filter_refuses_early(const struct pid_filter *f)
{
	return PID_FILTER_EARLY && raw_cpu_read(*f->refused);
}

/* pid_filter_refuses_current() for those who asked early. */
static __always_inline bool pid_filter_refuses_late(const struct pid_filter *f)
{
	return !PID_FILTER_EARLY && pid_filter_refuses_current(f);
}

#endif /* _TRACE_CORE_PIDFILTER_H */
