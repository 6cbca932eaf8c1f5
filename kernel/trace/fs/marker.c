// SPDX-License-Identifier: GPL-2.0
/*
 * trace_marker and trace_marker_raw: user space writes a record.
 *
 * A text that is too long for a record becomes several, each a line of its own.
 * Triggers of the event ftrace:print are set off by every one of them.
 *
 * The bytes go straight from user memory into the reserved record. No page
 * fault can be served there, so the pages are touched before; if they are gone
 * again by the time of the copy, the record says so instead.
 */
#include <linux/fs.h>
#include <linux/pagemap.h>
#include <linux/preempt.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include "../core/context.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/record.h"
#include "../core/trigger.h"
#include "../core/watch.h"
#include "table.h"

#define MARKER_MAX	4096
#define FAULTED		"<faulted>"

static int marker_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_inode_instance(inode);
	int err;

	if (!trace_array_get(tr))
		return -ENODEV;
	scoped_guard(mutex, &tracing_mutex)
		err = trace_array_expand(tr);
	if (err) {
		trace_array_put(tr);
		return err;
	}
	file->private_data = tr;
	return stream_open(inode, file);
}

static int marker_release(struct inode *inode, struct file *file)
{
	trace_array_put(file->private_data);
	return 0;
}

/* Fills a record with what was written; @size becomes the length of what is there. */
static int fill_text(struct trace_print_entry *entry, const char __user *ubuf, size_t *size)
{
	int ret = copy_from_user_nofault(entry->buf, ubuf, *size);

	if (ret) {
		*size = strlen(FAULTED);
		memcpy(entry->buf, FAULTED, *size);
	}
	entry->buf[*size] = '\0';
	return ret;
}

/* A record ends with a newline in any case. */
static void end_line(struct trace_print_entry *entry, size_t size)
{
	if (entry->buf[size - 1] == '\n')
		return;
	entry->buf[size++] = '\n';
	entry->buf[size] = '\0';
}

static void set_off_triggers(struct trace_record *rec)
{
	struct trace_event_file *file = READ_ONCE(rec->tr->print_event);

	if (likely(!file || !(READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER)))
		return;
	rec->file = file;
	rec->regs = NULL;
	trace_trigger_all(rec);
}

/* Readers know a marker by the name of this function. */
static noinline int tracing_mark_write(struct trace_array *tr, const char __user *ubuf,
				       size_t size)
{
	size_t room = max(size, strlen(FAULTED)) + 2;
	struct trace_print_entry *entry;
	struct trace_record rec __uninitialized;
	int ret;

	guard(preempt_notrace)();
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_print,
				   struct_size(entry, buf, room), trace_context(1));
	if (!entry)
		return -EBADF;
	entry->ip = (unsigned long)tracing_mark_write;
	ret = fill_text(entry, ubuf, &size);
	/* They compare what was written, without a newline that was not. */
	set_off_triggers(&rec);
	end_line(entry, size);
	trace_record_seen(&rec, TRACE_EXPORT_MARKER);
	trace_record_end(&rec);
	return ret;
}

static int write_piece(struct trace_array *tr, const char __user *ubuf, size_t size)
{
	return fault_in_readable(ubuf, size) ? -EFAULT : tracing_mark_write(tr, ubuf, size);
}

/* Bytes of text in one record; the newline and the end are not among them. */
static size_t piece_max(struct trace_array *tr)
{
	size_t head = offsetof(struct trace_print_entry, buf) + 2;

	return min_t(size_t, MARKER_MAX, ringbuf_max_record(tr->buffer) - head);
}

static ssize_t marker_write(struct file *file, const char __user *ubuf, size_t size,
			    loff_t *pos)
{
	struct trace_array *tr = file->private_data;
	size_t piece, done;
	int err;

	if (!trace_option(tr, MARKERS) && size)
		return -EINVAL;
	for (done = 0; done < size; done += piece) {
		piece = min(size - done, piece_max(tr));
		err = write_piece(tr, ubuf + done, piece);
		if (err)
			return done ?: err;
		if (fatal_signal_pending(current))
			return done + piece;
		cond_resched();
	}
	return size;
}

/* @len bytes from the id on; those that are not filled are nobody's. */
static int fill_raw(struct trace_raw_data_entry *entry, size_t len,
		    const char __user *ubuf, size_t size)
{
	void *data = (void *)entry + offsetof(struct trace_raw_data_entry, id);
	int ret = copy_from_user_nofault(data, ubuf, size);

	if (ret) {
		entry->id = -1;
		memcpy(entry->buf, FAULTED, strlen(FAULTED));
		size = sizeof(u32) + strlen(FAULTED);
	}
	memset(data + size, 0, len - size);
	return ret;
}

static int record_raw(struct trace_array *tr, const char __user *ubuf, size_t size)
{
	size_t head = offsetof(struct trace_raw_data_entry, id);
	size_t len = ALIGN(max(size, sizeof(u32) + strlen(FAULTED)), sizeof(u32));
	struct trace_raw_data_entry *entry;
	struct trace_record rec __uninitialized;
	int ret;

	guard(preempt_notrace)();
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_raw_data, head + len, trace_context(1));
	if (!entry)
		return -EBADF;
	ret = fill_raw(entry, len, ubuf, size);
	trace_record_seen(&rec, TRACE_EXPORT_MARKER);
	trace_record_end(&rec);
	return ret;
}

/* A record of a format that user space has chosen cannot be cut. */
static ssize_t raw_write(struct file *file, const char __user *ubuf, size_t size, loff_t *pos)
{
	struct trace_array *tr = file->private_data;
	size_t head = offsetof(struct trace_raw_data_entry, id);
	int ret;

	if (!trace_option(tr, MARKERS) || size < sizeof(u32) ||
	    size > ringbuf_max_record(tr->buffer) - head)
		return -EINVAL;
	if (fault_in_readable(ubuf, size))
		return -EFAULT;
	ret = record_raw(tr, ubuf, size);
	return ret ?: size;
}

static const struct file_operations marker_fops = {
	.open		= marker_open,
	.write		= marker_write,
	.release	= marker_release,
};

static const struct file_operations raw_fops = {
	.open		= marker_open,
	.write		= raw_write,
	.release	= marker_release,
};

static const struct tracefs_file marker_files[] = {
	TRACE_FILE("trace_marker", 0220, &marker_fops),
	TRACE_FILE("trace_marker_raw", 0220, &raw_fops),
};

TRACE_FILES(marker_files, TRACE_INSTANCE);

static struct trace_feature marker_features[] = {
	{ .name = "markers", .values = "text raw split triggers" },
};

TRACE_FEATURES(marker_features);
