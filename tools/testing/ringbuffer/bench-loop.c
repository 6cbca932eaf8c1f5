// SPDX-License-Identifier: GPL-2.0
/*
 * See bench-loop.h. A sample is the time of a batch, divided by its length; a
 * batch is short enough that most see no interrupt and long enough that reading
 * the clock does not count. Threads are bound to CPUs and start together.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench-loop.h"

#define BATCH	1000
#define SAMPLES	5000
#define WARM	500
#define CPUS	2

struct runner {
	pthread_t		thread;
	const struct bench_case	*what;
	pthread_barrier_t	*start;
	int			cpu;
	double			sample[SAMPLES];
};

static struct runner runners[CPUS];

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void *run(void *arg)
{
	struct runner *r = arg;
	cpu_set_t one;
	int i;

	CPU_ZERO(&one);
	CPU_SET(r->cpu, &one);
	pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
	pthread_barrier_wait(r->start);
	for (i = -WARM; i < SAMPLES; i++) {
		double begin = now();

		r->what->batch(r->cpu, BATCH);
		if (i >= 0)
			r->sample[i] = (now() - begin) / BATCH;
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(const char *name, int cpus)
{
	static double all[CPUS * SAMPLES];
	int n = cpus * SAMPLES, i;
	double sum = 0;

	for (i = 0; i < n; i++) {
		all[i] = runners[i / SAMPLES].sample[i % SAMPLES];
		sum += all[i];
	}
	qsort(all, n, sizeof(*all), compare);
	printf("%-34s %d cpu: mean %6.1f  median %6.1f  p90 %6.1f ns  %6.1f M/s\n",
	       name, cpus, sum / n, all[n / 2], all[n * 9 / 10],
	       cpus * 1e3 / (sum / n));
	fflush(stdout);
}

static void run_on(const struct bench_case *what, int cpus)
{
	pthread_barrier_t start;
	int i;

	pthread_barrier_init(&start, NULL, cpus);
	for (i = 0; i < cpus; i++) {
		runners[i].what = what;
		runners[i].start = &start;
		runners[i].cpu = i;
		pthread_create(&runners[i].thread, NULL, run, &runners[i]);
	}
	for (i = 0; i < cpus; i++)
		pthread_join(runners[i].thread, NULL);
	pthread_barrier_destroy(&start);
	report(what->name, cpus);
}

void bench_run(const struct bench_case *cases, unsigned int n)
{
	int cpus, most = sysconf(_SC_NPROCESSORS_ONLN) < CPUS ? 1 : CPUS;
	unsigned int i;

	for (i = 0; i < n; i++)
		for (cpus = 1; cpus <= most; cpus++)
			run_on(&cases[i], cpus);
}
