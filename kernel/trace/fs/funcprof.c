// SPDX-License-Identifier: GPL-2.0
/* function_profile_enabled, and trace_stat/functionN for each CPU. */
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include "../core/scale.h"
#include "../core/write.h"
#include "../tracer/funcprof.h"
#include "table.h"
#include "tracestat.h"

#define NUMBER_WIDTH	8

static int enabled_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	seq_printf(m, "%d\n", funcprof_enabled());
	return 0;
}

static int enabled_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	unsigned long on;
	int err = kstrtoul(text, 10, &on);

	return err ?: funcprof_enable(on);
}

static const struct trace_control enabled_control = { enabled_show, enabled_store };

static const struct tracefs_file profile_files[] = {
	TRACE_CONTROL("function_profile_enabled", TRACE_MODE_WRITE, &enabled_control),
};

TRACE_FILES(profile_files, TRACE_TOP);

/* ---- Lists ------------------------------------------------------------ */

static const bool timed = IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER);

/* Microseconds, as many digits behind the point as there is room for. */
static void put_usecs(struct seq_file *m, u64 ns)
{
	char number[24];
	u32 rest;
	u64 usecs = div_u64_rem(ns, NSEC_PER_USEC, &rest);
	int len = scnprintf(number, sizeof(number), "%llu.%03u", usecs, rest);

	len = min(len, max(NUMBER_WIDTH, len - 4));
	seq_printf(m, "%.*s us %*s", len, number, max(NUMBER_WIDTH - len, 0), "");
}

/* The variance of times, in thousands of square nanoseconds. */
static u64 variance(const struct function_profile *p)
{
	u64 mean_square;

	if (p->hits < 2)
		return 0;
	mean_square = trace_scale(p->time, p->time, 1000ULL * p->hits);
	return div64_u64(p->square - min(p->square, mean_square), p->hits - 1);
}

static void put_row(struct seq_file *m, const struct funcprof_row *row)
{
	const struct function_profile *p = &row->profile;
	char name[KSYM_SYMBOL_LEN];

	snprintf(name, sizeof(name), "%ps", (void *)row->ip);
	seq_printf(m, "  %-30.30s  %10lu", name, p->hits);
	if (timed) {
		seq_puts(m, "    ");
		put_usecs(m, p->time);
		seq_puts(m, "    ");
		put_usecs(m, div64_u64(p->time, p->hits));
		seq_puts(m, "    ");
		put_usecs(m, variance(p));
	}
	seq_putc(m, '\n');
}

static void put_title(struct seq_file *m)
{
	static const char * const titles[][4] = {
		{ "Hit", "Time", "Avg", "s^2" }, { "---", "----", "---", "---" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(titles); i++) {
		seq_printf(m, "  %-30s  %10s", i ? "--------" : "Function", titles[i][0]);
		if (timed)
			seq_printf(m, "    %-12s    %-12s    %s", titles[i][1], titles[i][2],
				   titles[i][3]);
		seq_putc(m, '\n');
	}
}

static int list_show(struct seq_file *m, void *v)
{
	int cpu = (long)m->private;
	struct funcprof_row *rows;
	unsigned int nr;

	rows = funcprof_list(cpu, &nr);
	if (IS_ERR(rows))
		return PTR_ERR(rows);
	put_title(m);
	for (unsigned int i = 0; i < nr; i++)
		put_row(m, &rows[i]);
	kvfree(rows);
	return 0;
}

static int list_open(struct inode *inode, struct file *file)
{
	return single_open(file, list_show, (void *)tracefs_file_of(inode)->arg);
}

static const struct file_operations list_fops = {
	.open		= list_open,
	.read_iter	= seq_read_iter,
	.llseek		= trace_text_lseek,
	.release	= single_release,
};

/* The rows stay for as long as the directory, which is for ever. */
static int __init make_lists(void)
{
	struct tracefs_file *rows;
	unsigned int nr = 0;
	int cpu;

	rows = kcalloc(num_possible_cpus(), sizeof(*rows), GFP_KERNEL);
	if (!rows)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		rows[nr].name = kasprintf(GFP_KERNEL, "function%d", cpu);
		rows[nr].mode = TRACE_MODE_WRITE;
		rows[nr].fops = &list_fops;
		rows[nr].arg = cpu;
		if (!rows[nr++].name)
			return -ENOMEM;
	}
	return trace_stat_add_files(rows, nr);
}
fs_initcall(make_lists);
