// SPDX-License-Identifier: GPL-2.0
/*
 * One record to text.
 *
 * A line is made of up to four parts:
 *
 *	CPU:1 [LOST 42 EVENTS]			what is missing before it
 *	##### CPU 1 buffer started ####		where a CPU joins in later
 *	  bash-1994  [001] d..1.  1.234567:	prefix: task, CPU, state, time
 *	sched_switch: prev_comm=...		body, by the printer of the type
 *
 * The prefix is the same for all types and is written by hand, since it would
 * otherwise cost more than the body.  Options choose between five kinds of
 * prefix and body; see struct style.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/time64.h>
#include "../core/clock.h"
#include "../core/comm.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "builtin.h"
#include "event.h"
#include "fields.h"
#include "line.h"
#include "merge.h"
#include "names.h"
#include "text.h"

#define BIT_OF(opt)	BIT_ULL(TRACE_OPT_##opt)

/* No prefix is longer; two times of 20 digits are the most of it. */
#define PREFIX_MAX	160
#define TIME_MAX	32

/* ---- State letters ---------------------------------------------------- */

static char irq_letter(unsigned int flags)
{
	if (flags & TRACE_FLAG_IRQS_OFF)
		return flags & TRACE_FLAG_BH_OFF ? 'D' : 'd';
	if (flags & TRACE_FLAG_BH_OFF)
		return 'b';
	return flags & TRACE_FLAG_IRQS_NOSUPPORT ? 'X' : '.';
}

static char resched_letter(unsigned int flags)
{
	if (flags & TRACE_FLAG_NEED_RESCHED)
		return flags & TRACE_FLAG_PREEMPT_RESCHED ? 'N' : 'n';
	return flags & TRACE_FLAG_PREEMPT_RESCHED ? 'p' : '.';
}

static char context_letter(unsigned int flags)
{
	if (flags & TRACE_FLAG_NMI)
		return flags & TRACE_FLAG_HARDIRQ ? 'Z' : 'z';
	if (flags & TRACE_FLAG_HARDIRQ)
		return flags & TRACE_FLAG_SOFTIRQ ? 'H' : 'h';
	return flags & TRACE_FLAG_SOFTIRQ ? 's' : '.';
}

static char depth_letter(unsigned int depth)
{
	return ".123456789abcdef"[depth & 0xf];
}

char *trace_put_state(char *at, const struct trace_entry *ent)
{
	*at++ = irq_letter(ent->flags);
	*at++ = resched_letter(ent->flags);
	*at++ = context_letter(ent->flags);
	*at++ = depth_letter(ent->preempt_count);
	*at++ = depth_letter(ent->preempt_count >> 4);
	return at;
}

/* ---- Times ------------------------------------------------------------ */

static u64 rounded_usecs(u64 ns)
{
	return div_u64(ns + NSEC_PER_USEC / 2, NSEC_PER_USEC);
}

static s64 rounded_usecs_signed(s64 ns)
{
	return ns < 0 ? -(s64)rounded_usecs(-ns) : rounded_usecs(ns);
}

static char *put_seconds(char *at, struct trace_names *names, u64 seconds)
{
	char *end;

	if (likely(names && names->second.len && names->second.value == seconds)) {
		memcpy(at, names->second.text, NAMES_SECOND);
		return at + names->second.len;
	}
	end = text_dec(at, seconds, 5, ' ');
	if (!names)
		return end;
	names->second.value = seconds;
	names->second.len = end - at;
	memcpy(names->second.text, at, NAMES_SECOND);
	return end;
}

/* " %5lu.%06lu", or " %12llu" for a clock that does not count nanoseconds. */
static char *put_time(char *at, const struct trace_iterator *iter, u64 ts)
{
	u32 fraction;
	u64 seconds;

	*at++ = ' ';
	if (!iter->tr->clock->in_ns)
		return text_dec(at, ts, 12, ' ');
	seconds = div_u64_rem(rounded_usecs(ts), USEC_PER_SEC, &fraction);
	at = put_seconds(at, trace_merge_names(iter), seconds);
	*at++ = '.';
	return text_six(at, fraction);
}

void trace_print_time(struct trace_iterator *iter, u64 ts)
{
	char *at = text_begin(&iter->seq, TIME_MAX);

	if (at)
		text_end(&iter->seq, put_time(at, iter, ts));
}

char trace_delay_mark(u64 ns)
{
	static const struct {
		char	letter;
		u32	usecs;
	} marks[] = {
		{ '$', 1000000 }, { '@', 100000 }, { '*', 10000 },
		{ '#', 1000 }, { '!', 100 }, { '+', 10 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		if (ns > (u64)marks[i].usecs * NSEC_PER_USEC)
			return marks[i].letter;
	}
	return ' ';
}

/* ---- Prefixes --------------------------------------------------------- */

static char *put_tgid(char *at, int pid)
{
	int tgid = trace_tgid_find(pid);

	*at++ = '(';
	at = tgid ? text_dec(at, tgid, 7, ' ') : text_gap(at, '-', 7);
	*at++ = ')';
	*at++ = ' ';
	return at;
}

static char *make_origin(char *at, struct trace_iterator *iter, u64 options)
{
	char comm[TASK_COMM_LEN] = {};
	unsigned int len = trace_names_task(iter, iter->ent->pid, comm);

	at = text_gap(at, ' ', TASK_COMM_LEN - len);
	memcpy(at, comm, TASK_COMM_LEN);
	at += len;
	*at++ = '-';
	at = text_int_left(at, iter->ent->pid, 7);
	*at++ = ' ';
	if (unlikely(options & BIT_OF(RECORD_TGID)))
		at = put_tgid(at, iter->ent->pid);
	*at++ = '[';
	at = text_dec(at, iter->cpu, 3, '0');
	*at++ = ']';
	*at++ = ' ';
	return options & BIT_OF(IRQ_INFO) ? trace_put_state(at, iter->ent) : at;
}

/* All of the record that its origin is made of. */
static u64 origin_key(const struct trace_iterator *iter)
{
	const struct trace_entry *ent = iter->ent;

	return (u64)ent->pid << 32 | (u64)iter->cpu << 16 | ent->flags << 8 |
	       ent->preempt_count;
}

/* Task, CPU and state; with a text that was made within this tick, if there is one. */
static char *put_origin(char *at, struct trace_iterator *iter, u64 options)
{
	struct trace_names *names = trace_merge_names(iter);
	u64 key = origin_key(iter);
	unsigned int i = hash_64(key, ilog2(NAMES_ORIGINS));
	unsigned long now = jiffies;
	char *end;

	if (unlikely(!names || iter->former))
		return make_origin(at, iter, options);
	if (likely(names->origin[i].key == key && names->origin[i].when == now &&
		   names->origin[i].options == options && names->origin[i].len)) {
		memcpy(at, names->origin[i].text, NAMES_ORIGIN);
		return at + names->origin[i].len;
	}
	end = make_origin(at, iter, options);
	names->origin[i].key = key;
	names->origin[i].when = now;
	names->origin[i].options = options;
	names->origin[i].len = end - at;
	memcpy(names->origin[i].text, at, NAMES_ORIGIN);
	return end;
}

static void put_prefix(struct trace_iterator *iter, u64 options)
{
	char *at = text_begin(&iter->seq, PREFIX_MAX);

	if (!at)
		return;
	at = put_origin(at, iter, options);
	at = put_time(at, iter, iter->ts);
	*at++ = ':';
	*at++ = ' ';
	text_end(&iter->seq, at);
}

static void put_latency_time(struct trace_iterator *iter)
{
	s64 since = iter->ts - iter->trace_start;

	if (iter->tr->clock->in_ns)
		trace_seq_printf(&iter->seq, " %4lldus%c: ",
				 rounded_usecs_signed(since),
				 trace_delay_mark(trace_merge_next_ts(iter) - iter->ts));
	else
		trace_seq_printf(&iter->seq, " %4lld: ", since);
}

static void put_latency_prefix(struct trace_iterator *iter)
{
	struct trace_seq *s = &iter->seq;
	char comm[TASK_COMM_LEN];
	char *at;

	trace_names_task(iter, iter->ent->pid, comm);
	trace_seq_printf(s, "%8.8s-%-7d %3d", comm, iter->ent->pid, iter->cpu);
	at = text_begin(s, PREFIX_MAX);
	if (!at)
		return;
	text_end(s, trace_put_state(at, iter->ent));
	put_latency_time(iter);
}

static void put_verbose_times(struct trace_iterator *iter)
{
	s64 since = iter->ts - iter->trace_start;
	s64 until = trace_merge_next_ts(iter) - iter->ts;
	s32 since_us, until_us;

	if (!iter->tr->clock->in_ns) {
		trace_seq_printf(&iter->seq, "[%016llx] %lld (+%lld): ",
				 iter->ts, since, until);
		return;
	}
	since = div_s64_rem(rounded_usecs_signed(since), USEC_PER_MSEC,
			    &since_us);
	until = div_s64_rem(rounded_usecs_signed(until), USEC_PER_MSEC,
			    &until_us);
	trace_seq_printf(&iter->seq, "[%08llx] %lld.%03dms (+%lld.%03dms): ",
			 rounded_usecs(iter->ts), since, abs(since_us),
			 until, until_us);
}

static void put_verbose_prefix(struct trace_iterator *iter)
{
	const struct trace_entry *ent = iter->ent;
	char comm[TASK_COMM_LEN];

	trace_names_task(iter, ent->pid, comm);
	trace_seq_printf(&iter->seq, "%16s %7d %3d %d %08x %08lx ",
			 comm, ent->pid, iter->cpu, ent->flags,
			 ent->preempt_count, trace_merge_index(iter));
	put_verbose_times(iter);
}

static void put_text_prefix(struct trace_iterator *iter, u64 options)
{
	if (likely(!(options & BIT_OF(LATENCY))))
		put_prefix(iter, options);
	else if (options & BIT_OF(VERBOSE))
		put_verbose_prefix(iter);
	else
		put_latency_prefix(iter);
}

/**
 * trace_print_prefix - start a line
 * @iter: prints; its options say how
 *
 * Context: any.
 */
void trace_print_prefix(struct trace_iterator *iter)
{
	put_text_prefix(iter, READ_ONCE(iter->tr->options));
}

static void put_raw_prefix(struct trace_iterator *iter, u64 options)
{
	trace_seq_printf(&iter->seq, "%d %d %llu ", iter->ent->pid, iter->cpu,
			 iter->ts);
}

static void put_hex_prefix(struct trace_iterator *iter, u64 options)
{
	trace_seq_putmem_hex(&iter->seq, &iter->ent->pid, sizeof(int));
	trace_seq_putmem_hex(&iter->seq, &iter->cpu, sizeof(int));
	trace_seq_putmem_hex(&iter->seq, &iter->ts, sizeof(u64));
}

static void put_bin_prefix(struct trace_iterator *iter, u64 options)
{
	trace_seq_putmem(&iter->seq, &iter->ent->pid, sizeof(int));
	trace_seq_putmem(&iter->seq, &iter->cpu, sizeof(int));
	trace_seq_putmem(&iter->seq, &iter->ts, sizeof(u64));
}

/* ---- Styles ----------------------------------------------------------- */

static enum print_line_t unnamed_type(struct trace_iterator *iter)
{
	trace_seq_printf(&iter->seq, "Unknown type %d\n", iter->ent->type);
	return trace_handle_return(&iter->seq);
}

/* What a type without a printer of this kind looks like. */
static enum print_line_t type_only(struct trace_iterator *iter)
{
	trace_seq_printf(&iter->seq, "type: %d\n", iter->ent->type);
	return trace_handle_return(&iter->seq);
}

enum print_line_t trace_print_body(struct trace_iterator *iter)
{
	struct trace_event *event = trace_printer_find(trace_merge_type(iter));

	return event ? event->funcs->trace(iter, 0, event) : unnamed_type(iter);
}

static enum print_line_t body_raw(struct trace_iterator *iter)
{
	struct trace_event *event = trace_printer_find(trace_merge_type(iter));

	if (!event)
		return unnamed_type(iter);
	return event->funcs->raw ? event->funcs->raw(iter, 0, event) :
				   type_only(iter);
}

static enum print_line_t body_hex(struct trace_iterator *iter)
{
	struct trace_event *event = trace_printer_find(trace_merge_type(iter));
	enum print_line_t ret;

	ret = event && event->funcs->hex ? event->funcs->hex(iter, 0, event) :
					   type_only(iter);
	trace_seq_putc(&iter->seq, '\n');
	return ret == TRACE_TYPE_HANDLED ? trace_handle_return(&iter->seq) : ret;
}

static enum print_line_t body_bin(struct trace_iterator *iter)
{
	struct trace_event *event = trace_printer_find(trace_merge_type(iter));

	return event && event->funcs->binary ?
		event->funcs->binary(iter, 0, event) : type_only(iter);
}

/**
 * struct style - how records are shown under an option
 * @option: the option's bit; of several the first in the table counts
 * @prefix: what comes before the body, unless context-info is off
 * @body: the record itself
 */
struct style {
	u64			option;
	void			(*prefix)(struct trace_iterator *iter, u64 options);
	enum print_line_t	(*body)(struct trace_iterator *iter);
};

static const struct style styles[] = {
	{ BIT_OF(BIN),		put_bin_prefix,		body_bin },
	{ BIT_OF(HEX),		put_hex_prefix,		body_hex },
	{ BIT_OF(RAW),		put_raw_prefix,		body_raw },
	{ BIT_OF(FIELDS),	put_text_prefix,	trace_print_fields },
};

static const struct style text_style = {
	.prefix	= put_text_prefix,
	.body	= trace_print_body,
};

#define STYLE_OPTIONS	\
	(BIT_OF(BIN) | BIT_OF(HEX) | BIT_OF(RAW) | BIT_OF(FIELDS))

static const struct style *choose_style(u64 options)
{
	const struct style *style = styles;

	if (likely(!(options & STYLE_OPTIONS)))
		return &text_style;
	while (!(options & style->option))
		style++;
	return style;
}

/* ---- The line --------------------------------------------------------- */

static void put_lost(struct trace_iterator *iter)
{
	if (iter->lost_events == -1UL)
		trace_seq_printf(&iter->seq, "CPU:%d [LOST EVENTS]\n", iter->cpu);
	else
		trace_seq_printf(&iter->seq, "CPU:%d [LOST %lu EVENTS]\n",
				 iter->cpu, iter->lost_events);
}

/*
 * Where old records were overwritten, the CPUs do not start at the same time:
 * lines above the mark say nothing about that CPU.
 */
static void put_annotation(struct trace_iterator *iter)
{
	if (!trace_merge_has_gaps(iter) ||
	    cpumask_test_cpu(iter->cpu, iter->started))
		return;
	cpumask_set_cpu(iter->cpu, iter->started);
	if (trace_merge_index(iter))
		trace_seq_printf(&iter->seq, "##### CPU %u buffer started ####\n",
				 iter->cpu);
}

static bool only_message(u64 options)
{
	return (options & (BIT_OF(MSG_ONLY) | BIT_OF(PRINTK))) ==
	       (BIT_OF(MSG_ONLY) | BIT_OF(PRINTK));
}

static enum print_line_t put_line(struct trace_iterator *iter, u64 options)
{
	const struct style *style = choose_style(options);

	if (unlikely(only_message(options)) && trace_builtin_message(iter))
		return trace_handle_return(&iter->seq);
	if (options & BIT_OF(ANNOTATE) && style->prefix == put_text_prefix)
		put_annotation(iter);
	if (likely(options & BIT_OF(CONTEXT_INFO)))
		style->prefix(iter, options);
	if (trace_seq_has_overflowed(&iter->seq))
		return TRACE_TYPE_PARTIAL_LINE;
	return style->body(iter);
}

enum print_line_t trace_print_line_as(struct trace_iterator *iter, u64 options)
{
	struct tracer *tracer = iter->tr->tracer;
	enum print_line_t ret;

	if (unlikely(iter->lost_events))
		put_lost(iter);
	if (tracer->print_line) {
		ret = tracer->print_line(iter);
		if (ret != TRACE_TYPE_UNHANDLED)
			return ret;
	}
	return put_line(iter, options);
}

/**
 * trace_print_line - print a record
 * @iter: has the record; the options of @iter->tr say how it looks
 *
 * Context: trace_printers_lock() held; may sleep with option sym-userobj.
 * Return: TRACE_TYPE_PARTIAL_LINE if the text did not fit: the caller takes
 * what was in the buffer before and calls again.
 */
enum print_line_t trace_print_line(struct trace_iterator *iter)
{
	return trace_print_line_as(iter, READ_ONCE(iter->tr->options));
}
