// SPDX-License-Identifier: GPL-2.0
/* The arguments of a probe: their names, and what they are together. */
#include <linux/ctype.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/sections.h>
#include "../text/number.h"
#include "../text/token.h"
#include "arg.h"
#include "btf.h"
#include "compile.h"
#include "names.h"

static struct probe_arg *new_arg(struct probe_args *args)
{
	struct probe_arg *arg;

	arg = krealloc_array(args->arg, args->nr + 1, sizeof(*arg), GFP_KERNEL);
	if (!arg)
		return NULL;
	args->arg = arg;
	arg += args->nr++;
	*arg = (struct probe_arg){};
	return arg;
}

static bool is_identifier(struct text_span name)
{
	size_t i;

	if (!name.len || isdigit(*name.at))
		return false;
	for (i = 0; i < name.len; i++)
		if (!isalnum(name.at[i]) && name.at[i] != '_')
			return false;
	return true;
}

/* Names that all records of probes have. */
static bool is_reserved(struct text_span name)
{
	static const char * const names[] = {
		"common_type", "common_flags", "common_preempt_count", "common_pid",
		"common_tgid", "__probe_ip", "__probe_ret_ip", "__probe_func",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal(name, names[i]))
			return true;
	return false;
}

static bool is_taken(const struct probe_args *args, struct text_span name)
{
	unsigned int i;

	for (i = 0; i + 1 < args->nr; i++)
		if (text_equal(name, args->arg[i].name))
			return true;
	return is_reserved(name);
}

static int set_name(struct probe_args *args, struct probe_arg *arg,
		    const struct text_cursor *c, struct text_span name)
{
	if (!name.len)
		return text_fail_at(c, TEXT_ARG_NAME_MISSING, name.at);
	if (name.len > PROBE_MAX_ARG_NAME)
		return text_fail_at(c, TEXT_ARG_NAME_TOO_LONG, name.at);
	if (!is_identifier(name))
		return text_fail_at(c, TEXT_ARG_NAME_BAD, name.at);
	if (is_taken(args, name))
		return text_fail_at(c, TEXT_ARG_NAME_TAKEN, name.at);
	arg->name = text_dup(name);
	return arg->name ? 0 : -ENOMEM;
}

/* The name that a fetch is, or has: a parameter's, a variable's. */
static struct text_span name_in(const struct probe_scope *scope, const struct text_cursor *c,
				struct text_span fetch)
{
	struct text_cursor word = text_within(c, fetch);
	struct text_span name = {};
	struct trace_btf_value unused;
	u64 nr;

	if (text_take(&word, "this_cpu_read(") || text_take(&word, "this_cpu_ptr(")) {
		name = text_take_name(&word);
		if (!text_take(&word, ")") || !text_at_end(&word))
			name.len = 0;
	} else if (is_identifier(fetch)) {
		name = fetch;
	} else if (scope->function && text_take(&word, "$arg") &&
		   !text_u64(text_take_until(&word, ""), &nr) && nr &&
		   nr <= trace_btf_nr_params(scope->function)) {
		name.at = trace_btf_param(scope->function, nr - 1, &unused);
		name.len = strlen(name.at);
	}
	return name;
}

/* An argument without a name has that of what it is about, or a number. */
static int set_default_name(struct probe_args *args, struct probe_arg *arg,
			    const struct probe_scope *scope, const struct text_cursor *c,
			    struct text_span body)
{
	struct text_cursor word = text_within(c, body);
	struct text_span name = name_in(scope, c, text_take_until(&word, ":"));
	char number[16];

	if (!is_identifier(name) || is_taken(args, name)) {
		snprintf(number, sizeof(number), "arg%u", args->nr);
		name = (struct text_span){ number, strlen(number) };
		if (is_taken(args, name))
			return text_fail_at(c, TEXT_ARG_NAME_TAKEN, body.at);
	}
	arg->name = text_dup(name);
	return arg->name ? 0 : -ENOMEM;
}

static int read_arg(struct probe_args *args, const struct text_cursor *c,
		    const struct probe_scope *scope, struct text_span word)
{
	struct text_cursor rest = text_within(c, word);
	struct text_span name;
	struct probe_arg *arg;
	int err;

	arg = new_arg(args);
	if (!arg)
		return -ENOMEM;
	arg->pos = word.at - c->cmd->text;
	name = text_take_until(&rest, "=\"");
	if (!text_take(&rest, "="))
		return set_default_name(args, arg, scope, c, word) ?:
		       probe_arg_compile(args, arg, scope, c, word);
	err = set_name(args, arg, c, name);
	return err ?: probe_arg_compile(args, arg, scope, c, text_take_until(&rest, ""));
}

/* A parameter by its name, as if it had been written. */
static int add_param(struct probe_args *args, const struct text_cursor *c,
		     const struct probe_scope *scope, unsigned int nr, struct text_span word)
{
	struct probe_arg *arg = new_arg(args);
	struct trace_btf_value value;
	struct text_command cmd;
	struct text_cursor own;
	char text[64];
	const char *name;
	int err;

	if (!arg)
		return -ENOMEM;
	name = trace_btf_param(scope->function, nr, &value);
	if (*name && strlen(name) <= PROBE_MAX_ARG_NAME)
		strscpy(text, name, sizeof(text));
	else
		snprintf(text, sizeof(text), "$arg%u", nr + 1);
	cmd.text = text;
	own = text_start(&cmd);
	err = set_default_name(args, arg, scope, &own, text_take_until(&own, "")) ?:
	      probe_arg_compile(args, arg, scope, &own, (struct text_span){ text, strlen(text) });
	/* The caret belongs below what the user wrote. */
	if (cmd.error)
		text_fail_at(c, cmd.error, word.at);
	if (!err)
		arg->pos = word.at - c->cmd->text;
	return err;
}

static int add_params(struct probe_args *args, const struct text_cursor *c,
		      const struct probe_scope *scope, struct text_span word)
{
	unsigned int nr;
	int err = 0;

	if (!scope->entry && !scope->user && !scope->event)
		return text_fail_at(c, TEXT_ARGS_NO_ENTRY, word.at);
	if (scope->user || scope->event)
		return text_fail_at(c, TEXT_VARIABLE_BAD, word.at);
	if (!scope->function)
		return text_fail_at(c, TEXT_TYPES_MISSING, word.at);
	if (args->nr + trace_btf_nr_params(scope->function) > PROBE_MAX_ARGS)
		return text_fail_at(c, TEXT_ARGS_TOO_MANY, word.at);
	for (nr = 0; !err && nr < trace_btf_nr_params(scope->function); nr++)
		err = add_param(args, c, scope, nr, word);
	return err;
}

/* Is a word "$argN" and no more, and the name of parameter N known? */
static bool is_param(const struct probe_scope *scope, const struct text_cursor *c,
		     struct text_span word, unsigned int *nr)
{
	struct text_cursor rest = text_within(c, word);
	u64 value;

	if (!scope->function || !text_take(&rest, "$arg") ||
	    text_u64(text_take_until(&rest, ""), &value) ||
	    !value || value > trace_btf_nr_params(scope->function))
		return false;
	*nr = value - 1;
	return true;
}

struct text_span probe_arg_take(struct text_cursor *c)
{
	const char *from = c->at;
	struct text_span unused;

	while (!text_at_end(c) && !isspace(*c->at))
		if (!probe_take_cast(c, &unused))
			c->at++;
	return text_since(c, from);
}

int probe_args_read(struct probe_args *args, struct text_cursor *c,
		    const struct probe_scope *scope, unsigned int offset)
{
	unsigned int nr;
	bool all = false;
	int err;

	args->size = offset;
	err = probe_args_append(args, NULL, 0);
	for (text_skip_spaces(c); !err && !text_at_end(c); text_skip_spaces(c)) {
		struct text_span word = probe_arg_take(c);

		if (args->nr == PROBE_MAX_ARGS) {
			err = text_fail_at(c, TEXT_ARGS_TOO_MANY, word.at);
		} else if (is_param(scope, c, word, &nr)) {
			err = add_param(args, c, scope, nr, word);
		} else if (!text_equal(word, "$arg*")) {
			err = read_arg(args, c, scope, word);
		} else if (all) {
			err = text_fail_at(c, TEXT_ARGS_TWICE, word.at);
		} else {
			all = true;
			err = add_params(args, c, scope, word);
		}
	}
	return err;
}

void probe_args_free(struct probe_args *args)
{
	unsigned int i;

	for (i = 0; i < args->nr; i++) {
		kfree(args->arg[i].name);
		kfree(args->arg[i].text);
		kfree(args->arg[i].symbol);
		kfree(args->arg[i].field);
		probe_names_put(args->arg[i].names);
	}
	for (i = 0; i < args->nr_ops; i++)
		if (args->ops[i].code == FETCH_TEXT)
			kfree(args->ops[i].text);
	kfree(args->arg);
	kfree(args->ops);
	kfree(args->entry_ops);
	*args = (struct probe_args){};
}

/* Each CPU has its own of a variable in that section, or in that of a module. */
static bool is_per_cpu(unsigned long addr)
{
	if (addr >= (unsigned long)__per_cpu_start && addr < (unsigned long)__per_cpu_end)
		return true;
	return !is_kernel(addr) && !is_module_address(addr);
}

const struct probe_arg *probe_args_resolve(struct probe_args *args)
{
	const struct probe_arg *missing = NULL;
	unsigned int i;

	for (i = 0; i < args->nr; i++) {
		struct probe_arg *arg = &args->arg[i];
		struct fetch_op *op;
		unsigned long addr;

		if (!arg->symbol)
			continue;
		op = &args->ops[arg->symbol_op];
		addr = kallsyms_lookup_name(arg->symbol);
		if (addr && (op->code != FETCH_PER_CPU || is_per_cpu(addr)))
			op->imm = addr + arg->symbol_offset;
		else if (!missing)
			missing = arg;
	}
	return missing;
}
