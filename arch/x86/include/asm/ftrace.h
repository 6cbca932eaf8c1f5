/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Function hooks on x86: shape of a call site, register view, system call names.
 */
#ifndef _ASM_X86_FTRACE_H
#define _ASM_X86_FTRACE_H

#include <asm/ptrace.h>

#ifdef CONFIG_FUNCTION_TRACER

#ifndef CC_USING_FENTRY
# error "function hooks need a compiler with -mfentry"
#endif

#include <asm/ibt.h>

/* A site is one five byte instruction: a nop at rest, a call while hooked. */
#define MCOUNT_INSN_SIZE		5
#define MCOUNT_ADDR			((unsigned long)__fentry__)

/* An ENDBR may stand between the function's address and its site. */
#define FTRACE_MCOUNT_MAX_OFFSET	ENDBR_INSN_SIZE

#define ARCH_SUPPORTS_FTRACE_OPS	1

#ifndef __ASSEMBLY__

#include <linux/types.h>

void __fentry__(void);

/**
 * struct ftrace_template - entry code that trampolines are copies of
 * @start: the code
 * @size: bytes of it
 * @op: offset of the movabs that loads the ops
 * @call: offset of the call of the callback
 */
struct ftrace_template {
	void	*start;
	u32	size;
	u32	op;
	u32	call;
};

/* The one that saves arguments only, and the one that saves every register. */
extern const struct ftrace_template ftrace_templates[2];

/* The table of call sites holds the address of the instruction itself. */
static inline unsigned long ftrace_call_adjust(unsigned long addr)
{
	return addr;
}

#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS

#include <linux/ftrace_regs.h>

/*
 * The entry code clears cs unless it saved every register, so that a callback can
 * tell a complete pt_regs from the few registers that are always there.
 */
static __always_inline struct pt_regs *arch_ftrace_get_regs(struct ftrace_regs *fregs)
{
	struct pt_regs *regs = __ftrace_pt_regs(fregs);

	return regs->cs ? regs : NULL;
}

static __always_inline void arch_ftrace_partial_regs(struct pt_regs *regs)
{
	if (!regs->cs)
		regs->flags = X86_EFLAGS_FIXED;
	regs->cs = __KERNEL_CS;
}

#define arch_ftrace_partial_regs arch_ftrace_partial_regs

/* Enough of a pt_regs for perf to walk the stack from here. */
static __always_inline void arch_ftrace_fill_perf_regs(struct ftrace_regs *fregs,
						       struct pt_regs *to)
{
	to->sp = __ftrace_pt_regs(fregs)->sp;
	to->ip = __ftrace_pt_regs(fregs)->ip;
	to->flags = 0;
	to->cs = __KERNEL_CS;
}

#define arch_ftrace_fill_perf_regs arch_ftrace_fill_perf_regs

static __always_inline
void ftrace_regs_set_instruction_pointer(struct ftrace_regs *fregs, unsigned long ip)
{
	__ftrace_pt_regs(fregs)->ip = ip;
}

#endif /* CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS */

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
/*
 * orig_ax carries the address of a direct callee from the callback to the end of
 * the entry code, which enters it in place of the hooked function.
 */
static __always_inline
void arch_ftrace_set_direct_caller(struct ftrace_regs *fregs, unsigned long addr)
{
	__ftrace_pt_regs(fregs)->orig_ax = addr;
}
#endif

#endif /* !__ASSEMBLY__ */
#endif /* CONFIG_FUNCTION_TRACER */

#ifndef __ASSEMBLY__

#include <linux/string.h>

#if defined(CONFIG_X86_64) && defined(CONFIG_ARCH_STACKWALK)
/* As much of the registers as the unwinder needs to begin at this very instruction. */
static __always_inline void arch_trace_here(struct pt_regs *regs)
{
	/* By way of registers: rbp on the stack is a saved one for objtool. */
	asm volatile("leaq	0(%%rip), %0\n\t"
		     "movq	%%rsp, %1\n\t"
		     "movq	%%rbp, %2"
		     : "=&r" (regs->ip), "=&r" (regs->sp), "=r" (regs->bp));
	regs->cs = __KERNEL_CS;
}

#define arch_trace_here arch_trace_here
#endif

#ifdef CONFIG_DYNAMIC_FTRACE
void set_ftrace_ops_ro(void);
#else
static inline void set_ftrace_ops_ro(void) { }
#endif

/* "sys_x" is named by symbols __x64_sys_x, __ia32_sys_x, __do_sys_x or ?sys_x. */
#define ARCH_HAS_SYSCALL_MATCH_SYM_NAME
static inline bool arch_syscall_match_sym_name(const char *sym, const char *name)
{
	const char *call = name + strlen("sys");

	if (str_has_prefix(sym, "__x64_sys"))
		return !strcmp(sym + strlen("__x64_sys"), call);
	if (str_has_prefix(sym, "__ia32_sys"))
		return !strcmp(sym + strlen("__ia32_sys"), call);
	if (str_has_prefix(sym, "__do_sys"))
		return !strcmp(sym + strlen("__do_sys"), call);
	return !strcmp(sym + strlen("sys"), call);
}

#if defined(CONFIG_FTRACE_SYSCALLS) && defined(CONFIG_IA32_EMULATION) && \
	!defined(COMPILE_OFFSETS)
#include <linux/compat.h>

/*
 * The numbers of 32 bit calls mean other calls in the table of the 64 bit ones, so
 * the per-call events leave them out; raw_syscalls events show them.
 */
#define ARCH_TRACE_IGNORE_COMPAT_SYSCALLS 1
static inline bool arch_trace_is_compat_syscall(struct pt_regs *regs)
{
	return in_32bit_syscall();
}
#endif

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_X86_FTRACE_H */
