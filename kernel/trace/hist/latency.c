// SPDX-License-Identifier: GPL-2.0
/*
 * The time from one event to another, in a line:
 *
 *	NAME "start=" PLACE "end=" PLACE ["fields=" FIELD{,FIELD}] ["hist"] ["if" FILTER]
 *	PLACE = [SYSTEM "."] EVENT "." FIELD
 *
 * becomes what one would otherwise write in four: a synthetic event, a hist that keeps
 * the time of the start by its field, one that makes the event when the field of the
 * end is the same, and perhaps one of how long it takes. These are written as text and
 * go through the same functions as what users write; so here is nothing but words.
 *
 * All that can be wrong with the line is found before anything is made. Should a step
 * fail nevertheless, those before it are undone.
 *
 * Commands happen under a mutex of their own, for making an event takes dynevent_mutex
 * and making a hist tracing_mutex. The list is changed under both that mutex and
 * tracing_mutex. When an instance goes its triggers go, and a worker removes the events.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include "../core/errlog.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../filter/filter.h"
#include "../synth/synth.h"
#include "../text/token.h"
#include "../trigger/trigger.h"
#include "files.h"
#include "hist.h"

#define MAX_FIELDS	16
#define TEXT_BYTES	2048

/* The hist of the start, that of the end, that of the event itself. */
#define NR_HISTS	3

/**
 * struct latency - a line
 * @list: all of them
 * @tr: whose; NULL if the instance has gone
 * @name: the event
 * @text: as it was understood
 * @synth: the line that makes the event
 * @hist: the triggers; NULL: there is none
 * @system: of the events that these belong to
 * @event: their names
 */
struct latency {
	struct list_head	list;
	struct trace_array	*tr;
	char			*name;
	char			*text;
	char			*synth;
	char			*hist[NR_HISTS];
	char			*system[NR_HISTS];
	char			*event[NR_HISTS];
};

/**
 * struct place - where the time begins or ends, being read
 * @file: the event
 * @field: its field
 * @expr: the same
 */
struct place {
	struct trace_event_file	*file;
	struct text_span	field;
	struct hist_expr	*expr;
};

/**
 * struct carried - a field that goes with the event
 * @at_start: it is the start's, else the end's
 * @name: its name
 * @expr: the same
 */
struct carried {
	bool			at_start;
	struct text_span	name;
	struct hist_expr	*expr;
};

/**
 * struct request - a line being read
 * @tr: the instance
 * @c: the cursor
 * @name: the event
 * @start: where the time begins
 * @end: where it ends
 * @field: what goes with it
 * @nr_fields: number of @field
 * @hist: there is to be a table
 * @filter: of the start, or empty
 */
struct request {
	struct trace_array	*tr;
	struct text_cursor	*c;
	struct text_span	name;
	struct place		start;
	struct place		end;
	struct carried		field[MAX_FIELDS];
	unsigned int		nr_fields;
	bool			hist;
	struct text_span	filter;
};

static DEFINE_MUTEX(commands);	/* one at a time */
static LIST_HEAD(latencies);	/* under commands and tracing_mutex */

/* ---- Reading ---------------------------------------------------------- */

static struct trace_event_file *find_event(struct trace_array *tr, struct text_span system,
					   struct text_span event)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &tr->events, list)
		if (text_equal(event, trace_event_name(file->event_call)) &&
		    (!system.len || text_equal(system, file->event_call->class->system)))
			return file;
	return NULL;
}

/* A field that can be a key, and be part of a synthetic event. */
static struct hist_expr *read_field(struct request *q, struct trace_event_file *file,
				    struct text_span name)
{
	struct hist *hist __free(kfree) = kzalloc(sizeof(*hist), GFP_KERNEL);
	struct text_cursor c = text_within(q->c, name);
	struct hist_expr *expr;

	if (!hist)
		return ERR_PTR(-ENOMEM);
	hist->trigger.tr = file->tr;
	hist->trigger.file = file;
	expr = hist_expr_read(hist, &c, true);
	if (IS_ERR(expr))
		return expr;
	if (expr->source < HIST_CONST || expr->kind == HIST_TEXT)
		return expr;
	hist_expr_free(expr);
	return ERR_PTR(text_fail_at(q->c, TEXT_HIST_FIELD, name.at));
}

static int read_place(struct request *q, struct text_cursor c, struct place *place)
{
	struct text_span part[3];
	unsigned int nr = 0;

	do
		part[nr] = text_take_name(&c);
	while (part[nr++].len && nr < ARRAY_SIZE(part) && text_take(&c, "."));
	if (nr < 2 || !text_at_end(&c))
		return text_fail(q->c, TEXT_LATENCY_PLACE, text_pos(&c));
	place->field = part[nr - 1];
	place->file = find_event(q->tr, nr == 3 ? part[0] : (struct text_span){ },
				 part[nr - 2]);
	if (!place->file)
		return text_fail_at(q->c, TEXT_HIST_NO_EVENT, part[nr - 2].at);
	place->expr = read_field(q, place->file, place->field);
	if (IS_ERR(place->expr)) {
		int err = PTR_ERR(place->expr);

		place->expr = NULL;
		return err;
	}
	return 0;
}

static bool has_field(struct trace_event_file *file, struct text_span name)
{
	char *copy __free(kfree) = text_dup(name);

	return copy && trace_event_find_field(file->event_call, copy);
}

/* Names of the event's fields have to differ. */
static bool is_taken(const struct request *q, struct text_span name)
{
	struct text_span key = q->start.field;

	if (text_equal(name, "lat") || (key.len == name.len && !memcmp(key.at, name.at, key.len)))
		return true;
	for (unsigned int i = 0; i < q->nr_fields; i++)
		if (q->field[i].name.len == name.len &&
		    !memcmp(q->field[i].name.at, name.at, name.len))
			return true;
	return false;
}

static int read_carried(struct request *q, struct text_span name)
{
	struct carried *f = &q->field[q->nr_fields];
	struct hist_expr *expr;

	if (q->nr_fields == MAX_FIELDS || is_taken(q, name))
		return text_fail_at(q->c, TEXT_LATENCY_FIELDS, name.at);
	f->name = name;
	f->at_start = has_field(q->start.file, name);
	expr = read_field(q, f->at_start ? q->start.file : q->end.file, name);
	if (IS_ERR(expr))
		return PTR_ERR(expr);
	f->expr = expr;
	q->nr_fields++;
	return 0;
}

static int read_fields(struct request *q, struct text_span list)
{
	struct text_cursor c = text_within(q->c, list);
	struct text_span name;
	int err = list.len ? 0 : text_fail_at(q->c, TEXT_HIST_FIELD, list.at);

	while (!err && text_take_part(&c, ',', &name))
		err = read_carried(q, name);
	return err;
}

static int read_filter(struct request *q)
{
	struct text_cursor c = text_within(q->c, q->filter);
	struct event_filter *filter;

	if (!q->filter.len)
		return 0;
	filter = trace_filter_compile(q->start.file->event_call, &c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	trace_filter_free(filter);
	return 0;
}

static bool take_flag(struct text_cursor *c, const char *name, bool *flag)
{
	struct text_cursor ahead = *c;

	if (*flag || !text_equal(text_take_word(&ahead), name))
		return false;
	*c = ahead;
	*flag = true;
	return true;
}

/* The words behind the name, each once; then what they mean. */
static int read_words(struct request *q)
{
	struct text_span start = { }, end = { }, fields = { };
	struct text_cursor *c = q->c;
	int err;

	for (text_skip_spaces(c); !text_at_end(c); text_skip_spaces(c)) {
		if (!start.at && text_take(c, "start="))
			start = text_take_word(c);
		else if (!end.at && text_take(c, "end="))
			end = text_take_word(c);
		else if (!fields.at && text_take(c, "fields="))
			fields = text_take_word(c);
		else if (text_take(c, "if "))
			q->filter = text_take_until(c, "");
		else if (!take_flag(c, "hist", &q->hist))
			return text_fail(c, TEXT_LATENCY_COMMAND, text_pos(c));
	}
	if (!start.at || !end.at)
		return text_fail(c, TEXT_LATENCY_COMMAND, text_pos(c));
	err = read_place(q, text_within(c, start), &q->start) ?:
	      read_place(q, text_within(c, end), &q->end);
	if (err)
		return err;
	if (hist_key_size(q->start.expr) != hist_key_size(q->end.expr) ||
	    q->start.expr->kind != q->end.expr->kind)
		return text_fail_at(c, TEXT_LATENCY_KEYS, q->end.field.at);
	return (fields.at ? read_fields(q, fields) : 0) ?: read_filter(q);
}

static int read_request(struct request *q)
{
	q->name = text_take_name(q->c);
	if (!q->name.len || isdigit(*q->name.at) ||
	    (!text_at_end(q->c) && !strchr(" \t", text_peek(q->c))))
		return text_fail_at(q->c, TEXT_SYNTH_NAME, q->name.at);
	if (synth_find(q->name)) {
		text_fail_at(q->c, TEXT_SYNTH_EXISTS, q->name.at);
		return -EEXIST;
	}
	return read_words(q);
}

static void end_request(struct request *q)
{
	hist_expr_free(q->start.expr);
	hist_expr_free(q->end.expr);
	while (q->nr_fields)
		hist_expr_free(q->field[--q->nr_fields].expr);
}

/* ---- Writing ---------------------------------------------------------- */

#define SPAN(span)	(int)(span).len, (span).at

static void write_type(struct seq_file *m, const struct hist_expr *expr, struct text_span name)
{
	if (expr->kind == HIST_NUMBER)
		seq_printf(m, "; %c%u %.*s", expr->is_signed ? 's' : 'u',
			   expr->size * BITS_PER_BYTE, SPAN(name));
	else if (expr->source == HIST_CHARS)
		seq_printf(m, "; char %.*s[%u]", SPAN(name), expr->size);
	else
		seq_printf(m, "; char %.*s[]", SPAN(name));
}

static void write_synth(struct seq_file *m, const struct request *q)
{
	seq_printf(m, "%.*s u64 lat", SPAN(q->name));
	write_type(m, q->start.expr, q->start.field);
	for (unsigned int i = 0; i < q->nr_fields; i++)
		write_type(m, q->field[i].expr, q->field[i].name);
}

static void write_start(struct seq_file *m, const struct request *q)
{
	seq_printf(m, "hist:keys=%.*s:%.*s_ts=common_timestamp.usecs", SPAN(q->start.field),
		   SPAN(q->name));
	for (unsigned int i = 0; i < q->nr_fields; i++)
		if (q->field[i].at_start)
			seq_printf(m, ",%.*s_%.*s=%.*s", SPAN(q->name), SPAN(q->field[i].name),
				   SPAN(q->field[i].name));
	if (q->filter.len)
		seq_printf(m, " if %.*s", SPAN(q->filter));
}

static void write_end(struct seq_file *m, const struct request *q)
{
	struct trace_event_call *start = q->start.file->event_call;

	seq_printf(m, "hist:keys=%.*s:%.*s_lat=common_timestamp.usecs-$%.*s_ts",
		   SPAN(q->end.field), SPAN(q->name), SPAN(q->name));
	seq_printf(m, ":onmatch(%s.%s).trace(%.*s,$%.*s_lat,%.*s", start->class->system,
		   trace_event_name(start), SPAN(q->name), SPAN(q->name), SPAN(q->end.field));
	for (unsigned int i = 0; i < q->nr_fields; i++) {
		const struct carried *f = &q->field[i];

		if (f->at_start)
			seq_printf(m, ",$%.*s_%.*s", SPAN(q->name), SPAN(f->name));
		else
			seq_printf(m, ",%.*s", SPAN(f->name));
	}
	seq_putc(m, ')');
}

static void write_hist(struct seq_file *m, const struct request *q)
{
	seq_puts(m, "hist:keys=lat.log2:sort=lat");
}

static void write_place(struct seq_file *m, const char *what, const struct place *place)
{
	struct trace_event_call *call = place->file->event_call;

	seq_printf(m, " %s=%s.%s.%.*s", what, call->class->system, trace_event_name(call),
		   SPAN(place->field));
}

static void write_text(struct seq_file *m, const struct request *q)
{
	seq_printf(m, "%.*s", SPAN(q->name));
	write_place(m, "start", &q->start);
	write_place(m, "end", &q->end);
	for (unsigned int i = 0; i < q->nr_fields; i++)
		seq_printf(m, "%s%.*s", i ? "," : " fields=", SPAN(q->field[i].name));
	if (q->hist)
		seq_puts(m, " hist");
	if (q->filter.len)
		seq_printf(m, " if %.*s", SPAN(q->filter));
}

/* NULL: no memory, or too long. */
static char *written(const struct request *q,
		     void (*write)(struct seq_file *m, const struct request *q))
{
	struct seq_file m = { .size = TEXT_BYTES };
	char *text = NULL;

	m.buf = kmalloc(m.size, GFP_KERNEL);
	if (!m.buf)
		return NULL;
	write(&m, q);
	if (m.count < m.size)
		text = kmemdup_nul(m.buf, m.count, GFP_KERNEL);
	kfree(m.buf);
	return text;
}

/* ---- A line ----------------------------------------------------------- */

static void free_latency(struct latency *l)
{
	for (unsigned int i = 0; i < NR_HISTS; i++) {
		kfree(l->hist[i]);
		kfree(l->system[i]);
		kfree(l->event[i]);
	}
	kfree(l->name);
	kfree(l->text);
	kfree(l->synth);
	kfree(l);
}

static bool set_hist(struct latency *l, unsigned int i, char *text, const char *system,
		     const char *event)
{
	l->hist[i] = text;
	l->system[i] = kstrdup(system, GFP_KERNEL);
	l->event[i] = kstrdup(event, GFP_KERNEL);
	return l->hist[i] && l->system[i] && l->event[i];
}

static bool set_place(struct latency *l, unsigned int i, char *text, const struct place *place)
{
	struct trace_event_call *call = place->file->event_call;

	return set_hist(l, i, text, call->class->system, trace_event_name(call));
}

static struct latency *make_latency(const struct request *q)
{
	struct latency *l = kzalloc(sizeof(*l), GFP_KERNEL);
	bool good;

	if (!l)
		return NULL;
	l->tr = q->tr;
	l->name = text_dup(q->name);
	l->text = written(q, write_text);
	l->synth = written(q, write_synth);
	good = l->name && l->text && l->synth;
	good &= set_place(l, 0, written(q, write_start), &q->start);
	good &= set_place(l, 1, written(q, write_end), &q->end);
	if (good && q->hist)
		good &= set_hist(l, 2, written(q, write_hist), "synthetic", l->name);
	if (good)
		return l;
	free_latency(l);
	return NULL;
}

static int run_hist(const struct latency *l, unsigned int i, bool remove)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "%s%s", remove ? "!" : "", l->hist[i]);
	struct trace_event_file *file;

	if (!text)
		return -ENOMEM;
	file = trace_event_find_file(l->tr, l->system[i], l->event[i]);
	if (!file)
		return remove ? 0 : -ENODEV;
	return trace_trigger_command(file, text);
}

/* All hists or none. */
static int make_hists(const struct latency *l)
{
	int err = 0;

	guard(mutex)(&tracing_mutex);
	for (unsigned int i = 0; i < NR_HISTS && l->hist[i]; i++) {
		err = run_hist(l, i, false);
		while (err && i--)
			run_hist(l, i, true);
		if (err)
			break;
	}
	return err;
}

/* Those that need others go first. */
static int remove_hists(const struct latency *l)
{
	int err = 0;

	guard(mutex)(&tracing_mutex);
	for (int i = NR_HISTS - 1; i >= 0 && !err; i--) {
		if (!l->hist[i])
			continue;
		err = run_hist(l, i, true);
		while (err && ++i < NR_HISTS && l->hist[i])
			run_hist(l, i, false);
		if (err)
			break;
	}
	return err;
}

static int remove_event(const struct latency *l)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "!%s", l->name);
	int err = text ? synth_command(text) : -ENOMEM;

	/* Somebody was faster. */
	return err == -ENOENT ? 0 : err;
}

static int make(struct latency *l)
{
	int err = synth_command(l->synth);

	if (err)
		return err;
	err = make_hists(l);
	if (err) {
		remove_event(l);
		return err;
	}
	guard(mutex)(&tracing_mutex);
	list_add_tail(&l->list, &latencies);
	return 0;
}

static int remove(struct latency *l)
{
	int err = remove_hists(l);

	if (err)
		return err;
	err = remove_event(l);
	if (err) {
		make_hists(l);
		return err;
	}
	scoped_guard(mutex, &tracing_mutex)
		list_del(&l->list);
	free_latency(l);
	return 0;
}

/* ---- Commands --------------------------------------------------------- */

static struct latency *find(const struct trace_array *tr, struct text_span name)
{
	struct latency *l;

	list_for_each_entry(l, &latencies, list)
		if (l->tr == tr && (!name.len || text_equal(name, l->name)))
			return l;
	return NULL;
}

static int remove_named(struct trace_array *tr, struct text_cursor *c)
{
	struct text_span name = text_take_word(c);
	struct latency *l;

	text_skip_spaces(c);
	if (!name.len || !text_at_end(c))
		return text_fail(c, TEXT_SYNTH_NAME, text_pos(c));
	l = find(tr, name);
	return l ? remove(l) : -ENOENT;
}

static int add(struct trace_array *tr, struct text_cursor *c)
{
	struct request *q __free(kfree) = kzalloc(sizeof(*q), GFP_KERNEL);
	struct latency *l = NULL;
	int err;

	if (!q)
		return -ENOMEM;
	q->tr = tr;
	q->c = c;
	scoped_guard(mutex, &tracing_mutex) {
		err = read_request(q);
		if (!err)
			l = make_latency(q);
		end_request(q);
	}
	if (err)
		return err;
	err = l ? make(l) : -ENOMEM;
	if (err && l)
		free_latency(l);
	return err;
}

/**
 * latency_command - do what a line of latency_events says
 * @tr: the instance
 * @text: the line
 *
 * Context: takes dynevent_mutex and tracing_mutex, may sleep.
 * Return: 0; -EINVAL, which the error log of the instance explains, -EEXIST, -ENOENT,
 * -EBUSY, -ENOMEM.
 */
int latency_command(struct trace_array *tr, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	int err;

	guard(mutex)(&commands);
	text_skip_spaces(&c);
	if (text_at_end(&c) || text_peek(&c) == '#')
		return 0;
	err = text_take(&c, "-:") ? remove_named(tr, &c) : add(tr, &c);
	if (err && cmd.error) {
		guard(mutex)(&tracing_mutex);
		trace_errlog_add(tr, "latency_events", &cmd);
	}
	return err;
}

/**
 * latency_clear - remove all lines of an instance
 * @tr: the instance
 *
 * Context: as latency_command().
 * Return: 0 or -EBUSY.
 */
int latency_clear(struct trace_array *tr)
{
	struct latency *l;
	int err = 0;

	guard(mutex)(&commands);
	while (!err && (l = find(tr, (struct text_span){ })))
		err = remove(l);
	return err;
}

/**
 * latency_show - print the lines of an instance
 * @tr: the instance
 * @m: where to
 *
 * Context: takes tracing_mutex, may sleep.
 */
void latency_show(struct trace_array *tr, struct seq_file *m)
{
	struct latency *l;

	guard(mutex)(&tracing_mutex);
	list_for_each_entry(l, &latencies, list)
		if (l->tr == tr)
			seq_printf(m, "%s\n", l->text);
}

/* ---- Instances that go ------------------------------------------------ */

static struct latency *take_orphan(void)
{
	struct latency *l;

	guard(mutex)(&tracing_mutex);
	l = find(NULL, (struct text_span){ });
	if (l)
		list_del(&l->list);
	return l;
}

static void remove_orphans(struct work_struct *work)
{
	struct latency *l;

	guard(mutex)(&commands);
	while ((l = take_orphan())) {
		remove_event(l);
		free_latency(l);
	}
}

static DECLARE_DELAYED_WORK(orphans, remove_orphans);

/* Its hists go with its events, and these are still there for a moment. */
static void instance_goes(struct trace_array *tr)
{
	struct latency *l;

	list_for_each_entry(l, &latencies, list) {
		if (l->tr != tr)
			continue;
		l->tr = NULL;
		schedule_delayed_work(&orphans, HZ);
	}
}

static struct trace_array_part latency_part = {
	.detach	= instance_goes,
};

static struct trace_feature latency_features[] = {
	{ .name = "latency-events", .values = "fields hist" },
};

TRACE_FEATURES(latency_features);

static int __init register_latency(void)
{
	return trace_array_register_part(&latency_part);
}
core_initcall(register_latency);
