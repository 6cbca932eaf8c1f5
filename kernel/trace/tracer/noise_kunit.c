// SPDX-License-Identifier: GPL-2.0
/* KUnit: each noise has its own time, and not that of what came on top of it. */
#include <kunit/test.h>
#include <linux/processor.h>
#include <linux/slab.h>
#include "noise.h"

static struct noise_cpu *new_noise(struct kunit *test)
{
	struct noise_cpu *noise = kunit_kzalloc(test, sizeof(*noise), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, noise);
	return noise;
}

/* By the clock that is tested, which a busy host may not have in step with udelay(). */
static void spend(u64 usecs)
{
	u64 end = noise_now() + usecs * NSEC_PER_USEC;

	while (noise_now() < end)
		cpu_relax();
}

static s64 taken(const struct noise_cpu *noise, enum noise_kind kind)
{
	return noise->source[kind].taken;
}

static void time_goes_to_who_is_on_top(struct kunit *test)
{
	struct noise_cpu *noise = new_noise(test);
	s64 nmi, irq, thread;
	u64 begin = noise_now();
	u64 start;

	noise_come(noise, NOISE_THREAD);
	noise_come(noise, NOISE_IRQ);
	spend(100);
	noise_come(noise, NOISE_NMI);
	spend(50);
	nmi = noise_go(noise, NOISE_NMI, &start);
	KUNIT_EXPECT_GE(test, nmi, 50 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, taken(noise, NOISE_IRQ), nmi);
	KUNIT_EXPECT_EQ(test, taken(noise, NOISE_THREAD), nmi);

	irq = noise_go(noise, NOISE_IRQ, &start);
	KUNIT_EXPECT_GE(test, irq, 100 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, start, begin);
	KUNIT_EXPECT_EQ(test, taken(noise, NOISE_THREAD), nmi + irq);
	KUNIT_EXPECT_EQ(test, taken(noise, NOISE_NMI), 0LL);

	thread = noise_go(noise, NOISE_THREAD, &start);
	KUNIT_EXPECT_GE(test, thread, 0LL);
	KUNIT_EXPECT_LE(test, (u64)(nmi + irq + thread), noise_now() - begin);
	KUNIT_EXPECT_EQ(test, noise->comings, 3ULL);
}

/* Tracing begins inside of it, or it has ended. */
static void who_has_not_come_does_not_go(struct kunit *test)
{
	struct noise_cpu *noise = new_noise(test);
	u64 start;

	KUNIT_EXPECT_LT(test, noise_go(noise, NOISE_SOFTIRQ, &start), 0LL);
	noise_come(noise, NOISE_SOFTIRQ);
	KUNIT_EXPECT_GE(test, noise_go(noise, NOISE_SOFTIRQ, &start), 0LL);
	KUNIT_EXPECT_LT(test, noise_go(noise, NOISE_SOFTIRQ, &start), 0LL);
	KUNIT_EXPECT_EQ(test, noise->source[NOISE_SOFTIRQ].count, 1ULL);
}

/* The thread's time begins anew in the middle of an interrupt. */
static void a_split_leaves_the_rest(struct kunit *test)
{
	struct noise_cpu *noise = new_noise(test);
	u64 start, split, end;

	noise_come(noise, NOISE_THREAD);
	spend(100);
	noise_come(noise, NOISE_IRQ);
	spend(100);
	noise_split_thread(noise);
	split = noise->source[NOISE_THREAD].start;
	spend(50);
	noise_go(noise, NOISE_IRQ, &start);
	end = noise_now();
	KUNIT_EXPECT_GT(test, split, start);
	KUNIT_EXPECT_GE(test, taken(noise, NOISE_THREAD), 50 * NSEC_PER_USEC);
	KUNIT_EXPECT_LE(test, (u64)taken(noise, NOISE_THREAD), end - split);
	KUNIT_EXPECT_GE(test, noise_go(noise, NOISE_THREAD, &start), 0LL);
	KUNIT_EXPECT_EQ(test, start, split);
}

static struct kunit_case noise_cases[] = {
	KUNIT_CASE(time_goes_to_who_is_on_top),
	KUNIT_CASE(who_has_not_come_does_not_go),
	KUNIT_CASE(a_split_leaves_the_rest),
	{}
};

static struct kunit_suite noise_suite = {
	.name		= "trace_noise",
	.test_cases	= noise_cases,
};

kunit_test_suite(noise_suite);

MODULE_DESCRIPTION("Tests of who takes time away");
MODULE_LICENSE("GPL");
