// SPDX-License-Identifier: GPL-2.0
/*
 * The shadow stack by itself: frames of calls that were never made, whose places are
 * variables of the test.
 */

#include <kunit/test.h>
#include <linux/ftrace.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/rethook.h>
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

/* A call: registers at its entry, and what they point to. */
struct call {
	struct __arch_ftrace_regs	regs;
	unsigned long			place;
};

static struct ftrace_regs *fregs_of(struct call *call)
{
	return (struct ftrace_regs *)&call->regs;
}

static void make_call(struct call *call, unsigned long ret)
{
#ifdef HAVE_ARCH_HOOK_RETURN
	call->regs.fp = (unsigned long)&call->place;
	call->regs.sp = (unsigned long)&call->place;
#else
	call->regs.regs.sp = (unsigned long)&call->place;
#endif
	arch_hook_set_return_address(fregs_of(call), ret);
}

/* What an unwinder looks at when the call has returned. */
static unsigned long found_by_unwinder(const struct call *call,
				       const struct __arch_ftrace_regs *at_return)
{
#ifdef HAVE_ARCH_HOOK_RETURN
	return at_return->frame[1];
#else
	return call->place;
#endif
}

static struct shadow_frame *push(struct counter *c, struct call *call, unsigned int bytes)
{
	struct shadow_frame *frame = shadow_lay(&c->user, FUNC, fregs_of(call), bytes);

	if (frame)
		shadow_push(frame);
	return frame;
}

static void follow(struct shadow_frame *frame, struct call *call)
{
	shadow_follow(frame, fregs_of(call));
}

static unsigned long come_back(struct kunit *test, struct call *call)
{
	struct __arch_ftrace_regs at_return = {};
	unsigned long ret;

	ret = shadow_return((struct ftrace_regs *)&at_return,
			    (unsigned long *)ftrace_regs_get_stack_pointer(fregs_of(call)));
	KUNIT_EXPECT_EQ(test, found_by_unwinder(call, &at_return), ret);
	return ret;
}

static unsigned long true_return(struct call *call)
{
	struct ftrace_regs *fregs = fregs_of(call);
	int idx = 0;

	return ftrace_graph_ret_addr(current, &idx, arch_hook_return_address(fregs),
				     arch_hook_place(fregs));
}

/* There and back, with data in between. */
static void pair_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *frame;
	struct counter *c = new_counter(test);
	struct call call;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	frame = push(c, &call, 24);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	KUNIT_EXPECT_EQ(test, frame->bytes, 24);
	KUNIT_EXPECT_EQ(test, arch_hook_return_address(fregs_of(&call)), TRUE_RETURN);
	follow(frame, &call);
	KUNIT_EXPECT_EQ(test, arch_hook_return_address(fregs_of(&call)),
			(unsigned long)return_to_handler);
	KUNIT_EXPECT_EQ(test, true_return(&call), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_EQ(test, c->last_func, FUNC);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

static void cancel_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *frame;
	struct counter *c = new_counter(test);
	struct call call;
	void *end;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	frame = push(c, &call, 0);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	end = shadow_of(current)->end;
	shadow_cancel(frame);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
	KUNIT_EXPECT_PTR_EQ(test, push(c, &call, 0), frame);
	KUNIT_EXPECT_PTR_EQ(test, shadow_of(current)->end, end);
	shadow_cancel(frame);
	KUNIT_EXPECT_EQ(test, c->returns, 0);
}

/* Three users at one place are told in turn, and find the address together. */
static void several_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current);
	struct call call;
	struct counter *c[3];

	make_call(&call, TRUE_RETURN);
	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++)
		c[i] = new_counter(test);
	guard(preempt)();
	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++) {
		struct shadow_frame *frame = push(c[i], &call, 8);

		KUNIT_ASSERT_NOT_NULL(test, frame);
		follow(frame, &call);
	}
	KUNIT_EXPECT_EQ(test, true_return(&call), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN);
	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++)
		KUNIT_EXPECT_EQ(test, c[i]->returns, 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* Calls that never return go with the one around them, and nobody is told. */
static void lost_calls_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current);
	struct counter *c = new_counter(test);
	struct call call[4];

	guard(preempt)();
	for (unsigned int i = 0; i < ARRAY_SIZE(call); i++) {
		make_call(&call[i], TRUE_RETURN + i);
		follow(push(c, &call[i], 0), &call[i]);
	}
	KUNIT_EXPECT_EQ(test, come_back(test, &call[1]), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_EQ(test, come_back(test, &call[0]), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 2);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* The place of a call that never returned is used for another one. */
static void place_again_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *first;
	struct counter *c = new_counter(test);
	struct call call;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	first = push(c, &call, 0);
	KUNIT_ASSERT_NOT_NULL(test, first);
	follow(first, &call);
	make_call(&call, TRUE_RETURN + 1);
	KUNIT_EXPECT_PTR_EQ(test, push(c, &call, 0), first);
	follow(first, &call);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

/* What lies between two calls has no frame of its own. */
static void same_caller_test(struct kunit *test)
{
	struct counter *c = new_counter(test);
	struct call outer, inner;

	make_call(&outer, TRUE_RETURN);
	make_call(&inner, TRUE_RETURN + 1);
#ifdef HAVE_ARCH_HOOK_RETURN
	inner.regs.fp = outer.regs.fp;
#endif
	guard(preempt)();
	follow(push(c, &outer, 0), &outer);
	follow(push(c, &inner, 0), &inner);
	KUNIT_EXPECT_EQ(test, true_return(&inner), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, come_back(test, &inner), TRUE_RETURN + 1);
	KUNIT_EXPECT_EQ(test, true_return(&outer), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(test, &outer), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 2);
}

#ifdef CONFIG_KRETPROBE_ON_RETHOOK
/* A kretprobe came between two users: each finds the address that it replaced. */
static void kretprobe_between_test(struct kunit *test)
{
	const unsigned long trampoline = (unsigned long)arch_rethook_trampoline;
	struct counter *c = new_counter(test);
	struct call call;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	follow(push(c, &call, 0), &call);
	arch_hook_set_return_address(fregs_of(&call), trampoline);
	follow(push(c, &call, 0), &call);
	KUNIT_EXPECT_EQ(test, shadow_behind_kretprobe(current, arch_hook_place(fregs_of(&call))),
			TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), trampoline);
	KUNIT_EXPECT_EQ(test, c->returns, 1);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, c->returns, 2);
}
#endif

/* A user that is gone is not told of a call that it had followed; its slot has another. */
static void gone_user_test(struct kunit *test)
{
	struct counter gone = { .user.leave = count_return };
	struct call call;
	struct counter *next;

	make_call(&call, TRUE_RETURN);
	KUNIT_ASSERT_EQ(test, shadow_user_add(&gone.user), 0);
	scoped_guard(preempt)
		follow(push(&gone, &call, 0), &call);
	shadow_user_remove(&gone.user);
	next = new_counter(test);
	KUNIT_EXPECT_EQ(test, next->user.slot, gone.user.slot);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN);
	KUNIT_EXPECT_EQ(test, gone.returns, 0);
	KUNIT_EXPECT_EQ(test, next->returns, 0);
}

/* Between laying a frame and pushing it there may be an interrupt. */
static void laid_test(struct kunit *test)
{
	struct shadow_frame *before = shadow_top(current), *dead, *laid, *frame;
	struct counter *c = new_counter(test);
	struct call call, interrupted;

	make_call(&call, TRUE_RETURN);
	make_call(&interrupted, TRUE_RETURN);
	guard(preempt)();
	dead = push(c, &call, 8);
	KUNIT_ASSERT_NOT_NULL(test, dead);
	follow(dead, &call);
	laid = shadow_lay(&c->user, FUNC, fregs_of(&interrupted), 8);
	KUNIT_ASSERT_NOT_NULL(test, laid);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), dead);

	/* At the place of the dead one, which must not take ours along. */
	make_call(&call, TRUE_RETURN);
	frame = push(c, &call, 8);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	KUNIT_EXPECT_GE(test, (unsigned long)frame, (unsigned long)laid->data + 8);
	follow(frame, &call);
	KUNIT_EXPECT_EQ(test, come_back(test, &call), TRUE_RETURN);

	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), dead);
	shadow_push(laid);
	KUNIT_EXPECT_PTR_EQ(test, laid->prev, dead);
	shadow_cancel(laid);
	shadow_cancel(dead);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

static void extend_test(struct kunit *test)
{
	struct counter *c = new_counter(test);
	struct call call;
	struct shadow_frame *frame;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	frame = push(c, &call, 8);
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
	struct call call;
	unsigned int nr = 0, returns;

	make_call(&call, TRUE_RETURN);
	local_irq_save(flags);
	while ((frame = push(c, &call, SHADOW_DATA_MAX))) {
		follow(frame, &call);
		nr++;
	}
	come_back(test, &call);
	returns = c->returns;
	local_irq_restore(flags);

	KUNIT_EXPECT_GT(test, nr, 3);
	KUNIT_EXPECT_EQ(test, returns, nr);
	KUNIT_EXPECT_EQ(test, shadow_missed(), missed + 1);
	KUNIT_EXPECT_PTR_EQ(test, shadow_top(current), before);
}

static void pause_test(struct kunit *test)
{
	struct counter *c = new_counter(test);
	struct call call;

	make_call(&call, TRUE_RETURN);
	guard(preempt)();
	pause_graph_tracing();
	KUNIT_EXPECT_NULL(test, push(c, &call, 0));
	unpause_graph_tracing();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pair_test),
	KUNIT_CASE(cancel_test),
	KUNIT_CASE(several_test),
	KUNIT_CASE(lost_calls_test),
	KUNIT_CASE(place_again_test),
	KUNIT_CASE(same_caller_test),
#ifdef CONFIG_KRETPROBE_ON_RETHOOK
	KUNIT_CASE(kretprobe_between_test),
#endif
	KUNIT_CASE(gone_user_test),
	KUNIT_CASE(laid_test),
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
