// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of the function graph tracer.
 *
 *	 1)               |  vfs_read() {		an entry
 *	 1)   2.304 us    |    rw_verify_area();	an entry, and its return right behind
 *	 1)               |    ...			another record, as a comment
 *	 1) + 10.656 us   |  }				a return
 *
 * The parts before the first bar, and the bar, are chosen by options. An entry is on one
 * line with its return if that is the next record of the CPU, which then is not shown
 * once more. A return whose entry was not shown says the name of the function.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/ringbuffer/read.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <asm/sections.h>
#include "../core/callwords.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../tracer/graph.h"
#include "args.h"
#include "builtin.h"
#include "line.h"
#include "merge.h"
#include "names.h"
#include "symbol.h"

#define BIT_OF(opt)	BIT_ULL(TRACE_OPT_##opt)

#define INDENT		2	/* characters for each level */
#define TASK_WIDTH	14
#define TASK_COMM	7	/* characters of a name that are shown */
#define NUMBER_WIDTH	8
#define DEPTHS		50	/* functions that are remembered */

/* What has been shown of a CPU's last line. */
struct graph_pos {
	bool	seen;
	int	pid;
	int	depth;
};

/**
 * struct graph_cpu - what has been shown of a CPU
 * @pos: the last line
 * @func: the function entered at each depth
 */
struct graph_cpu {
	struct graph_pos	pos;
	unsigned long		func[DEPTHS];
};

/* Who prints single records knows nothing of what came before. */
static struct graph_cpu *cpu_of(struct trace_iterator *iter)
{
	struct graph_cpu *cpus = iter->private;

	if (!iter->merge)
		return NULL;
	if (!cpus) {
		cpus = kvcalloc(nr_cpu_ids, sizeof(*cpus), GFP_KERNEL);
		iter->private = cpus;
	}
	return cpus ? &cpus[iter->cpu] : NULL;
}

/* Latency tracers have columns that the function graph tracer has to be asked for. */
static u64 options_of(const struct trace_iterator *iter)
{
	u64 options = READ_ONCE(iter->tr->options);

	if (iter->tr->tracer->keeps_worst)
		options |= BIT_OF(GRAPH_ABSTIME) | BIT_OF(GRAPH_CPU) | BIT_OF(GRAPH_PROC) |
			   BIT_OF(GRAPH_DURATION);
	return options;
}

/* ---- Left of the bar -------------------------------------------------- */

static void put_cpu_nr(struct trace_seq *s, int cpu)
{
	int width = 1;

	for (unsigned int nr = nr_cpu_ids - 1; nr >= 10; nr /= 10)
		width++;
	trace_seq_printf(s, " %*d) ", width, cpu);
}

static void put_task(struct trace_iterator *iter, int pid)
{
	char comm[TASK_COMM_LEN], text[TASK_COMM + 16];
	int len, left;

	trace_names_task(iter, pid, comm);
	len = scnprintf(text, sizeof(text), "%.*s-%d", TASK_COMM, comm, pid);
	left = max(TASK_WIDTH - len, 0);
	trace_seq_printf(&iter->seq, "%*s%s%*s", left / 2, "", text, left - left / 2, "");
}

static void put_time(struct trace_iterator *iter)
{
	u32 usecs;
	u64 secs;

	if (iter->tr->tracer->keeps_worst) {
		trace_seq_printf(&iter->seq, "%9lld us |  ",
				 div_s64(iter->ts - iter->trace_start, NSEC_PER_USEC));
		return;
	}
	secs = div_u64_rem(div_u64(iter->ts, NSEC_PER_USEC), USEC_PER_SEC, &usecs);
	trace_seq_printf(&iter->seq, "%5llu.%06u |  ", secs, usecs);
}

static void put_state(struct trace_iterator *iter)
{
	char state[TRACE_STATE_LETTERS + 1];

	*trace_put_state(state, iter->ent) = '\0';
	trace_seq_printf(&iter->seq, " %s | ", state);
}

static void put_prefix(struct trace_iterator *iter, u64 options)
{
	if (options & BIT_OF(GRAPH_ABSTIME))
		put_time(iter);
	if (options & BIT_OF(GRAPH_CPU))
		put_cpu_nr(&iter->seq, iter->cpu);
	if (options & BIT_OF(GRAPH_PROC)) {
		put_task(iter, iter->ent->pid);
		trace_seq_puts(&iter->seq, " | ");
	}
	if (options & BIT_OF(LATENCY))
		put_state(iter);
}

/* Microseconds with three digits behind the point, as many as there is room for. */
static void put_usecs(struct trace_seq *s, u64 ns)
{
	char number[24];
	u32 rest;
	u64 usecs = div_u64_rem(ns, NSEC_PER_USEC, &rest);
	int len = scnprintf(number, sizeof(number), "%llu.%03u", usecs, rest);
	int point = len - 4;

	len = min(len, max(NUMBER_WIDTH, point));
	if (len == point + 1)
		len = point;
	trace_seq_printf(s, "%.*s us %*s", len, number, max(NUMBER_WIDTH - len, 0), "");
}

static void put_duration(struct trace_seq *s, u64 options, u64 ns)
{
	char mark = options & BIT_OF(GRAPH_OVERHEAD) ? trace_delay_mark(ns) : ' ';

	if (!(options & BIT_OF(GRAPH_DURATION)))
		return;
	trace_seq_printf(s, "%c ", mark);
	put_usecs(s, ns);
	trace_seq_puts(s, "|  ");
}

static void put_no_duration(struct trace_seq *s, u64 options)
{
	if (options & BIT_OF(GRAPH_DURATION))
		trace_seq_puts(s, "              |  ");
}

/* Another task runs on the CPU than in the line before. */
static void put_switch(struct trace_iterator *iter, struct graph_cpu *cpu)
{
	static const char rule[] = " ------------------------------------------\n";
	int pid = iter->ent->pid;

	if (!cpu || (cpu->pos.seen && cpu->pos.pid == pid))
		return;
	if (cpu->pos.seen) {
		trace_seq_puts(&iter->seq, rule);
		put_cpu_nr(&iter->seq, iter->cpu);
		put_task(iter, cpu->pos.pid);
		trace_seq_puts(&iter->seq, " => ");
		put_task(iter, pid);
		trace_seq_printf(&iter->seq, "\n%s\n", rule);
	}
	cpu->pos.seen = true;
	cpu->pos.pid = pid;
}

static bool is_interrupt(unsigned long func)
{
	return func >= (unsigned long)__irqentry_text_start &&
	       func < (unsigned long)__irqentry_text_end;
}

static void put_arrow(struct trace_iterator *iter, u64 options, const char *arrow)
{
	if (!(options & BIT_OF(CONTEXT_INFO)))
		return;
	put_prefix(iter, options);
	trace_seq_printf(&iter->seq, "  %s |\n", arrow);
}

/* ---- Right of the bar ------------------------------------------------- */

static void indent(struct trace_seq *s, int depth)
{
	trace_seq_printf(s, "%*s", clamp(depth, 0, 4 * DEPTHS) * INDENT, "");
}

/* A number that can only be an error is shown as one. */
static void put_retval(struct trace_seq *s, unsigned long retval, bool hex)
{
	int narrow = retval;

	if (!hex && IS_ERR_VALUE(retval))
		trace_seq_printf(s, "%ld", (long)retval);
	else if (!hex && (u32)retval == retval && narrow < 0 && narrow >= -MAX_ERRNO)
		trace_seq_printf(s, "%d", narrow);
	else
		trace_seq_printf(s, "0x%lx", retval);
}

/* What options have added to the record of the entry. */
static struct trace_call_words words_of(const struct trace_iterator *iter)
{
	struct trace_call_words words;

	trace_call_words_read(&words, iter->ent,
			      offsetofend(struct trace_graph_ent_entry, depth), iter->ent_size);
	return words;
}

static void put_call(struct trace_iterator *iter, unsigned long func,
		     const struct trace_call_words *words)
{
	trace_print_function(iter, func);
	if (words->has_args)
		trace_args_text(iter, func, words->args);
	else
		trace_seq_puts(&iter->seq, "()");
}

/* Where in its caller the function returns to. */
static void put_caller(struct trace_iterator *iter, const struct trace_call_words *words)
{
	unsigned long now;

	if (!words->has_ret)
		return;
	now = trace_lastboot_address(iter->tr, iter->former, words->ret);
	trace_seq_puts(&iter->seq, " <-");
	trace_names_symbol(trace_merge_names(iter), &iter->seq, now, true);
}

static void put_result(struct trace_seq *s, const struct trace_graph_ret_entry *ret, u64 options)
{
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	trace_seq_puts(s, " = ");
	put_retval(s, ret->retval, options & BIT_OF(GRAPH_RETVAL_HEX));
#endif
}

static bool shows_result(u64 options)
{
	return IS_ENABLED(CONFIG_FUNCTION_GRAPH_RETVAL) && options & BIT_OF(GRAPH_RETVAL);
}

/* ---- Lines ------------------------------------------------------------ */

static void print_entry(struct trace_iterator *iter, struct graph_cpu *cpu, u64 options)
{
	struct trace_graph_ent_entry *entry = (void *)iter->ent;
	struct trace_call_words words = words_of(iter);
	struct trace_seq *s = &iter->seq;

	if (is_interrupt(entry->func))
		put_arrow(iter, options, "==========>");
	if (options & BIT_OF(CONTEXT_INFO)) {
		put_prefix(iter, options);
		put_no_duration(s, options);
	}
	indent(s, entry->depth);
	put_call(iter, entry->func, &words);
	trace_seq_puts(s, " {");
	if (words.has_ret) {
		trace_seq_puts(s, " /*");
		put_caller(iter, &words);
		trace_seq_puts(s, " */");
	}
	trace_seq_putc(s, '\n');
	if (!cpu)
		return;
	cpu->pos.depth = entry->depth + 1;
	if ((unsigned int)entry->depth < DEPTHS)
		cpu->func[entry->depth] = entry->func;
}

static void print_leaf(struct trace_iterator *iter, const struct trace_graph_ret_entry *ret,
		       u64 options)
{
	struct trace_call_words words = words_of(iter);
	struct trace_seq *s = &iter->seq;

	if (is_interrupt(ret->func))
		put_arrow(iter, options, "==========>");
	if (options & BIT_OF(CONTEXT_INFO)) {
		put_prefix(iter, options);
		put_duration(s, options, ret->rettime - ret->calltime);
	}
	indent(s, ret->depth);
	put_call(iter, ret->func, &words);
	trace_seq_putc(s, ';');
	if (words.has_ret || shows_result(options)) {
		trace_seq_puts(s, " /*");
		put_caller(iter, &words);
		if (shows_result(options))
			put_result(s, ret, options);
		trace_seq_puts(s, " */");
	}
	trace_seq_putc(s, '\n');
	if (is_interrupt(ret->func))
		put_arrow(iter, options, "<==========");
}

/* Is it the function whose entry was shown last at this depth? */
static bool is_expected(const struct graph_cpu *cpu, const struct trace_graph_ret_entry *ret)
{
	return cpu && (unsigned int)ret->depth < DEPTHS && cpu->func[ret->depth] == ret->func;
}

static void print_return(struct trace_iterator *iter, struct graph_cpu *cpu, u64 options)
{
	struct trace_graph_ret_entry *ret = (void *)iter->ent;
	struct trace_seq *s = &iter->seq;

	if (options & BIT_OF(CONTEXT_INFO)) {
		put_prefix(iter, options);
		put_duration(s, options, ret->rettime - ret->calltime);
	}
	indent(s, ret->depth);
	trace_seq_putc(s, '}');
	if (options & BIT_OF(GRAPH_TAIL) || shows_result(options) || !is_expected(cpu, ret)) {
		trace_seq_puts(s, " /* ");
		trace_print_function(iter, ret->func);
		if (shows_result(options))
			put_result(s, ret, options);
		trace_seq_puts(s, " */");
	}
	trace_seq_putc(s, '\n');
	if (options & BIT_OF(GRAPH_OVERRUN))
		trace_seq_printf(s, " (Overruns: %u)\n", ret->overrun);
	if (is_interrupt(ret->func))
		put_arrow(iter, options, "<==========");
	if (cpu)
		cpu->pos.depth = ret->depth;
}

/* A record of another kind is a comment in the code of the function. */
static void print_other(struct trace_iterator *iter, struct graph_cpu *cpu, u64 options)
{
	struct trace_seq *s = &iter->seq;

	if (options & BIT_OF(CONTEXT_INFO)) {
		put_prefix(iter, options);
		put_no_duration(s, options);
	}
	indent(s, cpu ? cpu->pos.depth : 0);
	trace_seq_puts(s, "/* ");
	if (!trace_builtin_message(iter))
		trace_print_body(iter);
	if (trace_seq_has_overflowed(s))
		return;
	while (s->seq.len && s->buffer[s->seq.len - 1] == '\n')
		s->seq.len--;
	trace_seq_puts(s, " */\n");
}

/* The return of the call that the current record is the entry of, if it comes next. */
static const struct trace_graph_ret_entry *return_behind(struct trace_iterator *iter)
{
	const struct trace_graph_ent_entry *entry;
	const struct trace_graph_ret_entry *ret;
	struct rb_record rec;

	if (!trace_merge_follower(iter, &rec))
		return NULL;
	entry = (void *)iter->ent;
	ret = rec.data;
	if (rec.lost || rec.former != iter->former || rec.len < sizeof(*ret) ||
	    ret->ent.type != TRACE_TYPE_funcgraph_exit || ret->ent.pid != entry->ent.pid ||
	    ret->func != entry->func || ret->depth != entry->depth)
		return NULL;
	return ret;
}

static void print_call(struct trace_iterator *iter, struct graph_cpu *cpu, u64 options)
{
	const struct trace_graph_ret_entry *ret = return_behind(iter);

	if (!ret) {
		print_entry(iter, cpu, options);
		return;
	}
	print_leaf(iter, ret, options);
	if (cpu)
		cpu->pos.depth = ret->depth;
	if (!trace_seq_has_overflowed(&iter->seq))
		trace_merge_skip(iter);
}

/**
 * trace_graph_line - print a record among those of the function graph tracer
 * @iter: has the record
 *
 * Context: as trace_print_line().
 * Return: as trace_print_line().
 */
enum print_line_t trace_graph_line(struct trace_iterator *iter)
{
	u64 options = options_of(iter);
	struct graph_cpu *cpu = cpu_of(iter);
	struct graph_pos before = {};

	if (cpu)
		before = cpu->pos;
	put_switch(iter, cpu);
	switch (trace_merge_type(iter)) {
	case TRACE_TYPE_funcgraph_entry:
		print_call(iter, cpu, options);
		break;
	case TRACE_TYPE_funcgraph_exit:
		print_return(iter, cpu, options);
		break;
	default:
		print_other(iter, cpu, options);
	}
	if (!trace_seq_has_overflowed(&iter->seq))
		return TRACE_TYPE_HANDLED;
	if (cpu)
		cpu->pos = before;
	return TRACE_TYPE_PARTIAL_LINE;
}

/* ---- Header ----------------------------------------------------------- */

/**
 * struct column - a part of the lines left of the function
 * @option: shows it
 * @title: its title
 * @bars: what is below the title
 */
struct column {
	u64		option;
	const char	*title;
	const char	*bars;
};

static const struct column columns[] = {
	{ BIT_OF(GRAPH_ABSTIME), "     TIME       ", "      |         " },
	{ BIT_OF(GRAPH_CPU), " CPU", " |  " },
	{ BIT_OF(GRAPH_PROC), "  TASK/PID       ", "   |    |        " },
	{ BIT_OF(LATENCY), "||||   ", "||||   " },
	{ BIT_OF(GRAPH_DURATION), "  DURATION   ", "   |   |      " },
};

static void put_columns(struct seq_file *m, u64 options, bool bars, bool relative)
{
	seq_putc(m, '#');
	for (unsigned int i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!(options & columns[i].option))
			continue;
		if (relative && !bars && columns[i].option == BIT_OF(GRAPH_ABSTIME))
			seq_puts(m, "   REL TIME     ");
		else
			seq_puts(m, bars ? columns[i].bars : columns[i].title);
	}
	seq_puts(m, bars ? "               |   |   |   |\n" :
			   "               FUNCTION CALLS\n");
}

/* What the letters of the state tell, above their column. */
static void put_letters(struct seq_file *m, u64 options)
{
	int width = 1;

	for (const struct column *c = columns; c->option != BIT_OF(LATENCY); c++)
		if (options & c->option)
			width += strlen(c->title);
	seq_printf(m, "#%*s _-----=> %-16s\n", width, "", "irqs-off");
	seq_printf(m, "#%*s/ _----=> %-16s\n", width, "", "need-resched");
	seq_printf(m, "#%*s| / _---=> %-16s\n", width - 1, "", "hardirq/softirq");
	seq_printf(m, "#%*s|| / _--=> %-16s\n", width - 1, "", "preempt-depth");
	seq_printf(m, "#%*s||| /%22s\n", width - 1, "", "");
}

/**
 * trace_graph_header - lines above the records
 * @m: the reader's
 * @iter: at the oldest record
 */
void trace_graph_header(struct seq_file *m, struct trace_iterator *iter)
{
	u64 options = options_of(iter);

	seq_printf(m, "# tracer: %s\n#\n", iter->tr->tracer->name);
	if (!(options & BIT_OF(CONTEXT_INFO)))
		return;
	if (options & BIT_OF(LATENCY)) {
		if (trace_merge_empty(iter))
			return;
		trace_print_summary(m, iter);
		put_letters(m, options);
	}
	put_columns(m, options, false, iter->tr->tracer->keeps_worst);
	put_columns(m, options, true, iter->tr->tracer->keeps_worst);
}
