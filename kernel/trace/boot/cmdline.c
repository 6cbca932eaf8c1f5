// SPDX-License-Identifier: GPL-2.0
/*
 * Tracing on the kernel command line.
 *
 * Parameters are kept until there is something that they can apply to; then
 * they call what the files of the same name call.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "../core/clock.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../text/repeats.h"
#include "cmdline.h"

static char *boot_tracer __initdata;
static struct text_repeats boot_options __initdata;
static char *boot_clock __initdata;
static unsigned long boot_size __initdata;
static unsigned long boot_threshold __initdata;		/* microseconds */
static bool clock_chosen __initdata;

static int __init set_tracer(char *str)
{
	boot_tracer = str;
	return 1;
}
__setup("ftrace=", set_tracer);

static int __init set_options(char *str)
{
	return text_repeats_add(&boot_options, str);
}
__setup("trace_options=", set_options);

static int __init set_clock(char *str)
{
	boot_clock = str;
	return 1;
}
__setup("trace_clock=", set_clock);

static int __init set_size(char *str)
{
	boot_size = memparse(str, NULL);
	return boot_size > 0;
}
__setup("trace_buf_size=", set_size);

static int __init set_threshold(char *str)
{
	return !kstrtoul(str, 0, &boot_threshold);
}
__setup("tracing_thresh=", set_threshold);

bool __init trace_cmdline_has_clock(void)
{
	return clock_chosen;
}

static void __init complain(int err, const char *what, const char *value)
{
	if (err)
		pr_warn("tracing: %s=%s: error %d\n", what, value, err);
}

/* Options of a tracer are known only while it is the current one: @last complains. */
static void __init apply_some_options(const char *options, bool last)
{
	char *copy __free(kfree) = kstrdup(options, GFP_KERNEL);
	char *rest = copy, *opt;
	int err;

	while ((opt = strsep(&rest, ","))) {
		if (!*opt)
			continue;
		err = trace_option_set_by_name(&top_trace, strim(opt));
		if (last)
			complain(err, "trace_options", opt);
	}
}

static void __init apply_options(bool last)
{
	for (unsigned int i = 0; i < boot_options.nr; i++)
		apply_some_options(boot_options.text[i], last);
}

void __init trace_cmdline_sizes(void)
{
	if (boot_size)
		trace_default_size = boot_size;
}

static void __init start_tracer(void)
{
	complain(tracer_select(&top_trace, boot_tracer), "ftrace", boot_tracer);
	boot_tracer = NULL;
}

void __init trace_cmdline_start(void)
{
	int err;

	guard(mutex)(&tracing_mutex);
	if (boot_clock) {
		err = trace_clock_set(&top_trace, boot_clock);
		clock_chosen = !err;
		complain(err, "trace_clock", boot_clock);
	}
	top_trace.latency.threshold = boot_threshold * NSEC_PER_USEC;
	apply_options(false);
	if (boot_tracer && tracer_find(boot_tracer))
		start_tracer();
}

/* All tracers are there now. */
static int __init finish(void)
{
	guard(mutex)(&tracing_mutex);
	if (boot_tracer)
		start_tracer();
	apply_options(true);
	return 0;
}
core_initcall_sync(finish);
