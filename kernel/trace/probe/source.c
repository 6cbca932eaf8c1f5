// SPDX-License-Identifier: GPL-2.0
/*
 * Where the value of an argument comes from.
 *
 * A fetch is read from the outside to the inside and compiled the other way round: what
 * is in brackets first, then what is done to it. Memory stays an offset from the value
 * for as long as possible; if there is another dereference around it, it is an address
 * after all and becomes a step of the program.
 *
 * Types go along from the inside to the outside. Parameters, variables of a CPU and the
 * task have one by themselves, a cast gives one to anything.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/trace_events.h>
#include "../event/class.h"
#include "../text/number.h"
#include "../text/token.h"
#include "compile.h"
#include "compiler.h"

#define MAX_STACK	(THREAD_SIZE / sizeof(unsigned long))
#define MAX_ARGUMENT	128

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

/* What the function's own module calls so comes first. */
static int find_type(struct compiler *co, enum trace_btf_what what, struct text_span name)
{
	const struct trace_btf_function *fn = co->scope->function;

	return trace_btf_find_type(&co->btf, fn ? fn->data : NULL, what, name);
}

/* The value is a pointer to what @btf is. */
static void set_pointer(struct compiler *co)
{
	co->typed = true;
	co->points = true;
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

/* The task; without types it is an address like any other. */
static void use_current(struct compiler *co)
{
	static const struct text_span name = { "task_struct", sizeof("task_struct") - 1 };

	add_step(co, FETCH_CURRENT);
	if (!find_type(co, BTF_A_STRUCT, name))
		set_pointer(co);
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
	if (text_equal(span, "current"))
		use_current(co);
	else if (text_equal(span, "comm") || text_equal(span, "COMM"))
		use_text(co, FETCH_COMM, NULL);
	else
		return text_fail_at(c, TEXT_VARIABLE_BAD, at);
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
	if (!co->scope->user && text_equal(text_take_name(c), "current")) {
		use_current(co);
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

/* The address of a symbol; it is looked up when the probe is made, or its module comes. */
static int add_symbol(struct compiler *co, enum fetch_code code, struct text_span name,
		      long offset)
{
	co->arg->symbol = text_dup(name);
	if (!co->arg->symbol)
		return -ENOMEM;
	co->arg->symbol_op = co->nr;
	co->arg->symbol_offset = offset;
	add_step(co, code);
	return 0;
}

/* "symbol[(+|-)offset]" */
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
	return add_symbol(co, FETCH_IMMEDIATE, name, offset) ?:
	       set_memory(co, c, at, 0, false);
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
		if (!co->points && trace_btf_kind_of(&co->btf, &size) != BTF_IS_POINTER)
			return text_fail_at(c, TEXT_TYPES_NO_STRUCT, c->at);
		if (!co->points)
			trace_btf_target(&co->btf);
		co->points = false;
		err = set_memory(co, c, at, 0, false);
		if (err)
			return err;
	}
	if (co->points || trace_btf_kind_of(&co->btf, &size) != BTF_IS_STRUCT)
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

/* "(symbol)" behind what is to be done with the variable of this CPU. */
static int read_per_cpu(struct compiler *co, struct text_cursor *c, bool pointer)
{
	const char *at = ++c->at;
	struct text_span symbol = text_take_until(c, ")");
	int err;

	if (!text_take(c, ")"))
		return text_fail_at(c, TEXT_DEREF_OPEN, c->end);
	if (co->scope->user)
		return text_fail_at(c, TEXT_MEMORY_SYMBOL, at);
	if (!symbol.len)
		return text_fail_at(c, TEXT_PLACE_BAD, at);
	err = add_symbol(co, FETCH_PER_CPU, symbol, 0);
	if (err)
		return err;
	co->typed = !find_type(co, BTF_A_VARIABLE, symbol);
	if (!pointer)
		return set_memory(co, c, at, 0, false);
	co->points = co->typed;
	return 0;
}

static int read_name(struct compiler *co, struct text_cursor *c)
{
	const struct trace_btf_function *fn = co->scope->function;
	const char *at = c->at;
	struct text_span name = text_take_name(c);
	bool pointer = text_equal(name, "this_cpu_ptr");
	int nr;

	if (text_peek(c) == '(' && (pointer || text_equal(name, "this_cpu_read")))
		return read_per_cpu(co, c, pointer);
	if (!fn)
		return text_fail_at(c, TEXT_TYPES_MISSING, at);
	if (!co->scope->entry)
		return text_fail_at(c, TEXT_ARGS_NO_ENTRY, at);
	nr = trace_btf_find_param(fn, name);
	if (nr < 0)
		return text_fail_at(c, TEXT_TYPES_NO_ARG, at);
	trace_btf_param(fn, nr, &co->btf);
	co->typed = true;
	return add_argument(co, nr);
}

/* ---- Fetches -------------------------------------------------------------- */

/* The last bracket that closes; what is behind it are members, if anything. */
static const char *last_close(const struct text_cursor *c)
{
	const char *at = c->end;

	while (at > c->at && at[-1] != ')')
		at--;
	return at > c->at ? at - 1 : NULL;
}

/* A fetch in brackets; the cursor is behind the one that opens. */
static int read_inner(struct compiler *co, struct text_cursor *c)
{
	const char *close = last_close(c);
	struct text_cursor inner;
	int err;

	if (!close)
		return text_fail_at(c, TEXT_DEREF_OPEN, c->end);
	inner = text_within(c, (struct text_span){ c->at, close - c->at });
	err = probe_arg_read_fetch(co, &inner);
	if (!err)
		c->at = close + 1;
	return err;
}

/* From here on it is an address like any other. */
static int forget_text(struct compiler *co, const struct text_cursor *c, const char *at)
{
	if (co->text && !co->field)
		return text_fail_at(c, TEXT_DEREF_TEXT, at);
	co->text = false;
	co->typed = false;
	co->points = false;
	co->field = NULL;
	return 0;
}

static int read_deref(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at, *number, *inner;
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
	inner = ++c->at;
	err = read_inner(co, c) ?: forget_text(co, c, inner);
	return err ?: set_memory(co, c, at, *at == '-' ? -offset : offset, user);
}

static const char *find_arrow(const struct text_cursor *c)
{
	const char *at = c->at;

	while (c->end - at > 1 && (at[0] != '-' || at[1] != '>'))
		at++;
	return c->end - at > 1 ? at : c->end;
}

/* What begins with a sign; members may follow, but for a text. */
static int read_signed(struct compiler *co, struct text_cursor *c, char sign)
{
	struct text_cursor own;
	int err;

	c->at++;
	own = *c;
	if (text_peek(c) != '"')
		own.end = find_arrow(c);
	if (sign == '$')
		err = read_variable(co, &own);
	else if (sign == '%')
		err = read_register(co, &own);
	else if (sign == '@')
		err = read_place(co, &own);
	else
		err = read_immediate(co, &own);
	c->at = own.at;
	return err;
}

static int read_value(struct compiler *co, struct text_cursor *c)
{
	char ch = text_peek(c);

	if (ch == '+' || ch == '-')
		return read_deref(co, c);
	if (text_take(c, "("))
		return read_inner(co, c);
	if (isalpha(ch) || ch == '_')
		return read_name(co, c);
	if (ch && strchr("$%@\\", ch))
		return read_signed(co, c, ch);
	return text_fail_at(c, TEXT_ARG_BAD, c->at);
}

/* ---- Casts ------------------------------------------------------------------ */

bool probe_take_cast(struct text_cursor *c, struct text_span *name)
{
	struct text_cursor rest = *c;

	if (!text_take(&rest, "("))
		return false;
	if (!text_take(&rest, "struct "))
		text_take(&rest, "union ");
	text_skip_spaces(&rest);
	*name = text_take_name(&rest);
	text_skip_spaces(&rest);
	text_take(&rest, "*");
	if (!name->len || !text_take(&rest, ")"))
		return false;
	*c = rest;
	return true;
}

/* A name in brackets is a cast only if a value follows. */
static bool take_cast(struct text_cursor *c, struct text_span *name)
{
	struct text_cursor rest = *c, behind;

	if (!probe_take_cast(&rest, name))
		return false;
	behind = rest;
	if (text_at_end(&behind) || text_take(&behind, "->") || text_take(&behind, "."))
		return false;
	*c = rest;
	return true;
}

/* Can what is meant be a pointer? */
static bool is_word(const struct compiler *co)
{
	unsigned int size;

	if (!co->typed || co->points)
		return true;
	switch (trace_btf_kind_of(&co->btf, &size)) {
	case BTF_IS_POINTER:
		return true;
	case BTF_IS_UNSIGNED:
	case BTF_IS_SIGNED:
		return size == sizeof(long) && !co->btf.bits;
	default:
		return false;
	}
}

static int use_cast(struct compiler *co, const struct text_cursor *c, struct text_span name,
		    const char *at)
{
	unsigned int size;
	int err;

	if (co->scope->user)
		return text_fail_at(c, TEXT_TYPES_MISSING, name.at);
	if (!is_word(co))
		return text_fail_at(c, TEXT_TYPES_NO_STRUCT, at);
	err = forget_text(co, c, at) ?: find_type(co, BTF_A_STRUCT, name);
	if (err == -ENOENT)
		return text_fail_at(c, TEXT_TYPES_UNFIT, name.at);
	if (err == -EOPNOTSUPP)
		return text_fail_at(c, TEXT_TYPES_MISSING, name.at);
	if (err)
		return err;
	if (trace_btf_kind_of(&co->btf, &size) != BTF_IS_STRUCT)
		return text_fail_at(c, TEXT_TYPES_NO_STRUCT, name.at);
	set_pointer(co);
	return 0;
}

int probe_arg_read_fetch(struct compiler *co, struct text_cursor *c)
{
	const char *at = c->at, *value;
	char ch = text_peek(c);
	struct text_span cast;
	bool has_cast;
	int err;

	has_cast = take_cast(c, &cast);
	value = c->at;
	err = read_value(co, c);
	if (!err && has_cast)
		err = use_cast(co, c, cast, value);
	if (err || text_at_end(c))
		return err;
	if (co->typed)
		return read_members(co, c, at);
	if (ch == '+' || ch == '-')
		at = c->at;
	return text_fail_at(c, ch == '$' ? TEXT_VARIABLE_BAD : TEXT_ARG_BAD, at);
}
