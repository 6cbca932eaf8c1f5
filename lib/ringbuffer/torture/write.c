// SPDX-License-Identifier: GPL-2.0
/*
 * The writers.
 *
 * Interrupts that only come when they like hit the few instructions that matter
 * too rarely. So the clock, which is read in the middle of a reservation, sends
 * one to its own CPU now and then, and so does who fills in a record.
 */
#include "torture.h"

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ringbuffer/wait.h>
#include <linux/ringbuffer/write.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

DEFINE_PER_CPU(struct torture_cpu, torture_cpus);

static bool torture_writing;

static enum torture_level torture_level(void)
{
	if (in_nmi())
		return TORTURE_NMI;
	if (in_hardirq())
		return TORTURE_HARDIRQ;
	return in_serving_softirq() ? TORTURE_SOFTIRQ : TORTURE_TASK;
}

static struct torture_tally *torture_tally(void)
{
	return this_cpu_ptr(&torture_cpus.tally[torture_level()]);
}

/* Send an interrupt that comes right here. */
static noinline void torture_intrude(void)
{
	struct torture_tally *tally = torture_tally();

	if (in_nmi() || torture_dice(&tally->rnd, 24))
		return;
	if (torture_do.nmi && torture_dice(&tally->rnd, 2))
		torture_nmi_send(smp_processor_id());
	else if (torture_do.hardirq && !in_hardirq())
		irq_work_queue(this_cpu_ptr(&torture_cpus.work));
}

/**
 * torture_time - the clock, for slow paths
 *
 * Context: any.
 * Return: the time.
 */
u64 torture_time(void)
{
	return ktime_get_mono_fast_ns();
}

static __always_inline u64 torture_clock(struct ringbuf *rb)
{
	u64 now = ktime_get_mono_fast_ns();

	torture_intrude();
	return now;
}

/* One less than may come together: all levels, and some have two. */
static const struct rb_config torture_config = {
	.clock		= torture_clock,
	.notify		= ringbuf_notify,
	.max_nest	= TORTURE_LEVELS + 1,
	.mode		= RB_MODE_ASK,
};

/* Most are short, some nearly fill a page, and a few fit on none. */
static u32 torture_pick_words(struct rnd_state *rnd)
{
	if (!torture_dice(rnd, 1024))
		return PAGE_SIZE << TORTURE_ORDER_MAX;
	if (!torture_dice(rnd, 64))
		return torture_dice(rnd, PAGE_SIZE / 4 - 16);
	return torture_dice(rnd, 40);
}

static void torture_write(bool inner);

static void torture_fill(struct torture_tally *tally, struct rb_slot *slot,
			 struct torture_record *record, u32 words, bool inner)
{
	record->seq = tally->seq++;
	record->ts = rb_slot_time(slot);
	record->cpu = smp_processor_id();
	record->level = torture_level();
	if (!inner && !torture_dice(&tally->rnd, 8))
		torture_write(true);
	if (words && !torture_dice(&tally->rnd, 8) &&
	    rb_trim(&torture_config, torture_rb[0], slot,
		    struct_size(record, fill, words / 2)))
		words /= 2;
	record->words = words;
	torture_intrude();
	torture_sign(record);
}

static void torture_discard(struct torture_tally *tally, struct rb_slot *slot,
			    bool inner)
{
	if (!inner && torture_dice(&tally->rnd, 2))
		torture_write(true);
	torture_intrude();
	tally->discarded++;
	rb_discard(&torture_config, torture_rb[0], slot);
}

/* Preemption is disabled. An inner record comes while another one is open. */
static void torture_write(bool inner)
{
	struct torture_tally *tally = torture_tally();
	u32 words = torture_pick_words(&tally->rnd);
	struct torture_record *record;
	struct rb_slot slot;

	record = rb_reserve(&torture_config, torture_rb[0], &slot,
			    struct_size(record, fill, words));
	if (!record) {
		tally->refused++;
		return;
	}
	if (!torture_dice(&tally->rnd, 16)) {
		torture_discard(tally, &slot, inner);
		return;
	}
	torture_fill(tally, &slot, record, words, inner);
	tally->written++;
	rb_commit(&torture_config, torture_rb[0], &slot);
}

/**
 * torture_write_here - write a few records, and do what else one may do here
 *
 * Context: any interrupt.
 */
void torture_write_here(void)
{
	struct torture_tally *tally = torture_tally();
	u32 records = torture_dice(&tally->rnd, 4);

	if (!READ_ONCE(torture_writing))
		return;
	while (records--)
		torture_write(false);
	if (torture_do.iterate && !torture_dice(&tally->rnd, 16))
		torture_glance(&tally->rnd,
			       *this_cpu_ptr(&torture_cpus.seen[torture_level()]),
			       sizeof(torture_cpus.seen[0]));
}

static void torture_work(struct irq_work *work)
{
	torture_write_here();
}

static void torture_tasklet(struct tasklet_struct *tasklet)
{
	torture_write_here();
}

static ktime_t torture_period(struct rnd_state *rnd)
{
	return ns_to_ktime(20000 + torture_dice(rnd, 400000));
}

/* A timer that came to another CPU ends; its own starts it again. */
static enum hrtimer_restart torture_tick(struct hrtimer *timer)
{
	struct torture_cpu *me = this_cpu_ptr(&torture_cpus);
	struct torture_tally *tally = torture_tally();

	if (timer != &me->timer || !READ_ONCE(torture_writing))
		return HRTIMER_NORESTART;
	torture_write_here();
	if (torture_do.softirq && torture_dice(&tally->rnd, 2))
		tasklet_schedule(&me->tasklet);
	if (torture_do.swap && !torture_dice(&tally->rnd, 64))
		torture_try_swap_here();
	hrtimer_forward_now(timer, torture_period(&tally->rnd));
	return HRTIMER_RESTART;
}

static void torture_start_timer(void)
{
	struct torture_cpu *me = this_cpu_ptr(&torture_cpus);

	if (torture_do.hardirq && !hrtimer_active(&me->timer))
		hrtimer_start(&me->timer, torture_period(&torture_tally()->rnd),
			      HRTIMER_MODE_REL_PINNED_HARD);
}

static void torture_hit_another(void)
{
	int cpu = cpumask_any_but(cpu_online_mask, smp_processor_id());

	if (torture_do.nmi && cpu < nr_cpu_ids)
		torture_nmi_send(cpu);
}

/**
 * torture_write_tasks - a task that writes on whatever CPU it is
 * @unused: nothing
 *
 * Context: kernel thread.
 * Return: 0.
 */
int torture_write_tasks(void *unused)
{
	u32 pause = 0, i;

	while (!kthread_should_stop()) {
		for (i = 0; i < 16; i++) {
			guard(preempt)();
			torture_start_timer();
			torture_write(false);
			pause = torture_dice(&torture_tally()->rnd, 32);
			if (pause == 1)
				torture_hit_another();
		}
		if (!pause)
			usleep_range(10, 1000);
		cond_resched();
	}
	return 0;
}

/**
 * torture_writers_init - let there be writers
 *
 * Context: may sleep.
 */
void torture_writers_init(void)
{
	int cpu, level;

	for_each_possible_cpu(cpu) {
		struct torture_cpu *it = per_cpu_ptr(&torture_cpus, cpu);

		for (level = 0; level < TORTURE_LEVELS; level++)
			prandom_seed_state(&it->tally[level].rnd, get_random_u64());
		hrtimer_init(&it->timer, CLOCK_MONOTONIC,
			     HRTIMER_MODE_REL_PINNED_HARD);
		it->timer.function = torture_tick;
		tasklet_setup(&it->tasklet, torture_tasklet);
		init_irq_work(&it->work, torture_work);
	}
	WRITE_ONCE(torture_writing, true);
}

/**
 * torture_writers_stop - the tasks are gone, now for the rest
 *
 * Context: may sleep. No CPU comes or goes.
 */
void torture_writers_stop(void)
{
	int cpu;

	WRITE_ONCE(torture_writing, false);
	for_each_possible_cpu(cpu) {
		struct torture_cpu *it = per_cpu_ptr(&torture_cpus, cpu);

		hrtimer_cancel(&it->timer);
		tasklet_kill(&it->tasklet);
		irq_work_sync(&it->work);
	}
	/* Those that are under way in NMIs, and NMIs themselves. */
	msleep(50);
	synchronize_rcu();
}
