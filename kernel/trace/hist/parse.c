// SPDX-License-Identifier: GPL-2.0
/*
 * The trigger "hist": reading a command.
 *
 * A command is split at its colons first, whatever order they are in. The parts are
 * then read in the order in which they need each other: keys, variables, values,
 * criteria for sorting, actions; the filter comes last.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../filter/filter.h"
#include "../text/number.h"
#include "../text/token.h"
#include "hist.h"
#include "request.h"

#define SIZE_MIN	128
#define SIZE_MAX_	131072
/* Milliseconds of a week. */
#define PERIOD_MAX	(7 * 24 * 3600000ULL)

static_assert(HIST_KEY_BYTES <= 2048);

static size_t pos_of(const struct hist_request *q, struct text_span span)
{
	return span.at - q->c->cmd->text;
}

static int fail_at(const struct hist_request *q, enum text_error error, struct text_span span)
{
	return text_fail(q->c, error, pos_of(q, span));
}

/* ---- Splitting -------------------------------------------------------- */

static bool take_key(struct text_cursor *c, const char *const *names)
{
	for (; *names; names++)
		if (text_take(c, *names))
			return true;
	return false;
}

static int read_size(struct hist_request *q, struct text_span text)
{
	u64 size;

	if (text_u64(text, &size) || size < SIZE_MIN || size > SIZE_MAX_)
		return fail_at(q, TEXT_HIST_SIZE, text);
	q->hist->size = roundup_pow_of_two(size);
	return 0;
}

/* "reset=" NUMBER and a unit. Anything else is a variable of that name. */
static bool take_period(struct hist_request *q, struct text_cursor c)
{
	static const struct {
		const char	*unit;
		u64		ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	struct text_span unit;
	u64 nr;

	if (!text_take(&c, "reset=") || text_u64(text_take_until(&c, "smh"), &nr))
		return false;
	unit = text_take_until(&c, "");
	for (unsigned int i = 0; i < ARRAY_SIZE(units); i++) {
		if (!text_equal(unit, units[i].unit))
			continue;
		if (!nr || nr > PERIOD_MAX / units[i].ms)
			return false;
		q->hist->period = nr * units[i].ms;
		return true;
	}
	return false;
}

static int read_string(struct text_span text, char **to)
{
	kfree(*to);
	*to = text_dup(text);
	return *to ? 0 : -ENOMEM;
}

/* NAME "=" something. */
static int take_assignment(struct hist_request *q, struct text_cursor *c, struct text_span part)
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
	/* Anything else is a variable of that name. */
	if (text_equal(part, "full=lru") || text_equal(part, "full=drop")) {
		q->hist->evicts = text_equal(part, "full=lru");
		return 0;
	}
	if (take_period(q, *c))
		return 0;
	if (text_take(c, "size="))
		return read_size(q, text_take_until(c, ""));
	if (text_take(c, "clock="))
		return read_string(text_take_until(c, ""), &q->hist->clock);
	if (text_take(c, "name=")) {
		rest = text_take_until(c, "");
		q->name = rest;
		return read_string(rest, &q->hist->name);
	}
	if (q->nr_vars == HIST_MAX_PARTS)
		return fail_at(q, TEXT_HIST_TOO_MANY_VARS, part);
	q->vars[q->nr_vars++] = part;
	return 0;
}

static bool take_flag(struct hist_request *q, struct text_span part)
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

static int take_part(struct hist_request *q, struct text_span part)
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

static struct hist_expr *read_expr(struct hist_request *q, struct text_span part)
{
	struct text_cursor c = text_within(q->c, part);

	return hist_expr_read(q->hist, &c, q->lenient);
}

/* Behind the first @ch of a part, or where it ends. */
static const char *behind(struct text_span part, char ch)
{
	const char *at = memchr(part.at, ch, part.len);

	return at ? at + 1 : part.at + part.len;
}

static int read_key(struct hist_request *q, struct text_span part)
{
	struct hist *hist = q->hist;
	struct hist_expr *key;

	if (hist->nr_keys == HIST_MAX_KEYS)
		return fail_at(q, TEXT_HIST_TOO_MANY_KEYS, part);
	key = read_expr(q, part);
	if (IS_ERR(key))
		return PTR_ERR(key);
	hist->keys[hist->nr_keys++] = key;
	if (key->show >= HIST_PERCENT)
		return text_fail_at(q->c, TEXT_HIST_MODIFIER, behind(part, '.'));
	if (hist->nr_others)
		return fail_at(q, TEXT_HIST_FIELD, part);
	return 0;
}

static int check_value(struct hist_request *q, const struct hist_expr *value)
{
	switch (value->show) {
	case HIST_PLAIN:
	case HIST_HEX:
	case HIST_USECS:
	case HIST_PERCENT:
	case HIST_GRAPH:
	case HIST_AVG:
	case HIST_STDDEV:
	case HIST_QUANTILE:
	case HIST_MIN:
	case HIST_MAX:
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

static int read_value(struct hist_request *q, struct text_span part)
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

static int read_hitcount(struct hist_request *q)
{
	struct text_command cmd = { .text = "hitcount" };
	struct text_cursor c = text_start(&cmd);
	struct hist_expr *value = hist_expr_read(q->hist, &c, true);

	if (IS_ERR(value))
		return PTR_ERR(value);
	q->hist->values[q->hist->nr_values++] = value;
	return 0;
}

static int read_list(struct hist_request *q, struct text_span list,
		     int (*read)(struct hist_request *q, struct text_span part))
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
static bool var_exists(const struct hist_request *q, struct text_span name)
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

static int read_var(struct hist_request *q, struct text_span part)
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

static int read_criterion(struct hist_request *q, struct text_span word)
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

static int read_sort(struct hist_request *q)
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

static int read_vars(struct hist_request *q)
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

static int read_actions(struct hist_request *q)
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
static int read_parts(struct hist_request *q)
{
	struct hist *hist = q->hist;
	int err;

	if (!q->keys.len)
		return text_fail(q->c, TEXT_HIST_NO_KEY, 0);
	err = read_hitcount(q);
	if (err)
		return err;
	err = read_list(q, q->keys, read_key);
	if (err == -EINVAL && q->nr_vars && memchr(q->keys.at, '$', q->keys.len)) {
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

static int read_filter(struct hist_request *q)
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

/**
 * hist_request_read - read a command
 * @q: the command; the cursor is behind the name of the trigger
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0; -EINVAL, mostly with the error in the command, -ENOMEM, or what makes an
 * action ready. What was begun is for the caller to destroy.
 */
int hist_request_read(struct hist_request *q)
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
