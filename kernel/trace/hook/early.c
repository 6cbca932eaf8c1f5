// SPDX-License-Identifier: GPL-2.0
/*
 * Switches of the function hooks: ftrace_filter= and ftrace_notrace= on the command
 * line, kernel.ftrace_enabled in sysctl.
 */

#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include "../text/repeats.h"
#include "early.h"
#include "filter.h"
#include "ops.h"
#include "patch.h"

static struct text_repeats boot_filter[HOOK_NR_LISTS] __initdata;

static int __init set_boot_filter(char *text)
{
	return text_repeats_add(&boot_filter[HOOK_ONLY], text);
}
__setup("ftrace_filter=", set_boot_filter);

static int __init set_boot_notrace(char *text)
{
	return text_repeats_add(&boot_filter[HOOK_EXCEPT], text);
}
__setup("ftrace_notrace=", set_boot_notrace);

static void __init parse_list(struct hook_choice *choice, enum hook_list_kind kind,
			      struct text_repeats *list)
{
	char *word;

	while ((word = text_repeats_next(list, ",")))
		if (hook_choice_parse(choice, kind, word))
			pr_warn("hook: no function fits \"%s\"\n", word);
}

static void __init apply(struct hook_filter *filter, struct hook_choice *choice)
{
	if (hook_filter_apply(filter, choice))
		pr_warn("hook: no memory for the filters of the command line\n");
	hook_choice_free(choice);
}

void __init hook_apply_boot_list(struct hook_filter *filter, enum hook_list_kind kind,
				 struct text_repeats *list)
{
	struct hook_choice choice;

	hook_choice_init(&choice);
	parse_list(&choice, kind, list);
	apply(filter, &choice);
}

void __init hook_apply_boot_filters(void)
{
	struct hook_choice choice;

	if (!boot_filter[HOOK_ONLY].nr && !boot_filter[HOOK_EXCEPT].nr)
		return;
	hook_choice_init(&choice);
	parse_list(&choice, HOOK_ONLY, &boot_filter[HOOK_ONLY]);
	parse_list(&choice, HOOK_EXCEPT, &boot_filter[HOOK_EXCEPT]);
	apply(&hook_global_filter, &choice);
}

#ifdef CONFIG_SYSCTL
static bool permanent_ops(void)
{
	struct ftrace_ops *ops;

	for_each_hook_ops(ops)
		if (ops->flags & FTRACE_OPS_FL_PERMANENT)
			return true;
	return false;
}

static int ftrace_enabled_sysctl(const struct ctl_table *table, int write, void *buffer,
				 size_t *lenp, loff_t *ppos)
{
	int was, err;

	guard(mutex)(&hook_mutex);
	if (hook_dead)
		return -ENODEV;
	was = ftrace_enabled;
	err = proc_dointvec(table, write, buffer, lenp, ppos);
	if (err || !write || !was == !ftrace_enabled)
		return err;
	if (!ftrace_enabled && permanent_ops()) {
		ftrace_enabled = was;
		return -EBUSY;
	}
	hook_patch(&hook_set_all);
	return 0;
}

static struct ctl_table hook_sysctls[] = {
	{
		.procname	= "ftrace_enabled",
		.data		= &ftrace_enabled,
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= ftrace_enabled_sysctl,
	},
};

static int __init register_hook_sysctls(void)
{
	register_sysctl_init("kernel", hook_sysctls);
	return 0;
}
late_initcall(register_hook_sysctls);
#endif
