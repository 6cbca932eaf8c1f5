// SPDX-License-Identifier: GPL-2.0
/*
 * How long tasks do not run.
 *
 * While somebody wants to know, each switch of tasks notes the time in the task that
 * goes, and adds the time that it was away to the shadow stack of the one that comes.
 */

#include <linux/cleanup.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/trace_clock.h>
#include <trace/events/sched.h>
#include "shadow.h"

static DEFINE_MUTEX(sleep_mutex);
static unsigned int sleep_users;	/* under sleep_mutex */
static u64 sleep_since;			/* times before this one were not noted by us */

static void note_switch(void *unused, bool preempt, struct task_struct *prev,
			struct task_struct *next, unsigned int prev_state)
{
	struct shadow_stack *stack = shadow_of(next);
	u64 now = trace_clock_local();
	u64 left = next->ftrace_timestamp;

	prev->ftrace_timestamp = now;
	if (stack && left >= sleep_since && left < now)
		stack->asleep += now - left;
}

/**
 * shadow_sleep_get - keep times of sleep from now on
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int shadow_sleep_get(void)
{
	int err = 0;

	guard(mutex)(&sleep_mutex);
	if (!sleep_users) {
		sleep_since = trace_clock_local();
		err = register_trace_sched_switch(note_switch, NULL);
	}
	if (!err)
		sleep_users++;
	return err;
}

/**
 * shadow_sleep_put - one less wants to know
 *
 * Context: may sleep.
 */
void shadow_sleep_put(void)
{
	guard(mutex)(&sleep_mutex);
	if (!--sleep_users)
		unregister_trace_sched_switch(note_switch, NULL);
}
