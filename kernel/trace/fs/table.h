/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control files as rows of tables.
 *
 * A file that shows or takes a line of text is one row and one or two
 * functions; any other is a row with its own file operations. Each family of
 * files has a table, which TRACE_FILES() makes appear where it belongs.
 */
#ifndef _TRACE_FS_TABLE_H
#define _TRACE_FS_TABLE_H

#include <linux/init.h>
#include <linux/list.h>
#include <linux/tracefs.h>
#include <linux/types.h>

struct seq_file;
struct trace_array;

#define TRACE_MODE_READ		0440
#define TRACE_MODE_WRITE	0640

/**
 * struct trace_place - which buffer a file is about
 * @tr: the instance
 * @cpu: the CPU, or RB_ALL_CPUS
 */
struct trace_place {
	struct trace_array	*tr;
	int			cpu;
};

/* Of a file, by its inode; the CPU is RB_ALL_CPUS outside per_cpu/. */
struct trace_array *trace_inode_instance(const struct inode *inode);
int trace_inode_cpu(const struct inode *inode);

/**
 * struct trace_control - functions behind a file of text
 * @show: prints the file; NULL: reading gives EINVAL
 * @store: is told what was written, as a string that it may change; NULL:
 *	writing gives EINVAL
 * @truncate: is told that somebody opened the file with O_TRUNC; may be NULL
 *
 * All run under tracing_mutex and return 0 or an errno. @row is the row of the
 * file, for functions that serve several.
 */
struct trace_control {
	int (*show)(struct seq_file *m, const struct trace_place *place,
		    const struct tracefs_file *row);
	int (*store)(const struct trace_place *place, const struct tracefs_file *row,
		     char *text);
	int (*truncate)(const struct trace_place *place, const struct tracefs_file *row);
};

extern const struct file_operations trace_control_fops;

/* A row for a struct trace_control that is found at @control. */
#define TRACE_CONTROL(_name, _mode, _control)		\
	{						\
		.name	= (_name),			\
		.mode	= (_mode),			\
		.fops	= &trace_control_fops,		\
		.ptr	= (_control),			\
	}

/* A row for a file with operations of its own. */
#define TRACE_FILE(_name, _mode, _fops)			\
	{						\
		.name	= (_name),			\
		.mode	= (_mode),			\
		.fops	= (_fops),			\
	}

/* Where a table of files belongs. */
enum trace_scope {
	TRACE_TOP,		/* only /sys/kernel/tracing */
	TRACE_INSTANCE,		/* that and every instance */
	TRACE_CPU,		/* per_cpu/cpuN of both */
	TRACE_MEMORY,		/* instances in memory that outlives the kernel */
	TRACE_MEMORY_CPU,	/* per_cpu/cpuN of those */
	TRACE_VOLATILE,		/* all others */
	TRACE_VOLATILE_CPU,	/* per_cpu/cpuN of those */
};

/**
 * struct trace_files - a family of files
 * @files: the table
 * @nr: its rows
 * @scope: where it belongs
 * @list: all families
 */
struct trace_files {
	const struct tracefs_file	*files;
	unsigned int			nr;
	enum trace_scope		scope;
	struct list_head		list;
};

/* At boot, before fs_initcall() time. */
int trace_files_register(struct trace_files *files);

/* Makes table @_files appear in @_scope at boot. */
#define TRACE_FILES(_files, _scope)					\
	static struct trace_files _files##_family = {			\
		.files	= (_files),					\
		.nr	= ARRAY_SIZE(_files),				\
		.scope	= (_scope),					\
	};								\
									\
	static int __init _files##_init(void)				\
	{								\
		return trace_files_register(&_files##_family);		\
	}								\
	core_initcall(_files##_init)

#endif /* _TRACE_FS_TABLE_H */
