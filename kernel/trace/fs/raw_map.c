// SPDX-License-Identifier: GPL-2.0
/* mmap() of trace_pipe_raw, see Documentation/trace/ring-buffer-map.rst. */
#include <linux/mm.h>
#include <linux/ringbuffer/map.h>
#include "../core/instance.h"
#include "../core/snapshot.h"
#include "raw.h"

static struct trace_raw *raw_of(const struct vm_area_struct *vma)
{
	return vma->vm_file->private_data;
}

static void map_opened(struct vm_area_struct *vma)
{
	struct trace_raw *raw = raw_of(vma);

	rb_map_dup(raw->buffer, raw->cpu);
	trace_snapshot_exclude(raw->tr);
}

static void map_closed(struct vm_area_struct *vma)
{
	struct trace_raw *raw = raw_of(vma);

	rb_unmap(raw->buffer, raw->cpu);
	trace_snapshot_admit(raw->tr);
}

static const struct vm_operations_struct map_ops = {
	.open	= map_opened,
	.close	= map_closed,
};

/**
 * trace_raw_mmap - .mmap of trace_pipe_raw
 * @file: the file
 * @vma: the area
 *
 * Context: may sleep.
 * Return: 0, -EBUSY while something takes snapshots by itself, or what rb_map()
 * says.
 */
int trace_raw_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct trace_raw *raw = file->private_data;
	int err;

	if (!trace_snapshot_exclude(raw->tr))
		return -EBUSY;
	err = rb_map(raw->buffer, raw->cpu, vma);
	if (err)
		trace_snapshot_admit(raw->tr);
	else
		vma->vm_ops = &map_ops;
	return err;
}

/**
 * trace_raw_get_reader - TRACE_MMAP_IOCTL_GET_READER
 * @file: the file
 *
 * Waits for records as splice() does, unless the file is non-blocking.
 *
 * Context: may sleep.
 * Return: 0; -ENODEV if nothing is mapped; -ERESTARTSYS after a signal.
 */
long trace_raw_get_reader(struct file *file)
{
	struct trace_raw *raw = file->private_data;
	struct trace_raw_wait wait = trace_raw_wait_begin(raw);
	int err = 0;

	if (!trace_raw_nonblock(file))
		err = trace_raw_wait(&wait, READ_ONCE(raw->tr->buffer_percent));
	return err ?: rb_map_get_reader(raw->buffer, raw->cpu);
}
