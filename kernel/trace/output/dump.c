// SPDX-License-Identifier: GPL-2.0
/*
 * The buffers on the console, when there is nobody left to read a file.
 *
 * Whoever calls may be in an NMI, may hold any lock and may not come back, so
 * nothing is allocated and no lock is waited for: the iterator is static, and
 * the buffer is asked with the consuming reader, which refuses instead of
 * waiting.  One CPU dumps at a time; who comes second is sent away.
 *
 * The choice of the next record is a plain search over all CPUs, which needs
 * no memory.
 */
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/nmi.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "line.h"
#include "merge.h"

#define ALL_CPUS	(-1)
#define CHUNK_MAX	960	/* bytes that one printk() takes */
#define RULE		"---------------------------------\n"

/*
 * sysctl kernel.ftrace_dump_on_oops: what to dump, see dump_param().  Changed by
 * proc_dostring(); a reader may see half a change.
 */
char ftrace_dump_on_oops[MAX_TRACER_SIZE] = "0";

/* Belongs to whoever has set @dumping. */
static struct trace_iterator dump_iter;
static atomic_t dumping;

/* ---- One buffer ------------------------------------------------------- */

/* The oldest record of one CPU or of all. */
static bool find_oldest(struct ringbuf *rb, int only, struct rb_record *oldest)
{
	struct rb_record rec;
	bool found = false;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (only != ALL_CPUS && cpu != only)
			continue;
		if (!ringbuf_has_cpu(rb, cpu) || !rb_peek(rb, cpu, &rec))
			continue;
		if (found && rec.ts >= oldest->ts)
			continue;
		*oldest = rec;
		found = true;
	}
	return found;
}

/* Each line on its own, in pieces if it has to be. */
static void put_console(const char *text, int len)
{
	while (len > 0) {
		int line = strnchrnul(text, len, '\n') - text;
		int n = min(line, CHUNK_MAX);

		pr_emerg("%.*s\n", n, text);
		if (n == line)
			n++;
		text += n;
		len -= n;
	}
}

/* The lines are short, and nothing in them asks user space for names. */
static u64 dump_options(struct trace_array *tr)
{
	u64 options = READ_ONCE(tr->options);

	options &= ~(BIT_ULL(TRACE_OPT_BIN) | BIT_ULL(TRACE_OPT_VERBOSE) |
		     BIT_ULL(TRACE_OPT_SYM_USEROBJ));
	return options | BIT_ULL(TRACE_OPT_LATENCY);
}

static void dump_record(struct trace_array *tr, const struct rb_record *rec)
{
	struct trace_iterator *iter = &dump_iter;

	trace_seq_init(&iter->seq);
	trace_seq_init(&iter->tmp_seq);
	iter->tr = tr;
	iter->ent = rec->data;
	iter->ent_size = rec->len;
	iter->cpu = rec->cpu;
	iter->ts = rec->ts;
	iter->lost_events = rec->lost;
	iter->trace_start = tr->time_start;
	trace_print_line_as(iter, dump_options(tr));
	put_console(iter->seq.buffer, trace_seq_used(&iter->seq));
}

static void dump_records(struct trace_array *tr, int cpu)
{
	struct rb_record rec;
	bool any = false;

	while (find_oldest(tr->buffer, cpu, &rec)) {
		if (!any)
			pr_emerg(RULE);
		any = true;
		dump_record(tr, &rec);
		rb_consume(tr->buffer, rec.cpu);
		touch_nmi_watchdog();
	}
	pr_emerg("%s", any ? RULE : "   (ftrace buffer empty)\n");
}

static void dump_instance(struct trace_array *tr, enum ftrace_dump_mode mode)
{
	int cpu = mode == DUMP_ORIG ? raw_smp_processor_id() : ALL_CPUS;

	if (mode == DUMP_NONE || !tr->buffer)
		return;
	tracer_tracing_off(tr);
	if (trace_array_is_top(tr))
		pr_emerg("Dumping ftrace buffer:\n");
	else
		pr_emerg("Dumping ftrace instance %s buffer:\n", tr->name);
	dump_records(tr, cpu);
}

/* ---- What to dump ----------------------------------------------------- */

static bool is_word(const char *word, size_t len, const char *what)
{
	return strlen(what) == len && !strncmp(word, what, len);
}

/* A word that tells how the top instance is to be dumped, or DUMP_PARAM. */
static enum ftrace_dump_mode top_mode(const char *word, size_t len)
{
	if (!len || is_word(word, len, "0"))
		return DUMP_NONE;
	if (is_word(word, len, "1"))
		return DUMP_ALL;
	if (is_word(word, len, "2") || is_word(word, len, "orig_cpu"))
		return DUMP_ORIG;
	return DUMP_PARAM;
}

/*
 * The list of instances is read without its lock: who could hold it for long
 * is stopped, or it is the caller.
 */
static struct trace_array *find_instance(const char *name, size_t len)
{
	struct trace_array *tr;

	list_for_each_entry(tr, &trace_arrays, node) {
		if (tr->name && is_word(name, len, tr->name))
			return tr;
	}
	return NULL;
}

/* "name", "name=2" or "name=orig_cpu" */
static void dump_named(const char *word, size_t len)
{
	size_t name = strnchrnul(word, len, '=') - word;
	enum ftrace_dump_mode mode = DUMP_ALL;
	struct trace_array *tr = find_instance(word, name);

	if (!tr) {
		pr_emerg("Dumping ftrace: no instance %.*s\n", (int)name, word);
		return;
	}
	if (name < len)
		mode = top_mode(word + name + 1, len - name - 1);
	dump_instance(tr, mode == DUMP_ORIG ? DUMP_ORIG : DUMP_ALL);
}

/*
 * A list with commas: first how to dump the top instance (0: not, 1: all CPUs,
 * 2 or orig_cpu: this one), which may be missing, then names of instances.
 */
static void dump_param(void)
{
	const char *word = ftrace_dump_on_oops;
	enum ftrace_dump_mode mode;
	bool first = true;
	size_t len;

	for (;; word += len + 1, first = false) {
		len = strchrnul(word, ',') - word;
		mode = first ? top_mode(word, len) : DUMP_PARAM;
		if (mode == DUMP_PARAM && len)
			dump_named(word, len);
		else
			dump_instance(&top_trace, mode);
		if (!word[len])
			break;
	}
}

/**
 * ftrace_dump - print the contents of buffers to the console
 * @oops_dump_mode: DUMP_ALL or DUMP_ORIG: the top instance, records of all
 *	CPUs or of this one; DUMP_PARAM: as kernel.ftrace_dump_on_oops says
 *
 * Tracing is off afterwards in what was dumped, and the records are consumed.
 *
 * Context: any.
 */
void ftrace_dump(enum ftrace_dump_mode oops_dump_mode)
{
	unsigned long flags;

	if (atomic_cmpxchg(&dumping, 0, 1))
		return;
	local_irq_save(flags);
	if (oops_dump_mode == DUMP_PARAM)
		dump_param();
	else
		dump_instance(&top_trace, oops_dump_mode);
	local_irq_restore(flags);
	atomic_set_release(&dumping, 0);
}
EXPORT_SYMBOL_GPL(ftrace_dump);

/* ---- When to dump ----------------------------------------------------- */

/**
 * ftrace_dump_on_oops_enabled - will an oops dump anything
 *
 * Context: any.
 * Return: nonzero if it will.
 */
int ftrace_dump_on_oops_enabled(void)
{
	return ftrace_dump_on_oops[0] && strcmp(ftrace_dump_on_oops, "0");
}

static int on_panic(struct notifier_block *nb, unsigned long event, void *data)
{
	if (ftrace_dump_on_oops_enabled())
		ftrace_dump(DUMP_PARAM);
	return NOTIFY_DONE;
}

static int on_die(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == DIE_OOPS ? on_panic(nb, event, data) : NOTIFY_DONE;
}

/* Before those who stop the machine, but not before a debugger. */
static struct notifier_block panic_notifier = {
	.notifier_call	= on_panic,
	.priority	= INT_MAX - 1,
};

static struct notifier_block die_notifier = {
	.notifier_call	= on_die,
	.priority	= INT_MAX - 1,
};

static int __init watch_oopses(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_notifier);
	return register_die_notifier(&die_notifier);
}
early_initcall(watch_oopses);

/* ftrace_dump_on_oops, ftrace_dump_on_oops=what, ftrace_dump_on_oops,instance */
static int __init set_dump_on_oops(char *str)
{
	if (*str == '=')
		strscpy(ftrace_dump_on_oops, str + 1);
	else if (!*str || *str == ',')
		snprintf(ftrace_dump_on_oops, sizeof(ftrace_dump_on_oops),
			 "1%s", str);
	else
		return 0;
	return 1;
}
__setup("ftrace_dump_on_oops", set_dump_on_oops);
/* As boottime-trace.rst has it, behind "kernel.". */
__setup_param("dump_on_oops", dump_on_oops, set_dump_on_oops, 0);
