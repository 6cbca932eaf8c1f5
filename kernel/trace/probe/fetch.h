/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that get the arguments of a probe.
 *
 * All arguments of a probe are one flat program. It works on one value: an argument
 * begins with where the value comes from, goes on with what is done to it, and ends
 * with how it is written to the record. What cannot be read is a fault: the argument
 * ends there, as zeros or as the text "(fault)".
 */
#ifndef _TRACE_PROBE_FETCH_H
#define _TRACE_PROBE_FETCH_H

#include <linux/types.h>

struct pt_regs;

enum fetch_code {
	FETCH_END,

	/* A whole argument: the number at @offset in the record, @size bytes, as it is. */
	FETCH_COPY,

	/* Where the value comes from. */
	FETCH_IMMEDIATE,	/* @imm */
	FETCH_TEXT,		/* the address of @text, our own memory */
	FETCH_REGISTER,		/* the one at @offset in struct pt_regs */
	FETCH_ARGUMENT,		/* argument @imm of the function, the first is 0 */
	FETCH_STACK,		/* the stack pointer */
	FETCH_STACK_WORD,	/* word @imm on the stack */
	FETCH_RETVAL,		/* what the function returns */
	FETCH_COMM,		/* the address of the task's name */
	FETCH_SLOT,		/* word @imm of what was kept at entry */
	FETCH_FILE,		/* @offset in the file, as it is mapped */
	FETCH_FIELD,		/* the number at @offset in the record, @size bytes */
	FETCH_FIELD_SIGNED,
	FETCH_FIELD_AT,		/* the address of that place */
	FETCH_FIELD_LOC,	/* the address that the __data_loc there means */
	FETCH_FIELD_REL_LOC,
	FETCH_PER_CPU,		/* the address of this CPU's copy of what is at @imm */
	FETCH_CURRENT,		/* the task */

	/* What is done to it: it is an address, take the word at @offset from it. */
	FETCH_DEREF,
	FETCH_USER_DEREF,

	/* How it is written; each of these ends an argument. */
	FETCH_PUT,		/* the value itself */
	FETCH_MEMORY,		/* @count pieces of memory, @offset from it */
	FETCH_USER_MEMORY,
	FETCH_STRING,		/* a string, @offset from it */
	FETCH_USER_STRING,
	FETCH_OWN_STRING,	/* a string in our own memory */
	FETCH_SYMBOL,		/* the name of the function that it is in, as a string */
	FETCH_STRINGS,		/* strings that @count pointers point to */
	FETCH_USER_STRINGS,
};

/**
 * struct fetch_op - one step
 * @code: enum fetch_code
 * @size: of the number, or of one piece, in bytes
 * @left: bits to shift out above ...
 * @right: ... and below a bit field, after @left
 * @dest: where in the record
 * @count: pieces
 * @offset: see above, as for the others
 * @imm: see above
 * @text: see above
 */
struct fetch_op {
	u8	code;
	u8	size;
	u8	left;
	u8	right;
	u16	dest;
	u16	count;
	union {
		long		offset;
		unsigned long	imm;
		const char	*text;
	};
};

/**
 * struct fetch_source - what a hit has to offer
 * @regs: registers, or NULL
 * @words: what was kept at entry, or a record of another event
 * @file_base: where the probed file begins in the task's memory
 * @may_fault: the task's memory may be brought in
 * @refused: BPF programs have seen it, and perf is not to
 * @overridden: a BPF program has had the function return at once
 */
struct fetch_source {
	struct pt_regs	*regs;
	const void	*words;
	unsigned long	file_base;
	bool		may_fault;
	bool		refused;
	bool		overridden;
};

/* What stands for a string that cannot be read; its length in the record is 0. */
#define FETCH_FAULT	"(fault)"

/* No record of a probe is longer, no string in it either. */
#define FETCH_ROOM	3072

unsigned int trace_fetch(const struct fetch_op *op, const struct fetch_source *src,
			 void *rec, unsigned int len);
void trace_fetch_words(const struct fetch_op *op, const struct fetch_source *src,
		       unsigned long *words);

#endif /* _TRACE_PROBE_FETCH_H */
