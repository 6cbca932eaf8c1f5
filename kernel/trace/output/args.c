// SPDX-License-Identifier: GPL-2.0
/*
 * What a function was called with, by name and type.
 *
 * A record has the registers that arguments are passed in; the kernel's description of
 * types tells which of them belong to which argument. A structure of up to two words is
 * in one or two registers, if so many are left. A larger one is on the stack, or on some
 * architectures a register has its address. Nothing is read from memory: what a pointer
 * led to when the function was called is gone.
 */
#include <linux/cleanup.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/rcupdate.h>
#include <linux/trace_seq.h>
#include "../core/callwords.h"
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "args.h"
#include "json.h"

#define WORD		sizeof(long)

/* A structure of more than two words is passed by its address. */
#define BIG_BY_ADDRESS	IS_ENABLED(CONFIG_ARM64)

bool trace_args_begin(struct trace_args *args, struct trace_iterator *iter,
		      unsigned long func, const unsigned long *reg)
{
	unsigned long now = trace_lastboot_address(iter->tr, iter->former, func);
	unsigned long size, offset;
	char name[KSYM_NAME_LEN];
	char *module;

	*args = (struct trace_args){ .reg = reg };
	return now && kallsyms_lookup(now, &size, &offset, &module, name) &&
	       !trace_btf_look_up(&args->fn, module, name);
}

/* The next @nr registers, or NULL if it is not in registers. */
static const unsigned long *take(struct trace_args *args, unsigned int nr)
{
	const unsigned long *reg = args->reg + args->used;

	if (nr > 2 || args->used + nr > FTRACE_REGS_MAX_ARGS)
		return NULL;
	args->used += nr;
	return reg;
}

static unsigned long shorten(unsigned long value, unsigned int size, bool is_signed)
{
	unsigned int unused = BITS_PER_LONG - size * BITS_PER_BYTE;

	if (!size || size >= WORD)
		return value;
	return is_signed ? (long)(value << unused) >> unused : value << unused >> unused;
}

static enum trace_arg_form form_of(enum trace_btf_kind kind)
{
	switch (kind) {
	case BTF_IS_UNSIGNED:
		return ARG_NUMBER;
	case BTF_IS_SIGNED:
	case BTF_IS_CHAR:
		return ARG_SIGNED;
	case BTF_IS_POINTER:
		return ARG_ADDRESS;
	case BTF_IS_STRUCT:
		return ARG_WORDS;
	default:
		return ARG_UNKNOWN;
	}
}

static void fill_in(struct trace_arg *arg, const struct trace_btf_value *type,
		    unsigned int size)
{
	if (arg->form == ARG_WORDS)
		return;
	arg->value = shorten(*arg->word, size, arg->form == ARG_SIGNED);
	arg->text = trace_btf_enum_name(type, arg->value);
	if (arg->text)
		arg->form = ARG_NAME;
}

bool trace_args_next(struct trace_args *args, struct trace_arg *arg)
{
	struct trace_btf_value type;
	unsigned int size;

	if (args->next >= trace_btf_nr_params(&args->fn))
		return false;
	arg->name = trace_btf_param(&args->fn, args->next++, &type);
	if (!*arg->name) {
		snprintf(arg->room, sizeof(arg->room), "arg%u", args->next);
		arg->name = arg->room;
	}
	arg->form = form_of(trace_btf_kind_of(&type, &size));
	if (size > 2 * WORD && BIG_BY_ADDRESS) {
		arg->form = ARG_ADDRESS;
		size = WORD;
	}
	arg->nr = DIV_ROUND_UP(size, WORD);
	if (arg->nr > 1)
		arg->form = ARG_WORDS;
	arg->word = take(args, arg->nr);
	if (!arg->word)
		arg->form = ARG_UNKNOWN;
	else if (arg->form != ARG_UNKNOWN)
		fill_in(arg, &type, size);
	return true;
}

/* ---- Text ------------------------------------------------------------- */

static void put_words(struct trace_seq *s, const struct trace_arg *arg)
{
	trace_seq_putc(s, '{');
	for (unsigned int i = 0; i < arg->nr; i++)
		trace_seq_printf(s, "%s0x%lx", i ? ", " : "", arg->word[i]);
	trace_seq_putc(s, '}');
}

static void put_value(struct trace_seq *s, const struct trace_arg *arg)
{
	switch (arg->form) {
	case ARG_NUMBER:
		trace_seq_printf(s, "%lu", arg->value);
		break;
	case ARG_SIGNED:
		trace_seq_printf(s, "%ld", arg->value);
		break;
	case ARG_ADDRESS:
		trace_seq_printf(s, "0x%lx", arg->value);
		break;
	case ARG_NAME:
		trace_seq_puts(s, arg->text);
		break;
	case ARG_WORDS:
		put_words(s, arg);
		break;
	default:
		trace_seq_putc(s, '?');
	}
}

/**
 * trace_args_text - print arguments, with parentheses around them
 * @iter: prints
 * @func: the function, as it is in the record
 * @reg: registers
 *
 * Context: any.
 */
void trace_args_text(struct trace_iterator *iter, unsigned long func, const unsigned long *reg)
{
	struct trace_seq *s = &iter->seq;
	struct trace_args args;
	struct trace_arg arg;
	bool known;

	guard(rcu)();
	trace_seq_putc(s, '(');
	known = trace_args_begin(&args, iter, func, reg);
	while (known && trace_args_next(&args, &arg)) {
		trace_seq_printf(s, "%s%s=", args.next > 1 ? ", " : "", arg.name);
		put_value(s, &arg);
	}
	trace_seq_putc(s, ')');
}

/* ---- JSON ------------------------------------------------------------- */

static void json_words(struct json *j, const struct trace_arg *arg)
{
	json_begin(j, '[');
	for (unsigned int i = 0; i < arg->nr; i++)
		json_hex(j, arg->word[i]);
	json_end(j, ']');
}

static void json_value(struct json *j, const struct trace_arg *arg)
{
	switch (arg->form) {
	case ARG_NUMBER:
		json_u64(j, arg->value);
		break;
	case ARG_SIGNED:
		json_s64(j, arg->value);
		break;
	case ARG_ADDRESS:
		json_hex(j, arg->value);
		break;
	case ARG_NAME:
		json_string(j, arg->text, strlen(arg->text));
		break;
	case ARG_WORDS:
		json_words(j, arg);
		break;
	default:
		json_null(j);
	}
}

/**
 * trace_args_json - arguments as an object; null if the function is not known
 * @iter: has the record
 * @j: where to
 * @func: the function, as it is in the record
 * @reg: registers
 *
 * Context: any.
 */
void trace_args_json(struct trace_iterator *iter, struct json *j, unsigned long func,
		     const unsigned long *reg)
{
	struct trace_args args;
	struct trace_arg arg;

	guard(rcu)();
	if (!trace_args_begin(&args, iter, func, reg)) {
		json_null(j);
		return;
	}
	json_begin(j, '{');
	while (trace_args_next(&args, &arg)) {
		json_name(j, arg.name);
		json_value(j, &arg);
	}
	json_end(j, '}');
}

/* ---- Options ---------------------------------------------------------- */

static int change_option(struct trace_array *tr, bool on)
{
	return on ? trace_btf_prepare() : 0;
}

static struct trace_option_effect effects[] = {
	{ .opt = TRACE_OPT_FUNC_ARGS, .change = change_option },
	{ .opt = TRACE_OPT_GRAPH_ARGS, .change = change_option },
};

static int __init args_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(effects); i++)
		trace_option_add_effect(&effects[i]);
	return 0;
}
core_initcall(args_init);
