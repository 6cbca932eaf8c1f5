// SPDX-License-Identifier: GPL-2.0
/*
 * The shadow stack: calls whose return somebody waits for.
 *
 * A task's shadow stack is a chain of pages, taken when they are first needed and kept
 * until the task ends. Frames are laid one behind the other; one that does not fit into
 * a page goes to the next one. The start of the first page is struct shadow_stack.
 *
 * Only code that runs for the task changes its stack, and what interrupts that code
 * leaves the stack as it was found. So no step needs an atomic operation, but the order
 * of the steps counts:
 *
 *  - Laying a frame moves stack->end first. What interrupts from here on lays its frames
 *    behind ours, which may be half filled in: it is not reachable. Then it is filled in,
 *    by us and by the user, then shadow_push() makes it reachable by stack->top, and only
 *    then shadow_follow() makes the function return to return_to_handler().
 *  - Return calls the user while the frame is on top, so that a stack trace taken there
 *    finds the return address. Before the last frame of a place goes, the address is
 *    where an unwinder looks for it. Then stack->top leaves the frame, then stack->end does.
 *
 * Who unwinds a stack goes through the frames of the task, current or not running. Pages
 * stay for as long as the task, and all frames below stack->top are complete.
 *
 * A function need not return: a task that dies in it, or code that puts back an older
 * stack pointer. Frames of such calls lie above that of a call that does return, and go
 * with it. Nobody is called for them.
 *
 * A frame may outlive its user: a task can sleep in a function for days. Frames name
 * their user by a slot and a generation, which is never used again.
 */

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/trace_recursion.h>
#include "parent.h"
#include "shadow_lay.h"
#include "shadow_pages.h"

#define SHADOW_USERS	512

static DEFINE_MUTEX(users_mutex);
static struct shadow_user *users[SHADOW_USERS];	/* changed under users_mutex */
static unsigned int nr_users;			/* under users_mutex */
static u32 last_generation;			/* under users_mutex */

bool shadow_dead __read_mostly;		/* ftrace_graph_stop() */

static DEFINE_PER_CPU(unsigned long, missed);

/* ---- Users ------------------------------------------------------------ */

static int free_slot(void)
{
	for (int slot = 0; slot < SHADOW_USERS; slot++)
		if (!users[slot])
			return slot;
	return -ENOSPC;
}

/**
 * shadow_user_add - begin to use shadow stacks
 * @user: who; @leave is set
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM, or -ENOSPC if there are too many users.
 */
int shadow_user_add(struct shadow_user *user)
{
	int slot, err = 0;

	guard(mutex)(&users_mutex);
	slot = free_slot();
	if (slot < 0)
		return slot;
	if (!nr_users)
		err = shadow_pages_fill();
	if (err)
		return err;
	WRITE_ONCE(nr_users, nr_users + 1);
	user->slot = slot;
	user->generation = ++last_generation;
	smp_store_release(&users[slot], user);	/* pairs with call_user() */
	return 0;
}

/**
 * shadow_user_remove - stop using shadow stacks
 * @user: who; it pushes nothing any more
 *
 * Calls that are still being followed return as ever, and @user is not told. When this
 * returns it may go away.
 *
 * Context: may sleep.
 */
void shadow_user_remove(struct shadow_user *user)
{
	guard(mutex)(&users_mutex);
	WRITE_ONCE(users[user->slot], NULL);
	synchronize_rcu_tasks_rude();	/* callbacks run with preemption off */
	WRITE_ONCE(nr_users, nr_users - 1);
	if (!nr_users)
		shadow_pages_drain();
}

/**
 * ftrace_graph_stop - follow no more calls, for good
 *
 * Context: any.
 */
void ftrace_graph_stop(void)
{
	WRITE_ONCE(shadow_dead, true);
}

unsigned long shadow_missed(void)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(missed, cpu);
	return sum;
}

/* ---- Memory ----------------------------------------------------------- */

static struct shadow_stack *stack_in(void *page)
{
	struct shadow_segment *seg = page;
	struct shadow_stack *stack = (void *)seg->data;

	stack->end = stack + 1;
	return stack;
}

/* The first page of a task. */
noinline struct shadow_stack *shadow_make_stack(void)
{
	unsigned long *old = NULL;
	struct shadow_stack *stack;
	void *page;

	page = shadow_page_take();
	if (!page)
		return NULL;
	stack = stack_in(page);
	/* What interrupted may have been faster. */
	if (try_cmpxchg(&current->ret_stack, &old, (unsigned long *)stack))
		return stack;
	shadow_page_give(page);
	return (struct shadow_stack *)old;
}

static struct shadow_segment *segment_of(const void *address)
{
	return (void *)((unsigned long)address & PAGE_MASK);
}

static noinline struct shadow_segment *next_segment(struct shadow_segment *seg)
{
	struct shadow_segment *old = NULL, *next = READ_ONCE(seg->next);

	if (next)
		return next;
	next = shadow_page_take();
	if (!next || try_cmpxchg(&seg->next, &old, next))
		return next;
	shadow_page_give(next);
	return old;
}

/* Room in the page behind. */
noinline void *shadow_reserve_behind(struct shadow_stack *stack, void *end, unsigned int bytes)
{
	struct shadow_segment *seg = next_segment(segment_of(end - 1));

	if (!seg)
		return NULL;
	/* Whatever interrupts and comes here as well, writes the same. */
	seg->below = end;
	barrier();
	WRITE_ONCE(stack->end, (void *)seg->data + bytes);
	return seg->data;
}

void shadow_count_missed(void)
{
	atomic_inc(&current->trace_overrun);
	this_cpu_inc(missed);
}

/* ---- Entry ------------------------------------------------------------ */

/**
 * shadow_lay - take room for a frame on the shadow stack of current
 * @user: whose
 * @func: the function that is being entered
 * @fregs: registers at entry
 * @bytes: of data, at most SHADOW_DATA_MAX
 *
 * In the same callback it is to be given up with shadow_cancel(), or pushed, and then
 * followed or cancelled.
 *
 * Context: any, preemption off.
 * Return: the frame, or NULL if the call cannot be followed.
 */
struct shadow_frame *shadow_lay(const struct shadow_user *user, unsigned long func,
				struct ftrace_regs *fregs, unsigned int bytes)
{
	return __shadow_lay(user, func, fregs, ALIGN(bytes, sizeof(long)));
}

/**
 * shadow_extend - more data for the last frame
 * @frame: from shadow_lay(), not followed yet
 * @bytes: how much more
 *
 * Return: false if there is no room.
 */
bool shadow_extend(struct shadow_frame *frame, unsigned int bytes)
{
	struct shadow_stack *stack = shadow_of(current);
	void *end = READ_ONCE(stack->end);

	bytes = ALIGN(bytes, sizeof(long));
	if (frame->bytes + bytes > SHADOW_DATA_MAX || !shadow_fits(end, bytes))
		return false;
	WRITE_ONCE(stack->end, end + bytes);
	frame->bytes += bytes;
	return true;
}

/**
 * shadow_cancel - take the last frame off again
 * @frame: from shadow_lay(), not followed
 */
void shadow_cancel(struct shadow_frame *frame)
{
	shadow_pop(shadow_of(current), frame);
}

/* ---- Return ----------------------------------------------------------- */

static __always_inline void call_user(struct shadow_frame *frame, struct ftrace_regs *fregs)
{
	/* Pairs with shadow_user_add(). */
	struct shadow_user *user = smp_load_acquire(&users[frame->slot]);

	if (likely(user) && shadow_is_of(frame, user))
		user->leave(user, frame, fregs);
}

/* Calls above the one that returns to @place never returned. */
static noinline void drop_until(struct shadow_stack *stack, const unsigned long *place)
{
	const struct shadow_frame *frame;

	for (frame = stack->top; frame && frame->place != place; frame = frame->prev)
		;
	if (!frame)
		panic("graph: return address of a followed call is lost\n");
	while (stack->top != frame)
		shadow_pop(stack, stack->top);
}

/* Is there another frame of the place, with the address that @frame has not? */
static __always_inline bool goes_on(const struct shadow_frame *frame)
{
	return shadow_returns(frame->ret) && frame->prev &&
	       frame->prev->place == frame->place;
}

/* Return: where the call returns to. */
static __always_inline unsigned long
leave_place(struct shadow_stack *stack, unsigned long *place, struct ftrace_regs *fregs,
	    bool call)
{
	struct shadow_frame *frame;
	unsigned long ret;
	bool more;

	do {
		frame = stack->top;
		if (call)
			call_user(frame, fregs);
		more = goes_on(frame);
		ret = frame->ret;
		if (!more)
			arch_hook_end_return(fregs, place, ret);
		barrier();
		shadow_pop(stack, frame);
	} while (more);
	return ret;
}

/**
 * shadow_return - a followed function returned
 * @fregs: registers at return
 * @place: the stack pointer
 *
 * Called by the architecture's return_to_handler().
 *
 * Context: any where the function could return.
 * Return: where to go on.
 */
unsigned long shadow_return(struct ftrace_regs *fregs, unsigned long *place)
{
	struct shadow_stack *stack = shadow_of(current);
	unsigned long ret;
	int bit;

	if (unlikely(stack->top->place != place))
		drop_until(stack, place);
	bit = ftrace_test_recursion_trylock(stack->top->func, stack->top->ret);
	if (unlikely(bit < 0))
		return leave_place(stack, place, fregs, false);
	ret = leave_place(stack, place, fregs, true);
	ftrace_test_recursion_unlock(bit);
	return ret;
}

/**
 * ftrace_graph_ret_addr - the true return address in place of return_to_handler()
 * @task: the task, current or one that does not run
 * @idx: where the search stands, for callers without @retp; 0 at first
 * @ret: what was found on the stack
 * @retp: what an unwinder knows the call by, or NULL
 *
 * Context: any.
 * Return: the address; @ret if it is a true one or if nothing is known.
 */
unsigned long ftrace_graph_ret_addr(struct task_struct *task, int *idx, unsigned long ret,
				    unsigned long *retp)
{
	const struct shadow_frame *frame;
	int nr = 0;

	if (likely(!shadow_returns(ret)))
		return ret;
	for (frame = shadow_top(task); frame; frame = frame->prev) {
		if (shadow_returns(frame->ret))
			continue;
		if (retp ? shadow_unwinds_by(frame) == retp : nr++ == *idx) {
			(*idx)++;
			return frame->ret;
		}
	}
	return ret;
}

/**
 * shadow_behind_kretprobe - where a call returns to whose return a kretprobe waits for, too
 * @task: the task, current or one that does not run
 * @by: what an unwinder knows the call by
 *
 * For a kretprobe that came between two users, and has return_to_handler() for the address.
 *
 * Context: any.
 * Return: the address, or that of return_to_handler() if nothing is known.
 */
unsigned long shadow_behind_kretprobe(const struct task_struct *task, const unsigned long *by)
{
	const struct shadow_frame *frame;

	for (frame = shadow_top(task); frame; frame = frame->prev) {
		if (shadow_unwinds_by(frame) == by && !shadow_returns(frame->ret) &&
		    !is_kretprobe_trampoline(frame->ret))
			return frame->ret;
	}
	return (unsigned long)return_to_handler;
}

noinline unsigned long shadow_true_return(struct shadow_frame *frame)
{
	unsigned long *by = shadow_unwinds_by(frame);
	struct llist_node *cur = NULL;
	unsigned long ret;
	int idx = 0;

	ret = ftrace_graph_ret_addr(current, &idx, frame->ret, by);
	if (is_kretprobe_trampoline(ret))
		ret = kretprobe_find_ret_addr(current, by, &cur) ?: ret;
	return ret;
}

/* ---- Tasks ------------------------------------------------------------ */

/* A new task is a copy of its parent; what the parent's functions do is not its own. */
void ftrace_graph_init_task(struct task_struct *t)
{
	void *page = NULL;

	if (READ_ONCE(nr_users))
		page = (void *)get_zeroed_page(GFP_KERNEL | __GFP_NOWARN);
	t->ret_stack = page ? (unsigned long *)stack_in(page) : NULL;
	t->ftrace_timestamp = 0;
	atomic_set(&t->trace_overrun, 0);
	atomic_set(&t->tracing_graph_pause, 0);
}

/*
 * An idle task that begins again has returned from nothing that it was in before. That of
 * the boot CPU makes itself one, in a call that goes on.
 */
void ftrace_graph_init_idle_task(struct task_struct *t, int cpu)
{
	struct shadow_stack *stack = shadow_of(t);

	if (!stack || t == current)
		return;
	stack->top = NULL;
	stack->end = stack + 1;
}

void ftrace_graph_exit_task(struct task_struct *t)
{
	struct shadow_segment *seg, *next;

	if (!t->ret_stack)
		return;
	for (seg = segment_of(t->ret_stack); seg; seg = next) {
		next = seg->next;
		free_page((unsigned long)seg);
	}
	t->ret_stack = NULL;
}

/* A probe in any of these could need it to come back. */
NOKPROBE_SYMBOL(return_to_handler);
NOKPROBE_SYMBOL(shadow_lay);
NOKPROBE_SYMBOL(shadow_return);
NOKPROBE_SYMBOL(ftrace_graph_ret_addr);
NOKPROBE_SYMBOL(shadow_behind_kretprobe);

/* Out of line: the hooks that ask for it have no stack frame of their own else. */
noinline unsigned long hook_hidden_parent(unsigned long parent_ip, struct ftrace_regs *fregs)
{
	int idx = 0;

	return ftrace_graph_ret_addr(current, &idx, parent_ip, arch_hook_place(fregs));
}
