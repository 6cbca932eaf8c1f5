// SPDX-License-Identifier: GPL-2.0
/*
 * The lines above the records.
 *
 * Programs look for "entries-in-buffer/entries-written" and count the columns
 * of the title, so every character has its place.  The title has a picture of
 * the state letters in it: line by line one more bar, and the name of a letter.
 */
#include <linux/cpumask.h>
#include <linux/math64.h>
#include <linux/preempt.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/time64.h>
#include <linux/uidgid.h>
#include <linux/utsname.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "line.h"
#include "merge.h"

#define BIT_OF(opt)	BIT_ULL(TRACE_OPT_##opt)

/* What the letters tell, from left to right; normal lines lack the first. */
static const char * const letters[] = {
	"CPU#            ",
	"irqs-off/BH-disabled",
	"need-resched    ",
	"hardirq/softirq ",
	"preempt-depth   ",
	"migrate-disable ",
	"delay           ",
};

/* Records in all CPUs, and with those that were overwritten. */
struct counts {
	unsigned long	kept;
	unsigned long	written;
};

static struct counts count_records(struct ringbuf *rb)
{
	struct ringbuf_stats stats;
	struct counts sum = { };
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!ringbuf_has_cpu(rb, cpu))
			continue;
		ringbuf_stats(rb, cpu, &stats);
		sum.kept += stats.entries;
		sum.written += stats.entries + stats.overrun;
	}
	return sum;
}

/* As many as the reader is going to see. */
static struct counts count_shown(struct trace_iterator *iter)
{
	unsigned long nr;

	if (!trace_merge_is_window(iter))
		return count_records(trace_merge_buffer(iter));
	nr = trace_merge_count(iter);
	return (struct counts){ nr, nr };
}

/* ---- Pictures --------------------------------------------------------- */

/* A name, without the spaces behind it unless they are wanted. */
static void put_name(struct seq_file *m, const char *name, bool padded)
{
	int len = padded ? strlen(name) : strcspn(name, " ");

	seq_printf(m, "%.*s\n", len, name);
}

/*
 * One line for each letter of a line's prefix, that begins @indent characters
 * from the left, and one for the mark of the delay behind it.
 */
static void draw(struct seq_file *m, int indent, unsigned int first, bool padded)
{
	unsigned int nr = ARRAY_SIZE(letters) - 1 - first;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (i < 2)
			seq_printf(m, "#%*s%s", indent + 2 - i, "", i ? "/ " : "");
		else
			seq_printf(m, "#%*s%.*s / ", indent, "", i - 1, "|||||");
		seq_printf(m, "_%.*s=> ", nr - i, "------");
		put_name(m, letters[first + i], padded);
	}
	seq_printf(m, "#%*s%.*s /     ", indent, "", nr - 1, "|||||");
	put_name(m, letters[first + nr], padded);
}

/* ---- The usual title -------------------------------------------------- */

#define NORMAL_INDENT	30	/* of the letters in a line */
#define TGID_WIDTH	10
#define LATENCY_INDENT	18

/* Titles of the columns, by record-tgid and irq-info. */
static const char * const columns[2][2] = {
	{
		"#           TASK-PID     CPU#     TIMESTAMP  FUNCTION\n"
		"#              | |         |         |         |\n",
		"#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
		"#              | |         |   |||||     |         |\n",
	}, {
		"#           TASK-PID       TGID    CPU#     TIMESTAMP  FUNCTION\n"
		"#              | |           |       |         |         |\n",
		"#           TASK-PID       TGID    CPU#  |||||  TIMESTAMP  FUNCTION\n"
		"#              | |           |       |   |||||     |         |\n",
	},
};

static void put_title(struct seq_file *m, struct trace_iterator *iter, u64 options)
{
	bool tgid = options & BIT_OF(RECORD_TGID);
	bool irqs = options & BIT_OF(IRQ_INFO);
	struct counts sum = count_records(trace_merge_buffer(iter));

	seq_printf(m, "# entries-in-buffer/entries-written: %lu/%lu   #P:%d\n#\n",
		   sum.kept, sum.written, num_online_cpus());
	if (irqs)
		draw(m, NORMAL_INDENT + (tgid ? TGID_WIDTH : 0), 1, false);
	seq_puts(m, columns[tgid][irqs]);
}

/* ---- Option latency-format -------------------------------------------- */

static const char *preemption_model(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return "preempt_rt";
	if (preempt_model_full())
		return "preempt";
	if (preempt_model_voluntary())
		return "desktop";
	return preempt_model_none() ? "server" : "unknown";
}

static const char rule[] =
	"--------------------------------------------------------------------";

static void put_task(struct seq_file *m, const struct trace_worst *worst)
{
	seq_printf(m, "#    %.17s\n", rule);
	seq_printf(m, "#    | task: %s-%d (uid:%u nice:%d policy:%u rt_prio:%u)\n",
		   worst->comm, worst->pid, from_kuid(seq_user_ns(m), worst->uid),
		   worst->nice, worst->policy, worst->rt_priority);
	seq_printf(m, "#    %.17s\n", rule);
}

static void put_ends(struct seq_file *m, const struct trace_worst *worst)
{
	if (worst->begin)
		seq_printf(m, "#  => started at: %ps\n#  => ended at:   %ps\n#\n",
			   (void *)worst->begin, (void *)worst->end);
}

/* What has been measured, if anything has. */
void trace_print_summary(struct seq_file *m, struct trace_iterator *iter)
{
	const struct trace_worst *worst = &iter->tr->latency.worst;
	struct counts sum = count_shown(iter);

	seq_printf(m, "# %s latency trace v1.1.5 on %s\n", iter->tr->tracer->name,
		   init_utsname()->release);
	seq_printf(m, "# %.68s\n", rule);
	seq_printf(m, "# latency: %llu us, #%lu/%lu, CPU#%d | (M:%s VP:0, KP:0, SP:0 HP:0 #P:%d)\n",
		   div_u64(worst->ns, NSEC_PER_USEC), sum.kept, sum.written, worst->where,
		   preemption_model(), num_online_cpus());
	put_task(m, worst);
	put_ends(m, worst);
	seq_puts(m, "#\n");
}

static void put_latency_title(struct seq_file *m)
{
	draw(m, LATENCY_INDENT, 0, true);
	seq_printf(m, "%-47s\n%-45s\n",
		   "#  cmd     pid     |||||| time  |   caller",
		   "#     \\   /        ||||||  \\    |    /");
}

/**
 * trace_print_plain_header - lines above records that are printed as events
 * @m: the reader's
 * @iter: at the oldest record
 *
 * Context: one call at a time for an @iter.
 */
void trace_print_plain_header(struct seq_file *m, struct trace_iterator *iter)
{
	u64 options = READ_ONCE(iter->tr->options);

	seq_printf(m, "# tracer: %s\n#\n", iter->tr->tracer->name);
	if (!(options & BIT_OF(CONTEXT_INFO)))
		return;
	if (options & BIT_OF(LATENCY)) {
		if (trace_merge_empty(iter))
			return;
		trace_print_summary(m, iter);
		if (!(options & BIT_OF(VERBOSE)))
			put_latency_title(m);
	} else if (!(options & BIT_OF(VERBOSE))) {
		put_title(m, iter, options);
	}
}

/**
 * trace_print_header - lines above the records
 * @m: the reader's
 * @iter: at the oldest record
 *
 * Context: one call at a time for an @iter.
 */
void trace_print_header(struct seq_file *m, struct trace_iterator *iter)
{
	const struct tracer *tracer = iter->tr->tracer;

	(tracer->print_header ?: trace_print_plain_header)(m, iter);
}
