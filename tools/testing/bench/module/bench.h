/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A timed loop behind a module parameter: reading the parameter runs the loop
 * with interrupts off and prints the nanoseconds of a hundred turns. With one
 * nanosecond per instruction that is instructions, times a hundred.
 */
#ifndef _BENCH_H
#define _BENCH_H

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>

#define BENCH_TURNS 20000

#define BENCH(name, statement)	BENCH_IN(name, statement, local_irq_save, local_irq_restore)

/* For statements that interrupts must be on for; take the best of several. */
#define BENCH_OPEN(name, statement)					\
	BENCH_IN(name, statement, local_save_flags, (void))

#define BENCH_IN(name, statement, enter, leave)				\
static int name##_show(char *buffer, const struct kernel_param *kp)	\
{									\
	unsigned long flags;						\
	u64 begin, end;							\
	int i;								\
									\
	enter(flags);							\
	begin = ktime_get_raw_ns();					\
	for (i = 0; i < BENCH_TURNS; i++) {				\
		statement;						\
		barrier();						\
	}								\
	end = ktime_get_raw_ns();					\
	leave(flags);							\
	return sysfs_emit(buffer, "%llu\n",				\
			  div_u64((end - begin) * 100, BENCH_TURNS));	\
}									\
static const struct kernel_param_ops name##_ops = { .get = name##_show };	\
module_param_cb(name, &name##_ops, NULL, 0444)

#endif
