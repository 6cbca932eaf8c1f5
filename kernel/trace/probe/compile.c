// SPDX-License-Identifier: GPL-2.0
/*
 * From the text of an argument to its part of the program: its type, and the end.
 *
 * The memory that a fetch means last is not read at once, but left as an offset from
 * the value: how it is read depends on the type.
 */
#include <linux/ctype.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../text/number.h"
#include "../text/token.h"
#include "compile.h"
#include "compiler.h"
#include "names.h"

/* ---- Types ----------------------------------------------------------------- */

/**
 * struct type_text - a type as it is written
 * @name: of the type, or of the container of a bit field
 * @bits: of a bit field, or 0
 * @shift: of a bit field: where it begins
 * @count: of an array, or 0
 * @at: where it begins
 */
struct type_text {
	struct text_span	name;
	unsigned int		bits;
	unsigned int		shift;
	unsigned int		count;
	const char		*at;
};

/* "[N]" behind the name. */
static int read_array(struct type_text *t, struct text_cursor *c)
{
	struct text_span digits;
	const char *at;
	u64 count;

	if (!text_take(c, "["))
		return 0;
	at = c->at;
	digits = text_take_until(c, "]");
	if (text_at_end(c))
		return text_fail_at(c, TEXT_ARRAY_OPEN, c->at);
	if (text_u64(digits, &count) || !count)
		return text_fail_at(c, TEXT_ARRAY_BAD, at);
	if (count > PROBE_MAX_ARRAY)
		return text_fail_at(c, TEXT_ARRAY_TOO_BIG, at);
	c->at++;
	if (!text_at_end(c))
		return text_fail_at(c, TEXT_ARRAY_SUFFIX, c->at);
	t->count = count;
	return 0;
}

/* "WIDTH@SHIFT/CONTAINER" behind the "b". */
static int read_bits(struct type_text *t, struct text_cursor *c)
{
	u64 bits, shift;

	if (text_u64(text_take_until(c, "@"), &bits) || !text_take(c, "@") ||
	    text_u64(text_take_until(c, "/"), &shift) || !text_take(c, "/") || !bits ||
	    bits > 64 || shift > 64)
		return text_fail_at(c, TEXT_TYPE_BITS, t->at);
	t->bits = bits;
	t->shift = shift;
	t->name = text_take_until(c, "[");
	return 0;
}

static int read_type_text(struct type_text *t, struct text_cursor *c)
{
	int err = 0;

	t->at = c->at;
	if (c->end - c->at > 1 && *c->at == 'b' && isdigit(c->at[1])) {
		c->at++;
		err = read_bits(t, c);
	} else {
		t->name = text_take_until(c, "[");
	}
	return err ?: read_array(t, c);
}

static const struct probe_arg_type *container_type(struct text_span digits)
{
	static const char * const sizes[] = { "8", "16", "32", "64" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (text_equal(digits, sizes[i]))
			return probe_type_number(1 << i, false, false);
	return NULL;
}

static int set_type(struct compiler *co, struct text_cursor *c, struct type_text *t,
		    struct fetch_op *last)
{
	const struct probe_arg_type *type;

	type = t->bits ? container_type(t->name) : probe_type_find(t->name);
	if (!type || (type->kernel && co->scope->user) ||
	    (t->count && type->kind >= PROBE_SYMBOL_STRING))
		return text_fail_at(c, TEXT_TYPE_UNKNOWN, t->at);
	if (t->bits) {
		if (t->bits + t->shift > type->size * 8)
			return text_fail_at(c, TEXT_TYPE_BITS, t->at);
		last->left = type->size * 8 - t->bits - t->shift;
		last->right = t->shift;
	}
	co->arg->type = type;
	co->arg->count = t->count;
	return 0;
}

/* What the source itself suggests. */
static int set_default_type(struct compiler *co, struct text_cursor *c,
			    struct fetch_op *last)
{
	enum trace_btf_kind kind;
	unsigned int size;

	co->arg->type = probe_type_number(sizeof(long), false, true);
	if (co->text)
		co->arg->type = probe_type_find((struct text_span){ "string", 6 });
	if (!co->typed || co->points)
		return 0;
	kind = trace_btf_kind_of(&co->btf, &size);
	if (kind == BTF_IS_ARRAY && co->memory) {
		unsigned int len = trace_btf_array_len(&co->btf);
		struct trace_btf_value element = co->btf;

		trace_btf_target(&element);
		kind = trace_btf_kind_of(&element, &size);
		if (kind == BTF_IS_CHAR) {
			co->arg->type = probe_type_find((struct text_span){ "string", 6 });
			return 0;
		}
		co->arg->count = clamp(len, 1, PROBE_MAX_ARRAY);
	}
	if (kind == BTF_IS_STRUCT || kind == BTF_IS_ARRAY || kind == BTF_IS_OTHER)
		return 0;
	if (kind == BTF_IS_POINTER)
		size = sizeof(long);
	if (!is_power_of_2(size) || size > sizeof(u64))
		return text_fail_at(c, TEXT_TYPES_UNFIT, c->at);
	co->arg->type = probe_type_number(size, kind == BTF_IS_SIGNED,
					  kind == BTF_IS_POINTER);
	if (co->btf.bits) {
		last->left = size * 8 - co->btf.bits - co->btf.bit;
		last->right = co->btf.bit;
	}
	return co->arg->count ? 0 : probe_names_make(&co->arg->names, &co->btf);
}

/* The names of files and their like: follow the pointers to the string. */
static void follow_name(struct compiler *co, bool file)
{
	if (co->memory)
		deref_now(co);
	if (file)
		add_step(co, FETCH_DEREF)->offset = offsetof(struct file, f_path.dentry);
	co->memory = true;
	co->offset = offsetof(struct dentry, d_name.name);
	deref_now(co);
	co->memory = true;
	co->offset = 0;
}

/* What a pointer points to is meant, not the pointer. */
static void follow_pointer(struct compiler *co)
{
	if (co->memory)
		deref_now(co);
	co->memory = true;
	co->offset = 0;
	co->points = false;
}

/* Do bytes follow, where the value points to or in the array that it is? */
static bool is_of_bytes(const struct compiler *co, enum trace_btf_kind container)
{
	struct trace_btf_value value = co->btf;
	enum trace_btf_kind kind;
	unsigned int size;

	if (!co->typed || trace_btf_kind_of(&value, &size) != container)
		return false;
	trace_btf_target(&value);
	kind = trace_btf_kind_of(&value, &size);
	return size == 1 && (kind == BTF_IS_CHAR || kind == BTF_IS_UNSIGNED ||
			     kind == BTF_IS_SIGNED);
}

static enum fetch_code string_code(const struct compiler *co)
{
	bool user = co->user || co->arg->type->kind == PROBE_USER_STRING;

	if (co->arg->count)
		return user ? FETCH_USER_STRINGS : FETCH_STRINGS;
	return user ? FETCH_USER_STRING : FETCH_STRING;
}

static int end_string(struct compiler *co, struct text_cursor *c, const char *at,
		      struct fetch_op *last)
{
	if (co->text) {
		if (co->arg->count || co->arg->type->kind != PROBE_STRING)
			return text_fail_at(c, TEXT_TYPE_NO_TEXT, at);
		last->code = FETCH_OWN_STRING;
		return 0;
	}
	if (co->points || is_of_bytes(co, BTF_IS_POINTER)) {
		/* The string, not what the pointer's bytes spell. */
		if (co->points && !is_of_bytes(co, BTF_IS_ARRAY))
			return text_fail_at(c, TEXT_TYPE_STRING, co->start);
		follow_pointer(co);
	} else if (co->typed && !is_of_bytes(co, BTF_IS_ARRAY)) {
		return text_fail_at(c, TEXT_TYPE_STRING, co->start);
	}
	if (!co->memory)
		return text_fail_at(c, TEXT_TYPE_NO_MEMORY, at);
	last->code = string_code(co);
	last->offset = co->offset;
	return 0;
}

/* The last step. */
static int end_value(struct compiler *co, struct text_cursor *c, const char *at,
		     struct fetch_op *last)
{
	const struct probe_arg_type *type = co->arg->type;

	if (type->kind == PROBE_DENTRY || type->kind == PROBE_FILE) {
		follow_name(co, type->kind == PROBE_FILE);
		last->code = FETCH_STRING;
		return 0;
	}
	if (type->kind == PROBE_STRING || type->kind == PROBE_USER_STRING)
		return end_string(co, c, at, last);
	if (co->text)
		return text_fail_at(c, TEXT_TYPE_NO_TEXT, at);
	if (type->kind == PROBE_SYMBOL_STRING) {
		if (co->memory)
			deref_now(co);
		last->code = FETCH_SYMBOL;
		return 0;
	}
	if (!co->memory && co->arg->count)
		return text_fail_at(c, TEXT_TYPE_NO_MEMORY, at);
	last->code = !co->memory ? FETCH_PUT : co->user ? FETCH_USER_MEMORY : FETCH_MEMORY;
	last->offset = co->offset;
	return 0;
}

static char *field_type(const struct probe_arg *arg)
{
	const char *type = arg->type->field;

	if (!arg->count)
		return kstrdup(type, GFP_KERNEL);
	if (probe_type_is_string(arg->type))
		return kasprintf(GFP_KERNEL, "%s[%u]", type, arg->count);
	return kasprintf(GFP_KERNEL, "%s[]", type);
}

/* ---- Programs --------------------------------------------------------------- */

int probe_args_append(struct probe_args *args, const struct fetch_op *op, unsigned int nr)
{
	struct fetch_op *ops;

	ops = krealloc_array(args->ops, args->nr_ops + nr + 1, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return -ENOMEM;
	args->ops = ops;
	if (nr)
		memcpy(ops + args->nr_ops, op, nr * sizeof(*op));
	args->nr_ops += nr;
	ops[args->nr_ops] = (struct fetch_op){ .code = FETCH_END };
	return 0;
}

static int place_arg(struct compiler *co, struct text_cursor *c, struct fetch_op *last)
{
	struct probe_args *args = co->args;
	struct probe_arg *arg = co->arg;

	arg->field = field_type(arg);
	if (!arg->field)
		return -ENOMEM;
	arg->offset = args->size;
	args->size += probe_arg_size(arg);
	args->dynamic = args->dynamic || probe_type_is_string(arg->type);
	if (args->size > FETCH_ROOM)
		return text_fail(c, TEXT_ARGS_TOO_LARGE, arg->pos);
	last->dest = arg->offset;
	last->size = arg->type->size;
	last->count = max_t(u16, arg->count, 1);
	arg->symbol_op += args->nr_ops;
	return 0;
}

static void free_text(struct compiler *co)
{
	if (co->nr && co->op[0].code == FETCH_TEXT)
		kfree(co->op[0].text);
}

/* A field that stays what it is takes one step. */
static void shorten(struct compiler *co, struct fetch_op *last)
{
	const struct fetch_op *field = &co->op[0];

	if (co->nr != 1 || last->code != FETCH_PUT || last->left || last->right ||
	    (field->code != FETCH_FIELD && field->code != FETCH_FIELD_SIGNED) ||
	    field->size != last->size)
		return;
	last->code = FETCH_COPY;
	last->offset = field->offset;
	co->nr = 0;
}

/* Reads fetch and type; the steps are the compiler's until they are in the program. */
static int compile(struct compiler *co, struct text_cursor *fetch, struct text_cursor *type,
		   bool has_type)
{
	struct fetch_op last = {};
	struct type_text t = {};
	int err;

	err = probe_arg_read_fetch(co, fetch);
	if (!err && has_type)
		err = read_type_text(&t, type) ?: set_type(co, type, &t, &last);
	else if (!err)
		err = set_default_type(co, fetch, &last);
	err = err ?: end_value(co, fetch, has_type ? t.at : fetch->at, &last);
	err = err ?: place_arg(co, fetch, &last);
	if (err)
		return err;
	shorten(co, &last);
	err = probe_args_append(co->args, co->op, co->nr);
	if (err)
		return err;
	co->nr = 0;
	return probe_args_append(co->args, &last, 1);
}

int probe_arg_compile(struct probe_args *args, struct probe_arg *arg,
		      const struct probe_scope *scope, const struct text_cursor *c,
		      struct text_span body)
{
	struct compiler co = { .args = args, .arg = arg, .scope = scope, .start = body.at };
	struct text_cursor fetch = text_within(c, body), type, all = fetch;
	bool has_type;
	int err;

	if (!body.len)
		return text_fail_at(c, TEXT_ARG_EMPTY, body.at);
	if (body.len > PROBE_MAX_ARG_TEXT)
		return text_fail_at(c, TEXT_ARG_TOO_LONG, body.at);
	arg->text = text_dup(body);
	if (!arg->text)
		return -ENOMEM;
	/* It ends at a colon; one in quotes is part of a text. */
	while (!text_at_end(&all) && *all.at != ':') {
		struct text_span quoted;

		if (*all.at != '"' || !text_take_quoted(&all, &quoted))
			all.at++;
	}
	fetch.end = all.at;
	has_type = text_take(&all, ":");
	type = all;
	err = compile(&co, &fetch, &type, has_type);
	free_text(&co);
	return err;
}
