// SPDX-License-Identifier: GPL-2.0
/*
 * hwlat: time that hardware, firmware or a hypervisor takes away.
 *
 * A thread spins with interrupts off and reads the clock twice in each round. What
 * lies between two readings and is longer than the threshold was not ours; unless an
 * NMI came, which is counted, it was not the kernel's either. The time from the
 * first to the second reading of a round is the inner one, from the second to the
 * next round's first the outer one.
 *
 * One instance at a time has the tracer. All control is under tracing_mutex.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/trace_clock.h>
#include "../core/context.h"
#include "../core/record.h"
#include "../core/tracer.h"
#include "../event/nmi.h"
#include "hwlat.h"
#include "workers.h"

#define DEFAULT_THRESHOLD	(10 * NSEC_PER_USEC)

const char * const hwlat_mode_names[HWLAT_NR_MODES] = {
	[HWLAT_NONE]		= "none",
	[HWLAT_ROUND_ROBIN]	= "round-robin",
	[HWLAT_PER_CPU]		= "per-cpu",
};

struct hwlat_settings hwlat_settings = {
	.width	= USEC_PER_SEC / 2,
	.window	= USEC_PER_SEC,
	.mode	= HWLAT_ROUND_ROBIN,
};

/**
 * struct hwlat_window - what a thread has seen in a window
 * @inner: the longest inner time
 * @outer: the longest outer time
 * @count: how many were too long
 * @first: when the first one was
 */
struct hwlat_window {
	u64			inner;
	u64			outer;
	unsigned int		count;
	struct timespec64	first;
};

/**
 * struct hwlat_nmi - NMIs while the CPU spins
 * @spins: it does
 * @start: when the present one began
 * @total: how long they took
 * @count: how many there were
 */
struct hwlat_nmi {
	bool		spins;
	u64		start;
	u64		total;
	unsigned int	count;
};

static DEFINE_PER_CPU(struct hwlat_nmi, hwlat_nmi);

static struct trace_array *hwlat_tr;	/* who has the tracer; under tracing_mutex */
static struct task_struct *hwlat_thread;	/* in all modes but per-cpu; the same */
static u64 last_threshold;		/* of the last time; the same */
static u64 threshold_before;		/* the instance's own; the same */
static atomic_t seqnum;

/* ---- Sampling --------------------------------------------------------- */

static void on_nmi(bool enter)
{
	struct hwlat_nmi *nmi = this_cpu_ptr(&hwlat_nmi);

	if (!nmi->spins)
		return;
	if (enter) {
		nmi->start = trace_clock_local();
		nmi->count++;
	} else {
		nmi->total += trace_clock_local() - nmi->start;
	}
}

static struct trace_nmi_listener nmi_listener = { .call = on_nmi };

/* Only what lies between two readings is inside of the round. */
static void look(struct hwlat_window *window, u64 inner, u64 outer, u64 threshold)
{
	window->inner = max(window->inner, inner);
	window->outer = max(window->outer, outer);
	if (inner <= threshold && outer <= threshold)
		return;
	if (!window->count++)
		ktime_get_real_ts64(&window->first);
}

static void spin(struct hwlat_window *window, u64 ns, u64 threshold)
{
	u64 begin = trace_clock_local();
	u64 first, second = 0;

	do {
		u64 before = second;

		first = trace_clock_local();
		second = trace_clock_local();
		look(window, second - first, before ? first - before : 0, threshold);
	} while (second - begin < ns);
}

static void record(struct trace_array *tr, const struct hwlat_window *window,
		   const struct hwlat_nmi *nmi)
{
	struct trace_record rec __uninitialized;
	struct trace_hwlat_entry *entry;

	guard(preempt_notrace)();
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_hwlat, sizeof(*entry),
				   trace_context(1));
	if (!entry)
		return;
	entry->duration = div_u64(window->inner, NSEC_PER_USEC);
	entry->outer_duration = div_u64(window->outer, NSEC_PER_USEC);
	entry->nmi_total_ts = div_u64(nmi->total, NSEC_PER_USEC);
	entry->nmi_count = nmi->count;
	entry->tv_sec = window->first.tv_sec;
	entry->tv_nsec = window->first.tv_nsec;
	entry->seqnum = atomic_inc_return(&seqnum);
	entry->count = window->count;
	trace_record_end(&rec);
}

/* With interrupts off. */
static void sample(struct trace_array *tr)
{
	u64 threshold = READ_ONCE(tr->latency.threshold);
	struct hwlat_nmi *nmi = this_cpu_ptr(&hwlat_nmi);
	struct hwlat_window window = {};
	u64 worst;

	*nmi = (struct hwlat_nmi){ .spins = true };
	barrier();
	spin(&window, READ_ONCE(hwlat_settings.width) * NSEC_PER_USEC, threshold);
	nmi->spins = false;
	barrier();
	if (!window.count)
		return;
	record(tr, &window, nmi);
	worst = max(window.inner, window.outer);
	if (worst > trace_latency_max(tr))
		trace_latency_set(tr, worst);
}

/* ---- Threads ---------------------------------------------------------- */

/* To the next CPU of those that are wanted. */
static void move_on(struct trace_array *tr)
{
	unsigned int cpu;

	cpu = cpumask_next_and(raw_smp_processor_id(), tr->tracing_cpumask, cpu_online_mask);
	if (cpu >= nr_cpu_ids)
		cpu = cpumask_first_and(tr->tracing_cpumask, cpu_online_mask);
	/* One that has just gone is left out this time. */
	if (cpu < nr_cpu_ids)
		set_cpus_allowed_ptr(current, cpumask_of(cpu));
}

/* The system gets a millisecond in each window, whatever users say. */
static void rest(void)
{
	u64 window = READ_ONCE(hwlat_settings.window);
	u64 width = READ_ONCE(hwlat_settings.width);
	u64 msecs = window > width ? div_u64(window - width, USEC_PER_MSEC) : 0;

	trace_worker_sleep(max(msecs, 1));
}

static int run(void *unused)
{
	struct trace_array *tr = hwlat_tr;

	while (!kthread_should_stop()) {
		local_irq_disable();
		sample(tr);
		local_irq_enable();
		rest();
		if (hwlat_settings.mode == HWLAT_ROUND_ROBIN)
			move_on(tr);
	}
	return 0;
}

static struct trace_workers workers = { .name = "hwlatd/%u", .run = run };

static int start_single(struct trace_array *tr)
{
	struct task_struct *task = kthread_create(run, NULL, "hwlatd");

	if (IS_ERR(task))
		return PTR_ERR(task);
	hwlat_thread = task;
	wake_up_process(task);
	return 0;
}

static int start_threads(struct trace_array *tr)
{
	return hwlat_settings.mode == HWLAT_PER_CPU ?
		trace_workers_start(&workers, tr->tracing_cpumask) : start_single(tr);
}

static void stop_threads(void)
{
	trace_workers_stop(&workers);
	if (hwlat_thread)
		kthread_stop(hwlat_thread);
	hwlat_thread = NULL;
}

/**
 * hwlat_set_mode - other threads from now on
 * @mode: which
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM; then nothing spins any more.
 */
int hwlat_set_mode(enum hwlat_mode mode)
{
	if (hwlat_tr)
		stop_threads();
	hwlat_settings.mode = mode;
	return hwlat_tr ? start_threads(hwlat_tr) : 0;
}

/* ---- The tracer ------------------------------------------------------- */

static void take_threshold(struct trace_array *tr)
{
	threshold_before = tr->latency.threshold;
	if (!threshold_before)
		WRITE_ONCE(tr->latency.threshold, last_threshold ?: DEFAULT_THRESHOLD);
}

static void give_threshold_back(struct trace_array *tr)
{
	last_threshold = tr->latency.threshold;
	WRITE_ONCE(tr->latency.threshold, threshold_before);
}

static void hwlat_reset(struct trace_array *tr)
{
	stop_threads();
	trace_nmi_ignore(&nmi_listener);
	give_threshold_back(tr);
	hwlat_tr = NULL;
}

static int hwlat_init(struct trace_array *tr)
{
	int err;

	if (hwlat_tr)
		return -EBUSY;
	hwlat_tr = tr;
	atomic_set(&seqnum, 0);
	take_threshold(tr);
	trace_latency_set(tr, 0);
	trace_nmi_listen(&nmi_listener);
	err = start_threads(tr);
	if (err)
		hwlat_reset(tr);
	return err;
}

static struct tracer hwlat_tracer = {
	.name	= "hwlat",
	.init	= hwlat_init,
	.reset	= hwlat_reset,
};

static int __init hwlat_tracer_init(void)
{
	return register_tracer(&hwlat_tracer);
}
core_initcall(hwlat_tracer_init);
