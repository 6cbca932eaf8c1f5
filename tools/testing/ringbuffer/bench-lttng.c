// SPDX-License-Identifier: GPL-2.0
/* The same data as in bench-native.c through LTTng-UST; run by run-bench. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "lttng-events.h"

#include "bench-loop.h"

static void bytes_8(int cpu, unsigned int times)
{
	(void)cpu;
	while (times--)
		lttng_ust_tracepoint(rb_bench, bytes_8, times);
}

static void bytes_32(int cpu, unsigned int times)
{
	(void)cpu;
	while (times--)
		lttng_ust_tracepoint(rb_bench, bytes_32, times);
}

static const struct bench_case cases[] = {
	{ "LTTng-UST, 8 bytes", bytes_8 },
	{ "LTTng-UST, 32 bytes", bytes_32 },
};

int main(void)
{
	bench_run(cases, sizeof(cases) / sizeof(cases[0]));
	return 0;
}
