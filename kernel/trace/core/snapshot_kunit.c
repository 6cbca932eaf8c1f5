// SPDX-License-Identifier: GPL-2.0
/* KUnit: snapshots that the kernel takes by itself. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include "context.h"
#include "instance.h"
#include "record_open.h"
#include "snapshot.h"

static int snapshot_test_init(struct kunit *test)
{
	struct trace_array *tr = trace_array_get_by_name("kunit_snapshot", NULL);

	KUNIT_ASSERT_NOT_NULL(test, tr);
	test->priv = tr;
	return 0;
}

static void snapshot_test_exit(struct kunit *test)
{
	trace_array_put(test->priv);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(test->priv), 0);
}

static void write_one(struct trace_array *tr)
{
	guard(preempt)();
	trace_function(tr, 1, 2, trace_context(1));
}

static unsigned long entries(struct ringbuf *rb)
{
	struct ringbuf_stats stats;
	unsigned long sum = 0;
	int cpu;

	for_each_online_cpu(cpu) {
		ringbuf_stats(rb, cpu, &stats);
		sum += stats.entries;
	}
	return sum;
}

static struct ringbuf *spare(struct trace_array *tr)
{
	guard(mutex)(&tracing_mutex);
	return trace_snapshot_buffer(tr);
}

/* Until all CPUs have done their part. */
static bool taken(struct trace_array *tr, unsigned long records)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (entries(spare(tr)) == records)
			return true;
		msleep(20);
	}
	return false;
}

static void arm(struct kunit *test, struct trace_array *tr)
{
	guard(mutex)(&tracing_mutex);
	KUNIT_ASSERT_EQ(test, trace_snapshot_arm(tr), 0);
}

static void disarm(struct trace_array *tr)
{
	guard(mutex)(&tracing_mutex);
	trace_snapshot_disarm(tr);
}

static void with_interrupts_off(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	unsigned long flags;

	arm(test, tr);
	write_one(tr);
	local_irq_save(flags);
	trace_snapshot_now(tr, NULL);
	local_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, taken(tr, 1));
	KUNIT_EXPECT_EQ(test, entries(tr->buffer), 0UL);
	disarm(tr);
}

struct on_top {
	struct irq_work		work;
	struct trace_array	*tr;
};

static void take_on_top(struct irq_work *work)
{
	trace_snapshot_now(container_of(work, struct on_top, work)->tr, NULL);
}

/* A writer is in progress below: its CPU does its part when it is done. */
static void on_top_of_a_writer(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	struct on_top top = {
		.work = IRQ_WORK_INIT_HARD(take_on_top), .tr = tr,
	};
	struct trace_record rec;
	struct ringbuf *rb;

	arm(test, tr);
	rb = spare(tr);
	write_one(tr);
	preempt_disable();
	KUNIT_EXPECT_NOT_NULL(test,
			      trace_record_begin(&rec, tr, TRACE_TYPE_print, 32,
						 trace_context(1)));
	irq_work_queue(&top.work);
	while (irq_work_is_busy(&top.work))
		cpu_relax();
	KUNIT_EXPECT_EQ(test, entries(rb), 0UL);
	trace_record_end(&rec);
	preempt_enable();
	KUNIT_EXPECT_TRUE(test, taken(tr, 2));
	disarm(tr);
}

/* Somebody is at work on the buffers: it is taken when that is done, and nothing stops. */
static void while_held(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	struct ringbuf *rb;

	arm(test, tr);
	write_one(tr);
	scoped_guard(mutex, &tracing_mutex) {
		rb = trace_snapshot_pause(tr);
		KUNIT_ASSERT_NOT_NULL(test, rb);
		trace_snapshot_now(tr, NULL);
		KUNIT_EXPECT_EQ(test, entries(rb), 0UL);
		trace_snapshot_resume(tr);
	}
	KUNIT_EXPECT_TRUE(test, taken(tr, 1));
	KUNIT_EXPECT_TRUE(test, tracer_tracing_is_on(tr));
	disarm(tr);
}

static bool odd(struct trace_array *tr, void *cond_data)
{
	return *(int *)cond_data % 2;
}

static void on_condition(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	int number = 2;

	KUNIT_ASSERT_EQ(test, tracing_snapshot_cond_enable(tr, &number, odd), 0);
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_enable(tr, &number, odd), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, tracing_cond_snapshot_data(tr), (void *)&number);
	write_one(tr);
	tracing_snapshot_cond(tr, &number);
	msleep(20);
	KUNIT_EXPECT_EQ(test, entries(spare(tr)), 0UL);
	number = 3;
	tracing_snapshot_cond(tr, &number);
	KUNIT_EXPECT_TRUE(test, taken(tr, 1));
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_disable(tr), 0);
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_disable(tr), -EINVAL);
	KUNIT_EXPECT_NULL(test, tracing_cond_snapshot_data(tr));
}

/* What cannot be kept is not to be overwritten. */
static void without_memory(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	write_one(tr);
	trace_snapshot_now(tr, NULL);
	KUNIT_EXPECT_FALSE(test, tracer_tracing_is_on(tr));
	KUNIT_EXPECT_GE(test, entries(tr->buffer), 1UL);
}

static void not_beside_mappings(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_TRUE(test, trace_snapshot_exclude(tr));
	scoped_guard(mutex, &tracing_mutex)
		KUNIT_EXPECT_EQ(test, trace_snapshot_arm(tr), -EBUSY);
	trace_snapshot_admit(tr);
	arm(test, tr);
	KUNIT_EXPECT_FALSE(test, trace_snapshot_exclude(tr));
	disarm(tr);
}

static bool keep(struct trace_array *tr, u64 ns)
{
	struct trace_worst worst = { .ns = ns };
	unsigned long flags;
	bool kept;

	local_irq_save(flags);
	worst.cpu = smp_processor_id();
	trace_worst_task(&worst, current);
	kept = trace_worst_keep(tr, &worst);
	local_irq_restore(flags);
	return kept;
}

/* What tracers of latencies do. */
static void of_the_worst(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_FALSE(test, keep(tr, 10));
	arm(test, tr);
	write_one(tr);
	KUNIT_EXPECT_TRUE(test, keep(tr, 20));
	KUNIT_EXPECT_EQ(test, entries(spare(tr)), 1UL);
	KUNIT_EXPECT_EQ(test, trace_latency_max(tr), 20ULL);
	KUNIT_EXPECT_EQ(test, tr->latency.worst.pid, current->pid);

	write_one(tr);
	write_one(tr);
	KUNIT_EXPECT_FALSE(test, keep(tr, 20));
	KUNIT_EXPECT_EQ(test, entries(spare(tr)), 1UL);
	KUNIT_EXPECT_EQ(test, tr->latency.worst.ns, 20ULL);

	trace_worst_hold(tr);
	atomic_long_set(&tr->latency.missed, 0);
	KUNIT_EXPECT_FALSE(test, keep(tr, 30));
	KUNIT_EXPECT_EQ(test, atomic_long_read(&tr->latency.missed), 1L);
	trace_worst_release(tr);
	KUNIT_EXPECT_TRUE(test, keep(tr, 30));
	KUNIT_EXPECT_EQ(test, entries(spare(tr)), 2UL);

	/* With a threshold the last one counts, whatever was before. */
	tr->latency.threshold = 5;
	KUNIT_EXPECT_FALSE(test, keep(tr, 4));
	KUNIT_EXPECT_TRUE(test, keep(tr, 5));
	KUNIT_EXPECT_EQ(test, trace_latency_max(tr), 5ULL);

	tracer_tracing_off(tr);
	KUNIT_EXPECT_FALSE(test, keep(tr, 50));
	tracer_tracing_on(tr);
	scoped_guard(mutex, &tracing_mutex)
		trace_worst_forget(tr);
	KUNIT_EXPECT_EQ(test, entries(spare(tr)), 0UL);
	KUNIT_EXPECT_EQ(test, tr->latency.worst.ns, 0ULL);
	tr->latency.threshold = 0;
	disarm(tr);
}

static struct kunit_case snapshot_cases[] = {
	KUNIT_CASE(with_interrupts_off),
	KUNIT_CASE(on_top_of_a_writer),
	KUNIT_CASE(while_held),
	KUNIT_CASE(on_condition),
	KUNIT_CASE(without_memory),
	KUNIT_CASE(not_beside_mappings),
	KUNIT_CASE(of_the_worst),
	{ }
};

static struct kunit_suite snapshot_suite = {
	.name = "trace-snapshot",
	.init = snapshot_test_init,
	.exit = snapshot_test_exit,
	.test_cases = snapshot_cases,
};

kunit_test_suite(snapshot_suite);
