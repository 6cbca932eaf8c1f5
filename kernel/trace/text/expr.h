/* SPDX-License-Identifier: GPL-2.0 */
/* Expressions: operators, brackets, and operands that the caller reads. */
#ifndef _TRACE_TEXT_EXPR_H
#define _TRACE_TEXT_EXPR_H

#include "cursor.h"

/**
 * struct text_operator - an operator between two operands
 * @text: how it is written; the longer ones come first in a table
 * @level: the higher the more tightly it binds; at least 1
 */
struct text_operator {
	const char	*text;
	unsigned int	level;
};

/**
 * struct text_language - what an expression consists of
 * @operators: between two operands, @nr of them, less than 100
 * @nr: number of @operators
 * @prefixes: characters that are operators before one operand; they bind most
 *	tightly, the one next to the operand first
 * @operand: reads what is no operator and no bracket. At the place where an
 *	operand has to be it is called for whatever is there, the end of the
 *	range and a closing bracket included, and says what is wrong with it
 * @prefix: apply the operator that @ch is to the last operand
 * @join: apply operator number @nr to the last two operands; from left to right
 *	where they bind equally
 *
 * The three get @ctx of text_expr(), are called in the order in which the
 * expression is to be worked out, and return 0 or an errno that ends it.
 */
struct text_language {
	const struct text_operator	*operators;
	unsigned int			nr;
	const char			*prefixes;
	int (*operand)(void *ctx, struct text_cursor *c);
	int (*prefix)(void *ctx, char ch);
	int (*join)(void *ctx, unsigned int nr);
};

int text_expr(struct text_cursor *c, const struct text_language *language, void *ctx);

#endif /* _TRACE_TEXT_EXPR_H */
