// SPDX-License-Identifier: GPL-2.0
/*
 * A client of lib/ringbuffer, with nothing of tracing in it.
 *
 * A timer writes a record per period, and so does who writes a number to the
 * file burst, that many at once. The timer may interrupt the other one in the
 * middle of a record. In /sys/kernel/debug/ringbuffer-sample:
 *
 *   burst   write N: N records from this task
 *   pipe    each read takes the oldest record, or waits for one
 *   all     the records that are there; they stay
 */
#include <linux/debugfs.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/ringbuffer/wait.h>
#include <linux/ringbuffer/write.h>
#include <linux/seq_file.h>

static unsigned int period_us = 1000;
module_param(period_us, uint, 0444);
MODULE_PARM_DESC(period_us, "Microseconds between records of the timer, 0: none");

/* What a record says is up to the client; its time the buffer knows. */
enum sample_source { SAMPLE_TASK, SAMPLE_TIMER, SAMPLE_SOURCES };

struct sample_record {
	u32	source;
	u32	seq;
};

static struct ringbuf *sample_buffer;
static struct dentry *sample_dir;
static struct hrtimer sample_timer;
static DEFINE_MUTEX(sample_reader);	/* a record is looked at, then taken */
static DEFINE_PER_CPU(u32 [SAMPLE_SOURCES], sample_seq);

/* 1. The constants. The clock is once for writers, inline, once for the rest. */
static __always_inline u64 sample_clock(struct ringbuf *rb)
{
	return ktime_get_mono_fast_ns();
}

static u64 sample_slow_clock(void *ctx)
{
	return ktime_get_mono_fast_ns();
}

static const struct rb_config sample_config = {
	.clock		= sample_clock,
	.notify		= ringbuf_notify,
	.max_nest	= SAMPLE_SOURCES,	/* the timer on top of a task */
	.mode		= RB_MODE_OVERWRITE,
};

/* 2. Writing. */
static void sample_write(enum sample_source source)
{
	struct sample_record *record;
	struct rb_slot slot;

	guard(preempt)();
	record = rb_reserve(&sample_config, sample_buffer, &slot, sizeof(*record));
	if (!record)
		return;
	record->source = source;
	record->seq = __this_cpu_inc_return(sample_seq[source]);
	rb_commit(&sample_config, sample_buffer, &slot);
}

static enum hrtimer_restart sample_tick(struct hrtimer *timer)
{
	sample_write(SAMPLE_TIMER);
	hrtimer_forward_now(timer, ns_to_ktime(period_us * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

static int sample_burst(void *data, u64 records)
{
	while (records-- && !signal_pending(current))
		sample_write(SAMPLE_TASK);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(burst_fops, NULL, sample_burst, "%llu\n");

/* 3. Taking records: of all CPUs, the oldest first. */
static int sample_print(char *line, size_t size, const struct rb_record *r)
{
	const struct sample_record *record = r->data;

	return scnprintf(line, size, "cpu=%d time=%llu lost=%lu source=%s seq=%u\n",
			 r->cpu, r->ts, r->lost,
			 record->source == SAMPLE_TIMER ? "timer" : "task",
			 record->seq);
}

static int sample_take(char *line, size_t size)
{
	struct rb_record r, oldest = { .ts = U64_MAX };
	int cpu, len;

	guard(mutex)(&sample_reader);
	for_each_possible_cpu(cpu)
		if (rb_peek(sample_buffer, cpu, &r) && r.ts < oldest.ts)
			oldest = r;
	if (oldest.ts == U64_MAX)
		return 0;
	len = sample_print(line, size, &oldest);
	rb_consume(sample_buffer, oldest.cpu);
	return len;
}

static ssize_t pipe_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	char line[128];
	int err, len;

	if (size < sizeof(line))
		return -EINVAL;
	while (!(len = sample_take(line, sizeof(line)))) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = rb_wait(sample_buffer, RB_ALL_CPUS, 0, NULL, NULL);
		if (err)
			return err;
	}
	return copy_to_user(to, line, len) ? -EFAULT : len;
}

static __poll_t pipe_poll(struct file *file, poll_table *table)
{
	return rb_poll(sample_buffer, RB_ALL_CPUS, file, table, 0);
}

static const struct file_operations pipe_fops = {
	.owner		= THIS_MODULE,
	.read		= pipe_read,
	.poll		= pipe_poll,
};

/* 4. Looking without taking. */
static int all_show(struct seq_file *m, void *unused)
{
	struct rb_record r;
	char line[128];
	int cpu;

	for_each_possible_cpu(cpu) {
		struct rb_iter *it = rb_iter_open(sample_buffer, cpu);

		if (!it)
			return -ENOMEM;
		for (; rb_iter_peek(it, &r); rb_iter_next(it)) {
			sample_print(line, sizeof(line), &r);
			seq_puts(m, line);
		}
		rb_iter_close(it);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(all);

/* 5. Life: no writer, reader or waiter is left when the buffer goes. */
static int __init sample_init(void)
{
	const struct ringbuf_params params = {
		.name		= "sample",
		.bytes		= 8192,
		.overwrite	= true,
		.clock		= sample_slow_clock,
	};

	sample_buffer = ringbuf_create(&params);
	if (IS_ERR(sample_buffer))
		return PTR_ERR(sample_buffer);
	sample_dir = debugfs_create_dir("ringbuffer-sample", NULL);
	debugfs_create_file("burst", 0200, sample_dir, NULL, &burst_fops);
	debugfs_create_file("pipe", 0400, sample_dir, NULL, &pipe_fops);
	debugfs_create_file("all", 0400, sample_dir, NULL, &all_fops);
	hrtimer_init(&sample_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	sample_timer.function = sample_tick;
	if (period_us)
		hrtimer_start(&sample_timer, 0, HRTIMER_MODE_REL_HARD);
	return 0;
}

static void __exit sample_exit(void)
{
	hrtimer_cancel(&sample_timer);
	debugfs_remove(sample_dir);
	ringbuf_destroy(sample_buffer);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("A client of the ring buffer");
MODULE_LICENSE("GPL");
