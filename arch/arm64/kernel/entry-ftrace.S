/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry code of hooked functions.
 *
 * A hooked function calls ftrace_caller as its first act. Then
 *
 *	x9	is where the function returns to
 *	x30	is where it goes on, one instruction after its site
 *
 * x0 to x8 may hold arguments, and of the other registers those of the caller are in use.
 * The code below makes a struct __arch_ftrace_regs, calls the callback with (site, return
 * address, ops, regs) and undoes it, taking over what the callback changed. Below sp
 * while the callback runs:
 *
 *	x29, x9		frame record of the hooked function, which has none yet
 *	registers	with our frame record at their end; sp and an argument of the
 *			callback point to the registers, x29 to the record
 */

#include <linux/cfi_types.h>
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/assembler.h>
#include <asm/ftrace.h>

#define RECORD_SIZE	16
#define FREGS_FRAME	(FREGS_SIZE - RECORD_SIZE)

/* Registers of arguments and results, to and from the stack. */
.macro arguments pair:req, single:req
	\single	x8, [sp, #FREGS_X8]
	\pair	x6, x7, [sp, #FREGS_X6]
	\pair	x4, x5, [sp, #FREGS_X4]
	\pair	x2, x3, [sp, #FREGS_X2]
	\pair	x0, x1, [sp, #FREGS_X0]
.endm

/* x10: the struct ftrace_callee of the site that x30 lies behind. */
.macro load_callee
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS
	bic	x10, x30, #7
	ldr	x10, [x10, #-16]
#else
	adr_l	x10, hook_dispatcher
#endif
.endm

SYM_CODE_START(ftrace_caller)
	bti	c
	load_callee
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	tst	x10, #FTRACE_CALLEE_DIRECT
	b.ne	.Lalone
#endif

	sub	sp, sp, #(FREGS_SIZE + RECORD_SIZE)
	arguments stp, str
	add	x11, sp, #(FREGS_SIZE + RECORD_SIZE)
	stp	x29, x9, [sp, #FREGS_FP]
	stp	x11, x30, [sp, #FREGS_SP]
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	str	xzr, [sp, #FREGS_DIRECT_TRAMP]
#endif

	stp	x29, x9, [sp, #FREGS_SIZE]
	add	x29, sp, #FREGS_SIZE
	stp	x29, x30, [sp, #FREGS_FRAME]
	add	x29, sp, #FREGS_FRAME

	sub	x0, x30, #MCOUNT_INSN_SIZE
	mov	x1, x9
	ldp	x4, x2, [x10]
	mov	x3, sp
	blr	x4

	arguments ldp, ldr
	ldp	x29, x30, [sp, #FREGS_FP]
	ldr	x9, [sp, #FREGS_PC]
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	ldr	x16, [sp, #FREGS_DIRECT_TRAMP]
	add	sp, sp, #(FREGS_SIZE + RECORD_SIZE)
	cbnz	x16, .Ldirect
#else
	add	sp, sp, #(FREGS_SIZE + RECORD_SIZE)
#endif
	ret	x9

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	/* As if the site had called it: it finds the two addresses the other way round. */
.Ldirect:
	mov	x11, x30
	mov	x30, x9
	mov	x9, x11
	br	x16

.Lalone:
	sub	x16, x10, #FTRACE_CALLEE_DIRECT
	br	x16
#endif
SYM_CODE_END(ftrace_caller)

/* The callback that does nothing. */
SYM_TYPED_FUNC_START(ftrace_stub)
	ret
SYM_FUNC_END(ftrace_stub)

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
/*
 * Where a followed function returns to. All registers are the caller's again but those
 * of the result. The frame record says that the function has not returned yet, and an
 * unwinder finds out where to; in the end shadow_return() puts the address there.
 */
SYM_CODE_START(return_to_handler)
	sub	sp, sp, #FREGS_SIZE
	arguments stp, str
	adr	x10, return_to_handler
	add	x11, sp, #FREGS_SIZE
	stp	x29, x10, [sp, #FREGS_FP]
	stp	x11, x10, [sp, #FREGS_SP]
	stp	x29, x10, [sp, #FREGS_FRAME]

	mov	x0, sp
	mov	x1, x11
	add	x29, sp, #FREGS_FRAME
	bl	shadow_return

	mov	x30, x0
	arguments ldp, ldr
	ldr	x29, [sp, #FREGS_FP]
	add	sp, sp, #FREGS_SIZE
	ret
SYM_CODE_END(return_to_handler)
#endif
