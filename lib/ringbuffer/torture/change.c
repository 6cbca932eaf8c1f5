// SPDX-License-Identifier: GPL-2.0
/* Those who change the buffers while they are in use. */
#include "torture.h"

#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ringbuffer/wait.h>

/* How often it was done, for the report; by the one task that does it. */
static unsigned long torture_resizes, torture_orders, torture_swaps,
		     torture_resets, torture_unplugs;

/* A CPU or all. */
static int torture_pick_cpu(struct rnd_state *rnd)
{
	return (int)torture_dice(rnd, nr_cpu_ids + 1) - 1;
}

static void torture_count(unsigned long *count, int err)
{
	if (!err)
		(*count)++;
	else if (err != -ENOMEM && err != -EBUSY && err != -EINVAL)
		torture_bad("a change failed: %d", err);
}

/* Both buffers, as only those of the same shape can be swapped. */
static void torture_resize(struct rnd_state *rnd)
{
	unsigned long bytes = (1 + torture_dice(rnd, 16)) * PAGE_SIZE;
	int cpu = torture_pick_cpu(rnd);

	torture_count(&torture_resizes, ringbuf_set_size(torture_rb[0], cpu, bytes));
	ringbuf_set_size(torture_rb[1], cpu, bytes);
}

static void torture_order(struct rnd_state *rnd)
{
	u32 order = torture_dice(rnd, TORTURE_ORDER_MAX + 1);

	torture_count(&torture_orders,
		      ringbuf_set_subbuf_order(torture_rb[0], order));
	ringbuf_set_subbuf_order(torture_rb[1], order);
}

static void torture_reset(struct rnd_state *rnd)
{
	struct ringbuf *rb = torture_rb[torture_dice(rnd, 2)];
	int cpu = torture_pick_cpu(rnd);

	if (cpu == RB_ALL_CPUS)
		ringbuf_reset(rb);
	else
		ringbuf_reset_cpu(rb, cpu);
	torture_resets++;
}

static void torture_disable(struct rnd_state *rnd)
{
	struct ringbuf *rb = torture_rb[0];
	int cpu = torture_dice(rnd, nr_cpu_ids);

	ringbuf_record_disable_cpu(rb, cpu);
	usleep_range(10, 100);
	ringbuf_record_disable(rb);
	ringbuf_record_enable_cpu(rb, cpu);
	ringbuf_record_off(rb);
	ringbuf_record_enable(rb);
	usleep_range(10, 100);
	ringbuf_record_on(rb);
}

static void torture_change(struct rnd_state *rnd)
{
	switch (torture_dice(rnd, 6)) {
	case 0:
		if (torture_do.resize)
			torture_resize(rnd);
		break;
	case 1:
		if (torture_do.swap)
			torture_count(&torture_swaps, torture_try_swap());
		break;
	case 2:
		if (torture_do.reset)
			torture_reset(rnd);
		break;
	case 3:
		if (torture_do.disable)
			torture_disable(rnd);
		break;
	case 4:
		if (torture_do.order && !torture_dice(rnd, 4))
			torture_order(rnd);
		break;
	default:
		ringbuf_set_overwrite(torture_rb[0], torture_dice(rnd, 4));
		rb_wake_waiters(torture_rb[0], torture_pick_cpu(rnd));
	}
}

/**
 * torture_change_tasks - a task that changes the buffers
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_change_tasks(void *unused)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, get_random_u64());
	while (!kthread_should_stop()) {
		torture_change(&rnd);
		usleep_range(200, 3000);
	}
	return 0;
}

#ifdef CONFIG_HOTPLUG_CPU
static void torture_unplug(int cpu, struct rnd_state *rnd)
{
	if (remove_cpu(cpu))
		return;
	torture_unplugs++;
	msleep(torture_dice(rnd, 30));
	if (add_cpu(cpu))
		torture_bad("cpu %d does not come back", cpu);
}
#else
static void torture_unplug(int cpu, struct rnd_state *rnd) { }
#endif

/**
 * torture_hotplug_tasks - a task that takes CPUs away and gives them back
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_hotplug_tasks(void *unused)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, get_random_u64());
	while (!kthread_should_stop()) {
		int cpu = 1 + torture_dice(&rnd, nr_cpu_ids - 1);

		if (cpu < nr_cpu_ids && cpu_online(cpu))
			torture_unplug(cpu, &rnd);
		msleep(20 + torture_dice(&rnd, 100));
	}
	return 0;
}

/**
 * torture_changes_tell - say what was done
 *
 * Context: any.
 */
void torture_changes_tell(void)
{
	pr_info("%lu resizes, %lu orders, %lu + %lu swaps, %lu resets, %lu CPUs taken away, %lu NMIs\n",
		torture_resizes, torture_orders, torture_swaps, torture_swaps_here(),
		torture_resets, torture_unplugs, torture_nmi_count());
}
