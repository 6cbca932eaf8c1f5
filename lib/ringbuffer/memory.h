/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that the client gives: it outlives the kernel, or somebody else has it,
 * too. memory.c tells what it looks like.
 */
#ifndef _LIB_RINGBUFFER_MEMORY_H
#define _LIB_RINGBUFFER_MEMORY_H

#include "platform.h"
#include <linux/ringbuffer/buffer.h>

struct rb_cpu;
struct rb_store;

/**
 * struct rb_head - the beginning of the memory
 * @magic: RB_HEAD_MAGIC, in the byte order of the machine
 * @version: RB_HEAD_VERSION
 * @subbuf: bytes of a sub-buffer
 * @cpus: number of CPUs
 * @slots: number of slots of each, one less than sub-buffers
 * @check: of all this
 * @boot: counts those who began with the memory. Who writes for a remote reader
 *	goes on where another writer ended and is not counted
 */
struct rb_head {
	u64	magic;
	u32	version;
	u32	subbuf;
	u32	cpus;
	u32	slots;
	u64	check;
	u64	boot;
};

/**
 * struct rb_shared - what the writers of a CPU tell
 * @commit: name of the newest page to look at; 0: nobody has written yet
 * @counts: what they refused
 */
struct rb_shared {
	u64			commit;
	struct rb_counts	counts;
} ____cacheline_aligned;

/**
 * struct rb_saved - what is in a sub-buffer
 * @nr: page number
 * @first: number of its first record
 * @boot: rb_head.boot of who wrote it
 * @check: of these and the id
 */
struct rb_saved {
	u64			nr;
	u64			first;
	u64			boot;
	u64			check;
};

/**
 * struct rb_memory - where it is, and what it is divided into
 * @start: where it is; NULL if there is none
 * @size: bytes
 * @share: who does what with it
 * @order: order of sub-buffers
 * @cpus: number of CPUs
 * @slots: number of slots per CPU
 */
struct rb_memory {
	void			*start;
	size_t			size;
	enum ringbuf_share	share;
	unsigned int		order;
	u32			cpus;
	u32			slots;
};

int rb_memory_divide(struct rb_memory *m);
int rb_memory_find(struct rb_memory *m);
void rb_memory_attach(struct rb_cpu *cpu, struct rb_store *st,
		      const struct rb_memory *m);
void rb_save(struct rb_store *st, const struct rb_subbuf *sub);
bool rb_saved_sound(struct rb_store *st, u32 id);

#endif
