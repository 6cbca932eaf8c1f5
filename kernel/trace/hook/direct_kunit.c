// SPDX-License-Identifier: GPL-2.0
/* Direct calls on live functions, alone and among other users of the same function. */

#include <kunit/test.h>
#include <linux/ftrace.h>
#include <linux/linkage.h>
#include "kunit_targets.h"
#include "ops.h"

#define EXPECTED_A	654321L
#define EXPECTED_B	123456L
#define DIVERTED	-21L

/* Called by the two direct callees below; what they saw last. */
static unsigned int calls[2];
static long seen[6];

asmlinkage __visible void direct_kunit_note(long which, long *args);
asmlinkage __visible void direct_kunit_note(long which, long *args)
{
	calls[which]++;
	memcpy(seen, args, sizeof(seen));
}

void direct_kunit_first(void);
void direct_kunit_second(void);

#ifdef CONFIG_X86_64
#include <asm/ibt.h>

/* All six arguments on the stack, in order, and back from there. */
#define CALLEE(name, which)					\
	asm(".pushsection .text, \"ax\", @progbits\n"		\
	    ".type " name ", @function\n"			\
	    ".globl " name "\n"					\
	    name ":\n"						\
	    ASM_ENDBR						\
	    "push %rbp\n"					\
	    "mov %rsp, %rbp\n"					\
	    "push %r9\n"					\
	    "push %r8\n"					\
	    "push %rcx\n"					\
	    "push %rdx\n"					\
	    "push %rsi\n"					\
	    "push %rdi\n"					\
	    "mov $" which ", %edi\n"				\
	    "mov %rsp, %rsi\n"					\
	    "call direct_kunit_note\n"				\
	    "pop %rdi\n"					\
	    "pop %rsi\n"					\
	    "pop %rdx\n"					\
	    "pop %rcx\n"					\
	    "pop %r8\n"						\
	    "pop %r9\n"						\
	    "leave\n"						\
	    ASM_RET						\
	    ".size " name ", . - " name "\n"			\
	    ".popsection\n")
#elif defined(CONFIG_ARM64)
/* The same, below two frame records: of the hooked function, and of the callee. */
#define CALLEE(name, which)					\
	asm(".pushsection .text, \"ax\", @progbits\n"		\
	    ".type " name ", @function\n"			\
	    ".globl " name "\n"					\
	    ".balign 4\n"					\
	    name ":\n"						\
	    "hint #34\n"	/* bti c */			\
	    "stp x29, x9, [sp, #-16]!\n"			\
	    "mov x29, sp\n"					\
	    "stp x29, x30, [sp, #-16]!\n"			\
	    "mov x29, sp\n"					\
	    "stp x8, xzr, [sp, #-16]!\n"			\
	    "stp x6, x7, [sp, #-16]!\n"				\
	    "stp x4, x5, [sp, #-16]!\n"				\
	    "stp x2, x3, [sp, #-16]!\n"				\
	    "stp x0, x1, [sp, #-16]!\n"				\
	    "mov x0, #" which "\n"				\
	    "mov x1, sp\n"					\
	    "bl direct_kunit_note\n"				\
	    "ldp x0, x1, [sp], #16\n"				\
	    "ldp x2, x3, [sp], #16\n"				\
	    "ldp x4, x5, [sp], #16\n"				\
	    "ldp x6, x7, [sp], #16\n"				\
	    "ldp x8, xzr, [sp], #16\n"				\
	    "ldp x29, x9, [sp], #16\n"				\
	    "ldp x29, x30, [sp], #16\n"				\
	    "ret x9\n"						\
	    ".size " name ", . - " name "\n"			\
	    ".popsection\n")
#endif
CALLEE("direct_kunit_first", "0");
CALLEE("direct_kunit_second", "1");

#define FIRST	((unsigned long)direct_kunit_first)
#define SECOND	((unsigned long)direct_kunit_second)

static void unhook(void *data)
{
	struct ftrace_ops *ops = data;

	if (ops->flags & FTRACE_OPS_FL_DIRECT)
		unregister_ftrace_direct(ops, ops->direct_call, false);
	else if (ops->flags & FTRACE_OPS_FL_ENABLED)
		unregister_ftrace_function(ops);
	ftrace_free_filter(ops);
}

/* An ops that chooses @func, or nothing; taken back at the end of the test. */
static struct ftrace_ops *new_ops(struct kunit *test, void *func)
{
	struct ftrace_ops *ops = kunit_kzalloc(test, sizeof(*ops), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, ops);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unhook, ops), 0);
	if (func)
		KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(ops, (unsigned long)func, 0, 0), 0);
	return ops;
}

static struct ftrace_ops *new_direct(struct kunit *test, void *func, unsigned long addr)
{
	struct ftrace_ops *ops = new_ops(test, func);

	KUNIT_ASSERT_EQ(test, register_ftrace_direct(ops, addr), 0);
	return ops;
}

/* Calls one target, which has to work; the direct callees are called so often. */
static void expect_calls(struct kunit *test, unsigned int first, unsigned int second)
{
	memset(calls, 0, sizeof(calls));
	memset(seen, 0, sizeof(seen));
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	KUNIT_EXPECT_EQ(test, calls[0], first);
	KUNIT_EXPECT_EQ(test, calls[1], second);
	for (int i = 0; i < 6 && first + second; i++)
		KUNIT_EXPECT_EQ(test, seen[i], i + 1);
}

static unsigned long site_of(void *func)
{
	return ftrace_location((unsigned long)func);
}

static void life_test(struct kunit *test)
{
	struct ftrace_ops *ops = new_direct(test, hook_target_a, FIRST);

	expect_calls(test, 1, 0);
	KUNIT_EXPECT_EQ(test, ftrace_find_rec_direct(site_of(hook_target_a)), FIRST);
	KUNIT_EXPECT_EQ(test, ftrace_find_rec_direct(site_of(hook_target_b)), 0);
	KUNIT_EXPECT_EQ(test, modify_ftrace_direct(ops, SECOND), 0);
	expect_calls(test, 0, 1);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_direct(ops, FIRST, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_direct(ops, SECOND, false), 0);
	expect_calls(test, 0, 0);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), 0);
	expect_calls(test, 1, 0);
}

static void several_functions_test(struct kunit *test)
{
	struct ftrace_ops *ops = new_ops(test, hook_target_a);

	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(ops, site_of(hook_target_b), 0, 0), 0);
	KUNIT_ASSERT_EQ(test, register_ftrace_direct(ops, FIRST), 0);
	expect_calls(test, 1, 0);
	KUNIT_EXPECT_EQ(test, hook_target_b(1, 2, 3, 4, 5, 6), EXPECTED_B);
	KUNIT_EXPECT_EQ(test, calls[0], 2);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(ops, site_of(hook_target_a), 1, 0), 0);
	expect_calls(test, 0, 0);
	KUNIT_EXPECT_EQ(test, hook_target_b(1, 2, 3, 4, 5, 6), EXPECTED_B);
	KUNIT_EXPECT_EQ(test, calls[0], 1);
}

static void errors_test(struct kunit *test)
{
	struct ftrace_ops *open = new_ops(test, NULL);
	struct ftrace_ops *ops = new_ops(test, hook_target_a);
	struct ftrace_ops *rival = new_ops(test, hook_target_a);

	KUNIT_EXPECT_EQ(test, register_ftrace_direct(open, FIRST), -EINVAL);
	KUNIT_EXPECT_EQ(test, modify_ftrace_direct(ops, FIRST), -EINVAL);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_direct(ops, FIRST, false), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), 0);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(rival, SECOND), -EBUSY);
	expect_calls(test, 1, 0);
}

static unsigned int traced;

static void trace_call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	traced++;
}

static struct ftrace_ops *new_tracer(struct kunit *test, unsigned long flags)
{
	struct ftrace_ops *ops = new_ops(test, hook_target_a);

	traced = 0;
	ops->func = trace_call;
	ops->flags = flags;
	KUNIT_ASSERT_EQ(test, register_ftrace_function(ops), 0);
	return ops;
}

/* Whoever comes first and whoever goes first, both are called. */
static void with_tracer_test(struct kunit *test)
{
	struct ftrace_ops *tracer = new_tracer(test, 0);
	struct ftrace_ops *ops = new_direct(test, hook_target_a, FIRST);
	struct ftrace_ops *regs;

	expect_calls(test, 1, 0);
	KUNIT_EXPECT_EQ(test, traced, 1);
	KUNIT_EXPECT_EQ(test, modify_ftrace_direct(ops, SECOND), 0);
	expect_calls(test, 0, 1);
	KUNIT_EXPECT_EQ(test, traced, 2);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(tracer), 0);
	expect_calls(test, 0, 1);
	regs = new_tracer(test, FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED);
	expect_calls(test, 0, 1);
	KUNIT_EXPECT_EQ(test, traced, 1);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_direct(ops, SECOND, false), 0);
	expect_calls(test, 0, 0);
	KUNIT_EXPECT_EQ(test, traced, 2);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(regs), 0);
}

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static unsigned int returns;

static int graph_entry(struct ftrace_graph_ent *ent, struct fgraph_ops *gops)
{
	return 1;
}

static void graph_return(struct ftrace_graph_ret *ret, struct fgraph_ops *gops)
{
	returns++;
}

/* The callee returns to the function, the function to return_to_handler(). */
static void with_graph_test(struct kunit *test)
{
	struct fgraph_ops gops = { .entryfunc = graph_entry, .retfunc = graph_return };

	returns = 0;
	new_direct(test, hook_target_a, FIRST);
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&gops.ops, site_of(hook_target_a), 0, 0), 0);
	KUNIT_ASSERT_EQ(test, register_ftrace_graph(&gops), 0);
	expect_calls(test, 1, 0);
	unregister_ftrace_graph(&gops);
	ftrace_free_filter(&gops.ops);
	KUNIT_EXPECT_EQ(test, returns, 1);
	expect_calls(test, 1, 0);
}
#endif

/* What the owner of a direct ops was asked, and what it says. */
static unsigned int asked[3];
static int answer;

static int owner(struct ftrace_ops *op, enum ftrace_ops_cmd cmd)
{
	asked[cmd]++;
	if (cmd == FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER && !answer)
		return modify_ftrace_direct_nolock(op, SECOND);
	return answer;
}

static void expect_asked(struct kunit *test, unsigned int self, unsigned int enable,
			 unsigned int disable)
{
	KUNIT_EXPECT_EQ(test, asked[FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_SELF], self);
	KUNIT_EXPECT_EQ(test, asked[FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER], enable);
	KUNIT_EXPECT_EQ(test, asked[FTRACE_OPS_CMD_DISABLE_SHARE_IPMODIFY_PEER], disable);
}

static void divert(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		   struct ftrace_regs *fregs)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)hook_target_other);
}

static struct ftrace_ops *new_diverter(struct kunit *test, void *func)
{
	struct ftrace_ops *ops = new_ops(test, func);

	memset(asked, 0, sizeof(asked));
	answer = 0;
	ops->func = divert;
	ops->flags = FTRACE_OPS_FL_IPMODIFY;
	return ops;
}

/* Both at work: the callee is called, then the function that is there instead. */
static void expect_both(struct kunit *test)
{
	memset(calls, 0, sizeof(calls));
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), DIVERTED);
	KUNIT_EXPECT_EQ(test, calls[0] + calls[1], 1);
}

static void ipmodify_first_test(struct kunit *test)
{
	struct ftrace_ops *diverter = new_diverter(test, hook_target_a);
	struct ftrace_ops *ops = new_ops(test, hook_target_a);

	KUNIT_ASSERT_EQ(test, register_ftrace_function(diverter), 0);
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), -EBUSY);
	ops->ops_func = owner;
	answer = -EAGAIN;
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), -EAGAIN);
	answer = 0;
	KUNIT_EXPECT_EQ(test, register_ftrace_direct(ops, FIRST), 0);
	expect_asked(test, 2, 0, 0);
	expect_both(test);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(diverter), 0);
	expect_asked(test, 2, 0, 1);
	expect_calls(test, 1, 0);
}

static void direct_first_test(struct kunit *test)
{
	struct ftrace_ops *diverter = new_diverter(test, hook_target_a);
	struct ftrace_ops *ops = new_direct(test, hook_target_a, FIRST);

	KUNIT_EXPECT_EQ(test, register_ftrace_function(diverter), -EBUSY);
	ops->ops_func = owner;
	KUNIT_EXPECT_EQ(test, register_ftrace_function(diverter), 0);
	expect_asked(test, 0, 1, 0);
	expect_both(test);
	KUNIT_EXPECT_EQ(test, calls[1], 1);
	KUNIT_EXPECT_EQ(test, unregister_ftrace_function(diverter), 0);
	expect_asked(test, 0, 1, 1);
}

/* The same for functions that an ops gets and loses while it is registered. */
static void changing_filter_test(struct kunit *test)
{
	struct ftrace_ops *diverter = new_diverter(test, hook_target_b);
	struct ftrace_ops *ops = new_direct(test, hook_target_a, FIRST);
	unsigned long site = site_of(hook_target_a);

	ops->ops_func = owner;
	KUNIT_ASSERT_EQ(test, register_ftrace_function(diverter), 0);
	answer = -EAGAIN;
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(diverter, site, 0, 0), -EAGAIN);
	expect_calls(test, 1, 0);
	answer = 0;
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(diverter, site, 0, 0), 0);
	expect_asked(test, 0, 2, 0);
	expect_both(test);
	KUNIT_EXPECT_EQ(test, ftrace_set_filter_ip(diverter, site, 1, 0), 0);
	expect_asked(test, 0, 2, 1);
	expect_calls(test, 0, 1);
}

/* One owner agrees, the next does not: the first one hears that nothing comes of it. */
static void refused_peer_test(struct kunit *test)
{
	struct ftrace_ops *diverter = new_diverter(test, hook_target_a);
	struct ftrace_ops *first = new_direct(test, hook_target_a, FIRST);

	new_direct(test, hook_target_b, FIRST);
	first->ops_func = owner;
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(diverter, site_of(hook_target_b), 0, 0), 0);
	KUNIT_EXPECT_EQ(test, register_ftrace_function(diverter), -EBUSY);
	expect_asked(test, 0, 1, 1);
	expect_calls(test, 0, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(life_test),
	KUNIT_CASE(several_functions_test),
	KUNIT_CASE(errors_test),
	KUNIT_CASE(with_tracer_test),
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	KUNIT_CASE(with_graph_test),
#endif
	KUNIT_CASE(ipmodify_first_test),
	KUNIT_CASE(direct_first_test),
	KUNIT_CASE(changing_filter_test),
	KUNIT_CASE(refused_peer_test),
	{}
};

static struct kunit_suite suite = {
	.name		= "hook_direct",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of direct calls");
MODULE_LICENSE("GPL");
