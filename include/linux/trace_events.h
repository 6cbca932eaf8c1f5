/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace events: what TRACE_EVENT() generates, what the core makes of it, and
 * what perf and BPF see of both.
 *
 * struct trace_event_call	one event, described once (code and text)
 * struct trace_event_class	what events of the same record layout share
 * struct trace_event_file	the same event in one instance: a few bits
 * struct trace_record		one record that is being written, on the stack
 * struct trace_iterator	one record that is being printed
 */
#ifndef _LINUX_TRACE_EVENT_H
#define _LINUX_TRACE_EVENT_H

#include <linux/trace_seq.h>
#include <linux/percpu.h>
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/poll.h>
#include <linux/tracepoint.h>

struct bpf_prog;
struct bpf_prog_array;
struct bpf_raw_event_map;
struct bpf_raw_tp_link;
struct event_filter;
struct seq_file;
struct ring_buffer_event;
struct trace_array;
struct trace_buffer;
struct trace_event_call;
struct trace_event_file;
struct trace_iterator;
struct tracefs_dir;

/* ---- The record ------------------------------------------------------- */

/*
 * Head of every record.  The layout is read by user space (common_* fields of
 * the format files).  @preempt_count holds the preemption depth in its low
 * and the migration-disable depth in its high four bits.
 */
struct trace_entry {
	unsigned short	type;
	unsigned char	flags;
	unsigned char	preempt_count;
	int		pid;
};

#define TRACE_EVENT_TYPE_MAX	0xffff

/* Bits of trace_entry::flags */
enum trace_flag_type {
	TRACE_FLAG_IRQS_OFF		= 0x01,
	TRACE_FLAG_IRQS_NOSUPPORT	= 0x02,
	TRACE_FLAG_NEED_RESCHED		= 0x04,
	TRACE_FLAG_HARDIRQ		= 0x08,
	TRACE_FLAG_SOFTIRQ		= 0x10,
	TRACE_FLAG_PREEMPT_RESCHED	= 0x20,
	TRACE_FLAG_NMI			= 0x40,
	TRACE_FLAG_BH_OFF		= 0x80,
};

/* Where a dynamic field lies in its record (__data_loc, __rel_loc). */
struct trace_dynamic_info {
#ifdef CONFIG_CPU_BIG_ENDIAN
	u16	len;
	u16	offset;
#else
	u16	offset;
	u16	len;
#endif
} __packed;

/* Stands in a string field whose source was a NULL pointer. */
#define EVENT_NULL_STR		"(null)"

/* Longest result of a __vstring() field, terminator included. */
#define TRACE_EVENT_STR_MAX	512

/* Length of a formatted string, for __vstring(); @va is not used up. */
#define __trace_event_vstr_len(fmt, va)					\
	({								\
		va_list __vstr_args;					\
		int __vstr_len;						\
									\
		va_copy(__vstr_args, *(va));				\
		__vstr_len = vsnprintf(NULL, 0, fmt, __vstr_args) + 1;	\
		va_end(__vstr_args);					\
		min(__vstr_len, TRACE_EVENT_STR_MAX);			\
	})

#define TRACE_RECORD_ASIDE_BYTES	96

/**
 * struct trace_record - a record between begin and end, on the writer's stack
 * @tr: the instance that is written to
 * @file: the event in that instance, or NULL for the core's own entries
 * @entry: the record in the ring buffer; starts with a struct trace_entry
 * @len: bytes at @entry
 * @regs: registers of the traced code where a probe has them, else NULL
 * @ctx: interrupt and preemption state, see tracing_gen_ctx()
 * @look: EVENT_FILE_FL_LOOK bits of @file when it began, and TRACE_RECORD_*
 * @count: perf: what the record counts for
 * @task: perf: whom it is charged to besides the current task, or NULL
 * @slot: the ring buffer's handle
 * @aside: room for a small record that a filter may refuse
 */
struct trace_record {
	struct trace_array	*tr;
	struct trace_event_file	*file;
	void			*entry;
	struct pt_regs		*regs;
	unsigned int		len;
	unsigned int		ctx;
	unsigned int		look;
	u64			count;
	struct task_struct	*task;
	u64			slot[7];
	u64			aside[TRACE_RECORD_ASIDE_BYTES / sizeof(u64)];
};

/* Where a record is that is not in the buffer; bits of trace_record::look. */
enum {
	TRACE_RECORD_ASIDE	= BIT(28),	/* in trace_record::aside */
	TRACE_RECORD_SCRATCH	= BIT(29),	/* in memory of the CPU */
	TRACE_RECORD_PERF	= BIT(30),	/* in perf's memory */
	TRACE_RECORD_WHOLE	= BIT(31),	/* its struct trace_entry is filled in */
};

void *trace_event_begin(struct trace_record *rec, struct trace_event_file *file,
			unsigned long len);
void *trace_event_begin_perf(struct trace_record *rec,
			     struct trace_event_file *file, unsigned long len,
			     unsigned long ip);
void trace_event_end(struct trace_record *rec);
void perf_record_end(struct trace_record *rec);
bool trace_record_is_scratch(const struct trace_record *rec);
void trace_record_context(struct trace_record *rec);
unsigned int tracing_gen_ctx(void);

/* ---- Printing --------------------------------------------------------- */

enum print_line_t {
	TRACE_TYPE_PARTIAL_LINE	= 0,	/* did not fit: flush and ask again */
	TRACE_TYPE_HANDLED	= 1,
	TRACE_TYPE_UNHANDLED	= 2,	/* let another printer do it */
	TRACE_TYPE_NO_CONSUME	= 3,	/* printed, but keep the record */
};

/**
 * struct trace_iterator - one record on its way to text
 * @tr: the instance whose options decide how it looks
 * @ent: the record
 * @ent_size: its length in bytes
 * @cpu: where it was written
 * @ts: when, in units of the instance's clock
 * @lost_events: records lost on @cpu right before this one
 * @former: how many kernels ago it was written; 0: by this one
 * @seq: the line is printed here
 * @tmp_seq: text of the __print_*() and __get_*() helpers of this line
 * @private: the tracer's, while it prints
 * @pipe: the reader consumes what it prints
 * @cpu_file: the only CPU to show, or a negative number for all
 * @trace_start: time that latency lines count from
 * @merge: state of output/merge, which chooses the next record
 * @started: CPUs of which a record has been shown
 */
struct trace_iterator {
	struct trace_array	*tr;
	struct trace_entry	*ent;
	int			ent_size;
	int			cpu;
	u64			ts;
	unsigned long		lost_events;
	unsigned int		former;
	struct trace_seq	seq;
	struct trace_seq	tmp_seq;
	void			*private;
	bool			pipe;
	int			cpu_file;
	u64			trace_start;
	struct trace_merge	*merge;
	cpumask_var_t		started;
};

struct trace_event;

typedef enum print_line_t (*trace_print_func)(struct trace_iterator *iter,
					      int flags,
					      struct trace_event *event);

/* How a record looks: as text, and under the options raw, hex and bin. */
struct trace_event_functions {
	trace_print_func	trace;
	trace_print_func	raw;
	trace_print_func	hex;
	trace_print_func	binary;
};

/* A record type: its number in trace_entry::type and its printers. */
struct trace_event {
	struct hlist_node			node;
	int					type;
	const struct trace_event_functions	*funcs;
};

int register_trace_event(struct trace_event *event);
int unregister_trace_event(struct trace_event *event);

enum print_line_t trace_handle_return(struct trace_seq *s);
int trace_raw_output_prep(struct trace_iterator *iter,
			  struct trace_event *event);
__printf(2, 3) void trace_event_printf(struct trace_iterator *iter,
				       const char *fmt, ...);
__printf(3, 4) int trace_output_call(struct trace_iterator *iter, char *name,
				     char *fmt, ...);

const char *trace_print_flags_seq(struct trace_seq *p, const char *delim,
				  unsigned long flags,
				  const struct trace_print_flags *flag_array);
const char *trace_print_symbols_seq(struct trace_seq *p, unsigned long val,
				    const struct trace_print_flags *symbols);
#if BITS_PER_LONG == 32
const char *
trace_print_flags_seq_u64(struct trace_seq *p, const char *delim,
			  unsigned long long flags,
			  const struct trace_print_flags_u64 *flag_array);
const char *
trace_print_symbols_seq_u64(struct trace_seq *p, unsigned long long val,
			    const struct trace_print_flags_u64 *symbols);
#endif
const char *trace_print_bitmask_seq(struct trace_seq *p, void *bitmask_ptr,
				    unsigned int bitmask_size);
const char *trace_print_hex_seq(struct trace_seq *p, const unsigned char *buf,
				int len, bool concatenate);
const char *trace_print_array_seq(struct trace_seq *p, const void *buf,
				  int count, size_t el_size);
const char *trace_print_hex_dump_seq(struct trace_seq *p,
				     const char *prefix_str, int prefix_type,
				     int rowsize, int groupsize,
				     const void *buf, size_t len, bool ascii);

/* ---- Fields ----------------------------------------------------------- */

/* How a filter has to look at a field. */
enum {
	FILTER_OTHER = 0,
	FILTER_STATIC_STRING,
	FILTER_DYN_STRING,
	FILTER_RDYN_STRING,
	FILTER_PTR_STRING,
	FILTER_TRACE_FN,
	FILTER_CPUMASK,
	FILTER_COMM,
	FILTER_CPU,
	FILTER_STACKTRACE,
};

/**
 * struct trace_event_fields - one field of a record, as format files show it
 * @type: C type, with "[]" behind it for arrays
 * @name: its name; NULL ends a table
 * @offset: from the start of the record, struct trace_entry included
 * @size: in bytes
 * @len: number of elements of a fixed array, else 0
 * @align: in a structure
 * @is_signed: of a number or of array elements
 * @filter_type: FILTER_*
 *
 * TRACE_EVENT() generates tables of these; the offsets are put in when the event
 * is made known.
 */
struct trace_event_fields {
	const char	*type;
	const char	*name;
	u16		offset;
	u16		size;
	u16		len;
	u8		align : 7;
	u8		is_signed : 1;
	u8		filter_type;
};

int trace_define_field(struct trace_event_call *call, const char *type,
		       const char *name, int offset, int size, int is_signed,
		       int filter_type);

/* ---- The event -------------------------------------------------------- */

/* What is asked of trace_event_class::reg. */
enum trace_reg {
	TRACE_REG_REGISTER,
	TRACE_REG_UNREGISTER,
#ifdef CONFIG_PERF_EVENTS
	TRACE_REG_PERF_REGISTER,
	TRACE_REG_PERF_UNREGISTER,
	TRACE_REG_PERF_OPEN,
	TRACE_REG_PERF_CLOSE,
	/* These two return true if they did all that is to be done. */
	TRACE_REG_PERF_ADD,
	TRACE_REG_PERF_DEL,
#endif
};

/**
 * struct trace_event_class - what events with the same record layout share
 * @system: name of the folder below events/
 * @probe: the generated function that writes the record
 * @reg: attaches and detaches the probes
 * @fields_array: the fields, ends with an empty row
 * @get_fields: tells the fields where they differ between the events
 * @raw_init: prepares an event of this class
 * @show_print_fmt: writes what is behind "print fmt: ", where no event has it
 */
struct trace_event_class {
	const char			*system;
	void				*probe;
	int				(*reg)(struct trace_event_call *call,
					       enum trace_reg type, void *data);
	struct trace_event_fields	*fields_array;
	const struct trace_event_fields	*
					(*get_fields)(struct trace_event_call *call);
	int				(*raw_init)(struct trace_event_call *call);
	void				(*show_print_fmt)(struct seq_file *m,
							  struct trace_event_call *call);
};

int trace_event_reg(struct trace_event_call *call, enum trace_reg type,
		    void *data);
int trace_event_raw_init(struct trace_event_call *call);

/* Bits of trace_event_call::flags */
enum {
	TRACE_EVENT_FL_CAP_ANY		= BIT(0),  /* perf: any user */
	TRACE_EVENT_FL_NO_SET_FILTER	= BIT(1),  /* filter not applicable */
	TRACE_EVENT_FL_IGNORE_ENABLE	= BIT(2),  /* has no switch of its own */
	TRACE_EVENT_FL_TRACEPOINT	= BIT(3),  /* @tp is valid, not @name */
	TRACE_EVENT_FL_DYNAMIC		= BIT(4),  /* made at run time */
	TRACE_EVENT_FL_KPROBE		= BIT(5),
	TRACE_EVENT_FL_UPROBE		= BIT(6),
	TRACE_EVENT_FL_EPROBE		= BIT(7),
	TRACE_EVENT_FL_FPROBE		= BIT(8),
	TRACE_EVENT_FL_CUSTOM		= BIT(9),  /* has a name and borrows a tracepoint */
	TRACE_EVENT_FL_TEST_STR		= BIT(10), /* prints %s of foreign memory */
	TRACE_EVENT_FL_OWN_FMT		= BIT(11), /* @print_fmt was allocated */
};

#define TRACE_EVENT_FL_UKPROBE	(TRACE_EVENT_FL_KPROBE | TRACE_EVENT_FL_UPROBE)

/**
 * struct trace_event_call - one event, described once for all instances
 * @list: all events
 * @class: what it shares with others
 * @name: its name, if not TRACE_EVENT_FL_TRACEPOINT
 * @tp: its tracepoint, if TRACE_EVENT_FL_TRACEPOINT
 * @event: record type number and printers
 * @print_fmt: text after "print fmt: " in the format file
 * @module: the module that it belongs to, if not TRACE_EVENT_FL_DYNAMIC
 * @refcnt: its users, if TRACE_EVENT_FL_DYNAMIC
 * @data: the maker's, for instance syscall metadata
 * @flags: TRACE_EVENT_FL_*
 * @perf_refcount: number of perf events that use it
 * @perf_events: per CPU, the active ones
 * @perf_file: what the probe is given when it writes for perf
 * @prog_array: BPF programs attached
 * @perf_perm: may this perf event use it
 */
struct trace_event_call {
	struct list_head		list;
	struct trace_event_class	*class;
	union {
		const char		*name;
		struct tracepoint	*tp;
	};
	struct trace_event		event;
	char				*print_fmt;
	union {
		void			*module;
		atomic_t		refcnt;
	};
	void				*data;
	int				flags;
#ifdef CONFIG_PERF_EVENTS
	int				perf_refcount;
	struct hlist_head __percpu	*perf_events;
	struct trace_event_file		*perf_file;
	struct bpf_prog_array __rcu	*prog_array;
	int				(*perf_perm)(struct trace_event_call *call,
						     struct perf_event *event);
#endif
};

/**
 * trace_event_name - name of an event as its folder has it
 * @call: the event
 *
 * Return: the name, or NULL for a custom event without tracepoint.
 */
static inline const char *trace_event_name(struct trace_event_call *call)
{
	if (call->flags & TRACE_EVENT_FL_CUSTOM ||
	    !(call->flags & TRACE_EVENT_FL_TRACEPOINT))
		return call->name;
	return call->tp ? call->tp->name : NULL;
}

/**
 * trace_get_fields - the fields of an event, without the common ones
 * @call: the event
 *
 * Return: a table that ends with a row without name, or NULL.
 */
static inline const struct trace_event_fields *
trace_get_fields(struct trace_event_call *call)
{
	return call->class->get_fields ? call->class->get_fields(call) :
					 call->class->fields_array;
}

static inline bool trace_event_try_get_ref(struct trace_event_call *call)
{
	if (call->flags & TRACE_EVENT_FL_DYNAMIC)
		return atomic_inc_not_zero(&call->refcnt);
	return try_module_get(call->module);
}

static inline void trace_event_put_ref(struct trace_event_call *call)
{
	if (call->flags & TRACE_EVENT_FL_DYNAMIC)
		atomic_dec(&call->refcnt);
	else
		module_put(call->module);
}

int trace_add_event_call(struct trace_event_call *call);
int trace_remove_event_call(struct trace_event_call *call);
int trace_event_get_offsets(struct trace_event_call *call);

/* ---- The event in an instance ----------------------------------------- */

/* Bits of trace_event_file::flags */
enum {
	EVENT_FILE_FL_ENABLED_BIT,
	EVENT_FILE_FL_SOFT_MODE_BIT,
	EVENT_FILE_FL_SOFT_DISABLED_BIT,
	EVENT_FILE_FL_PID_FILTER_BIT,
	EVENT_FILE_FL_WAS_ENABLED_BIT,
	EVENT_FILE_FL_FREED_BIT,
	EVENT_FILE_FL_TRIGGER_BIT,
	EVENT_FILE_FL_TRIGGER_COND_BIT,
	EVENT_FILE_FL_FILTERED_BIT,
	EVENT_FILE_FL_TRIGGER_PLAIN_BIT,
};

enum {
	EVENT_FILE_FL_ENABLED		= BIT(EVENT_FILE_FL_ENABLED_BIT),
	EVENT_FILE_FL_SOFT_MODE		= BIT(EVENT_FILE_FL_SOFT_MODE_BIT),
	EVENT_FILE_FL_SOFT_DISABLED	= BIT(EVENT_FILE_FL_SOFT_DISABLED_BIT),
	EVENT_FILE_FL_PID_FILTER	= BIT(EVENT_FILE_FL_PID_FILTER_BIT),
	EVENT_FILE_FL_WAS_ENABLED	= BIT(EVENT_FILE_FL_WAS_ENABLED_BIT),
	EVENT_FILE_FL_FREED		= BIT(EVENT_FILE_FL_FREED_BIT),
	EVENT_FILE_FL_TRIGGER		= BIT(EVENT_FILE_FL_TRIGGER_BIT),
	EVENT_FILE_FL_TRIGGER_COND	= BIT(EVENT_FILE_FL_TRIGGER_COND_BIT),
	EVENT_FILE_FL_FILTERED		= BIT(EVENT_FILE_FL_FILTERED_BIT),
	EVENT_FILE_FL_TRIGGER_PLAIN	= BIT(EVENT_FILE_FL_TRIGGER_PLAIN_BIT),
};

/* While none of these is set every hit is recorded. */
#define EVENT_FILE_FL_ASK					\
	(EVENT_FILE_FL_SOFT_DISABLED | EVENT_FILE_FL_PID_FILTER)

/* While none of these is set what was recorded stays as it is. */
#define EVENT_FILE_FL_LOOK					\
	(EVENT_FILE_FL_TRIGGER | EVENT_FILE_FL_FILTERED)

/**
 * struct trace_event_file - one event as one receiver sees it
 * @flags: EVENT_FILE_FL_*, changed atomically
 * @type: copy of the record type number
 * @pid_refused: with PID_FILTER: is the current task of the CPU of no interest
 * @tr: the instance, or NULL if perf is the receiver
 * @event_call: the event
 * @filter: which records are kept, or NULL for all; FILTERED says which
 * @triggers: what hits set off, in order of their coming; TRIGGER says whether there
 *	are any, TRIGGER_COND whether one looks at the record, TRIGGER_PLAIN whether one
 *	does not
 * @list: all events of the instance
 * @dir: its folder
 * @ref: one of the instance, and one of each open file
 * @sm_ref: users of soft mode
 */
struct trace_event_file {
	unsigned long			flags;
	u16				type;
	bool __percpu			*pid_refused;
	struct trace_array		*tr;
	struct trace_event_call		*event_call;
	struct event_filter __rcu	*filter;
	struct list_head		triggers;
	struct list_head		list;
	struct tracefs_dir		*dir;
	refcount_t			ref;
	atomic_t			sm_ref;
};

/**
 * trace_event_skip - is this hit of no interest to the receiver
 * @file: the event as the receiver sees it
 *
 * Comes first in a probe and calls nothing.
 *
 * Context: any, NMI included; preemption off.
 * Return: true if nothing is to be recorded.
 */
static __always_inline bool trace_event_skip(const struct trace_event_file *file)
{
	unsigned long flags = READ_ONCE(file->flags);

	if (likely(!(flags & EVENT_FILE_FL_ASK)))
		return false;
	/* trace_event_begin() sets them off and asks again. */
	if (unlikely(flags & EVENT_FILE_FL_TRIGGER))
		return false;
	return flags & EVENT_FILE_FL_SOFT_DISABLED || raw_cpu_read(*file->pid_refused);
}

/**
 * trace_event_for_perf - is perf the receiver
 * @rec: handle of the record that follows; prepared if so
 * @file: the event as the receiver sees it
 *
 * Context: any.
 * Return: true if the record is trace_event_begin_perf()'s to begin.
 */
static __always_inline bool trace_event_for_perf(struct trace_record *rec,
						 const struct trace_event_file *file)
{
	if (!IS_ENABLED(CONFIG_PERF_EVENTS) || likely(file->tr))
		return false;
	rec->task = NULL;
	rec->count = 1;
	return true;
}

/**
 * trace_event_start - open the record of an event for any receiver
 * @rec: handle, on the caller's stack
 * @file: the event as the receiver sees it
 * @len: bytes, struct trace_entry and dynamic fields included
 *
 * Context: any, NMI included; preemption off until trace_event_end(); in the
 * probe itself, since perf wants to know where that was called.
 * Return: the record to fill in, or NULL (off, full, too long).
 */
static __always_inline void *
trace_event_start(struct trace_record *rec, struct trace_event_file *file,
		  unsigned long len)
{
	if (trace_event_for_perf(rec, file))
		return trace_event_begin_perf(rec, file, len, _RET_IP_);
	return trace_event_begin(rec, file, len);
}

/**
 * struct trace_event_buffer - an open record, as probes that were written by hand keep it
 * @rec: the handle
 * @trace_file: the event as the receiver sees it
 * @entry: the record
 * @regs: registers of the traced code, or NULL; may be set before the commit
 */
struct trace_event_buffer {
	struct trace_record	rec;
	struct trace_event_file	*trace_file;
	void			*entry;
	struct pt_regs		*regs;
};

/**
 * trace_event_buffer_reserve - trace_event_start() for such a probe
 * @fbuffer: filled in
 * @trace_file: the event as the receiver sees it
 * @len: bytes, struct trace_entry and dynamic fields included
 *
 * Context: as trace_event_start().
 * Return: the record to fill in, or NULL, also if this hit is of no interest.
 */
static inline void *trace_event_buffer_reserve(struct trace_event_buffer *fbuffer,
					       struct trace_event_file *trace_file,
					       unsigned long len)
{
	if (trace_event_skip(trace_file))
		return NULL;
	fbuffer->trace_file = trace_file;
	fbuffer->regs = NULL;
	fbuffer->entry = trace_event_start(&fbuffer->rec, trace_file, len);
	return fbuffer->entry;
}

/**
 * trace_event_buffer_commit - the record is complete
 * @fbuffer: of a successful trace_event_buffer_reserve()
 *
 * Context: as trace_event_end().
 */
static inline void trace_event_buffer_commit(struct trace_event_buffer *fbuffer)
{
	fbuffer->rec.regs = fbuffer->regs;
	trace_event_end(&fbuffer->rec);
}

/**
 * trace_event_ignore_this_pid - is the current task none of those who are traced
 * @trace_file: the event in an instance
 *
 * Context: any; preemption off.
 * Return: true if so.
 */
static inline bool trace_event_ignore_this_pid(struct trace_event_file *trace_file)
{
	return READ_ONCE(trace_file->flags) & EVENT_FILE_FL_PID_FILTER &&
	       raw_cpu_read(*trace_file->pid_refused);
}

/**
 * trace_trigger_soft_disabled - is the event only on for its triggers, and they done
 * @file: the event in an instance
 *
 * Triggers that look at records are set off by trace_event_buffer_reserve().
 *
 * Context: any; preemption off.
 * Return: true if the hit need not be recorded.
 */
static inline bool trace_trigger_soft_disabled(struct trace_event_file *file)
{
	return trace_event_skip(file);
}

struct trace_event_file *trace_get_event_file(const char *instance,
					      const char *system,
					      const char *event);
void trace_put_event_file(struct trace_event_file *file);
int trace_set_clr_event(const char *system, const char *event, int set);
int trace_array_set_clr_event(struct trace_array *tr, const char *system,
			      const char *event, bool enable);

/* For TRACE_EVENT_FLAGS() and TRACE_EVENT_PERF_PERM() behind an event. */
#define __TRACE_EVENT_FLAGS(name, value)				\
	static int __init trace_init_flags_##name(void)			\
	{								\
		event_##name.flags |= (value);				\
		return 0;						\
	}								\
	early_initcall(trace_init_flags_##name);

#define __TRACE_EVENT_PERF_PERM(name, expr...)				\
	static int perf_perm_##name(struct trace_event_call *tp_event,	\
				    struct perf_event *p_event)		\
	{								\
		return ({ expr; });					\
	}								\
	static int __init trace_init_perf_perm_##name(void)		\
	{								\
		event_##name.perf_perm = &perf_perm_##name;		\
		return 0;						\
	}								\
	early_initcall(trace_init_perf_perm_##name);

/* ---- Clients: perf, BPF ------------------------------------------------ */

#define PERF_MAX_TRACE_SIZE	8192
#define MAX_FILTER_STR_VAL	256U

int filter_match_preds(struct event_filter *filter, void *rec);
bool trace_filter_keeps(struct event_filter *filter, struct trace_record *rec);

/* trace_printk() for code that is an event itself: names the task, too. */
#define event_trace_printk(ip, fmt, args...)				\
do {									\
	__trace_printk_check_format(fmt, ##args);			\
	if (__builtin_constant_p(fmt)) {				\
		static const char *trace_printk_fmt			\
		  __section("__trace_printk_fmt") =			\
			__builtin_constant_p(fmt) ? fmt : NULL;		\
									\
		__trace_bprintk(ip, trace_printk_fmt, ##args);		\
	} else {							\
		__trace_printk(ip, fmt, ##args);			\
	}								\
} while (0)

#ifdef CONFIG_BPF_EVENTS
/* A heuristic: a program may come or go right after. */
static inline bool bpf_prog_array_valid(struct trace_event_call *call)
{
	return READ_ONCE(call->prog_array);
}

unsigned int trace_call_bpf(struct trace_event_call *call, void *ctx);
int perf_event_attach_bpf_prog(struct perf_event *event, struct bpf_prog *prog,
			       u64 bpf_cookie);
void perf_event_detach_bpf_prog(struct perf_event *event);
int perf_event_query_prog_array(struct perf_event *event, void __user *info);
int bpf_probe_register(struct bpf_raw_event_map *btp,
		       struct bpf_raw_tp_link *link);
int bpf_probe_unregister(struct bpf_raw_event_map *btp,
			 struct bpf_raw_tp_link *link);
struct bpf_raw_event_map *bpf_get_raw_tracepoint(const char *name);
void bpf_put_raw_tracepoint(struct bpf_raw_event_map *btp);
int bpf_get_perf_event_info(const struct perf_event *event, u32 *prog_id,
			    u32 *fd_type, const char **buf, u64 *probe_offset,
			    u64 *probe_addr, unsigned long *missed);
int bpf_kprobe_multi_link_attach(const union bpf_attr *attr,
				 struct bpf_prog *prog);
int bpf_uprobe_multi_link_attach(const union bpf_attr *attr,
				 struct bpf_prog *prog);

/* A raw tracepoint with that many arguments is hit. */
#define BPF_TRACE_RUN(nr, args...)					\
	void bpf_trace_run##nr(struct bpf_raw_tp_link *link, args)

BPF_TRACE_RUN(1, u64);
BPF_TRACE_RUN(2, u64, u64);
BPF_TRACE_RUN(3, u64, u64, u64);
BPF_TRACE_RUN(4, u64, u64, u64, u64);
BPF_TRACE_RUN(5, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(6, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(7, u64, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(8, u64, u64, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(9, u64, u64, u64, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(10, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(11, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);
BPF_TRACE_RUN(12, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);

#undef BPF_TRACE_RUN
#else
static inline bool bpf_prog_array_valid(struct trace_event_call *call)
{
	return false;
}

static inline unsigned int trace_call_bpf(struct trace_event_call *call,
					  void *ctx)
{
	return 1;
}

static inline int perf_event_attach_bpf_prog(struct perf_event *event,
					     struct bpf_prog *prog,
					     u64 bpf_cookie)
{
	return -EOPNOTSUPP;
}

static inline void perf_event_detach_bpf_prog(struct perf_event *event) { }

static inline int perf_event_query_prog_array(struct perf_event *event,
					      void __user *info)
{
	return -EOPNOTSUPP;
}

static inline int bpf_probe_register(struct bpf_raw_event_map *btp,
				     struct bpf_raw_tp_link *link)
{
	return -EOPNOTSUPP;
}

static inline int bpf_probe_unregister(struct bpf_raw_event_map *btp,
				       struct bpf_raw_tp_link *link)
{
	return -EOPNOTSUPP;
}

static inline struct bpf_raw_event_map *bpf_get_raw_tracepoint(const char *name)
{
	return NULL;
}

static inline void bpf_put_raw_tracepoint(struct bpf_raw_event_map *btp) { }

static inline int bpf_get_perf_event_info(const struct perf_event *event,
					  u32 *prog_id, u32 *fd_type,
					  const char **buf, u64 *probe_offset,
					  u64 *probe_addr,
					  unsigned long *missed)
{
	return -EOPNOTSUPP;
}

static inline int bpf_kprobe_multi_link_attach(const union bpf_attr *attr,
					       struct bpf_prog *prog)
{
	return -EOPNOTSUPP;
}

static inline int bpf_uprobe_multi_link_attach(const union bpf_attr *attr,
					       struct bpf_prog *prog)
{
	return -EOPNOTSUPP;
}
#endif /* CONFIG_BPF_EVENTS */

#ifdef CONFIG_PERF_EVENTS
DECLARE_PER_CPU(struct pt_regs, perf_trace_regs);

int perf_trace_init(struct perf_event *event);
void perf_trace_destroy(struct perf_event *event);
int perf_trace_add(struct perf_event *event, int flags);
void perf_trace_del(struct perf_event *event, int flags);
#ifdef CONFIG_KPROBE_EVENTS
int perf_kprobe_init(struct perf_event *event, bool is_retprobe);
void perf_kprobe_destroy(struct perf_event *event);
int bpf_get_kprobe_info(const struct perf_event *event, u32 *fd_type,
			const char **symbol, u64 *probe_offset,
			u64 *probe_addr, unsigned long *missed,
			bool perf_type_tracepoint);
#endif
#ifdef CONFIG_UPROBE_EVENTS
int perf_uprobe_init(struct perf_event *event, unsigned long ref_ctr_offset,
		     bool is_retprobe);
void perf_uprobe_destroy(struct perf_event *event);
int bpf_get_uprobe_info(const struct perf_event *event, u32 *fd_type,
			const char **filename, u64 *probe_offset,
			u64 *probe_addr, bool perf_type_tracepoint);
#endif
int ftrace_profile_set_filter(struct perf_event *event, int event_id,
			      char *filter_str);
void ftrace_profile_free_filter(struct perf_event *event);
void perf_trace_buf_update(void *record, u16 type);
void *perf_trace_buf_alloc(int size, struct pt_regs **regs, int *rctxp);
int perf_event_set_bpf_prog(struct perf_event *event, struct bpf_prog *prog,
			    u64 bpf_cookie);
void perf_event_free_bpf_prog(struct perf_event *event);
void perf_trace_run_bpf_submit(void *raw_data, int size, int rctx,
			       struct trace_event_call *call, u64 count,
			       struct pt_regs *regs, struct hlist_head *head,
			       struct task_struct *task);

static inline void perf_trace_buf_submit(void *raw_data, int size, int rctx,
					 u16 type, u64 count,
					 struct pt_regs *regs, void *head,
					 struct task_struct *task)
{
	perf_tp_event(type, count, raw_data, size, regs, head, rctx, task);
}
#endif /* CONFIG_PERF_EVENTS */

/* ---- Events that kernel code makes --------------------------------------- */

#include <linux/dynevent_cmd.h>
#include <linux/synth_event.h>

#endif /* _LINUX_TRACE_EVENT_H */

/*
 * TRACE_CUSTOM_EVENT is redefined by define_custom_trace.h each time that a
 * header is included anew, so its empty form stands outside the guard.
 */
#ifndef TRACE_CUSTOM_EVENT
#define DECLARE_CUSTOM_EVENT_CLASS(name, proto, args, tstruct, assign, print)
#define DEFINE_CUSTOM_EVENT(template, name, proto, args)
#define TRACE_CUSTOM_EVENT(name, proto, args, struct, assign, print)
#endif
