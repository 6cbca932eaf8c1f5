// SPDX-License-Identifier: GPL-2.0
/*
 * Return hooks: a callback when a function returns.
 *
 * A node stands for one call that is being followed. At the function's entry a node is
 * taken from the hook's pool, the architecture writes down the return address in it and
 * puts the address of its trampoline on the stack instead, and the node goes on top of
 * current->rethooks. When the function returns into the trampoline, the node on top is
 * the one of that call.
 *
 * Several hooks may follow one call. The second one finds the trampoline's address on
 * the stack and takes it for the return address, so the nodes above the first one whose
 * return address is a true one belong to the same call: all of their callbacks run.
 *
 * It is not on the shadow stack of shadow.h, which comes with the function tracer and has
 * room for less; kprobes do without it. A call may be followed by both.
 *
 * The nodes change hands without a lock: a task's list is touched by that task alone,
 * and the pool is an objpool. The hook lives until its last node came back.
 *
 * Most calls return on the CPU that they began on, and the next one begins there. So each
 * CPU keeps the node that came back last; the pool is for what is more than that. The
 * place of that node is changed in one instruction, by its CPU alone. The pool has a
 * node more for each CPU: one that lies where nobody hits the probe is not missed.
 */

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/context_tracking.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/llist.h>
#include <linux/objpool.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rethook.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "shadow.h"

/**
 * struct pooled_hook - a hook with what is at hand
 * @rh: what its user knows
 * @spare: per CPU, the node that came back last, or NULL
 */
struct pooled_hook {
	struct rethook				rh;
	struct rethook_node * __percpu		*spare;
};

static __always_inline struct pooled_hook *pooled_hook_of(struct rethook *rh)
{
	return container_of(rh, struct pooled_hook, rh);
}

static struct pooled_hook *make_hook(void)
{
	struct pooled_hook *hook __free(kfree) = kzalloc(sizeof(*hook), GFP_KERNEL);

	if (!hook)
		return NULL;
	hook->spare = alloc_percpu(struct rethook_node *);
	return hook->spare ? no_free_ptr(hook) : NULL;
}

static void free_hook(struct pooled_hook *hook)
{
	free_percpu(hook->spare);
	kfree(hook);
}

/* The last node is back and the last user gone. */
static int release_hook(struct objpool_head *pool, void *unused)
{
	free_hook(pooled_hook_of(container_of(pool, struct rethook, pool)));
	return 0;
}

/* Every node knows its hook, from the start and for ever. */
static int init_node(void *node, void *hook)
{
	((struct rethook_node *)node)->rethook = hook;
	return 0;
}

static bool is_stopped(const struct rethook *rh)
{
	return !READ_ONCE(rh->handler);
}

/**
 * rethook_alloc - make a return hook
 * @data: for the callback
 * @handler: called when a followed call returns; in the task that called, any context
 * @size: bytes of a node, which starts with struct rethook_node
 * @num: how many calls can be followed at a time
 *
 * Context: may sleep.
 * Return: the hook, ERR_PTR(-EINVAL) for arguments that make no sense, or
 * ERR_PTR(-ENOMEM).
 */
struct rethook *rethook_alloc(void *data, rethook_handler_t handler, int size, int num)
{
	struct pooled_hook *hook;
	int err;

	if (num <= 0 || size < (int)sizeof(struct rethook_node) || !handler)
		return ERR_PTR(-EINVAL);
	hook = make_hook();
	if (!hook)
		return ERR_PTR(-ENOMEM);
	rcu_assign_pointer(hook->rh.handler, handler);
	hook->rh.data = data;
	err = objpool_init(&hook->rh.pool, num + num_possible_cpus(), size, GFP_KERNEL,
			   &hook->rh, init_node, release_hook);
	if (!err)
		return &hook->rh;
	free_hook(hook);
	return ERR_PTR(err);
}

/* A grace period later nobody looks at the node as part of a task's list. */
static void recycle_later(struct rcu_head *head)
{
	struct rethook_node *node = container_of(head, struct rethook_node, rcu);

	objpool_drop(node, &node->rethook->pool);
}

static __always_inline void give_back(struct rethook_node *node)
{
	struct rethook *rh = node->rethook;
	struct rethook_node *none = NULL;

	if (unlikely(is_stopped(rh)))
		call_rcu(&node->rcu, recycle_later);	/* may be the end of the pool */
	else if (!this_cpu_try_cmpxchg(*pooled_hook_of(rh)->spare, &none, node))
		objpool_push(node, &rh->pool);
}

/**
 * rethook_recycle - give a node back
 * @node: the node, not on a task's list
 *
 * Context: any, preemption off.
 */
void rethook_recycle(struct rethook_node *node)
{
	give_back(node);
}

/* rcu_is_watching() where preemption is off already. */
static __always_inline bool rcu_watches(void)
{
#ifdef CONFIG_CONTEXT_TRACKING_IDLE
	return rcu_is_watching_curr_cpu();
#else
	return rcu_is_watching();
#endif
}

static noinline struct rethook_node *take_from_pool(struct rethook *rh)
{
	return objpool_pop(&rh->pool);
}

/**
 * rethook_try_get - take a node to follow a call with
 * @rh: the hook
 *
 * Context: any where RCU is watching, preemption off.
 * Return: a node, or NULL if the hook is stopped or all of them are in use.
 */
struct rethook_node *rethook_try_get(struct rethook *rh)
{
	struct rethook_node *node;

	lockdep_assert_preemption_disabled();
	/* Nodes go back by RCU at the end, so it has to see this section. */
	if (unlikely(is_stopped(rh) || !rcu_watches()))
		return NULL;
	node = this_cpu_xchg(*pooled_hook_of(rh)->spare, NULL);
	return likely(node) ? node : take_from_pool(rh);
}

/**
 * rethook_hook - follow the call that is starting
 * @node: from rethook_try_get()
 * @regs: registers at entry
 * @mcount: entry was seen at the function's site, not by a breakpoint
 *
 * Context: as rethook_try_get(), at entry of the function.
 */
void rethook_hook(struct rethook_node *node, struct pt_regs *regs, bool mcount)
{
	struct llist_head *followed = &current->rethooks;

	arch_rethook_prepare(node, regs, mcount);
	node->llist.next = followed->first;
	followed->first = &node->llist;
}

static __always_inline bool is_last_of_call(const struct rethook_node *node)
{
	return node->ret_addr != (unsigned long)arch_rethook_trampoline;
}

/* The node, below @cur or on top, that has the true return address of its call. */
static struct rethook_node *next_call(struct task_struct *task, struct llist_node **cur)
{
	struct llist_node *pos = *cur ? (*cur)->next : task->rethooks.first;

	for (; pos; pos = pos->next) {
		struct rethook_node *node = llist_entry(pos, struct rethook_node, llist);

		*cur = pos;
		if (is_last_of_call(node))
			return node;
	}
	return NULL;
}

/* The node that has the address which the call of @frame returns to. */
static struct rethook_node *find_call(struct task_struct *task, unsigned long frame,
				      struct llist_node **cur)
{
	struct rethook_node *node;

	do {
		node = next_call(task, cur);
	} while (node && node->frame != frame);
	return node;
}

/* Does the other return hook wait for the call as well, and has its address? */
static __always_inline bool is_shared(const struct rethook_node *node)
{
	return IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER) &&
		node->ret_addr == (unsigned long)return_to_handler;
}

static unsigned long true_address(const struct task_struct *task,
				  const struct rethook_node *node)
{
	return is_shared(node) ? shadow_behind_kretprobe(task, (unsigned long *)node->frame) :
				 node->ret_addr;
}

/**
 * rethook_find_ret_addr - the true return address in place of the trampoline's
 * @tsk: the task, current or one that does not run
 * @frame: frame of the function that will return
 * @cur: where the search for the frame above ended; NULL at first
 *
 * Context: any.
 * Return: the address, or 0 if there is none.
 */
unsigned long rethook_find_ret_addr(struct task_struct *tsk, unsigned long frame,
				    struct llist_node **cur)
{
	struct rethook_node *node;

	if (WARN_ON_ONCE(!cur) || WARN_ON_ONCE(tsk != current && task_is_running(tsk)))
		return 0;
	node = find_call(tsk, frame, cur);
	return node ? true_address(tsk, node) : 0;
}

/* Nothing is known of the address to go back to: there is no way on. */
static __noreturn void lost_return(void)
{
	panic("rethook: return address of a followed call is lost\n");
}

static __always_inline void call_handler(struct rethook_node *node, unsigned long ret_addr,
					 struct pt_regs *regs)
{
	struct rethook *rh = node->rethook;
	rethook_handler_t handler = (rethook_handler_t)rcu_dereference_raw(rh->handler);

	if (handler)
		handler(node, rh->data, ret_addr, regs);
}

/*
 * The nodes of the call leave the list one by one, but only after their callback: a
 * stack trace taken in there still finds the return address.
 */
static void call_handlers(struct llist_node *last, unsigned long ret_addr,
			  struct pt_regs *regs)
{
	struct llist_node *pos;

	for (pos = current->rethooks.first; pos; pos = pos->next) {
		call_handler(llist_entry(pos, struct rethook_node, llist), ret_addr, regs);
		if (pos == last)
			return;
	}
}

static void recycle_nodes(struct llist_node *pos, const struct llist_node *last)
{
	struct llist_node *next;

	do {
		next = pos->next;
		rethook_recycle(llist_entry(pos, struct rethook_node, llist));
	} while (pos != last && (pos = next));
}

/* For architectures whose trampoline takes the address from the caller. */
void __weak arch_rethook_fixup_return(struct pt_regs *regs, unsigned long correct_ret_addr)
{
}

/* A call with any number of hooks of any kind, and calls above it that never returned. */
static noinline unsigned long return_from_call(struct task_struct *task,
					       struct pt_regs *regs, unsigned long frame)
{
	struct llist_node *first, *last = NULL;
	struct rethook_node *node;
	unsigned long ret_addr;

	node = find_call(task, frame, &last);
	if (!node)
		lost_return();
	ret_addr = node->ret_addr;
	instruction_pointer_set(regs, true_address(task, node));

	preempt_disable_notrace();
	call_handlers(last, ret_addr, regs);
	arch_rethook_fixup_return(regs, ret_addr);
	first = task->rethooks.first;
	task->rethooks.first = last->next;
	recycle_nodes(first, last);
	preempt_enable_notrace();
	return ret_addr;
}

/**
 * rethook_trampoline_handler - a followed call returned
 * @regs: registers at return, for the callbacks
 * @frame: frame of the function that returned
 *
 * Called by the architecture's trampoline.
 *
 * Context: any where the function could return.
 * Return: where to go on.
 */
unsigned long rethook_trampoline_handler(struct pt_regs *regs, unsigned long frame)
{
	struct task_struct *task = current;
	struct llist_node *top = task->rethooks.first;
	struct rethook_node *node = llist_entry(top, struct rethook_node, llist);
	unsigned long ret_addr;

	/* Most calls are followed by one hook. */
	if (unlikely(!top || !is_last_of_call(node) || is_shared(node) || node->frame != frame))
		return return_from_call(task, regs, frame);
	ret_addr = node->ret_addr;
	instruction_pointer_set(regs, ret_addr);
	preempt_disable_notrace();
	call_handler(node, ret_addr, regs);
	arch_rethook_fixup_return(regs, ret_addr);
	task->rethooks.first = top->next;
	give_back(node);
	preempt_enable_notrace();
	return ret_addr;
}

/**
 * rethook_flush_task - give back the nodes of a task that ends
 * @tk: the task, which will not return from anything any more
 */
void rethook_flush_task(struct task_struct *tk)
{
	struct llist_node *pos, *next;

	pos = __llist_del_all(&tk->rethooks);
	if (!pos)
		return;
	guard(preempt)();
	llist_for_each_safe(pos, next, pos)
		rethook_recycle(llist_entry(pos, struct rethook_node, llist));
}

/**
 * rethook_stop - no more callbacks and no more calls followed
 * @rh: the hook
 *
 * A callback that runs already goes on. After an RCU grace period none does.
 */
void rethook_stop(struct rethook *rh)
{
	rcu_assign_pointer(rh->handler, NULL);
}

static void finish_hook(struct rcu_head *head)
{
	struct rethook *rh = container_of(head, struct rethook, rcu);
	struct pooled_hook *hook = pooled_hook_of(rh);
	int cpu;

	/* Whoever saw the hook before it was stopped has put back its node. */
	for_each_possible_cpu(cpu) {
		struct rethook_node *node = *per_cpu_ptr(hook->spare, cpu);

		if (node)
			objpool_drop(node, &rh->pool);
	}
	objpool_fini(&rh->pool);
}

/**
 * rethook_free - let go of a hook
 * @rh: the hook; its memory is freed when the calls that it follows have returned
 *
 * The data is not used by callbacks that start later than this, but one may be running:
 * wait for an RCU grace period before freeing it.
 */
void rethook_free(struct rethook *rh)
{
	rethook_stop(rh);
	call_rcu(&rh->rcu, finish_hook);
}

/* A probe in any of these could need it to come back. */
NOKPROBE_SYMBOL(rethook_recycle);
NOKPROBE_SYMBOL(take_from_pool);
NOKPROBE_SYMBOL(rethook_try_get);
NOKPROBE_SYMBOL(rethook_hook);
NOKPROBE_SYMBOL(find_call);
NOKPROBE_SYMBOL(true_address);
NOKPROBE_SYMBOL(rethook_find_ret_addr);
NOKPROBE_SYMBOL(lost_return);
NOKPROBE_SYMBOL(call_handlers);
NOKPROBE_SYMBOL(recycle_nodes);
NOKPROBE_SYMBOL(return_from_call);
NOKPROBE_SYMBOL(rethook_trampoline_handler);
