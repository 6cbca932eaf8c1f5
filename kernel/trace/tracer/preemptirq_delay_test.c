// SPDX-License-Identifier: GPL-2.0
/*
 * A module that spends time with interrupts or preemption off, when it is loaded and
 * when 1 is written to /sys/kernel/preemptirq_delay_test/trigger.
 *
 * test_mode=irq|preempt|alternate  what is off; alternate: each burst the other one
 * delay=USECS                      for how long
 * burst_size=N                     so many times in a row
 * cpu_affinity=CPU                 on that CPU; -1: any
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kobject.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

static char test_mode[12] = "irq";
module_param_string(test_mode, test_mode, sizeof(test_mode), 0444);
MODULE_PARM_DESC(test_mode, "what is off: irq, preempt, or alternate for one after the other");

static ulong delay = 100;
module_param(delay, ulong, 0444);
MODULE_PARM_DESC(delay, "for how long, in microseconds");

static uint burst_size = 1;
module_param(burst_size, uint, 0444);
MODULE_PARM_DESC(burst_size, "how often in a row");

static int cpu_affinity = -1;
module_param(cpu_affinity, int, 0444);
MODULE_PARM_DESC(cpu_affinity, "on which CPU; negative: on any");

/* No sleeping delay, and none that a change of the clock's speed makes shorter. */
static noinline void spend(unsigned long usecs)
{
	u64 end = ktime_get_ns() + usecs * NSEC_PER_USEC;

	while (ktime_get_ns() < end)
		cpu_relax();
}

static noinline void irqs_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	spend(delay);
	local_irq_restore(flags);
}

static noinline void preempt_off(void)
{
	preempt_disable();
	spend(delay);
	preempt_enable();
}

static void burst(struct work_struct *work)
{
	bool both = !strcmp(test_mode, "alternate");

	for (uint i = 0; i < burst_size; i++) {
		if (!strcmp(test_mode, "preempt") || (both && i % 2))
			preempt_off();
		else
			irqs_off();
	}
}

static DECLARE_WORK(work, burst);

static int run(void)
{
	if (cpu_affinity >= 0) {
		if (cpu_affinity >= nr_cpu_ids || !cpu_online(cpu_affinity))
			return -EINVAL;
		schedule_work_on(cpu_affinity, &work);
	} else {
		schedule_work(&work);
	}
	flush_work(&work);
	return 0;
}

static ssize_t trigger_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *text, size_t count)
{
	bool go;
	int err = kstrtobool(text, &go) ?: go ? run() : 0;

	return err ?: count;
}

static struct kobj_attribute trigger = __ATTR_WO(trigger);
static struct kobject *folder;

static int __init delay_test_init(void)
{
	int err;

	if (strcmp(test_mode, "irq") && strcmp(test_mode, "preempt") &&
	    strcmp(test_mode, "alternate"))
		return -EINVAL;
	folder = kobject_create_and_add("preemptirq_delay_test", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	err = sysfs_create_file(folder, &trigger.attr) ?: run();
	if (err)
		kobject_put(folder);
	return err;
}

static void __exit delay_test_exit(void)
{
	kobject_put(folder);
}

module_init(delay_test_init);
module_exit(delay_test_exit);
MODULE_DESCRIPTION("Time with interrupts or preemption off, for tests of latency tracers");
MODULE_LICENSE("GPL");
