// SPDX-License-Identifier: GPL-2.0
/* Tables, and the variables in them. */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../text/token.h"
#include "hist.h"

/**
 * hist_var_find - look a variable of a hist up
 * @hist: the hist
 * @name: the name
 *
 * Context: tracing_mutex held.
 * Return: its number, or -1.
 */
int hist_var_find(const struct hist *hist, struct text_span name)
{
	for (unsigned int i = 0; i < hist->nr_vars; i++)
		if (text_equal(name, hist->vars[i].name))
			return i;
	return -1;
}

/* ---- Variables of others ---------------------------------------------- */

/**
 * struct search - for a variable in an instance
 * @system: of its event; empty for any
 * @event: its event
 * @name: its name
 * @table: where it was found first
 * @var: its number there
 * @nr: in how many tables
 */
struct search {
	struct text_span	system;
	struct text_span	event;
	struct text_span	name;
	struct hist_table	*table;
	unsigned int		var;
	unsigned int		nr;
};

static bool is_wanted(const struct search *s, const struct trace_event_file *file)
{
	return !s->system.len ||
	       (text_equal(s->system, file->event_call->class->system) &&
		text_equal(s->event, trace_event_name(file->event_call)));
}

static void search_file(struct search *s, struct trace_event_file *file)
{
	struct trace_trigger *t;
	int var;

	for_each_hist(t, file) {
		var = hist_var_find(hist_of(t), s->name);
		if (var < 0 || hist_of(t)->table == s->table)
			continue;
		s->nr++;
		s->table = hist_of(t)->table;
		s->var = var;
	}
}

static void search(struct search *s, struct trace_array *tr)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &tr->events, list)
		if (is_wanted(s, file))
			search_file(s, file);
}

/* Do the keys of a hist begin like those of a table? */
static bool keys_fit(const struct hist *hist, const struct hist_table *table)
{
	if (hist->nr_keys < table->nr_keys)
		return false;
	for (unsigned int i = 0; i < table->nr_keys; i++)
		if (hist_key_size(hist->keys[i]) != table->key_sizes[i])
			return false;
	return true;
}

/**
 * hist_ref_add - refer to a variable of another hist
 * @hist: who wants it
 * @table: where it is
 * @var: its number there
 * @use_up: reading takes its value away
 *
 * Context: tracing_mutex held.
 * Return: number of the reference, or -E2BIG.
 */
int hist_ref_add(struct hist *hist, struct hist_table *table, unsigned int var, bool use_up)
{
	struct hist_ref *ref;

	for (unsigned int i = 0; i < hist->nr_others; i++) {
		ref = &hist->others[i];
		if (ref->table == table && ref->var == var) {
			ref->used_up |= use_up;
			return i;
		}
	}
	if (hist->nr_others == HIST_MAX_REFS)
		return -E2BIG;
	ref = &hist->others[hist->nr_others];
	ref->table = table;
	ref->var = var;
	ref->used_up = use_up;
	refcount_inc(&table->refs);
	table->nr_users++;
	return hist->nr_others++;
}

/**
 * hist_ref_find - refer to a variable of another hist by its name
 * @hist: who wants it
 * @c: a cursor behind the name
 * @system: system of the other's event, or empty
 * @event: the other's event
 * @name: the variable
 * @use_up: reading takes its value away
 *
 * Context: tracing_mutex held, may sleep.
 * Return: number of the reference; -EINVAL with the error in the command, -E2BIG.
 */
int hist_ref_find(struct hist *hist, struct text_cursor *c, struct text_span system,
		  struct text_span event, struct text_span name, bool use_up)
{
	struct search s = { .system = system, .event = event, .name = name };
	size_t pos = name.at - c->cmd->text;

	search(&s, hist->trigger.file->tr);
	if (!s.nr)
		return text_fail(c, TEXT_HIST_VAR_NONE, pos);
	if (s.nr > 1)
		return text_fail(c, TEXT_HIST_VAR_AMBIGUOUS, pos);
	return hist_ref_add(hist, s.table, s.var, use_up);
}

/**
 * hist_refs_fit - find out which references can ever be found
 * @hist: a hist that has been read completely
 *
 * Context: tracing_mutex held.
 */
void hist_refs_fit(struct hist *hist)
{
	for (unsigned int i = 0; i < hist->nr_others; i++)
		hist->others[i].fits = keys_fit(hist, hist->others[i].table);
}

/* ---- Tables ----------------------------------------------------------- */

static unsigned int blob_size(const struct hist_expr *expr)
{
	if (expr->kind == HIST_NUMBER)
		return 0;
	return expr->kind == HIST_TEXT ? HIST_TEXT_BYTES : HIST_STACK_BYTES;
}

static void place_action(struct hist_action *action, unsigned int *end)
{
	if (action->handler == HIST_ONMATCH)
		return;
	action->track = *end;
	*end += 2 * sizeof(u64);
	for (unsigned int i = 0; action->deed == HIST_SAVE && i < action->nr_params; i++) {
		action->saved[i] = *end;
		*end += blob_size(action->params[i]) ?: sizeof(u64);
	}
}

/* What is where in the extra bytes of an entry; the same for hists of one name. */
static unsigned int place(struct hist *hist, struct hist_table *table)
{
	unsigned int end = sizeof(u64);

	table->set = 0;
	for (unsigned int i = 0; i < hist->nr_vars; i++) {
		const struct hist_expr *expr = hist->vars[i].expr;

		table->kinds[i] = expr->kind;
		table->vars[i] = end;
		end += sizeof(u64);
		table->blobs[i] = blob_size(expr) ? end : 0;
		end += blob_size(expr);
	}
	for (unsigned int i = 0; i < hist->nr_actions; i++)
		place_action(hist->actions[i], &end);
	return end;
}

/* Two percentiles of one field need one sketch of it. */
static const struct hist_expr *same_sketch(const struct hist *hist, unsigned int nr)
{
	const struct hist_expr *expr = hist->values[nr];

	for (unsigned int i = 1; i < nr; i++)
		if (hist->values[i]->show == HIST_QUANTILE &&
		    hist->values[i]->source == expr->source &&
		    hist->values[i]->offset == expr->offset)
			return hist->values[i];
	return NULL;
}

static void place_sketch(struct hist *hist, unsigned int nr, unsigned int *end)
{
	struct hist_expr *expr = hist->values[nr];
	const struct hist_expr *other = same_sketch(hist, nr);

	expr->shares = other;
	expr->more = other ? other->more : *end;
	if (!other)
		*end += hist_sketch_of(expr) * sizeof(u32) / sizeof(struct hist_sum);
}

/**
 * hist_place_values - find out what is where in an entry's sums
 * @hist: whose values
 *
 * There is one for each value, in order; behind these is what values with modifiers
 * have besides.
 *
 * Return: number of words.
 */
unsigned int hist_place_values(struct hist *hist)
{
	unsigned int end = hist->nr_values;

	for (unsigned int i = 1; i < hist->nr_values; i++) {
		if (hist->values[i]->show == HIST_STDDEV) {
			hist->values[i]->more = end;
			end += HIST_SQUARES;
		} else if (hist->values[i]->show == HIST_QUANTILE) {
			place_sketch(hist, i, &end);
		}
	}
	return end;
}

/**
 * hist_table_alloc - give a hist a table
 * @hist: the hist, without one, or one that is going to share the one it has
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the table, or NULL: no memory, or a key or variables of great length.
 */
struct hist_table *hist_table_alloc(struct hist *hist)
{
	struct hist_table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	struct hist_map_shape shape = {
		.size = hist->size, .nr_sums = hist_place_values(hist),
		.stamped = hist->evicts, .nr_cpus = nr_cpu_ids,
	};

	if (!table)
		return NULL;
	table->nr_keys = hist->nr_keys;
	table->nr_vars = hist->nr_vars;
	for (unsigned int i = 0; i < hist->nr_keys; i++) {
		table->key_sizes[i] = hist_key_size(hist->keys[i]);
		shape.key += table->key_sizes[i];
		if (hist->keys[i]->show == HIST_EXECNAME)
			shape.more = TASK_COMM_LEN;
	}
	hist->comm = shape.more ? shape.key : 0;
	shape.extra = place(hist, table);
	if (shape.key + shape.more <= HIST_KEY_BYTES && shape.extra <= U16_MAX)
		table->map = hist_map_alloc(&shape);
	if (!table->map) {
		kfree(table);
		return NULL;
	}
	refcount_set(&table->refs, 1);
	mutex_init(&table->lock);
	init_irq_work(&table->wake, hist_wake);
	table->evicts = hist->evicts;
	table->period = msecs_to_jiffies(hist->period);
	if (!hist_period_start(table)) {
		hist_evict_init(table);
		return table;
	}
	hist_map_free(table->map);
	kfree(table);
	return NULL;
}

/**
 * hist_table_put - a hist or a reference does not need a table any more
 * @table: the table, or NULL
 *
 * Context: may sleep.
 */
void hist_table_put(struct hist_table *table)
{
	if (!table || !refcount_dec_and_test(&table->refs))
		return;
	hist_period_stop(table);
	hist_evict_stop(table);
	irq_work_sync(&table->wake);
	hist_map_free(table->map);
	kfree(table);
}
