// SPDX-License-Identifier: GPL-2.0
/* Files of instances in memory that outlives the kernel. */
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
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

static int meta_show(struct seq_file *m, const struct trace_place *place,
		     const struct tracefs_file *row)
{
	struct ringbuf *rb = place->tr->buffer;
	struct ringbuf_layout layout;
	unsigned int i;

	if (!ringbuf_layout(rb, place->cpu, &layout))
		return 0;
	seq_printf(m, "head_buffer:   %u\n", layout.head);
	seq_printf(m, "commit_buffer: %u\n", layout.commit);
	seq_printf(m, "subbuf_size:   %lu\n", PAGE_SIZE << ringbuf_subbuf_order(rb));
	seq_printf(m, "nr_subbufs:    %u\n", layout.subbufs);
	for (i = 0; i < layout.subbufs; i++)
		seq_printf(m, "buffer[%u]:    %u\n", i, ringbuf_subbuf_at(rb, place->cpu, i));
	return 0;
}

static const struct trace_control info_control = { info_show };
static const struct trace_control meta_control = { meta_show };

static const struct tracefs_file lastboot_files[] = {
	TRACE_CONTROL("last_boot_info", TRACE_MODE_READ, &info_control),
};

TRACE_FILES(lastboot_files, TRACE_MEMORY);

static const struct tracefs_file cpu_lastboot_files[] = {
	TRACE_CONTROL("buffer_meta", TRACE_MODE_READ, &meta_control),
};

TRACE_FILES(cpu_lastboot_files, TRACE_MEMORY_CPU);
