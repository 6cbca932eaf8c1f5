// SPDX-License-Identifier: GPL-2.0
/*
 * snapshot: takes a snapshot, and shows it as `trace` shows the buffer.
 *
 *   0          frees the memory for snapshots
 *   1          takes one, after getting the memory if there is none
 *   else       clears what is in it
 *
 * In per_cpu/cpuN it is about that CPU, and snapshot_raw has its sub-buffers.
 */
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include "../core/instance.h"
#include "../core/snapshot.h"
#include "../core/tracer.h"
#include "../core/write.h"
#include "../output/lines.h"
#include "raw.h"
#include "records.h"
#include "table.h"

static void say_status(struct seq_file *m, struct trace_array *tr)
{
	seq_printf(m, "# tracer: %s\n#\n", tr->tracer->name);
	seq_printf(m, "#\n# * Snapshot is %s *\n#\n# Snapshot commands:\n",
		   trace_snapshot_ready(tr) ? "allocated" : "freed");
}

static const char any_other_number[] =
	"#                      (Doesn't have to be '2' works with any number that\n"
	"#                       is not a '0' or '1')\n";

static void say_nothing_there(struct seq_file *m, struct trace_array *tr)
{
	say_status(m, tr);
	seq_puts(m, "# echo 0 > snapshot : Clears and frees snapshot buffer\n"
		    "# echo 1 > snapshot : Allocates snapshot buffer, if not already allocated.\n"
		    "#                      Takes a snapshot of the main buffer.\n"
		    "# echo 2 > snapshot : Clears snapshot buffer (but does not allocate or free)\n");
	seq_puts(m, any_other_number);
}

static void say_nothing_of_cpu(struct seq_file *m, struct trace_array *tr)
{
	say_status(m, tr);
	seq_puts(m, "# echo 0 > snapshot : Invalid for per_cpu snapshot file.\n"
		    "# echo 1 > snapshot : Allocates snapshot buffer, if not already allocated.\n"
		    "#                      Takes a snapshot of the main buffer for this cpu.\n"
		    "# echo 2 > snapshot : Clears this cpu's snapshot buffer (but does not allocate)\n");
	seq_puts(m, any_other_number);
}

/* Latency tracers need it for themselves. */
static struct ringbuf *snapshot_of(struct trace_array *tr)
{
	guard(mutex)(&tracing_mutex);
	return tr->tracer->keeps_worst ? ERR_PTR(-EBUSY) : trace_snapshot_buffer(tr);
}

static int open_view(struct file *file, struct trace_array *tr, int cpu)
{
	struct ringbuf *rb;

	rb = snapshot_of(tr);
	if (IS_ERR(rb))
		return PTR_ERR(rb);
	return trace_view_open(file, tr, rb, cpu, &trace_form_text, cpu == RB_ALL_CPUS ?
			       say_nothing_there : say_nothing_of_cpu);
}

static int snapshot_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int err = 0;

	if (!trace_array_get(tr))
		return -ENODEV;
	if (file->f_mode & FMODE_READ)
		err = open_view(file, tr, trace_inode_cpu(inode));
	if (err)
		trace_array_put(tr);
	return err;
}

static int snapshot_release(struct inode *inode, struct file *file)
{
	if (file->f_mode & FMODE_READ)
		trace_view_close(file);
	trace_array_put(trace_inode_instance(inode));
	return 0;
}

static int command(struct trace_array *tr, int cpu, unsigned long what)
{
	guard(mutex)(&tracing_mutex);
	if (tr->tracer->keeps_worst)
		return -EBUSY;
	switch (what) {
	case 0:
		/* All CPUs have it or none. */
		if (cpu != RB_ALL_CPUS)
			return -EINVAL;
		trace_snapshot_free(tr);
		return 0;
	case 1:
		return trace_snapshot_take(tr, cpu);
	default:
		trace_snapshot_clear(tr, cpu);
		return 0;
	}
}

static ssize_t snapshot_write(struct file *file, const char __user *ubuf, size_t count,
			      loff_t *pos)
{
	struct inode *inode = file_inode(file);
	unsigned long what;
	int err;

	err = kstrtoul_from_user(ubuf, count, 10, &what) ?:
	      command(trace_inode_instance(inode), trace_inode_cpu(inode), what);
	if (err)
		return err;
	*pos += count;
	return count;
}

static const struct file_operations snapshot_fops = {
	.open		= snapshot_open,
	.read_iter	= seq_read_iter,
	.splice_read	= copy_splice_read,
	.write		= snapshot_write,
	.llseek		= trace_text_lseek,
	.release	= snapshot_release,
};

static int raw_open(struct inode *inode, struct file *file)
{
	struct ringbuf *rb = snapshot_of(trace_inode_instance(inode));

	return IS_ERR(rb) ? PTR_ERR(rb) : trace_raw_open(inode, file, rb);
}

/* Nobody writes to a snapshot, so there is nothing to map or to wait for. */
static const struct file_operations snapshot_raw_fops = {
	.open		= raw_open,
	.read_iter	= trace_raw_read,
	.splice_read	= trace_raw_splice,
	.flush		= trace_raw_flush,
	.release	= trace_raw_release,
};

static const struct tracefs_file snapshot_files[] = {
	TRACE_FILE("snapshot", TRACE_MODE_WRITE, &snapshot_fops),
};

TRACE_FILES(snapshot_files, TRACE_VOLATILE);

static const struct tracefs_file cpu_snapshot_files[] = {
	TRACE_FILE("snapshot", TRACE_MODE_WRITE, &snapshot_fops),
	TRACE_FILE("snapshot_raw", TRACE_MODE_READ, &snapshot_raw_fops),
};

TRACE_FILES(cpu_snapshot_files, TRACE_VOLATILE_CPU);
