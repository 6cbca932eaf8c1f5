// SPDX-License-Identifier: GPL-2.0
/*
 * The file "inject" of an event: records made by hand.
 *
 *	field = value ...	value = number | '"' text '"'
 *
 * The text is read into a record that nobody sees; only when all of it made sense is
 * it copied into the buffer, in the way of any other record of the event: triggers
 * and the filter look at it. Fields that are not named are zero or empty, those at
 * the head are what they would be if the writer of the file had hit the event.
 *
 * The record made here is the fixed part, and behind it the strings of fields that
 * have theirs at the end.  They need no more room than the text that they come from,
 * or an empty line.
 */
#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/field.h"
#include "../core/instance.h"
#include "../core/number.h"
#include "../core/write.h"
#include "../text/number.h"
#include "../text/token.h"
#include "class.h"
#include "files.h"
#include "inject.h"

#define ERROR_PLACE	"event inject parse error"

/* What a field wants to be given. */
enum kind {
	WANTS_NUMBER, WANTS_CHARS, WANTS_DATA_LOC, WANTS_REL_LOC, WANTS_TAIL, WANTS_NOTHING,
};

static enum kind kind_of(const struct trace_event_fields *field)
{
	if (strstarts(field->type, "__data_loc "))
		return strstarts(field->type, "__data_loc char[") ? WANTS_DATA_LOC : WANTS_NOTHING;
	if (strstarts(field->type, "__rel_loc "))
		return strstarts(field->type, "__rel_loc char[") ? WANTS_REL_LOC : WANTS_NOTHING;
	if (strstarts(field->type, "char["))
		return field->size ? WANTS_CHARS : WANTS_TAIL;
	/* What prints a string follows the pointer to it. */
	if (trace_field_points_to_text(field) || strchr(field->type, '[') ||
	    !is_power_of_2(field->size) || field->size > sizeof(u64))
		return WANTS_NOTHING;
	return WANTS_NUMBER;
}

static void *at(struct trace_injection *in, const struct trace_event_fields *field)
{
	return in->record + field->offset;
}

/* ---- Values ------------------------------------------------------------ */

/* A copy of the string behind the rest. */
static void append(struct trace_injection *in, const struct trace_event_fields *field,
		   bool relative, struct text_span text)
{
	unsigned int from = relative ? field->offset + sizeof(u32) : 0;

	*(u32 *)at(in, field) = (in->len - from) | (text.len + 1) << 16;
	memcpy(in->record + in->len, text.at, text.len);
	in->len += text.len + 1;
}

/* What is as long as the record is: the text of a marker, which is a line. */
static void set_tail(struct trace_injection *in, struct text_span text)
{
	char *to = in->record + in->fixed;

	memcpy(to, text.at, text.len);
	to += text.len;
	if (!text.len || to[-1] != '\n')
		*to++ = '\n';
	*to++ = '\0';
	in->len = (void *)to - in->record;
}

static int set_text(struct trace_injection *in, const struct trace_event_fields *field,
		    struct text_cursor *c)
{
	enum kind kind = kind_of(field);
	size_t pos = text_pos(c), len;
	struct text_span text;

	if (kind == WANTS_NUMBER)
		return text_fail(c, TEXT_EXPECTS_NUMBER, pos);
	if (!text_take_quoted(c, &text))
		return text_fail(c, TEXT_QUOTE_OPEN, pos);
	if (kind == WANTS_CHARS) {
		len = min_t(size_t, text.len, field->size - 1);
		memset(at(in, field), 0, field->size);
		memcpy(at(in, field), text.at, len);
	} else if (kind == WANTS_TAIL) {
		set_tail(in, text);
	} else {
		append(in, field, kind == WANTS_REL_LOC, text);
	}
	return 0;
}

/* As a number with a sign or as one without. */
static bool fits(s64 value, unsigned int bits)
{
	return bits == 64 || (value >= -(1LL << (bits - 1)) && value < 1LL << bits);
}

static int read_number(struct text_span span, unsigned int bits, u64 *value)
{
	s64 number;
	int err;

	if (bits == 64 && !text_u64(span, value))
		return 0;
	err = text_s64(span, &number);
	if (err || !fits(number, bits))
		return -EINVAL;
	*value = number;
	return 0;
}

static int set_number(struct trace_injection *in, const struct trace_event_fields *field,
		      struct text_cursor *c)
{
	size_t pos = text_pos(c);
	struct text_span span = text_take_number(c);
	u64 value;

	if (kind_of(field) != WANTS_NUMBER)
		return text_fail(c, TEXT_EXPECTS_STRING, pos);
	if (read_number(span, field->size * BITS_PER_BYTE, &value))
		return text_fail(c, TEXT_BAD_INTEGER, pos);
	trace_number_store(field->size, at(in, field), value);
	return 0;
}

/* ---- The text ---------------------------------------------------------- */

/* The type is not what the user says it is. */
static bool may_set(const struct trace_event_fields *field)
{
	return kind_of(field) != WANTS_NOTHING && field != &trace_common_fields[0];
}

static const struct trace_event_fields *find_field(struct trace_event_call *call,
						   struct text_span span)
{
	char *name __free(kfree) = text_dup(span);

	return name ? trace_event_find_field(call, name) : NULL;
}

static int read_one(struct trace_injection *in, struct trace_event_call *call,
		    struct text_cursor *c)
{
	size_t pos = text_pos(c);
	const struct trace_event_fields *field = find_field(call, text_take_name(c));
	int err;

	if (!field)
		return text_fail(c, TEXT_FIELD_NOT_FOUND, pos);
	if (!may_set(field))
		return text_fail(c, TEXT_ILLEGAL_OPERATION, pos);
	text_skip_spaces(c);
	if (!text_take(c, "="))
		return text_fail(c, TEXT_BAD_OPERATOR, text_pos(c));
	text_skip_spaces(c);
	err = text_is_quote(text_peek(c)) ? set_text(in, field, c) : set_number(in, field, c);
	if (!err && !text_at_end(c) && !isspace(text_peek(c)))
		err = text_fail(c, TEXT_BAD_VALUE, text_pos(c));
	return err;
}

/* Strings that were not named are there, and empty: the byte behind the fixed part. */
static void set_empty(struct trace_injection *in, const struct trace_event_fields *table)
{
	const struct trace_event_fields *field;

	for_each_trace_field(field, table) {
		unsigned int to = in->fixed;

		if (kind_of(field) == WANTS_TAIL)
			set_tail(in, (struct text_span){});
		if (strstarts(field->type, "__rel_loc "))
			to -= field->offset + sizeof(u32);
		else if (!strstarts(field->type, "__data_loc "))
			continue;
		if (kind_of(field) != WANTS_NOTHING)
			to |= 1 << 16;
		*(u32 *)at(in, field) = to;
	}
}

static void set_head(struct trace_entry *ent, struct trace_event_call *call)
{
	unsigned int ctx = tracing_gen_ctx();

	ent->type = call->event.type;
	ent->flags = ctx >> 16;
	ent->preempt_count = ctx;
	ent->pid = current->pid;
}

int trace_injection_read(struct trace_injection *in, struct trace_event_call *call,
			 struct text_cursor *c)
{
	int err = 0;

	in->fixed = trace_event_get_offsets(call);
	in->len = in->fixed + 1;
	in->record = kzalloc(in->len + strlen(c->cmd->text) + 1, GFP_KERNEL);
	if (!in->record)
		return -ENOMEM;
	set_head(in->record, call);
	set_empty(in, trace_get_fields(call));
	for (text_skip_spaces(c); !err && !text_at_end(c); text_skip_spaces(c))
		err = read_one(in, call, c);
	return err;
}

void trace_injection_free(struct trace_injection *in)
{
	kfree(in->record);
}

/* ---- The file ---------------------------------------------------------- */

static void inject(struct trace_event_file *file, const struct trace_injection *in)
{
	struct trace_record rec;
	void *entry;

	/* As in a probe. */
	guard(preempt_notrace)();
	entry = trace_event_begin(&rec, file, in->len);
	if (!entry)
		return;
	memcpy(entry, in->record, in->len);
	if (rec.look)
		rec.look |= TRACE_RECORD_WHOLE;
	trace_event_end(&rec);
}

static int read_and_inject(void *data, char *text)
{
	struct trace_event_file *file = data;
	struct text_command cmd = { .text = strim(text) };
	struct text_cursor c = text_start(&cmd);
	struct trace_injection in = {};
	int err;

	guard(mutex)(&tracing_mutex);
	if (file->flags & EVENT_FILE_FL_FREED)
		return -ENODEV;
	err = trace_injection_read(&in, file->event_call, &c);
	if (!err)
		inject(file, &in);
	trace_errlog_add(file->tr, ERROR_PLACE, &cmd);
	trace_injection_free(&in);
	return err;
}

static ssize_t inject_write(struct file *filp, const char __user *ubuf, size_t size,
			    loff_t *pos)
{
	if (size >= PAGE_SIZE)
		return -EINVAL;
	return trace_write_text(ubuf, size, pos, read_and_inject, filp->private_data);
}

const struct file_operations trace_event_inject_fops = {
	.open		= trace_event_open,
	.write		= inject_write,
	.llseek		= default_llseek,
	.release	= trace_event_release,
};
