// SPDX-License-Identifier: GPL-2.0
/*
 * A module whose functions get direct calls, from itself.
 *
 * It is loaded if everything was as it should be, and keeps the direct call until it
 * goes. The callee is one of its functions, and so is the function that calls it.
 */

#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/printk.h>

static unsigned int first_calls __used, second_calls __used;

#ifdef CONFIG_ARM64
void direct_test_first(void);
void direct_test_second(void);

/* It goes on where x30 says, with x9 in x30: more than a function of C can do. */
#define CALLEE(name, counter)					\
	asm(".pushsection .text, \"ax\", @progbits\n"		\
	    ".type " name ", @function\n"			\
	    ".globl " name "\n"					\
	    ".balign 4\n"					\
	    name ":\n"						\
	    "hint #34\n"	/* bti c */			\
	    "adrp x10, " counter "\n"				\
	    "ldr w11, [x10, :lo12:" counter "]\n"		\
	    "add w11, w11, #1\n"				\
	    "str w11, [x10, :lo12:" counter "]\n"		\
	    "mov x10, x30\n"					\
	    "mov x30, x9\n"					\
	    "ret x10\n"						\
	    ".size " name ", . - " name "\n"			\
	    ".popsection\n")
CALLEE("direct_test_first", "first_calls");
CALLEE("direct_test_second", "second_calls");
#else
/* Callees of C can do this for functions without arguments only. */
static void direct_test_first(void)
{
	first_calls++;
}

static void direct_test_second(void)
{
	second_calls++;
}
#endif

static noinline int direct_test_target(void)
{
	/* Not to be known to whoever calls. */
	barrier();
	return 573;
}

static struct ftrace_ops direct;

/*
 * Calls the target: does it work, and is each callee called so often? The compiler sees
 * that nobody calls the callees.
 */
static bool works(unsigned int first, unsigned int second)
{
	WRITE_ONCE(first_calls, 0);
	WRITE_ONCE(second_calls, 0);
	return direct_test_target() == 573 && READ_ONCE(first_calls) == first &&
	       READ_ONCE(second_calls) == second;
}

static int change(void)
{
	int err = modify_ftrace_direct(&direct, (unsigned long)direct_test_second);

	if (err)
		return err;
	return works(0, 1) ? 0 : -EPROTO;
}

static int __init direct_test_init(void)
{
	int err;

	err = ftrace_set_filter_ip(&direct, (unsigned long)direct_test_target, 0, 0);
	if (err)
		return err;
	if (!works(0, 0))
		return -EPROTO;
	err = register_ftrace_direct(&direct, (unsigned long)direct_test_first);
	if (err)
		return err;
	err = works(1, 0) ? change() : -EPROTO;
	if (err) {
		pr_err("direct call of a module: %d\n", err);
		unregister_ftrace_direct(&direct, direct.direct_call, true);
	}
	return err;
}

static void __exit direct_test_exit(void)
{
	if (unregister_ftrace_direct(&direct, (unsigned long)direct_test_second, true) ||
	    !works(0, 0))
		pr_err("direct call of a module: stayed\n");
}

module_init(direct_test_init);
module_exit(direct_test_exit);

MODULE_DESCRIPTION("Direct calls of a module's function");
MODULE_LICENSE("GPL");
