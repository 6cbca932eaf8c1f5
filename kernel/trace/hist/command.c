// SPDX-License-Identifier: GPL-2.0
/*
 * The trigger "hist": what commands do, and how it is shown.
 *
 * A command is read (parse.c) into a hist that nobody knows of yet. It is then added,
 * or used to find the one like it, which goes, pauses, goes on or is emptied. Two are
 * alike if they would do the same, whatever their sizes are and in whichever order their
 * parts were written.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "../core/clock.h"
#include "../core/errlog.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../filter/filter.h"
#include "../text/token.h"
#include "../trigger/action.h"
#include "../trigger/trigger.h"
#include "hist.h"
#include "request.h"

#define SIZE_DEFAULT	2048

/* ---- The life of a hist ----------------------------------------------- */

/**
 * hist_put - somebody does not need a hist any more
 * @hist: the hist
 *
 * Context: may sleep.
 */
void hist_put(struct hist *hist)
{
	if (!refcount_dec_and_test(&hist->refs))
		return;
	while (hist->nr_keys)
		hist_expr_free(hist->keys[--hist->nr_keys]);
	while (hist->nr_values)
		hist_expr_free(hist->values[--hist->nr_values]);
	while (hist->nr_vars) {
		hist_expr_free(hist->vars[--hist->nr_vars].expr);
		kfree(hist->vars[hist->nr_vars].name);
	}
	hist_table_put(hist->table);
	kfree(hist->name);
	kfree(hist->clock);
	kfree(hist);
}

/* What it holds on to, once no hit can come. */
static void let_go(struct hist *hist)
{
	while (hist->nr_others) {
		struct hist_ref *ref = &hist->others[--hist->nr_others];

		ref->table->nr_users--;
		hist_table_put(ref->table);
	}
	while (hist->nr_actions) {
		struct hist_action *action = hist->actions[--hist->nr_actions];

		hist_action_free(hist, action);
	}
	trace_filter_free(hist->trigger.filter);
	hist->trigger.filter = NULL;
}

static void destroy(struct trace_trigger *t)
{
	struct hist *hist = hist_of(t);

	let_go(hist);
	if (hist->table)
		hist->table->nr_hists--;
	hist->gone = true;
	hist_put(hist);
}

static bool is_fast(const struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_keys; i++)
		if (hist->keys[i]->kind != HIST_NUMBER)
			return false;
	return !hist->comm && !hist->nr_others && !hist->nr_vars && !hist->nr_actions &&
	       !hist->timed && !hist->context && !hist->evicts;
}

static struct hist *alloc_hist(struct trace_event_file *file)
{
	struct hist *hist = kzalloc(sizeof(*hist), GFP_KERNEL);

	if (!hist)
		return NULL;
	refcount_set(&hist->refs, 1);
	hist->size = SIZE_DEFAULT;
	hist->trigger.tr = file->tr;
	hist->trigger.file = file;
	hist->trigger.action = &hist_trigger;
	hist->trigger.destroy = destroy;
	hist->trigger.count = -1;
	atomic_long_set(&hist->trigger.left, -1);
	return hist;
}

/* ---- Comparing -------------------------------------------------------- */

static bool same_string(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_exprs(struct hist_expr *const *a, struct hist_expr *const *b, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (strcmp(a[i]->text, b[i]->text))
			return false;
	return true;
}

static bool same_content(const struct hist *a, const struct hist *b)
{
	if (a->nr_keys != b->nr_keys || a->nr_values != b->nr_values ||
	    a->nr_vars != b->nr_vars || a->nr_actions != b->nr_actions ||
	    !same_exprs(a->keys, b->keys, a->nr_keys) ||
	    !same_exprs(a->values, b->values, a->nr_values))
		return false;
	for (unsigned int i = 0; i < a->nr_vars; i++)
		if (strcmp(a->vars[i].name, b->vars[i].name) ||
		    strcmp(a->vars[i].expr->text, b->vars[i].expr->text))
			return false;
	for (unsigned int i = 0; i < a->nr_actions; i++)
		if (strcmp(a->actions[i]->text, b->actions[i]->text))
			return false;
	return true;
}

static bool alike(const struct hist *a, const struct hist *b)
{
	return same_string(a->name, b->name) && same_content(a, b) &&
	       a->nr_sort == b->nr_sort && !memcmp(a->sort, b->sort, sizeof(a->sort)) &&
	       same_string(a->trigger.filter ? a->trigger.filter->text : NULL,
			   b->trigger.filter ? b->trigger.filter->text : NULL);
}

static struct hist *find_like(const struct hist *hist)
{
	struct trace_trigger *t;

	/* What is made for an action is that action's alone. */
	if (hist->owners)
		return NULL;
	for_each_hist(t, hist->trigger.file)
		if (!hist_of(t)->owners && alike(hist_of(t), hist))
			return hist_of(t);
	return NULL;
}

/* ---- Adding ----------------------------------------------------------- */

static struct hist *find_named(const struct hist *hist)
{
	struct trace_event_file *file;
	struct trace_trigger *t;

	list_for_each_entry(file, &hist->trigger.file->tr->events, list)
		for_each_hist(t, file)
			if (same_string(hist_of(t)->name, hist->name))
				return hist_of(t);
	return NULL;
}

static bool same_keys(const struct hist *hist, const struct hist_table *table)
{
	for (unsigned int i = 0; i < hist->nr_keys; i++)
		if (hist_key_size(hist->keys[i]) != table->key_sizes[i])
			return false;
	return true;
}

static int set_table(struct hist_request *q)
{
	struct hist *hist = q->hist, *other = hist->name ? find_named(hist) : NULL;

	if (!other) {
		hist->table = hist_table_alloc(hist);
		return hist->table ? 0 : -ENOMEM;
	}
	if (!same_content(hist, other) || !same_keys(hist, other->table) || hist->nr_actions)
		return text_fail(q->c, TEXT_HIST_NAME_DIFFERS,
				 q->name.at - q->c->cmd->text);
	hist_place_values(hist);
	hist->comm = other->comm;
	hist->evicts = other->evicts;
	hist->period = other->period;
	hist->table = other->table;
	refcount_inc(&hist->table->refs);
	return 0;
}

static int set_clock(struct hist *hist)
{
	struct trace_array *tr = hist->trigger.file->tr;
	const char *clock = hist->clock ?: "global";

	if (!hist->timed || !strcmp(tr->clock->name, clock))
		return 0;
	return trace_clock_set(tr, clock);
}

/* Who takes a snapshot keeps what was hit then. */
static int give_keys(const struct hist *hist)
{
	const struct hist_map_shape *shape = &hist->table->map->shape;

	for (unsigned int i = 0; i < hist->nr_actions; i++) {
		struct hist_action *action = hist->actions[i];

		if (action->deed != HIST_SNAPSHOT)
			continue;
		action->key = kzalloc(shape->key + shape->more, GFP_KERNEL);
		if (!action->key)
			return -ENOMEM;
	}
	return 0;
}

static unsigned long length_of(const void *function)
{
	unsigned long size, offset;

	if (!kallsyms_lookup_size_offset((unsigned long)function, &size, &offset))
		return 0;
	return size;
}

/* Stacks are told where the tracepoint is by what it calls. */
static void measure_probe(struct hist *hist)
{
	const struct trace_event_call *call = hist->trigger.file->event_call;

	if (!(call->flags & TRACE_EVENT_FL_TRACEPOINT) || !call->tp)
		return;
	hist->probe_bytes = length_of(call->class->probe);
	hist->iterator_bytes = length_of(call->tp->iterator);
}

static int add(struct hist_request *q)
{
	struct hist *hist = q->hist;
	int err;

	err = set_table(q);
	if (err)
		return err;
	err = give_keys(hist);
	if (err)
		return err;
	hist->table->nr_hists++;
	hist_refs_fit(hist);
	measure_probe(hist);
	hist->fast = is_fast(hist);
	hist->paused = q->pause;
	err = set_clock(hist) ?: trace_trigger_add(&hist->trigger);
	return err;
}

static int clear(struct hist *hist)
{
	struct hist_table *table = hist->table;

	guard(mutex)(&table->lock);
	set_bit(HIST_CLOSED, &table->state);
	synchronize_rcu();
	hist_map_clear(table->map);
	clear_bit(HIST_CLOSED, &table->state);
	return 0;
}

/* ---- Commands --------------------------------------------------------- */

static int change(const struct hist_request *q, struct hist *there)
{
	if (q->clear)
		return clear(there);
	if (q->pause || q->cont) {
		WRITE_ONCE(there->paused, q->pause);
		return 0;
	}
	text_fail(q->c, TEXT_HIST_EXISTS, 0);
	return -EEXIST;
}

static bool is_needed(const struct hist *hist)
{
	return hist->owners || (hist->table->nr_users && hist->table->nr_hists == 1);
}

static int remove(const struct hist *like)
{
	struct hist *there = find_like(like);

	if (!there)
		return 0;
	if (is_needed(there))
		return -EBUSY;
	trace_trigger_take_away(&there->trigger);
	return 0;
}

static int add_or_change(struct hist_request *q, bool *added)
{
	struct hist *there = find_like(q->hist);
	int err;

	if (there)
		return change(q, there);
	if (q->cont || q->clear) {
		text_fail(q->c, TEXT_HIST_NONE, 0);
		return -ENOENT;
	}
	err = add(q);
	*added = !err;
	return err;
}

static void log_error(struct trace_event_file *file, const struct text_command *cmd)
{
	char *place = kasprintf(GFP_KERNEL, "hist:%s:%s", file->event_call->class->system,
				trace_event_name(file->event_call));

	if (place)
		trace_errlog_add(file->tr, place, cmd);
	kfree(place);
}

/* The parts of a command are too many for the stack. */
static int run_request(struct trace_event_file *file, struct text_cursor *c, bool remove_it,
		       unsigned int owners, struct hist **made)
{
	struct hist_request *q = kzalloc(sizeof(*q), GFP_KERNEL);
	bool added = false;
	int err = -ENOMEM;

	if (q)
		q->hist = alloc_hist(file);
	if (q && q->hist) {
		q->c = c;
		q->lenient = remove_it;
		q->hist->owners = owners;
		err = hist_request_read(q);
		if (!err)
			err = remove_it ? remove(q->hist) : add_or_change(q, &added);
		*made = q->hist;
		if (!added)
			destroy(&q->hist->trigger);
	}
	kfree(q);
	return err;
}

static int hist_command(struct trace_event_file *file, struct text_cursor *c, bool remove)
{
	struct hist *made;
	int err;

	lockdep_assert_held(&tracing_mutex);
	err = run_request(file, c, remove, 0, &made);
	if (err)
		log_error(file, c->cmd);
	return err;
}

/**
 * hist_make - make a hist for an action
 * @file: the event
 * @text: the command
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the hist, for hist_take_away(); or an ERR_PTR.
 */
struct hist *hist_make(struct trace_event_file *file, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct hist *hist;
	int err;

	text_take_name(&c);
	err = run_request(file, &c, false, 1, &hist);
	if (err)
		return ERR_PTR(err);
	refcount_inc(&hist->refs);
	return hist;
}

/**
 * hist_take_away - an action does not need its hist any more
 * @hist: what hist_make() returned
 *
 * Context: tracing_mutex held, may sleep.
 */
void hist_take_away(struct hist *hist)
{
	hist->owners = 0;
	if (!hist->gone)
		trace_trigger_take_away(&hist->trigger);
	hist_put(hist);
}

/**
 * hists_pause - stop or start all hists of an event
 * @file: the event
 * @paused: stop
 *
 * Context: in an RCU read-side section; any.
 */
void hists_pause(struct trace_event_file *file, bool paused)
{
	struct trace_trigger *t;

	list_for_each_entry_rcu(t, &file->triggers, list, preempt_count())
		if (t->action == &hist_trigger)
			WRITE_ONCE(hist_of(t)->paused, paused);
}

static struct hist *first_unneeded(struct trace_event_file *file)
{
	struct trace_trigger *t;

	for_each_hist(t, file)
		if (!is_needed(hist_of(t)))
			return hist_of(t);
	return NULL;
}

/**
 * hists_remove - remove the hists of an event that nobody needs
 * @file: the event
 *
 * Context: tracing_mutex held, may sleep.
 */
void hists_remove(struct trace_event_file *file)
{
	struct hist *hist;

	while ((hist = first_unneeded(file)))
		trace_trigger_take_away(&hist->trigger);
}

/* ---- Showing ---------------------------------------------------------- */

static void print_exprs(struct seq_file *m, struct hist_expr *const *exprs, unsigned int from,
			unsigned int nr)
{
	for (unsigned int i = from; i < nr; i++)
		seq_printf(m, "%s%s", i > from ? "," : "", exprs[i]->text);
}

static void print_vars(struct seq_file *m, const struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_vars; i++)
		seq_printf(m, "%c%s=%s", i ? ',' : ':', hist->vars[i].name,
			   hist->vars[i].expr->text);
}

static void print_sort(struct seq_file *m, const struct hist *hist)
{
	seq_puts(m, ":sort=");
	for (unsigned int i = 0; i < hist->nr_sort; i++) {
		const struct hist_sort *sort = &hist->sort[i];
		const struct hist_expr *expr;

		expr = sort->value ? hist->values[sort->nr] : hist->keys[sort->nr];
		seq_printf(m, "%s%s%s", i ? "," : "", expr->text,
			   sort->descending ? ".descending" : "");
	}
}

/* In the largest unit that has no remainder. */
static void print_period(struct seq_file *m, u64 ms)
{
	if (ms % MSEC_PER_SEC)
		seq_printf(m, ":reset=%llums", ms);
	else
		seq_printf(m, ":reset=%llus", ms / MSEC_PER_SEC);
}

/**
 * hist_print - show a hist as the command that makes it
 * @t: the hist
 * @m: where to
 *
 * Context: tracing_mutex held.
 */
void hist_print(const struct trace_trigger *t, struct seq_file *m)
{
	const struct hist *hist = hist_of(t);

	seq_puts(m, "hist:");
	if (hist->name)
		seq_printf(m, "name=%s:", hist->name);
	seq_puts(m, "keys=");
	print_exprs(m, hist->keys, 0, hist->nr_keys);
	seq_puts(m, ":vals=");
	print_exprs(m, hist->values, hist->no_hitcount, hist->nr_values);
	print_vars(m, hist);
	print_sort(m, hist);
	seq_printf(m, ":size=%u", hist->size);
	if (hist->evicts)
		seq_puts(m, ":full=lru");
	if (hist->period)
		print_period(m, hist->period);
	if (hist->timed)
		seq_printf(m, ":clock=%s", hist->clock ?: "global");
	if (hist->no_hitcount)
		seq_puts(m, ":nohitcount");
	for (unsigned int i = 0; i < hist->nr_actions; i++)
		seq_printf(m, ":%s", hist->actions[i]->text);
	if (t->filter)
		seq_printf(m, " if %s", t->filter->text);
	seq_puts(m, hist->paused ? " [paused]\n" : " [active]\n");
}

struct trace_action hist_trigger = {
	.name		= "hist",
	.run		= hist_run,
	.looks		= true,
	.command	= hist_command,
	.print		= hist_print,
};

static int __init register_hist(void)
{
	trace_action_register(&hist_trigger);
	return 0;
}
early_initcall(register_hist);

static struct trace_feature hist_features[] = {
	{ .name = "hist" },
	{ .name = "hist-values", .values = "avg min max stddev pNN" },
	{ .name = "hist-keys", .values = "lhist" },
	{ .name = "hist-full", .values = "drop lru" },
	{ .name = "hist-reset", .values = "ms s m h" },
	{ .name = "hist-files", .values = "hist hist_json poll" },
};

TRACE_FEATURES(hist_features);
