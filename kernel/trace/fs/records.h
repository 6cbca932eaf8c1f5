/* SPDX-License-Identifier: GPL-2.0 */
/* The files that give records out; tables of files refer to them. */
#ifndef _TRACE_FS_RECORDS_H
#define _TRACE_FS_RECORDS_H

#include <linux/fs.h>

struct ringbuf;
struct seq_file;
struct trace_array;
struct trace_form;

extern const struct file_operations trace_view_fops;
extern const struct file_operations trace_pipe_fops;
extern const struct file_operations trace_raw_fops;

/* A buffer as lines, for files that are opened for reading. */
int trace_view_open(struct file *file, struct trace_array *tr, struct ringbuf *rb,
		    int cpu, const struct trace_form *form,
		    void (*nothing)(struct seq_file *m, struct trace_array *tr));
void trace_view_close(struct file *file);

#endif /* _TRACE_FS_RECORDS_H */
