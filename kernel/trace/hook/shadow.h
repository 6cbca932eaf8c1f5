/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shadow stack: calls whose return somebody waits for.
 *
 * Each task has one, made when it is first needed. A user of it has a hook at function
 * entry. There it lays a frame for the call and fills it in, pushes it, and if it still
 * wants to know of the return, follows it: the return address is replaced by that of the
 * architecture's return_to_handler(), which comes to shadow_return(), which calls the
 * user and goes on to where the function would have returned to.
 *
 * A call is known by its place on the kernel's stack: the stack pointer at its entry, which
 * it has again at its return. An unwinder finds the return address at that place, too, or
 * where the address comes in a register, by the frame of the caller. Two calls can have the
 * same caller's frame, if what lies between them, a direct callee, has none of its own.
 *
 * Several users at one function push a frame each: the second one finds the address of
 * return_to_handler() and keeps that for the return address. Those frames have the same
 * place, so do frames of functions that end in a jump to another function, and nothing
 * needs to tell the two cases apart.
 */
#ifndef _TRACE_HOOK_SHADOW_H
#define _TRACE_HOOK_SHADOW_H

#include <linux/ftrace.h>
#include <linux/sched.h>
#include <linux/types.h>
#include "parent.h"

struct shadow_frame;

/**
 * struct shadow_user - who wants to be called when functions return
 * @leave: called at return, in the context of the function, preemption off; the frame
 *	is the innermost one of the task
 * @generation: tells it from earlier users of the same slot
 * @slot: its place in the table of users
 */
struct shadow_user {
	void	(*leave)(struct shadow_user *user, struct shadow_frame *frame,
			 struct ftrace_regs *fregs);
	u32	generation;
	u16	slot;
};

/**
 * struct shadow_frame - one call, for one user
 * @prev: the frame around it, NULL if it is the outermost one
 * @ret: where the function returns to; return_to_handler() if another frame at the same
 *	place knows
 * @place: what the call is known by
 * @caller: what an unwinder knows it by, if that is something else
 * @func: the function
 * @generation: of the user, to find out whether it is still there
 * @slot: of the user
 * @bytes: of @data
 * @data: the user's
 */
struct shadow_frame {
	struct shadow_frame	*prev;
	unsigned long		ret;
	unsigned long		*place;
#ifdef HAVE_ARCH_HOOK_RETURN
	unsigned long		*caller;
#endif
	unsigned long		func;
	u32			generation;
	u16			slot;
	u16			bytes;
	unsigned long		data[];
};

static __always_inline void shadow_set_place(struct shadow_frame *frame,
					     struct ftrace_regs *fregs)
{
	frame->place = (unsigned long *)ftrace_regs_get_stack_pointer(fregs);
#ifdef HAVE_ARCH_HOOK_RETURN
	frame->caller = arch_hook_place(fregs);
#endif
}

/* What an unwinder asks ftrace_graph_ret_addr() with. */
static __always_inline unsigned long *shadow_unwinds_by(const struct shadow_frame *frame)
{
#ifdef HAVE_ARCH_HOOK_RETURN
	return frame->caller;
#else
	return frame->place;
#endif
}

/* A frame's data is never larger. */
#define SHADOW_DATA_MAX		1024

/* Words of each task, one for each of the first users that ask for one. */
#define SHADOW_VARS		16

/**
 * struct shadow_stack - a task's followed calls
 * @top: the innermost frame
 * @end: first free byte behind it
 * @asleep: nanoseconds that the task was not running, see shadow_sleep_get()
 * @var: words of the users
 */
struct shadow_stack {
	struct shadow_frame	*top;
	void			*end;
	u64			asleep;
	unsigned long		var[SHADOW_VARS];
};

static __always_inline struct shadow_stack *shadow_of(const struct task_struct *task)
{
	return (struct shadow_stack *)READ_ONCE(task->ret_stack);
}

/* These sleep. */
int shadow_user_add(struct shadow_user *user);
void shadow_user_remove(struct shadow_user *user);

/* At function entry, preemption off; see shadow.c. */
struct shadow_frame *shadow_lay(const struct shadow_user *user, unsigned long func,
				struct ftrace_regs *fregs, unsigned int bytes);
bool shadow_extend(struct shadow_frame *frame, unsigned int bytes);
void shadow_cancel(struct shadow_frame *frame);

unsigned long shadow_behind_kretprobe(const struct task_struct *task, const unsigned long *by);

/**
 * shadow_push - make the frame of a call the innermost one
 * @frame: from shadow_lay(), its data filled in
 */
static __always_inline void shadow_push(struct shadow_frame *frame)
{
	barrier();		/* whoever finds the frame finds its data */
	WRITE_ONCE(shadow_of(current)->top, frame);
}

/**
 * shadow_follow - the return of the call is waited for
 * @frame: the innermost one
 * @fregs: registers at entry
 */
static __always_inline void shadow_follow(struct shadow_frame *frame, struct ftrace_regs *fregs)
{
	barrier();		/* whoever finds the address finds the frame */
	arch_hook_set_return_address(fregs, (unsigned long)return_to_handler);
}

/* The innermost frame of @task; it runs here or not at all. */
static __always_inline struct shadow_frame *shadow_top(const struct task_struct *task)
{
	struct shadow_stack *stack = shadow_of(task);

	return stack ? READ_ONCE(stack->top) : NULL;
}

static __always_inline bool shadow_is_of(const struct shadow_frame *frame,
					 const struct shadow_user *user)
{
	return frame->generation == user->generation;
}

/* From @frame outwards, the first one of a user; NULL if there is none. */
static __always_inline struct shadow_frame *shadow_find(struct shadow_frame *frame,
							const struct shadow_user *user)
{
	while (frame && !shadow_is_of(frame, user))
		frame = frame->prev;
	return frame;
}

/* Times of sleep are kept while somebody wants them; both may sleep. */
int shadow_sleep_get(void);
void shadow_sleep_put(void);

/* Calls that were not followed, since boot. */
unsigned long shadow_missed(void);

/* From the architecture: a followed function returned. */
unsigned long shadow_return(struct ftrace_regs *fregs, unsigned long *place);

#endif /* _TRACE_HOOK_SHADOW_H */
