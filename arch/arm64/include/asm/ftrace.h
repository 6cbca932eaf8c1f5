/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Function hooks on arm64: shape of a call site, register view, system call names.
 *
 * The compiler leaves two nops at the start of a function, and eight bytes before it if
 * there are call ops:
 *
 *	func - 8:	.quad	callee		what the entry code is to call
 *	func:		(bti c)			if functions are landing pads
 *			mov	x9, x30		where the function returns to
 *	site:		nop			bl ftrace_caller while hooked
 *
 * The move is put there at boot and costs next to nothing, so that hooking is a change of
 * one instruction. The entry code finds the callee by the address that the bl leaves in
 * x30; without call ops it always calls the dispatcher. A callee is two words of data, or
 * the function of a direct call, which has FTRACE_CALLEE_DIRECT added.
 */
#ifndef _ASM_ARM64_FTRACE_H
#define _ASM_ARM64_FTRACE_H

#include <asm/insn-def.h>

#define MCOUNT_INSN_SIZE		AARCH64_INSN_SIZE
#define MCOUNT_ADDR			((unsigned long)ftrace_caller)

/* From a function's address to its site: the move, and maybe a bti. */
#define FTRACE_MCOUNT_MAX_OFFSET	(2 * AARCH64_INSN_SIZE)

#define ARCH_SUPPORTS_FTRACE_OPS	1

/* A module has a jump to the entry code for each of its text and init text. */
#define FTRACE_ADDR			((unsigned long)ftrace_caller)
#define FTRACE_PLT_IDX			0
#define NR_FTRACE_PLTS			1

#define FTRACE_CALLEE_DIRECT		1

#ifndef __ASSEMBLY__

#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/ptrace.h>

/* __builtin_return_address() is good for one level only. */
void *return_address(unsigned int level);
#define ftrace_return_address(n)	return_address(n)

#ifdef CONFIG_FUNCTION_TRACER

struct ftrace_ops;
struct ftrace_regs;

void ftrace_caller(void);

/* There is one kind of entry code. */
#define ftrace_regs_caller		ftrace_caller

unsigned long ftrace_call_adjust(unsigned long addr);

/**
 * struct ftrace_callee - what the entry code calls for a site
 * @func: the callback
 * @ops: its ops
 *
 * The trampoline of an ops is one of these. entry-ftrace.S knows the layout.
 */
struct ftrace_callee {
	void			(*func)(unsigned long ip, unsigned long parent_ip,
					struct ftrace_ops *ops, struct ftrace_regs *fregs);
	struct ftrace_ops	*ops;
};

/* The one that calls the dispatcher. */
extern const struct ftrace_callee hook_dispatcher;

#define HAVE_ARCH_FTRACE_REGS

/**
 * struct __arch_ftrace_regs - registers at entry or return of a function
 * @regs: x0 to x8: arguments, results, where to put a large result
 * @direct_tramp: a direct callee to enter before the function
 * @fp: x29
 * @lr: x30 as the function finds it: where it returns to
 * @sp: stack pointer
 * @pc: where to go on
 * @frame: frame record of the entry code: the record behind it, and an address in the
 *	function
 *
 * The other registers are not part of a call.
 */
struct __arch_ftrace_regs {
	unsigned long	regs[9];
	unsigned long	direct_tramp;
	unsigned long	fp;
	unsigned long	lr;
	unsigned long	sp;
	unsigned long	pc;
	unsigned long	frame[2];
};

#define arch_ftrace_regs(fregs)		((struct __arch_ftrace_regs *)(fregs))

static __always_inline unsigned long
ftrace_regs_get_instruction_pointer(const struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->pc;
}

static __always_inline void
ftrace_regs_set_instruction_pointer(struct ftrace_regs *fregs, unsigned long ip)
{
	arch_ftrace_regs(fregs)->pc = ip;
}

static __always_inline unsigned long
ftrace_regs_get_stack_pointer(const struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->sp;
}

static __always_inline unsigned long
ftrace_regs_get_frame_pointer(const struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->fp;
}

/* Arguments beyond the eighth are on the stack, packed as their types want it. */
static __always_inline unsigned long
ftrace_regs_get_argument(struct ftrace_regs *fregs, unsigned int n)
{
	return n < 8 ? arch_ftrace_regs(fregs)->regs[n] : 0;
}

static __always_inline unsigned long
ftrace_regs_get_return_value(const struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->regs[0];
}

static __always_inline void
ftrace_regs_set_return_value(struct ftrace_regs *fregs, unsigned long value)
{
	arch_ftrace_regs(fregs)->regs[0] = value;
}

static __always_inline void
ftrace_override_function_with_return(struct ftrace_regs *fregs)
{
	arch_ftrace_regs(fregs)->pc = arch_ftrace_regs(fregs)->lr;
}

/* There never is a complete pt_regs. */
static __always_inline struct pt_regs *arch_ftrace_get_regs(struct ftrace_regs *fregs)
{
	return NULL;
}

static __always_inline struct pt_regs *
ftrace_partial_regs(const struct ftrace_regs *fregs, struct pt_regs *regs)
{
	const struct __arch_ftrace_regs *from = arch_ftrace_regs(fregs);

	memcpy(regs->regs, from->regs, sizeof(from->regs));
	regs->regs[29] = from->fp;
	regs->regs[30] = from->lr;
	regs->sp = from->sp;
	regs->pc = from->pc;
	regs->pstate = PSR_MODE_EL1h;
	return regs;
}

/* Enough of a pt_regs for perf to walk the stack from here, the caller included. */
static __always_inline void arch_ftrace_fill_perf_regs(struct ftrace_regs *fregs,
						       struct pt_regs *to)
{
	to->pc = arch_ftrace_regs(fregs)->pc;
	to->regs[29] = arch_ftrace_regs(fregs)->frame[0];
	to->sp = arch_ftrace_regs(fregs)->sp;
	to->pstate = PSR_MODE_EL1h;
}

#define arch_ftrace_fill_perf_regs arch_ftrace_fill_perf_regs

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
static __always_inline
void arch_ftrace_set_direct_caller(struct ftrace_regs *fregs, unsigned long addr)
{
	arch_ftrace_regs(fregs)->direct_tramp = addr;
}
#endif

/*
 * The return address comes in a register. A stack unwinder looks up a call that is being
 * followed by the frame of its caller.
 */
#define HAVE_ARCH_HOOK_RETURN

static __always_inline unsigned long *arch_hook_place(struct ftrace_regs *fregs)
{
	return (unsigned long *)arch_ftrace_regs(fregs)->fp;
}

static __always_inline unsigned long arch_hook_return_address(struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->lr;
}

static __always_inline void
arch_hook_set_return_address(struct ftrace_regs *fregs, unsigned long addr)
{
	arch_ftrace_regs(fregs)->lr = addr;
}

/* An unwinder finds this address instead of return_to_handler() from now on. */
static __always_inline void
arch_hook_end_return(struct ftrace_regs *fregs, unsigned long *place, unsigned long addr)
{
	WRITE_ONCE(arch_ftrace_regs(fregs)->frame[1], addr);
}

/* The true return address that a word of the current stack may hold. */
unsigned long arch_hook_saved_return(const unsigned long *word);

#endif /* CONFIG_FUNCTION_TRACER */

/* "sys_x" is named by a symbol __arm64_sys_x. */
#define ARCH_HAS_SYSCALL_MATCH_SYM_NAME
static inline bool arch_syscall_match_sym_name(const char *sym, const char *name)
{
	return str_has_prefix(sym, "__arm64_sys") &&
	       !strcmp(sym + strlen("__arm64_sys"), name + strlen("sys"));
}

#ifndef COMPILE_OFFSETS
/* Others count on it to come from here. */
#include <asm/compat.h>
#endif

#if defined(CONFIG_FTRACE_SYSCALLS) && defined(CONFIG_COMPAT) && !defined(COMPILE_OFFSETS)
/*
 * The numbers of 32 bit calls mean other calls in the table of the 64 bit ones, so
 * the per-call events leave them out; raw_syscalls events show them.
 */
#define ARCH_TRACE_IGNORE_COMPAT_SYSCALLS 1
static inline bool arch_trace_is_compat_syscall(struct pt_regs *regs)
{
	return is_compat_task();
}
#endif

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_ARM64_FTRACE_H */
