// SPDX-License-Identifier: GPL-2.0
/*
 * What functions set off: commands of set_ftrace_filter.
 *
 * A command is an ops of its own with the functions that it is for, and a trigger whose
 * action it shares with those of events. A count is one for each function, so the
 * functions of a command with a count are laid down when it is made; functions that are
 * taken away later just keep theirs.
 */
#include <linux/bsearch.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/context.h"
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../core/record.h"
#include "../hook/filter.h"
#include "../hook/match.h"
#include "../hook/ops.h"
#include "../text/number.h"
#include "../text/token.h"
#include "action.h"
#include "function.h"

#define ERROR_PLACE	"set_ftrace_filter"

/**
 * struct function_count - how often a function may still set something off
 * @site: number of its site
 * @left: how often
 */
struct function_count {
	u32		site;
	atomic_long_t	left;
};

/**
 * struct function_command - something that functions set off
 * @ops: the functions
 * @trigger: what they set off
 * @nr: of @counts
 * @counts: in the order of sites, NULL if there is no limit
 * @list: in trace_array.function_commands, changed under tracing_mutex and hook_mutex
 */
struct function_command {
	struct ftrace_ops	ops;
	struct trace_trigger	trigger;
	unsigned int		nr;
	struct function_count	*counts;
	struct list_head	list;
};

/* ---- Hits ------------------------------------------------------------- */

static int compare_sites(const void *key, const void *count)
{
	u32 site = *(const u32 *)key, other = ((const struct function_count *)count)->site;

	return (site > other) - (site < other);
}

static struct function_count *count_of(const struct function_command *cmd, u32 site)
{
	return bsearch(&site, cmd->counts, cmd->nr, sizeof(*cmd->counts), compare_sites);
}

static void hit(struct function_command *cmd, unsigned long ip)
{
	struct trace_trigger *t = &cmd->trigger;
	struct function_count *count = NULL;

	if (cmd->counts) {
		count = count_of(cmd, hook_site_number(ip));
		if (!count || !atomic_long_read(&count->left))
			return;
	}
	if (t->action->run(t, NULL) && count)
		atomic_long_dec_if_positive(&count->left);
}

static void function_hit(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			 struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);

	if (bit < 0)
		return;
	hit(container_of(op, struct function_command, ops), ip);
	ftrace_test_recursion_unlock(bit);
}

/* ---- Actions of functions alone --------------------------------------- */

/* Frames between a stack and the function that was hit. */
#define STACK_SKIP	3

static bool run_stacktrace(struct trace_trigger *t, struct trace_record *rec)
{
	trace_record_stack(t->tr, trace_context(1), STACK_SKIP, NULL);
	return true;
}

static bool run_dump(struct trace_trigger *t, struct trace_record *rec)
{
	ftrace_dump(DUMP_ALL);
	return true;
}

static bool run_cpudump(struct trace_trigger *t, struct trace_record *rec)
{
	ftrace_dump(DUMP_ORIG);
	return true;
}

static const struct trace_action own_actions[] = {
	{ .name = "stacktrace", .run = run_stacktrace },
	{ .name = "dump", .run = run_dump, .once = true },
	{ .name = "cpudump", .run = run_cpudump },
};

static const struct trace_action *find_action(struct text_span name)
{
	const struct trace_action *action;

	for (unsigned int i = 0; i < ARRAY_SIZE(own_actions); i++)
		if (text_equal(name, own_actions[i].name))
			return &own_actions[i];
	action = trace_action_find(name);
	return action && action->functions ? action : NULL;
}

/* ---- Making and ending ------------------------------------------------ */

static void free_command(struct function_command *cmd)
{
	struct trace_trigger *t = &cmd->trigger;

	ftrace_free_filter(&cmd->ops);
	if (t->prepared && t->action->release)
		t->action->release(t);
	kvfree(cmd->counts);
	kfree(cmd);
}

static void end_command(struct function_command *cmd)
{
	scoped_guard(mutex, &hook_mutex)
		list_del(&cmd->list);
	unregister_ftrace_function(&cmd->ops);
	free_command(cmd);
}

/* How many functions a set has, and, unless it is NULL, a count for each. */
static unsigned int list_sites(const struct hook_set *set, struct function_count *counts,
			       long left)
{
	struct hook_site site;
	unsigned int nr = 0;

	for (u32 i = 0; hook_site_from(i, &site); i++) {
		i = hook_site_nr(&site);
		if (!hook_set_has(set, i))
			continue;
		if (counts) {
			counts[nr].site = i;
			atomic_long_set(&counts[nr].left, left);
		}
		nr++;
	}
	return nr;
}

static int make_counts(struct function_command *cmd)
{
	const struct hook_set *set = cmd->ops.filter->choice.set[HOOK_ONLY];

	if (cmd->trigger.count == TRACE_UNLIMITED)
		return 0;
	cmd->nr = list_sites(set, NULL, 0);
	cmd->counts = kvmalloc_array(max(cmd->nr, 1u), sizeof(*cmd->counts), GFP_KERNEL);
	if (!cmd->counts)
		return -ENOMEM;
	list_sites(set, cmd->counts, cmd->trigger.count);
	return 0;
}

/* Change the functions of a command by a word as set_ftrace_filter knows them. */
static int change_functions(struct function_command *cmd, char *word)
{
	struct hook_filter *filter = hook_filter_of(&cmd->ops);
	struct hook_choice choice;
	int err;

	if (!filter)
		return -ENOMEM;
	err = hook_choice_copy(&choice, &filter->choice);
	choice.strict = true;
	if (!err)
		err = hook_choice_parse(&choice, HOOK_ONLY, word);
	if (!err) {
		choice.restricts = true;	/* without functions it is for none */
		err = hook_filter_apply(filter, &choice);
	}
	hook_choice_free(&choice);
	return err;
}

static bool has_functions(const struct function_command *cmd)
{
	return !hook_set_is_empty(cmd->ops.filter->choice.set[HOOK_ONLY]);
}

/* ---- Reading ---------------------------------------------------------- */

static int read_action(struct trace_trigger *t, struct text_cursor *c)
{
	size_t pos = text_pos(c);
	int err = 0;

	t->action = find_action(text_take_name(c));
	if (!t->action)
		return text_fail(c, TEXT_NO_ACTION, pos);
	pos = text_pos(c);
	if (t->action->parameter && !text_take(c, ":"))
		return text_fail(c, TEXT_NO_EVENT, pos);
	if (t->action->prepare)
		err = t->action->prepare(t, c);
	t->prepared = !err;
	return err == -EINVAL ? text_fail(c, TEXT_NO_EVENT, pos) : err;
}

static int read_count(struct trace_trigger *t, struct text_cursor *c)
{
	size_t pos = text_pos(c);

	t->count = t->action->once ? 1 : TRACE_UNLIMITED;
	if (text_at_end(c))
		return 0;
	if (!text_take(c, ":"))
		return text_fail(c, TEXT_BAD_COUNT, pos);
	if (!text_at_end(c) && trace_count_read(c, &t->count))
		return text_fail(c, TEXT_BAD_COUNT, pos);
	return 0;
}

/* Commands with the action and the parameter of @like. */
static bool is_kin(const struct trace_trigger *t, const struct trace_trigger *like)
{
	return t->action == like->action && (!like->action->same || like->action->same(t, like));
}

/* No command of the kind has the functions any more; -ENODEV if none had them. */
static int take_away(struct trace_array *tr, const struct trace_trigger *like,
		     const char *functions)
{
	char *word __free(kfree) = kasprintf(GFP_KERNEL, "!%s", functions);
	struct function_command *cmd, *next;
	int ret = -ENODEV, err;

	if (!word)
		return -ENOMEM;
	list_for_each_entry_safe(cmd, next, &tr->function_commands, list) {
		if (!is_kin(&cmd->trigger, like))
			continue;
		sprintf(word, "!%s", functions);	/* it is changed by the parser */
		scoped_guard(mutex, &hook_mutex)
			err = change_functions(cmd, word);
		if (!err)
			ret = 0;
		else if (err != -EINVAL)
			return err;
		if (!has_functions(cmd))
			end_command(cmd);
	}
	return ret;
}

static int end_commands(struct trace_array *tr, const struct trace_trigger *like,
			const char *functions, const struct text_cursor *c)
{
	int err = take_away(tr, like, functions);

	if (err == -ENODEV)
		text_fail(c, TEXT_NO_COMMAND, strlen("!"));
	return err;
}

static int start_command(struct trace_array *tr, struct function_command *cmd, char *functions)
{
	int err;

	scoped_guard(mutex, &hook_mutex) {
		err = change_functions(cmd, functions);
		if (!err && !has_functions(cmd))
			err = -EINVAL;
		if (!err)
			err = make_counts(cmd);
	}
	if (!err)
		err = register_ftrace_function(&cmd->ops);
	if (err)
		return err;
	scoped_guard(mutex, &hook_mutex)
		list_add_tail(&cmd->list, &tr->function_commands);
	return 0;
}

static int run_command(struct trace_array *tr, struct function_command *cmd,
		       struct text_cursor *c)
{
	char *functions __free(kfree) = NULL;
	struct trace_trigger *t = &cmd->trigger;
	bool remove = text_take(c, "!");
	int err;

	functions = text_dup(text_take_until(c, ":"));
	if (!functions)
		return -ENOMEM;
	text_take(c, ":");
	err = read_action(t, c);
	if (!err && !remove)
		err = read_count(t, c);
	if (err)
		return err;
	if (remove)
		return end_commands(tr, t, functions, c);
	/* All is well but, perhaps, the functions: then there is none to lose a count. */
	err = take_away(tr, t, functions);
	if (!err || err == -ENODEV)
		err = start_command(tr, cmd, functions);
	return err == -EINVAL ? text_fail(c, TEXT_NO_FUNCTION, 0) : err;
}

bool trace_function_is_command(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon && !str_has_prefix(colon, ":mod:");
}

int trace_function_command(struct trace_array *tr, const char *text)
{
	struct text_command command = { .text = text };
	struct text_cursor c = text_start(&command);
	struct function_command *cmd;
	bool remove = *text == '!';
	int err;

	lockdep_assert_held(&tracing_mutex);
	cmd = kzalloc(sizeof(*cmd), GFP_KERNEL);
	if (!cmd)
		return -ENOMEM;
	cmd->ops.func = function_hit;
	cmd->trigger.tr = tr;
	err = run_command(tr, cmd, &c);
	trace_errlog_add(tr, ERROR_PLACE, &command);
	if (err || remove)
		free_command(cmd);
	return err;
}

/* ---- Showing ---------------------------------------------------------- */

static void show_one(struct seq_file *m, const struct function_command *cmd,
		     const struct hook_site *site)
{
	const struct trace_trigger *t = &cmd->trigger;
	char name[KSYM_NAME_LEN];

	if (!hook_site_name(site, name))
		return;
	seq_printf(m, "%s:%s", name, t->action->name);
	if (t->action->show)
		t->action->show(t, m);
	if (cmd->counts)
		seq_printf(m, ":count=%ld\n",
			   atomic_long_read(&count_of(cmd, hook_site_nr(site))->left));
	else
		seq_puts(m, ":unlimited\n");
}

/* The function number *@nr of the command; *@nr is less by those it has if it has not. */
static bool find_function(const struct function_command *cmd, unsigned long *nr,
			  struct hook_site *site)
{
	const struct hook_set *set = cmd->ops.filter->choice.set[HOOK_ONLY];

	for (u32 i = 0; hook_site_from(i, site); i++) {
		i = hook_site_nr(site);
		if (hook_set_has(set, i) && !(*nr)--)
			return true;
	}
	return false;
}

bool trace_function_show(struct trace_array *tr, unsigned long nr, struct seq_file *m)
{
	struct function_command *cmd;
	struct hook_site site;

	list_for_each_entry(cmd, &tr->function_commands, list) {
		if (!find_function(cmd, &nr, &site))
			continue;
		if (m)
			show_one(m, cmd, &site);
		return true;
	}
	return false;
}

/* ---- Instances -------------------------------------------------------- */

static int create_list(struct trace_array *tr)
{
	INIT_LIST_HEAD(&tr->function_commands);
	return 0;
}

/* Events of the instance that a command refers to are still there. */
void trace_function_commands_end(struct trace_array *tr)
{
	struct function_command *cmd, *next;

	list_for_each_entry_safe(cmd, next, &tr->function_commands, list)
		end_command(cmd);
}

static struct trace_array_part command_part = {
	.create		= create_list,
	.detach		= trace_function_commands_end,
};

static int __init function_commands_init(void)
{
	return trace_array_register_part(&command_part);
}
core_initcall(function_commands_init);
