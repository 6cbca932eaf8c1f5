// SPDX-License-Identifier: GPL-2.0
/*
 * Events on the console, too, for machines that do not live long enough to be
 * asked for their buffer: boot parameter tp_printk.
 *
 * A watcher prints the body of each event when it is recorded, in whatever
 * context that is.  There is one text buffer with a lock.  printk() has events
 * itself, and an NMI may come while the lock is held: a CPU that is printing
 * does not print a second time.
 */
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include "../core/instance.h"
#include "../core/watch.h"
#include "event.h"

int tracepoint_printk;		/* sysctl kernel.tracepoint_printk */

/* The boot parameter was given; without it the sysctl stays 0. */
static bool allowed __ro_after_init;
static bool stop_on_boot __initdata;

static DEFINE_RAW_SPINLOCK(print_lock);		/* protects print_iter */
static struct trace_iterator print_iter;
static DEFINE_PER_CPU(bool, printing);

static void print_body(struct trace_record *rec)
{
	struct trace_event *event = &rec->file->event_call->event;
	struct trace_iterator *iter = &print_iter;

	raw_spin_lock(&print_lock);
	trace_seq_init(&iter->seq);
	trace_seq_init(&iter->tmp_seq);
	iter->tr = rec->tr;
	iter->ent = rec->entry;
	iter->ent_size = rec->len;
	iter->cpu = raw_smp_processor_id();
	event->funcs->trace(iter, 0, event);
	pr_warn("%.*s", trace_seq_used(&iter->seq), iter->seq.buffer);
	raw_spin_unlock(&print_lock);
}

static void print_event(struct trace_watcher *watcher, struct trace_record *rec)
{
	unsigned long flags;

	if (!rec->file)
		return;
	local_irq_save(flags);
	if (!__this_cpu_read(printing)) {
		__this_cpu_write(printing, true);
		print_body(rec);
		__this_cpu_write(printing, false);
	}
	local_irq_restore(flags);
}

static struct trace_watcher event_watcher = {
	.seen	= print_event,
	.kinds	= TRACE_EXPORT_EVENT,
};

static DEFINE_MUTEX(switch_mutex);	/* protects watching */
static bool watching;

static void switch_printing(bool on)
{
	guard(mutex)(&switch_mutex);
	tracepoint_printk = on;
	if (on == watching)
		return;
	watching = on;
	if (on)
		trace_watch(&event_watcher);
	else
		trace_unwatch(&event_watcher);
}

/**
 * tracepoint_printk_sysctl - read or write kernel.tracepoint_printk
 * @table: its description
 * @write: nonzero for a write
 * @buffer: text
 * @lenp: its length
 * @ppos: position
 *
 * Context: may sleep.
 * Return: as proc_dointvec().
 */
int tracepoint_printk_sysctl(const struct ctl_table *table, int write,
			     void *buffer, size_t *lenp, loff_t *ppos)
{
	int err = proc_dointvec(table, write, buffer, lenp, ppos);

	if (write)
		switch_printing(allowed && tracepoint_printk);
	return err;
}

static int __init set_tp_printk(char *str)
{
	bool on = true;

	if (*str == '=' && kstrtobool(str + 1, &on))
		return 0;
	if (*str && *str != '=')
		return 0;
	allowed = on;
	if (on)
		switch_printing(true);
	return 1;
}
__setup("tp_printk", set_tp_printk);

static int __init set_stop_on_boot(char *str)
{
	stop_on_boot = true;
	return 1;
}
__setup("tp_printk_stop_on_boot", set_stop_on_boot);

static int __init boot_is_over(void)
{
	if (stop_on_boot)
		switch_printing(false);
	return 0;
}
late_initcall_sync(boot_is_over);
