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
#include <asm/processor-flags.h>
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

/* Where each register lies, under a name that the macros below can make. */
	.set	slot_rax, RAX
	.set	slot_rbx, RBX
	.set	slot_rcx, RCX
	.set	slot_rdx, RDX
	.set	slot_rsi, RSI
	.set	slot_rdi, RDI
	.set	slot_rbp, RBP
	.set	slot_r8, R8
	.set	slot_r9, R9
	.set	slot_r10, R10
	.set	slot_r11, R11
	.set	slot_r12, R12
	.set	slot_r13, R13
	.set	slot_r14, R14
	.set	slot_r15, R15

.macro spill regs:vararg
	.irp reg, \regs
	movq	%\reg, slot_\reg(%rsp)
	.endr
.endm

.macro fill regs:vararg
	.irp reg, \regs
	movq	slot_\reg(%rsp), %\reg
	.endr
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
	spill	rax, rcx, rdx, rsi, rdi, r8, r9
	save_rbp
	movq	$0, CS(%rsp)
	load_callback_arguments next=ABOVE_REGS

.Lftrace_caller_op:
	movabsq	$0, %rdx
.Lftrace_caller_call:
	call	arch_ftrace_ops_list_func

	movq	RIP(%rsp), %rax
	movq	%rax, ABOVE_REGS(%rsp)
#ifdef CONFIG_FRAME_POINTER
	fill	rbp
#endif
	fill	rax, rcx, rdx, rsi, rdi, r8, r9
	addq	$ABOVE_REGS, %rsp
	UNWIND_HINT_FUNC		/* rbp was saved, yet never changed */
	RET
.Lftrace_caller_end:
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
	spill	rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11, rbx, r12, r13, r14, r15
	save_rbp
	movq	ABOVE_REGS(%rsp), %rcx
	movq	%rcx, EFLAGS(%rsp)
	movq	$__KERNEL_DS, SS(%rsp)
	movq	$__KERNEL_CS, CS(%rsp)
	movq	$0, ORIG_RAX(%rsp)
	load_callback_arguments next=(ABOVE_REGS + SLOT)

.Lftrace_regs_caller_op:
	movabsq	$0, %rdx
.Lftrace_regs_caller_call:
	call	arch_ftrace_ops_list_func

	movq	RIP(%rsp), %rax
	movq	%rax, (ABOVE_REGS + SLOT)(%rsp)
	fill	r15, r14, r13, r12, rbp, rbx, r11, r10

	movq	ORIG_RAX(%rsp), %rcx
	testq	%rcx, %rcx
	jnz	.Ldirect

	movq	EFLAGS(%rsp), %rcx
	movq	%rcx, ABOVE_REGS(%rsp)
	fill	rax, rcx, rdx, rsi, rdi, r8, r9
	addq	$ABOVE_REGS, %rsp
	popfq
	RET

	/* Through the slot: the direct callee returns to the function. */
.Ldirect:
	movq	%rcx, ABOVE_REGS(%rsp)
	fill	rax, rcx, rdx, rsi, rdi, r8, r9
	addq	$ABOVE_REGS, %rsp
	UNWIND_HINT_FUNC
	RET
.Lftrace_regs_caller_end:
SYM_FUNC_END(ftrace_regs_caller)

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
/*
 * Where a followed function returns to. Its return took the address of this code off
 * the stack; putting it back tells an unwinder that there is another address to be
 * looked up for this place. shadow_return() writes that one there in the end.
 *
 * The pt_regs is complete but for the flags. The values that the function returned are
 * taken from it again; the callee-saved registers are left alone by C code.
 */
SYM_CODE_START(return_to_handler)
	ANNOTATE_NOENDBR
	UNWIND_HINT_UNDEFINED
	pushq	$return_to_handler
	UNWIND_HINT_FUNC
#ifdef CONFIG_FRAME_POINTER
	pushq	%rbp
	movq	%rsp, %rbp
#define BELOW_PLACE	8
#else
#define BELOW_PLACE	0
#endif
	subq	$PTREGS_SIZE, %rsp
	spill	rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11, rbx, r12, r13, r14, r15
#ifdef CONFIG_FRAME_POINTER
	movq	PTREGS_SIZE(%rsp), %rcx
	movq	%rcx, RBP(%rsp)
#else
	movq	%rbp, RBP(%rsp)
#endif
	leaq	(PTREGS_SIZE + BELOW_PLACE)(%rsp), %rsi
	leaq	8(%rsi), %rcx
	movq	%rcx, RSP(%rsp)
	movq	$return_to_handler, RIP(%rsp)
	movq	$__KERNEL_CS, CS(%rsp)
	movq	$__KERNEL_DS, SS(%rsp)
	movq	$X86_EFLAGS_FIXED, EFLAGS(%rsp)
	movq	$-1, ORIG_RAX(%rsp)
	movq	%rsp, %rdi
	call	shadow_return

	fill	rax, rdx
	addq	$PTREGS_SIZE, %rsp
#ifdef CONFIG_FRAME_POINTER
	popq	%rbp
#endif
	RET
SYM_CODE_END(return_to_handler)
#endif

/* struct ftrace_template, in this order: arguments only, every register. */
.macro template name:req
	.quad	\name
	.long	.L\name\()_end - \name
	.long	.L\name\()_op - \name
	.long	.L\name\()_call - \name
	.long	0
.endm

	.section .rodata, "a"
	.balign 8
SYM_DATA_START(ftrace_templates)
	template ftrace_caller
	template ftrace_regs_caller
SYM_DATA_END(ftrace_templates)
