/* SPDX-License-Identifier: GPL-2.0 */
/* Timing loops on one CPU and on several at once; the programs say of what. */
#ifndef RB_BENCH_LOOP_H
#define RB_BENCH_LOOP_H

/**
 * struct bench_case - something to be timed
 * @name: what it is
 * @batch: do it so many times, on a CPU by that number
 */
struct bench_case {
	const char	*name;
	void		(*batch)(int cpu, unsigned int times);
};

/* One line per case and number of CPUs: nanoseconds, mean and 90th percentile. */
void bench_run(const struct bench_case *cases, unsigned int n);

#endif
