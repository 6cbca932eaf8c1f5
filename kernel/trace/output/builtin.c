// SPDX-License-Identifier: GPL-2.0
/*
 * Printers of the tracer's own record types.
 *
 * Each type has a function for its text.  What it looks like under the options
 * raw, hex and bin follows from its field table, but for texts and latencies in
 * raw form.  A type without an entry in the table at the end of this file is printed field
 * by field.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/stddef.h>
#include "../core/callwords.h"
#include "../core/entries.h"
#include "../core/comm.h"
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "../event/builtin.h"
#include "args.h"
#include "builtin.h"
#include "event.h"
#include "fields.h"
#include "line.h"
#include "merge.h"
#include "names.h"
#include "symbol.h"
#include "text.h"

/* Bytes of the record from @member to its end. */
#define rest_of(iter, entry, member)					\
	max_t(int, 0, (iter)->ent_size -				\
		      (int)offsetof(typeof(*(entry)), member))

/* ---- Functions -------------------------------------------------------- */

static void put_parent(struct trace_iterator *iter, unsigned long parent_ip)
{
	if (!parent_ip || !trace_option(iter->tr, PRINT_PARENT))
		return;
	trace_seq_putmem(&iter->seq, " <-", 3);
	trace_print_ip(iter, parent_ip);
}

static void print_function(struct trace_iterator *iter)
{
	struct trace_fn_entry *entry = (void *)iter->ent;
	struct trace_call_words words;

	trace_call_words_read(&words, entry, sizeof(*entry), iter->ent_size);
	trace_print_ip(iter, entry->ip);
	if (words.has_args)
		trace_args_text(iter, entry->ip, words.args);
	put_parent(iter, entry->parent_ip);
	trace_seq_putc(&iter->seq, '\n');
}

static void print_func_repeats(struct trace_iterator *iter)
{
	struct trace_repeats_entry *entry = (void *)iter->ent;
	u64 delta = (u64)entry->top_delta_ts << 32 | entry->bottom_delta_ts;

	trace_print_ip(iter, entry->ip);
	put_parent(iter, entry->parent_ip);
	trace_seq_printf(&iter->seq, " (repeats: %u, last_ts:", entry->count);
	trace_print_time(iter, iter->ts - delta);
	trace_seq_puts(&iter->seq, ")\n");
}

/* ---- Scheduling ------------------------------------------------------- */

/* Both types have the same layout. */
static_assert(sizeof(struct trace_ctx_entry) == sizeof(struct trace_wake_entry));

static void put_switch(struct trace_iterator *iter, const char *arrow)
{
	struct trace_ctx_entry *entry = (void *)iter->ent;
	char comm[TASK_COMM_LEN];

	trace_names_task(iter, entry->next_pid, comm);
	trace_seq_printf(&iter->seq,
			 " %5d:%3d:%c %s [%03d] %5d:%3d:%c %s\n",
			 entry->prev_pid, entry->prev_prio,
			 task_index_to_char(entry->prev_state), arrow,
			 entry->next_cpu, entry->next_pid, entry->next_prio,
			 task_index_to_char(entry->next_state), comm);
}

static void print_switch(struct trace_iterator *iter)
{
	put_switch(iter, "==>");
}

static void print_wakeup(struct trace_iterator *iter)
{
	put_switch(iter, "  +");
}

/* ---- Stacks ----------------------------------------------------------- */

static void print_kernel_stack(struct trace_iterator *iter)
{
	struct trace_stack_entry *entry = (void *)iter->ent;
	int nr = rest_of(iter, entry, caller) / sizeof(entry->caller[0]);
	int i;

	nr = clamp(entry->size, 0, nr);
	trace_seq_puts(&iter->seq, "<stack trace>\n");
	for (i = 0; i < nr && entry->caller[i] != ULONG_MAX; i++) {
		trace_seq_putmem(&iter->seq, " => ", 4);
		trace_print_ip(iter, entry->caller[i]);
		trace_seq_putc(&iter->seq, '\n');
	}
}

/*
 * The memory map of a living process, for the names of its files.  Whoever
 * prints single records, such as an oops, must not wait for its locks.
 */
struct mm_struct *trace_user_map(struct trace_iterator *iter, int tgid)
{
	struct task_struct *task;

	if (!iter->merge || !trace_option(iter->tr, SYM_USEROBJ))
		return NULL;
	guard(rcu)();
	task = find_task_by_pid_ns(tgid, &init_pid_ns);
	return task ? get_task_mm(task) : NULL;
}

static void print_user_stack(struct trace_iterator *iter)
{
	struct trace_user_stack_entry *entry = (void *)iter->ent;
	struct mm_struct *mm = trace_user_map(iter, entry->tgid);
	unsigned int i;

	trace_seq_puts(&iter->seq, "<user stack trace>\n");
	for (i = 0; i < ARRAY_SIZE(entry->caller); i++) {
		unsigned long ip = entry->caller[i];

		if (!ip || ip == ULONG_MAX)
			break;
		trace_seq_putmem(&iter->seq, " => ", 4);
		trace_print_user_ip(iter, mm, ip);
		trace_seq_putc(&iter->seq, '\n');
	}
	if (mm)
		mmput(mm);
}

/* ---- Texts ------------------------------------------------------------ */

static void put_print(struct trace_iterator *iter)
{
	struct trace_print_entry *entry = (void *)iter->ent;

	trace_seq_putmem(&iter->seq, entry->buf,
			 strnlen(entry->buf, rest_of(iter, entry, buf)));
}

/* A text of the kernel that a record refers to; says so if it is not there. */
static const char *text_now(struct trace_iterator *iter, const char *text)
{
	text = (const char *)trace_lastboot_address(iter->tr, iter->former,
						     (unsigned long)text);
	if (!text)
		trace_seq_puts(&iter->seq, "(the text is that of another kernel)\n");
	return text;
}

static void put_bprint(struct trace_iterator *iter)
{
	struct trace_bprint_entry *entry = (void *)iter->ent;

	const char *fmt = text_now(iter, entry->fmt);

	if (fmt)
		trace_seq_bprintf(&iter->seq, fmt, entry->buf);
}

static void put_bputs(struct trace_iterator *iter)
{
	struct trace_bputs_entry *entry = (void *)iter->ent;

	const char *str = text_now(iter, entry->str);

	if (str)
		trace_seq_puts(&iter->seq, str);
}

/* All three begin with the address of the caller. */
static unsigned long caller_of(struct trace_iterator *iter)
{
	BUILD_BUG_ON(offsetof(struct trace_print_entry, ip) !=
		     offsetof(struct trace_bprint_entry, ip));
	BUILD_BUG_ON(offsetof(struct trace_print_entry, ip) !=
		     offsetof(struct trace_bputs_entry, ip));
	return ((struct trace_print_entry *)iter->ent)->ip;
}

bool trace_builtin_message(struct trace_iterator *iter)
{
	switch (iter->ent->type) {
	case TRACE_TYPE_print:
		put_print(iter);
		return true;
	case TRACE_TYPE_bprint:
		put_bprint(iter);
		return true;
	case TRACE_TYPE_bputs:
		put_bputs(iter);
		return true;
	default:
		return false;
	}
}

static void print_message(struct trace_iterator *iter)
{
	trace_print_ip(iter, caller_of(iter));
	trace_seq_putmem(&iter->seq, ": ", 2);
	trace_builtin_message(iter);
}

static void raw_print(struct trace_iterator *iter)
{
	trace_seq_printf(&iter->seq, "# %lx ", caller_of(iter));
	put_print(iter);
}

static void raw_constant(struct trace_iterator *iter)
{
	trace_seq_printf(&iter->seq, ": %lx : ", caller_of(iter));
	trace_builtin_message(iter);
}

static void print_raw_data(struct trace_iterator *iter)
{
	struct trace_raw_data_entry *entry = (void *)iter->ent;
	int i, nr = rest_of(iter, entry, buf);

	trace_seq_printf(&iter->seq, "# %x buf:", entry->id);
	for (i = 0; i < nr; i++)
		trace_seq_printf(&iter->seq, " %02x", (u8)entry->buf[i]);
	trace_seq_putc(&iter->seq, '\n');
}

/* ---- Latencies and the like ------------------------------------------- */

static void print_hwlat(struct trace_iterator *iter)
{
	struct trace_hwlat_entry *entry = (void *)iter->ent;
	struct trace_seq *s = &iter->seq;

	trace_seq_printf(s, "#%-5u inner/outer(us): %4llu/%-5llu ts:%lld.%09ld count:%d",
			 entry->seqnum, entry->duration, entry->outer_duration,
			 entry->tv_sec, entry->tv_nsec, entry->count);
	if (entry->nmi_count) {
		if (entry->nmi_total_ts)
			trace_seq_printf(s, " nmi-total:%llu",
					 entry->nmi_total_ts);
		trace_seq_printf(s, " nmi-count:%u", entry->nmi_count);
	}
	trace_seq_putc(s, '\n');
}

static void print_osnoise(struct trace_iterator *iter)
{
	struct trace_osnoise_entry *entry = (void *)iter->ent;
	u64 free = entry->runtime - min(entry->noise, entry->runtime);
	u64 percent = 0;
	u32 fraction = 0;

	/* In units of 1/100000 of a per cent. */
	if (entry->runtime)
		percent = div_u64_rem(div64_u64(free * 10000000, entry->runtime),
				      100000, &fraction);
	trace_seq_printf(&iter->seq, "%llu %10llu %3llu.%05u %7llu %6u %6u %6u %6u %6u\n",
			 entry->runtime, entry->noise, percent, fraction,
			 entry->max_sample, entry->hw_count, entry->nmi_count,
			 entry->irq_count, entry->softirq_count,
			 entry->thread_count);
}

static void print_timerlat(struct trace_iterator *iter)
{
	static const char * const contexts[] = { "irq", "thread", "user-ret" };
	struct trace_timerlat_entry *entry = (void *)iter->ent;
	unsigned int context = min_t(unsigned int, entry->context,
				     ARRAY_SIZE(contexts) - 1);

	trace_seq_printf(&iter->seq, "#%-5u context %6s timer_latency %9llu ns\n",
			 entry->seqnum, contexts[context],
			 entry->timer_latency);
}

static void raw_hwlat(struct trace_iterator *iter)
{
	struct trace_hwlat_entry *entry = (void *)iter->ent;

	trace_seq_printf(&iter->seq, "%llu %llu %lld %ld %u\n", entry->duration,
			 entry->outer_duration, entry->tv_sec, entry->tv_nsec,
			 entry->seqnum);
}

static void raw_osnoise(struct trace_iterator *iter)
{
	struct trace_osnoise_entry *entry = (void *)iter->ent;

	trace_seq_printf(&iter->seq, "%llu %llu %llu %u %u %u %u %u\n", entry->runtime,
			 entry->noise, entry->max_sample, entry->hw_count,
			 entry->nmi_count, entry->irq_count, entry->softirq_count,
			 entry->thread_count);
}

static void raw_timerlat(struct trace_iterator *iter)
{
	struct trace_timerlat_entry *entry = (void *)iter->ent;

	trace_seq_printf(&iter->seq, "%u %d %llu\n", entry->seqnum, entry->context,
			 entry->timer_latency);
}

static void print_branch(struct trace_iterator *iter)
{
	struct trace_branch_entry *entry = (void *)iter->ent;

	trace_seq_printf(&iter->seq, "[%s] %.*s:%.*s:%d\n",
			 entry->correct ? "  ok  " : " MISS ",
			 (int)sizeof(entry->func), entry->func,
			 (int)sizeof(entry->file), entry->file, entry->line);
}

/* ---- Types to printers ------------------------------------------------ */

/* What is special about a type: its text, and its raw form if it has one. */
struct form {
	void	(*text)(struct trace_iterator *iter);
	void	(*raw)(struct trace_iterator *iter);
};

static const struct form forms[TRACE_FIRST_EVENT_TYPE] = {
	[TRACE_TYPE_function]		= { print_function },
	[TRACE_TYPE_context_switch]	= { print_switch },
	[TRACE_TYPE_wakeup]		= { print_wakeup },
	[TRACE_TYPE_kernel_stack]	= { print_kernel_stack },
	[TRACE_TYPE_print]		= { print_message, raw_print },
	[TRACE_TYPE_bprint]		= { print_message, raw_constant },
	[TRACE_TYPE_branch]		= { print_branch },
	[TRACE_TYPE_user_stack]		= { print_user_stack },
	[TRACE_TYPE_bputs]		= { print_message, raw_constant },
	[TRACE_TYPE_hwlat]		= { print_hwlat, raw_hwlat },
	[TRACE_TYPE_osnoise]		= { print_osnoise, raw_osnoise },
	[TRACE_TYPE_timerlat]		= { print_timerlat, raw_timerlat },
	[TRACE_TYPE_raw_data]		= { print_raw_data, print_raw_data },
	[TRACE_TYPE_func_repeats]	= { print_func_repeats },
};

struct trace_event_call *trace_builtin_call(int type)
{
	struct trace_event_call **call;

	for (call = trace_builtin_events; *call; call++) {
		if ((*call)->event.type == type)
			return *call;
	}
	return NULL;
}

static const struct trace_event_fields *fields_of(int type)
{
	return trace_get_fields(trace_builtin_call(type));
}

static enum print_line_t builtin_text(struct trace_iterator *iter, int flags,
				      struct trace_event *event)
{
	const struct form *form = &forms[iter->ent->type];

	if (!form->text)
		return trace_print_fields(iter);
	form->text(iter);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t builtin_raw(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	int type = iter->ent->type;

	if (forms[type].raw)
		forms[type].raw(iter);
	else
		trace_print_fields_raw(iter, fields_of(type));
	return trace_handle_return(&iter->seq);
}

static enum print_line_t builtin_hex(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	trace_print_fields_hex(iter, fields_of(iter->ent->type));
	return trace_handle_return(&iter->seq);
}

static enum print_line_t builtin_bin(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	trace_print_fields_bin(iter, fields_of(iter->ent->type));
	return trace_handle_return(&iter->seq);
}

static const struct trace_event_functions builtin_functions = {
	.trace	= builtin_text,
	.raw	= builtin_raw,
	.hex	= builtin_hex,
	.binary	= builtin_bin,
};

/* The printers look at the record itself, so one is enough for all types. */
static struct trace_event builtin_event = {
	.funcs = &builtin_functions,
};

struct trace_event *trace_builtin_printer(int type)
{
	if ((unsigned int)type >= TRACE_FIRST_EVENT_TYPE)
		return NULL;
	return forms[type].text || trace_builtin_call(type) ?
		&builtin_event : NULL;
}
