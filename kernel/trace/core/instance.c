// SPDX-License-Identifier: GPL-2.0
/*
 * Instances: their list, their life, and the parts that layers above add.
 *
 * Life of an instance below instances/:
 *
 *	create	  refs is 1, in the list; each part has made its state
 *	in use	  refs counts users; removal says -EBUSY
 *	detached  refs is 0 and stays it, not in the list; parts have stopped
 *		  whatever writes to it
 *	gone	  parts have removed their files, then their memory
 *
 * Between "detached" and "gone" tracing_mutex is dropped: an open() of one of
 * its files may be waiting for it, has to fail on refs, and is waited for.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "clock.h"
#include "errlog.h"
#include "instance.h"
#include "lastboot.h"
#include "option.h"
#include "printk.h"
#include "snapshot.h"
#include "tracer.h"

/* Two pages per CPU, until somebody wants to trace. */
#define UNEXPANDED_BYTES	1

/* An instance is thousands of small allocations, a quarter of this with all events. */
#define INSTANCE_BYTES		SZ_1M

/* All control of tracing, see instance.h. */
DEFINE_MUTEX(tracing_mutex);
LIST_HEAD(trace_arrays);		/* under tracing_mutex */
struct trace_array top_trace;

/* Bytes per CPU of buffers to come; trace_buf_size= speaks of all of them. */
unsigned long trace_default_size = TRACE_BUFFER_DEFAULT_KB << 10;

static LIST_HEAD(parts);		/* under tracing_mutex */

static u64 slow_clock(void *ctx)
{
	struct trace_array *tr = ctx;

	return tr->read_clock();
}

static int instance_init(struct trace_array *tr, const char *name,
			 const struct trace_memory *memory)
{
	struct ringbuf_params params = {
		.name		= name ?: "trace",
		.bytes		= UNEXPANDED_BYTES,
		.overwrite	= true,
		.clock		= slow_clock,
		.ctx		= tr,
	};
	int err;

	tr->options = trace_option_defaults(trace_array_is_top(tr));
	tr->tracer = &nop_tracer;
	tr->size = trace_default_size;
	tr->buffer_percent = 50;
	tr->clock = trace_array_is_top(tr) ? &trace_clocks[0] : top_trace.clock;
	tr->read_clock = tr->clock->read;
	trace_latency_init(&tr->latency);
	refcount_set(&tr->refs, 1);
	INIT_LIST_HEAD(&tr->events);
	INIT_LIST_HEAD(&tr->event_wishes);
	INIT_LIST_HEAD(&tr->event_dirs);
	mutex_init(&tr->read_mutex);
	if (!zalloc_cpumask_var(&tr->tracing_cpumask, GFP_KERNEL) ||
	    !zalloc_cpumask_var(&tr->pipe_cpus, GFP_KERNEL))
		return -ENOMEM;
	cpumask_copy(tr->tracing_cpumask, cpu_all_mask);
	if (pid_filter_init(&tr->event_pids) || pid_filter_init(&tr->function_pids))
		return -ENOMEM;
	err = memory ? trace_lastboot_open(tr, memory, &params) : 0;
	if (err)
		return err;
	/* Such a buffer has its size. */
	tr->expanded = memory;
	tr->buffer = ringbuf_create(&params);
	return PTR_ERR_OR_ZERO(tr->buffer);
}

/* Context: early boot, one CPU. */
int __init trace_array_init_top(void)
{
	int err = instance_init(&top_trace, NULL, NULL);

	if (!err)
		list_add(&top_trace.node, &trace_arrays);
	return err;
}

/* Also of one that instance_init() gave up on. */
static void instance_free(struct trace_array *tr)
{
	trace_snapshot_destroy(tr);
	if (!IS_ERR_OR_NULL(tr->buffer))
		ringbuf_destroy(tr->buffer);
	trace_lastboot_close(tr);
	free_cpumask_var(tr->tracing_cpumask);
	free_cpumask_var(tr->pipe_cpus);
	pid_filter_destroy(&tr->event_pids);
	pid_filter_destroy(&tr->function_pids);
	trace_errlog_clear(tr);
	kfree(tr->systems);
	kfree(tr->name);
	kfree(tr);
}

static void detach_parts(struct trace_array *tr, struct trace_array_part *last)
{
	struct trace_array_part *part = last;

	list_for_each_entry_from_reverse(part, &parts, list)
		if (part->detach)
			part->detach(tr);
}

static void destroy_parts(struct trace_array *tr, struct trace_array_part *last)
{
	struct trace_array_part *part = last;

	list_for_each_entry_from_reverse(part, &parts, list)
		if (part->destroy)
			part->destroy(tr);
}

/**
 * struct stillborn - an instance that could not be made completely
 * @tr: it, or NULL
 * @last: the part that failed
 *
 * Somebody may have found its folder and wait in an open() for tracing_mutex, so it
 * is buried when that is free.
 */
struct stillborn {
	struct trace_array	*tr;
	struct trace_array_part	*last;
};

static int create_parts(struct trace_array *tr, struct stillborn *still)
{
	struct trace_array_part *part;
	int err;

	list_for_each_entry(part, &parts, list) {
		err = part->create ? part->create(tr) : 0;
		if (!err)
			continue;
		still->tr = tr;
		still->last = part;
		detach_parts(tr, part);
		return err;
	}
	return 0;
}

/**
 * trace_array_register_part - a layer above wants state in every instance
 * @part: what it does when instances come and go; stays for ever
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, or what @part says to an instance that exists already.
 */
int trace_array_register_part(struct trace_array_part *part)
{
	struct trace_array *tr;
	int err;

	guard(mutex)(&tracing_mutex);
	for_each_trace_array(tr) {
		err = part->create ? part->create(tr) : 0;
		if (err)
			return err;
	}
	list_add_tail(&part->list, &parts);
	return 0;
}

/**
 * trace_array_find - look an instance up
 * @name: its name in instances/
 *
 * Context: tracing_mutex held.
 * Return: the instance, or NULL.
 */
struct trace_array *trace_array_find(const char *name)
{
	struct trace_array *tr;

	for_each_trace_array(tr)
		if (tr->name && !strcmp(tr->name, name))
			return tr;
	return NULL;
}

static struct trace_array *create(const char *name, const char *systems,
				  const struct trace_memory *memory,
				  struct stillborn *still)
{
	struct trace_array *tr;
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (trace_array_find(name))
		return ERR_PTR(-EEXIST);
	if (!ringbuf_memory_for(INSTANCE_BYTES))
		return ERR_PTR(-ENOMEM);
	tr = kzalloc(sizeof(*tr), GFP_KERNEL);
	if (!tr)
		return ERR_PTR(-ENOMEM);
	tr->name = kstrdup(name, GFP_KERNEL);
	tr->systems = kstrdup(systems, GFP_KERNEL);
	if (!tr->name || (systems && !tr->systems))
		err = -ENOMEM;
	else
		err = instance_init(tr, tr->name, memory);
	if (err)
		instance_free(tr);
	else
		err = create_parts(tr, still);
	if (err)
		return ERR_PTR(err);
	trace_option_inherit(tr);
	list_add_tail(&tr->node, &trace_arrays);
	return tr;
}

static void instance_release(struct trace_array *tr, struct trace_array_part *last)
{
	destroy_parts(tr, last);
	/* The last writers may still hold the pointer. */
	synchronize_rcu();
	instance_free(tr);
}

/**
 * trace_array_create - make an instance
 * @name: its name in instances/
 * @systems: comma-separated event systems that it shows, NULL for all
 * @memory: for its buffer, with what is there from former kernels, or NULL
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: the instance, or an ERR_PTR: -EEXIST, -EINVAL for memory that is of no
 * use, -ENOMEM.
 */
struct trace_array *trace_array_create(const char *name, const char *systems,
				       const struct trace_memory *memory)
{
	struct stillborn still = { };
	struct trace_array *tr;

	scoped_guard(mutex, &tracing_mutex)
		tr = create(name, systems, memory, &still);
	if (still.tr)
		instance_release(still.tr, still.last);
	return tr;
}

static struct trace_array_part *last_part(void)
{
	return list_last_entry(&parts, struct trace_array_part, list);
}

static int instance_detach(struct trace_array *tr)
{
	lockdep_assert_held(&tracing_mutex);
	if (!refcount_dec_if_one(&tr->refs))
		return -EBUSY;
	list_del(&tr->node);
	tracer_select(tr, "nop");
	trace_printk_forget(tr);
	pid_filter_drop(&tr->event_pids);
	pid_filter_drop(&tr->function_pids);
	detach_parts(tr, last_part());
	return 0;
}

/**
 * trace_array_remove - end an instance
 * @name: its name
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -ENODEV if there is none, or -EBUSY while it is in use.
 */
int trace_array_remove(const char *name)
{
	struct trace_array *tr;
	int err;

	scoped_guard(mutex, &tracing_mutex) {
		tr = trace_array_find(name);
		err = tr ? instance_detach(tr) : -ENODEV;
	}
	if (!err)
		instance_release(tr, last_part());
	return err;
}

/**
 * trace_array_get_by_name - use an instance, make it if there is none
 * @name: its name
 * @systems: for a new one: comma-separated event systems that it shows
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: the instance with a reference for the caller, or NULL.
 */
struct trace_array *trace_array_get_by_name(const char *name,
					    const char *systems)
{
	struct stillborn still = { };
	struct trace_array *tr;

	scoped_guard(mutex, &tracing_mutex) {
		tr = trace_array_find(name) ?: create(name, systems, NULL, &still);
		if (!IS_ERR(tr))
			refcount_inc(&tr->refs);
	}
	if (still.tr)
		instance_release(still.tr, still.last);
	return IS_ERR(tr) ? NULL : tr;
}
EXPORT_SYMBOL_GPL(trace_array_get_by_name);

/**
 * trace_array_put - give back a reference
 * @tr: the instance, or NULL
 *
 * Context: any.
 */
void trace_array_put(struct trace_array *tr)
{
	if (tr)
		refcount_dec(&tr->refs);
}
EXPORT_SYMBOL_GPL(trace_array_put);

static bool on_list(const struct trace_array *wanted)
{
	struct trace_array *tr;

	for_each_trace_array(tr)
		if (tr == wanted)
			return !trace_array_is_top(tr);
	return false;
}

/**
 * trace_array_destroy - end an instance that a kernel user has given back
 * @this_tr: the instance; may be gone already
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -EINVAL for NULL, -ENODEV if it is gone, -EBUSY while in use.
 */
int trace_array_destroy(struct trace_array *this_tr)
{
	int err;

	if (!this_tr)
		return -EINVAL;
	scoped_guard(mutex, &tracing_mutex)
		err = on_list(this_tr) ? instance_detach(this_tr) : -ENODEV;
	if (!err)
		instance_release(this_tr, last_part());
	return err;
}
EXPORT_SYMBOL_GPL(trace_array_destroy);
