// SPDX-License-Identifier: GPL-2.0
/*
 * Probes in the kernel's code:
 *
 *	p[:NAMES] PLACE [ARGS]			where it is reached
 *	r[MAXACTIVE][:NAMES] PLACE [ARGS]	where the function returns
 *	p[:NAMES] PLACE%return [ARGS]		the same
 *
 *	PLACE	= [MODULE:]SYMBOL[+OFFSET] | ADDRESS
 *
 * A probe is registered with kprobes as long as it exists, but disabled while nobody
 * wants its hits; so a place that cannot be is refused at once. At a function's entry
 * kprobes use the call site of the function tracer, elsewhere a breakpoint.
 *
 * A probe in a module waits for it: it may be made before the module comes, stays
 * when it goes, and is registered again when it is back.
 */
#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "../core/instance.h"
#include "../event/perf.h"
#include "../text/number.h"
#include "../text/token.h"
#include "btf.h"
#include "event.h"
#include "kprobe.h"

#define SPACES		" \t\n\v\f\r"
#define MAXACTIVE_MAX	4096

/**
 * struct kernel_probe - a probe in the kernel
 * @probe: what all kinds have
 * @rp: the kretprobe; if not @returns only the kprobe in it
 * @returns: see there
 * @symbol: name of the place, "module:" in front of it; NULL for an address
 * @module: length of the module's name, or 0
 * @offset: from @symbol
 * @addr: the address, without @symbol
 * @registered: kprobes know it
 */
struct kernel_probe {
	struct probe		probe;
	struct kretprobe	rp;
	bool			returns;
	char			*symbol;
	unsigned int		module;
	unsigned long		offset;
	unsigned long		addr;
	bool			registered;
};

static struct kernel_probe *kernel_probe_of(const struct probe *p)
{
	return container_of(p, struct kernel_probe, probe);
}

/* ---- Hits ------------------------------------------------------------------ */

static int on_hit(struct kprobe *kp, struct pt_regs *regs)
{
	struct kernel_probe *k = container_of(kp, struct kernel_probe, rp.kp);
	struct fetch_source src = { .regs = regs };

	probe_count(&k->probe);
	/* The call site's dispatcher has preemption off; a breakpoint has interrupts off. */
	if (kprobe_ftrace(kp)) {
		probe_record(&k->probe, &src, (unsigned long)kp->addr, 0);
		return 0;
	}
	preempt_disable_notrace();
	probe_record(&k->probe, &src, (unsigned long)kp->addr, 0);
	preempt_enable_no_resched_notrace();
	return 0;
}

NOKPROBE_SYMBOL(on_hit);

#ifdef CONFIG_KRETPROBES
static int on_call(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct kretprobe *rp = get_kretprobe(ri);
	struct fetch_source src = { .regs = regs };
	struct kernel_probe *k;

	if (!rp)
		return 1;
	k = container_of(rp, struct kernel_probe, rp);
	trace_fetch_words(k->probe.args.entry_ops, &src, (unsigned long *)ri->data);
	return 0;
}

NOKPROBE_SYMBOL(on_call);

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct kretprobe *rp = get_kretprobe(ri);
	struct fetch_source src = { .regs = regs, .words = ri->data };
	struct kernel_probe *k;

	if (!rp)
		return 0;
	k = container_of(rp, struct kernel_probe, rp);
	probe_count(&k->probe);
	probe_record(&k->probe, &src, (unsigned long)rp->kp.addr, get_kretprobe_retaddr(ri));
	return 0;
}

NOKPROBE_SYMBOL(on_return);
#endif

/* ---- Registering --------------------------------------------------------------- */

static void prepare(struct kernel_probe *k)
{
	struct kprobe *kp = &k->rp.kp;
	int maxactive = k->rp.maxactive;

	k->rp = (struct kretprobe){ .maxactive = maxactive };
	kp->symbol_name = k->symbol;
	kp->offset = k->offset;
	kp->addr = (kprobe_opcode_t *)k->addr;
	if (!probe_is_on(&k->probe))
		kp->flags = KPROBE_FLAG_DISABLED;
	if (!k->returns) {
		kp->pre_handler = on_hit;
		return;
	}
#ifdef CONFIG_KRETPROBES
	k->rp.handler = on_return;
	if (k->probe.args.nr_words) {
		k->rp.entry_handler = on_call;
		k->rp.data_size = k->probe.args.nr_words * sizeof(unsigned long);
	}
#endif
}

static int register_probe(struct kernel_probe *k)
{
	int err;

	prepare(k);
	err = k->returns ? register_kretprobe(&k->rp) : register_kprobe(&k->rp.kp);
	k->registered = !err;
	return err;
}

static void unregister_probe(struct kernel_probe *k)
{
	if (!k->registered)
		return;
	if (k->returns)
		unregister_kretprobe(&k->rp);
	else
		unregister_kprobe(&k->rp.kp);
	k->registered = false;
}

static int attach(struct probe *p, struct trace_event_file *file, bool first)
{
	struct kernel_probe *k = kernel_probe_of(p);

	if (!first || !k->registered || kprobe_gone(&k->rp.kp))
		return 0;
	return k->returns ? enable_kretprobe(&k->rp) : enable_kprobe(&k->rp.kp);
}

static void detach(struct probe *p, struct trace_event_file *file, bool last)
{
	struct kernel_probe *k = kernel_probe_of(p);

	if (!last || !k->registered || kprobe_gone(&k->rp.kp))
		return;
	if (k->returns)
		disable_kretprobe(&k->rp);
	else
		disable_kprobe(&k->rp.kp);
}

/* ---- Places ---------------------------------------------------------------------- */

#ifdef CONFIG_MODULES
static bool module_is_there(const struct kernel_probe *k)
{
	char name[MODULE_NAME_LEN];

	if (!k->module || k->module >= sizeof(name))
		return false;
	memcpy(name, k->symbol, k->module);
	name[k->module] = '\0';
	guard(preempt)();
	return find_module(name);
}
#else
static bool module_is_there(const struct kernel_probe *k)
{
	return false;
}
#endif

static int count_one(void *nr, unsigned long addr)
{
	++*(unsigned int *)nr;
	return 0;
}

static int fail_place(const struct text_cursor *c, enum text_error error, struct text_span at)
{
	return text_fail(c, error, at.at - c->cmd->text);
}

/* Whoever waits for a module has no address yet. */
static bool is_waiting(const struct kernel_probe *k)
{
	return k->module && !module_is_there(k);
}

static int check_symbol(const struct kernel_probe *k, const struct text_cursor *c,
			struct text_span place)
{
	unsigned int nr = 0;

	if (!k->module)
		kallsyms_on_each_match_symbol(count_one, k->symbol, &nr);
	if (nr > 1)
		return fail_place(c, TEXT_PLACE_NOT_UNIQUE, place) ? -EADDRNOTAVAIL : 0;
	if (!nr && !kallsyms_lookup_name(k->symbol))
		return fail_place(c, TEXT_PLACE_BAD, place) ? -ENOENT : 0;
	return 0;
}

static unsigned long address_of(const struct kernel_probe *k)
{
	if (!k->symbol)
		return k->addr;
	return kallsyms_lookup_name(k->symbol) + k->offset;
}

/* What serves tracing itself has no call site, and is better left alone. */
static bool is_traceable(unsigned long addr)
{
#ifdef CONFIG_DYNAMIC_FTRACE
	unsigned long size, offset;

	if (!kallsyms_lookup_size_offset(addr, &size, &offset) || !size)
		return true;
	return ftrace_location_range(addr - offset, addr - offset + size - 1);
#else
	return true;
#endif
}

static bool is_entry(const struct kernel_probe *k)
{
	if (is_waiting(k))
		return !k->offset;
	return !kprobe_on_func_entry((kprobe_opcode_t *)k->addr, k->symbol, k->offset);
}

static int check_place(const struct kernel_probe *k, const struct text_cursor *c,
		       struct text_span place)
{
	int err;

	if (k->symbol && !is_waiting(k)) {
		err = check_symbol(k, c, place);
		if (err)
			return err;
	}
	if (k->returns && !is_entry(k))
		return fail_place(c, TEXT_PLACE_NO_ENTRY, place);
	if (!is_waiting(k) && !is_traceable(address_of(k)))
		return fail_place(c, TEXT_PLACE_REFUSED, place);
	return 0;
}

/* "[MODULE:]SYMBOL[+OFFSET]" or "ADDRESS" */
static int read_symbol(struct kernel_probe *k, struct text_cursor *c, struct text_span place)
{
	struct text_cursor name = *c;
	u64 value;

	if (isdigit(text_peek(c))) {
		if (text_u64(text_take_until(c, ""), &value))
			return fail_place(c, TEXT_PLACE_BAD, place);
		k->addr = value;
		return 0;
	}
	k->symbol = text_dup(text_take_until(c, "+"));
	if (!k->symbol)
		return -ENOMEM;
	if (text_take(c, "+")) {
		if (text_u64(text_take_until(c, ""), &value))
			return fail_place(c, TEXT_PLACE_BAD, place);
		k->offset = value;
	}
	k->module = text_take_until(&name, ":").len;
	if (text_at_end(&name))
		k->module = 0;
	return *k->symbol ? 0 : fail_place(c, TEXT_PLACE_BAD, place);
}

static int read_place(struct kernel_probe *k, struct text_cursor *c)
{
	struct text_span place = text_take_until(c, SPACES);
	struct text_cursor word = text_within(c, place), symbol;
	int err;

	if (!place.len)
		return text_fail(c, TEXT_PLACE_MISSING, text_pos(c));
	symbol = text_within(c, text_take_until(&word, "%"));
	if (!text_at_end(&word)) {
		if (!text_equal((struct text_span){ word.at, word.end - word.at }, "%return"))
			return text_fail(c, TEXT_PLACE_SUFFIX, text_pos(&word));
		k->returns = true;
	}
	err = read_symbol(k, &symbol, place);
	return err ?: check_place(k, c, place);
}

static int read_maxactive(struct kernel_probe *k, const struct dynevent_head *head,
			  const struct text_cursor *c)
{
	u64 nr;

	if (!head->number.len)
		return 0;
	if (head->letter != 'r')
		return fail_place(c, TEXT_MAXACTIVE_NO_EXIT, head->number);
	if (text_u64(head->number, &nr))
		return fail_place(c, TEXT_MAXACTIVE_BAD, head->number);
	if (nr > MAXACTIVE_MAX)
		return fail_place(c, TEXT_MAXACTIVE_TOO_BIG, head->number);
	k->rp.maxactive = nr;
	return 0;
}

/* ---- Making ------------------------------------------------------------------------ */

static void find_types(const struct kernel_probe *k, struct trace_btf_function *fn,
		       struct probe_scope *scope)
{
	char *module = NULL;

	if (!k->symbol || !scope->entry)
		return;
	if (k->module)
		module = kstrndup(k->symbol, k->module, GFP_KERNEL);
	if (!trace_btf_find_function(fn, module, k->symbol + (k->module ? k->module + 1 : 0)))
		scope->function = fn;
	kfree(module);
}

static int read_args(struct kernel_probe *k, struct text_cursor *c)
{
	struct trace_btf_function fn;
	struct probe_scope scope = { .returns = k->returns, .entry = is_entry(k) };
	const struct probe_arg *missing;
	int err;

	find_types(k, &fn, &scope);
	err = probe_args_read(&k->probe.args, c, &scope,
			      probe_words_size(k->returns ? PROBE_RETURNED : PROBE_AT));
	if (err)
		return err;
	missing = probe_args_resolve(&k->probe.args);
	if (missing && !is_waiting(k))
		return text_fail(c, TEXT_PLACE_BAD, missing->pos);
	return 0;
}

static void set_name(const struct kernel_probe *k, struct probe_name *name,
		     const struct dynevent_head *head)
{
	char event[DYNEVENT_NAME_MAX];
	char letter = k->returns ? 'r' : 'p';

	if (k->symbol)
		snprintf(event, sizeof(event), "%c_%s_%lu", letter, k->symbol, k->offset);
	else
		snprintf(event, sizeof(event), "%c_0x%lx", letter, k->addr);
	probe_name_set(name, head, "kprobes", event);
}

static bool same_place(const struct probe *a, const struct probe *b)
{
	const struct kernel_probe *k = kernel_probe_of(a), *l = kernel_probe_of(b);

	return k->offset == l->offset && k->addr == l->addr && !k->symbol == !l->symbol &&
	       (!k->symbol || !strcmp(k->symbol, l->symbol));
}

static struct probe_kind kind;

static int finish(struct kernel_probe *k, const struct dynevent_head *head,
		  const struct text_cursor *c, struct text_span place)
{
	struct probe_name name;
	int err;

	set_name(k, &name, head);
	err = probe_add(&k->probe, &kind, &name, k->returns ? PROBE_RETURNED : PROBE_AT, NULL,
			c, same_place);
	if (err)
		return err;
	if (is_waiting(k))
		return 0;
	err = register_probe(k);
	if (!err)
		return 0;
	if (err == -EILSEQ)
		fail_place(c, TEXT_PLACE_BOUNDARY, place);
	else if (err != -ENOMEM)
		fail_place(c, TEXT_PLACE_REFUSED, place);
	probe_remove(&k->probe);
	return err;
}

static void probe_free(struct kernel_probe *k)
{
	probe_exit(&k->probe);
	kfree(k->symbol);
	kfree(k);
}

static int make(const struct dynevent_head *head, struct text_cursor *c)
{
	struct kernel_probe *k = kzalloc(sizeof(*k), GFP_KERNEL);
	struct text_span place = { .at = c->at };
	int err;

	if (!k)
		return -ENOMEM;
	k->returns = head->letter == 'r';
	err = probe_init(&k->probe) ?: read_maxactive(k, head, c);
	err = err ?: read_place(k, c);
	err = err ?: read_args(k, c);
	err = err ?: finish(k, head, c, place);
	if (err)
		probe_free(k);
	return err;
}

/* ---- What the registry asks ----------------------------------------------------------- */

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return (head->letter == 'p' || head->letter == 'r') && text_peek(&rest) != '/';
}

static bool place_matches(const struct kernel_probe *k, struct text_span word)
{
	char text[KSYM_NAME_LEN + 32];

	if (!k->symbol)
		snprintf(text, sizeof(text), "0x%lx", k->addr);
	else if (k->offset)
		snprintf(text, sizeof(text), "%s+%lu", k->symbol, k->offset);
	else
		snprintf(text, sizeof(text), "%s", k->symbol);
	return text_equal(word, text);
}

static bool matches(const struct dynevent *ev, struct text_span rest)
{
	const struct kernel_probe *k = kernel_probe_of(probe_of(ev));
	struct text_command cmd = { .text = rest.at };
	struct text_cursor c = { .cmd = &cmd, .at = rest.at, .end = rest.at + rest.len };
	struct text_span place = text_take_until(&c, SPACES);
	struct text_cursor word = text_within(&c, place);

	return place_matches(k, text_take_until(&word, "%")) &&
	       probe_args_match(&k->probe, text_take_until(&c, ""));
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	const struct kernel_probe *k = kernel_probe_of(probe_of(ev));

	seq_putc(m, k->returns ? 'r' : 'p');
	if (k->returns && k->rp.maxactive)
		seq_printf(m, "%d", k->rp.maxactive);
	seq_printf(m, ":%s/%s", probe_group(ev), probe_event_name(ev));
	if (!k->symbol)
		seq_printf(m, " 0x%lx", k->addr);
	else if (k->offset)
		seq_printf(m, " %s+%lu", k->symbol, k->offset);
	else
		seq_printf(m, " %s", k->symbol);
	probe_show_args(&k->probe, m);
}

static bool is_busy(const struct dynevent *ev)
{
	return probe_is_busy(probe_of(ev));
}

static int remove(struct dynevent *ev)
{
	struct kernel_probe *k = kernel_probe_of(probe_of(ev));
	struct probe *p = &k->probe;
	int err;

	if (probe_is_busy(p))
		return -EBUSY;
	unregister_probe(k);
	err = probe_remove(p);
	if (err) {
		register_probe(k);
		return err;
	}
	probe_free(k);
	return 0;
}

static struct probe_kind kind = {
	.dyn = {
		.name		= "trace_kprobe",
		.takes		= takes,
		.make		= make,
		.group		= probe_group,
		.event		= probe_event_name,
		.matches	= matches,
		.show		= show,
		.is_busy	= is_busy,
		.remove		= remove,
	},
	.flag	= TRACE_EVENT_FL_KPROBE,
	.attach	= attach,
	.detach	= detach,
};

const struct dynevent_kind *const probe_kprobe_kind = &kind.dyn;

void probe_kprobe_profile(struct seq_file *m)
{
	struct dynevent *ev;

	lockdep_assert_held(&dynevent_mutex);
	list_for_each_entry(ev, &dynevents, list) {
		const struct kernel_probe *k;

		if (ev->kind != &kind.dyn)
			continue;
		k = kernel_probe_of(probe_of(ev));
		seq_printf(m, "  %-44s %15lu %15lu\n", probe_event_name(ev),
			   probe_hits(&k->probe),
			   k->rp.kp.nmissed + (k->returns ? k->rp.nmissed : 0) +
			   k->probe.missed);
	}
}

/* ---- perf ------------------------------------------------------------------------------- */

#ifdef CONFIG_PERF_EVENTS
/* What a user would write for the place. */
static char *place_text(const struct perf_event_attr *attr)
{
	const char __user *func = u64_to_user_ptr(attr->kprobe_func);
	char *symbol, *text;

	if (!func)
		return kasprintf(GFP_KERNEL, "0x%llx", attr->kprobe_addr);
	symbol = strndup_user(func, KSYM_NAME_LEN);
	if (IS_ERR(symbol))
		return symbol;
	if (*symbol)
		text = kasprintf(GFP_KERNEL, "%s+%llu", symbol, attr->probe_offset);
	else
		text = kasprintf(GFP_KERNEL, "0x%llx", attr->kprobe_addr);
	kfree(symbol);
	return text;
}

static int make_alone(struct kernel_probe *k, const char *text)
{
	struct text_command cmd = { .text = text };
	struct text_cursor c = text_start(&cmd);
	int err;

	err = probe_init(&k->probe) ?: read_place(k, &c);
	err = err ?: read_args(k, &c);
	err = err ?: probe_add_alone(&k->probe, &kind, k->returns ? PROBE_RETURNED : PROBE_AT);
	if (err)
		return err;
	err = is_waiting(k) ? -ENOENT : register_probe(k);
	if (err)
		probe_remove_alone(&k->probe);
	return err;
}

static void free_alone(struct kernel_probe *k)
{
	unregister_probe(k);
	probe_remove_alone(&k->probe);
	probe_free(k);
}

/**
 * perf_kprobe_init - open a perf event on a place in the kernel
 * @event: its attr has the place
 * @is_retprobe: where the function returns
 *
 * Context: may sleep.
 * Return: 0, or an errno for a place that cannot be, or without memory.
 */
int perf_kprobe_init(struct perf_event *event, bool is_retprobe)
{
	char *text = place_text(&event->attr);
	struct kernel_probe *k;
	int err;

	if (IS_ERR_OR_NULL(text))
		return text ? PTR_ERR(text) : -ENOMEM;
	k = kzalloc(sizeof(*k), GFP_KERNEL);
	if (!k) {
		kfree(text);
		return -ENOMEM;
	}
	k->returns = is_retprobe;
	scoped_guard(mutex, &dynevent_mutex)
		err = make_alone(k, text);
	kfree(text);
	if (err) {
		probe_free(k);
		return err;
	}
	err = trace_perf_use(&k->probe.event->call, event);
	if (err)
		free_alone(k);
	return err;
}

/**
 * perf_kprobe_destroy - close a perf event
 * @event: opened by perf_kprobe_init()
 *
 * Context: may sleep.
 */
void perf_kprobe_destroy(struct perf_event *event)
{
	struct probe_event *ev = container_of(event->tp_event, struct probe_event, call);
	struct probe *p = list_first_entry(&ev->probes, struct probe, list);

	trace_perf_leave(&ev->call, event);
	free_alone(kernel_probe_of(p));
}
#endif

/* ---- Modules ----------------------------------------------------------------------------- */

#ifdef CONFIG_MODULES
static bool is_of_module(const struct kernel_probe *k, const struct module *mod)
{
	return k->module && k->module == strlen(mod->name) &&
	       !strncmp(k->symbol, mod->name, k->module);
}

/* What went with the module before is registered anew. */
static int on_module(struct notifier_block *nb, unsigned long state, void *data)
{
	struct dynevent *ev;

	if (state != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	guard(mutex)(&dynevent_mutex);
	list_for_each_entry(ev, &dynevents, list) {
		struct kernel_probe *k;

		if (ev->kind != &kind.dyn)
			continue;
		k = kernel_probe_of(probe_of(ev));
		if (!is_of_module(k, data))
			continue;
		unregister_probe(k);
		probe_args_resolve(&k->probe.args);
		/* Whether hits are wanted must not change meanwhile. */
		scoped_guard(mutex, &tracing_mutex) {
			if (register_probe(k))
				pr_warn("tracing: probe %s cannot be in module %.*s\n",
					probe_event_name(ev), k->module, k->symbol);
		}
	}
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = {
	.notifier_call	= on_module,
	.priority	= -1,	/* behind that of kprobes */
};
#endif

static int __init init_kprobe_events(void)
{
	dynevent_register_kind(&kind.dyn);
#ifdef CONFIG_MODULES
	return register_module_notifier(&module_nb);
#else
	return 0;
#endif
}
core_initcall(init_kprobe_events);
