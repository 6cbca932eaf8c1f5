// SPDX-License-Identifier: GPL-2.0
/*
 * From the text of an argument to its part of the program.
 *
 * A fetch is read from the outside to the inside and compiled the other way round.
 * The memory that is meant last is not read at once, but left as an offset from the
 * value: how it is read depends on the type. If there is another dereference around
 * it, it is an address after all and becomes a step of the program.
 */
#include <linux/ctype.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/trace_events.h>
#include "../event/class.h"
#include "../text/number.h"
#include "../text/token.h"
#include "arg.h"
#include "btf.h"
#include "compile.h"

/* Steps before the last one; more is too much nested. */
#define MAX_STEPS	14

#define MAX_STACK	(THREAD_SIZE / sizeof(unsigned long))
#define MAX_ARGUMENT	128

/**
 * struct compiler - one argument being compiled
 * @args: the arguments so far
 * @arg: the one
 * @scope: what it can be about
 * @op: its steps, @nr of them
 * @nr: see there
 * @memory: the value is an address, and what is @offset from it is meant
 * @user: ... in the task's memory
 * @offset: see there
 * @text: the value is the address of a text of our own
 * @btf: the type of what is meant, if @typed
 * @typed: see there
 * @field: the field of the event that is meant
 * @start: where the fetch begins
 */
struct compiler {
	struct probe_args			*args;
	struct probe_arg			*arg;
	const struct probe_scope		*scope;
	struct fetch_op				op[MAX_STEPS + 1];
	unsigned int				nr;
	bool					memory;
	bool					user;
	long					offset;
	bool					text;
	struct trace_btf_value			btf;
	bool					typed;
	const struct trace_event_fields		*field;
	const char				*start;
};

static struct fetch_op *add_step(struct compiler *co, enum fetch_code code)
{
	struct fetch_op *op = &co->op[co->nr++];

	*op = (struct fetch_op){ .code = code };
	return op;
}

/* The memory that is meant is an address itself. */
static void deref_now(struct compiler *co)
{
	add_step(co, co->user ? FETCH_USER_DEREF : FETCH_DEREF)->offset = co->offset;
	co->memory = false;
}

static int set_memory(struct compiler *co, struct text_cursor *c, const char *at, long offset,
		      bool user)
{
	if (co->memory)
		deref_now(co);
	if (co->nr >= MAX_STEPS)
		return text_fail_at(c, TEXT_DEREF_TOO_MANY, at);
	co->memory = true;
	co->user = user || co->scope->user;
	co->offset = offset;
	if (co->user)
		co->args->memory = true;
	return 0;
}

/* ---- Variables ---------------------------------------------------------- */

static int read_stack(struct compiler *co, struct text_cursor *c, const char *at)
{
	struct text_span rest = text_take_until(c, "");
	u64 nr;

	if (co->scope->user)
		co->args->memory = true;
	if (!rest.len) {
		add_step(co, FETCH_STACK);
		return 0;
	}
	if (!isdigit(*rest.at) || text_u64(rest, &nr))
		return text_fail_at(c, TEXT_VARIABLE_BAD, at);
	if (nr > MAX_STACK)
		return text_fail_at(c, TEXT_STACK_BAD, at);
	add_step(co, FETCH_STACK_WORD)->imm = nr;
	return 0;
}

/* At a return the registers of the entry are gone: a word is kept. */
static int add_argument(struct compiler *co, unsigned int nr)
{
	struct probe_args *args = co->args;
	struct fetch_op *ops;

	nr += co->scope->hidden;
	if (!co->scope->returns) {
		add_step(co, FETCH_ARGUMENT)->imm = nr;
		return 0;
	}
	ops = krealloc_array(args->entry_ops, args->nr_words + 2, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return -ENOMEM;
	args->entry_ops = ops;
	ops[args->nr_words] = (struct fetch_op){ .code = FETCH_ARGUMENT, .imm = nr };
	ops[args->nr_words + 1] = (struct fetch_op){ .code = FETCH_END };
	add_step(co, FETCH_SLOT)->imm = args->nr_words++;
	return 0;
}

static int read_argn(struct compiler *co, struct text_cursor *c, const char *at)
{
	const struct trace_btf_function *fn = co->scope->function;
	struct text_span digits = text_take_name(c);
	u64 nr;

	if (text_peek(c) == '*')
		return text_fail_at(c, fn ? TEXT_ARGS_NOT_ALONE : TEXT_TYPES_MISSING, at);
	if (!digits.len || !isdigit(*digits.at) || text_u64(digits, &nr))
		return text_fail_at(c, TEXT_VARIABLE_BAD, at);
	if (!nr || nr > MAX_ARGUMENT)
		return text_fail_at(c, TEXT_ARGN_BAD, at);
	if (!co->scope->entry || co->scope->user)
		return text_fail_at(c, TEXT_ARGS_NO_ENTRY, at);
	if (fn && nr > trace_btf_nr_params(fn))
		return text_fail_at(c, TEXT_TYPES_NO_ARG, at);
	if (fn) {
		trace_btf_param(fn, nr - 1, &co->btf);
		co->typed = true;
	}
	return add_argument(co, nr - 1);
}

static int read_retval(struct compiler *co, struct text_cursor *c, const char *at)
{
	if (!co->scope->returns)
		return text_fail_at(c, TEXT_RETVAL_NO_EXIT, at);
	if (co->scope->function) {
		unsigned int size;

		trace_btf_return(co->scope->function, &co->btf);
		co->typed = true;
		if (trace_btf_kind_of(&co->btf, &size) == BTF_IS_VOID)
			return text_fail_at(c, TEXT_RETVAL_VOID, at);
	}
	add_step(co, FETCH_RETVAL);
	return 0;
}

static void use_text(struct compiler *co, enum fetch_code code, const char *text)
{
	add_step(co, code)->text = text;
	co->text = true;
}

/* A field of the event that the probe is attached to. */
static int use_field(struct compiler *co, const struct trace_event_fields *field)
{
	bool rel = strstarts(field->type, "__rel_loc");
	enum fetch_code code = field->is_signed ? FETCH_FIELD_SIGNED : FETCH_FIELD;
	struct fetch_op *op;

	co->field = field;
	if (rel || strstarts(field->type, "__data_loc"))
		code = rel ? FETCH_FIELD_REL_LOC : FETCH_FIELD_LOC;
	else if (strchr(field->type, '[') || !is_power_of_2(field->size) ||
		 field->size > sizeof(u64))
		code = FETCH_FIELD_AT;
	co->text = code != FETCH_FIELD && code != FETCH_FIELD_SIGNED &&
		   strstr(field->type, "char[");
	op = add_step(co, code);
	op->offset = field->offset;
	op->size = field->size;
	return 0;
}

static int read_field(struct compiler *co, struct text_cursor *c, const char *at)
{
	struct text_span span = text_take_name(c);
	const struct trace_event_fields *field;
	char *name = text_dup(span);

	if (!name)
		return -ENOMEM;
	field = trace_event_find_field(co->scope->event, name);
	kfree(name);
	if (field)
		return use_field(co, field);
	if (!text_equal(span, "comm") && !text_equal(span, "COMM"))
		return text_fail_at(c, TEXT_VARIABLE_BAD, at);
	use_text(co, FETCH_COMM, NULL);
	return 0;
}

/* "$..."; the cursor is behind the sign. */
static int read_variable(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at - 1;

	if (co->scope->event)
		return read_field(co, c, at);
	if (text_take(c, "retval"))
		return read_retval(co, c, at);
	if (text_take(c, "stack"))
		return read_stack(co, c, at);
	if (text_take(c, "arg"))
		return read_argn(co, c, at);
	if (text_take(c, "comm")) {
		use_text(co, FETCH_COMM, NULL);
		return 0;
	}
	if (text_take(c, "current") && !co->scope->user) {
		add_step(co, FETCH_CURRENT);
		return 0;
	}
	return text_fail_at(c, TEXT_VARIABLE_BAD, at);
}

/* ---- Other sources ------------------------------------------------------ */

static int read_register(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at - 1;
	struct text_span span = text_take_until(c, "");
	char *name;
	int offset;

	if (co->scope->event || co->scope->no_registers)
		return text_fail_at(c, TEXT_ARG_BAD, at);
	name = text_dup(span);
	if (!name)
		return -ENOMEM;
	offset = regs_query_register_offset(name);
	kfree(name);
	if (offset < 0)
		return text_fail_at(c, TEXT_REGISTER_BAD, at);
	add_step(co, FETCH_REGISTER)->offset = offset;
	return 0;
}

/* "[module:]symbol[(+|-)offset]" */
static int read_symbol(struct compiler *co, struct text_cursor *c, const char *at)
{
	struct text_span name = text_take_until(c, "+-");
	s64 offset = 0;

	if (co->scope->user)
		return text_fail_at(c, TEXT_MEMORY_SYMBOL, at);
	text_take(c, "+");
	if (!name.len || (!text_at_end(c) &&
			  text_s64(text_take_until(c, ""), &offset)))
		return text_fail_at(c, TEXT_PLACE_BAD, at);
	co->arg->symbol = text_dup(name);
	if (!co->arg->symbol)
		return -ENOMEM;
	co->arg->symbol_op = co->nr;
	co->arg->symbol_offset = offset;
	add_step(co, FETCH_IMMEDIATE);
	return set_memory(co, c, at, 0, false);
}

static int read_place(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at - 1;
	struct text_span span;
	u64 value;

	if (text_take(c, "+")) {
		if (!co->scope->user)
			return text_fail_at(c, TEXT_MEMORY_FILE, at);
		if (text_u64(text_take_until(c, ""), &value))
			return text_fail_at(c, TEXT_MEMORY_FILE_BAD, at);
		add_step(co, FETCH_FILE)->offset = value;
		return set_memory(co, c, at, 0, true);
	}
	if (!isdigit(text_peek(c)))
		return read_symbol(co, c, at);
	span = text_take_until(c, "");
	if (text_u64(span, &value))
		return text_fail_at(c, TEXT_MEMORY_BAD, at);
	add_step(co, FETCH_IMMEDIATE)->imm = value;
	return set_memory(co, c, at, 0, false);
}

static int read_immediate(struct compiler *co, struct text_cursor *c)
{
	struct text_span inner;
	const char *at = c->at;
	s64 value;
	u64 large;

	if (text_peek(c) == '"') {
		if (!text_take_quoted(c, &inner))
			return text_fail_at(c, TEXT_IMMEDIATE_OPEN, c->end);
		use_text(co, FETCH_TEXT, text_dup(inner));
		return co->op[co->nr - 1].text ? 0 : -ENOMEM;
	}
	inner = text_take_until(c, "");
	if (!text_s64(inner, &value))
		add_step(co, FETCH_IMMEDIATE)->imm = value;
	else if (!text_u64(inner, &large))
		add_step(co, FETCH_IMMEDIATE)->imm = large;
	else
		return text_fail_at(c, TEXT_IMMEDIATE_BAD, at);
	return 0;
}

/* ---- Names and members --------------------------------------------------- */

/* One more member of what the value is, or points to. */
static int use_member(struct compiler *co, struct text_cursor *c, bool arrow, const char *at)
{
	struct text_span name;
	unsigned int size;
	int err;

	if (arrow) {
		if (trace_btf_kind_of(&co->btf, &size) != BTF_IS_POINTER)
			return text_fail_at(c, TEXT_TYPES_NO_STRUCT, c->at);
		trace_btf_target(&co->btf);
		err = set_memory(co, c, at, 0, false);
		if (err)
			return err;
	}
	if (trace_btf_kind_of(&co->btf, &size) != BTF_IS_STRUCT)
		return text_fail_at(c, TEXT_TYPES_NO_STRUCT, c->at);
	name = text_take_name(c);
	if (trace_btf_member(&co->btf, name))
		return text_fail_at(c, TEXT_TYPES_NO_MEMBER, name.at);
	co->offset += co->btf.offset;
	return 0;
}

static int read_members(struct compiler *co, struct text_cursor *c, const char *at)
{
	int err = 0;

	while (!err && !text_at_end(c)) {
		const char *here = c->at;

		if (text_take(c, "->"))
			err = use_member(co, c, true, at);
		else if (text_take(c, "."))
			err = use_member(co, c, false, at);
		else if (*here == '-')
			err = text_fail_at(c, TEXT_TYPES_HYPHEN, here);
		else
			err = text_fail_at(c, TEXT_ARG_BAD, here);
	}
	return err;
}

static int read_name(struct compiler *co, struct text_cursor *c)
{
	const struct trace_btf_function *fn = co->scope->function;
	const char *at = c->at;
	struct text_span name = text_take_name(c);
	int nr, err;

	if (!fn)
		return text_fail_at(c, TEXT_TYPES_MISSING, at);
	if (!co->scope->entry)
		return text_fail_at(c, TEXT_ARGS_NO_ENTRY, at);
	nr = trace_btf_find_param(fn, name);
	if (nr < 0)
		return text_fail_at(c, TEXT_TYPES_NO_ARG, at);
	trace_btf_param(fn, nr, &co->btf);
	co->typed = true;
	err = add_argument(co, nr);
	return err ?: read_members(co, c, at);
}

/* ---- Fetches -------------------------------------------------------------- */

static int read_fetch(struct compiler *co, struct text_cursor *c);

/* The last bracket that closes; what is behind it is not part of a fetch. */
static const char *last_close(const struct text_cursor *c)
{
	const char *at = c->end;

	while (at > c->at && at[-1] != ')')
		at--;
	return at > c->at ? at - 1 : NULL;
}

static int read_deref(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at, *close, *number;
	struct text_cursor inner;
	bool user;
	s64 offset;
	int err;

	user = c->end - at > 1 && at[1] == 'u';
	number = at + 1 + user;
	c->at = number;
	text_take_until(c, "(");
	if (text_at_end(c))
		return text_fail_at(c, TEXT_DEREF_NO_BRACE, at);
	if (text_s64(text_since(c, number), &offset) || *number == '-')
		return text_fail_at(c, TEXT_DEREF_OFFSET, at);
	c->at++;
	close = last_close(c);
	if (!close)
		return text_fail_at(c, TEXT_DEREF_OPEN, c->end);
	inner = text_within(c, (struct text_span){ c->at, close - c->at });
	err = read_fetch(co, &inner);
	if (err)
		return err;
	if (co->text && !co->field)
		return text_fail_at(c, TEXT_DEREF_TEXT, c->at);
	co->text = false;
	co->typed = false;
	co->field = NULL;
	c->at = close + 1;
	if (!text_at_end(c))
		return text_fail_at(c, TEXT_ARG_BAD, c->at);
	return set_memory(co, c, at, *at == '-' ? -offset : offset, user);
}

/* A variable may have members. */
static int read_typed_variable(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at - 1;
	struct text_cursor name = *c;
	int err;

	text_take_until(&name, "-.");
	if (!co->scope->function || text_at_end(&name) || !strncmp(at, "$stack", 6))
		return read_variable(co, c);
	name = text_within(c, text_since(&name, c->at));
	err = read_variable(co, &name);
	c->at = name.at;
	if (err)
		return err;
	return co->typed ? read_members(co, c, at) : text_fail_at(c, TEXT_VARIABLE_BAD, at);
}

static int read_fetch(struct compiler *co, struct text_cursor *c)
{
	char ch = text_peek(c);
	const char *at = c->at;
	int err;

	if (ch == '+' || ch == '-')
		return read_deref(co, c);
	if (isalpha(ch) || ch == '_') {
		err = read_name(co, c);
	} else if (ch && strchr("$%@\\", ch)) {
		c->at++;
		if (ch == '$')
			err = read_typed_variable(co, c);
		else if (ch == '%')
			err = read_register(co, c);
		else if (ch == '@')
			err = read_place(co, c);
		else
			err = read_immediate(co, c);
	} else {
		return text_fail_at(c, TEXT_ARG_BAD, at);
	}
	if (!err && !text_at_end(c))
		return text_fail_at(c, ch == '$' ? TEXT_VARIABLE_BAD : TEXT_ARG_BAD, at);
	return err;
}

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
	if (!co->typed)
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
	return 0;
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
	if (is_of_bytes(co, BTF_IS_POINTER)) {
		/* The string, not what the pointer's bytes spell. */
		if (co->memory)
			deref_now(co);
		co->memory = true;
		co->offset = 0;
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

/* Reads fetch and type; the steps are the compiler's until they are in the program. */
static int compile(struct compiler *co, struct text_cursor *fetch, struct text_cursor *type,
		   bool has_type)
{
	struct fetch_op last = {};
	struct type_text t = {};
	int err;

	err = read_fetch(co, fetch);
	if (!err && has_type)
		err = read_type_text(&t, type) ?: set_type(co, type, &t, &last);
	else if (!err)
		err = set_default_type(co, fetch, &last);
	err = err ?: end_value(co, fetch, has_type ? t.at : fetch->at, &last);
	err = err ?: place_arg(co, fetch, &last);
	if (err)
		return err;
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
