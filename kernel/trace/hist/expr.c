// SPDX-License-Identifier: GPL-2.0
/*
 * Values, from text to tree.
 *
 *	expr	= ["-"] operand { ("+" | "-" | "*" | "/") operand }
 *	operand	= number | "(" expr ")" | [system "." event "."] "$" variable
 *		| field ["." modifier]
 *
 * A variable of the same hist stands for what it is set to. Operators between
 * constants are worked out at once.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/field.h"
#include "../event/class.h"
#include "../event/syscall.h"
#include "../text/expr.h"
#include "../text/number.h"
#include "../text/token.h"
#include "hist.h"

#define MAX_OPERANDS	32

/**
 * struct reader - an expression being read
 * @hist: whose
 * @c: the cursor
 * @stack: operands that no operator has taken yet
 * @top: number of them
 * @alone: there is one operand, so its variable is not used up
 * @set: the variables of the hist have been set when this is asked for
 * @lenient: variables of others need not be there
 */
struct reader {
	struct hist		*hist;
	struct text_cursor	*c;
	struct hist_expr	*stack[MAX_OPERANDS];
	unsigned int		top;
	bool			alone;
	bool			set;
	bool			lenient;
};

/**
 * hist_expr_free - free a value
 * @expr: the value, or NULL
 *
 * Context: may sleep.
 */
void hist_expr_free(struct hist_expr *expr)
{
	if (IS_ERR_OR_NULL(expr))
		return;
	hist_expr_free(expr->arg[0]);
	hist_expr_free(expr->arg[1]);
	kfree(expr->text);
	kfree(expr->label);
	kfree(expr);
}

/**
 * hist_expr_copy - the same value once more
 * @expr: the value, or NULL
 *
 * Context: may sleep.
 * Return: a copy, or NULL without memory.
 */
struct hist_expr *hist_expr_copy(const struct hist_expr *expr)
{
	struct hist_expr *copy = expr ? kmemdup(expr, sizeof(*expr), GFP_KERNEL) : NULL;

	if (!copy)
		return NULL;
	copy->arg[0] = hist_expr_copy(expr->arg[0]);
	copy->arg[1] = hist_expr_copy(expr->arg[1]);
	copy->text = kstrdup(expr->text, GFP_KERNEL);
	copy->label = kstrdup(expr->label, GFP_KERNEL);
	if (copy->text && copy->label && !copy->arg[0] == !expr->arg[0] &&
	    !copy->arg[1] == !expr->arg[1])
		return copy;
	hist_expr_free(copy);
	return NULL;
}

/* ---- Fields ----------------------------------------------------------- */

static const struct {
	const char	*name;
	enum hist_show	show;
} modifiers[] = {
	{ "hex", HIST_HEX }, { "sym", HIST_SYM }, { "sym-offset", HIST_SYM_OFFSET },
	{ "syscall", HIST_SYSCALL }, { "execname", HIST_EXECNAME }, { "log2", HIST_LOG2 },
	{ "usecs", HIST_USECS }, { "percent", HIST_PERCENT }, { "graph", HIST_GRAPH },
	{ "avg", HIST_AVG }, { "stddev", HIST_STDDEV }, { "min", HIST_MIN },
	{ "max", HIST_MAX }, { "stacktrace", HIST_STACKTRACE },
};

static const struct {
	const char		*name;
	const char		*shown;
	enum hist_source	source;
	enum hist_kind		kind;
} specials[] = {
	{ "hitcount", "hitcount", HIST_HITCOUNT, HIST_NUMBER },
	{ "common_timestamp", "common_timestamp", HIST_TIME, HIST_NUMBER },
	{ "common_cpu", "common_cpu", HIST_CPU, HIST_NUMBER },
	{ "cpu", "common_cpu", HIST_CPU, HIST_NUMBER },
	{ "common_stacktrace", "common_stacktrace", HIST_STACK_NOW, HIST_STACK },
	{ "stacktrace", "common_stacktrace", HIST_STACK_NOW, HIST_STACK },
};

static bool set_special(struct hist_expr *e, struct text_span name, const char **shown)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(specials); i++) {
		if (!text_equal(name, specials[i].name))
			continue;
		e->source = specials[i].source;
		e->kind = specials[i].kind;
		e->size = e->kind == HIST_STACK ? HIST_STACK_BYTES : sizeof(u64);
		*shown = specials[i].shown;
		return true;
	}
	return false;
}

static bool set_text(struct hist_expr *e, enum hist_source source, unsigned int size)
{
	e->source = source;
	e->kind = HIST_TEXT;
	e->size = min_t(unsigned int, size, HIST_TEXT_BYTES);
	return true;
}

static bool set_number(struct hist_expr *e, const struct trace_event_fields *field)
{
	if (!is_power_of_2(field->size) || field->size > sizeof(u64))
		return false;
	e->source = (enum hist_source)trace_number_of(field->size, field->is_signed);
	e->is_signed = field->is_signed;
	e->size = field->size;
	return true;
}

/* Where a program has a text is a number: what is there cannot be looked at from here. */
static bool is_text_pointer(const struct trace_event_call *call,
			    const struct trace_event_fields *field)
{
	return trace_field_points_to_text(field) && !trace_event_is_syscall(call);
}

/* False for a field that there is nothing to do with. */
static bool set_field(struct hist_expr *e, const struct trace_event_call *call,
		      const struct trace_event_fields *field)
{
	const char *type = field->type;

	if (strstarts(type, "const "))
		type += strlen("const ");
	e->offset = field->offset;
	if (is_text_pointer(call, field))
		return set_text(e, HIST_POINTER, HIST_TEXT_BYTES);
	if (strstarts(type, "__data_loc char["))
		return set_text(e, HIST_DATA_LOC, HIST_TEXT_BYTES);
	if (strstarts(type, "__rel_loc char["))
		return set_text(e, HIST_REL_LOC, HIST_TEXT_BYTES);
	if (strstarts(type, "char["))
		return set_text(e, HIST_CHARS, field->size ?: HIST_TEXT_BYTES);
	if (field->filter_type == FILTER_STACKTRACE) {
		e->source = HIST_STACK_LOC;
		e->kind = HIST_STACK;
		e->show = HIST_STACKTRACE;
		e->size = HIST_STACK_BYTES;
		return true;
	}
	return !strchr(type, '[') && !strstarts(type, "__data_loc") &&
	       !strstarts(type, "__rel_loc") && set_number(e, field);
}

static int find_field(struct reader *r, struct hist_expr *e, struct text_span name,
		      const char **shown)
{
	char *copy __free(kfree) = text_dup(name);
	struct trace_event_call *call = r->hist->trigger.file->event_call;
	const struct trace_event_fields *field;

	if (!copy)
		return -ENOMEM;
	field = trace_event_find_field(call, copy);
	if (field && set_field(e, call, field)) {
		*shown = field->name;
		r->hist->context |= field->offset == offsetof(struct trace_entry, flags) ||
			field->offset == offsetof(struct trace_entry, preempt_count);
		return 0;
	}
	if (!field && set_special(e, name, shown)) {
		r->hist->timed |= e->source == HIST_TIME;
		return 0;
	}
	return text_fail(r->c, TEXT_HIST_FIELD, e->pos);
}

static int read_buckets(struct reader *r, struct hist_expr *e)
{
	size_t pos = text_pos(r->c);

	if (text_u64(text_take_number(r->c), &e->bucket) || !e->bucket ||
	    e->kind != HIST_NUMBER)
		return text_fail(r->c, TEXT_HIST_MODIFIER, pos);
	e->show = HIST_BUCKETS;
	return 0;
}

static int read_bound(struct text_cursor *c, bool is_signed, u64 *to)
{
	bool minus = is_signed && text_take(c, "-");
	int err = text_u64(text_take_number(c), to);

	if (minus)
		*to = -*to;
	return err;
}

/* "MIN,MAX,STEP)" */
static int read_lhist(struct reader *r, struct hist_expr *e)
{
	size_t pos = text_pos(r->c);
	bool wrong = e->kind != HIST_NUMBER;

	wrong = wrong || read_bound(r->c, e->is_signed, &e->low) || !text_take(r->c, ",");
	wrong = wrong || read_bound(r->c, e->is_signed, &e->high) || !text_take(r->c, ",");
	wrong = wrong || read_bound(r->c, false, &e->bucket) || !text_take(r->c, ")");
	wrong = wrong || !e->bucket || !hist_less(e, e->low, e->high);
	if (wrong)
		return text_fail(r->c, TEXT_HIST_LHIST, pos);
	e->show = HIST_LHIST;
	return 0;
}

/* "p" and two digits at most. */
static bool is_percentile(struct text_span word, u64 *percentage)
{
	if (word.len < 2 || *word.at != 'p')
		return false;
	word.at++;
	word.len--;
	return isdigit(*word.at) && !text_u64(word, percentage) && *percentage &&
	       *percentage < 100;
}

static bool may_show(const struct hist_expr *e, enum hist_show show, struct text_span field)
{
	if (show == HIST_STACKTRACE)
		return e->kind == HIST_STACK && e->source != HIST_STACK_NOW;
	if (show == HIST_EXECNAME)
		return text_equal(field, "common_pid");
	return e->kind == HIST_NUMBER;
}

/* Behind the dot. */
static int read_modifier(struct reader *r, struct hist_expr *e, struct text_span field)
{
	struct text_span word;
	size_t pos = text_pos(r->c);

	if (text_take(r->c, "buckets="))
		return read_buckets(r, e);
	if (text_take(r->c, "lhist("))
		return read_lhist(r, e);
	word = text_take_name(r->c);
	if (text_equal(word, "sym") && text_take(r->c, "-offset"))
		word = text_since(r->c, word.at);
	if (e->kind == HIST_NUMBER && is_percentile(word, &e->bucket)) {
		e->show = HIST_QUANTILE;
		return 0;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(modifiers); i++) {
		if (!text_equal(word, modifiers[i].name))
			continue;
		if (!may_show(e, modifiers[i].show, field))
			break;
		e->show = modifiers[i].show;
		return 0;
	}
	return text_fail(r->c, TEXT_HIST_MODIFIER, pos);
}

static char *text_of_field(const struct hist_expr *e, const char *shown)
{
	if (e->show == HIST_BUCKETS)
		return kasprintf(GFP_KERNEL, "%s.buckets=%llu", shown, e->bucket);
	if (e->show == HIST_LHIST)
		return kasprintf(GFP_KERNEL, e->is_signed ? "%s.lhist(%lld,%lld,%llu)" :
				 "%s.lhist(%llu,%llu,%llu)", shown, e->low, e->high, e->bucket);
	if (e->show == HIST_QUANTILE)
		return kasprintf(GFP_KERNEL, "%s.p%llu", shown, e->bucket);
	for (unsigned int i = 0; i < ARRAY_SIZE(modifiers); i++)
		if (e->show == modifiers[i].show)
			return kasprintf(GFP_KERNEL, "%s.%s", shown, modifiers[i].name);
	return kstrdup(shown, GFP_KERNEL);
}

static int read_field(struct reader *r, struct hist_expr *e, struct text_span name)
{
	const char *shown = NULL;
	int err = find_field(r, e, name, &shown);

	if (!err && text_take(r->c, "."))
		err = read_modifier(r, e, name);
	if (err)
		return err;
	e->is_time = e->source == HIST_TIME;
	e->label = e->show == HIST_STACKTRACE ? kasprintf(GFP_KERNEL, "%s.stacktrace", shown) :
						text_dup(name);
	e->text = text_of_field(e, shown);
	return e->label && e->text ? 0 : -ENOMEM;
}

/* ---- Other operands --------------------------------------------------- */

static int read_const(struct reader *r, struct hist_expr *e)
{
	struct text_span word = text_take_number(r->c);

	if (text_u64(word, &e->value))
		return text_fail(r->c, TEXT_HIST_NOT_NUMBER, e->pos);
	e->source = HIST_CONST;
	e->size = sizeof(u64);
	e->text = kasprintf(GFP_KERNEL, "%llu", e->value);
	e->label = text_dup(word);
	return e->text && e->label ? 0 : -ENOMEM;
}

/* A number that is at hand is not computed again. */
static void use_own(struct hist_expr *e, unsigned int nr)
{
	if (e->kind != HIST_NUMBER || nr >= HIST_MAX_OWN)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(e->arg); i++) {
		hist_expr_free(e->arg[i]);
		e->arg[i] = NULL;
	}
	e->source = HIST_OWN;
	e->value = HIST_MAX_REFS + nr;
}

/* What variable @nr of this hist is set to, in the place of @e. */
static int put_own(struct reader *r, struct hist_expr **e, unsigned int nr)
{
	struct hist_expr *copy = hist_expr_copy(r->hist->vars[nr].expr);

	if (!copy)
		return -ENOMEM;
	if (r->set)
		use_own(copy, nr);
	copy->pos = (*e)->pos;
	hist_expr_free(*e);
	*e = copy;
	return 0;
}

static int put_other(struct reader *r, struct hist_expr *e, struct text_span span, int nr)
{
	const struct hist_ref *ref = &r->hist->others[nr];

	e->source = HIST_REF;
	e->kind = HIST_NUMBER;
	e->size = sizeof(u64);
	e->value = nr;
	if (!r->lenient) {
		e->kind = ref->table->kinds[ref->var];
		e->size = e->kind == HIST_TEXT ? HIST_TEXT_BYTES :
			  e->kind == HIST_STACK ? HIST_STACK_BYTES : sizeof(u64);
		if (e->kind == HIST_STACK)
			e->show = HIST_STACKTRACE;
	}
	e->text = text_dup(span);
	e->label = text_dup(span);
	return e->text && e->label ? 0 : -ENOMEM;
}

/* "$" has been read. */
static int read_variable(struct reader *r, struct hist_expr **e, struct text_span *part,
			 unsigned int nr_parts)
{
	struct text_span none = { }, name = text_take_name(r->c), span;
	int nr;

	if (nr_parts != 0 && nr_parts != 2)
		return text_fail(r->c, TEXT_HIST_FIELD, (*e)->pos);
	nr = nr_parts ? -1 : hist_var_find(r->hist, name);
	if (nr >= 0)
		return put_own(r, e, nr);
	nr = 0;
	if (!r->lenient)
		nr = hist_ref_find(r->hist, r->c, nr_parts ? part[0] : none,
				   nr_parts ? part[1] : none, name, !r->alone);
	if (nr < 0)
		return nr;
	span = text_since(r->c, r->c->cmd->text + (*e)->pos);
	return put_other(r, *e, span, nr);
}

/* A name; or names and dots, and a variable. */
static int read_name(struct reader *r, struct hist_expr **e)
{
	struct text_span part[2] = { };
	struct text_cursor ahead;
	unsigned int nr = 0;

	for (;;) {
		if (text_take(r->c, "$"))
			return read_variable(r, e, part, nr);
		if (nr == 2)
			break;
		part[nr] = text_take_name(r->c);
		ahead = *r->c;
		if (!part[nr].len || !text_take(&ahead, "."))
			break;
		if (!nr && text_peek(&ahead) != '$') {
			struct text_cursor further = ahead;

			text_take_name(&further);
			if (!text_take(&further, ".") || text_peek(&further) != '$')
				break;
		}
		*r->c = ahead;
		nr++;
	}
	if (nr)
		return text_fail(r->c, TEXT_HIST_FIELD, (*e)->pos);
	return read_field(r, *e, part[0]);
}

static int read_operand(void *ctx, struct text_cursor *c)
{
	struct reader *r = ctx;
	struct hist_expr *e;
	int err;

	if (r->top == MAX_OPERANDS)
		return text_fail(c, TEXT_HIST_DEEP, text_pos(c));
	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	e->pos = text_pos(c);
	err = isdigit(text_peek(c)) ? read_const(r, e) : read_name(r, &e);
	r->stack[r->top++] = e;
	return err;
}

/* ---- Operators -------------------------------------------------------- */

static const struct text_operator operators[] = {
	{ "+", 1 }, { "-", 1 }, { "*", 2 }, { "/", 2 },
};

/* The operand that lies deepest. */
static size_t deepest(const struct hist_expr *e)
{
	while (e->arg[0]) {
		bool right = e->arg[1] && e->arg[1]->depth > e->arg[0]->depth;

		e = e->arg[right];
	}
	return e->pos;
}

static int check_operand(struct reader *r, const struct hist_expr *e)
{
	if (e->kind != HIST_NUMBER)
		return text_fail(r->c, TEXT_HIST_STRING_OPERAND, e->pos);
	if (e->source == HIST_NEG)
		return text_fail(r->c, TEXT_HIST_MINUS, e->arg[0]->pos);
	return 0;
}

static bool binds_less(const struct hist_expr *e, unsigned int source)
{
	if (e->source < HIST_ADD || e->source > HIST_DIV)
		return false;
	return operators[e->source - HIST_ADD].level < operators[source - HIST_ADD].level;
}

static int name_join(struct hist_expr *e)
{
	bool left = binds_less(e->arg[0], e->source);
	bool right = e->arg[1]->depth && !binds_less(e, e->arg[1]->source);

	e->text = kasprintf(GFP_KERNEL, "%s%s%s%s%s%s%s", left ? "(" : "", e->arg[0]->text,
			    left ? ")" : "", operators[e->source - HIST_ADD].text,
			    right ? "(" : "", e->arg[1]->text, right ? ")" : "");
	e->label = kstrdup(e->text, GFP_KERNEL);
	return e->text && e->label ? 0 : -ENOMEM;
}

static int fold(struct hist_expr *e)
{
	e->value = hist_operate(e->source, e->arg[0]->value, e->arg[1]->value);
	e->source = HIST_CONST;
	hist_expr_free(e->arg[0]);
	hist_expr_free(e->arg[1]);
	e->arg[0] = NULL;
	e->arg[1] = NULL;
	kfree(e->text);
	e->text = kasprintf(GFP_KERNEL, "%llu", e->value);
	return e->text ? 0 : -ENOMEM;
}

/* Nanoseconds and microseconds do not go together. */
static bool units_differ(const struct hist_expr *a, const struct hist_expr *b)
{
	return a->is_time && b->is_time && (a->show == HIST_USECS) != (b->show == HIST_USECS);
}

static int join_checked(struct reader *r, struct hist_expr *e)
{
	struct hist_expr *a = e->arg[0], *b = e->arg[1];
	int err;

	err = check_operand(r, a) ?: check_operand(r, b);
	if (err)
		return err;
	if (units_differ(a, b))
		return text_fail(r->c, TEXT_HIST_UNITS, 0);
	if (e->source == HIST_DIV && b->source == HIST_CONST && !b->value)
		return text_fail(r->c, TEXT_HIST_DIVISION, b->pos);
	e->depth = max(a->depth, b->depth) + 1;
	if (e->depth > HIST_MAX_DEPTH)
		return text_fail(r->c, TEXT_HIST_DEEP, deepest(e));
	e->is_time = a->is_time || b->is_time;
	e->show = a->show == HIST_USECS || b->show == HIST_USECS ? HIST_USECS : HIST_PLAIN;
	return name_join(e);
}

/* Constants are worked out when all is known to be right. */
static int join(void *ctx, unsigned int nr)
{
	struct reader *r = ctx;
	struct hist_expr *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	e->source = HIST_ADD + nr;
	e->size = sizeof(u64);
	e->arg[1] = r->stack[--r->top];
	e->arg[0] = r->stack[r->top - 1];
	e->pos = e->arg[0]->pos;
	r->stack[r->top - 1] = e;
	return join_checked(r, e);
}

static int fold_all(struct hist_expr *e)
{
	int err = 0;

	for (unsigned int i = 0; i < 2 && !err; i++)
		if (e->arg[i])
			err = fold_all(e->arg[i]);
	if (!err && e->arg[1] && e->arg[0]->source == HIST_CONST &&
	    e->arg[1]->source == HIST_CONST)
		err = fold(e);
	return err;
}

static int negate(void *ctx, char ch)
{
	struct reader *r = ctx;
	struct hist_expr *e = kzalloc(sizeof(*e), GFP_KERNEL);
	int err;

	if (!e)
		return -ENOMEM;
	e->source = HIST_NEG;
	e->size = sizeof(u64);
	e->is_signed = true;
	e->arg[0] = r->stack[r->top - 1];
	e->pos = e->arg[0]->pos;
	e->depth = e->arg[0]->depth;
	r->stack[r->top - 1] = e;
	err = check_operand(r, e->arg[0]);
	if (err)
		return err;
	e->text = kasprintf(GFP_KERNEL, "-(%s)", e->arg[0]->text);
	e->label = kstrdup(e->text, GFP_KERNEL);
	return e->text && e->label ? 0 : -ENOMEM;
}

static const struct text_language language = {
	.operators	= operators,
	.nr		= ARRAY_SIZE(operators),
	.prefixes	= "-",
	.operand	= read_operand,
	.prefix		= negate,
	.join		= join,
};

/* Is there an operator? That of "sym-offset" is none, but such a field is a key. */
static bool is_alone(struct text_cursor c)
{
	text_take_until(&c, "+-*/");
	return text_at_end(&c);
}

/**
 * hist_expr_read - read a value
 * @hist: whose; its event, and the variables that have been read so far, are known
 * @c: the range that it fills
 * @lenient: variables of others need not be there, since it is only compared
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the value; or an ERR_PTR, -EINVAL with the error in the command, -ENOMEM.
 */
struct hist_expr *hist_expr_read(struct hist *hist, struct text_cursor *c, bool lenient)
{
	struct reader r = { .hist = hist, .c = c, .alone = is_alone(*c), .lenient = lenient };
	int err = text_expr(c, &language, &r);

	if (!err)
		err = fold_all(r.stack[0]);
	if (!err)
		return r.stack[0];
	while (r.top)
		hist_expr_free(r.stack[--r.top]);
	return ERR_PTR(err);
}

/**
 * hist_param_read - read a parameter of an action
 * @hist: whose
 * @c: the range that it fills
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the value; or an ERR_PTR, -EINVAL with the error in the command, -ENOMEM.
 */
struct hist_expr *hist_param_read(struct hist *hist, struct text_cursor *c)
{
	struct reader r = { .hist = hist, .c = c, .alone = true, .set = true };
	char first = text_peek(c);
	int err;

	if (isdigit(first) || !first)
		return ERR_PTR(text_fail(c, TEXT_HIST_PARAM, text_pos(c)));
	err = read_operand(&r, c);
	if (!err && !text_at_end(c))
		err = text_fail(c, TEXT_HIST_PARAM, text_pos(c));
	if (!err)
		return r.stack[0];
	if (r.top)
		hist_expr_free(r.stack[0]);
	return ERR_PTR(err);
}

/**
 * hist_expr_of_table - the first variable of a table
 * @hist: who wants it
 * @c: how it is called
 * @table: the table
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the value, or an ERR_PTR: -E2BIG, -ENOMEM.
 */
struct hist_expr *hist_expr_of_table(struct hist *hist, struct text_cursor *c,
				     struct hist_table *table)
{
	struct reader r = { .hist = hist, .c = c, .alone = true };
	struct hist_expr *e;
	int nr, err;

	nr = hist_ref_add(hist, table, 0, false);
	if (nr < 0)
		return ERR_PTR(nr);
	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return ERR_PTR(-ENOMEM);
	err = put_other(&r, e, text_take_until(c, ""), nr);
	if (!err)
		return e;
	hist_expr_free(e);
	return ERR_PTR(err);
}
