// SPDX-License-Identifier: GPL-2.0
/*
 * Probes at the call sites of the function tracer, and of tracepoints:
 *
 *	f[:NAMES] FUNCTION [ARGS]			where it begins
 *	f[MAXACTIVE][:NAMES] FUNCTION%return [ARGS]	where it returns
 *	t[:NAMES] TRACEPOINT [ARGS]			where it is reached
 *
 * FUNCTION may be a pattern: all functions that fit when the event is switched on, the
 * arguments of which have numbers then, and no types.
 *
 * A probe is an fprobe while somebody wants its hits, and nothing at other times.
 *
 * Each tracepoint comes with a function that does nothing but has the parameters of its
 * probes. For a probe of a tracepoint this function is attached to it, and gets the
 * fprobe. Its first parameter is what it was attached with, our probe: with several
 * probes at one tracepoint the function is called for each of them, and each fprobe
 * sees all of these calls.
 *
 * What is in a module may come and go. A probe of a tracepoint may even be made before
 * there is one of that name.
 */
#include <linux/ctype.h>
#include <linux/fprobe.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include "../core/instance.h"
#include "../text/token.h"
#include "btf.h"
#include "event.h"

/* Of the function that comes with a tracepoint. */
#define STUB_PREFIX	"__probestub_"

/**
 * struct function_probe - a probe of a function or a tracepoint
 * @probe: what all kinds have
 * @fp: while @armed
 * @name: of the function or the tracepoint
 * @pattern: @name stands for many functions
 * @returns: where the function returns
 * @maxactive: as the command has it; the shadow stack needs no such limit
 * @armed: hits come
 * @point: the tracepoint, or NULL
 * @addr: the function, or the tracepoint's; 0 if it is not there, or a pattern
 */
struct function_probe {
	struct probe		probe;
	struct fprobe		fp;
	char			*name;
	bool			pattern;
	bool			returns;
	unsigned int		maxactive;
	bool			armed;
	struct tracepoint	*point;
	unsigned long		addr;
};

static struct probe_kind function_kind, point_kind;

static struct function_probe *function_probe_of(const struct probe *p)
{
	return container_of(p, struct function_probe, probe);
}

static bool is_point(const struct function_probe *f)
{
	return probe_kind_of(&f->probe) == &point_kind;
}

/* ---- Hits -------------------------------------------------------------------- */

static int on_entry(struct fprobe *fp, unsigned long ip, unsigned long parent_ip,
		    struct pt_regs *regs, void *data)
{
	struct function_probe *f = container_of(fp, struct function_probe, fp);
	struct fetch_source src = { .regs = regs };

	if (f->point && regs_get_kernel_argument(regs, 0) != (unsigned long)f)
		return 0;
	probe_count(&f->probe);
	probe_record(&f->probe, &src, ip, 0);
	return 0;
}

NOKPROBE_SYMBOL(on_entry);

/* What the function was given is gone when it returns. */
static int on_call(struct fprobe *fp, unsigned long ip, unsigned long parent_ip,
		   struct pt_regs *regs, void *data)
{
	struct function_probe *f = container_of(fp, struct function_probe, fp);
	struct fetch_source src = { .regs = regs };

	trace_fetch_words(f->probe.args.entry_ops, &src, data);
	return 0;
}

NOKPROBE_SYMBOL(on_call);

static void on_return(struct fprobe *fp, unsigned long ip, unsigned long ret_ip,
		      struct pt_regs *regs, void *data)
{
	struct function_probe *f = container_of(fp, struct function_probe, fp);
	struct fetch_source src = { .regs = regs, .words = data };

	probe_count(&f->probe);
	probe_record(&f->probe, &src, ip, ret_ip);
}

NOKPROBE_SYMBOL(on_return);

/* ---- Arming -------------------------------------------------------------------- */

static void prepare(struct function_probe *f)
{
	unsigned long missed = f->fp.nmissed;

	f->fp = (struct fprobe){ .nmissed = missed };
	if (!f->returns) {
		f->fp.entry_handler = on_entry;
		return;
	}
	f->fp.exit_handler = on_return;
	if (f->probe.args.nr_words) {
		f->fp.entry_handler = on_call;
		f->fp.entry_data_size = f->probe.args.nr_words * sizeof(unsigned long);
	}
}

static int arm(struct function_probe *f)
{
	int err;

	if (!f->addr && !f->pattern)
		return 0;
	prepare(f);
	err = f->pattern ? register_fprobe(&f->fp, f->name, NULL) :
			   register_fprobe_ips(&f->fp, &f->addr, 1);
	if (!err && f->point) {
		err = tracepoint_probe_register(f->point, f->point->probestub, f);
		if (err)
			unregister_fprobe(&f->fp);
	}
	f->armed = !err;
	return err;
}

static void disarm(struct function_probe *f)
{
	if (!f->armed)
		return;
	if (f->point)
		tracepoint_probe_unregister(f->point, f->point->probestub, f);
	unregister_fprobe(&f->fp);
	f->armed = false;
}

static int attach(struct probe *p, struct trace_event_file *file, bool first)
{
	return first ? arm(function_probe_of(p)) : 0;
}

static void detach(struct probe *p, struct trace_event_file *file, bool last)
{
	if (last)
		disarm(function_probe_of(p));
}

/* ---- Places ---------------------------------------------------------------------- */

static void match_point(struct tracepoint *tp, void *data)
{
	struct function_probe *f = data;

	if (!f->point && !strcmp(tp->name, f->name))
		f->point = tp;
}

/* What is going has been told to us, and must not be found again. */
#ifdef CONFIG_MODULES
static bool is_going(unsigned long addr)
{
	struct module *mod;

	guard(preempt)();
	mod = __module_address(addr);
	return mod && mod->state == MODULE_STATE_GOING;
}

static void match_point_of_module(struct tracepoint *tp, struct module *mod, void *data)
{
	match_point(tp, data);
}
#else
static bool is_going(unsigned long addr)
{
	return false;
}
#endif

static void find_place(struct function_probe *f)
{
	if (is_point(f)) {
		for_each_kernel_tracepoint(match_point, f);
		for_each_module_tracepoint(match_point_of_module, f);
		f->addr = f->point ? (unsigned long)f->point->probestub : 0;
	} else {
		f->addr = kallsyms_lookup_name(f->name);
	}
	if (f->addr && is_going(f->addr)) {
		f->point = NULL;
		f->addr = 0;
	}
}

/* Are there functions that fit? */
static int check_pattern(const char *name, const struct text_cursor *c, const char *place)
{
	struct ftrace_ops ops = {};
	int err = ftrace_set_filter(&ops, (unsigned char *)name, strlen(name), 0);

	ftrace_free_filter(&ops);
	return err == -EINVAL ? text_fail_at(c, TEXT_PLACE_REFUSED, place) : err;
}

static int check_place(struct function_probe *f, const struct text_cursor *c,
		       const char *place)
{
	unsigned long addr;
	int err;

	if (f->pattern)
		return check_pattern(f->name, c, place);
	if (!is_point(f)) {
		err = probe_find_symbol(f->name, c, place, &addr);
		if (err)
			return err;
	}
	find_place(f);
	if (f->addr && !ftrace_location(f->addr))
		return text_fail_at(c, TEXT_PLACE_REFUSED, place);
	return 0;
}

static int read_place(struct function_probe *f, struct text_cursor *c)
{
	const char *place = c->at;
	struct text_cursor word = text_within(c, text_take_word(c));
	struct text_span name;
	int err;

	if (text_at_end(&word))
		return text_fail(c, TEXT_PLACE_MISSING, text_pos(c));
	name = text_take_until(&word, "%");
	err = is_point(f) && !text_at_end(&word) ?
		text_fail(&word, TEXT_PLACE_SUFFIX, text_pos(&word)) :
		probe_read_return(&word, &f->returns);
	if (err)
		return err;
	f->name = text_dup(name);
	f->pattern = f->name && !is_point(f) && strpbrk(f->name, "*?[");
	return f->name ? check_place(f, c, place) : -ENOMEM;
}

/* ---- What is asked of the kinds ---------------------------------------------------- */

static void find_types(const struct function_probe *f, struct probe_plan *plan)
{
	char *stub __free(kfree) = NULL;
	const char *name = f->name;

	if (is_point(f)) {
		stub = kasprintf(GFP_KERNEL, STUB_PREFIX "%s", f->name);
		name = stub;
	}
	if (!f->addr || !name || trace_btf_find_function(&plan->function, NULL, name))
		return;
	plan->function.hidden = plan->scope.hidden;
	plan->scope.function = &plan->function;
}

static void name_event(const struct function_probe *f, struct probe_plan *plan)
{
	if (is_point(f)) {
		plan->group = "tracepoints";
		snprintf(plan->event, sizeof(plan->event), "%s%s",
			 isdigit(*f->name) ? "_" : "", f->name);
	} else {
		plan->group = "fprobes";
		snprintf(plan->event, sizeof(plan->event), "%s__%s", f->name,
			 f->returns ? "exit" : "entry");
	}
}

static int read(struct probe *p, const struct dynevent_head *head, struct text_cursor *c,
		struct probe_plan *plan)
{
	struct function_probe *f = function_probe_of(p);
	int err = read_place(f, c) ?: probe_read_maxactive(head, c, f->returns, &f->maxactive);

	if (err)
		return err;
	plan->words = f->returns ? PROBE_RETURNED : PROBE_AT;
	plan->waits = !f->addr && !f->pattern;
	plan->scope = (struct probe_scope) {
		.returns	= f->returns,
		.entry		= true,
		.no_registers	= true,
		.hidden		= is_point(f) ? 1 : 0,
	};
	name_event(f, plan);
	if (probe_has_args(c))
		find_types(f, plan);
	return 0;
}

static void release(struct probe *p)
{
	kfree(function_probe_of(p)->name);
}

static bool same_place(const struct probe *a, const struct probe *b)
{
	return !strcmp(function_probe_of(a)->name, function_probe_of(b)->name);
}

static bool is_at(const struct probe *p, struct text_cursor *c)
{
	struct text_cursor word = text_within(c, text_take_word(c));

	return text_equal(text_take_until(&word, "%"), function_probe_of(p)->name);
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	const struct function_probe *f = function_probe_of(probe_of(ev));

	seq_putc(m, is_point(f) ? 't' : 'f');
	if (f->maxactive)
		seq_printf(m, "%u", f->maxactive);
	seq_printf(m, ":%s/%s %s%s", probe_group(ev), probe_event_name(ev), f->name,
		   f->returns ? "%return" : "");
	probe_show_args(&f->probe, m);
}

static bool takes_function(const struct dynevent_head *head, struct text_cursor rest)
{
	return head->letter == 'f';
}

static bool takes_point(const struct dynevent_head *head, struct text_cursor rest)
{
	return head->letter == 't';
}

static int make_function(const struct dynevent_head *head, struct text_cursor *c)
{
	return probe_make(&function_kind, head, c);
}

static int make_point(const struct dynevent_head *head, struct text_cursor *c)
{
	return probe_make(&point_kind, head, c);
}

#define KIND(_what)						\
	{							\
		.dyn = {					\
			.name	= "trace_fprobe",		\
			.takes	= takes_##_what,		\
			.make	= make_##_what,			\
			.show	= show,				\
		},						\
		.size		= sizeof(struct function_probe), \
		.flag		= TRACE_EVENT_FL_FPROBE,	\
		.read		= read,				\
		.release	= release,			\
		.same_place	= same_place,			\
		.is_at		= is_at,			\
		.attach		= attach,			\
		.detach		= detach,			\
	}

static struct probe_kind function_kind = KIND(function);
static struct probe_kind point_kind = KIND(point);

/* ---- Modules ----------------------------------------------------------------------- */

#ifdef CONFIG_MODULES
static void place_came(struct function_probe *f)
{
	if (f->addr || f->pattern)
		return;
	find_place(f);
	probe_args_resolve(&f->probe.args);
	if (probe_is_on(&f->probe) && arm(f))
		pr_warn("tracing: no probe at %s\n", f->name);
}

static void place_goes(struct function_probe *f, const struct module *mod)
{
	if (!f->addr || !within_module(f->addr, mod))
		return;
	disarm(f);
	f->point = NULL;
	f->addr = 0;
}

static bool is_ours(const struct dynevent *ev)
{
	return ev->kind == &function_kind.dyn || ev->kind == &point_kind.dyn;
}

/* Whether hits are wanted must not change meanwhile, so both take tracing_mutex. */
static int on_coming(struct notifier_block *nb, unsigned long state, void *mod)
{
	struct dynevent *ev;

	if (state != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	guard(mutex)(&dynevent_mutex);
	guard(mutex)(&tracing_mutex);
	list_for_each_entry(ev, &dynevents, list)
		if (is_ours(ev))
			place_came(function_probe_of(probe_of(ev)));
	return NOTIFY_DONE;
}

static int on_going(struct notifier_block *nb, unsigned long state, void *mod)
{
	struct dynevent *ev;

	if (state != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	guard(mutex)(&dynevent_mutex);
	guard(mutex)(&tracing_mutex);
	list_for_each_entry(ev, &dynevents, list)
		if (is_ours(ev))
			place_goes(function_probe_of(probe_of(ev)), mod);
	tracepoint_synchronize_unregister();
	return NOTIFY_DONE;
}

/*
 * Tracepoints, static calls and static keys of a module are made ready by notifiers, too:
 * ours is the last to come and the first to go.
 */
static struct notifier_block coming_nb = {
	.notifier_call	= on_coming,
	.priority	= -1,
};

static struct notifier_block going_nb = {
	.notifier_call	= on_going,
	.priority	= 2,
};
#endif

static int __init init_fprobe_events(void)
{
	probe_register_kind(&function_kind);
	probe_register_kind(&point_kind);
#ifdef CONFIG_MODULES
	return register_module_notifier(&coming_nb) ?: register_module_notifier(&going_nb);
#else
	return 0;
#endif
}
core_initcall(init_fprobe_events);
