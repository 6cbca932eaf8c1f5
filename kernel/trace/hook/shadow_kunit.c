// SPDX-License-Identifier: GPL-2.0
/*
 * The shadow stack by itself: frames of calls that were never made, whose places are
 * variables of the test.
 */

#include <kunit/test.h>
#include <linux/ftrace.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include "shadow.h"

#define TRUE_RETURN	0x1234UL
#define FUNC		0x5678UL

/* A user that counts. */
struct counter {
	struct shadow_user	user;
	unsigned int		returns;
	unsigned long		last_func;
};

static void count_return(struct shadow_user *user, struct shadow_frame *frame,
			 struct ftrace_regs *fregs)
{
	struct counter *c = container_of(user, struct counter, user);

	c->returns++;
	c->last_func = frame->func;
}

static void remove_user(void *user)
{
	shadow_user_remove(user);
}

static struct counter *new_counter(struct kunit *test)
{
	struct counter *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->user.leave = count_return;
	KUNIT_ASSERT_EQ(test, shadow_user_add(&c->user), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_user, &c->user), 0);
	return c;
}

static struct shadow_frame *push(struct counter *c, unsigned long *place, unsigned int bytes)
{
	struct __arch_ftrace_regs fregs = {};

	fregs.regs.sp = (unsigned long)place;
	return shadow_push(&c->user, FUNC, (struct ftrace_regs *)&fregs, bytes);
}

static unsigned long come_back(unsigned long *place)
{
	struct __arch_ftrace_regs fregs = {};

	return shadow_return((struct ftrace_regs *)&fregs, place);
}

/* There and back, with data in between. */
static void pair_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *frame;
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;
	int idx = 0;

	guard(preempt)();
	frame = push(c, &place, 24);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	KUNIT_EXPECT_EQ(test, frame->bytes, 24);
	KUNIT_EXPECT_EQ(test, place, TRUE_RETURN);
	shadow_follow(frame);
	KUNIT_EXPECT_EQ(test, place, (unsigned long)return_to_handler);
	KUNIT_EXPECT_EQ(test, ftrace_graph_ret_addr(current, &idx, place, &place), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(&place), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, place, TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_EQ(test, c->last_func, FUNC);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

static void cancel_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *frame;
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;
	void *end;

	guard(preempt)();
	frame = push(c, &place, 0);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	end = shadow_of(current)->end;
	shadow_cancel(frame);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
	KUNIT_EXPECT_PTR_EQ(test, push(c, &place, 0), frame);
	KUNIT_EXPECT_PTR_EQ(test, shadow_of(current)->end, end);
	shadow_cancel(frame);
	KUNIT_EXPECT_EQ(test, c->returns, 0);
}

/* Three users at one place are told in turn, and find the address together. */
static void several_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current);
	unsigned long place = TRUE_RETURN;
	struct counter *c[3];
	int idx = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++)
		c[i] = new_counter(test);
	guard(preempt)();
	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++) {
		struct shadow_frame *frame = push(c[i], &place, 8);

		KUNIT_ASSERT_NOT_NULL(test, frame);
		shadow_follow(frame);
	}
	KUNIT_EXPECT_EQ(test, ftrace_graph_ret_addr(current, &idx, place, &place), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(&place), TRUE_RETURN);
	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++)
		KUNIT_EXPECT_EQ(test, c[i]->returns, 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* Calls that never return go with the one around them, and nobody is told. */
static void lost_calls_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current);
	struct counter *c = new_counter(test);
	unsigned long place[4];

	guard(preempt)();
	for (unsigned int i = 0; i < ARRAY_SIZE(place); i++) {
		place[i] = TRUE_RETURN + i;
		shadow_follow(push(c, &place[i], 0));
	}
	KUNIT_EXPECT_EQ(test, come_back(&place[1]), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_EQ(test, come_back(&place[0]), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 2);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* The place of a call that never returned is used for another one. */
static void place_again_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *first;
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;

	guard(preempt)();
	first = push(c, &place, 0);
	KUNIT_ASSERT_NOT_NULL(test, first);
	shadow_follow(first);
	place = TRUE_RETURN + 1;
	KUNIT_EXPECT_PTR_EQ(test, push(c, &place, 0), first);
	shadow_follow(first);
	KUNIT_EXPECT_EQ(test, come_back(&place), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* A user that is gone is not told of a call that it had followed; its slot has another. */
static void gone_user_test(struct kunit *test)
{
	struct counter gone = { .user.leave = count_return };
	unsigned long place = TRUE_RETURN;
	struct counter *next;

	KUNIT_ASSERT_EQ(test, shadow_user_add(&gone.user), 0);
	scoped_guard(preempt)
		shadow_follow(push(&gone, &place, 0));
	shadow_user_remove(&gone.user);
	next = new_counter(test);
	KUNIT_EXPECT_EQ(test, next->user.slot, gone.user.slot);
	KUNIT_EXPECT_EQ(test, come_back(&place), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, gone.returns, 0);
	KUNIT_EXPECT_EQ(test, next->returns, 0);
}

static void extend_test(struct kunit *test)
{
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;
	struct shadow_frame *frame;

	guard(preempt)();
	frame = push(c, &place, 8);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	KUNIT_EXPECT_TRUE(test, shadow_extend(frame, 13));
	KUNIT_EXPECT_EQ(test, frame->bytes, 24);
	KUNIT_EXPECT_PTR_EQ(test, shadow_of(current)->end, (void *)frame->data + 24);
	KUNIT_EXPECT_FALSE(test, shadow_extend(frame, SHADOW_DATA_MAX));
	shadow_cancel(frame);
}

/*
 * More calls than there is memory for: with interrupts off no page comes after those at
 * hand. They are counted, and the ones before return as ever.
 */
static void exhaustion_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *frame;
	unsigned long missed = shadow_missed(), flags;
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;
	unsigned int nr = 0, returns;

	local_irq_save(flags);
	while ((frame = push(c, &place, SHADOW_DATA_MAX))) {
		shadow_follow(frame);
		nr++;
	}
	come_back(&place);
	returns = c->returns;
	local_irq_restore(flags);

	KUNIT_EXPECT_GT(test, nr, 3);
	KUNIT_EXPECT_EQ(test, returns, nr);
	KUNIT_EXPECT_EQ(test, place, TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, shadow_missed(), missed + 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

static void pause_test(struct kunit *test)
{
	struct counter *c = new_counter(test);
	unsigned long place = TRUE_RETURN;

	guard(preempt)();
	pause_graph_tracing();
	KUNIT_EXPECT_NULL(test, push(c, &place, 0));
	unpause_graph_tracing();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pair_test),
	KUNIT_CASE(cancel_test),
	KUNIT_CASE(several_test),
	KUNIT_CASE(lost_calls_test),
	KUNIT_CASE(place_again_test),
	KUNIT_CASE(gone_user_test),
	KUNIT_CASE(extend_test),
	KUNIT_CASE(exhaustion_test),
	KUNIT_CASE(pause_test),
	{}
};

static struct kunit_suite suite = {
	.name		= "shadow",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of the shadow stack");
MODULE_LICENSE("GPL");
