// SPDX-License-Identifier: GPL-2.0
/*
 * Expressions, with precedence and brackets at any depth.
 *
 * What has been read but cannot be applied yet waits on a stack: operators whose
 * right side is still to come, and open brackets. An operator is applied when one
 * that does not bind more tightly comes, or a closing bracket, or the end. Each
 * byte of the text puts at most one item there, so the stack is as large as the
 * text, comes from the allocator, and no depth of brackets costs kernel stack.
 */
#include "platform.h"
#include "expr.h"
#include "token.h"

/* Items of the stack: this, a prefix, or the number of an operator from here on. */
#define BRACKET		'('
#define FIRST_OPERATOR	0x80

/**
 * struct expr - an expression being read
 * @c: the cursor
 * @language: what it consists of
 * @ctx: the caller's
 * @stack: what waits
 * @top: number of items
 */
struct expr {
	struct text_cursor		*c;
	const struct text_language	*language;
	void				*ctx;
	u8				*stack;
	size_t				top;
};

static unsigned int level_of(const struct expr *e, u8 item)
{
	if (item == BRACKET)
		return 0;
	if (item < FIRST_OPERATOR)
		return UINT_MAX;
	return e->language->operators[item - FIRST_OPERATOR].level;
}

/* Apply what binds at least as tightly as @level. */
static int apply_down_to(struct expr *e, unsigned int level)
{
	u8 item;
	int err;

	while (e->top && level_of(e, e->stack[e->top - 1]) >= level) {
		item = e->stack[--e->top];
		if (item < FIRST_OPERATOR)
			err = e->language->prefix(e->ctx, item);
		else
			err = e->language->join(e->ctx, item - FIRST_OPERATOR);
		if (err)
			return err;
	}
	return 0;
}

/* Opening brackets, prefixes, an operand. */
static int read_operand(struct expr *e)
{
	for (;;) {
		char ch;

		text_skip_spaces(e->c);
		ch = text_peek(e->c);
		if (!ch || (ch != BRACKET && !strchr(e->language->prefixes, ch)))
			return e->language->operand(e->ctx, e->c);
		e->stack[e->top++] = ch;
		e->c->at++;
	}
}

static int find_operator(struct expr *e)
{
	unsigned int i;

	for (i = 0; i < e->language->nr; i++)
		if (text_take(e->c, e->language->operators[i].text))
			return i;
	return text_fail(e->c, TEXT_TOO_MANY_TERMS, text_pos(e->c));
}

/* Closing brackets, then an operator or the end: 1 if another operand follows. */
static int read_operator(struct expr *e)
{
	int nr, err;

	text_skip_spaces(e->c);
	while (text_take(e->c, ")")) {
		err = apply_down_to(e, 1);
		if (err)
			return err;
		if (!e->top--)
			return text_fail(e->c, TEXT_TOO_MANY_CLOSE, text_pos(e->c) - 1);
		text_skip_spaces(e->c);
	}
	if (text_at_end(e->c))
		return apply_down_to(e, 1);
	nr = find_operator(e);
	if (nr < 0)
		return nr;
	err = apply_down_to(e, e->language->operators[nr].level);
	if (err)
		return err;
	e->stack[e->top++] = FIRST_OPERATOR + nr;
	return 1;
}

/**
 * text_expr - read an expression
 * @c: the range that it fills; moved to its end
 * @language: what it consists of
 * @ctx: for the functions of @language
 *
 * Brackets and quotes are looked at first: what is inside of unequal ones is
 * not worth a message of its own. They are counted once more on the way, since
 * an operand may have swallowed some.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL with the error in the command; -ENOMEM; or what a function
 * of @language returned.
 */
int text_expr(struct text_cursor *c, const struct text_language *language, void *ctx)
{
	struct expr e = { .c = c, .language = language, .ctx = ctx };
	int ret;

	ret = text_check_balance(c);
	if (ret)
		return ret;
	e.stack = kmalloc(c->end - c->at + 1, GFP_KERNEL);
	if (!e.stack)
		return -ENOMEM;
	do
		ret = read_operand(&e) ?: read_operator(&e);
	while (ret > 0);
	if (!ret && e.top)
		ret = text_fail(c, TEXT_TOO_MANY_OPEN, text_pos(c));
	kfree(e.stack);
	return ret;
}
