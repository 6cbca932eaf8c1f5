// SPDX-License-Identifier: GPL-2.0
/*
 * timerlat: how late a timer is, and the thread that waits for it.
 *
 * A thread on each CPU sleeps until a timer wakes it, over and over. The timer's
 * interrupt records how much later than it should it came, the thread how much later
 * than that it runs. With the option OSNOISE_WORKLOAD off there are no threads, and
 * one of user space takes the part on each CPU by reading timerlat_fd; then the time
 * when it comes back for more is recorded, too.
 *
 * One timer is under way on a CPU at a time, started by the thread that waits for it.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <uapi/linux/sched/types.h>
#include "../core/context.h"
#include "../core/record.h"
#include "../core/tracer.h"
#include "../core/walk.h"
#include "noise.h"
#include "osnoise.h"
#include "timerlat.h"
#include "workers.h"

#define THREAD_PRIO	95
#define STACK_DEPTH	64

/* trace_timerlat_entry.context */
enum { IN_IRQ, IN_THREAD, BACK_FROM_USER };

/**
 * struct timerlat_cpu - a timer and who waits for it
 * @timer: the timer
 * @expires: when it should come
 * @task: who waits
 * @seq: its number
 * @fired: it has come, and @task has not seen it
 * @away: a thread of user space has been told and is expected back
 * @open: timerlat_fd is; under tracing_mutex
 * @user: the thread of user space that has the part, with a reference; NULL: none, or
 *	the part is over
 * @cycle: held by the thread of user space that waits
 * @depth: entries of @stack
 * @stack: where the last interrupt came
 */
struct timerlat_cpu {
	struct hrtimer		timer;
	ktime_t			expires;
	struct task_struct	*task;
	unsigned int		seq;
	bool			fired;
	bool			away;
	bool			open;
	struct task_struct	*user;
	struct mutex		cycle;		/* of who waits */
	unsigned int		depth;
	unsigned long		stack[STACK_DEPTH];
};

static DEFINE_PER_CPU(struct timerlat_cpu, timerlat_cpu);

/* ---- Records ---------------------------------------------------------- */

static void record(struct trace_array *tr, unsigned int seq, int context, u64 ns)
{
	struct trace_record rec __uninitialized;
	struct trace_timerlat_entry *entry;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_timerlat, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->seqnum = seq;
	entry->context = context;
	entry->timer_latency = ns;
	trace_record_end(&rec);
	if (ns > trace_latency_max(tr))
		trace_latency_set(tr, ns);
}

static void record_everywhere(const struct timerlat_cpu *t, int context, u64 ns)
{
	struct osnoise_instance *inst;

	guard(preempt_notrace)();
	for_each_osnoise_instance(inst)
		record(inst->tr, t->seq, context, ns);
}

static void record_stack(const struct timerlat_cpu *t)
{
	struct osnoise_instance *inst;

	guard(preempt_notrace)();
	for_each_osnoise_instance(inst)
		trace_record_saved_stack(inst->tr, trace_context(1), t->stack, t->depth);
}

static bool passes(u64 ns, u64 limit_us)
{
	return limit_us && ns >= limit_us * NSEC_PER_USEC;
}

static u64 lateness(const struct timerlat_cpu *t)
{
	return max(ktime_to_ns(ktime_sub(ktime_get(), t->expires)), 0);
}

/* ---- The interrupt ---------------------------------------------------- */

static void look_at_stack(struct timerlat_cpu *t)
{
	t->depth = READ_ONCE(osnoise_settings.print_stack_us) ?
		trace_walk_stack(t->stack, STACK_DEPTH, 1) : 0;
}

static enum hrtimer_restart timerlat_irq(struct hrtimer *timer)
{
	struct timerlat_cpu *t = container_of(timer, struct timerlat_cpu, timer);
	u64 ns = lateness(t);

	noise_split_thread(this_cpu_ptr(&noise_cpu));
	t->seq++;
	look_at_stack(t);
	record_everywhere(t, IN_IRQ, ns);
	if (passes(ns, READ_ONCE(osnoise_settings.stop_us))) {
		if (t->depth)
			record_stack(t);
		osnoise_stop_tracing();
	}
	WRITE_ONCE(t->fired, true);
	wake_up_process(t->task);
	return HRTIMER_NORESTART;
}

/* ---- The thread ------------------------------------------------------- */

/* The next time that is not over yet. */
static void plan_next(struct timerlat_cpu *t)
{
	u64 period = READ_ONCE(osnoise_settings.timerlat_period_us);
	ktime_t now = ktime_get();

	t->expires = ktime_add_us(t->expires, period);
	if (ktime_before(t->expires, now))
		t->expires = ktime_add_us(now, period);
}

static bool has_to_go(void)
{
	return (current->flags & PF_KTHREAD) ? kthread_should_stop() :
					       signal_pending(current);
}

/* False if something else than the timer woke us, which is to stop. */
static bool wait_for_timer(struct timerlat_cpu *t)
{
	plan_next(t);
	t->task = current;
	t->fired = false;
	set_current_state(TASK_INTERRUPTIBLE);
	hrtimer_start(&t->timer, t->expires, HRTIMER_MODE_ABS_PINNED_HARD);
	while (!READ_ONCE(t->fired) && !has_to_go()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	hrtimer_cancel(&t->timer);
	return t->fired;
}

static void report(struct timerlat_cpu *t, int context)
{
	u64 ns = lateness(t);

	record_everywhere(t, context, ns);
	if (context == IN_THREAD && t->depth &&
	    passes(ns, READ_ONCE(osnoise_settings.print_stack_us)))
		record_stack(t);
	if (passes(ns, READ_ONCE(osnoise_settings.stop_total_us)))
		osnoise_stop_tracing();
}

static void begin(struct timerlat_cpu *t, struct noise_cpu *noise)
{
	t->expires = ktime_get();
	t->seq = 0;
	t->away = false;
	noise->pid = current->pid;
	noise->source[NOISE_THREAD].start = 0;
	WRITE_ONCE(noise->active, true);
}

/* The thread is bound to its CPU. */
static int run(void *unused)
{
	const struct sched_param param = { .sched_priority = THREAD_PRIO };
	struct timerlat_cpu *t = raw_cpu_ptr(&timerlat_cpu);
	struct noise_cpu *noise = raw_cpu_ptr(&noise_cpu);

	sched_setscheduler_nocheck(current, SCHED_FIFO, &param);
	begin(t, noise);
	while (!kthread_should_stop())
		if (wait_for_timer(t))
			report(t, IN_THREAD);
	WRITE_ONCE(noise->active, false);
	return 0;
}

/* ---- Threads of user space -------------------------------------------- */

/* Waits until it has left its cycle, so that the timer is free. */
static void kill_user(struct timerlat_cpu *t)
{
	struct task_struct *user = xchg(&t->user, NULL);

	if (!user)
		return;
	send_sig(SIGKILL, user, 1);
	put_task_struct(user);
	guard(mutex)(&t->cycle);
}

/* A user's thread whose conditions no longer hold must not take itself for measured. */
static void kill_users(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kill_user(per_cpu_ptr(&timerlat_cpu, cpu));
}

static struct trace_workers workers = { .name = "timerlat/%u", .run = run };

static const struct osnoise_load timerlat_load = {
	.workers	= &workers,
	.stop		= kill_users,
};

static bool is_bound(unsigned int cpu)
{
	return current->nr_cpus_allowed == 1 && task_cpu(current) == cpu;
}

/**
 * timerlat_user_begin - the current task takes the part of the thread of a CPU
 * @cpu: the CPU, the only one on which the task may run
 *
 * Context: tracing_mutex held.
 * Return: 0; -EINVAL if timerlat is off or has threads; -EPERM if the task may run
 * elsewhere; -EBUSY if somebody is there.
 */
int timerlat_user_begin(unsigned int cpu)
{
	struct timerlat_cpu *t = per_cpu_ptr(&timerlat_cpu, cpu);

	if (!osnoise_runs(&timerlat_load) || osnoise_option(OSNOISE_WORKLOAD))
		return -EINVAL;
	if (!is_bound(cpu))
		return -EPERM;
	if (t->open)
		return -EBUSY;
	t->open = true;
	t->user = get_task_struct(current);
	begin(t, per_cpu_ptr(&noise_cpu, cpu));
	return 0;
}

/**
 * timerlat_user_end - the end of timerlat_user_begin()
 * @cpu: the CPU
 *
 * Context: tracing_mutex held, may sleep.
 */
void timerlat_user_end(unsigned int cpu)
{
	struct timerlat_cpu *t = per_cpu_ptr(&timerlat_cpu, cpu);
	struct task_struct *user = xchg(&t->user, NULL);

	t->open = false;
	if (!user)
		return;
	put_task_struct(user);
	/* Every task is noise again, if anybody wants to know. */
	per_cpu_ptr(&noise_cpu, cpu)->pid = 0;
}

/* The current task gets the part, if that is not over. */
static bool take_part(struct timerlat_cpu *t, unsigned int cpu)
{
	struct task_struct *user = READ_ONCE(t->user);

	if (!user || user == current)
		return user;
	get_task_struct(current);
	if (!try_cmpxchg(&t->user, &user, current)) {
		put_task_struct(current);
		return false;
	}
	put_task_struct(user);
	t->away = false;
	per_cpu_ptr(&noise_cpu, cpu)->pid = current->pid;
	return true;
}

static int wait_and_report(struct timerlat_cpu *t)
{
	if (t->away)
		report(t, BACK_FROM_USER);
	t->away = false;
	if (!wait_for_timer(t))
		return -EINTR;
	report(t, IN_THREAD);
	t->away = true;
	return 0;
}

/**
 * timerlat_user_cycle - wait for the next timer
 * @cpu: the CPU
 *
 * If the task comes back from a cycle before, that time is recorded. One that has
 * inherited the file takes the part over.
 *
 * Context: the file of timerlat_user_begin() is open; may sleep.
 * Return: 0; -EINTR; -EINVAL on another CPU or when it is over, and the task is killed.
 */
int timerlat_user_cycle(unsigned int cpu)
{
	struct timerlat_cpu *t = per_cpu_ptr(&timerlat_cpu, cpu);

	scoped_cond_guard(mutex_intr, return -EINTR, &t->cycle)
		if (is_bound(cpu) && take_part(t, cpu))
			return wait_and_report(t);
	send_sig(SIGKILL, current, 1);
	return -EINVAL;
}

/* ---- The tracer ------------------------------------------------------- */

static int timerlat_init(struct trace_array *tr)
{
	return osnoise_join(tr, &timerlat_load);
}

static struct tracer timerlat_tracer = {
	.name		= "timerlat",
	.init		= timerlat_init,
	.reset		= osnoise_leave,
	.print_header	= trace_timerlat_header,
};

static int __init timerlat_tracer_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct timerlat_cpu *t = per_cpu_ptr(&timerlat_cpu, cpu);

		mutex_init(&t->cycle);
		hrtimer_init(&t->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
		t->timer.function = timerlat_irq;
	}
	return register_tracer(&timerlat_tracer);
}
core_initcall(timerlat_tracer_init);
