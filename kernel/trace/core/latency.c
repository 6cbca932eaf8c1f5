// SPDX-License-Identifier: GPL-2.0
/*
 * The worst latency that an instance has seen.
 *
 * Latency tracers compare with it and set it where nothing may sleep. Whoever
 * watches the file with inotify hears of it two steps later: an interrupt of its
 * own, since the scheduler's locks may be held, and a work item, since telling may
 * sleep.
 */
#include <linux/container_of.h>
#include <linux/init.h>
#include <linux/tracefs.h>
#include "feature.h"
#include "instance.h"
#include "latency.h"

static void tell_watchers(struct work_struct *work)
{
	struct trace_array *tr = container_of(work, struct trace_array, latency.work);

	if (tr->dir)
		tracefs_file_modified(tr->dir, TRACE_LATENCY_FILE);
}

static void ask_for_work(struct irq_work *irq)
{
	struct trace_latency *latency = container_of(irq, struct trace_latency, irq);

	schedule_work(&latency->work);
}

void trace_latency_init(struct trace_latency *latency)
{
	latency->lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	init_irq_work(&latency->irq, ask_for_work);
	INIT_WORK(&latency->work, tell_watchers);
}

/**
 * trace_latency_max - the latency to beat
 * @tr: the instance
 *
 * Context: any.
 * Return: nanoseconds.
 */
u64 trace_latency_max(const struct trace_array *tr)
{
	return READ_ONCE(tr->latency.ns);
}

/**
 * trace_latency_set - there is a new one
 * @tr: the instance
 * @ns: nanoseconds
 *
 * Context: any, NMI included; one caller at a time.
 */
void trace_latency_set(struct trace_array *tr, u64 ns)
{
	WRITE_ONCE(tr->latency.ns, ns);
	irq_work_queue(&tr->latency.irq);
}

/* Tracers have stopped, so nobody asks any more. */
static void latency_detach(struct trace_array *tr)
{
	irq_work_sync(&tr->latency.irq);
	cancel_work_sync(&tr->latency.work);
}

static struct trace_array_part latency_part = { .detach = latency_detach };

static int __init latency_init(void)
{
	return trace_array_register_part(&latency_part);
}
core_initcall(latency_init);

static struct trace_feature latency_features[] = {
	{
		.name	= "max-latency",
		.values	= IS_ENABLED(CONFIG_FSNOTIFY) ? "inotify" : NULL,
	},
};

TRACE_FEATURES(latency_features);
