// SPDX-License-Identifier: GPL-2.0
/*
 * Probes of function entry and exit.
 *
 * A probe with an exit handler is a user of the shadow stack, which also has the memory
 * that its two handlers share for a call. One without is an ops and nothing else.
 */

#include <linux/align.h>
#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/fprobe.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/trace_recursion.h>
#include "parent.h"
#include "shadow_lay.h"

/**
 * struct fprobe_exit - the exit half of a probe
 * @user: its part of the shadow stack
 * @fp: the probe, whose ops.private points here
 * @bytes: data of a call, as the shadow stack has it
 */
struct fprobe_exit {
	struct shadow_user	user;
	struct fprobe		*fp;
	unsigned int		bytes;
};

/* What the handlers are given: every register, or those of the call, laid out in @room. */
static __always_inline struct pt_regs *regs_of(struct ftrace_regs *fregs, struct pt_regs *room)
{
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_REGS
	return arch_ftrace_get_regs(fregs);
#else
	return ftrace_partial_regs(fregs, room);
#endif
}

/* As the functions of <linux/fprobe.h>, which expect that there may be no probe. */
static __always_inline bool is_off(const struct fprobe *fp)
{
	return unlikely(fp->flags & FPROBE_FL_DISABLED);
}

static __always_inline bool is_shared(const struct fprobe *fp)
{
	return unlikely(fp->flags & FPROBE_FL_KPROBE_SHARED);
}

/* A probe that shares its handlers with kprobes must not run inside of one. */
static __always_inline bool begin_handler(struct fprobe *fp)
{
	if (!is_shared(fp))
		return true;
	if (kprobe_running())
		return false;
	kprobe_busy_begin();
	return true;
}

static __always_inline void end_handler(struct fprobe *fp)
{
	if (is_shared(fp))
		kprobe_busy_end();
}

static __always_inline int call_entry(struct fprobe *fp, unsigned long ip,
				      unsigned long parent_ip, struct ftrace_regs *fregs,
				      void *data)
{
	struct pt_regs room = {};
	int ret;

	if (!begin_handler(fp)) {
		fp->nmissed++;
		return -EBUSY;
	}
	ret = fp->entry_handler(fp, ip, hook_true_parent(parent_ip, fregs),
				regs_of(fregs, &room), data);
	end_handler(fp);
	return ret;
}

static void *data_of(const struct fprobe *fp, struct shadow_frame *frame)
{
	return fp->entry_data_size ? frame->data : NULL;
}

static __always_inline void enter_followed(struct fprobe *fp, unsigned long ip,
					   unsigned long parent_ip,
					   struct ftrace_regs *fregs)
{
	struct fprobe_exit *exit = fp->ops.private;
	struct shadow_frame *frame;

	frame = __shadow_lay(&exit->user, ip, fregs, exit->bytes);
	if (!frame) {
		fp->nmissed++;
		return;
	}
	if (fp->entry_handler &&
	    call_entry(fp, ip, parent_ip, fregs, data_of(fp, frame))) {
		shadow_cancel(frame);
		return;
	}
	shadow_push(frame);
	shadow_follow(frame, fregs);
}

/* The callback of a probe; one with an exit handler follows the call. */
static __always_inline void enter(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops, struct ftrace_regs *fregs,
				  bool follow)
{
	struct fprobe *fp = container_of(ops, struct fprobe, ops);
	int bit;

	if (is_off(fp))
		return;
	bit = ftrace_test_recursion_trylock(ip, parent_ip);
	if (bit < 0) {
		fp->nmissed++;
		return;
	}
	if (follow)
		enter_followed(fp, ip, parent_ip, fregs);
	else if (fp->entry_handler)
		call_entry(fp, ip, parent_ip, fregs, NULL);
	ftrace_test_recursion_unlock(bit);
}

static void fprobe_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 struct ftrace_regs *fregs)
{
	enter(ip, parent_ip, ops, fregs, false);
}

static void fprobe_enter_follow(unsigned long ip, unsigned long parent_ip,
				struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	enter(ip, parent_ip, ops, fregs, true);
}

/* Somebody else may follow the call, too, here or as a kretprobe. */
static __always_inline unsigned long true_return(struct shadow_frame *frame)
{
	if (unlikely(shadow_returns(frame->ret) || is_kretprobe_trampoline(frame->ret)))
		return shadow_true_return(frame);
	return frame->ret;
}

static void fprobe_leave(struct shadow_user *user, struct shadow_frame *frame,
			 struct ftrace_regs *fregs)
{
	struct fprobe *fp = container_of(user, struct fprobe_exit, user)->fp;
	struct pt_regs *regs, room = {};
	unsigned long ret;

	if (is_off(fp))
		return;
	if (!begin_handler(fp)) {
		fp->nmissed++;
		return;
	}
	regs = regs_of(fregs, &room);
	ret = true_return(frame);
	instruction_pointer_set(regs, ret);
	fp->exit_handler(fp, frame->func, ret, regs, data_of(fp, frame));
	end_handler(fp);
}

/* ---- Registration ----------------------------------------------------- */

static int add_exit(struct fprobe *fp)
{
	struct fprobe_exit *exit __free(kfree) = NULL;
	int err;

	fp->ops.private = NULL;
	if (!fp->exit_handler)
		return 0;
	if (fp->entry_data_size > SHADOW_DATA_MAX)
		return -EINVAL;
	exit = kzalloc(sizeof(*exit), GFP_KERNEL);
	if (!exit)
		return -ENOMEM;
	exit->fp = fp;
	exit->bytes = ALIGN(fp->entry_data_size, sizeof(long));
	exit->user.leave = fprobe_leave;
	err = shadow_user_add(&exit->user);
	if (!err)
		fp->ops.private = no_free_ptr(exit);
	return err;
}

static void remove_exit(struct fprobe *fp)
{
	struct fprobe_exit *exit = fp->ops.private;

	if (!exit)
		return;
	shadow_user_remove(&exit->user);
	fp->ops.private = NULL;
	kfree(exit);
}

/* The filter is set, or @err says why not; then it is forgotten. */
static int start_probe(struct fprobe *fp, int err)
{
	if (!err)
		err = add_exit(fp);
	if (!err) {
		err = register_ftrace_function(&fp->ops);
		if (!err)
			return 0;
		remove_exit(fp);
	}
	ftrace_free_filter(&fp->ops);
	return err;
}

static int prepare_probe(struct fprobe *fp)
{
	if (fprobe_is_registered(fp))
		return -EBUSY;
	fp->nmissed = 0;
	fp->ops.func = fp->exit_handler ? fprobe_enter_follow : fprobe_enter;
	fp->ops.flags |= FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED;
	return 0;
}

/**
 * register_fprobe - probe functions by name
 * @fp: the probe
 * @filter: name of the functions, wildcards allowed
 * @notfilter: of those, not these; may be NULL
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if no function has such a name, -EBUSY if it is registered, -ENOMEM.
 */
int register_fprobe(struct fprobe *fp, const char *filter, const char *notfilter)
{
	int err;

	if (!fp || !filter)
		return -EINVAL;
	err = prepare_probe(fp);
	if (err)
		return err;
	err = ftrace_set_filter(&fp->ops, (unsigned char *)filter, strlen(filter), 0);
	if (!err && notfilter)
		err = ftrace_set_notrace(&fp->ops, (unsigned char *)notfilter,
					 strlen(notfilter), 0);
	return start_probe(fp, err);
}
EXPORT_SYMBOL_GPL(register_fprobe);

/**
 * register_fprobe_ips - probe functions by address
 * @fp: the probe
 * @addrs: the functions
 * @num: how many
 *
 * Context: may sleep.
 * Return: as register_fprobe().
 */
int register_fprobe_ips(struct fprobe *fp, unsigned long *addrs, int num)
{
	int err;

	if (!fp || !addrs || num <= 0)
		return -EINVAL;
	err = prepare_probe(fp);
	if (err)
		return err;
	return start_probe(fp, ftrace_set_filter_ips(&fp->ops, addrs, num, 0, 0));
}
EXPORT_SYMBOL_GPL(register_fprobe_ips);

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char * const *)a, *(const char * const *)b);
}

/**
 * register_fprobe_syms - probe functions by their exact names
 * @fp: the probe
 * @syms: the names
 * @num: how many
 *
 * Context: may sleep.
 * Return: as register_fprobe(), or -ENOENT if there is no such function.
 */
int register_fprobe_syms(struct fprobe *fp, const char **syms, int num)
{
	const char **sorted __free(kfree) = NULL;
	unsigned long *addrs __free(kfree) = NULL;

	if (!fp || !syms || num <= 0)
		return -EINVAL;
	sorted = kmemdup_array(syms, num, sizeof(*syms), GFP_KERNEL);
	addrs = kcalloc(num, sizeof(*addrs), GFP_KERNEL);
	if (!sorted || !addrs)
		return -ENOMEM;
	sort(sorted, num, sizeof(*sorted), compare_names, NULL);
	if (ftrace_lookup_symbols(sorted, num, addrs))
		return -ENOENT;
	return register_fprobe_ips(fp, addrs, num);
}
EXPORT_SYMBOL_GPL(register_fprobe_syms);

/**
 * fprobe_is_registered - is the probe in place?
 * @fp: the probe
 *
 * Context: any.
 * Return: whether it is.
 */
bool fprobe_is_registered(struct fprobe *fp)
{
	return fp && (fp->ops.func == fprobe_enter || fp->ops.func == fprobe_enter_follow) &&
	       fp->ops.flags & FTRACE_OPS_FL_ENABLED;
}

/**
 * unregister_fprobe - take a probe away
 * @fp: the probe, may go away when this returns
 *
 * Context: may sleep.
 * Return: 0, or -EINVAL if it is not registered.
 */
int unregister_fprobe(struct fprobe *fp)
{
	int err;

	if (!fprobe_is_registered(fp))
		return -EINVAL;
	err = unregister_ftrace_function(&fp->ops);
	if (err)
		return err;
	remove_exit(fp);
	ftrace_free_filter(&fp->ops);
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_fprobe);
