/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry code of hooked functions.
 *
 * A hooked function calls ftrace_caller or ftrace_regs_caller, or a copy of one of
 * them, as its first instruction. The stack then holds
 *
 *	0(%rsp)		where the function goes on, one instruction after its site
 *	8(%rsp)		where it returns to
 *
 * and no register but those of the calling convention is in use: arguments, %rax for
 * the number of vector arguments and the callee-saved ones. The code below lays a
 * struct pt_regs under that, calls the callback with (site, return address, ops, regs)
 * and undoes it, taking over what the callback changed in the pt_regs.
 *
 * Both routines are also templates. A copy differs in two instructions: what the
 * movabs at *_op loads and what the call at *_call calls. The stack unwinder maps an
 * address in a copy to the same offset in the template, so a copy must never differ
 * in length or in its use of the stack.
 */

#include <linux/export.h>
#include <linux/linkage.h>
#include <linux/cfi_types.h>
#include <asm/asm-offsets.h>
#include <asm/ftrace.h>
#include <asm/nospec-branch.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

	.code64
	.section .text, "ax"

/* Sites that were not turned into nops yet call this one. */
SYM_FUNC_START(__fentry__)
	ANNOTATE_NOENDBR
	CALL_DEPTH_ACCOUNT
	RET
SYM_FUNC_END(__fentry__)
EXPORT_SYMBOL(__fentry__)

/* The callback that does nothing. */
SYM_TYPED_FUNC_START(ftrace_stub)
	CALL_DEPTH_ACCOUNT
	RET
SYM_FUNC_END(ftrace_stub)

/*
 * With frame pointers two frames are built above the pt_regs, the hooked function's
 * and ours, so that the function and its caller both show in a stack trace:
 *
 *	return address		(was there)
 *	next instruction	(was there)
 *	rbp, for restoring
 *	return address
 *	rbp			<- first frame
 *	next instruction
 *	first frame		<- rbp while the callback runs
 */
#ifdef CONFIG_FRAME_POINTER
#define FRAMES		40
#else
#define FRAMES		0
#endif

/* From the pt_regs to the two addresses, and what may stand between them. */
#define ABOVE_REGS	(PTREGS_SIZE + FRAMES)
#define SLOT		8

.macro build_frames
#ifdef CONFIG_FRAME_POINTER
	pushq	%rbp
	pushq	16(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	24(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
#endif
.endm

/* The rbp of the hooked function into its slot of the pt_regs. */
.macro save_rbp
#ifdef CONFIG_FRAME_POINTER
	movq	(ABOVE_REGS - 8)(%rsp), %rcx
	movq	%rcx, RBP(%rsp)
#else
	movq	%rbp, RBP(%rsp)
#endif
.endm

.macro save_arguments
	movq	%rax, RAX(%rsp)
	movq	%rcx, RCX(%rsp)
	movq	%rdx, RDX(%rsp)
	movq	%rsi, RSI(%rsp)
	movq	%rdi, RDI(%rsp)
	movq	%r8, R8(%rsp)
	movq	%r9, R9(%rsp)
.endm

.macro restore_arguments
	movq	R9(%rsp), %r9
	movq	R8(%rsp), %r8
	movq	RDI(%rsp), %rdi
	movq	RSI(%rsp), %rsi
	movq	RDX(%rsp), %rdx
	movq	RCX(%rsp), %rcx
	movq	RAX(%rsp), %rax
.endm

/* Arguments of the callback but the ops; sp and ip of the pt_regs on the way. */
.macro load_callback_arguments next:req
	leaq	(\next + 8)(%rsp), %rcx
	movq	%rcx, RSP(%rsp)
	movq	\next(%rsp), %rdi
	movq	%rdi, RIP(%rsp)
	subq	$MCOUNT_INSN_SIZE, %rdi
	movq	(\next + 8)(%rsp), %rsi
	movq	%rsp, %rcx
.endm

/*
 * The registers of the calling convention only. A cleared cs tells that the pt_regs
 * is not complete.
 */
SYM_FUNC_START(ftrace_caller)
	ANNOTATE_NOENDBR
	CALL_DEPTH_ACCOUNT
	build_frames
	subq	$PTREGS_SIZE, %rsp
	save_arguments
	save_rbp
	movq	$0, CS(%rsp)
	load_callback_arguments next=ABOVE_REGS

SYM_INNER_LABEL(ftrace_caller_op, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	movabsq	$0, %rdx
SYM_INNER_LABEL(ftrace_caller_call, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	call	arch_ftrace_ops_list_func

	movq	RIP(%rsp), %rax
	movq	%rax, ABOVE_REGS(%rsp)
#ifdef CONFIG_FRAME_POINTER
	movq	RBP(%rsp), %rbp
#endif
	restore_arguments
	addq	$ABOVE_REGS, %rsp
	UNWIND_HINT_FUNC		/* rbp was saved, yet never changed */
	RET
SYM_INNER_LABEL(ftrace_caller_end, SYM_L_GLOBAL)
SYM_FUNC_END(ftrace_caller)

/*
 * Every register. One more slot lies between the pt_regs and the address where the
 * function goes on, for the way out through a direct call: a callback that wrote an
 * address to orig_ax has it entered as if the site had called it.
 */
SYM_FUNC_START(ftrace_regs_caller)
	ANNOTATE_NOENDBR
	pushfq
	CALL_DEPTH_ACCOUNT
#ifdef CONFIG_FRAME_POINTER
	pushq	%rbp
	pushq	24(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	32(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
#endif
	subq	$PTREGS_SIZE, %rsp
	save_arguments
	movq	%r10, R10(%rsp)
	movq	%r11, R11(%rsp)
	movq	%rbx, RBX(%rsp)
	movq	%r12, R12(%rsp)
	movq	%r13, R13(%rsp)
	movq	%r14, R14(%rsp)
	movq	%r15, R15(%rsp)
	save_rbp
	movq	ABOVE_REGS(%rsp), %rcx
	movq	%rcx, EFLAGS(%rsp)
	movq	$__KERNEL_DS, SS(%rsp)
	movq	$__KERNEL_CS, CS(%rsp)
	movq	$0, ORIG_RAX(%rsp)
	load_callback_arguments next=(ABOVE_REGS + SLOT)

SYM_INNER_LABEL(ftrace_regs_caller_op, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	movabsq	$0, %rdx
SYM_INNER_LABEL(ftrace_regs_caller_call, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	call	arch_ftrace_ops_list_func

	movq	RIP(%rsp), %rax
	movq	%rax, (ABOVE_REGS + SLOT)(%rsp)
	movq	R15(%rsp), %r15
	movq	R14(%rsp), %r14
	movq	R13(%rsp), %r13
	movq	R12(%rsp), %r12
	movq	RBX(%rsp), %rbx
	movq	RBP(%rsp), %rbp
	movq	R11(%rsp), %r11
	movq	R10(%rsp), %r10

	movq	ORIG_RAX(%rsp), %rcx
	testq	%rcx, %rcx
	jnz	.Ldirect

	movq	EFLAGS(%rsp), %rcx
	movq	%rcx, ABOVE_REGS(%rsp)
	restore_arguments
	addq	$ABOVE_REGS, %rsp
	popfq
	RET

	/* Through the slot: the direct callee returns to the function. */
.Ldirect:
	movq	%rcx, ABOVE_REGS(%rsp)
	restore_arguments
	addq	$ABOVE_REGS, %rsp
	UNWIND_HINT_FUNC
	RET
SYM_INNER_LABEL(ftrace_regs_caller_end, SYM_L_GLOBAL)
SYM_FUNC_END(ftrace_regs_caller)
