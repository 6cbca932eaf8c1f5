// SPDX-License-Identifier: GPL-2.0
/*
 * The fields of a synthetic event, from text.
 *
 *	fields	= field { [";"] field } [";"]
 *	field	= type name ["[" [number] "]"]
 *
 * A text has a type char and brackets, behind the type or the name; a stack is a
 * long[] or unsigned long[].
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../text/number.h"
#include "../text/token.h"
#include "synth.h"

static const struct {
	const char	*name;
	u8		size;
	bool		is_signed;
	const char	*fmt;
} types[] = {
	{ "u64", 8, false, "%llu" }, { "s64", 8, true, "%lld" },
	{ "u32", 4, false, "%u" }, { "s32", 4, true, "%d" },
	{ "u16", 2, false, "%u" }, { "s16", 2, true, "%d" },
	{ "u8", 1, false, "%u" }, { "s8", 1, true, "%d" },
	{ "char", 1, true, "%d" }, { "unsigned char", 1, false, "%u" },
	{ "int", 4, true, "%d" }, { "unsigned int", 4, false, "%u" },
	{ "long", sizeof(long), true, "%ld" },
	{ "unsigned long", sizeof(long), false, "%lu" },
	{ "bool", 1, false, "%d" }, { "pid_t", 4, true, "%d" },
	{ "gfp_t", 4, false, "%x" }, { "size_t", sizeof(long), false, "%zu" },
};

/**
 * struct words - a field in words
 * @type: its type, perhaps two words
 * @name: its name, perhaps with brackets
 */
struct words {
	struct text_span	type;
	struct text_span	name;
};

static size_t pos_of(const struct text_cursor *c, struct text_span span)
{
	return span.at - c->cmd->text;
}

static int fail_at(const struct text_cursor *c, enum text_error error, struct text_span span)
{
	return text_fail(c, error, pos_of(c, span));
}

static struct text_span take_word(struct text_cursor *c)
{
	struct text_span word;

	text_skip_spaces(c);
	word = text_take_until(c, " \t\n;");
	text_skip_spaces(c);
	return word;
}

static int read_words(struct text_cursor *c, struct words *w)
{
	struct text_span from;

	w->type = take_word(c);
	from = w->type;
	if (text_equal(from, "unsigned")) {
		struct text_span second = take_word(c);

		if (text_at_end(c) || text_peek(c) == ';')
			return fail_at(c, TEXT_SYNTH_INCOMPLETE, from);
		w->type.len = second.at + second.len - from.at;
	}
	w->name = take_word(c);
	return w->name.len ? 0 : fail_at(c, TEXT_SYNTH_FIELD, from);
}

static bool is_name(struct text_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum(name.at[i]) && name.at[i] != '_')
			return false;
	return name.len && !isdigit(*name.at);
}

/* Cuts "[...]" off; 1 if there was one, and what is in it. */
static int cut_brackets(struct text_span *word, struct text_span *inside)
{
	const char *open = memchr(word->at, '[', word->len);

	if (!open)
		return 0;
	inside->at = open + 1;
	inside->len = word->at + word->len - open - 1;
	word->len = open - word->at;
	if (!inside->len || inside->at[inside->len - 1] != ']')
		return -EINVAL;
	inside->len--;
	return 1;
}

static int set_number(struct synth_field *f, struct text_span type)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		if (!text_equal(type, types[i].name))
			continue;
		f->size = types[i].size;
		f->is_signed = types[i].is_signed;
		f->fmt = types[i].fmt;
		return 0;
	}
	return -EINVAL;
}

static int set_array(struct synth_field *f, struct text_span type, struct text_span length)
{
	u64 nr = 0;

	f->fmt = "%s";
	f->dynamic = !length.len;
	if (text_equal(type, "long") || text_equal(type, "unsigned long")) {
		f->kind = SYNTH_STACK;
		f->size = SYNTH_STACK_BYTES;
		return length.len ? -EINVAL : 0;
	}
	f->kind = SYNTH_TEXT;
	f->is_signed = true;
	if (!text_equal(type, "char"))
		return -EINVAL;
	if (length.len && (text_u64(length, &nr) || !nr || nr > SYNTH_TEXT_BYTES))
		return -EINVAL;
	f->size = nr ?: SYNTH_TEXT_BYTES;
	return 0;
}

/* "unsigned  long" has one space when it is shown. */
static char *type_text(struct text_span type, struct text_span length, bool array)
{
	bool two = type.len > 8 && !memcmp(type.at, "unsigned", 8) && isspace(type.at[8]);
	const char *last = type.at + type.len;

	while (two && !isspace(last[-1]))
		last--;
	if (two)
		type = (struct text_span){ .at = last, .len = type.at + type.len - last };
	return kasprintf(GFP_KERNEL, "%s%.*s%s%.*s%s", two ? "unsigned " : "", (int)type.len,
			 type.at, array ? "[" : "", array ? (int)length.len : 0,
			 array ? length.at : "", array ? "]" : "");
}

static int set_type(struct text_cursor *c, struct synth_field *f, const struct words *w,
		    struct text_span type, struct text_span length, bool array)
{
	char *plain __free(kfree) = type_text(type, length, false);
	struct text_span span = { .at = plain };

	f->type = type_text(type, length, array);
	if (!plain || !f->type)
		return -ENOMEM;
	span.len = strlen(plain);
	if (set_number(f, span))
		return fail_at(c, TEXT_SYNTH_TYPE, w->type);
	if (array && set_array(f, span, length))
		return fail_at(c, TEXT_SYNTH_ARRAY, w->name);
	return 0;
}

static int read_field(struct text_cursor *c, struct synth_field *f)
{
	struct text_span type, name, length = { };
	int in_type, in_name, err;
	struct words w;

	err = read_words(c, &w);
	if (err)
		return err;
	type = w.type;
	name = w.name;
	in_type = cut_brackets(&type, &length);
	in_name = in_type ? 0 : cut_brackets(&name, &length);
	if (!name.len)
		return fail_at(c, TEXT_SYNTH_FIELD, w.type);
	if (in_type < 0 || in_name < 0)
		return fail_at(c, TEXT_SYNTH_ARRAY, w.name);
	if (!is_name(name))
		return fail_at(c, TEXT_SYNTH_NAME, w.name);
	f->name = text_dup(name);
	if (!f->name)
		return -ENOMEM;
	return set_type(c, f, &w, type, length, in_type || in_name);
}

/* Numbers and what is found elsewhere have eight bytes each. */
static void place_fields(struct synth_event *se)
{
	unsigned int end = sizeof(struct trace_entry);

	se->sized = true;
	for (unsigned int i = 0; i < se->nr_fields; i++) {
		struct synth_field *f = &se->field[i];

		f->offset = end;
		end += f->kind == SYNTH_TEXT && !f->dynamic ? ALIGN(f->size, sizeof(u64)) :
							      sizeof(u64);
		se->sized &= !f->dynamic;
	}
	se->fixed = end;
}

static bool has_twins(const struct synth_event *se)
{
	for (unsigned int i = 0; i < se->nr_fields; i++)
		for (unsigned int k = 0; k < i; k++)
			if (!strcmp(se->field[i].name, se->field[k].name))
				return true;
	return false;
}

/* Nothing between two of them is no field. */
static void skip_separators(struct text_cursor *c)
{
	while (text_take(c, ";"))
		text_skip_spaces(c);
}

static int read_fields(struct text_cursor *c, struct synth_event *se)
{
	int err = 0;

	text_skip_spaces(c);
	while (!err && !text_at_end(c)) {
		if (se->nr_fields == SYNTH_MAX_FIELDS)
			return text_fail(c, TEXT_SYNTH_FIELDS, 0);
		/* What was begun is to be freed. */
		se->nr_fields++;
		err = read_field(c, &se->field[se->nr_fields - 1]);
		skip_separators(c);
	}
	if (!err && has_twins(se))
		return text_fail(c, TEXT_SYNTH_NAME, 0);
	return err;
}

/**
 * synth_free - free an event that nobody can find any more
 * @se: the event
 *
 * Context: may sleep.
 */
void synth_free(struct synth_event *se)
{
	for (unsigned int i = 0; i < se->nr_fields; i++) {
		kfree(se->field[i].type);
		kfree(se->field[i].name);
	}
	kfree(se->class.fields_array);
	kfree(se->name);
	kfree(se);
}

/**
 * synth_read - make an event of its description
 * @c: its fields, to the end of the cursor
 * @name: its name
 *
 * Context: may sleep.
 * Return: an event that nobody knows of yet, for synth_add() or synth_free(); or an
 * ERR_PTR, -EINVAL with the error in the command, -ENOMEM.
 */
struct synth_event *synth_read(struct text_cursor *c, struct text_span name)
{
	struct synth_event *se;
	int err;

	se = kzalloc(struct_size(se, field, SYNTH_MAX_FIELDS), GFP_KERNEL);
	if (!se)
		return ERR_PTR(-ENOMEM);
	se->name = text_dup(name);
	err = se->name ? read_fields(c, se) : -ENOMEM;
	if (!err && !se->nr_fields)
		err = text_fail(c, TEXT_SYNTH_COMMAND, 0);
	if (err) {
		synth_free(se);
		return ERR_PTR(err);
	}
	place_fields(se);
	return se;
}
