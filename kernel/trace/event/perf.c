// SPDX-License-Identifier: GPL-2.0
/*
 * perf as a receiver of events.
 *
 * The probe of an event is given a struct trace_event_file, which says who gets
 * the record.  perf has one of its own per event, without instance: the record
 * then is made in a buffer of this CPU and handed to the perf events that
 * are active here, and to BPF programs.  There is one buffer for each level of
 * nesting that perf tells apart: task, softirq, hardirq, NMI.
 */
#include <linux/export.h>
#include <linux/perf_event.h>
#include <linux/slab.h>
#include <linux/trace_events.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "class.h"
#include "perf.h"

/* A u64 array keeps records aligned. */
typedef u64 perf_buf_t[PERF_MAX_TRACE_SIZE / sizeof(u64)];

/* Buffers of all levels, there while any event has users; tracing_mutex. */
static perf_buf_t __percpu *buffers[PERF_NR_CONTEXTS];
static unsigned int nr_users;

static void free_buffers(void)
{
	for (int i = 0; i < PERF_NR_CONTEXTS; i++) {
		free_percpu(buffers[i]);
		buffers[i] = NULL;
	}
}

static int alloc_buffers(void)
{
	for (int i = 0; i < PERF_NR_CONTEXTS; i++) {
		buffers[i] = alloc_percpu(perf_buf_t);
		if (!buffers[i]) {
			free_buffers();
			return -ENOMEM;
		}
	}
	return 0;
}

/* ---- Users of an event ------------------------------------------------- */

static void receiver_free(struct trace_event_call *call)
{
	kfree(call->perf_file);
	call->perf_file = NULL;
	free_percpu(call->perf_events);
	call->perf_events = NULL;
	if (!--nr_users)
		free_buffers();
}

static int receiver_alloc(struct trace_event_call *call)
{
	int cpu, err = nr_users ? 0 : alloc_buffers();

	if (err)
		return err;
	nr_users++;
	call->perf_events = alloc_percpu(struct hlist_head);
	call->perf_file = kzalloc(sizeof(*call->perf_file), GFP_KERNEL);
	if (!call->perf_events || !call->perf_file) {
		receiver_free(call);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu)
		INIT_HLIST_HEAD(per_cpu_ptr(call->perf_events, cpu));
	call->perf_file->event_call = call;
	call->perf_file->type = call->event.type;
	return 0;
}

static int call_get(struct trace_event_call *call)
{
	int err;

	if (call->perf_refcount++)
		return 0;
	err = receiver_alloc(call);
	if (!err) {
		err = call->class->reg(call, TRACE_REG_PERF_REGISTER, NULL);
		if (err)
			receiver_free(call);
	}
	if (err)
		call->perf_refcount--;
	return err;
}

static void call_put(struct trace_event_call *call)
{
	if (--call->perf_refcount)
		return;
	call->class->reg(call, TRACE_REG_PERF_UNREGISTER, NULL);
	tracepoint_synchronize_unregister();
	receiver_free(call);
}

/* May this perf event see what happens, and not only count it? */
static int may_use(struct trace_event_call *call, struct perf_event *event)
{
	int err = call->perf_perm ? call->perf_perm(call, event) : 0;

	if (err)
		return err;
	/* A child was allowed with its parent. */
	if (event->parent || !(event->attr.sample_type & PERF_SAMPLE_RAW))
		return 0;
	if (event->attach_state == PERF_ATTACH_TASK &&
	    call->flags & TRACE_EVENT_FL_CAP_ANY)
		return 0;
	return perf_allow_tracepoint();
}

static int use_event(struct trace_event_call *call, struct perf_event *event)
{
	int err;

	err = may_use(call, event) ?: call_get(call);
	if (err)
		return err;
	event->tp_event = call;
	err = call->class->reg(call, TRACE_REG_PERF_OPEN, event);
	if (err)
		call_put(call);
	return err;
}

/**
 * trace_perf_use - open a perf event on an event that perf alone knows
 * @call: the event; its memory is there until trace_perf_leave()
 * @event: the perf event
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, or what permission, memory or the event say.
 */
int trace_perf_use(struct trace_event_call *call, struct perf_event *event)
{
	guard(mutex)(&tracing_mutex);
	return use_event(call, event);
}

/**
 * trace_perf_leave - the end of trace_perf_use()
 * @call: the event; no hit is under way any more when this returns
 * @event: the perf event
 *
 * Context: takes tracing_mutex, may sleep.
 */
void trace_perf_leave(struct trace_event_call *call, struct perf_event *event)
{
	guard(mutex)(&tracing_mutex);
	call->class->reg(call, TRACE_REG_PERF_CLOSE, event);
	call_put(call);
}

static struct trace_event_call *find_by_type(u64 type)
{
	struct trace_event_call *call;

	list_for_each_entry(call, &trace_event_calls, list) {
		if (call->event.type == type && call->class->reg)
			return call;
	}
	return NULL;
}

/**
 * perf_trace_init - open a perf event on an event of tracing
 * @p_event: its attr.config is the type number
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, -EINVAL for an unknown number or an event that is going, or what
 * permission or memory say.
 */
int perf_trace_init(struct perf_event *p_event)
{
	struct trace_event_call *call;
	int err;

	guard(mutex)(&tracing_mutex);
	call = find_by_type(p_event->attr.config);
	if (!call || !trace_event_try_get_ref(call))
		return -EINVAL;
	err = use_event(call, p_event);
	if (err)
		trace_event_put_ref(call);
	return err;
}

/**
 * perf_trace_destroy - close a perf event
 * @p_event: opened by perf_trace_init()
 *
 * Context: takes tracing_mutex, may sleep.
 */
void perf_trace_destroy(struct perf_event *p_event)
{
	struct trace_event_call *call = p_event->tp_event;

	guard(mutex)(&tracing_mutex);
	call->class->reg(call, TRACE_REG_PERF_CLOSE, p_event);
	call_put(call);
	trace_event_put_ref(call);
}

/**
 * perf_trace_add - a perf event becomes active on this CPU
 * @p_event: the perf event
 * @flags: PERF_EF_*
 *
 * Context: interrupts off.
 * Return: 0.
 */
int perf_trace_add(struct perf_event *p_event, int flags)
{
	struct trace_event_call *call = p_event->tp_event;

	if (!(flags & PERF_EF_START))
		p_event->hw.state = PERF_HES_STOPPED;
	if (!call->class->reg(call, TRACE_REG_PERF_ADD, p_event))
		hlist_add_head_rcu(&p_event->hlist_entry,
				   this_cpu_ptr(call->perf_events));
	return 0;
}

/**
 * perf_trace_del - a perf event is no longer active on this CPU
 * @p_event: the perf event
 * @flags: PERF_EF_*
 *
 * Context: interrupts off.
 */
void perf_trace_del(struct perf_event *p_event, int flags)
{
	struct trace_event_call *call = p_event->tp_event;

	if (!call->class->reg(call, TRACE_REG_PERF_DEL, p_event))
		hlist_del_rcu(&p_event->hlist_entry);
}

/* ---- Records ----------------------------------------------------------- */

/**
 * perf_trace_buf_alloc - room for a record
 * @size: bytes; with four more, a multiple of eight
 * @regs: where registers may be put, if not NULL
 * @rctxp: gets the level of nesting
 *
 * Context: any, preemption off.
 * Return: the room, or NULL: too large, or the level is in use.
 */
void *perf_trace_buf_alloc(int size, struct pt_regs **regs, int *rctxp)
{
	char *buf;
	int level;

	if (WARN_ONCE(size > PERF_MAX_TRACE_SIZE, "perf record of %d bytes\n",
		      size))
		return NULL;
	level = perf_swevent_get_recursion_context();
	*rctxp = level;
	if (level < 0)
		return NULL;
	if (regs)
		*regs = this_cpu_ptr(&__perf_regs[level]);
	buf = (char *)this_cpu_ptr(buffers[level]);
	/* Nothing that was there before may show in the padding. */
	memset(buf + size - sizeof(u64), 0, sizeof(u64));
	return buf;
}
EXPORT_SYMBOL_GPL(perf_trace_buf_alloc);

/**
 * perf_trace_buf_update - fill in the head of a record
 * @record: the record
 * @type: its type number
 *
 * Context: any.
 */
void perf_trace_buf_update(void *record, u16 type)
{
	unsigned int ctx = tracing_gen_ctx();
	struct trace_entry *entry = record;

	entry->type = type;
	entry->flags = ctx >> 16;
	entry->preempt_count = ctx;
	entry->pid = current->pid;
}
EXPORT_SYMBOL_GPL(perf_trace_buf_update);

/*
 * Call chains start behind the probe, as if the tracepoint itself had taken the
 * registers.
 */
#ifdef CONFIG_X86
/*
 * The unwinder leaves out what is below this stack pointer.  The handle is in the frame of
 * the probe.
 */
static void skip_probe(struct pt_regs *regs, struct trace_record *rec)
{
	regs->sp = (unsigned long)(rec + 1);
}
#elif defined(CONFIG_ARM64)
#include <asm/pointer_auth.h>

/* No more functions are called between the tracepoint and here. */
#define PROBE_FRAMES	8

/*
 * The frame is that of who took the registers, and in each are the address of the next and a
 * return address, which may be signed.
 */
static void skip_probe(struct pt_regs *regs, struct trace_record *rec)
{
	const unsigned long *frame = (unsigned long *)regs->regs[29];

	regs->pc = ptrauth_strip_kernel_insn_pac(regs->pc);
	for (int nr = 0; nr < PROBE_FRAMES && frame; nr++) {
		const bool found = ptrauth_strip_kernel_insn_pac(frame[1]) == regs->pc;

		frame = (unsigned long *)frame[0];
		if (!found)
			continue;
		regs->regs[29] = (unsigned long)frame;
		return;
	}
}
#else
static void skip_probe(struct pt_regs *regs, struct trace_record *rec)
{
}
#endif

/*
 * Programs at probes have seen the registers before there is a record.  All others
 * see the record, so one is made for them alone if need be.
 */
static bool is_for_programs(const struct trace_event_call *call)
{
	return !(call->flags & TRACE_EVENT_FL_UKPROBE);
}

static bool is_awaited(struct trace_event_call *call, const struct trace_record *rec)
{
	return rec->task || !hlist_empty(this_cpu_ptr(call->perf_events)) ||
	       (bpf_prog_array_valid(call) && is_for_programs(call));
}

/**
 * trace_event_begin_perf - open the record of an event for perf
 * @rec: handle, prepared by trace_event_for_perf()
 * @file: perf's stand-in for an instance
 * @len: bytes
 * @ip: where the event happened
 *
 * Context: any, preemption off.
 * Return: the record to fill in, or NULL if nobody here wants it.
 */
void *trace_event_begin_perf(struct trace_record *rec,
			     struct trace_event_file *file, unsigned long len,
			     unsigned long ip)
{
	struct trace_event_call *call = file->event_call;
	struct pt_regs *regs;
	int level;

	if (!is_awaited(call, rec))
		return NULL;
	/* perf puts a u32 with the length before the record. */
	rec->len = ALIGN(len + sizeof(u32), sizeof(u64)) - sizeof(u32);
	rec->entry = perf_trace_buf_alloc(rec->len, &regs, &level);
	if (!rec->entry)
		return NULL;
	rec->look = TRACE_RECORD_PERF;
	rec->file = file;
	rec->slot[0] = level;
	rec->regs = regs;
	memset(regs, 0, sizeof(*regs));
	perf_arch_fetch_caller_regs(regs, ip);
	skip_probe(regs, rec);
	return rec->entry;
}
EXPORT_SYMBOL_GPL(trace_event_begin_perf);

/**
 * perf_record_end - the record for perf is complete
 * @rec: handle of a successful trace_event_begin_perf()
 *
 * Context: as trace_event_begin_perf().
 */
void perf_record_end(struct trace_record *rec)
{
	struct trace_event_call *call = rec->file->event_call;
	struct hlist_head *active = this_cpu_ptr(call->perf_events);
	int level = rec->slot[0];

	if (is_for_programs(call))
		perf_trace_run_bpf_submit(rec->entry, rec->len, level, call,
					  rec->count, rec->regs, active, rec->task);
	else
		perf_trace_buf_submit(rec->entry, rec->len, level, call->event.type,
				      rec->count, rec->regs, active, rec->task);
}

static struct trace_feature perf_features[] = {
	{ .name = "perf-events" },
};

TRACE_FEATURES(perf_features);
