// SPDX-License-Identifier: GPL-2.0
/*
 * Other CPUs: those that appear, and those that may be writing just now.
 */
#include "internal.h"

#include <linux/cpuhotplug.h>
#include <linux/sched.h>

/* Is CPUHP_TRACE_RB_PREPARE set up; under rb_hotplug_lock. */
static bool rb_hotplug_ready;
static DEFINE_MUTEX(rb_hotplug_lock);

static int rb_cpu_prepare(unsigned int cpu, struct hlist_node *node)
{
	struct ringbuf_private *priv;

	priv = hlist_entry_safe(node, struct ringbuf_private, cpuhp);
	return rb_cpu_populate(priv->rb, cpu);
}

static int rb_hotplug_setup(void)
{
	int err = 0;

	guard(mutex)(&rb_hotplug_lock);
	if (!rb_hotplug_ready)
		err = cpuhp_setup_state_multi(CPUHP_TRACE_RB_PREPARE,
					      "trace/ringbuffer:prepare",
					      rb_cpu_prepare, NULL);
	rb_hotplug_ready = !err;
	return err;
}

/**
 * rb_hotplug_add - give a buffer memory for all CPUs, now and later
 * @rb: the buffer
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int rb_hotplug_add(struct ringbuf *rb)
{
	int err = rb_hotplug_setup();

	return err ?: cpuhp_state_add_instance(CPUHP_TRACE_RB_PREPARE,
					       &rb->priv->cpuhp);
}

/**
 * rb_hotplug_remove - undo rb_hotplug_add()
 * @rb: the buffer
 *
 * Context: may sleep.
 */
void rb_hotplug_remove(struct ringbuf *rb)
{
	cpuhp_state_remove_instance_nocalls(CPUHP_TRACE_RB_PREPARE,
					    &rb->priv->cpuhp);
}

struct rb_look {
	struct rb_cpu	*part;
	bool		busy;
};

/*
 * Runs on the CPU in question. What it interrupted may be a writer; what
 * interrupts it is over when it looks.
 */
static void rb_look(void *arg)
{
	struct rb_look *look = arg;

	look->busy = !rb_settle(look->part);
}

/*
 * A CPU that is offline has no writers that could go on, but one that has only
 * just left may still switch to its idle task, and record that. RCU watches it
 * until it is dead.
 */
static void rb_wait_for_the_dying(struct rb_cpu *part)
{
	if (rb_store_of(part))
		synchronize_rcu();
}

/**
 * rb_drain - wait until no writer is in progress on a CPU
 * @part: the CPU's buffer, which refuses new writers
 *
 * Works before RCU does, and for writers where RCU does not watch. A writer
 * that was on its way out may still look at the tail of its page, nothing else:
 * memory is freed after a grace period.
 *
 * Context: may sleep, interrupts enabled; early boot.
 */
void rb_drain(struct rb_cpu *part)
{
	struct rb_look look = { .part = part };

	if (rb_booting())
		return;
	for (;;) {
		if (smp_call_function_single(part->cpu, rb_look, &look, 1)) {
			rb_wait_for_the_dying(part);
			break;
		}
		if (!look.busy)
			break;
		cond_resched();
	}
}
