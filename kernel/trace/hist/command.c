// SPDX-License-Identifier: GPL-2.0
/*
 * The trigger "hist": commands, and how it is shown.
 *
 * A command is read into a hist that nobody knows of yet. It is then added, or used
 * to find the one like it, which goes, pauses, goes on or is emptied. Two are alike if
 * they would do the same, whatever their sizes are and in whichever order their parts
 * were written.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/errlog.h"
#include "../core/feature.h"
#include "../core/instance.h"
#include "../filter/filter.h"
#include "../text/number.h"
#include "../text/token.h"
#include "../trigger/action.h"
#include "../trigger/trigger.h"
#include "hist.h"

#define SIZE_DEFAULT	2048
#define SIZE_MIN	128
#define SIZE_MAX_	131072
#define MAX_PARTS	64

static_assert(HIST_KEY_BYTES <= 2048);

/**
 * struct request - the parts of a command
 * @hist: becomes it
 * @c: the cursor
 * @lenient: the hist is only compared
 * @pause: word that was there
 * @cont: the same
 * @clear: the same
 * @keys: part; its text is empty if it is not there
 * @values: the same
 * @sort: the same
 * @name: the same, without "name="
 * @vars: parts with assignments
 * @nr_vars: number of them
 * @actions: parts with actions
 * @nr_actions: number of them
 */
struct request {
	struct hist		*hist;
	struct text_cursor	*c;
	bool			lenient;
	bool			pause;
	bool			cont;
	bool			clear;
	struct text_span	keys;
	struct text_span	values;
	struct text_span	sort;
	struct text_span	name;
	struct text_span	vars[MAX_PARTS];
	unsigned int		nr_vars;
	struct text_span	actions[HIST_MAX_ACTIONS + 1];
	unsigned int		nr_actions;
};

static size_t pos_of(const struct request *q, struct text_span span)
{
	return span.at - q->c->cmd->text;
}

static int fail_at(const struct request *q, enum text_error error, struct text_span span)
{
	return text_fail(q->c, error, pos_of(q, span));
}

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

/* ---- Splitting -------------------------------------------------------- */

static bool take_key(struct text_cursor *c, const char *const *names)
{
	for (; *names; names++)
		if (text_take(c, *names))
			return true;
	return false;
}

static int read_size(struct request *q, struct text_span text)
{
	u64 size;

	if (text_u64(text, &size) || size < SIZE_MIN || size > SIZE_MAX_)
		return fail_at(q, TEXT_HIST_SIZE, text);
	q->hist->size = roundup_pow_of_two(size);
	return 0;
}

static int read_string(struct text_span text, char **to)
{
	kfree(*to);
	*to = text_dup(text);
	return *to ? 0 : -ENOMEM;
}

/* NAME "=" something. */
static int take_assignment(struct request *q, struct text_cursor *c, struct text_span part)
{
	static const char * const keys[] = { "keys=", "key=", NULL };
	static const char * const values[] = { "values=", "vals=", "val=", NULL };
	struct text_span rest;

	if (part.at[part.len - 1] == '=')
		return fail_at(q, TEXT_HIST_EMPTY, part);
	if (take_key(c, keys)) {
		q->keys = text_take_until(c, "");
		return 0;
	}
	if (take_key(c, values)) {
		q->values = text_take_until(c, "");
		return 0;
	}
	if (text_take(c, "sort=")) {
		q->sort = text_take_until(c, "");
		return 0;
	}
	if (text_take(c, "size="))
		return read_size(q, text_take_until(c, ""));
	if (text_take(c, "clock="))
		return read_string(text_take_until(c, ""), &q->hist->clock);
	if (text_take(c, "name=")) {
		rest = text_take_until(c, "");
		q->name = rest;
		return read_string(rest, &q->hist->name);
	}
	if (q->nr_vars == MAX_PARTS)
		return fail_at(q, TEXT_HIST_TOO_MANY_VARS, part);
	q->vars[q->nr_vars++] = part;
	return 0;
}

static bool take_flag(struct request *q, struct text_span part)
{
	if (text_equal(part, "pause"))
		q->pause = true;
	else if (text_equal(part, "cont") || text_equal(part, "continue"))
		q->cont = true;
	else if (text_equal(part, "clear"))
		q->clear = true;
	else if (text_equal(part, "nohitcount") || text_equal(part, "NOHC"))
		q->hist->no_hitcount = true;
	else
		return false;
	return true;
}

static bool is_action(struct text_cursor c)
{
	return text_take(&c, "onmatch(") || text_take(&c, "onmax(") ||
	       text_take(&c, "onchange(");
}

static struct text_span trimmed(struct text_cursor *c)
{
	struct text_span span;

	text_skip_spaces(c);
	span = text_take_until(c, "");
	while (span.len && strchr(" \t\n", span.at[span.len - 1]))
		span.len--;
	return span;
}

static int take_part(struct request *q, struct text_span part)
{
	struct text_cursor c = text_within(q->c, part);

	part = trimmed(&c);
	c = text_within(q->c, part);
	if (take_flag(q, part))
		return 0;
	if (is_action(c)) {
		if (q->nr_actions == ARRAY_SIZE(q->actions))
			return fail_at(q, TEXT_HIST_TOO_MANY_ACTIONS, part);
		q->actions[q->nr_actions++] = part;
		return 0;
	}
	if (part.len && memchr(part.at, '=', part.len))
		return take_assignment(q, &c, part);
	return fail_at(q, TEXT_HIST_ATTRIBUTE, part);
}

/* Up to the filter; the cursor is behind "if " then, or at the end. */
static struct text_span take_hist(struct text_cursor *c)
{
	const char *from = c->at;
	struct text_span span;

	for (; !text_at_end(c); c->at++) {
		span = text_since(c, from);
		if (text_take(c, " if ") || text_take(c, "\tif "))
			return span;
	}
	return text_since(c, from);
}

/* ---- Keys, values, variables ------------------------------------------ */

static struct hist_expr *read_expr(struct request *q, struct text_span part)
{
	struct text_cursor c = text_within(q->c, part);

	return hist_expr_read(q->hist, &c, q->lenient);
}

static int read_key(struct request *q, struct text_span part)
{
	struct hist *hist = q->hist;
	struct hist_expr *key;

	if (hist->nr_keys == HIST_MAX_KEYS)
		return fail_at(q, TEXT_HIST_TOO_MANY_KEYS, part);
	key = read_expr(q, part);
	if (IS_ERR(key))
		return PTR_ERR(key);
	hist->keys[hist->nr_keys++] = key;
	if (key->show == HIST_PERCENT || key->show == HIST_GRAPH)
		return text_fail(q->c, TEXT_HIST_MODIFIER,
				 key->pos + strcspn(key->text, ".") + 1);
	if (hist->nr_others)
		return fail_at(q, TEXT_HIST_FIELD, part);
	return 0;
}

static int check_value(struct request *q, const struct hist_expr *value)
{
	switch (value->show) {
	case HIST_PLAIN:
	case HIST_HEX:
	case HIST_USECS:
	case HIST_PERCENT:
	case HIST_GRAPH:
		break;
	default:
		return text_fail(q->c, TEXT_HIST_MODIFIER, value->pos);
	}
	if (value->kind == HIST_STACK)
		return text_fail(q->c, TEXT_HIST_MODIFIER, value->pos);
	if (value->kind == HIST_TEXT)
		return text_fail(q->c, TEXT_HIST_STRING_OPERAND, value->pos);
	return 0;
}

static int read_value(struct request *q, struct text_span part)
{
	struct hist *hist = q->hist;
	struct hist_expr *value;

	/* It is the first one anyway. */
	if (hist->nr_values && text_equal(part, "hitcount"))
		return 0;
	if (hist->nr_values == HIST_MAX_VALUES)
		return fail_at(q, TEXT_HIST_TOO_MANY_VALUES, part);
	value = read_expr(q, part);
	if (IS_ERR(value))
		return PTR_ERR(value);
	hist->values[hist->nr_values++] = value;
	return check_value(q, value);
}

static int read_hitcount(struct request *q)
{
	struct text_command cmd = { .text = "hitcount" };
	struct text_cursor c = text_start(&cmd);
	struct hist_expr *value = hist_expr_read(q->hist, &c, true);

	if (IS_ERR(value))
		return PTR_ERR(value);
	q->hist->values[q->hist->nr_values++] = value;
	return 0;
}

static int read_list(struct request *q, struct text_span list,
		     int (*read)(struct request *q, struct text_span part))
{
	struct text_cursor c = text_within(q->c, list);
	struct text_span part;
	int err = 0;

	if (list.len && list.at[list.len - 1] == ',')
		return text_fail(q->c, TEXT_HIST_FIELD, 0);
	while (!err && text_take_part(&c, ',', &part)) {
		struct text_cursor word = text_within(&c, part);

		err = read(q, trimmed(&word));
	}
	return err;
}

/* Events that are told apart by their names could not be told apart any more. */
static bool var_exists(const struct request *q, struct text_span name)
{
	struct trace_trigger *t;

	if (hist_var_find(q->hist, name) >= 0)
		return true;
	if (q->lenient || q->hist->name || q->hist->owners)
		return false;
	for_each_hist(t, q->hist->trigger.file)
		if (hist_var_find(hist_of(t), name) >= 0)
			return true;
	return false;
}

static int read_var(struct request *q, struct text_span part)
{
	struct text_cursor c = text_within(q->c, part);
	struct hist *hist = q->hist;
	struct hist_expr *expr;
	struct text_span name;
	char *copy;

	name = text_take_name(&c);
	if (!name.len || !text_take(&c, "="))
		return text_fail(q->c, TEXT_HIST_ASSIGNMENT, 0);
	if (text_at_end(&c))
		return fail_at(q, TEXT_HIST_EMPTY, part);
	if (hist->nr_vars == HIST_MAX_VARS)
		return fail_at(q, TEXT_HIST_TOO_MANY_VARS, part);
	expr = hist_expr_read(hist, &c, q->lenient);
	if (IS_ERR(expr))
		return PTR_ERR(expr);
	copy = text_dup(name);
	if (!copy || var_exists(q, name)) {
		hist_expr_free(expr);
		kfree(copy);
		return copy ? fail_at(q, TEXT_HIST_VAR_EXISTS, name) : -ENOMEM;
	}
	hist->vars[hist->nr_vars++] = (struct hist_var){ .name = copy, .expr = expr };
	return 0;
}

/* ---- Sorting ---------------------------------------------------------- */

static bool take_tail(struct text_span *word, const char *tail)
{
	size_t len = strlen(tail);

	if (word->len < len || memcmp(word->at + word->len - len, tail, len))
		return false;
	word->len -= len;
	return true;
}

static bool names(struct text_span word, const struct hist_expr *expr)
{
	size_t bare = strcspn(expr->text, ".");

	return text_equal(word, expr->text) || text_equal(word, expr->label) ||
	       (word.len == bare && !memcmp(word.at, expr->text, bare));
}

/* Values come before keys. */
static bool find_sorted(const struct hist *hist, struct text_span word, struct hist_sort *sort)
{
	for (sort->nr = 0; sort->nr < hist->nr_values; sort->nr++)
		if (names(word, hist->values[sort->nr])) {
			sort->value = true;
			return true;
		}
	for (sort->nr = 0; sort->nr < hist->nr_keys; sort->nr++)
		if (names(word, hist->keys[sort->nr]))
			return true;
	return false;
}

static int read_criterion(struct request *q, struct text_span word)
{
	struct text_span bare = word;
	struct hist *hist = q->hist;
	struct hist_sort *sort;

	if (hist->nr_sort == HIST_MAX_SORT)
		return text_fail(q->c, TEXT_HIST_SORT_TOO_MANY,
				 pos_of(q, q->sort) - strlen("sort="));
	sort = &hist->sort[hist->nr_sort++];
	sort->descending = take_tail(&word, ".descending");
	if (!sort->descending)
		take_tail(&word, ".ascending");
	if (find_sorted(hist, word, sort))
		return 0;
	bare.len = strcspn(bare.at, ".,: ");
	if (bare.len < word.len && find_sorted(hist, bare, sort))
		return text_fail(q->c, TEXT_HIST_SORT_MODIFIER, pos_of(q, bare) + bare.len + 1);
	return fail_at(q, TEXT_HIST_SORT_FIELD, word);
}

static int read_sort(struct request *q)
{
	struct text_span sort = q->sort;

	if (!sort.len) {
		q->hist->sort[q->hist->nr_sort++] = (struct hist_sort){ .value = true };
		return 0;
	}
	if (sort.at[sort.len - 1] == ',')
		return text_fail(q->c, TEXT_HIST_SORT_EMPTY, pos_of(q, sort) - strlen("sort="));
	return read_list(q, sort, read_criterion);
}

/* ---- All of it -------------------------------------------------------- */

static int read_vars(struct request *q)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < q->nr_vars; i++) {
		struct text_span part = q->vars[i];

		if (part.at[part.len - 1] == ',')
			return text_fail(q->c, TEXT_HIST_ASSIGNMENT, 0);
		err = read_list(q, part, read_var);
	}
	return err;
}

static int read_actions(struct request *q)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < q->nr_actions; i++) {
		struct text_cursor c = text_within(q->c, q->actions[i]);

		err = hist_action_read(q->hist, &c, q->lenient);
	}
	return err;
}

/*
 * Keys may be variables, which are read first, since those stand for what they are
 * set to.
 */
static int read_parts(struct request *q)
{
	struct hist *hist = q->hist;
	int err;

	if (!q->keys.len)
		return text_fail(q->c, TEXT_HIST_NO_KEY, 0);
	err = read_hitcount(q) ?: read_list(q, q->keys, read_key);
	if (err && q->nr_vars && memchr(q->keys.at, '$', q->keys.len)) {
		/* Once more, when the variables are known. */
		while (hist->nr_keys)
			hist_expr_free(hist->keys[--hist->nr_keys]);
		q->c->cmd->error = TEXT_OK;
		err = read_vars(q) ?: read_list(q, q->keys, read_key);
	} else if (!err) {
		err = read_vars(q);
	}
	err = err ?: read_list(q, q->values, read_value) ?: read_sort(q);
	if (!err && hist->no_hitcount && hist->nr_values == 1)
		return text_fail(q->c, TEXT_HIST_NO_VALUE, 0);
	return err ?: read_actions(q);
}

static int read_filter(struct request *q)
{
	struct event_filter *filter;

	if (text_at_end(q->c))
		return 0;
	filter = trace_filter_compile(q->hist->trigger.file->event_call, q->c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	q->hist->trigger.filter = filter;
	return 0;
}

static bool is_fast(const struct hist *hist)
{
	return hist->nr_keys == 1 && hist->keys[0]->kind == HIST_NUMBER && !hist->comm &&
	       !hist->nr_others && !hist->nr_vars && !hist->nr_actions && !hist->timed &&
	       !hist->context;
}

static int read_hist(struct request *q)
{
	struct text_cursor c;
	struct text_span part;
	int err = 0;

	if (!text_take(q->c, ":"))
		return -EINVAL;
	c = text_within(q->c, take_hist(q->c));
	while (!err && text_take_part(&c, ':', &part))
		err = take_part(q, part);
	return err ?: read_parts(q) ?: read_filter(q);
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

static int set_table(struct request *q)
{
	struct hist *hist = q->hist, *other = hist->name ? find_named(hist) : NULL;

	if (!other) {
		hist->table = hist_table_alloc(hist);
		return hist->table ? 0 : -ENOMEM;
	}
	if (!same_content(hist, other) || !same_keys(hist, other->table) || hist->nr_actions)
		return fail_at(q, TEXT_HIST_NAME_DIFFERS, q->name);
	hist->comm = other->comm;
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

static int add(struct request *q)
{
	struct hist *hist = q->hist;
	int err;

	err = set_table(q);
	if (err)
		return err;
	hist->table->nr_hists++;
	hist_refs_fit(hist);
	hist->fast = is_fast(hist);
	hist->paused = q->pause;
	err = set_clock(hist) ?: trace_trigger_add(&hist->trigger);
	return err;
}

static int clear(struct hist *hist)
{
	struct hist_table *table = hist->table;

	WRITE_ONCE(table->closed, true);
	synchronize_rcu();
	hist_map_clear(table->map);
	WRITE_ONCE(table->closed, false);
	return 0;
}

/* ---- Commands --------------------------------------------------------- */

static int change(const struct request *q, struct hist *there)
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

static int add_or_change(struct request *q, bool *added)
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
	struct request *q = kzalloc(sizeof(*q), GFP_KERNEL);
	bool added = false;
	int err = -ENOMEM;

	if (q)
		q->hist = alloc_hist(file);
	if (q && q->hist) {
		q->c = c;
		q->lenient = remove_it;
		q->hist->owners = owners;
		err = read_hist(q);
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
};

TRACE_FEATURES(hist_features);
