// SPDX-License-Identifier: GPL-2.0
/* Function hooks on live functions: who is called, with what, and when no more. */

#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "bundle.h"
#include "kunit_targets.h"
#include "ops.h"
#include "parent.h"

#define EXPECTED_A	654321L
#define EXPECTED_B	123456L

/* What a callback saw. */
struct seen {
	struct ftrace_ops	ops;
	unsigned int		calls;
	unsigned long		ip;
	unsigned long		parent_ip;
	unsigned long		return_addr;	/* as the function finds it */
	unsigned long		arg[6];
	bool			all_regs;
};

static void note_call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		      struct ftrace_regs *fregs)
{
	struct seen *seen = container_of(op, struct seen, ops);

	seen->calls++;
	seen->ip = ip;
	seen->parent_ip = parent_ip;
	seen->return_addr = arch_hook_return_address(fregs);
	for (int i = 0; i < 6; i++)
		seen->arg[i] = ftrace_regs_get_argument(fregs, i);
	seen->all_regs = ftrace_get_regs(fregs);
}

static void unhook(void *data)
{
	struct ftrace_ops *ops = data;

	if (ops->flags & FTRACE_OPS_FL_ENABLED)
		unregister_ftrace_function(ops);
	ftrace_free_filter(ops);
}

static struct seen *new_ops(struct kunit *test, unsigned long flags)
{
	struct seen *seen = kunit_kzalloc(test, sizeof(*seen), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, seen);
	seen->ops.func = note_call;
	seen->ops.flags = flags;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unhook, &seen->ops), 0);
	return seen;
}

static void hook(struct kunit *test, struct seen *seen, void *func)
{
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&seen->ops, (unsigned long)func, 0, 0), 0);
	KUNIT_ASSERT_EQ(test, register_ftrace_function(&seen->ops), 0);
}

/* Calls both targets; whatever is hooked, they have to work. */
static void call_targets(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	KUNIT_EXPECT_EQ(test, hook_target_b(1, 2, 3, 4, 5, 6), EXPECTED_B);
}

static void expect_seen(struct kunit *test, const struct seen *seen, unsigned int calls,
			void *func)
{
	KUNIT_EXPECT_EQ(test, seen->calls, calls);
	KUNIT_EXPECT_EQ(test, seen->ip, ftrace_location((unsigned long)func));
	KUNIT_EXPECT_EQ(test, seen->parent_ip, seen->return_addr);
	for (int i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, seen->arg[i], i + 1);
}

static void one_ops_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, 0);

	call_targets(test);
	KUNIT_EXPECT_EQ(test, seen->calls, 0);
	hook(test, seen, hook_target_a);
	KUNIT_EXPECT_NE(test, seen->ops.trampoline, 0);
	if (IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS)) {
		KUNIT_EXPECT_FALSE(test, is_ftrace_trampoline(seen->ops.trampoline));
	} else {
		KUNIT_EXPECT_PTR_EQ(test, ftrace_ops_trampoline(seen->ops.trampoline),
				    &seen->ops);
		KUNIT_EXPECT_TRUE(test, is_ftrace_trampoline(seen->ops.trampoline + 8));
	}
	call_targets(test);
	expect_seen(test, seen, 1, hook_target_a);
	KUNIT_EXPECT_FALSE(test, seen->all_regs);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&seen->ops), 0);
	KUNIT_EXPECT_EQ(test, seen->ops.trampoline, 0);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, seen->calls, 1);
}

static void regs_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, FTRACE_OPS_FL_SAVE_REGS);

	if (!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS)) {
		KUNIT_EXPECT_EQ(test, register_ftrace_function(&seen->ops), -EINVAL);
		return;
	}
	hook(test, seen, hook_target_b);
	call_targets(test);
	expect_seen(test, seen, 1, hook_target_b);
	KUNIT_EXPECT_TRUE(test, seen->all_regs);
}

/* Several ops at one function share its entry code, and leave it again. */
static void several_ops_test(struct kunit *test)
{
	struct seen *first = new_ops(test, 0);
	struct seen *second = new_ops(test, FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED);
	struct seen *third = new_ops(test, FTRACE_OPS_FL_RECURSION | FTRACE_OPS_FL_RCU);

	hook(test, first, hook_target_a);
	hook(test, second, hook_target_a);
	hook(test, third, hook_target_b);
	call_targets(test);
	expect_seen(test, first, 1, hook_target_a);
	expect_seen(test, second, 1, hook_target_a);
	expect_seen(test, third, 1, hook_target_b);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&first->ops), 0);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, first->calls, 1);
	expect_seen(test, second, 2, hook_target_a);
	expect_seen(test, third, 2, hook_target_b);
}

/* What the site of a function calls: a slot or one of enum hook_target. */
static u32 target_of(void *func)
{
	unsigned long site = ftrace_location((unsigned long)func);
	struct hook_site found;

	guard(mutex)(&hook_mutex);
	if (!hook_site_find(site, site, &found))
		return HOOK_TARGET_REST;
	return hook_site_state(&found) & HOOK_TARGET_MASK;
}

static struct hook_bundle *bundle_at(void *func)
{
	u32 target = target_of(func);

	return target < HOOK_TARGET_FIRST_OPS ? NULL : hook_bundle_in(target);
}

/* The same ops make the same bundle; it has what its members need, and goes with them. */
static void bundle_test(struct kunit *test)
{
	struct seen *first = new_ops(test, 0);
	struct seen *second = new_ops(test, FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED);
	struct seen *third = new_ops(test, FTRACE_OPS_FL_RECURSION | FTRACE_OPS_FL_RCU);
	struct hook_bundle *bundle;

	hook(test, first, hook_target_a);
	KUNIT_EXPECT_NULL(test, bundle_at(hook_target_a));
	hook(test, second, hook_target_a);
	hook(test, third, hook_target_b);
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&first->ops, (unsigned long)hook_target_b,
						   0, 0), 0);
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&second->ops, (unsigned long)hook_target_b,
						   0, 0), 0);
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&third->ops, (unsigned long)hook_target_a,
						   0, 0), 0);
	bundle = bundle_at(hook_target_a);
	KUNIT_ASSERT_NOT_NULL(test, bundle);
	KUNIT_EXPECT_EQ(test, bundle->nr, 3);
	KUNIT_EXPECT_PTR_EQ(test, bundle_at(hook_target_b), bundle);
	call_targets(test);
	expect_seen(test, first, 2, hook_target_b);
	expect_seen(test, second, 2, hook_target_b);
	expect_seen(test, third, 2, hook_target_b);
	KUNIT_EXPECT_EQ(test, first->all_regs, IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS));

	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&second->ops), 0);
	bundle = bundle_at(hook_target_a);
	KUNIT_ASSERT_NOT_NULL(test, bundle);
	KUNIT_EXPECT_EQ(test, bundle->nr, 2);
	call_targets(test);
	expect_seen(test, first, 4, hook_target_b);
	KUNIT_EXPECT_EQ(test, second->calls, 2);
	KUNIT_EXPECT_FALSE(test, first->all_regs);

	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&first->ops), 0);
	KUNIT_EXPECT_NULL(test, bundle_at(hook_target_a));
	call_targets(test);
	expect_seen(test, third, 6, hook_target_b);
}

/* More ops than bundles can tell apart: the dispatcher calls them. */
static void dispatcher_test(struct kunit *test)
{
	struct seen *seen[HOOK_SLOTS_BUNDLED];

	for (int i = 0; i < ARRAY_SIZE(seen); i++) {
		seen[i] = new_ops(test, i ? 0 : FTRACE_OPS_FL_RECURSION);
		hook(test, seen[i], i % 2 ? hook_target_a : hook_target_b);
		KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&seen[i]->ops,
							   (unsigned long)hook_target_a, 0, 0), 0);
	}
	KUNIT_EXPECT_EQ(test, target_of(hook_target_a), HOOK_TARGET_LIST);
	call_targets(test);
	for (int i = 0; i < ARRAY_SIZE(seen); i++)
		KUNIT_EXPECT_EQ(test, seen[i]->calls, i % 2 ? 1 : 2);
	for (int i = 0; i < ARRAY_SIZE(seen); i++)
		KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&seen[i]->ops), 0);
	KUNIT_EXPECT_EQ(test, target_of(hook_target_a), HOOK_TARGET_REST);
}

static void filter_test(struct kunit *test)
{
	unsigned char name[] = "hook_target_b", glob[] = "hook_target_[ab]";
	unsigned char unknown[] = "hook_target_that_is_not";
	struct seen *seen = new_ops(test, 0);
	struct ftrace_ops *ops = &seen->ops;

	hook(test, seen, hook_target_a);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter(ops, name, strlen(name), 1), 0);
	call_targets(test);
	expect_seen(test, seen, 1, hook_target_b);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter(ops, unknown, strlen(unknown), 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter(ops, glob, strlen(glob), 0), 0);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, seen->calls, 3);
	KUNIT_EXPECT_EQ(test, ftrace_set_notrace(ops, name, strlen(name), 0), 0);
	call_targets(test);
	expect_seen(test, seen, 4, hook_target_a);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(ops, (unsigned long)hook_target_other, 1, 0),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(ops, (unsigned long)note_call, 0, 0),
			-EINVAL);
}

static void divert(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		   struct ftrace_regs *fregs)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)hook_target_other);
}

static void ipmodify_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, FTRACE_OPS_FL_IPMODIFY);
	struct seen *rival = new_ops(test, FTRACE_OPS_FL_IPMODIFY);
	struct seen *watcher = new_ops(test, 0);
	unsigned char name[] = "hook_target_a";

	seen->ops.func = divert;
	KUNIT_EXPECT_EQ(test, register_ftrace_function(&seen->ops), -EINVAL);
	hook(test, seen, hook_target_a);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), -21);

	hook(test, rival, hook_target_b);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter(&rival->ops, name, strlen(name), 0), -EBUSY);
	hook(test, watcher, hook_target_a);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), -21);
	KUNIT_EXPECT_EQ(test, watcher->calls, 1);
}

static void state_errors_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, 0);

	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(&seen->ops), -EBUSY);
	hook(test, seen, hook_target_a);
	KUNIT_EXPECT_EQ(test, register_ftrace_function(&seen->ops), -EBUSY);
}

static void other_callback(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			   struct ftrace_regs *fregs)
{
	container_of(op, struct seen, ops)->calls += 100;
}

static void set_func_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, 0);

	hook(test, seen, hook_target_a);
	call_targets(test);
	hook_ops_set_func(&seen->ops, other_callback);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, seen->calls, 101);
}

static void location_test(struct kunit *test)
{
	unsigned long func = (unsigned long)hook_target_a, site = ftrace_location(func);
	unsigned long end = site + MCOUNT_INSN_SIZE;

	KUNIT_EXPECT_TRUE(test, site >= func && site <= func + FTRACE_MCOUNT_MAX_OFFSET);
	KUNIT_EXPECT_EQ(test, ftrace_location(site), site);
	KUNIT_EXPECT_EQ(test, ftrace_location(site + 1), 0);
	KUNIT_EXPECT_EQ(test, ftrace_location((unsigned long)note_call), 0);
	KUNIT_EXPECT_EQ(test, ftrace_location(0), 0);
	KUNIT_EXPECT_EQ(test, ftrace_location(ULONG_MAX), 0);
	KUNIT_EXPECT_TRUE(test, ftrace_text_reserved((void *)end - 1, (void *)end - 1));
	KUNIT_EXPECT_FALSE(test, ftrace_text_reserved((void *)end, (void *)end));
}

static void lookup_test(struct kunit *test)
{
	const char *names[2] = { "hook_target_a", "hook_target_b" };
	unsigned long addrs[2];

	KUNIT_EXPECT_EQ(test, ftrace_lookup_symbols(names, 2, addrs), 0);
	KUNIT_EXPECT_EQ(test, addrs[0], (unsigned long)hook_target_a);
	KUNIT_EXPECT_EQ(test, addrs[1], (unsigned long)hook_target_b);
	names[1] = "hook_target_that_is_not";
	KUNIT_EXPECT_EQ(test, ftrace_lookup_symbols(names, 2, addrs), -ESRCH);
}

/* Every function of the kernel hooked at once, and the kernel goes on. */
static void everything_test(struct kunit *test)
{
	struct seen *seen = new_ops(test, FTRACE_OPS_FL_RECURSION);

	seen->ops.func = other_callback;
	KUNIT_ASSERT_EQ(test, register_ftrace_function(&seen->ops), 0);
	call_targets(test);
	KUNIT_EXPECT_GT(test, seen->calls, 199);
}

#ifdef CONFIG_KRETPROBES
static int kprobe_hits;

static int on_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	kprobe_hits++;
	return 0;
}

static void kprobe_test(struct kunit *test)
{
	struct kprobe kp = { .symbol_name = "hook_target_a", .pre_handler = on_kprobe };
	struct seen *seen = new_ops(test, 0);

	kprobe_hits = 0;
	KUNIT_ASSERT_EQ(test, register_kprobe(&kp), 0);
	KUNIT_EXPECT_EQ(test, kprobe_ftrace(&kp), IS_ENABLED(CONFIG_KPROBES_ON_FTRACE));
	call_targets(test);
	hook(test, seen, hook_target_a);
	call_targets(test);
	unregister_kprobe(&kp);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, kprobe_hits, 2);
	expect_seen(test, seen, 2, hook_target_a);
}

static unsigned long returned[2];

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	returned[*(int *)ri->data] = regs_return_value(regs);
	return 0;
}

static int on_entry_0(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(int *)ri->data = 0;
	return 0;
}

static int on_entry_1(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(int *)ri->data = 1;
	return 0;
}

/* Two return hooks on one call, both called, and the call returns where it should. */
static void kretprobe_test(struct kunit *test)
{
	struct kretprobe first = {
		.kp.symbol_name	= "hook_target_a",
		.entry_handler	= on_entry_0,
		.handler	= on_return,
		.data_size	= sizeof(int),
	};
	struct kretprobe second = {
		.kp.symbol_name	= "hook_target_a",
		.entry_handler	= on_entry_1,
		.handler	= on_return,
		.data_size	= sizeof(int),
	};

	memset(returned, 0, sizeof(returned));
	KUNIT_ASSERT_EQ(test, register_kretprobe(&first), 0);
	KUNIT_EXPECT_EQ(test, register_kretprobe(&second), 0);
	call_targets(test);
	KUNIT_EXPECT_EQ(test, returned[0], EXPECTED_A);
	KUNIT_EXPECT_EQ(test, returned[1], EXPECTED_A);
	unregister_kretprobe(&second);
	unregister_kretprobe(&first);
	call_targets(test);
}
#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(one_ops_test),
	KUNIT_CASE(regs_test),
	KUNIT_CASE(several_ops_test),
	KUNIT_CASE(bundle_test),
	KUNIT_CASE(dispatcher_test),
	KUNIT_CASE(filter_test),
	KUNIT_CASE(ipmodify_test),
	KUNIT_CASE(state_errors_test),
	KUNIT_CASE(set_func_test),
	KUNIT_CASE(location_test),
	KUNIT_CASE(lookup_test),
	KUNIT_CASE(everything_test),
#ifdef CONFIG_KRETPROBES
	KUNIT_CASE(kprobe_test),
	KUNIT_CASE(kretprobe_test),
#endif
	{}
};

static struct kunit_suite suite = {
	.name		= "hook",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of function hooks");
MODULE_LICENSE("GPL");
