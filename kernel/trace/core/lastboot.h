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

/* The greatest number of a record type of the kernel image. */
extern unsigned int trace_image_types;

/* A record type got its number; the name is to find it by. Needs tracing_mutex. */
void trace_lastboot_enter_type(unsigned int type, const char *system, const char *name);

/* Any context. */
unsigned long trace_lastboot_address(const struct trace_array *tr, unsigned int former,
				     unsigned long addr);
unsigned int trace_lastboot_type(const struct trace_array *tr, unsigned int former,
				 unsigned int type);
void trace_lastboot_show(const struct trace_array *tr, struct seq_file *m);

#endif /* _TRACE_CORE_LASTBOOT_H */
