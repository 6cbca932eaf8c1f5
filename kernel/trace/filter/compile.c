// SPDX-License-Identifier: GPL-2.0
/*
 * Text to filter program.
 *
 *	expr	= term { "||" term }
 *	term	= factor { "&&" factor }
 *	factor	= "!" factor | "(" expr ")" | field op value
 *
 * Predicates are appended in the order in which they are read, so a part of
 * the expression is a stretch of the program, entered at its beginning.  While
 * it is not known where a part leads to, its ways out say "accept" and
 * "reject"; the operator that joins two parts redirects those of the left one
 * to the beginning of the right one, and "!" exchanges the two.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../event/class.h"
#include "filter.h"

#define MAX_DEPTH	16

/**
 * struct filter_parser - one compilation
 * @call: the event
 * @at: what is still to be read
 * @filter: the program, with room for FILTER_MAX_PREDS
 * @depth: brackets that are open
 */
struct filter_parser {
	struct trace_event_call	*call;
	const char		*at;
	struct event_filter	*filter;
	unsigned int		depth;
};

static bool take(struct filter_parser *fp, const char *token)
{
	size_t len = strlen(token);

	fp->at = skip_spaces(fp->at);
	if (strncmp(fp->at, token, len))
		return false;
	fp->at += len;
	return true;
}

/* ---- One predicate ---------------------------------------------------- */

static const struct {
	const char		*text;
	enum trace_pred_op	op;
} op_texts[] = {
	/* The longer ones first. */
	{ "==", PRED_EQ }, { "!=", PRED_NE }, { "<=", PRED_LE }, { ">=", PRED_GE },
	{ "<", PRED_LT }, { ">", PRED_GT }, { "&", PRED_AND }, { "~", PRED_GLOB },
};

static int parse_op(struct filter_parser *fp, struct trace_pred *p)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(op_texts); i++) {
		if (take(fp, op_texts[i].text)) {
			p->op = op_texts[i].op;
			return 0;
		}
	}
	return -EINVAL;
}

static bool is_text(const struct trace_pred *p)
{
	return p->kind >= PRED_CHARS && p->kind != PRED_CPU;
}

/* How the C type of a field has to be read; the format file shows the same. */
static int kind_of(const struct trace_event_fields *field)
{
	const char *type = field->type;

	if (strstarts(type, "__data_loc char["))
		return PRED_DATA_LOC;
	if (strstarts(type, "__rel_loc char["))
		return PRED_REL_LOC;
	if (strstarts(type, "char["))
		return PRED_CHARS;
	if (strchr(type, '['))
		return -EINVAL;
	if (field->filter_type == FILTER_PTR_STRING || !strcmp(type, "const char *"))
		return PRED_POINTER;
	if (!is_power_of_2(field->size) || field->size > sizeof(u64))
		return -EINVAL;
	return field->is_signed ? PRED_SIGNED : PRED_UNSIGNED;
}

static int parse_field(struct filter_parser *fp, struct trace_pred *p)
{
	const struct trace_event_fields *field;
	char name[64];
	size_t len;
	int kind;

	fp->at = skip_spaces(fp->at);
	for (len = 0; isalnum(fp->at[len]) || fp->at[len] == '_'; len++)
		;
	if (!len || len >= sizeof(name))
		return -EINVAL;
	memcpy(name, fp->at, len);
	name[len] = '\0';
	fp->at += len;

	field = trace_event_find_field(fp->call, name);
	if (field) {
		kind = kind_of(field);
		if (kind < 0)
			return kind;
		p->kind = kind;
		p->offset = field->offset;
		p->size = field->size;
		return 0;
	}
	if (!strcasecmp(name, "comm"))
		p->kind = PRED_COMM;
	else if (!strcasecmp(name, "cpu"))
		p->kind = PRED_CPU;
	else
		return -EINVAL;
	return 0;
}

static int parse_number(struct filter_parser *fp, struct trace_pred *p)
{
	char word[32];
	size_t len;

	for (len = 0; isalnum(fp->at[len]) || fp->at[len] == '-'; len++)
		;
	if (!len || len >= sizeof(word))
		return -EINVAL;
	memcpy(word, fp->at, len);
	word[len] = '\0';
	fp->at += len;
	return *word == '-' ? kstrtos64(word, 0, (s64 *)&p->value) :
			      kstrtou64(word, 0, &p->value);
}

static int parse_text(struct filter_parser *fp, struct trace_pred *p)
{
	char quote = *fp->at == '"' || *fp->at == '\'' ? *fp->at++ : 0;
	size_t len;

	if (quote)
		len = strcspn(fp->at, (char [2]) { quote });
	else
		len = strcspn(fp->at, " \t\n()&|");
	if ((quote && !fp->at[len]) || len >= MAX_FILTER_STR_VAL)
		return -EINVAL;
	p->text = kstrndup(fp->at, len, GFP_KERNEL);
	if (!p->text)
		return -ENOMEM;
	fp->at += len + !!quote;
	return 0;
}

static int parse_pred(struct filter_parser *fp)
{
	struct event_filter *filter = fp->filter;
	struct trace_pred *p;
	int err;

	if (filter->nr == FILTER_MAX_PREDS)
		return -E2BIG;
	p = &filter->pred[filter->nr++];
	p->next[0] = FILTER_REJECT;
	p->next[1] = FILTER_ACCEPT;
	err = parse_field(fp, p) ?: parse_op(fp, p);
	if (err)
		return err;
	fp->at = skip_spaces(fp->at);
	if (!is_text(p))
		return p->op == PRED_GLOB ? -EINVAL : parse_number(fp, p);
	if (p->op != PRED_EQ && p->op != PRED_NE && p->op != PRED_GLOB)
		return -EINVAL;
	return parse_text(fp, p);
}

/* ---- Joining parts ---------------------------------------------------- */

/* Whatever leaves the stretch from @first at @end goes on at the next predicate. */
static void redirect(struct event_filter *filter, unsigned int first, u16 end)
{
	unsigned int i;

	for (i = first; i < filter->nr; i++) {
		struct trace_pred *p = &filter->pred[i];

		if (p->next[0] == end)
			p->next[0] = filter->nr;
		if (p->next[1] == end)
			p->next[1] = filter->nr;
	}
}

static void negate(struct event_filter *filter, unsigned int first)
{
	unsigned int i, way;

	for (i = first; i < filter->nr; i++) {
		for (way = 0; way < 2; way++) {
			u16 *next = &filter->pred[i].next[way];

			if (*next >= FILTER_REJECT)
				*next ^= FILTER_REJECT ^ FILTER_ACCEPT;
		}
	}
}

static bool take_negations(struct filter_parser *fp)
{
	bool odd = false;

	while (take(fp, "!"))
		odd = !odd;
	return odd;
}

/* What joins the parts of a level, and the way out of the left one that ends. */
static const struct {
	const char	*text;
	u16		goes_on;
} levels[] = {
	{ "||", FILTER_REJECT },
	{ "&&", FILTER_ACCEPT },
};

/* Level 0 is an expr, 1 a term, 2 a factor. */
static int parse(struct filter_parser *fp, unsigned int level)
{
	unsigned int first = fp->filter->nr;
	bool inverted;
	int err;

	if (level < ARRAY_SIZE(levels)) {
		err = parse(fp, level + 1);
		while (!err && take(fp, levels[level].text)) {
			redirect(fp->filter, first, levels[level].goes_on);
			err = parse(fp, level + 1);
		}
		return err;
	}

	inverted = take_negations(fp);
	if (!take(fp, "(")) {
		err = parse_pred(fp);
	} else if (fp->depth == MAX_DEPTH) {
		err = -E2BIG;
	} else {
		fp->depth++;
		err = parse(fp, 0);
		fp->depth--;
		if (!err && !take(fp, ")"))
			err = -EINVAL;
	}
	if (!err && inverted)
		negate(fp->filter, first);
	return err;
}

/**
 * trace_filter_free - free a filter that nobody uses any more
 * @filter: the filter, or NULL
 *
 * Context: may sleep.
 */
void trace_filter_free(struct event_filter *filter)
{
	unsigned int i;

	if (!filter)
		return;
	for (i = 0; i < filter->nr; i++)
		kfree(filter->pred[i].text);
	kfree(filter->text);
	kfree(filter);
}

/**
 * trace_filter_compile - make a program of a filter's text
 * @call: the event whose fields it names
 * @text: the text
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the filter, or an ERR_PTR: -EINVAL for text that makes no sense for
 * the event, -E2BIG, -ERANGE, -ENOMEM.
 */
struct event_filter *trace_filter_compile(struct trace_event_call *call,
					  const char *text)
{
	struct filter_parser fp = { .call = call, .at = text };
	struct event_filter *small;
	int err;

	fp.filter = kvzalloc(struct_size(fp.filter, pred, FILTER_MAX_PREDS),
			     GFP_KERNEL);
	if (!fp.filter)
		return ERR_PTR(-ENOMEM);
	err = parse(&fp, 0);
	if (!err && *skip_spaces(fp.at))
		err = -EINVAL;
	small = err ? NULL : kmemdup(fp.filter,
				     struct_size(small, pred, fp.filter->nr),
				     GFP_KERNEL);
	if (!small) {
		while (fp.filter->nr)
			kfree(fp.filter->pred[--fp.filter->nr].text);
		kvfree(fp.filter);
		return ERR_PTR(err ?: -ENOMEM);
	}
	kvfree(fp.filter);
	small->text = kstrdup(text, GFP_KERNEL);
	if (small->text)
		return small;
	trace_filter_free(small);
	return ERR_PTR(-ENOMEM);
}
