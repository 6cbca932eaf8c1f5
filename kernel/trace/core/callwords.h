/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words behind the fields of a record of a call.
 *
 * Options add them: the address that the call returns to (function graph), and the
 * registers that arguments are in. Which of them are there follows from how many there
 * are. No format file shows them, so programs that go by these files pass over them.
 */
#ifndef _TRACE_CORE_CALLWORDS_H
#define _TRACE_CORE_CALLWORDS_H

#include <linux/ftrace.h>
#include <linux/string.h>
#include <linux/types.h>

/* Registers for arguments; an architecture that has others says so in <asm/ftrace.h>. */
#ifndef FTRACE_REGS_MAX_ARGS
#define FTRACE_REGS_MAX_ARGS	6
#endif

#define TRACE_CALL_WORDS_MAX	(1 + FTRACE_REGS_MAX_ARGS)

/**
 * struct trace_call_words - what is there
 * @has_ret: @ret is
 * @has_args: @args are
 * @ret: where the call returns to
 * @args: registers, in the order of the arguments
 */
struct trace_call_words {
	bool		has_ret;
	bool		has_args;
	unsigned long	ret;
	unsigned long	args[FTRACE_REGS_MAX_ARGS];
};

#ifdef CONFIG_FUNCTION_TRACER
/* The registers to @word; returns how many. */
static __always_inline unsigned int trace_call_words_args(unsigned long *word,
							  struct ftrace_regs *fregs)
{
	for (unsigned int i = 0; i < FTRACE_REGS_MAX_ARGS; i++)
		word[i] = ftrace_regs_get_argument(fregs, i);
	return FTRACE_REGS_MAX_ARGS;
}
#endif

/* Of a record of @size bytes, of which its type has @fixed. */
static inline void trace_call_words_read(struct trace_call_words *words, const void *record,
					 unsigned int fixed, unsigned int size)
{
	unsigned int nr = size > fixed ? (size - fixed) / sizeof(long) : 0;
	const void *at = record + fixed;

	words->has_ret = nr == 1 || nr == TRACE_CALL_WORDS_MAX;
	words->has_args = nr == FTRACE_REGS_MAX_ARGS || nr == TRACE_CALL_WORDS_MAX;
	if (words->has_ret)
		memcpy(&words->ret, at, sizeof(words->ret));
	if (words->has_args)
		memcpy(words->args, at + words->has_ret * sizeof(long), sizeof(words->args));
}

#endif /* _TRACE_CORE_CALLWORDS_H */
