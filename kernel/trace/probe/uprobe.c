// SPDX-License-Identifier: GPL-2.0
/*
 * Probes in programs and libraries:
 *
 *	p[:NAMES] PATH:OFFSET[%return][(REFERENCES)] [ARGS]	%return: where it returns
 *	r[:NAMES] PATH:OFFSET[(REFERENCES)] [ARGS]		the same
 *
 * OFFSET is one in the file, and so is REFERENCES: a 16-bit number in the program's
 * data that says how many are interested, which programs with static probes look at.
 *
 * A probe is registered with the file's inode while somebody wants its hits. They come
 * in the task that runs the program, where it may sleep. If only perf wants them, and of
 * some tasks, the program is changed in the memory of these; a child that has been forked
 * with the change loses it with its first hit.
 */
#include <linux/bpf.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/namei.h>
#include <linux/ptrace.h>
#include <linux/rcupdate_trace.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>
#include "../core/instance.h"
#include "../text/number.h"
#include "../text/token.h"
#include "../trace_probe.h"
#include "event.h"
#include "uprobe.h"

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

#ifdef CONFIG_BPF_EVENTS
/* BPF programs here may sleep. They are asked whether perf is to see the hit. */
static noinline bool programs_refuse(struct user_probe *u, struct pt_regs *regs,
				     unsigned long at)
{
	struct trace_event_call *call = &u->probe.event->call;
	struct uprobe_dispatch_data place = { .bp_addr = at };
	bool refuse;

	current->utask->vaddr = (unsigned long)&place;
	rcu_read_lock_trace();
	refuse = !bpf_prog_run_array_uprobe(rcu_dereference_check(call->prog_array,
								  rcu_read_lock_trace_held()),
					    regs, bpf_prog_run);
	rcu_read_unlock_trace();
	return refuse;
}
#else
static bool programs_refuse(struct user_probe *u, struct pt_regs *regs, unsigned long at)
{
	return false;
}
#endif

static __always_inline void hit(struct user_probe *u, struct pt_regs *regs,
				unsigned long at, unsigned long returned)
{
	struct fetch_source src = {
		.regs		= regs,
		.file_base	= at - u->offset,
		.may_fault	= true,
	};

	this_cpu_inc(*u->probe.hits);
	if (bpf_prog_array_valid(&u->probe.event->call))
		src.refused = programs_refuse(u, regs, at);
	probe_record(&u->probe, &src, at, returned);
}

static int on_hit(struct uprobe_consumer *consumer, struct pt_regs *regs)
{
	struct user_probe *u = container_of(consumer, struct user_probe, consumer);

	if (!probe_wants(&u->probe, current->mm))
		return UPROBE_HANDLER_REMOVE;
	hit(u, regs, instruction_pointer(regs), 0);
	return 0;
}

static int on_return(struct uprobe_consumer *consumer, unsigned long func,
		     struct pt_regs *regs)
{
	struct user_probe *u = container_of(consumer, struct user_probe, consumer);

	if (probe_wants(&u->probe, current->mm))
		hit(u, regs, func, instruction_pointer(regs));
	return 0;
}

static bool filter(struct uprobe_consumer *consumer, struct mm_struct *mm)
{
	struct user_probe *u = container_of(consumer, struct user_probe, consumer);

	return probe_wants(&u->probe, mm);
}

static int aim(struct probe *p, bool more)
{
	struct user_probe *u = user_probe_of(p);

	return u->uprobe ? uprobe_apply(u->uprobe, &u->consumer, more) : 0;
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
	int err;

	u->name = text_dup(name);
	if (!u->name)
		return -ENOMEM;
	err = kern_path(u->name, LOOKUP_FOLLOW, &u->path);
	if (err) {
		text_fail_at(c, TEXT_FILE_NOT_FOUND, name.at);
		return err;
	}
	if (!d_is_reg(u->path.dentry))
		return text_fail_at(c, TEXT_FILE_NOT_REGULAR, name.at);
	return 0;
}

/* "(REFERENCES)" at the end of a place */
static int read_references(struct user_probe *u, struct text_cursor *c)
{
	struct text_span digits;
	u64 value;

	if (!text_take(c, "("))
		return 0;
	digits = text_take_until(c, ")");
	if (!text_take(c, ")"))
		return text_fail(c, TEXT_REFERENCE_OPEN, text_pos(c));
	if (!text_at_end(c))
		return text_fail(c, TEXT_REFERENCE_SUFFIX, text_pos(c));
	if (text_u64(digits, &value))
		return text_fail_at(c, TEXT_REFERENCE_BAD, digits.at);
	u->references = value;
	return 0;
}

static int read_offset(struct user_probe *u, struct text_cursor *c)
{
	struct text_span digits = text_take_until(c, "%(");
	struct text_cursor suffix;
	u64 value;
	int err;

	if (text_u64(digits, &value) || value > LONG_MAX)
		return text_fail_at(c, TEXT_FILE_OFFSET_BAD, digits.at);
	u->offset = value;
	suffix = text_within(c, text_take_until(c, "("));
	err = probe_read_return(&suffix, &u->returns);
	return err ?: read_references(u, c);
}

/* A path may have colons in it: the last one counts. */
static int read_place(struct user_probe *u, struct text_cursor *c)
{
	struct text_cursor word = text_within(c, text_take_word(c)), rest;
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

static void set_handler(struct user_probe *u)
{
	if (u->returns)
		u->consumer.ret_handler = on_return;
	else
		u->consumer.handler = on_hit;
	u->consumer.filter = filter;
}

/* ---- What is asked of the kind --------------------------------------------------- */

static int read(struct probe *p, const struct dynevent_head *head, struct text_cursor *c,
		struct probe_plan *plan)
{
	struct user_probe *u = user_probe_of(p);
	int err;

	u->returns = head->letter == 'r';
	err = probe_read_maxactive(head, c, false, NULL) ?: read_place(u, c);
	if (err)
		return err;
	set_handler(u);
	plan->words = u->returns ? PROBE_RETURNED : PROBE_AT;
	plan->scope.user = true;
	plan->scope.returns = u->returns;
	plan->group = "uprobes";
	snprintf(plan->event, sizeof(plan->event), "p_%.40s_0x%lx", kbasename(u->name),
		 u->offset);
	return 0;
}

static void release(struct probe *p)
{
	struct user_probe *u = user_probe_of(p);

	path_put(&u->path);
	kfree(u->name);
}

static bool same_place(const struct probe *a, const struct probe *b)
{
	const struct user_probe *u = user_probe_of(a), *v = user_probe_of(b);

	return u->offset == v->offset && u->references == v->references &&
	       d_real_inode(u->path.dentry) == d_real_inode(v->path.dentry);
}

static bool is_at(const struct probe *p, struct text_cursor *c)
{
	const struct user_probe *u = user_probe_of(p);
	struct text_cursor place = text_within(c, text_take_word(c));
	u64 offset;

	return text_take(&place, u->name) && text_take(&place, ":") &&
	       !text_u64(text_take_until(&place, "%("), &offset) && offset == u->offset;
}

static struct probe_kind kind;

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return (head->letter == 'p' || head->letter == 'r') && text_peek(&rest) == '/';
}

static int make(const struct dynevent_head *head, struct text_cursor *c)
{
	return probe_make(&kind, head, c);
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

static struct probe_kind kind = {
	.dyn = {
		.name	= "trace_uprobe",
		.takes	= takes,
		.make	= make,
		.show	= show,
	},
	.size		= sizeof(struct user_probe),
	.flag		= TRACE_EVENT_FL_UPROBE,
	.read		= read,
	.release	= release,
	.same_place	= same_place,
	.is_at		= is_at,
	.attach		= attach,
	.detach		= detach,
	.aim		= aim,
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
	int err;

	if (IS_ERR_OR_NULL(text))
		return text ? PTR_ERR(text) : -ENOMEM;
	err = probe_open(&kind, is_retprobe ? 'r' : 'p', text, event);
	kfree(text);
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
	probe_close(event);
}

/**
 * bpf_get_uprobe_info - tell what place a BPF program is attached to
 * @event: the perf event in between
 * @fd_type: set to BPF_FD_TYPE_*
 * @filename: set to the path of the program or library
 * @probe_offset: set to the offset in it
 * @probe_addr: set to 0
 * @perf_type_tracepoint: the event has a number; or else a place
 *
 * Context: the event stays open.
 * Return: 0.
 */
int bpf_get_uprobe_info(const struct perf_event *event, u32 *fd_type, const char **filename,
			u64 *probe_offset, u64 *probe_addr, bool perf_type_tracepoint)
{
	const struct user_probe *u = user_probe_of(probe_first_of(event->tp_event));

	*fd_type = u->returns ? BPF_FD_TYPE_URETPROBE : BPF_FD_TYPE_UPROBE;
	*filename = u->name;
	*probe_offset = u->offset;
	*probe_addr = 0;
	return 0;
}

static int __init init_uprobe_events(void)
{
	return probe_register_kind(&kind);
}
core_initcall(init_uprobe_events);
