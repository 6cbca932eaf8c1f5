/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Life, size, switches and statistics of a ring buffer.
 *
 * Unless said otherwise these functions may sleep and must not be called from
 * a writer.
 */
#ifndef _LINUX_RINGBUFFER_BUFFER_H
#define _LINUX_RINGBUFFER_BUFFER_H

#include <linux/ringbuffer/platform.h>

struct ringbuf;

#define RB_ALL_CPUS	(-1)

/**
 * enum ringbuf_share - who does what with memory of the client
 * @RINGBUF_OWN: it is all ours. If a buffer of the same shape was there before,
 *	perhaps in a former kernel, its records are in the new one
 * @RINGBUF_WRITE: we write, somebody else reads: another kernel, a hypervisor's
 *	host, a process
 * @RINGBUF_READ: we read what somebody else writes there
 */
enum ringbuf_share {
	RINGBUF_OWN,
	RINGBUF_WRITE,
	RINGBUF_READ,
};

/**
 * struct ringbuf_params - what a new buffer shall look like
 * @name: for messages
 * @bytes: size per CPU, headers not counted; rounded up to whole sub-buffers,
 *	at least two
 * @order: a sub-buffer is PAGE_SIZE << @order bytes, at most 1 MiB
 * @overwrite: what RB_MODE_ASK means at first
 * @clock: same clock as that of the writers' rb_config, for slow paths
 * @ctx: argument of @clock; inline clocks find it with ringbuf_ctx()
 * @memory: where all sub-buffers shall be, or NULL. @bytes is of no meaning
 *	then, and the size is fixed; @order is the writer's
 * @memory_size: bytes there
 * @share: who else has the memory
 */
struct ringbuf_params {
	const char	*name;
	unsigned long	bytes;
	unsigned int	order;
	bool		overwrite;
	u64		(*clock)(void *ctx);
	void		*ctx;
	void		*memory;
	size_t		memory_size;
	enum ringbuf_share share;
};

/**
 * struct ringbuf_layout - which sub-buffer is what
 * @subbufs: how many there are, that of the reader included
 * @head: the one with the oldest page
 * @commit: the one that is written
 */
struct ringbuf_layout {
	unsigned int	subbufs;
	unsigned int	head;
	unsigned int	commit;
};

/**
 * struct ringbuf_stats - counts of one CPU since its last reset
 * @entries: records in the buffer, not read yet
 * @overrun: records overwritten before they were read
 * @commit_overrun: records refused because everything was still unfinished
 *	below them (nested writers filled the whole buffer)
 * @dropped: records refused because the buffer was full, overwriting is off
 * @nested: records refused because too many writers were in progress
 * @too_long: records refused because no page can hold them
 * @clock_back: times the clock was seen to run backwards
 * @read: records consumed
 * @bytes: bytes of unread records, headers included
 * @oldest_ts: time of the oldest unread record, 0 if there is none
 * @now_ts: the clock now
 */
struct ringbuf_stats {
	unsigned long	entries;
	unsigned long	overrun;
	unsigned long	commit_overrun;
	unsigned long	dropped;
	unsigned long	nested;
	unsigned long	too_long;
	unsigned long	clock_back;
	unsigned long	read;
	unsigned long	bytes;
	u64		oldest_ts;
	u64		now_ts;
};

bool ringbuf_memory_for(unsigned long bytes);

struct ringbuf *ringbuf_create(const struct ringbuf_params *p);
void ringbuf_destroy(struct ringbuf *rb);

void ringbuf_reset(struct ringbuf *rb);
void ringbuf_reset_cpu(struct ringbuf *rb, int cpu);

/* The user's switch; any context. */
void ringbuf_record_on(struct ringbuf *rb);
void ringbuf_record_off(struct ringbuf *rb);
bool ringbuf_record_is_on(struct ringbuf *rb);

/* Counted, independent of the switch; any context. */
void ringbuf_record_disable(struct ringbuf *rb);
void ringbuf_record_enable(struct ringbuf *rb);
void ringbuf_record_disable_cpu(struct ringbuf *rb, int cpu);
void ringbuf_record_enable_cpu(struct ringbuf *rb, int cpu);

/* Any context. */
void ringbuf_set_overwrite(struct ringbuf *rb, bool on);
bool ringbuf_overwrite(struct ringbuf *rb);

int ringbuf_set_size(struct ringbuf *rb, int cpu, unsigned long bytes);
unsigned long ringbuf_size(struct ringbuf *rb, int cpu);
unsigned long ringbuf_size_for(struct ringbuf *rb, unsigned long bytes);
int ringbuf_set_subbuf_order(struct ringbuf *rb, unsigned int order);
unsigned int ringbuf_subbuf_order(struct ringbuf *rb);
unsigned int ringbuf_max_record(struct ringbuf *rb);

int ringbuf_swap(struct ringbuf *a, struct ringbuf *b);
/* Interrupts off, on that CPU. */
int ringbuf_swap_cpu(struct ringbuf *a, struct ringbuf *b, int cpu);

/* Any context. */
bool ringbuf_layout(struct ringbuf *rb, int cpu, struct ringbuf_layout *layout);
unsigned int ringbuf_subbuf_at(struct ringbuf *rb, int cpu, unsigned int i);
void ringbuf_stats(struct ringbuf *rb, int cpu, struct ringbuf_stats *s);
bool ringbuf_empty(struct ringbuf *rb);
bool ringbuf_empty_cpu(struct ringbuf *rb, int cpu);
bool ringbuf_has_cpu(struct ringbuf *rb, int cpu);
u64 ringbuf_now(struct ringbuf *rb, int cpu);

#endif
