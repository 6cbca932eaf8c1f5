// SPDX-License-Identifier: GPL-2.0
/*
 * Events that are asked for by name.
 *
 *	["!"] [system ":" event | name] [":mod:" module]
 *
 * Systems, events and names are patterns; one that is left out is no condition.  A
 * module need not be there.  Its name is remembered with what was asked for until it
 * comes: a wish.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../text/token.h"
#include "enable.h"
#include "request.h"

#define ERROR_PLACE	"event request error"
#define MODULE		":mod:"

/**
 * struct request - a word, taken apart
 * @match: the events; its strings are in @text
 * @on: what to do to them
 * @event_pos: where in the word the name of the event begins
 * @before: what is in front of ":mod:", without the "!"
 * @text: a copy of the word
 */
struct request {
	struct trace_event_match	match;
	bool				on;
	size_t				event_pos;
	struct text_span		before;
	char				*text;
};

/* An empty pattern and "*" are both no condition. */
static const char *pattern(const char *text)
{
	return *text && strcmp(text, "*") ? text : NULL;
}

/* Modules are known by names without dashes. */
static const char *module_name_of(char *name)
{
	return strreplace(name, '-', '_');
}

static void parse_events(struct request *r, char *text)
{
	char *colon = strchr(text, ':');

	r->event_pos = text - r->text;
	if (!colon) {
		r->match.either = pattern(text);
		return;
	}
	*colon = '\0';
	r->match.system = pattern(text);
	r->match.event = pattern(colon + 1);
	r->event_pos = colon + 1 - r->text;
}

/* -EINVAL if the word says nothing. */
static int parse(struct request *r, const char *word)
{
	char *text, *module;

	*r = (struct request) { .on = *word != '!', .text = kstrdup(word, GFP_KERNEL) };
	if (!r->text)
		return -ENOMEM;
	text = r->text + !r->on;
	module = strstr(text, MODULE);
	r->before = (struct text_span) {
		.at = word + !r->on,
		.len = module ? module - text : strlen(text),
	};
	if (module) {
		*module = '\0';
		r->match.module = module_name_of(module + strlen(MODULE));
	}
	if (module ? !*r->match.module : !*text)
		return -EINVAL;
	parse_events(r, text);
	return 0;
}

/* ---- Modules that are not there ---------------------------------------- */

#ifdef CONFIG_MODULES
static bool module_is_there(const char *name)
{
	const struct module *mod;

	guard(preempt)();
	mod = find_module(name);
	/* Events come before the module is live. */
	return mod && mod->state == MODULE_STATE_LIVE;
}
#else
static bool module_is_there(const char *name)
{
	return true;
}
#endif

static struct trace_event_wish *find_wish(struct trace_array *tr, const struct request *r)
{
	struct trace_event_wish *wish;

	list_for_each_entry(wish, &tr->event_wishes, list) {
		if (text_equal(r->before, wish->text) &&
		    !strcmp(r->match.module, wish->module))
			return wish;
	}
	return NULL;
}

static int add_wish(struct trace_array *tr, const struct request *r)
{
	size_t module_size = strlen(r->match.module) + 1;
	struct trace_event_wish *wish;

	if (find_wish(tr, r))
		return 0;
	wish = kzalloc(struct_size(wish, text, r->before.len + 1 + module_size), GFP_KERNEL);
	if (!wish)
		return -ENOMEM;
	memcpy(wish->text, r->before.at, r->before.len);
	wish->module = memcpy(wish->text + r->before.len + 1, r->match.module, module_size);
	list_add_tail(&wish->list, &tr->event_wishes);
	return 0;
}

static void drop_wish(struct trace_event_wish *wish)
{
	list_del(&wish->list);
	kfree(wish);
}

void trace_event_wishes_grant(struct trace_array *tr, const struct module *mod)
{
	struct trace_event_wish *wish, *next;
	struct request r = { .match.module = mod->name };

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry_safe(wish, next, &tr->event_wishes, list) {
		if (strcmp(wish->module, mod->name))
			continue;
		r.text = wish->text;
		parse_events(&r, wish->text);
		if (trace_event_enable_matching(tr, &r.match, true))
			pr_warn("tracing: module %s: not all events that were asked for are on\n",
				mod->name);
		drop_wish(wish);
		r.match = (struct trace_event_match) { .module = mod->name };
	}
}

void trace_event_wishes_forget(struct trace_array *tr)
{
	struct trace_event_wish *wish, *next;

	list_for_each_entry_safe(wish, next, &tr->event_wishes, list)
		drop_wish(wish);
}

/* ---- Requests ---------------------------------------------------------- */

/* Is it about what is not there, but may come, or may have been waited for? */
static bool is_wish(struct trace_array *tr, const struct request *r)
{
	return r->match.module && (find_wish(tr, r) || !module_is_there(r->match.module));
}

/* The caret is below the event if there is such a system. */
static void log_error(struct trace_array *tr, struct request *r, const char *word)
{
	struct text_command cmd = { .text = word, .error = TEXT_NO_EVENT };

	r->match.event = NULL;
	cmd.pos = r->match.system && trace_event_matches_any(tr, &r->match) ?
		  r->event_pos : !r->on;
	trace_errlog_add(tr, ERROR_PLACE, &cmd);
}

int trace_event_check_text(struct trace_array *tr, const char *word)
{
	struct request r;
	int err;

	err = parse(&r, word);
	if (!err && !trace_event_matches_any(tr, &r.match) && !is_wish(tr, &r))
		err = -EINVAL;
	if (err == -EINVAL)
		log_error(tr, &r, word);
	kfree(r.text);
	return err;
}

static int turn(struct trace_array *tr, const struct request *r)
{
	struct trace_event_wish *wish;

	if (trace_event_matches_any(tr, &r->match))
		return trace_event_enable_matching(tr, &r->match, r->on);
	if (!is_wish(tr, r))
		return -EINVAL;
	if (r->on)
		return add_wish(tr, r);
	wish = find_wish(tr, r);
	if (wish)
		drop_wish(wish);
	return 0;
}

int trace_event_enable_text(struct trace_array *tr, const char *word)
{
	struct request r;
	int err;

	lockdep_assert_held(&tracing_mutex);
	err = parse(&r, word) ?: turn(tr, &r);
	kfree(r.text);
	return err;
}
