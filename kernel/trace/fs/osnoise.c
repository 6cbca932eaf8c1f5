// SPDX-License-Identifier: GPL-2.0
/*
 * osnoise/: settings of the tracers osnoise and timerlat, and timerlat_fd of each CPU,
 * whose reader takes the part of timerlat's thread.
 */
#include <linux/err.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../tracer/osnoise.h"
#include "../tracer/timerlat.h"
#include "table.h"

/* ---- Numbers ---------------------------------------------------------- */

/**
 * struct number - a setting in microseconds
 * @value: the setting
 * @least: NULL, or what it must not be below
 * @most: NULL, or what it must not be above
 */
struct number {
	u64		*value;
	const u64	*least;
	const u64	*most;
};

static const u64 one = 1;
static const u64 timerlat_least = 100;
static const u64 timerlat_most = USEC_PER_SEC;

static int number_show(struct seq_file *m, const struct number *number)
{
	seq_printf(m, "%llu\n", *number->value);
	return 0;
}

static int number_store(const struct number *number, const char *text)
{
	u64 value;
	int err = kstrtou64(text, 10, &value);

	if (err)
		return err;
	if ((number->least && value < *number->least) ||
	    (number->most && value > *number->most))
		return -EINVAL;
	WRITE_ONCE(*number->value, value);
	return 0;
}

/* A file for a number, whose name is that of the setting. */
#define NUMBER(_name, _least, _most)						\
	static const struct number _name##_number = {				\
		&osnoise_settings._name, _least, _most				\
	};									\
	static int _name##_show(struct seq_file *m, const struct trace_place *place, \
				const struct tracefs_file *row)			\
	{									\
		return number_show(m, &_name##_number);				\
	}									\
	static int _name##_store(const struct trace_place *place,		\
				 const struct tracefs_file *row, char *text)	\
	{									\
		return number_store(&_name##_number, text);			\
	}									\
	static const struct trace_control _name##_control = {			\
		_name##_show, _name##_store					\
	}

NUMBER(period_us, &osnoise_settings.runtime_us, NULL);
NUMBER(runtime_us, &one, &osnoise_settings.period_us);
NUMBER(stop_us, NULL, NULL);
NUMBER(stop_total_us, NULL, NULL);
NUMBER(print_stack_us, NULL, NULL);
NUMBER(timerlat_period_us, &timerlat_least, &timerlat_most);

/* ---- cpus and options ------------------------------------------------- */

static int cpus_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	seq_printf(m, "%*pbl\n", cpumask_pr_args(&osnoise_settings.cpus));
	return 0;
}

static int cpus_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	cpumask_var_t cpus;
	int err;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	err = cpulist_parse(strim(text), cpus) ?: osnoise_set_cpus(cpus);
	free_cpumask_var(cpus);
	return err;
}

static const char * const option_names[OSNOISE_NR_OPTIONS] = {
	[OSNOISE_WORKLOAD]		= "OSNOISE_WORKLOAD",
	[OSNOISE_PANIC_ON_STOP]		= "PANIC_ON_STOP",
	[OSNOISE_PREEMPT_DISABLE]	= "OSNOISE_PREEMPT_DISABLE",
	[OSNOISE_IRQ_DISABLE]		= "OSNOISE_IRQ_DISABLE",
};

static int options_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	unsigned long options = osnoise_settings.options;

	seq_printf(m, "%sDEFAULTS ", options == OSNOISE_DEFAULTS ? "" : "NO_");
	for (unsigned int i = 0; i < OSNOISE_NR_OPTIONS; i++)
		seq_printf(m, "%s%s ", options & BIT(i) ? "" : "NO_", option_names[i]);
	seq_putc(m, '\n');
	return 0;
}

static int options_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	const char *name = strim(text);
	bool off = strstarts(name, "NO_");
	unsigned long bit;
	int opt;

	if (!strcmp(name, "DEFAULTS"))
		return osnoise_set_options(OSNOISE_DEFAULTS);
	opt = match_string(option_names, OSNOISE_NR_OPTIONS, off ? name + 3 : name);
	if (opt < 0)
		return -EINVAL;
	bit = BIT(opt);
	return osnoise_set_options(off ? osnoise_settings.options & ~bit :
					 osnoise_settings.options | bit);
}

static const struct trace_control cpus_control = { cpus_show, cpus_store };
static const struct trace_control options_control = { options_show, options_store };

static const struct tracefs_file osnoise_files[] = {
	TRACE_CONTROL("cpus", TRACE_MODE_WRITE, &cpus_control),
	TRACE_CONTROL("options", TRACE_MODE_WRITE, &options_control),
	TRACE_CONTROL("period_us", TRACE_MODE_WRITE, &period_us_control),
	TRACE_CONTROL("runtime_us", TRACE_MODE_WRITE, &runtime_us_control),
	TRACE_CONTROL("stop_tracing_us", TRACE_MODE_WRITE, &stop_us_control),
	TRACE_CONTROL("stop_tracing_total_us", TRACE_MODE_WRITE, &stop_total_us_control),
#ifdef CONFIG_TIMERLAT_TRACER
	TRACE_CONTROL("print_stack", TRACE_MODE_WRITE, &print_stack_us_control),
	TRACE_CONTROL("timerlat_period_us", TRACE_MODE_WRITE, &timerlat_period_us_control),
#endif
};

/* ---- timerlat_fd ------------------------------------------------------ */

#ifdef CONFIG_TIMERLAT_TRACER
static unsigned int cpu_of(const struct inode *inode)
{
	return (unsigned long)tracefs_dir_data(tracefs_dir_of(inode));
}

static int timerlat_open(struct inode *inode, struct file *file)
{
	guard(mutex)(&tracing_mutex);
	return timerlat_user_begin(cpu_of(inode));
}

static ssize_t timerlat_read(struct file *file, char __user *ubuf, size_t count,
			     loff_t *ppos)
{
	return timerlat_user_cycle(cpu_of(file_inode(file)));
}

static int timerlat_release(struct inode *inode, struct file *file)
{
	guard(mutex)(&tracing_mutex);
	timerlat_user_end(cpu_of(inode));
	return 0;
}

static const struct file_operations timerlat_fops = {
	.open		= timerlat_open,
	.read		= timerlat_read,
	.llseek		= noop_llseek,
	.release	= timerlat_release,
};

static const struct tracefs_file timerlat_files[] = {
	TRACE_FILE("timerlat_fd", TRACE_MODE_READ, &timerlat_fops),
};

static int make_cpus(struct tracefs_dir *osnoise)
{
	struct tracefs_dir *all = tracefs_create_dir("per_cpu", osnoise, NULL, 0, NULL);
	unsigned long cpu;

	if (IS_ERR(all))
		return PTR_ERR(all);
	for_each_possible_cpu(cpu) {
		struct tracefs_dir *dir;
		char name[16];

		snprintf(name, sizeof(name), "cpu%lu", cpu);
		dir = tracefs_create_dir(name, all, timerlat_files,
					 ARRAY_SIZE(timerlat_files), (void *)cpu);
		if (IS_ERR(dir))
			return PTR_ERR(dir);
	}
	return 0;
}
#else
static int make_cpus(struct tracefs_dir *osnoise)
{
	return 0;
}
#endif

static int __init osnoise_files_init(void)
{
	struct tracefs_dir *dir = tracefs_create_dir("osnoise", NULL, osnoise_files,
						     ARRAY_SIZE(osnoise_files), &top_trace);

	return IS_ERR(dir) ? PTR_ERR(dir) : make_cpus(dir);
}
fs_initcall(osnoise_files_init);
