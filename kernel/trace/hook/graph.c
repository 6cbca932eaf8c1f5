// SPDX-License-Identifier: GPL-2.0
/*
 * Entry and return of functions, for other parts of the kernel.
 *
 * A struct fgraph_ops is a user of the shadow stack. What it keeps for a call is the data
 * of the call's frame, which for that time is the innermost one of the task.
 */

#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/trace_clock.h>
#include <linux/trace_recursion.h>
#include "shadow.h"

/**
 * struct call_data - the data of a frame
 * @calltime: when the function was entered
 * @depth: calls around it that the user follows
 * @reserved: the user's
 */
struct call_data {
	u64		calltime;
	long		depth;
	unsigned long	reserved[];
};

/**
 * struct graph_slot - a registered user
 * @user: its part of the shadow stack
 * @gops: the user, NULL while there is none
 */
struct graph_slot {
	struct shadow_user	user;
	struct fgraph_ops	*gops;
};

static DEFINE_MUTEX(slots_mutex);
static struct graph_slot slots[SHADOW_VARS];	/* changed under slots_mutex */

static struct call_data *data_of(struct shadow_frame *frame)
{
	return (struct call_data *)frame->data;
}

static void enter(unsigned long func, struct fgraph_ops *gops, struct ftrace_regs *fregs)
{
	const struct shadow_user *user = &slots[gops->idx].user;
	struct shadow_frame *outer, *frame;
	struct ftrace_graph_ent ent;
	struct call_data *data;

	outer = shadow_find(shadow_top(current), user);
	frame = shadow_lay(user, func, fregs, sizeof(*data));
	if (!frame)
		return;
	ent.func = func;
	ent.depth = outer ? data_of(outer)->depth + 1 : 0;
	data = data_of(frame);
	data->depth = ent.depth;
	data->calltime = trace_clock_local();
	shadow_push(frame);
	if (gops->entryfunc(&ent, gops) && gops->retfunc)
		shadow_follow(frame, fregs);
	else
		shadow_cancel(frame);
}

static void graph_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);

	if (bit < 0)
		return;
	enter(ip, container_of(op, struct fgraph_ops, ops), fregs);
	ftrace_test_recursion_unlock(bit);
}

static void graph_leave(struct shadow_user *user, struct shadow_frame *frame,
			struct ftrace_regs *fregs)
{
	struct fgraph_ops *gops = container_of(user, struct graph_slot, user)->gops;
	const struct call_data *data = data_of(frame);
	struct ftrace_graph_ret ret = {
		.func		= frame->func,
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
		.retval		= ftrace_regs_get_return_value(fregs),
#endif
		.depth		= data->depth,
		.overrun	= atomic_read(&current->trace_overrun),
		.calltime	= data->calltime,
		.rettime	= trace_clock_local(),
	};

	gops->retfunc(&ret, gops);
}

/* The frame of the call that the callback of user number @idx is called for. */
static struct shadow_frame *current_frame(int idx)
{
	struct shadow_frame *frame = shadow_top(current);

	return frame && shadow_is_of(frame, &slots[idx].user) ? frame : NULL;
}

/**
 * fgraph_reserve_data - memory to be found again when the call returns
 * @idx: of the fgraph_ops
 * @size_bytes: how much
 *
 * Context: the entry callback, once.
 * Return: the memory, or NULL if it is too much or there is none left.
 */
void *fgraph_reserve_data(int idx, int size_bytes)
{
	struct shadow_frame *frame = current_frame(idx);

	if (!frame || size_bytes <= 0 || size_bytes > SHADOW_DATA_MAX ||
	    !shadow_extend(frame, size_bytes))
		return NULL;
	return data_of(frame)->reserved;
}
EXPORT_SYMBOL_GPL(fgraph_reserve_data);

/**
 * fgraph_retrieve_data - what the entry callback reserved
 * @idx: of the fgraph_ops
 * @size_bytes: set to its size, rounded up
 *
 * Context: the return callback.
 * Return: the memory, or NULL if there is none.
 */
void *fgraph_retrieve_data(int idx, int *size_bytes)
{
	struct shadow_frame *frame = current_frame(idx);

	if (!frame || frame->bytes == sizeof(struct call_data))
		return NULL;
	*size_bytes = frame->bytes - sizeof(struct call_data);
	return data_of(frame)->reserved;
}
EXPORT_SYMBOL_GPL(fgraph_retrieve_data);

/**
 * fgraph_get_task_var - a word of the current task for each user
 * @gops: the user
 *
 * Context: a callback of @gops.
 * Return: its address, NULL outside of callbacks; the word is 0 until it is written.
 */
unsigned long *fgraph_get_task_var(struct fgraph_ops *gops)
{
	struct shadow_stack *stack = shadow_of(current);

	return stack ? &stack->var[gops->idx] : NULL;
}
EXPORT_SYMBOL_GPL(fgraph_get_task_var);

static struct graph_slot *free_slot(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(slots); i++)
		if (!slots[i].gops)
			return &slots[i];
	return NULL;
}

/* Words that an earlier user of the slot left behind. */
static void clear_vars(unsigned int idx)
{
	struct task_struct *g, *t;

	guard(rcu)();
	for_each_process_thread(g, t) {
		struct shadow_stack *stack = shadow_of(t);

		if (stack)
			WRITE_ONCE(stack->var[idx], 0);
	}
}

/**
 * register_ftrace_graph - start calling the callbacks of a graph user
 * @gops: the user; @gops->ops may have a filter
 *
 * Context: may sleep.
 * Return: 0, -ENOSPC if there are too many users, or as register_ftrace_function().
 */
int register_ftrace_graph(struct fgraph_ops *gops)
{
	struct graph_slot *slot;
	int err;

	guard(mutex)(&slots_mutex);
	slot = free_slot();
	if (!slot)
		return -ENOSPC;
	slot->user.leave = graph_leave;
	slot->gops = gops;
	gops->idx = slot - slots;
	gops->ops.func = graph_enter;
	clear_vars(gops->idx);
	err = shadow_user_add(&slot->user);
	if (err)
		goto forget;
	err = register_ftrace_function(&gops->ops);
	if (!err)
		return 0;
	shadow_user_remove(&slot->user);
forget:
	slot->gops = NULL;
	return err;
}
EXPORT_SYMBOL_GPL(register_ftrace_graph);

/**
 * unregister_ftrace_graph - stop calling the callbacks of a graph user
 * @gops: the user, may go away when this returns
 *
 * Context: may sleep.
 */
void unregister_ftrace_graph(struct fgraph_ops *gops)
{
	struct graph_slot *slot = &slots[gops->idx];

	guard(mutex)(&slots_mutex);
	if (slot->gops != gops || unregister_ftrace_function(&gops->ops))
		return;
	shadow_user_remove(&slot->user);
	slot->gops = NULL;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_graph);
