/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instances whose records outlive the kernel.
 *
 * Their buffer is in memory that nobody clears at a reboot; what is at the
 * beginning of it tells what the addresses in old records mean.
 */
#ifndef _TRACE_CORE_LASTBOOT_H
#define _TRACE_CORE_LASTBOOT_H

#include <linux/types.h>

struct ringbuf_params;
struct seq_file;
struct trace_array;

/**
 * struct trace_memory - physical memory for the buffer of an instance
 * @start: address
 * @size: bytes
 */
struct trace_memory {
	phys_addr_t	start;
	phys_addr_t	size;
};

int trace_lastboot_open(struct trace_array *tr, const struct trace_memory *memory,
			struct ringbuf_params *params);
void trace_lastboot_close(struct trace_array *tr);

/* Any context. */
unsigned long trace_lastboot_address(const struct trace_array *tr, unsigned int former,
				     unsigned long addr);
void trace_lastboot_show(const struct trace_array *tr, struct seq_file *m);

#endif /* _TRACE_CORE_LASTBOOT_H */
