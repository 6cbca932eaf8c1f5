/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An instance: one buffer with its own tracer, events, options and files.
 *
 * The top instance always exists and owns /sys/kernel/tracing; the others are
 * made by mkdir in instances/ or by the kernel.  All control, of all
 * instances, happens under tracing_mutex; nothing that records takes it.
 */
#ifndef _TRACE_CORE_INSTANCE_H
#define _TRACE_CORE_INSTANCE_H

#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/trace.h>
#include "latency.h"
#include "pidfilter.h"

struct ftrace_ops;
struct graph_state;
struct ringbuf;
struct trace_clock_info;
struct trace_event_file;
struct trace_errlog;
struct trace_lastboot;
struct trace_memory;
struct trace_snapshot;
struct tracefs_dir;
struct tracer;

#define TRACE_BUFFER_DEFAULT_KB	1408

/**
 * struct trace_array - an instance
 *
 * Read while recording:
 * @buffer: where its records go
 * @clock: what they are stamped with
 * @read_clock: copy of @clock's function
 * @options: BIT_ULL(TRACE_OPT_*)
 * @event_pids: whose events it wants
 * @syscall_user_size: bytes of what arguments of system calls point to
 * @function_pids: whose function calls it wants
 *
 * Under tracing_mutex:
 * @node: in trace_arrays
 * @name: its folder in instances/, NULL for the top instance
 * @tracer: the current one, never NULL
 * @tracer_data: that tracer's
 * @tracing_cpumask: the CPUs that may write
 * @expanded: @buffer has its full size
 * @size: bytes per CPU that @buffer is to have once expanded
 * @time_start: when the buffer was last emptied, in units of @clock
 * @read_mutex: one consuming reader at a time; nests inside tracing_mutex
 * @pipe_cpus: CPUs whose trace_pipe is open
 * @refs: one of its own and one of each user; users keep rmdir away
 * @snapshot: the spare buffer, NULL until it is asked for
 * @maps: mappings of @buffer or, below 0, users of snapshots; one excludes the other
 * @lastboot: NULL, or about memory that outlives the kernel, where @buffer is
 * @latency: the worst one
 * @buffer_percent: how full @buffer is when raw readers wake
 * @errlog: commands that failed, NULL before the first
 * @systems: NULL, or the only event systems that it shows
 * @events: struct trace_event_file of each event
 * @event_wishes: events of modules that are not there yet, event/ knows their type
 * @print_event: the one that trace_marker sets off
 * @event_dirs: folders of event systems, event/ knows their type
 * @dir: its folder, NULL before tracefs is up
 * @event_dir: events/ in it
 * @option_dir: options/ in it
 * @percpu_dir: per_cpu/ in it
 * @ops: the function hook, hook/ and tracer/function know it
 * @graph: function_graph's, tracer/graph.h knows it
 * @function_commands: what functions set off, trigger/function.c knows their type
 */
struct trace_array {
	struct ringbuf			*buffer;
	u64				(*read_clock)(void);
	const struct trace_clock_info	*clock;
	u64				options;
	struct pid_filter		event_pids;
	struct pid_filter		function_pids;
	unsigned int			syscall_user_size;

	struct list_head		node;
	const char			*name;
	struct tracer			*tracer;
	void				*tracer_data;
	cpumask_var_t			tracing_cpumask;
	u64				time_start;
	struct mutex			read_mutex;	/* of readers */
	cpumask_var_t			pipe_cpus;
	bool				expanded;
	unsigned long			size;
	refcount_t			refs;
	struct trace_snapshot		*snapshot;
	struct trace_lastboot		*lastboot;
	atomic_t			maps;
	struct trace_latency		latency;
	unsigned int			buffer_percent;
	struct trace_errlog		*errlog;
	const char			*systems;
	struct list_head		events;
	struct list_head		event_wishes;
	struct trace_event_file		*print_event;
	struct list_head		event_dirs;
	struct tracefs_dir		*dir;
	struct tracefs_dir		*event_dir;
	struct tracefs_dir		*option_dir;
	struct tracefs_dir		*percpu_dir;
	struct ftrace_ops		*ops;
	struct graph_state		*graph;
	struct list_head		function_commands;
};

extern struct mutex tracing_mutex;
extern struct list_head trace_arrays;	/* top instance first */
extern struct trace_array top_trace;

static inline bool trace_array_is_top(const struct trace_array *tr)
{
	return tr == &top_trace;
}

/* Lists each instance; needs tracing_mutex. */
#define for_each_trace_array(tr)	\
	list_for_each_entry(tr, &trace_arrays, node)

/**
 * struct trace_array_part - state that a layer above keeps in every instance
 * @create: makes it, under tracing_mutex, in order of registration; an errno
 *	undoes the instance, by @detach and @destroy of this part, too, which find
 *	what was made so far.  For instances that exist it runs at registration.
 * @detach: no more records after this; under tracing_mutex
 * @destroy: removes files and memory, without tracing_mutex, since an open()
 *	that waits for the mutex has to come to its end; in reverse order
 * @list: all parts
 */
struct trace_array_part {
	int			(*create)(struct trace_array *tr);
	void			(*detach)(struct trace_array *tr);
	void			(*destroy)(struct trace_array *tr);
	struct list_head	list;
};

int trace_array_register_part(struct trace_array_part *part);

extern unsigned long trace_default_size;

/* These need tracing_mutex. */
struct trace_array *trace_array_find(const char *name);
int trace_array_expand(struct trace_array *tr);
int trace_array_resize(struct trace_array *tr, unsigned long bytes, int cpu);
int trace_array_set_order(struct trace_array *tr, unsigned int order);
void trace_array_set_cpumask(struct trace_array *tr, const struct cpumask *mask);
void trace_array_clear(struct trace_array *tr);

/* These must not be called under it. */
struct trace_array *trace_array_create(const char *name, const char *systems,
				       const struct trace_memory *memory);
int trace_array_remove(const char *name);

/* A file's reference: false if the instance is on its way out. */
static inline bool trace_array_get(struct trace_array *tr)
{
	return refcount_inc_not_zero(&tr->refs);
}

int __init trace_array_init_top(void);

void tracer_tracing_on(struct trace_array *tr);
void tracer_tracing_off(struct trace_array *tr);
bool tracer_tracing_is_on(struct trace_array *tr);

#endif /* _TRACE_CORE_INSTANCE_H */
