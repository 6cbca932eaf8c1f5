/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Laying a frame on a shadow stack, inline for those where instructions count. The
 * order of the steps is explained in shadow.c.
 */
#ifndef _TRACE_HOOK_SHADOW_LAY_H
#define _TRACE_HOOK_SHADOW_LAY_H

#include <linux/atomic.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/stddef.h>
#include "shadow.h"

/**
 * struct shadow_segment - a page of a shadow stack
 * @next: the page behind it, kept once it is there
 * @below: stack->end before the first frame was laid here; NULL in a first page
 * @data: frames; in a first page struct shadow_stack and frames
 */
struct shadow_segment {
	struct shadow_segment	*next;
	void			*below;
	unsigned long		data[];
};

extern bool shadow_dead;		/* ftrace_graph_stop() */

struct shadow_stack *shadow_make_stack(void);
void *shadow_reserve_behind(struct shadow_stack *stack, void *end, unsigned int bytes);
void shadow_count_missed(void);
unsigned long shadow_true_return(struct shadow_frame *frame);

static __always_inline bool shadow_returns(unsigned long address)
{
	return address == (unsigned long)return_to_handler;
}

/* @end may be that of the page. */
static __always_inline bool shadow_fits(const void *end, unsigned int bytes)
{
	return offset_in_page(end - 1) + bytes < PAGE_SIZE;
}

static __always_inline void shadow_pop(struct shadow_stack *stack, struct shadow_frame *frame)
{
	const struct shadow_segment *seg = (void *)((unsigned long)frame & PAGE_MASK);
	void *end = frame;

	if (unlikely(offset_in_page(frame) == offsetof(struct shadow_segment, data)))
		end = seg->below;
	WRITE_ONCE(stack->top, frame->prev);
	barrier();
	WRITE_ONCE(stack->end, end);
}

/* Nobody whom we interrupt has laid a frame behind it. */
static __always_inline bool shadow_is_last(const struct shadow_stack *stack,
					   const struct shadow_frame *frame)
{
	return (void *)frame->data + frame->bytes == READ_ONCE(stack->end);
}

/*
 * A frame for a place that holds a true address is of a call that never returned. That of
 * a kretprobe's code is none: it goes on to whoever was there before.
 */
static __always_inline void shadow_drop_dead(struct shadow_stack *stack,
					     const unsigned long *place, unsigned long ret)
{
	struct shadow_frame *top = stack->top;

	while (unlikely(top && top->place == place) && !shadow_returns(ret) &&
	       !is_kretprobe_trampoline(ret) && shadow_is_last(stack, top)) {
		shadow_pop(stack, top);
		top = stack->top;
	}
}

/* Room for a frame, of which only @prev is set. */
static __always_inline struct shadow_frame *
shadow_room(unsigned int bytes, const unsigned long *place, unsigned long ret)
{
	struct shadow_stack *stack = shadow_of(current);
	struct shadow_frame *frame;

	if (unlikely(!stack)) {
		stack = shadow_make_stack();
		if (!stack)
			return NULL;
	}
	shadow_drop_dead(stack, place, ret);
	frame = READ_ONCE(stack->end);
	if (likely(shadow_fits(frame, bytes))) {
		WRITE_ONCE(stack->end, (void *)frame + bytes);
	} else {
		frame = shadow_reserve_behind(stack, frame, bytes);
		if (!frame)
			return NULL;
	}
	frame->prev = stack->top;
	return frame;
}

/* shadow_lay(), inline, of @bytes in whole words. */
static __always_inline struct shadow_frame *
__shadow_lay(const struct shadow_user *user, unsigned long func, struct ftrace_regs *fregs,
	     unsigned int bytes)
{
	unsigned long ret = arch_hook_return_address(fregs);
	unsigned long *place = (unsigned long *)ftrace_regs_get_stack_pointer(fregs);
	struct shadow_frame *frame;

	if (unlikely(shadow_dead || atomic_read(&current->tracing_graph_pause)))
		return NULL;
	frame = shadow_room(sizeof(*frame) + bytes, place, ret);
	if (unlikely(!frame)) {
		shadow_count_missed();
		return NULL;
	}
	frame->ret = ret;
	shadow_set_place(frame, fregs);
	frame->func = func;
	frame->generation = user->generation;
	frame->slot = user->slot;
	frame->bytes = bytes;
	return frame;
}

#endif /* _TRACE_HOOK_SHADOW_LAY_H */
