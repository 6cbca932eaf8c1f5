/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this kernel can do: the lines of the file "features".
 *
 * Each part of the subsystem has a table of what it offers, beside the code that
 * does it. Names and values, once there, stay: programs rely on them.
 */
#ifndef _TRACE_CORE_FEATURE_H
#define _TRACE_CORE_FEATURE_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>

struct seq_file;

/**
 * struct trace_feature - one line
 * @name: small letters and hyphens
 * @values: words separated by spaces; NULL: none, or @show knows them
 * @show: prints the values with a space before each, under tracing_mutex; NULL: see
 *	@values
 * @list: all features, by name
 */
struct trace_feature {
	const char		*name;
	const char		*values;
	void			(*show)(struct seq_file *m);
	struct list_head	list;
};

/* At boot; takes tracing_mutex. */
void trace_features_add(struct trace_feature *feature, unsigned int nr);

/* Prints all lines; needs tracing_mutex. */
void trace_features_show(struct seq_file *m);

/* Makes table @_features known at boot. */
#define TRACE_FEATURES(_features)					\
	static int __init _features##_init(void)			\
	{								\
		trace_features_add(_features, ARRAY_SIZE(_features));	\
		return 0;						\
	}								\
	core_initcall(_features##_init)

#endif /* _TRACE_CORE_FEATURE_H */
