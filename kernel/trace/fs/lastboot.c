// SPDX-License-Identifier: GPL-2.0
/* Files of instances in memory that outlives the kernel. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "table.h"

static int info_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	trace_lastboot_show(place->tr, m);
	return 0;
}

static const struct trace_control info_control = { info_show };

static const struct tracefs_file lastboot_files[] = {
	TRACE_CONTROL("last_boot_info", TRACE_MODE_READ, &info_control),
};

TRACE_FILES(lastboot_files, TRACE_MEMORY);
