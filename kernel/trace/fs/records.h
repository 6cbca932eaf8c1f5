/* SPDX-License-Identifier: GPL-2.0 */
/* The files that give records out; tables of files refer to them. */
#ifndef _TRACE_FS_RECORDS_H
#define _TRACE_FS_RECORDS_H

#include <linux/fs.h>

extern const struct file_operations trace_text_fops;
extern const struct file_operations trace_pipe_fops;
extern const struct file_operations trace_raw_fops;

#endif /* _TRACE_FS_RECORDS_H */
