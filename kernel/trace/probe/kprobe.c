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
#include <linux/bpf.h>
#include <linux/ctype.h>
#include <linux/error-injection.h>
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
#include "../text/number.h"
#include "../text/token.h"
#include "../trace_probe.h"
#include "btf.h"
#include "event.h"
#include "kprobe.h"

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

/*
 * Records tell of the code that was hit. Between it and them there is to be one level of
 * preempt_disable(), which they do not count. The dispatcher of a call site takes it, the
 * jump of an optimized probe, and on arm64 the entry code of a breakpoint; x86 enters a
 * breakpoint as an NMI, without one. On arm64 a function's return is a breakpoint, too,
 * and what calls us then takes one more.
 */
#define RETURN_HOLDS_TWICE	IS_ENABLED(CONFIG_ARM64)

/* Does it go on elsewhere? */
static int on_hit(struct kprobe *kp, struct pt_regs *regs)
{
	struct kernel_probe *k = container_of(kp, struct kernel_probe, rp.kp);
	struct fetch_source src = { .regs = regs };

	probe_count(&k->probe);
	if (kprobe_ftrace(kp) || !in_nmi()) {
		probe_record(&k->probe, &src, (unsigned long)kp->addr, 0);
		return src.overridden;
	}
	preempt_disable_notrace();
	probe_record(&k->probe, &src, (unsigned long)kp->addr, 0);
	preempt_enable_no_resched_notrace();
	return src.overridden;
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
	if (RETURN_HOLDS_TWICE)
		preempt_enable_no_resched_notrace();
	/* The instance has but the address of the next hook if several follow the call. */
	probe_record(&k->probe, &src, (unsigned long)rp->kp.addr, instruction_pointer(regs));
	if (RETURN_HOLDS_TWICE)
		preempt_disable_notrace();
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

/* Whoever waits for a module has no address yet. */
static bool is_waiting(const struct kernel_probe *k)
{
	return k->module && !module_is_there(k);
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

/* Looking a symbol up is most of the work of making a probe, so it is done once. */
static int check_place(const struct kernel_probe *k, const struct text_cursor *c,
		       const char *place, bool *entry)
{
	bool waits = is_waiting(k);
	unsigned long addr = k->addr;
	int err = 0;

	if (k->symbol && !waits)
		err = probe_find_symbol(k->symbol, c, place, &addr);
	if (err)
		return err;
	addr += k->offset;
	*entry = waits ? !k->offset : !kprobe_on_func_entry((kprobe_opcode_t *)addr, NULL, 0);
	if (k->returns && !*entry)
		return text_fail_at(c, TEXT_PLACE_NO_ENTRY, place);
	if (!waits && !is_traceable(addr))
		return text_fail_at(c, TEXT_PLACE_REFUSED, place);
	return 0;
}

/* "[MODULE:]SYMBOL[+OFFSET]" or "ADDRESS" */
static int read_symbol(struct kernel_probe *k, struct text_cursor *c, const char *place)
{
	struct text_cursor name = *c;
	u64 value;

	if (isdigit(text_peek(c))) {
		if (text_u64(text_take_until(c, ""), &value))
			return text_fail_at(c, TEXT_PLACE_BAD, place);
		k->addr = value;
		return 0;
	}
	k->symbol = text_dup(text_take_until(c, "+"));
	if (!k->symbol)
		return -ENOMEM;
	if (text_take(c, "+")) {
		if (text_u64(text_take_until(c, ""), &value))
			return text_fail_at(c, TEXT_PLACE_BAD, place);
		k->offset = value;
	}
	k->module = text_take_until(&name, ":").len;
	if (text_at_end(&name))
		k->module = 0;
	return *k->symbol ? 0 : text_fail_at(c, TEXT_PLACE_BAD, place);
}

static int read_place(struct kernel_probe *k, struct text_cursor *c, bool *entry)
{
	const char *place = c->at;
	struct text_cursor word = text_within(c, text_take_word(c)), symbol;
	int err;

	if (text_at_end(&word))
		return text_fail(c, TEXT_PLACE_MISSING, text_pos(c));
	symbol = text_within(c, text_take_until(&word, "%"));
	err = probe_read_return(&word, &k->returns);
	err = err ?: read_symbol(k, &symbol, place);
	return err ?: check_place(k, c, place, entry);
}

/* ---- Making ------------------------------------------------------------------------ */

static void find_types(const struct kernel_probe *k, struct probe_plan *plan)
{
	char *module = NULL;

	if (!k->symbol || !plan->scope.entry)
		return;
	if (k->module)
		module = kstrndup(k->symbol, k->module, GFP_KERNEL);
	if (!trace_btf_find_function(&plan->function, module,
				     k->symbol + (k->module ? k->module + 1 : 0)))
		plan->scope.function = &plan->function;
	kfree(module);
}

static void name_event(const struct kernel_probe *k, struct probe_plan *plan)
{
	char letter = k->returns ? 'r' : 'p';

	plan->group = "kprobes";
	if (k->symbol)
		snprintf(plan->event, sizeof(plan->event), "%c_%s_%lu", letter, k->symbol,
			 k->offset);
	else
		snprintf(plan->event, sizeof(plan->event), "%c_0x%lx", letter, k->addr);
}

static int read(struct probe *p, const struct dynevent_head *head, struct text_cursor *c,
		struct probe_plan *plan)
{
	struct kernel_probe *k = kernel_probe_of(p);
	unsigned int maxactive = 0;
	int err;

	k->returns = head->letter == 'r';
	err = probe_read_maxactive(head, c, k->returns, &maxactive);
	k->rp.maxactive = maxactive;
	err = err ?: read_place(k, c, &plan->scope.entry);
	if (err)
		return err;
	plan->words = k->returns ? PROBE_RETURNED : PROBE_AT;
	plan->scope.returns = k->returns;
	plan->waits = is_waiting(k);
	name_event(k, plan);
	if (probe_has_args(c))
		find_types(k, plan);
	return 0;
}

static int start(struct probe *p)
{
	struct kernel_probe *k = kernel_probe_of(p);

	return is_waiting(k) ? 0 : register_probe(k);
}

static void stop(struct probe *p)
{
	unregister_probe(kernel_probe_of(p));
}

static void release(struct probe *p)
{
	kfree(kernel_probe_of(p)->symbol);
}

static bool same_place(const struct probe *a, const struct probe *b)
{
	const struct kernel_probe *k = kernel_probe_of(a), *l = kernel_probe_of(b);

	return k->offset == l->offset && k->addr == l->addr && !k->symbol == !l->symbol &&
	       (!k->symbol || !strcmp(k->symbol, l->symbol));
}

/* ---- What the registry asks ----------------------------------------------------------- */

static struct probe_kind kind;

static bool takes(const struct dynevent_head *head, struct text_cursor rest)
{
	return (head->letter == 'p' || head->letter == 'r') && text_peek(&rest) != '/';
}

static void print_place(const struct kernel_probe *k, char *text, size_t size)
{
	if (!k->symbol)
		snprintf(text, size, "0x%lx", k->addr);
	else if (k->offset)
		snprintf(text, size, "%s+%lu", k->symbol, k->offset);
	else
		snprintf(text, size, "%s", k->symbol);
}

static bool is_at(const struct probe *p, struct text_cursor *c)
{
	const struct kernel_probe *k = kernel_probe_of(p);
	struct text_cursor word = text_within(c, text_take_word(c));
	char text[KSYM_NAME_LEN + 32];

	print_place(k, text, sizeof(text));
	return text_equal(text_take_until(&word, "%"), text);
}

static void show(const struct dynevent *ev, struct seq_file *m)
{
	const struct kernel_probe *k = kernel_probe_of(probe_of(ev));
	char text[KSYM_NAME_LEN + 32];

	seq_putc(m, k->returns ? 'r' : 'p');
	if (k->returns && k->rp.maxactive)
		seq_printf(m, "%d", k->rp.maxactive);
	seq_printf(m, ":%s/%s", probe_group(ev), probe_event_name(ev));
	print_place(k, text, sizeof(text));
	seq_printf(m, " %s", text);
	probe_show_args(&k->probe, m);
}

static int make(const struct dynevent_head *head, struct text_cursor *c)
{
	return probe_make(&kind, head, c);
}

static struct probe_kind kind = {
	.dyn = {
		.name	= "trace_kprobe",
		.takes	= takes,
		.make	= make,
		.show	= show,
	},
	.size		= sizeof(struct kernel_probe),
	.flag		= TRACE_EVENT_FL_KPROBE,
	.read		= read,
	.start		= start,
	.stop		= stop,
	.release	= release,
	.same_place	= same_place,
	.is_at		= is_at,
	.attach		= attach,
	.detach		= detach,
};

const struct dynevent_kind *const probe_kprobe_kind = &kind.dyn;

static unsigned long missed(const struct kernel_probe *k)
{
	return k->rp.kp.nmissed + (k->returns ? k->rp.nmissed : 0) + k->probe.missed;
}

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
			   probe_hits(&k->probe), missed(k));
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
	int err;

	if (IS_ERR_OR_NULL(text))
		return text ? PTR_ERR(text) : -ENOMEM;
	err = probe_open(&kind, is_retprobe ? 'r' : 'p', text, event);
	kfree(text);
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
	probe_close(event);
}

/**
 * bpf_get_kprobe_info - tell what place a BPF program is attached to
 * @event: the perf event in between
 * @fd_type: set to BPF_FD_TYPE_*
 * @symbol: set to the function's name, or to NULL for an address
 * @probe_offset: set to the offset from it
 * @probe_addr: set to the address, if the caller may know
 * @missed_hits: set to their number; or NULL
 * @perf_type_tracepoint: the event has a number; or else a place
 *
 * Context: the event stays open.
 * Return: 0.
 */
int bpf_get_kprobe_info(const struct perf_event *event, u32 *fd_type, const char **symbol,
			u64 *probe_offset, u64 *probe_addr, unsigned long *missed_hits,
			bool perf_type_tracepoint)
{
	const struct kernel_probe *k = kernel_probe_of(probe_first_of(event->tp_event));

	*fd_type = k->returns ? BPF_FD_TYPE_KRETPROBE : BPF_FD_TYPE_KPROBE;
	*symbol = k->symbol;
	*probe_offset = k->offset;
	*probe_addr = kallsyms_show_value(current_cred()) ? (unsigned long)k->rp.kp.addr : 0;
	if (missed_hits)
		*missed_hits = missed(k);
	return 0;
}

static bool is_entry(const struct kprobe *kp)
{
	return kp->flags & KPROBE_FLAG_ON_FUNC_ENTRY;
}

static bool may_fail(const struct kprobe *kp)
{
	return within_error_injection_list((unsigned long)kp->addr);
}

static bool are_all(struct trace_event_call *call, bool (*such)(const struct kprobe *kp))
{
	struct probe_event *ev = container_of(call, struct probe_event, call);
	struct probe *p;

	guard(mutex)(&tracing_mutex);
	list_for_each_entry(p, &ev->probes, list)
		if (!such(&kernel_probe_of(p)->rp.kp))
			return false;
	return true;
}

/**
 * trace_kprobe_on_func_entry - can a program have the function return at once?
 * @call: the event
 *
 * Context: may sleep; the event stays.
 * Return: whether all its places are where functions begin.
 */
bool trace_kprobe_on_func_entry(struct trace_event_call *call)
{
	return are_all(call, is_entry);
}

/**
 * trace_kprobe_error_injectable - may the function be made to fail?
 * @call: the event
 *
 * Context: may sleep; the event stays.
 * Return: whether all its functions are on the list of those that may.
 */
bool trace_kprobe_error_injectable(struct trace_event_call *call)
{
	return are_all(call, may_fail);
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
	probe_register_kind(&kind);
#ifdef CONFIG_MODULES
	return register_module_notifier(&module_nb);
#else
	return 0;
#endif
}
core_initcall(init_kprobe_events);
