// SPDX-License-Identifier: GPL-2.0
/* The directory trace_stat. */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/tracefs.h>
#include "tracestat.h"

/**
 * trace_stat_add_files - put files into trace_stat, making it for the first ones
 * @files: the table
 * @nr: its rows
 *
 * Context: initcalls, which come one by one.
 * Return: 0, or an errno.
 */
int __init trace_stat_add_files(const struct tracefs_file *files, unsigned int nr)
{
	static struct tracefs_dir *dir __initdata;

	if (dir)
		return tracefs_dir_add_files(dir, files, nr, NULL);
	dir = tracefs_create_dir("trace_stat", NULL, files, nr, NULL);
	return PTR_ERR_OR_ZERO(dir);
}
