// SPDX-License-Identifier: GPL-2.0
/* Records of synthetic events as text. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "../core/number.h"
#include "synth.h"

static void print_number(struct trace_seq *s, const struct synth_field *f, const void *at)
{
	u64 value = trace_number_load(trace_number_of(f->size, f->is_signed), at);

	if (f->is_signed)
		trace_seq_printf(s, "%lld", value);
	else if (!strcmp(f->fmt, "%x"))
		trace_seq_printf(s, "%llx", value);
	else
		trace_seq_printf(s, "%llu", value);
}

/* Nothing outside of the record is looked at, whatever is in it. */
static const void *located(const struct trace_iterator *iter, const void *at, size_t *len)
{
	u32 loc = *(u32 *)at;

	*len = loc >> 16;
	if ((loc & 0xffff) + *len > iter->ent_size)
		*len = 0;
	return (const void *)iter->ent + (loc & 0xffff);
}

static void print_stack(struct trace_seq *s, const unsigned long *ip, size_t len)
{
	trace_seq_puts(s, "STACK:\n");
	for (; len >= sizeof(*ip) && *ip; ip++, len -= sizeof(*ip))
		trace_seq_printf(s, "=> %pS\n", (void *)*ip);
}

static void print_field(struct trace_iterator *iter, const struct synth_field *f)
{
	const void *at = (const void *)iter->ent + f->offset;
	struct trace_seq *s = &iter->seq;
	size_t len = f->size;

	trace_seq_printf(s, "%s=", f->name);
	if (f->kind == SYNTH_NUMBER) {
		print_number(s, f, at);
		return;
	}
	if (f->dynamic)
		at = located(iter, at, &len);
	if (f->kind == SYNTH_TEXT)
		trace_seq_printf(s, "%.*s", (int)len, (const char *)at);
	else
		print_stack(s, at, len);
}

static enum print_line_t print_event(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	struct trace_event_call *call = container_of(event, struct trace_event_call, event);
	struct synth_event *se = container_of(call, struct synth_event, call);
	int ret = trace_raw_output_prep(iter, event);

	if (ret != TRACE_TYPE_HANDLED)
		return ret;
	for (unsigned int i = 0; i < se->nr_fields; i++) {
		if (i)
			trace_seq_putc(&iter->seq, ' ');
		print_field(iter, &se->field[i]);
	}
	trace_seq_putc(&iter->seq, '\n');
	return trace_handle_return(&iter->seq);
}

const struct trace_event_functions synth_print_functions = { .trace = print_event };

static void show_value(struct seq_file *m, const struct synth_field *f)
{
	if (!f->dynamic)
		seq_printf(m, ", REC->%s", f->name);
	else if (f->kind == SYNTH_TEXT)
		seq_printf(m, ", __get_str(%s)", f->name);
	else
		seq_printf(m, ", __get_stacktrace(%s)", f->name);
}

/* What is behind "print fmt: " in the format file. */
void synth_show_print_fmt(struct seq_file *m, struct trace_event_call *call)
{
	struct synth_event *se = container_of(call, struct synth_event, call);

	seq_putc(m, '"');
	for (unsigned int i = 0; i < se->nr_fields; i++)
		seq_printf(m, "%s%s=%s", i ? ", " : "", se->field[i].name, se->field[i].fmt);
	seq_putc(m, '"');
	for (unsigned int i = 0; i < se->nr_fields; i++)
		show_value(m, &se->field[i]);
}
