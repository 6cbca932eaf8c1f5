// SPDX-License-Identifier: GPL-2.0
/*
 * One comparison, from text to predicate.
 *
 *	field [".ustring"] [".function"] operator value
 *
 *	value	= number | name | '"' text '"' | "CPUS{" list "}" | function
 *
 * What the value has to be depends on the field, and which operators there are
 * depends on both.
 *
 * Carets: 6.12 puts them one behind the byte that reading stopped at, and so
 * behind the value's first byte for most errors, or behind its last one if all
 * of the value had to be read.  Tests and people's eyes are used to it.
 */
#include <linux/align.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/field.h"
#include "../event/class.h"
#include "../text/number.h"
#include "../text/token.h"
#include "filter.h"

/* Ends the name of a function, which is not put in quotes. */
#define BEHIND_FUNCTION	" \t\n\v\f\r)&|"

enum op {
	OP_EQ, OP_NE, OP_LE, OP_GE, OP_LT, OP_GT, OP_AND, OP_GLOB,
};

/* The longer ones first; the places are those of enum op. */
static const char * const op_texts[] = { "==", "!=", "<=", ">=", "<", ">", "&", "~" };

/**
 * struct reader - one comparison being read
 * @call: the event
 * @c: the cursor
 * @p: becomes the predicate
 * @field: the name of the left side
 * @op: the operator
 * @function: the value is the name of a function
 * @value_pos: where the value begins
 */
struct reader {
	struct trace_event_call	*call;
	struct text_cursor	*c;
	struct trace_pred	*p;
	struct text_span	field;
	enum op			op;
	bool			function;
	size_t			value_pos;
};

static int fail_at(struct reader *r, enum text_error error, size_t pos)
{
	return text_fail(r->c, error, pos + 1);
}

static int fail_value(struct reader *r, enum text_error error)
{
	return fail_at(r, error, r->value_pos);
}

static int fail_here(struct reader *r, enum text_error error)
{
	return fail_at(r, error, text_pos(r->c));
}

/* ---- The left side ---------------------------------------------------- */

static enum trace_pred_left number_of(const struct trace_event_fields *field)
{
	if (!is_power_of_2(field->size) || field->size > sizeof(u64))
		return PRED_OPAQUE;
	return (enum trace_pred_left)trace_number_of(field->size, field->is_signed);
}

/* The types, as format files show them, that are no numbers. */
static const struct {
	const char		*begin;
	enum trace_pred_left	left;
} types[] = {
	{ "__data_loc char[",		PRED_DATA_LOC },
	{ "__rel_loc char[",		PRED_REL_LOC },
	{ "__data_loc cpumask_t",	PRED_CPUS_LOC },
	{ "__rel_loc cpumask_t",	PRED_CPUS_REL_LOC },
	{ "__data_loc ",		PRED_OPAQUE },
	{ "__rel_loc ",			PRED_OPAQUE },
	{ "char[",			PRED_CHARS },
};

static enum trace_pred_left left_of(const struct trace_event_fields *field)
{
	const char *type = field->type;
	unsigned int i;

	if (trace_field_points_to_text(field))
		return PRED_POINTER;
	if (strstarts(type, "const "))
		type += strlen("const ");
	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (strstarts(type, types[i].begin))
			return types[i].left;
	return strchr(type, '[') ? PRED_OPAQUE : number_of(field);
}

/* What is no field of the record; a field of the same name goes first. */
static const struct {
	const char		*name;
	enum trace_pred_left	left;
} pseudo_fields[] = {
	{ "comm", PRED_COMM }, { "COMM", PRED_COMM },
	{ "cpu", PRED_CPU }, { "CPU", PRED_CPU }, { "common_cpu", PRED_CPU },
};

static int find_pseudo_field(struct reader *r, struct text_span span)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pseudo_fields); i++) {
		if (text_equal(span, pseudo_fields[i].name)) {
			r->p->left = pseudo_fields[i].left;
			return 0;
		}
	}
	return fail_here(r, TEXT_FIELD_NOT_FOUND);
}

static int read_field(struct reader *r)
{
	char *name __free(kfree) = NULL;
	const struct trace_event_fields *field;

	r->field = text_take_name(r->c);
	name = text_dup(r->field);
	if (!name)
		return -ENOMEM;
	field = trace_event_find_field(r->call, name);
	if (!field)
		return find_pseudo_field(r, r->field);
	r->p->left = left_of(field);
	r->p->offset = field->offset;
	/* A text that takes the rest of the record has an end of its own. */
	r->p->size = field->size ?: U16_MAX;
	return 0;
}

static void read_modifiers(struct reader *r)
{
	if (text_take(r->c, ".ustring") && r->p->left == PRED_POINTER)
		r->p->left = PRED_USER;
	r->function = text_take(r->c, ".function");
}

static int read_op(struct reader *r)
{
	unsigned int i;

	text_skip_spaces(r->c);
	for (i = 0; i < ARRAY_SIZE(op_texts); i++) {
		if (text_take(r->c, op_texts[i])) {
			r->op = i;
			return 0;
		}
	}
	return fail_here(r, TEXT_BAD_OPERATOR);
}

/* ---- The right side --------------------------------------------------- */

static void set_range(struct trace_pred *p, u64 low, u64 high)
{
	p->test = PRED_RANGE;
	p->low = low;
	p->span = high - low;
}

static bool op_is_inverse(enum op op)
{
	return op == OP_NE || op == OP_LT || op == OP_GT;
}

/* Of a number. */
static bool left_is_signed(enum trace_pred_left left)
{
	return left >= (enum trace_pred_left)TRACE_S8;
}

/* Every comparison with a number, as a range or the opposite of one. */
static void set_number(struct reader *r, u64 value)
{
	const bool sign = left_is_signed(r->p->left);

	r->p->inverted = op_is_inverse(r->op);
	switch (r->op) {
	case OP_AND:
		r->p->test = PRED_BITS;
		r->p->bits = value;
		break;
	case OP_GE:
	case OP_LT:
		set_range(r->p, value, sign ? S64_MAX : U64_MAX);
		break;
	case OP_LE:
	case OP_GT:
		set_range(r->p, sign ? S64_MIN : 0, value);
		break;
	default:
		set_range(r->p, value, value);
	}
}

/* A number as a variable of the field's type would hold it. */
static u64 as_left(enum trace_pred_left left, u64 value)
{
	u64 held = 0;

	if (left == PRED_CPU)
		return (s32)value;
	trace_number_store(trace_number_size((enum trace_number)left), &held, value);
	return trace_number_load((enum trace_number)left, &held);
}

static int read_number(struct reader *r)
{
	struct text_span span;
	u64 value;
	int err;

	if (trace_pred_is_text(r->p->left))
		return fail_value(r, TEXT_EXPECTS_STRING);
	if (r->op == OP_GLOB || !trace_pred_is_number(r->p->left))
		return fail_value(r, TEXT_ILLEGAL_OPERATION);
	span = text_take_number(r->c);
	if (span.len >= MAX_FILTER_STR_VAL)
		return fail_here(r, TEXT_OPERAND_TOO_LONG);
	err = left_is_signed(r->p->left) ? text_s64(span, (s64 *)&value) :
					   text_u64(span, &value);
	if (err)
		return fail_value(r, TEXT_BAD_INTEGER);
	set_number(r, as_left(r->p->left, value));
	return 0;
}

/* A name that the event prints for a number. */
static int read_name(struct reader *r)
{
	struct text_span name = text_take_name(r->c);
	u64 value;

	if (!name.len || r->op == OP_GLOB || !trace_pred_is_number(r->p->left) ||
	    !trace_pred_named(r->call, r->field, name, &value))
		return fail_value(r, TEXT_BAD_VALUE);
	set_number(r, as_left(r->p->left, value));
	return 0;
}

static int set_text(struct reader *r, struct text_span span)
{
	struct trace_pred *p = r->p;
	const char *pattern;

	p->data = text_dup(span);
	if (!p->data)
		return -ENOMEM;
	p->test = PRED_GLOB;
	pattern = p->data;
	if (r->op == OP_GLOB) {
		p->inverted = *pattern == '!';
		p->glob = text_glob(pattern + p->inverted);
	} else {
		p->inverted = op_is_inverse(r->op);
		p->glob = text_glob_exact(pattern);
	}
	return 0;
}

static int read_text(struct reader *r)
{
	struct text_span span;

	if (r->op != OP_EQ && r->op != OP_NE && r->op != OP_GLOB)
		return fail_value(r, TEXT_ILLEGAL_OPERATION);
	if (!trace_pred_is_text(r->p->left))
		return fail_value(r, TEXT_EXPECTS_NUMBER);
	if (!text_take_quoted(r->c, &span))
		return fail_value(r, TEXT_QUOTE_OPEN);
	if (span.len >= MAX_FILTER_STR_VAL)
		return fail_at(r, TEXT_OPERAND_TOO_LONG, text_pos(r->c) - 1);
	return set_text(r, span);
}

/* A number is equal to a set of CPUs if it is the only one in the set. */
static void set_number_cpus(struct reader *r, const struct cpumask *cpus)
{
	if (r->op == OP_AND) {
		r->p->test = PRED_IN_CPUS;
	} else if (cpumask_weight(cpus) == 1) {
		set_number(r, cpumask_first(cpus));
	} else {
		/* Never equal: not from 0 to the largest number. */
		set_range(r->p, 0, U64_MAX);
		r->p->inverted = r->op == OP_EQ;
	}
}

static int set_cpus(struct reader *r, struct text_span list, size_t end)
{
	char *text __free(kfree) = text_dup(list);
	struct cpumask *cpus = kzalloc(cpumask_size(), GFP_KERNEL);

	r->p->data = cpus;
	if (!text || !cpus)
		return -ENOMEM;
	if (cpulist_parse(text, cpus) || cpumask_empty(cpus))
		return fail_at(r, TEXT_BAD_CPULIST, end);
	if (trace_pred_is_number(r->p->left)) {
		set_number_cpus(r, cpus);
		return 0;
	}
	r->p->test = r->op == OP_AND ? PRED_ANY_CPU : PRED_SAME_CPUS;
	r->p->inverted = r->op == OP_NE;
	return 0;
}

/* Behind "CPUS". */
static int read_cpus(struct reader *r)
{
	struct text_span list;
	size_t end;

	if ((r->op != OP_EQ && r->op != OP_NE && r->op != OP_AND) ||
	    trace_pred_is_text(r->p->left) || r->p->left == PRED_OPAQUE)
		return fail_value(r, TEXT_ILLEGAL_OPERATION);
	if (!text_take(r->c, "{"))
		return fail_at(r, TEXT_BRACE_MISSING, text_pos(r->c) + 1);
	list = text_take_until(r->c, "}");
	end = text_pos(r->c);
	if (!text_take(r->c, "}"))
		return fail_here(r, TEXT_BRACE_OPEN);
	return set_cpus(r, list, end);
}

static int find_function(struct reader *r, struct text_span span, unsigned long *ip)
{
	char *name __free(kfree) = text_dup(span);
	u64 value;

	if (!name)
		return -ENOMEM;
	if (!isdigit(*name)) {
		*ip = kallsyms_lookup_name(name);
		return 0;
	}
	if (text_u64(span, &value))
		return fail_here(r, TEXT_BAD_VALUE);
	*ip = value;
	return 0;
}

static int read_function(struct reader *r)
{
	unsigned long ip = 0, size, offset;
	int err;

	if (!trace_pred_is_number(r->p->left) || r->p->size != sizeof(ip))
		return fail_value(r, TEXT_ILLEGAL_OPERATION);
	if (r->op != OP_EQ && r->op != OP_NE)
		return fail_value(r, TEXT_BAD_OPERATOR);
	err = find_function(r, text_take_until(r->c, BEHIND_FUNCTION), &ip);
	if (err)
		return err;
	if (!ip || !kallsyms_lookup_size_offset(ip, &size, &offset) || !size)
		return fail_here(r, TEXT_NO_FUNCTION);
	r->p->inverted = r->op == OP_NE;
	set_range(r->p, ip - offset, ip - offset + size - 1);
	return 0;
}

static int read_value(struct reader *r)
{
	char ch;

	text_skip_spaces(r->c);
	r->value_pos = text_pos(r->c);
	ch = text_peek(r->c);
	if (r->function)
		return read_function(r);
	if (text_take(r->c, "CPUS"))
		return read_cpus(r);
	if (text_is_quote(ch))
		return read_text(r);
	if (isdigit(ch) || ch == '-')
		return read_number(r);
	return read_name(r);
}

/**
 * trace_pred_read - read a comparison
 * @call: the event whose field it names
 * @c: at the first character of the field; moved behind the value
 * @p: becomes the predicate, but for @p->next; @p->data is to be freed even if
 *	this fails
 *
 * Context: tracing_mutex held, or @call cannot change; may sleep.
 * Return: 0, -EINVAL with the error in the command, or -ENOMEM.
 */
int trace_pred_read(struct trace_event_call *call, struct text_cursor *c,
		    struct trace_pred *p)
{
	struct reader r = { .call = call, .c = c, .p = p };
	int err;

	err = read_field(&r);
	if (err)
		return err;
	read_modifiers(&r);
	return read_op(&r) ?: read_value(&r);
}

/* The operators and the fields that every event has, by number; NULL is the end. */
const char *trace_pred_op(unsigned int i)
{
	return i < ARRAY_SIZE(op_texts) ? op_texts[i] : NULL;
}

const char *trace_pred_pseudo_field(unsigned int i)
{
	return i < ARRAY_SIZE(pseudo_fields) ? pseudo_fields[i].name : NULL;
}
