/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the function hooks ask of an architecture: to change sites, and to make
 * trampolines. Only kernel/trace/hook/ calls these, under its mutex; the last ones are for
 * the architecture to call, and for everybody.
 */
#ifndef _LINUX_FTRACE_PATCH_H
#define _LINUX_FTRACE_PATCH_H

#include <linux/ftrace.h>

/**
 * arch_hook_rest_site - bring a site from what the compiler left to its rest state
 * @ip: the site, in text that nobody executes yet
 *
 * Return: 0, or -EINVAL if there is no site at @ip.
 */
int arch_hook_rest_site(unsigned long ip);

/**
 * arch_hook_patch_begin - start a batch of changes to sites
 *
 * The batch is ended by arch_hook_patch_end(), which returns when every CPU executes
 * the new text. Between the two a CPU executes either text of a site.
 */
void arch_hook_patch_begin(void);
void arch_hook_patch_end(void);

/**
 * arch_hook_patch_site - change a site, in a batch
 * @ip: the site
 * @from: what it calls now, 0 at rest
 * @to: what it is to call, 0 for rest
 *
 * Faster when the sites of a batch come in ascending order.
 *
 * Return: 0, or -EINVAL if the text at @ip is not what @from says; it is left alone then.
 */
int arch_hook_patch_site(unsigned long ip, unsigned long from, unsigned long to);

/**
 * arch_hook_make_trampoline - entry code that calls @func with @ops
 * @ops: gets trampoline and trampoline_size; FTRACE_OPS_FL_SAVE_REGS chooses the kind
 * @func: what to call
 *
 * Return: 0, -ENOMEM, or -EOPNOTSUPP if an ops can have none of its own.
 */
int arch_hook_make_trampoline(struct ftrace_ops *ops, ftrace_func_t func);

/* Make an existing trampoline, which may be executing, call another function. */
void arch_hook_retarget_trampoline(struct ftrace_ops *ops, ftrace_func_t func);

/* Free it; nobody may be in it, and no site may call it. */
void arch_hook_free_trampoline(struct ftrace_ops *ops);

/* Trampolines can be made: ops that were registered earlier in boot get theirs. */
void set_ftrace_ops_ro(void);

/**
 * arch_hook_function - from a site to its function
 * @ip: the site, or the function already
 *
 * Context: any.
 * Return: where the function begins.
 */
#ifdef CONFIG_ARM64
unsigned long arch_hook_function(unsigned long ip);
#else
static inline unsigned long arch_hook_function(unsigned long ip)
{
	return ip;
}
#endif

#endif /* _LINUX_FTRACE_PATCH_H */
