// SPDX-License-Identifier: GPL-2.0
/*
 * alloc_snapshot[=INSTANCE], ftrace_boot_snapshot[=INSTANCE]
 *
 * The one gets memory for snapshots early, the other also takes one when the kernel
 * has booted. Without a name it is about the top instance, each may come several
 * times.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include "../core/instance.h"
#include "../core/snapshot.h"

#define REQUESTS_MAX	16

/**
 * struct request - one parameter
 * @instance: the name, empty for the top instance
 * @take: when the kernel has booted
 */
struct request {
	const char	*instance;
	bool		take;
};

static struct request requests[REQUESTS_MAX] __initdata;
static unsigned int nr_requests __initdata;

static int __init add_request(const char *text, bool take)
{
	if (*text && *text != '=')
		return 0;
	if (nr_requests < REQUESTS_MAX)
		requests[nr_requests++] = (struct request){ text + !!*text, take };
	else
		pr_warn("tracing: a request for a snapshot too many: %s\n", text);
	return 1;
}

static int __init add_alloc(char *text)
{
	return add_request(text, false);
}
__setup("alloc_snapshot", add_alloc);

static int __init add_take(char *text)
{
	return add_request(text, true);
}
__setup("ftrace_boot_snapshot", add_take);

static struct trace_array * __init instance_of(const struct request *r)
{
	struct trace_array *tr = *r->instance ? trace_array_find(r->instance) : &top_trace;

	if (!tr)
		pr_warn("tracing: no instance %s for a snapshot\n", r->instance);
	return tr;
}

/* After the instances of the command line. */
static int __init alloc_snapshots(void)
{
	unsigned int i;

	guard(mutex)(&tracing_mutex);
	for (i = 0; i < nr_requests; i++) {
		struct trace_array *tr = instance_of(&requests[i]);

		if (tr && trace_snapshot_alloc(tr))
			pr_warn("tracing: no memory for snapshots\n");
	}
	return 0;
}
core_initcall(alloc_snapshots);

static int __init take_snapshots(void)
{
	unsigned int i;

	guard(mutex)(&tracing_mutex);
	for (i = 0; i < nr_requests; i++) {
		struct trace_array *tr = requests[i].take ? instance_of(&requests[i]) : NULL;

		if (tr && trace_snapshot_take(tr, RB_ALL_CPUS))
			pr_warn("tracing: no snapshot at the end of boot\n");
	}
	return 0;
}
late_initcall_sync(take_snapshots);
