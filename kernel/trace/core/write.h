/* SPDX-License-Identifier: GPL-2.0 */
/* What is written to a file, as text. */
#ifndef _TRACE_CORE_WRITE_H
#define _TRACE_CORE_WRITE_H

#include <linux/types.h>

/* Does what @text says, which it may write into; 0 or an errno. */
typedef int (*trace_text_fn)(void *data, char *text);

ssize_t trace_write_text(const char __user *ubuf, size_t size, loff_t *pos,
			 trace_text_fn run, void *data);

#endif /* _TRACE_CORE_WRITE_H */
