// SPDX-License-Identifier: GPL-2.0
/*
 * Probes on events:
 *
 *	e[:NAMES] SYSTEM(.|/)EVENT [ARGS] [if FILTER]
 *
 * Each hit of the other event becomes a record whose arguments are made of the
 * other's fields. In every instance where the new event is on, a trigger that no file
 * shows is attached to the other one; it is set off with the record of the hit, in
 * which the fields are found. So filters, soft mode and what happens to an event
 * that goes are those of triggers.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/errlog.h"
#include "../core/instance.h"
#include "../core/trigger.h"
#include "../event/class.h"
#include "../event/enable.h"
#include "../filter/filter.h"
#include "../text/token.h"
#include "event.h"

/**
 * struct event_probe - a probe on an event
 * @probe: what all kinds have
 * @source: the event, which stays as long as the probe
 * @place: its name, as "SYSTEM.EVENT"
 * @filter: text of the filter, or NULL
 * @links: one for each receiver
 */
struct event_probe {
	struct probe		probe;
	struct trace_event_call	*source;
	char			*place;
	char			*filter;
	struct list_head	links;
};

/**
 * struct event_link - an event probe in an instance
 * @trigger: at the event there
 * @ep: the probe
 * @file: who wants its records
 * @list: in the probe, under tracing_mutex
 */
struct event_link {
	struct trace_trigger	trigger;
	struct event_probe	*ep;
	struct trace_event_file	*file;
	struct list_head	list;
};

static struct event_probe *event_probe_of(const struct probe *p)
{
	return container_of(p, struct event_probe, probe);
}

/* ---- Hits -------------------------------------------------------------------- */

static bool run(struct trace_trigger *t, struct trace_record *rec)
{
	struct event_link *link = container_of(t, struct event_link, trigger);
	struct fetch_source src = { .regs = rec->regs, .words = rec->entry };
	struct probe *p = &link->ep->probe;

	probe_count(p);
	probe_record_for(p, link->file, &src);
	return true;
}

/* No line of the file of triggers. */
static void print_nothing(const struct trace_trigger *t, struct seq_file *m)
{
}

static const struct trace_action action = {
	.name	= "eprobe",
	.run	= run,
	.looks	= true,
	.print	= print_nothing,
};

/* The other event is leaving its instance, or nobody wants records any more. */
static void link_destroy(struct trace_trigger *t)
{
	struct event_link *link = container_of(t, struct event_link, trigger);

	list_del(&link->list);
	trace_filter_free(t->filter);
	kfree(link);
}

static int link_filter(struct event_link *link, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	struct event_filter *filter;

	filter = trace_filter_compile(link->ep->source, &c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	link->trigger.filter = filter;
	return 0;
}

/* perf has no instance: it looks at the top one. */
static struct trace_event_file *source_file(const struct event_probe *ep,
					    const struct trace_event_file *file)
{
	return trace_event_find_file(file->tr ?: &top_trace, ep->source->class->system,
				     trace_event_name(ep->source));
}

static int attach(struct probe *p, struct trace_event_file *file, bool first)
{
	struct event_probe *ep = event_probe_of(p);
	struct event_link *link;
	int err = 0;

	link = kzalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	link->ep = ep;
	link->file = file;
	link->trigger.action = &action;
	link->trigger.destroy = link_destroy;
	link->trigger.count = -1;
	atomic_long_set(&link->trigger.left, -1);
	INIT_LIST_HEAD(&link->list);
	link->trigger.file = source_file(ep, file);
	if (!link->trigger.file)
		err = -ENOENT;
	else if (ep->filter)
		err = link_filter(link, ep->filter);
	if (err) {
		kfree(link);
		return err;
	}
	list_add_tail(&link->list, &ep->links);
	trace_trigger_link(&link->trigger);
	err = trace_event_soft_mode(link->trigger.file, true);
	if (err) {
		trace_trigger_unlink(&link->trigger);
		link_destroy(&link->trigger);
	}
	return err;
}

static void detach(struct probe *p, struct trace_event_file *file, bool last)
{
	struct event_link *link, *next;

	list_for_each_entry_safe(link, next, &event_probe_of(p)->links, list) {
		if (link->file != file)
			continue;
		trace_event_soft_mode(link->trigger.file, false);
		trace_trigger_unlink(&link->trigger);
		link_destroy(&link->trigger);
	}
}

/* ---- Making ------------------------------------------------------------------- */

static struct trace_event_call *find_source(struct text_span system, struct text_span event)
{
	char *s = text_dup(system), *e = text_dup(event);
	struct trace_event_call *call = NULL;

	guard(mutex)(&tracing_mutex);
	if (s && e)
		call = trace_event_find_call(s, e);
	if (call && (!trace_event_can_enable(call) || !trace_event_try_get_ref(call)))
		call = NULL;
	kfree(s);
	kfree(e);
	return call;
}

static int read_source(struct event_probe *ep, struct text_cursor *c)
{
	size_t pos = text_pos(c);
	struct text_cursor word = text_within(c, text_take_word(c));
	struct text_span system = text_take_until(&word, "./"), event;

	if (!text_at_end(&word))
		word.at++;
	event = text_take_until(&word, "");
	if (!system.len || !event.len)
		return text_fail(c, TEXT_ATTACH_INCOMPLETE, pos);
	ep->source = find_source(system, event);
	if (!ep->source)
		return text_fail(c, TEXT_ATTACH_NO_EVENT, pos);
	ep->place = kasprintf(GFP_KERNEL, "%s.%s", ep->source->class->system,
			      trace_event_name(ep->source));
	return ep->place ? 0 : -ENOMEM;
}

/* Finds "if" as a word of its own; the arguments end there. */
static bool find_filter(const struct text_cursor *c, struct text_cursor *args,
			struct text_cursor *filter)
{
	*filter = *c;
	*args = *c;
	for (text_skip_spaces(filter); !text_at_end(filter); text_skip_spaces(filter)) {
		const char *at = filter->at;

		if (!text_equal(text_take_word(filter), "if"))
			continue;
		args->end = at;
		text_skip_spaces(filter);
		return true;
	}
	return false;
}

static int check_filter(struct event_probe *ep, struct text_cursor *c)
{
	struct event_filter *filter;

	if (text_at_end(c)) {
		/* The command ends before the space that was there. */
		return text_fail(c, TEXT_FILTER_MISSING, text_pos(c) + 1);
	}
	ep->filter = text_dup((struct text_span){ c->at, c->end - c->at });
	if (!ep->filter)
		return -ENOMEM;
	guard(mutex)(&tracing_mutex);
	filter = trace_filter_compile(ep->source, c);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	trace_filter_free(filter);
	return 0;
}

/* ---- What is asked of the kind --------------------------------------------------- */

static int read(struct probe *p, const struct dynevent_head *head, struct text_cursor *c,
		struct probe_plan *plan)
{
	struct event_probe *ep = event_probe_of(p);
	struct text_cursor args, filter;
	int err;

	INIT_LIST_HEAD(&ep->links);
	err = read_source(ep, c);
	if (err)
		return err;
	if (find_filter(c, &args, &filter)) {
		err = check_filter(ep, &filter);
		if (err)
			return err;
	}
	*c = args;
	plan->words = PROBE_NOWHERE;
	plan->source = ep->place;
	plan->scope.event = ep->source;
	plan->group = "eprobes";
	strscpy(plan->event, trace_event_name(ep->source), sizeof(plan->event));
	return 0;
}

static void release(struct probe *p)
{
	struct event_probe *ep = event_probe_of(p);

	if (ep->source)
		trace_event_put_ref(ep->source);
	kfree(ep->place);
	kfree(ep->filter);
}

static bool same_place(const struct probe *a, const struct probe *b)
{
	/* There is one event for one probe: a second one would only double its records. */
	return true;
}

/* The arguments end where a filter begins. */
static bool is_at(const struct probe *p, struct text_cursor *c)
{
	const struct event_probe *ep = event_probe_of(p);
	struct text_cursor word = text_within(c, text_take_word(c)), args, filter;
	struct text_span system = text_take_until(&word, "./");

	find_filter(c, &args, &filter);
	*c = args;
	if (!text_equal(system, ep->source->class->system) || text_at_end(&word))
		return false;
	word.at++;
	return text_equal(text_take_until(&word, ""), trace_event_name(ep->source));
}

static struct probe_kind kind;

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return head->letter == 'e';
}

static int make(const struct dynevent_head *head, struct text_cursor *c)
{
	return probe_make(&kind, head, c);
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	const struct event_probe *ep = event_probe_of(probe_of(ev));

	seq_printf(m, "e:%s/%s %s", probe_group(ev), probe_event_name(ev), ep->place);
	probe_show_args(&ep->probe, m);
	if (ep->filter)
		seq_printf(m, " if %s", ep->filter);
}

static struct probe_kind kind = {
	.dyn = {
		.name	= "event_probe",
		.takes	= takes,
		.make	= make,
		.show	= show,
	},
	.size		= sizeof(struct event_probe),
	.flag		= TRACE_EVENT_FL_EPROBE,
	.read		= read,
	.release	= release,
	.same_place	= same_place,
	.is_at		= is_at,
	.attach		= attach,
	.detach		= detach,
};

static int __init init_event_probes(void)
{
	return probe_register_kind(&kind);
}
core_initcall(init_event_probes);
