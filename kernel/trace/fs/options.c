// SPDX-License-Identifier: GPL-2.0
/* trace_options, and options/ with a file for each. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/option.h"
#include "table.h"

/* One row per option; filled in at boot, constant then. */
static struct tracefs_file option_files[TRACE_NR_OPTIONS];

static bool is_on(const struct trace_array *tr, enum trace_option opt)
{
	return tr->options & BIT_ULL(opt);
}

static int options_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		if (trace_option_shown(place->tr, opt))
			seq_printf(m, "%s%s\n", is_on(place->tr, opt) ? "" : "no",
				   trace_option_info[opt].name);
	return 0;
}

static int options_store(const struct trace_place *place, const struct tracefs_file *row,
			 char *text)
{
	return trace_option_set_by_name(place->tr, strim(text));
}

static int option_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	seq_printf(m, "%d\n", is_on(place->tr, row - option_files));
	return 0;
}

static int option_store(const struct trace_place *place, const struct tracefs_file *row,
			char *text)
{
	unsigned long on;
	int ret = kstrtoul(text, 10, &on);

	if (ret)
		return ret;
	if (on > 1)
		return -EINVAL;
	return trace_option_set(place->tr, row - option_files, on);
}

static bool option_visible(const struct tracefs_dir *dir, const struct tracefs_file *row)
{
	return trace_option_has_file(tracefs_dir_data(dir), row - option_files);
}

static const struct trace_control options_control = { options_show, options_store };
static const struct trace_control option_control = { option_show, option_store };

static const struct tracefs_file options_files[] = {
	TRACE_CONTROL("trace_options", TRACE_MODE_WRITE, &options_control),
};

TRACE_FILES(options_files, TRACE_INSTANCE);

static int options_create(struct trace_array *tr)
{
	struct tracefs_dir *dir;

	dir = tracefs_create_dir("options", tr->dir, option_files, TRACE_NR_OPTIONS, tr);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	tr->option_dir = dir;
	return 0;
}

static void options_destroy(struct trace_array *tr)
{
	tracefs_dir_remove(tr->option_dir);
}

static struct trace_array_part options_part = {
	.create		= options_create,
	.destroy	= options_destroy,
};

static int __init options_init(void)
{
	for (enum trace_option opt = 0; opt < TRACE_NR_OPTIONS; opt++)
		option_files[opt] = (struct tracefs_file){
			.name		= trace_option_info[opt].name,
			.mode		= TRACE_MODE_WRITE,
			.fops		= &trace_control_fops,
			.visible	= option_visible,
			.ptr		= &option_control,
		};
	return trace_array_register_part(&options_part);
}
core_initcall(options_init);
