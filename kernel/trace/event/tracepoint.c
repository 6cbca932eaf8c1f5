// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints: attaching probes to places in the code.
 *
 * The probes of a tracepoint are an immutable array, ordered by priority, that
 * is replaced as a whole and freed a grace period later.  Two patches of the
 * kernel text follow from what is in the array:
 *
 *	probes	key	static call
 *	0	off	iterator
 *	1	on	the probe itself, or iterator
 *	2..	on	iterator
 *
 * The iterator reads the array for itself and is right at any time.  A static
 * call that goes to a probe directly is not: a hit loads the data of the first
 * probe and calls afterwards, and the call must not reach a probe with the data
 * of another one.  Two rules keep that from happening:
 *
 *   - Before the first entry of the array changes, the static call goes back to
 *     the iterator.  From then on, hits are right whatever they have loaded.
 *   - The static call may go to a probe only when no hit is under way that
 *     loaded its data from an array with another first entry.
 *
 * For the second rule each array that goes out of use counts in stale_made.  A
 * work item waits for a grace period and copies the count to stale_gone; equal
 * counts mean that nobody holds old data.  Nobody who attaches or detaches a
 * probe waits: where the counts differ, the tracepoint stays with the iterator,
 * and the work item comes back to point it at its only probe.
 *
 * Readers run with preemption off.  In the idle loop RCU does not see them, so
 * they hold tracepoint_srcu as well, and a grace period here is one of both.
 */

#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

extern tracepoint_ptr_t __start___tracepoints_ptrs[];
extern tracepoint_ptr_t __stop___tracepoints_ptrs[];

DEFINE_SRCU(tracepoint_srcu);
EXPORT_SYMBOL_GPL(tracepoint_srcu);

/* Protects the probes of all tracepoints and the two counters. */
static DEFINE_MUTEX(tracepoint_lock);
static unsigned long stale_made;
static unsigned long stale_gone;

/* An array of probes: what tracepoint::funcs points into. */
struct tp_array {
	struct rcu_head		rcu;
	struct tracepoint_func	func[];
};

static struct tracepoint_func *array_alloc(unsigned int nr)
{
	struct tp_array *array;

	array = kzalloc(struct_size(array, func, nr + 1), GFP_KERNEL);
	return array ? array->func : NULL;
}

static void array_free_srcu(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct tp_array, rcu));
}

static void array_free_rcu(struct rcu_head *rcu)
{
	call_srcu(&tracepoint_srcu, rcu, array_free_srcu);
}

static void array_free(struct tracepoint_func *func)
{
	struct tp_array *array;

	if (!func)
		return;
	array = container_of(func, struct tp_array, func[0]);
	call_rcu(&array->rcu, array_free_rcu);
}

static struct tracepoint_func *funcs_of(struct tracepoint *tp)
{
	return rcu_dereference_protected(tp->funcs,
					 lockdep_is_held(&tracepoint_lock));
}

static unsigned int array_len(const struct tracepoint_func *func)
{
	unsigned int nr = 0;

	while (func && func[nr].func)
		nr++;
	return nr;
}

/*
 * Priority of the place of a probe that is gone, see array_blank(): none that the
 * function there would be attached with, others may have it.
 */
#define BLANK_PRIO	INT_MIN

static bool is_blank(const struct tracepoint *tp, const struct tracepoint_func *func)
{
	return func->func == tp->probestub && func->prio == BLANK_PRIO;
}

static bool same_probe(const struct tracepoint_func *a,
		       const struct tracepoint_func *b)
{
	return a->func == b->func && a->data == b->data;
}

/* Copy the probes of @old that are in use and not @drop; return their number. */
static unsigned int array_copy(struct tracepoint *tp,
			       struct tracepoint_func *to,
			       const struct tracepoint_func *old,
			       const struct tracepoint_func *drop)
{
	unsigned int nr = 0;

	for (; old && old->func; old++) {
		if (is_blank(tp, old) || same_probe(old, drop))
			continue;
		to[nr++] = *old;
	}
	return nr;
}

/* Build the array that has @add as well, behind its equals in priority. */
static struct tracepoint_func *array_add(struct tracepoint *tp,
					 const struct tracepoint_func *add)
{
	struct tracepoint_func *old = funcs_of(tp), *new;
	unsigned int nr = array_len(old);

	for (unsigned int i = 0; i < nr; i++) {
		if (!is_blank(tp, &old[i]) && same_probe(&old[i], add))
			return ERR_PTR(-EEXIST);
	}
	new = array_alloc(nr + 1);
	if (!new)
		return ERR_PTR(-ENOMEM);
	nr = array_copy(tp, new, old, add);
	for (; nr && new[nr - 1].prio < add->prio; nr--)
		new[nr] = new[nr - 1];
	new[nr] = *add;
	return new;
}

static void *call_target(struct tracepoint *tp)
{
	if (!IS_ENABLED(CONFIG_HAVE_STATIC_CALL))
		return tp->iterator;
	return READ_ONCE(tp->static_call_key->func);
}

static void call_retarget(struct tracepoint *tp, void *func)
{
	if (call_target(tp) != func)
		__static_call_update(tp->static_call_key,
				     tp->static_call_tramp, func);
}

/* Point the static call at the only probe, if there is one and it is safe. */
static void call_direct(struct tracepoint *tp, struct tracepoint_func *func)
{
	if (IS_ENABLED(CONFIG_HAVE_STATIC_CALL) && stale_made == stale_gone &&
	    array_len(func) == 1)
		call_retarget(tp, func->func);
}

static void settle_fn(struct work_struct *work);
static DECLARE_WORK(settle_work, settle_fn);

/* Make @new the probes of @tp; neither is NULL. */
static void publish(struct tracepoint *tp, struct tracepoint_func *new)
{
	struct tracepoint_func *old = funcs_of(tp);

	if (!old) {
		call_direct(tp, new);
		if (stale_made != stale_gone)
			queue_work(system_unbound_wq, &settle_work);
		rcu_assign_pointer(tp->funcs, new);
		static_key_enable(&tp->key);
		return;
	}
	call_retarget(tp, tp->iterator);
	rcu_assign_pointer(tp->funcs, new);
	stale_made++;
	queue_work(system_unbound_wq, &settle_work);
	array_free(old);
}

/* Take the last probe away. */
static void retire(struct tracepoint *tp)
{
	struct tracepoint_func *old = funcs_of(tp);

	static_key_disable(&tp->key);
	if (tp->hooks && tp->hooks->unreg)
		tp->hooks->unreg();
	call_retarget(tp, tp->iterator);
	RCU_INIT_POINTER(tp->funcs, NULL);
	stale_made++;
	array_free(old);
}

static int probe_add(struct tracepoint *tp, const struct tracepoint_func *add)
{
	struct tracepoint_func *new;
	int ret;

	guard(mutex)(&tracepoint_lock);
	new = array_add(tp, add);
	if (IS_ERR(new))
		return PTR_ERR(new);
	if (!funcs_of(tp) && tp->hooks && tp->hooks->reg) {
		ret = tp->hooks->reg();
		if (ret < 0) {
			array_free(new);
			return ret;
		}
	}
	publish(tp, new);
	return 0;
}

/**
 * tracepoint_probe_register_prio_may_exist - attach a probe
 * @tp: the tracepoint
 * @probe: the probe
 * @data: first argument of the probe
 * @prio: order among the probes, higher ones first
 *
 * Context: may sleep.
 * Return: 0, -EEXIST if @probe is attached with @data already, -ENOMEM, or what
 * the tracepoint's own registration function returned.
 */
int tracepoint_probe_register_prio_may_exist(struct tracepoint *tp, void *probe,
					     void *data, int prio)
{
	struct tracepoint_func add = {
		.func = probe,
		.data = data,
		.prio = prio,
	};

	return probe ? probe_add(tp, &add) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tracepoint_probe_register_prio_may_exist);

/**
 * tracepoint_probe_register_prio - attach a probe that is not attached yet
 * @tp: the tracepoint
 * @probe: the probe
 * @data: first argument of the probe
 * @prio: order among the probes, higher ones first
 *
 * Context: may sleep.
 * Return: as tracepoint_probe_register_prio_may_exist(); -EEXIST warns.
 */
int tracepoint_probe_register_prio(struct tracepoint *tp, void *probe,
				   void *data, int prio)
{
	int ret = tracepoint_probe_register_prio_may_exist(tp, probe, data,
							   prio);

	WARN_ON_ONCE(ret == -EEXIST);
	return ret;
}
EXPORT_SYMBOL_GPL(tracepoint_probe_register_prio);

/**
 * tracepoint_probe_register - attach a probe with the usual priority
 * @tp: the tracepoint
 * @probe: the probe
 * @data: first argument of the probe
 *
 * Context: may sleep.
 * Return: as tracepoint_probe_register_prio().
 */
int tracepoint_probe_register(struct tracepoint *tp, void *probe, void *data)
{
	return tracepoint_probe_register_prio(tp, probe, data,
					      TRACEPOINT_DEFAULT_PRIO);
}
EXPORT_SYMBOL_GPL(tracepoint_probe_register);

/*
 * Without memory for a shorter array, let the probe's place call nothing.  The
 * data stays: a reader takes func and data in two steps.
 */
static void array_blank(struct tracepoint *tp, struct tracepoint_func *old,
			const struct tracepoint_func *drop)
{
	call_retarget(tp, tp->iterator);
	for (; old->func; old++) {
		if (!same_probe(old, drop))
			continue;
		WRITE_ONCE(old->func, tp->probestub);
		old->prio = BLANK_PRIO;
	}
}

/**
 * tracepoint_probe_unregister - detach a probe
 * @tp: the tracepoint
 * @probe: the probe
 * @data: the data that it was attached with
 *
 * The probe may still be running on return, and start on CPUs that are about to
 * hit the tracepoint: see tracepoint_synchronize_unregister().
 *
 * Context: may sleep; does not fail for lack of memory.
 * Return: 0, or -ENOENT if there is no such probe.
 */
int tracepoint_probe_unregister(struct tracepoint *tp, void *probe, void *data)
{
	const struct tracepoint_func drop = { .func = probe, .data = data };
	struct tracepoint_func *old, *new;
	unsigned int nr, found = 0, left = 0;

	guard(mutex)(&tracepoint_lock);
	old = funcs_of(tp);
	nr = array_len(old);
	for (unsigned int i = 0; i < nr; i++) {
		if (is_blank(tp, &old[i]))
			continue;
		if (same_probe(&old[i], &drop))
			found++;
		else
			left++;
	}
	if (!found)
		return -ENOENT;
	if (!left) {
		retire(tp);
		return 0;
	}
	new = array_alloc(left);
	if (!new) {
		array_blank(tp, old, &drop);
		return 0;
	}
	array_copy(tp, new, old, &drop);
	publish(tp, new);
	return 0;
}
EXPORT_SYMBOL_GPL(tracepoint_probe_unregister);

static void walk_in(tracepoint_ptr_t *begin, tracepoint_ptr_t *end,
		    void (*fct)(struct tracepoint *tp, void *priv), void *priv)
{
	for (; begin < end; begin++)
		fct(tracepoint_ptr_deref(begin), priv);
}

/**
 * for_each_kernel_tracepoint - visit the tracepoints of the kernel image
 * @fct: called with each of them
 * @priv: passed on to @fct
 *
 * Context: any that @fct allows.
 */
void for_each_kernel_tracepoint(void (*fct)(struct tracepoint *tp, void *priv),
				void *priv)
{
	walk_in(__start___tracepoints_ptrs, __stop___tracepoints_ptrs, fct,
		priv);
}
EXPORT_SYMBOL_GPL(for_each_kernel_tracepoint);

static void settle_one(struct tracepoint *tp, void *unused)
{
	call_direct(tp, funcs_of(tp));
}

#ifdef CONFIG_MODULES
/*
 * Modules that have tracepoints, and those who want to know of them.  The lock
 * is taken before tracepoint_lock: listeners attach probes.
 */
static DEFINE_MUTEX(module_lock);
static LIST_HEAD(module_list);
static BLOCKING_NOTIFIER_HEAD(module_chain);

static void settle_one_of_module(struct tracepoint *tp, struct module *mod,
				 void *unused)
{
	settle_one(tp, NULL);
}

static void walk_of_module(struct module *mod, tracepoint_module_fn fct,
			   void *priv)
{
	for (unsigned int i = 0; i < mod->num_tracepoints; i++)
		fct(tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]), mod, priv);
}

static void settle_all(void)
{
	struct tp_module *tpm;

	guard(mutex)(&module_lock);
	guard(mutex)(&tracepoint_lock);
	for_each_kernel_tracepoint(settle_one, NULL);
	list_for_each_entry(tpm, &module_list, list)
		walk_of_module(tpm->mod, settle_one_of_module, NULL);
}
#else
static void settle_all(void)
{
	guard(mutex)(&tracepoint_lock);
	for_each_kernel_tracepoint(settle_one, NULL);
}
#endif /* CONFIG_MODULES */

static void settle_fn(struct work_struct *work)
{
	unsigned long made;

	scoped_guard(mutex, &tracepoint_lock)
		made = stale_made;
	tracepoint_synchronize_unregister();
	scoped_guard(mutex, &tracepoint_lock)
		stale_gone = made;
	settle_all();
}

#ifdef CONFIG_MODULES
/**
 * trace_module_has_bad_taint - must tracing stay away from a module
 * @mod: the module
 *
 * Context: any.
 * Return: true unless all that is known against it is where it came from.
 */
bool trace_module_has_bad_taint(struct module *mod)
{
	return mod->taints & ~(BIT(TAINT_OOT_MODULE) | BIT(TAINT_CRAP) |
			       BIT(TAINT_UNSIGNED_MODULE) | BIT(TAINT_TEST) |
			       BIT(TAINT_LIVEPATCH));
}

static void notify_all(struct notifier_block *nb, unsigned long state)
{
	struct tp_module *tpm;

	list_for_each_entry(tpm, &module_list, list)
		nb->notifier_call(nb, state, tpm);
}

/**
 * register_tracepoint_module_notifier - hear of modules that have tracepoints
 * @nb: called with MODULE_STATE_COMING and _GOING and a struct tp_module, for
 *	modules that are there already as well
 *
 * Context: may sleep.
 * Return: 0, or -EEXIST if @nb is registered.
 */
int register_tracepoint_module_notifier(struct notifier_block *nb)
{
	int ret;

	guard(mutex)(&module_lock);
	ret = blocking_notifier_chain_register(&module_chain, nb);
	if (!ret)
		notify_all(nb, MODULE_STATE_COMING);
	return ret;
}
EXPORT_SYMBOL_GPL(register_tracepoint_module_notifier);

/**
 * unregister_tracepoint_module_notifier - stop hearing of modules
 * @nb: called for each module that is there, as if it were going
 *
 * Context: may sleep.
 * Return: 0, or -ENOENT if @nb is not registered.
 */
int unregister_tracepoint_module_notifier(struct notifier_block *nb)
{
	int ret;

	guard(mutex)(&module_lock);
	ret = blocking_notifier_chain_unregister(&module_chain, nb);
	if (!ret)
		notify_all(nb, MODULE_STATE_GOING);
	return ret;
}
EXPORT_SYMBOL_GPL(unregister_tracepoint_module_notifier);

/**
 * for_each_tracepoint_in_module - visit the tracepoints of one module
 * @mod: the module; its state must not change meanwhile
 * @fct: called with each of them
 * @priv: passed on to @fct
 *
 * Context: may sleep.
 */
void for_each_tracepoint_in_module(struct module *mod, tracepoint_module_fn fct,
				   void *priv)
{
	if (mod)
		walk_of_module(mod, fct, priv);
}

/**
 * for_each_module_tracepoint - visit the tracepoints of all modules
 * @fct: called with each of them
 * @priv: passed on to @fct
 *
 * Context: may sleep.
 */
void for_each_module_tracepoint(tracepoint_module_fn fct, void *priv)
{
	struct tp_module *tpm;

	guard(mutex)(&module_lock);
	list_for_each_entry(tpm, &module_list, list)
		walk_of_module(tpm->mod, fct, priv);
}

static int module_coming(struct module *mod)
{
	struct tp_module *tpm;

	if (trace_module_has_bad_taint(mod))
		return 0;
	tpm = kmalloc(sizeof(*tpm), GFP_KERNEL);
	if (!tpm)
		return -ENOMEM;
	tpm->mod = mod;
	guard(mutex)(&module_lock);
	list_add_tail(&tpm->list, &module_list);
	blocking_notifier_call_chain(&module_chain, MODULE_STATE_COMING, tpm);
	return 0;
}

static void warn_if_probed(struct tracepoint *tp, struct module *mod,
			   void *unused)
{
	WARN_ONCE(tp->funcs, "%s: tracepoint %s still has probes\n",
		  module_name(mod), tp->name);
}

static void module_going(struct module *mod)
{
	struct tp_module *tpm;

	guard(mutex)(&module_lock);
	list_for_each_entry(tpm, &module_list, list) {
		if (tpm->mod != mod)
			continue;
		blocking_notifier_call_chain(&module_chain,
					     MODULE_STATE_GOING, tpm);
		list_del(&tpm->list);
		kfree(tpm);
		walk_of_module(mod, warn_if_probed, NULL);
		return;
	}
}

static int tracepoint_module(struct notifier_block *nb, unsigned long state,
			     void *data)
{
	struct module *mod = data;
	int ret = 0;

	if (!mod->num_tracepoints)
		return NOTIFY_DONE;
	if (state == MODULE_STATE_COMING)
		ret = module_coming(mod);
	else if (state == MODULE_STATE_GOING)
		module_going(mod);
	return notifier_from_errno(ret);
}

static struct notifier_block tracepoint_module_nb = {
	.notifier_call = tracepoint_module,
};

static int __init tracepoint_modules_init(void)
{
	return register_module_notifier(&tracepoint_module_nb);
}
device_initcall(tracepoint_modules_init);
#endif /* CONFIG_MODULES */
