/* SPDX-License-Identifier: GPL-2.0 */
/* Files that choose functions. */
#ifndef _TRACE_FS_FUNCFILTER_H
#define _TRACE_FS_FUNCFILTER_H

#include <linux/fs.h>
#include "../hook/filter.h"

struct trace_array;

/**
 * struct trace_filter_source - what a file is about
 * @get: the filter that has the list, NULL if there is no memory for it; lives as long
 *	as the instance; called under hook_mutex
 * @kind: which list
 * @commands: it takes commands, see trigger/function.c
 * @strict: to take away what is not in the list is an error
 */
struct trace_filter_source {
	struct hook_filter	*(*get)(struct trace_array *tr, enum hook_list_kind kind);
	enum hook_list_kind	kind;
	bool			commands;
	bool			strict;
};

extern const struct file_operations trace_filter_fops;

/* A row for a struct trace_filter_source that is found at @_source. */
#define TRACE_FILTER(_name, _source)			\
	{						\
		.name	= (_name),			\
		.mode	= TRACE_MODE_WRITE,		\
		.fops	= &trace_filter_fops,		\
		.ptr	= (_source),			\
	}

#endif /* _TRACE_FS_FUNCFILTER_H */
