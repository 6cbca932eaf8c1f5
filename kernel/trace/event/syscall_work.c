// SPDX-License-Identifier: GPL-2.0
/*
 * Sends system calls through the slow path while somebody listens to them.
 *
 * The tracepoints sys_enter and sys_exit are not reached by the fast path of
 * system call entry.  Each task has a work bit that diverts it; the bit is set
 * in all tasks while at least one of the two tracepoints has a probe, and a new
 * task takes it over from whoever forks it, under the same lock.
 */

#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/thread_info.h>
#include <linux/tracepoint.h>

/* Tracepoints that want system calls; protected by tasklist_lock. */
static int syscall_users;

/**
 * syscall_regfunc - one more tracepoint wants to see system calls
 *
 * Context: process context.
 * Return: 0.
 */
int syscall_regfunc(void)
{
	struct task_struct *group, *task;

	write_lock_irq(&tasklist_lock);
	if (!syscall_users++) {
		/* At boot it is the only one, and all others come from it. */
		set_task_syscall_work(&init_task, SYSCALL_TRACEPOINT);
		for_each_process_thread(group, task)
			set_task_syscall_work(task, SYSCALL_TRACEPOINT);
	}
	write_unlock_irq(&tasklist_lock);
	return 0;
}

/**
 * syscall_unregfunc - one tracepoint less wants to see system calls
 *
 * Context: process context.
 */
void syscall_unregfunc(void)
{
	struct task_struct *group, *task;

	write_lock_irq(&tasklist_lock);
	if (!--syscall_users) {
		clear_task_syscall_work(&init_task, SYSCALL_TRACEPOINT);
		for_each_process_thread(group, task)
			clear_task_syscall_work(task, SYSCALL_TRACEPOINT);
	}
	write_unlock_irq(&tasklist_lock);
}
