/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are read as text and written as commands. */
#ifndef _TRACE_CORE_WRITE_H
#define _TRACE_CORE_WRITE_H

#include <linux/types.h>

struct file;

/* Does what @text says, which it may write into; 0 or an errno. */
typedef int (*trace_text_fn)(void *data, char *text);

ssize_t trace_write_text(const char __user *ubuf, size_t size, loff_t *pos,
			 trace_text_fn run, void *data);
void trace_text_allow_pwrite(struct file *file);
loff_t trace_text_lseek(struct file *file, loff_t offset, int whence);

#endif /* _TRACE_CORE_WRITE_H */
