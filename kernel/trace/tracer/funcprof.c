// SPDX-License-Identifier: GPL-2.0
/*
 * The function profiler: how often each function is called on each CPU, and how long it
 * takes.
 *
 * Each CPU has an array with a place for each site, found by the site's number. A CPU
 * writes to its own array alone. What interrupts a change there may make another one to
 * the same function, which then can be lost: the price of counting without a lock.
 *
 * Times are measured by the shadow stack. They contain times of the functions called,
 * unless option graph-time is off, and times asleep, unless sleep-time is off; both are
 * options of the top instance.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/sort.h>
#include <linux/trace_clock.h>
#include <linux/trace_recursion.h>
#include <linux/vmalloc.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/scale.h"
#include "../hook/ops.h"
#include "../hook/shadow.h"
#include "../hook/site.h"
#include "funcprof.h"

/* Sites of modules that come later find room in here. */
#define SPARE_SITES	4096

static DEFINE_MUTEX(prof_mutex);
static bool prof_on;				/* under prof_mutex, as the next two */
static bool prof_sleepless;
static u32 prof_nr;				/* constant once there are arrays */
static DEFINE_PER_CPU(struct function_profile *, profiles);	/* kept once they are there */

static struct function_profile *profile_of(unsigned long ip)
{
	u32 site = hook_site_number(ip);

	return site < prof_nr ? this_cpu_read(profiles) + site : NULL;
}

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
/**
 * struct prof_call - what is kept of a call until it returns
 * @start: when it was entered
 * @asleep: how long its task had slept by then
 * @inside: nanoseconds spent in functions that it called
 */
struct prof_call {
	u64	start;
	u64	asleep;
	u64	inside;
};

static struct shadow_user prof_user;

static void prof_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);
	struct shadow_frame *frame;
	struct prof_call *call;

	if (bit < 0)
		return;
	frame = shadow_lay(&prof_user, ip, fregs, sizeof(*call));
	if (frame) {
		call = (struct prof_call *)frame->data;
		call->inside = 0;
		call->asleep = shadow_of(current)->asleep;
		call->start = trace_clock_local();
		shadow_push(frame);
		shadow_follow(frame, fregs);
	}
	ftrace_test_recursion_unlock(bit);
}

/* What the function took without those that it called, which its caller is told. */
static u64 time_alone(struct shadow_frame *frame, const struct prof_call *call, u64 time)
{
	struct shadow_frame *outer = shadow_find(frame->prev, &prof_user);

	if (outer)
		((struct prof_call *)outer->data)->inside += time;
	if (trace_option(&top_trace, GRAPH_TIME))
		return time;
	return time - min(time, call->inside);
}

static void prof_leave(struct shadow_user *user, struct shadow_frame *frame,
		       struct ftrace_regs *fregs)
{
	const struct prof_call *call = (struct prof_call *)frame->data;
	struct function_profile *profile = profile_of(frame->func);
	/* The clock of another CPU may be a little behind. */
	u64 time = max_t(s64, trace_clock_local() - call->start, 0);

	if (!trace_option(&top_trace, SLEEP_TIME))
		time -= min(time, shadow_of(current)->asleep - call->asleep);
	time = time_alone(frame, call, time);
	if (!profile)
		return;
	profile->hits++;
	profile->time += time;
	if (check_add_overflow(profile->square, trace_scale(time, time, 1000), &profile->square))
		profile->square = U64_MAX;
}

static int add_times(void)
{
	int err = 0;

	prof_sleepless = !trace_option(&top_trace, SLEEP_TIME);
	if (prof_sleepless)
		err = shadow_sleep_get();
	if (err)
		return err;
	prof_user.leave = prof_leave;
	err = shadow_user_add(&prof_user);
	if (err && prof_sleepless)
		shadow_sleep_put();
	return err;
}

static void remove_times(void)
{
	shadow_user_remove(&prof_user);
	if (prof_sleepless)
		shadow_sleep_put();
}
#else
static void prof_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		       struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);
	struct function_profile *profile;

	if (bit < 0)
		return;
	profile = profile_of(ip);
	if (profile)
		profile->hits++;
	ftrace_test_recursion_unlock(bit);
}

static int add_times(void)
{
	return 0;
}

static void remove_times(void)
{
}
#endif

/* ---- On and off ------------------------------------------------------- */

static struct ftrace_ops prof_ops = {
	.func	= prof_enter,
};

static u32 sites_at_most(void)
{
	struct hook_section *sec;
	u32 most = 0;

	guard(mutex)(&hook_mutex);
	for_each_hook_section(sec)
		most = max(most, sec->first + sec->nr);
	return most + SPARE_SITES;
}

static int make_arrays(void)
{
	int cpu;

	if (!prof_nr)
		prof_nr = sites_at_most();
	for_each_possible_cpu(cpu) {
		struct function_profile **profile = per_cpu_ptr(&profiles, cpu);

		if (!*profile)
			*profile = vmalloc_array(prof_nr, sizeof(**profile));
		if (!*profile)
			return -ENOMEM;
		memset(*profile, 0, prof_nr * sizeof(**profile));
	}
	return 0;
}

static int start_profiler(void)
{
	int err = make_arrays() ?: add_times();

	if (err)
		return err;
	scoped_guard(mutex, &hook_mutex)
		err = prof_ops.filter ? 0 : hook_filter_share(&prof_ops, top_trace.ops);
	if (!err)
		err = register_ftrace_function(&prof_ops);
	if (err)
		remove_times();
	return err;
}

/**
 * funcprof_enable - start with empty counts, or stop and keep them
 * @on: start
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM or what register_ftrace_function() says.
 */
int funcprof_enable(bool on)
{
	int err = 0;

	guard(mutex)(&prof_mutex);
	if (on == prof_on)
		return 0;
	if (on) {
		err = start_profiler();
	} else {
		unregister_ftrace_function(&prof_ops);
		remove_times();
	}
	if (!err)
		prof_on = on;
	return err;
}

bool funcprof_enabled(void)
{
	guard(mutex)(&prof_mutex);
	return prof_on;
}

/* ---- Lists ------------------------------------------------------------ */

static int compare_rows(const void *a, const void *b)
{
	const struct function_profile *left = &((const struct funcprof_row *)a)->profile;
	const struct function_profile *right = &((const struct funcprof_row *)b)->profile;

	if (left->time != right->time)
		return left->time < right->time ? 1 : -1;
	return (left->hits < right->hits) - (left->hits > right->hits);
}

static unsigned int collect(const struct function_profile *profile, struct funcprof_row *rows)
{
	struct hook_site site;
	unsigned int nr = 0;

	for (u32 i = 0; hook_site_from(i, &site); i++) {
		i = hook_site_nr(&site);
		if (i >= prof_nr)
			break;
		if (!profile[i].hits)
			continue;
		if (rows) {
			rows[nr].ip = hook_site_ip(&site);
			rows[nr].profile = profile[i];
		}
		nr++;
	}
	return nr;
}

struct funcprof_row *funcprof_list(int cpu, unsigned int *nr)
{
	const struct function_profile *profile;
	struct funcprof_row *rows;

	*nr = 0;
	guard(mutex)(&prof_mutex);
	profile = per_cpu(profiles, cpu);
	if (!profile)
		return NULL;
	scoped_guard(mutex, &hook_mutex) {
		/* A function may be called for the first time in between. */
		unsigned int room = prof_nr;

		rows = vmalloc_array(room, sizeof(*rows));
		if (!rows)
			return ERR_PTR(-ENOMEM);
		*nr = collect(profile, rows);
	}
	sort(rows, *nr, sizeof(*rows), compare_rows, NULL);
	return rows;
}
