// SPDX-License-Identifier: GPL-2.0
/*
 * Probes in programs and libraries:
 *
 *	p[:NAMES] PATH:OFFSET[%return][(REFERENCES)] [ARGS]
 *	r[:NAMES] PATH:OFFSET[(REFERENCES)] [ARGS]
 *
 * OFFSET is one in the file, and so is REFERENCES: a 16-bit number in the program's
 * data that says how many are interested, which programs with static probes look at.
 *
 * A probe is registered with the file's inode while somebody wants its hits. They come
 * in the task that runs the program, where it may sleep.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/namei.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>
#include "../core/instance.h"
#include "../event/perf.h"
#include "../text/number.h"
#include "../text/token.h"
#include "event.h"
#include "uprobe.h"

#define SPACES	" \t\n\v\f\r"

/**
 * struct user_probe - a probe in a program
 * @probe: what all kinds have
 * @consumer: of the hits
 * @uprobe: while registered, else NULL
 * @path: the file
 * @name: its path, as it was written
 * @returns: where the function returns
 * @offset: in the file
 * @references: offset of the reference counter, or 0
 */
struct user_probe {
	struct probe		probe;
	struct uprobe_consumer	consumer;
	struct uprobe		*uprobe;
	struct path		path;
	char			*name;
	bool			returns;
	unsigned long		offset;
	unsigned long		references;
};

static struct user_probe *user_probe_of(const struct probe *p)
{
	return container_of(p, struct user_probe, probe);
}

/* ---- Hits ------------------------------------------------------------------ */

static void hit(struct user_probe *u, struct pt_regs *regs, unsigned long at,
		unsigned long returned)
{
	struct fetch_source src = {
		.regs		= regs,
		.file_base	= at - u->offset,
		.may_fault	= true,
	};

	this_cpu_inc(*u->probe.hits);
	probe_record(&u->probe, &src, at, returned);
}

static int on_hit(struct uprobe_consumer *consumer, struct pt_regs *regs)
{
	struct user_probe *u = container_of(consumer, struct user_probe, consumer);

	hit(u, regs, instruction_pointer(regs), 0);
	return 0;
}

static int on_return(struct uprobe_consumer *consumer, unsigned long func,
		     struct pt_regs *regs)
{
	struct user_probe *u = container_of(consumer, struct user_probe, consumer);

	hit(u, regs, func, instruction_pointer(regs));
	return 0;
}

static int attach(struct probe *p, struct trace_event_file *file, bool first)
{
	struct user_probe *u = user_probe_of(p);
	struct uprobe *uprobe;

	if (!first)
		return 0;
	uprobe = uprobe_register(d_real_inode(u->path.dentry), u->offset, u->references,
				 &u->consumer);
	if (IS_ERR(uprobe))
		return PTR_ERR(uprobe);
	u->uprobe = uprobe;
	return 0;
}

static void detach(struct probe *p, struct trace_event_file *file, bool last)
{
	struct user_probe *u = user_probe_of(p);

	if (!last || !u->uprobe)
		return;
	uprobe_unregister_nosync(u->uprobe, &u->consumer);
	uprobe_unregister_sync();
	u->uprobe = NULL;
}

/* ---- Places ------------------------------------------------------------------ */

static int open_file(struct user_probe *u, const struct text_cursor *c, struct text_span name)
{
	size_t pos = name.at - c->cmd->text;
	int err;

	u->name = text_dup(name);
	if (!u->name)
		return -ENOMEM;
	err = kern_path(u->name, LOOKUP_FOLLOW, &u->path);
	if (err) {
		text_fail(c, TEXT_FILE_NOT_FOUND, pos);
		return err;
	}
	if (!d_is_reg(u->path.dentry))
		return text_fail(c, TEXT_FILE_NOT_REGULAR, pos);
	return 0;
}

/* "(REFERENCES)" */
static int read_references(struct user_probe *u, struct text_cursor *c)
{
	const char *at;
	u64 value;

	if (!text_take(c, "("))
		return 0;
	at = c->at;
	text_take_until(c, ")");
	if (text_at_end(c))
		return text_fail(c, TEXT_REFERENCE_OPEN, text_pos(c));
	if (text_u64(text_since(c, at), &value))
		return text_fail(c, TEXT_REFERENCE_BAD, at - c->cmd->text);
	u->references = value;
	c->at++;
	if (!text_at_end(c) && text_peek(c) != '%')
		return text_fail(c, TEXT_REFERENCE_SUFFIX, text_pos(c));
	return 0;
}

/* "OFFSET", then suffix and reference counter in either order */
static int read_offset(struct user_probe *u, struct text_cursor *c)
{
	const char *at = c->at;
	u64 value;
	int err;

	if (text_u64(text_take_until(c, "%("), &value) || value > LONG_MAX)
		return text_fail(c, TEXT_FILE_OFFSET_BAD, at - c->cmd->text);
	u->offset = value;
	err = read_references(u, c);
	if (err || text_at_end(c))
		return err;
	if (!text_take(c, "%return"))
		return text_fail(c, TEXT_PLACE_SUFFIX, text_pos(c));
	u->returns = true;
	err = u->references ? 0 : read_references(u, c);
	if (!err && !text_at_end(c))
		err = text_fail(c, TEXT_PLACE_SUFFIX, text_pos(c));
	return err;
}

/* A path may have colons in it: the last one counts. */
static int read_place(struct user_probe *u, struct text_cursor *c)
{
	struct text_cursor word = text_within(c, text_take_until(c, SPACES)), rest;
	const char *colon = word.end;
	int err;

	while (colon > word.at && *colon != ':')
		colon--;
	if (colon == word.at)
		return text_fail(c, TEXT_FILE_OFFSET_BAD, text_pos(c));
	rest = text_within(c, (struct text_span){ colon + 1, word.end - colon - 1 });
	err = open_file(u, c, (struct text_span){ word.at, colon - word.at });
	return err ?: read_offset(u, &rest);
}

/* ---- Making --------------------------------------------------------------------- */

static bool same_place(const struct probe *a, const struct probe *b)
{
	const struct user_probe *u = user_probe_of(a), *v = user_probe_of(b);

	return u->offset == v->offset && u->references == v->references &&
	       d_real_inode(u->path.dentry) == d_real_inode(v->path.dentry);
}

static struct probe_kind kind;

static int read_rest(struct user_probe *u, const struct dynevent_head *head,
		     struct text_cursor *c)
{
	enum probe_words words = u->returns ? PROBE_RETURNED : PROBE_AT;
	struct probe_scope scope = { .user = true, .returns = u->returns };
	char event[DYNEVENT_NAME_MAX];
	struct probe_name name;
	int err;

	err = probe_args_read(&u->probe.args, c, &scope, probe_words_size(words));
	if (err)
		return err;
	snprintf(event, sizeof(event), "p_%.40s_0x%lx", kbasename(u->name), u->offset);
	probe_name_set(&name, head, "uprobes", event);
	return probe_add(&u->probe, &kind, &name, words, NULL, c, same_place);
}

static void probe_free(struct user_probe *u)
{
	probe_exit(&u->probe);
	path_put(&u->path);
	kfree(u->name);
	kfree(u);
}

static void set_handler(struct user_probe *u)
{
	if (u->returns)
		u->consumer.ret_handler = on_return;
	else
		u->consumer.handler = on_hit;
}

static int make(const struct dynevent_head *head, struct text_cursor *c)
{
	struct user_probe *u;
	int err;

	if (head->number.len)
		return text_fail(c, TEXT_MAXACTIVE_NO_EXIT, head->number.at - c->cmd->text);
	u = kzalloc(sizeof(*u), GFP_KERNEL);
	if (!u)
		return -ENOMEM;
	u->returns = head->letter == 'r';
	err = probe_init(&u->probe) ?: read_place(u, c);
	set_handler(u);
	err = err ?: read_rest(u, head, c);
	if (err)
		probe_free(u);
	return err;
}

/* ---- What the registry asks ------------------------------------------------------ */

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return (head->letter == 'p' || head->letter == 'r') && text_peek(&rest) == '/';
}

static bool matches(const struct dynevent *ev, struct text_span rest)
{
	const struct user_probe *u = user_probe_of(probe_of(ev));
	struct text_command cmd = { .text = rest.at };
	struct text_cursor c = { .cmd = &cmd, .at = rest.at, .end = rest.at + rest.len };
	struct text_cursor place = text_within(&c, text_take_until(&c, SPACES));
	u64 offset;

	if (!text_equal(text_take_until(&place, ":"), u->name) || !text_take(&place, ":") ||
	    text_u64(text_take_until(&place, "%("), &offset) || offset != u->offset)
		return false;
	return probe_args_match(&u->probe, text_take_until(&c, ""));
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	const struct user_probe *u = user_probe_of(probe_of(ev));

	seq_printf(m, "%c:%s/%s %s:0x%0*lx", u->returns ? 'r' : 'p', probe_group(ev),
		   probe_event_name(ev), u->name, (int)sizeof(long) * 2, u->offset);
	if (u->references)
		seq_printf(m, "(0x%lx)", u->references);
	probe_show_args(&u->probe, m);
}

static bool is_busy(const struct dynevent *ev)
{
	return probe_is_busy(probe_of(ev));
}

static int remove(struct dynevent *ev)
{
	struct user_probe *u = user_probe_of(probe_of(ev));
	int err = probe_remove(&u->probe);

	if (!err)
		probe_free(u);
	return err;
}

static struct probe_kind kind = {
	.dyn = {
		.name		= "trace_uprobe",
		.takes		= takes,
		.make		= make,
		.group		= probe_group,
		.event		= probe_event_name,
		.matches	= matches,
		.show		= show,
		.is_busy	= is_busy,
		.remove		= remove,
	},
	.flag	= TRACE_EVENT_FL_UPROBE,
	.attach	= attach,
	.detach	= detach,
};

const struct dynevent_kind *const probe_uprobe_kind = &kind.dyn;

void probe_uprobe_profile(struct seq_file *m)
{
	struct dynevent *ev;

	lockdep_assert_held(&dynevent_mutex);
	list_for_each_entry(ev, &dynevents, list) {
		if (ev->kind == &kind.dyn)
			seq_printf(m, "  %s %-44s %15lu\n", user_probe_of(probe_of(ev))->name,
				   probe_event_name(ev), probe_hits(probe_of(ev)));
	}
}

/* ---- perf ------------------------------------------------------------------------ */

/* What a user would write for the place. */
static char *place_text(const struct perf_event_attr *attr, unsigned long references)
{
	char *path, *text;

	path = strndup_user(u64_to_user_ptr(attr->uprobe_path), PATH_MAX);
	if (IS_ERR(path))
		return PTR_ERR(path) == -EINVAL ? ERR_PTR(-E2BIG) : path;
	if (references)
		text = kasprintf(GFP_KERNEL, "%s:%llu(%lu)", path, attr->probe_offset, references);
	else
		text = kasprintf(GFP_KERNEL, "%s:%llu", path, attr->probe_offset);
	kfree(path);
	return text;
}

static int make_alone(struct user_probe *u, const char *text)
{
	struct probe_scope scope = { .user = true, .returns = u->returns };
	enum probe_words words = u->returns ? PROBE_RETURNED : PROBE_AT;
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	int err;

	err = probe_init(&u->probe) ?: read_place(u, &c);
	set_handler(u);
	err = err ?: probe_args_read(&u->probe.args, &c, &scope, probe_words_size(words));
	return err ?: probe_add_alone(&u->probe, &kind, words);
}

/**
 * perf_uprobe_init - open a perf event on a place in a program
 * @event: its attr has the place
 * @ref_ctr_offset: of the reference counter in the file, or 0
 * @is_retprobe: where the function returns
 *
 * Context: may sleep.
 * Return: 0, or an errno for a place that cannot be, or without memory.
 */
int perf_uprobe_init(struct perf_event *event, unsigned long ref_ctr_offset, bool is_retprobe)
{
	char *text = place_text(&event->attr, ref_ctr_offset);
	struct user_probe *u;
	int err;

	if (IS_ERR_OR_NULL(text))
		return text ? PTR_ERR(text) : -ENOMEM;
	u = kzalloc(sizeof(*u), GFP_KERNEL);
	err = u ? 0 : -ENOMEM;
	if (u) {
		u->returns = is_retprobe;
		err = make_alone(u, text);
	}
	kfree(text);
	if (!err) {
		err = trace_perf_use(&u->probe.event->call, event);
		if (err)
			probe_remove_alone(&u->probe);
	}
	if (err && u)
		probe_free(u);
	return err;
}

/**
 * perf_uprobe_destroy - close a perf event
 * @event: opened by perf_uprobe_init()
 *
 * Context: may sleep.
 */
void perf_uprobe_destroy(struct perf_event *event)
{
	struct probe_event *ev = container_of(event->tp_event, struct probe_event, call);
	struct probe *p = list_first_entry(&ev->probes, struct probe, list);

	trace_perf_leave(&ev->call, event);
	probe_remove_alone(p);
	probe_free(user_probe_of(p));
}

static int __init init_uprobe_events(void)
{
	dynevent_register_kind(&kind.dyn);
	return 0;
}
core_initcall(init_uprobe_events);
