/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A format as it was when it was last printed.
 *
 * All records of an event have one format.  While the first of them is printed, what is
 * found in the format is written down: pieces of text, each of them followed by a
 * conversion or by another piece.  The others are printed by that.
 */
#ifndef _TRACE_OUTPUT_PLAN_H
#define _TRACE_OUTPUT_PLAN_H

#include <linux/types.h>

#define PLAN_TEXT	16
#define PLAN_STEPS	24

/* Instead of the letter of a conversion; all are below letters. */
#define PLAN_END	0
#define PLAN_MORE	'.'	/* text follows */
#define PLAN_ANY	'%'	/* a conversion that is not plain */

/**
 * struct trace_plain - a conversion that is a letter, perhaps with l before it
 * @letter: d, u, x, s, or one of PLAN_*
 * @longs: how many l
 */
struct trace_plain {
	char	letter;
	u8	longs;
};

/**
 * struct trace_step - a piece of a format
 * @text: text, anything behind it
 * @at: where it is in the format
 * @len: bytes of it
 * @plain: what follows
 */
struct trace_step {
	char			text[PLAN_TEXT];
	u16			at;
	u8			len;
	struct trace_plain	plain;
};

/**
 * struct trace_plan - a format
 * @fmt: where it is, NULL: unused
 * @nr: pieces in @step; more than it can hold: it is no use
 * @step: the pieces
 */
struct trace_plan {
	const char		*fmt;
	unsigned int		nr;
	struct trace_step	step[PLAN_STEPS];
};

void trace_plan_begin(struct trace_plan *plan);
/* From @text, within @fmt, up to @end there is text, then @plain. */
void trace_plan_add(struct trace_plan *plan, const char *fmt, const char *text,
		    const char *end, struct trace_plain plain);
/* That was all of @fmt. */
void trace_plan_end(struct trace_plan *plan, const char *fmt);

#endif /* _TRACE_OUTPUT_PLAN_H */
