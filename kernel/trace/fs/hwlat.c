// SPDX-License-Identifier: GPL-2.0
/* hwlat_detector/: width and window in microseconds, mode. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../tracer/hwlat.h"
#include "table.h"

static int width_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	seq_printf(m, "%llu\n", hwlat_settings.width);
	return 0;
}

static int width_store(const struct trace_place *place, const struct tracefs_file *row,
		       char *text)
{
	u64 usecs;
	int err = kstrtou64(text, 10, &usecs);

	if (err)
		return err;
	if (!usecs || usecs > hwlat_settings.window)
		return -EINVAL;
	WRITE_ONCE(hwlat_settings.width, usecs);
	return 0;
}

static int window_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	seq_printf(m, "%llu\n", hwlat_settings.window);
	return 0;
}

static int window_store(const struct trace_place *place, const struct tracefs_file *row,
			char *text)
{
	u64 usecs;
	int err = kstrtou64(text, 10, &usecs);

	if (err)
		return err;
	if (usecs < hwlat_settings.width)
		return -EINVAL;
	WRITE_ONCE(hwlat_settings.window, usecs);
	return 0;
}

static int mode_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	for (enum hwlat_mode mode = 0; mode < HWLAT_NR_MODES; mode++)
		seq_printf(m, mode == hwlat_settings.mode ? "%s[%s]" : "%s%s",
			   mode ? " " : "", hwlat_mode_names[mode]);
	seq_putc(m, '\n');
	return 0;
}

static int mode_store(const struct trace_place *place, const struct tracefs_file *row,
		      char *text)
{
	int mode = sysfs_match_string(hwlat_mode_names, strim(text));

	return mode < 0 ? mode : hwlat_set_mode(mode);
}

static const struct trace_control width_control = { width_show, width_store };
static const struct trace_control window_control = { window_show, window_store };
static const struct trace_control mode_control = { mode_show, mode_store };

static const struct tracefs_file hwlat_files[] = {
	TRACE_CONTROL("mode", TRACE_MODE_WRITE, &mode_control),
	TRACE_CONTROL("width", TRACE_MODE_WRITE, &width_control),
	TRACE_CONTROL("window", TRACE_MODE_WRITE, &window_control),
};

static int __init hwlat_files_init(void)
{
	return PTR_ERR_OR_ZERO(tracefs_create_dir("hwlat_detector", NULL, hwlat_files,
						  ARRAY_SIZE(hwlat_files), &top_trace));
}
fs_initcall(hwlat_files_init);
