// SPDX-License-Identifier: GPL-2.0
/*
 * Probes that come and go, whatever their kind: from a command to a probe in the list of
 * events, and from a perf event to one that nobody else knows.
 */
#include <linux/kallsyms.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../event/perf.h"
#include "../text/number.h"
#include "../text/token.h"
#include "event.h"

#define MAXACTIVE_MAX	4096

/* ---- Parts of commands ------------------------------------------------------ */

int probe_read_maxactive(const struct dynevent_head *head, const struct text_cursor *c,
			 bool returns, unsigned int *maxactive)
{
	const char *at = head->number.at;
	u64 nr;

	if (!head->number.len)
		return 0;
	if (!returns)
		return text_fail_at(c, TEXT_MAXACTIVE_NO_EXIT, at);
	if (text_u64(head->number, &nr) || !nr)
		return text_fail_at(c, TEXT_MAXACTIVE_BAD, at);
	if (nr > MAXACTIVE_MAX)
		return text_fail_at(c, TEXT_MAXACTIVE_TOO_BIG, at);
	*maxactive = nr;
	return 0;
}

int probe_read_return(struct text_cursor *word, bool *returns)
{
	const char *at = word->at;

	if (text_at_end(word))
		return 0;
	*returns = true;
	if (text_take(word, "%return") && text_at_end(word))
		return 0;
	return text_fail_at(word, TEXT_PLACE_SUFFIX, at);
}

/**
 * struct symbols - symbols of one name in the kernel
 * @nr: how many
 * @addr: of the last one
 */
struct symbols {
	unsigned int	nr;
	unsigned long	addr;
};

static int add_symbol(void *data, unsigned long addr)
{
	struct symbols *found = data;

	found->nr++;
	found->addr = addr;
	return 0;
}

int probe_find_symbol(const char *symbol, const struct text_cursor *c, const char *at,
		      unsigned long *addr)
{
	struct symbols found = {};

	/* With the name of a module it is in that one. */
	if (!strchr(symbol, ':'))
		kallsyms_on_each_match_symbol(add_symbol, symbol, &found);
	if (found.nr > 1)
		return text_fail_at(c, TEXT_PLACE_NOT_UNIQUE, at);
	if (!found.nr)
		found.addr = kallsyms_lookup_name(symbol);
	if (!found.addr)
		return text_fail_at(c, TEXT_PLACE_BAD, at);
	*addr = found.addr;
	return 0;
}

/* Place and arguments. */
static int read_probe(struct probe *p, const struct dynevent_head *head,
		      struct text_cursor *c, struct probe_plan *plan)
{
	const struct probe_arg *missing;
	int err;

	err = probe_kind_of(p)->read(p, head, c, plan);
	err = err ?: probe_args_read(&p->args, c, &plan->scope, probe_words_size(plan->words));
	if (err)
		return err;
	missing = probe_args_resolve(&p->args);
	if (!missing || plan->waits)
		return 0;
	text_fail(c, TEXT_PLACE_BAD, missing->pos);
	return -ENOENT;
}

/* ---- Probes ------------------------------------------------------------------ */

static struct probe *new_probe(const struct probe_kind *kind)
{
	struct probe *p = kzalloc(kind->size, GFP_KERNEL);

	if (!p)
		return NULL;
	p->dyn.kind = &kind->dyn;
	p->hits = alloc_percpu(unsigned long);
	if (p->hits)
		return p;
	kfree(p);
	return NULL;
}

static void free_probe(struct probe *p)
{
	probe_kind_of(p)->release(p);
	probe_args_free(&p->args);
	free_percpu(p->hits);
	kfree(p);
}

/**
 * probe_make - make a probe as a command says
 * @kind: its kind
 * @head: first word of the command
 * @c: the others
 *
 * Context: dynevent_mutex is held; may sleep.
 * Return: 0, or an errno; for what is wrong with the command with the error in it.
 */
int probe_make(const struct probe_kind *kind, const struct dynevent_head *head,
	       struct text_cursor *c)
{
	struct probe *p = new_probe(kind);
	struct probe_plan plan = {};
	const char *place = c->at;
	int err;

	if (!p)
		return -ENOMEM;
	err = read_probe(p, head, c, &plan);
	err = err ?: probe_add(p, head, &plan, c, place);
	if (err)
		free_probe(p);
	return err;
}

/* ---- What the registry asks ---------------------------------------------------- */

static bool matches(const struct dynevent *ev, struct text_span rest)
{
	const struct probe *p = probe_of(ev);
	struct text_command cmd = { .text = rest.at };
	struct text_cursor c = { .cmd = &cmd, .at = rest.at, .end = rest.at + rest.len };

	return probe_kind_of(p)->is_at(p, &c) &&
	       probe_args_match(p, text_take_until(&c, ""));
}

static bool is_busy(const struct dynevent *ev)
{
	return probe_is_busy(probe_of(ev));
}

static int remove(struct dynevent *ev)
{
	struct probe *p = probe_of(ev);
	int err = probe_remove(p);

	if (!err)
		free_probe(p);
	return err;
}

/**
 * probe_register_kind - make a kind of probes known
 * @kind: the kind; stays for ever
 *
 * Context: boot.
 * Return: 0.
 */
int __init probe_register_kind(struct probe_kind *kind)
{
	kind->dyn.group = probe_group;
	kind->dyn.event = probe_event_name;
	kind->dyn.matches = matches;
	kind->dyn.is_busy = is_busy;
	kind->dyn.remove = remove;
	dynevent_register_kind(&kind->dyn);
	return 0;
}

/* ---- perf ------------------------------------------------------------------------ */

#ifdef CONFIG_PERF_EVENTS
static int make_alone(struct probe *p, char letter, const char *place)
{
	const struct dynevent_head head = { .letter = letter };
	struct text_command cmd = { .text = place };
	struct text_cursor c = text_start(&cmd);
	struct probe_plan plan = {};
	int err;

	guard(mutex)(&dynevent_mutex);
	err = read_probe(p, &head, &c, &plan);
	if (!err && plan.waits)
		err = -ENOENT;
	err = err ?: probe_add_alone(p, &plan);
	if (err)
		return err;
	err = probe_start(p);
	if (err)
		probe_remove_alone(p);
	return err;
}

static void free_alone(struct probe *p)
{
	probe_stop(p);
	probe_remove_alone(p);
	free_probe(p);
}

/**
 * probe_open - make a probe for a perf event
 * @kind: its kind
 * @letter: as a command begins
 * @place: as a command goes on
 * @event: the perf event
 *
 * Context: may sleep.
 * Return: 0, or an errno for a place that cannot be, or without memory.
 */
int probe_open(const struct probe_kind *kind, char letter, const char *place,
	       struct perf_event *event)
{
	struct probe *p = new_probe(kind);
	int err;

	if (!p)
		return -ENOMEM;
	err = make_alone(p, letter, place);
	if (err) {
		free_probe(p);
		return err;
	}
	err = trace_perf_use(&p->event->call, event);
	if (err)
		free_alone(p);
	return err;
}

/**
 * probe_close - end the probe of a perf event
 * @event: the perf event
 *
 * Context: may sleep.
 */
void probe_close(struct perf_event *event)
{
	struct probe *p = probe_first_of(event->tp_event);

	trace_perf_leave(event->tp_event, event);
	free_alone(p);
}
#endif
