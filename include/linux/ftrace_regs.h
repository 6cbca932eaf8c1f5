/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The register view of a hooked function.
 *
 * struct ftrace_regs is opaque: how much of the register file stands behind it is
 * known to the architecture and to the entry code alone. Callers use the accessors
 * ftrace_regs_*(). An architecture whose entry code fills (a part of) a pt_regs gets
 * the accessors below; another one defines HAVE_ARCH_FTRACE_REGS in <asm/ftrace.h>,
 * struct __arch_ftrace_regs and all of the accessors.
 */
#ifndef _LINUX_FTRACE_REGS_H
#define _LINUX_FTRACE_REGS_H

struct ftrace_regs;

#ifndef HAVE_ARCH_FTRACE_REGS

struct __arch_ftrace_regs {
	struct pt_regs	regs;
};

#define arch_ftrace_regs(fregs)		((struct __arch_ftrace_regs *)(fregs))
#define __ftrace_pt_regs(fregs)		(&arch_ftrace_regs(fregs)->regs)

/* Function entry: where we are, what it was called with. */
#define ftrace_regs_get_instruction_pointer(fregs) \
	instruction_pointer(__ftrace_pt_regs(fregs))
#define ftrace_regs_get_stack_pointer(fregs) \
	kernel_stack_pointer(__ftrace_pt_regs(fregs))
#define ftrace_regs_get_frame_pointer(fregs) \
	frame_pointer(__ftrace_pt_regs(fregs))
#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(__ftrace_pt_regs(fregs), n)

/* Function exit: what it returns. */
#define ftrace_regs_get_return_value(fregs) \
	regs_return_value(__ftrace_pt_regs(fregs))
#define ftrace_regs_set_return_value(fregs, ret) \
	regs_set_return_value(__ftrace_pt_regs(fregs), ret)

/* Make the hooked function return at once. */
#define ftrace_override_function_with_return(fregs) \
	override_function_with_return(__ftrace_pt_regs(fregs))

#define ftrace_regs_query_register_offset(name) \
	regs_query_register_offset(name)

#endif /* HAVE_ARCH_FTRACE_REGS */

#endif /* _LINUX_FTRACE_REGS_H */
