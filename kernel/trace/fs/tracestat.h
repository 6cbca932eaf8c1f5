/* SPDX-License-Identifier: GPL-2.0 */
/* The directory trace_stat, where tables of counts are. */
#ifndef _TRACE_FS_TRACESTAT_H
#define _TRACE_FS_TRACESTAT_H

struct tracefs_file;

/* At boot, at fs_initcall() time; @files stay for ever. */
int trace_stat_add_files(const struct tracefs_file *files, unsigned int nr);

#endif /* _TRACE_FS_TRACESTAT_H */
