// SPDX-License-Identifier: GPL-2.0
/*
 * Text to filter program.
 *
 * The expression is read by text_expr(), which says when to apply an operator to
 * the parts before it.  Predicates are appended in the order in which they are
 * read, so a part of the expression is a stretch of the program, entered at its
 * beginning; the stack of parts holds these beginnings.  While it is not known
 * where a part leads to, its ways out say "accept" and "reject"; the operator
 * that joins two parts redirects those of the left one to the beginning of the
 * right one, and "!" exchanges the two.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../text/expr.h"
#include "filter.h"

/* The shortest predicate and an operator behind it: "a<1&&". */
#define MIN_TERM	5

/* Memory while it is compiled is for as many as the text might have. */
#define MAX_TERMS	0xffff

/**
 * struct compiler - one compilation
 * @call: the event
 * @filter: the program, with room for @max predicates
 * @parts: where in it the parts that are not joined yet begin, @nr_parts of them
 * @nr_parts: see there
 * @max: more terms than the text can have
 * @start: where the text begins
 */
struct compiler {
	struct trace_event_call	*call;
	struct event_filter	*filter;
	u16			*parts;
	unsigned int		nr_parts;
	unsigned int		max;
	size_t			start;
};

/* ---- What text_expr() asks for ---------------------------------------- */

/* There has to be a comparison, but there is something else. */
static int no_operand(const struct compiler *co, const struct text_cursor *c)
{
	if (!text_at_end(c) || text_pos(c) == co->start)
		return text_fail(c, TEXT_UNKNOWN, co->start);
	return text_fail(c, co->filter->nr ? TEXT_MEANINGLESS : TEXT_NO_FILTER, text_pos(c));
}

static int read_operand(void *ctx, struct text_cursor *c)
{
	struct compiler *co = ctx;
	struct event_filter *filter = co->filter;
	char ch = text_peek(c);
	struct trace_pred *p;

	if (!isalnum(ch) && ch != '_')
		return no_operand(co, c);
	if (WARN_ON_ONCE(filter->nr == co->max))
		return -E2BIG;
	co->parts[co->nr_parts++] = filter->nr++;
	p = &filter->pred[filter->nr - 1];
	p->next[0] = FILTER_REJECT;
	p->next[1] = FILTER_ACCEPT;
	return trace_pred_read(co->call, c, p);
}

static int negate(void *ctx, char ch)
{
	struct compiler *co = ctx;
	struct event_filter *filter = co->filter;
	unsigned int i, way;

	for (i = co->parts[co->nr_parts - 1]; i < filter->nr; i++) {
		for (way = 0; way < 2; way++) {
			u32 *next = &filter->pred[i].next[way];

			if (*next <= FILTER_ACCEPT)
				*next ^= FILTER_REJECT ^ FILTER_ACCEPT;
		}
	}
	return 0;
}

/* The operators, and which way out of the left part goes on at the right one. */
static const struct text_operator operators[] = { { "||", 1 }, { "&&", 2 } };
static const u32 goes_on[] = { FILTER_REJECT, FILTER_ACCEPT };

static int join(void *ctx, unsigned int nr)
{
	struct compiler *co = ctx;
	unsigned int right = co->parts[--co->nr_parts];
	unsigned int i, way;

	for (i = co->parts[co->nr_parts - 1]; i < right; i++) {
		for (way = 0; way < 2; way++) {
			u32 *next = &co->filter->pred[i].next[way];

			if (*next == goes_on[nr])
				*next = struct_size(co->filter, pred, right);
		}
	}
	return 0;
}

static const struct text_language language = {
	.operators	= operators,
	.nr		= ARRAY_SIZE(operators),
	.prefixes	= "!",
	.operand	= read_operand,
	.prefix		= negate,
	.join		= join,
};

/* ---- Filters ---------------------------------------------------------- */

static void free_preds(struct event_filter *filter)
{
	while (filter->nr)
		kfree(filter->pred[--filter->nr].data);
}

/**
 * trace_filter_free - free a filter that nobody uses any more
 * @filter: the filter, or NULL
 *
 * Context: may sleep.
 */
void trace_filter_free(struct event_filter *filter)
{
	if (!filter)
		return;
	free_preds(filter);
	kfree(filter->text);
	kfree(filter);
}

/* The head is what only records that are kept have. */
static bool looks_at_head(const struct trace_pred *p)
{
	return trace_pred_is_number(p->left) && p->left != PRED_CPU &&
	       p->offset < sizeof(struct trace_entry);
}

/* The opposite of a range goes on the other way. */
static void straighten(struct event_filter *filter, struct trace_pred *p)
{
	filter->context |= looks_at_head(p);
	if (p->test != PRED_RANGE)
		return;
	if (p->inverted)
		swap(p->next[0], p->next[1]);
	p->inverted = false;
	if (looks_at_head(p) || p->left == PRED_CPU)
		p->test = PRED_RANGE_ASKED;
}

/* A copy that is as small as can be; takes over what the predicates point to. */
static struct event_filter *shrink(const struct event_filter *large, struct text_span text)
{
	struct event_filter *filter;

	unsigned int i;

	filter = kmemdup(large, struct_size(filter, pred, large->nr), GFP_KERNEL);
	if (!filter)
		return NULL;
	for (i = 0; i < filter->nr; i++)
		straighten(filter, &filter->pred[i]);
	filter->text = text_dup(text);
	if (filter->text)
		return filter;
	kfree(filter);
	return NULL;
}

static int compiler_init(struct compiler *co, const struct text_cursor *c)
{
	size_t max = (c->end - c->at) / MIN_TERM + 1;

	if (max > MAX_TERMS)
		return -E2BIG;
	co->max = max;
	co->start = text_pos(c);
	co->filter = kvzalloc(struct_size(co->filter, pred, max), GFP_KERNEL);
	co->parts = kvcalloc(max, sizeof(*co->parts), GFP_KERNEL);
	return co->filter && co->parts ? 0 : -ENOMEM;
}

/**
 * trace_filter_compile - make a program of a filter's text
 * @call: the event whose fields it names
 * @c: the text, to its end
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the filter, or an ERR_PTR: -EINVAL with the error in the command for
 * text that makes no sense for the event, -E2BIG, -ENOMEM.
 */
struct event_filter *trace_filter_compile(struct trace_event_call *call,
					  struct text_cursor *c)
{
	struct text_span text = { .at = c->at, .len = c->end - c->at };
	struct compiler co = { .call = call };
	struct event_filter *filter = NULL;
	int err;

	err = compiler_init(&co, c) ?: text_expr(c, &language, &co);
	if (!err)
		filter = shrink(co.filter, text);
	if (co.filter && !filter)
		free_preds(co.filter);
	kvfree(co.filter);
	kvfree(co.parts);
	return filter ?: ERR_PTR(err ?: -ENOMEM);
}
