// SPDX-License-Identifier: GPL-2.0
/* syscall_user_buf_size: how much of what system calls point to is recorded. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../event/syscall.h"
#include "table.h"

static int size_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	seq_printf(m, "%u\n", place->tr->syscall_user_size);
	return 0;
}

static int size_store(const struct trace_place *place, const struct tracefs_file *row, char *text)
{
	unsigned int bytes;

	return kstrtouint(text, 10, &bytes) ?: trace_syscall_set_user_size(place->tr, bytes);
}

static const struct trace_control size_control = { .show = size_show, .store = size_store };

static const struct tracefs_file syscall_files[] = {
	TRACE_CONTROL("syscall_user_buf_size", TRACE_MODE_WRITE, &size_control),
};

TRACE_FILES(syscall_files, TRACE_INSTANCE);
