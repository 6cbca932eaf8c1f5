// SPDX-License-Identifier: GPL-2.0
/*
 * Torture of the ring buffer: everything at once for some seconds, and then the
 * sums. Loading the module is the test; it fails with -EIO if anything was
 * wrong, and says "ringbuffer-torture: N records, 0 unaccounted" in any case.
 *
 * Resets and changes of order drop records that nobody counts. So the sums are
 * exact only with reset=0 order=0; with them it is still checked that no record
 * is read twice, torn, late, or out of order.
 */
#include "torture.h"

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>

static unsigned int seconds = 5;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "How long");

static unsigned long kbytes = 32;
module_param(kbytes, ulong, 0444);
MODULE_PARM_DESC(kbytes, "Size per CPU at first");

static bool memory;
module_param(memory, bool, 0444);
MODULE_PARM_DESC(memory, "Buffers in memory of the client: fixed, and not swapped");

struct torture_actors torture_do = {
	.softirq = true, .hardirq = true, .nmi = true, .iterate = true,
	.resize = true, .order = true, .swap = true, .reset = true,
	.disable = true, .hotplug = true,
};

module_param_named(softirq, torture_do.softirq, bool, 0444);
MODULE_PARM_DESC(softirq, "Writers in tasklets, started by those in timers");
module_param_named(hardirq, torture_do.hardirq, bool, 0444);
MODULE_PARM_DESC(hardirq, "Writers in timers and irq_work");
module_param_named(nmi, torture_do.nmi, bool, 0444);
MODULE_PARM_DESC(nmi, "Writers in NMIs");
module_param_named(iterate, torture_do.iterate, bool, 0444);
MODULE_PARM_DESC(iterate, "Iterators, in interrupts too");
module_param_named(resize, torture_do.resize, bool, 0444);
MODULE_PARM_DESC(resize, "Changes of size");
module_param_named(order, torture_do.order, bool, 0444);
MODULE_PARM_DESC(order, "Changes of the size of sub-buffers");
module_param_named(swap, torture_do.swap, bool, 0444);
MODULE_PARM_DESC(swap, "Exchange with a second buffer, by CPU and of all");
module_param_named(reset, torture_do.reset, bool, 0444);
MODULE_PARM_DESC(reset, "Resets");
module_param_named(disable, torture_do.disable, bool, 0444);
MODULE_PARM_DESC(disable, "All ways to refuse records");
module_param_named(hotplug, torture_do.hotplug, bool, 0444);
MODULE_PARM_DESC(hotplug, "CPUs that go and come");

struct ringbuf *torture_rb[2];

static atomic_t torture_faults;

/**
 * torture_bad - something is wrong
 * @format: says what
 *
 * Context: any.
 */
void torture_bad(const char *format, ...)
{
	struct va_format text = { .fmt = format };
	va_list args;

	if (atomic_inc_return(&torture_faults) > 10)
		return;
	va_start(args, format);
	text.va = &args;
	pr_err("BAD: %pV\n", &text);
	va_end(args);
}

/**
 * torture_dice - throw a die
 * @rnd: the dice
 * @sides: how many numbers it has
 *
 * Context: any.
 * Return: a number from 0 to @sides - 1.
 */
u32 torture_dice(struct rnd_state *rnd, u32 sides)
{
	return sides ? prandom_u32_state(rnd) % sides : 0;
}

/**
 * struct torture_team - tasks of one kind
 * @main: what they do
 * @name: of the tasks
 * @size: how many there are
 * @task: the tasks
 */
struct torture_team {
	int			(*main)(void *unused);
	const char		*name;
	unsigned int		size;
	struct task_struct	*task[4];
};

static struct torture_team torture_writers[] = {
	{ torture_write_tasks, "write", 4 },
};

static struct torture_team torture_readers[] = {
	{ torture_read_tasks, "read", 2 },
	{ torture_iterate_tasks, "iterate", 1 },
	{ torture_wait_tasks, "wait", 2 },
};

static struct torture_team torture_changers[] = {
	{ torture_change_tasks, "change", 1 },
	{ torture_hotplug_tasks, "hotplug", 1 },
};

static void torture_begin(struct torture_team *team, int teams)
{
	unsigned int i;

	for (; teams--; team++) {
		for (i = 0; i < team->size; i++) {
			team->task[i] = kthread_run(team->main, NULL, "torture-%s%u",
						    team->name, i);
			if (IS_ERR(team->task[i]))
				torture_bad("no task to %s", team->name);
		}
	}
}

static void torture_end(struct torture_team *team, int teams)
{
	unsigned int i;

	for (; teams--; team++)
		for (i = 0; i < team->size; i++)
			if (!IS_ERR(team->task[i]))
				kthread_stop(team->task[i]);
}

static u64 torture_slow_clock(void *ctx)
{
	return torture_time();
}

/* Where the pages are, if not in the kernel's own memory. */
static void *torture_memory[2];

static int torture_create_one(int i)
{
	struct ringbuf_params params = {
		.name		= "torture",
		.bytes		= kbytes * 1024,
		.overwrite	= true,
		.clock		= torture_slow_clock,
	};

	if (memory) {
		params.memory_size = kbytes * 1024 * (num_possible_cpus() + 1);
		params.memory = vzalloc(params.memory_size);
		if (!params.memory)
			return -ENOMEM;
	}
	torture_memory[i] = params.memory;
	torture_rb[i] = ringbuf_create(&params);
	if (!IS_ERR(torture_rb[i]))
		return 0;
	vfree(params.memory);
	return PTR_ERR(torture_rb[i]);
}

static void torture_destroy_one(int i)
{
	ringbuf_destroy(torture_rb[i]);
	vfree(torture_memory[i]);
}

static int torture_create(void)
{
	int cpu, err = torture_create_one(0);

	if (err)
		return err;
	err = torture_create_one(1);
	if (err)
		torture_destroy_one(0);
	for_each_possible_cpu(cpu)
		mutex_init(&per_cpu_ptr(&torture_cpus, cpu)->side.turn);
	return err;
}

static void torture_wait(void)
{
	unsigned int i;

	for (i = 0; i < seconds && !atomic_read(&torture_faults); i++)
		if (schedule_timeout_interruptible(HZ))
			break;
}

/* Writers stay longest, so that records are left unread. */
static void torture_run(void)
{
	torture_writers_init();
	if (torture_do.nmi)
		torture_do.nmi = !torture_nmi_begin();
	torture_begin(torture_readers, ARRAY_SIZE(torture_readers));
	torture_begin(torture_writers, ARRAY_SIZE(torture_writers));
	torture_begin(torture_changers, ARRAY_SIZE(torture_changers));
	torture_wait();
	torture_end(torture_changers, ARRAY_SIZE(torture_changers));
	torture_end(torture_readers, ARRAY_SIZE(torture_readers));
	torture_end(torture_writers, ARRAY_SIZE(torture_writers));
	torture_writers_stop();
	if (torture_do.nmi)
		torture_nmi_end();
}

static int __init torture_init(void)
{
	unsigned long records, unaccounted;
	int err = torture_create();

	if (err)
		return err;
	torture_changers[1].size = torture_do.hotplug;
	torture_readers[1].size = torture_do.iterate;
	torture_run();
	torture_changes_tell();
	unaccounted = torture_account(&records);
	pr_info("%lu records, %lu unaccounted\n", records, unaccounted);
	torture_destroy_one(1);
	torture_destroy_one(0);
	if (atomic_read(&torture_faults))
		pr_err("%d faults\n", atomic_read(&torture_faults));
	return !records || unaccounted || atomic_read(&torture_faults) ? -EIO : 0;
}

static void __exit torture_exit(void)
{
}

module_init(torture_init);
module_exit(torture_exit);
MODULE_DESCRIPTION("Torture of the ring buffer");
MODULE_LICENSE("GPL");
