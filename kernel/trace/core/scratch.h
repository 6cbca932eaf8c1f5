/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of the CPU for what is made and then copied or dropped: records that a
 * filter may refuse, stacks and texts of a length that is not known before.
 * Whoever interrupts us takes the next piece and is done with it before we go on.
 */
#ifndef _TRACE_CORE_SCRATCH_H
#define _TRACE_CORE_SCRATCH_H

#include <linux/percpu.h>

/* Two for each kind of context: one who makes a record may need another piece. */
#define TRACE_SCRATCH_DEPTH	8
#define TRACE_SCRATCH_BYTES	4096

/**
 * struct trace_scratch - that of one CPU
 * @depth: pieces in use
 * @piece: they
 */
struct trace_scratch {
	unsigned int	depth;
	u64		piece[TRACE_SCRATCH_DEPTH][TRACE_SCRATCH_BYTES / sizeof(u64)];
};

DECLARE_PER_CPU(struct trace_scratch, trace_scratch);

/**
 * trace_scratch_take - take a piece
 * @len: bytes
 *
 * Context: any, preemption off until trace_scratch_drop().
 * Return: memory, or NULL: too long or, short of recursion impossible, too deep.
 */
static inline void *trace_scratch_take(size_t len)
{
	struct trace_scratch *s = this_cpu_ptr(&trace_scratch);

	if (len > TRACE_SCRATCH_BYTES || s->depth >= TRACE_SCRATCH_DEPTH)
		return NULL;
	return s->piece[s->depth++];
}

/* The end of the piece taken last; preemption off since then. */
static inline void trace_scratch_drop(void)
{
	barrier();
	this_cpu_ptr(&trace_scratch)->depth--;
}

#endif /* _TRACE_CORE_SCRATCH_H */
