// SPDX-License-Identifier: GPL-2.0
/*
 * Function hooks on arm64: finding and changing sites, saying what they call.
 *
 * <asm/ftrace.h> shows what a site looks like. All sites call the same entry code. With
 * call ops each has a word in front of its function that says what the entry code is to
 * call, and the "trampoline" of an ops is what such a word points to: no text is made,
 * and a module may be as far away as it likes.
 *
 * A nop and a bl may be exchanged under a CPU that executes them: it executes one or the
 * other. So no machine is stopped. The order of the steps counts:
 *
 *  - The word is never invalid. At rest it names the dispatcher, which is right at any
 *    site; a CPU that runs ahead and takes the new bl with the old word is served by it.
 *  - To hook, the word is written first, then the bl. From one callee to another the word
 *    alone is written, in one piece.
 *  - To rest, the nop is written first, then the word. Whoever came in before may find
 *    either.
 *  - At the end of a batch each CPU is interrupted, which makes it forget instructions
 *    that it fetched before. Those in the entry code are not waited for:
 *    hook_quiesce() does that before a callee is freed.
 */

#include <linux/errno.h>
#include <linux/ftrace_patch.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/insn.h>
#include <asm/memory.h>
#include <asm/patching.h>
#include <asm/pointer_auth.h>
#include <asm/syscall.h>

/* What entry-ftrace.S calls where no ops has the site for itself. */
const struct ftrace_callee hook_dispatcher = { .func = arch_ftrace_ops_list_func };

static bool have_words(void)
{
	return IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS);
}

/* ---- Sites ------------------------------------------------------------ */

static u32 insn_at(unsigned long ip)
{
	return le32_to_cpup((const __le32 *)ip);
}

/* What is in front of a site: mov x9, x30 */
static u32 first_insn(void)
{
	return aarch64_insn_gen_move_reg(AARCH64_INSN_REG_9, AARCH64_INSN_REG_LR,
					 AARCH64_INSN_VARIANT_64BIT);
}

static bool is_landing_pad(unsigned long addr)
{
	u32 insn;

	return IS_ENABLED(CONFIG_ARM64_BTI_KERNEL) &&
	       !aarch64_insn_read((void *)addr, &insn) &&
	       insn == aarch64_insn_gen_hint(AARCH64_INSN_HINT_BTIC);
}

/**
 * ftrace_call_adjust - from the compiler's table of nops to a site
 * @addr: an entry of the table: the first of the nops, those before the function included
 *
 * A function that the linker did not align has no room for a word that can be written in
 * one piece, so it cannot be hooked. A function that the linker left out is in the table
 * with an address outside of the text.
 *
 * Return: the site, or 0 if there is none.
 */
unsigned long ftrace_call_adjust(unsigned long addr)
{
	if (have_words()) {
		if (!IS_ALIGNED(addr, sizeof(u64)))
			return 0;
		addr += sizeof(u64);
	}
	if (is_landing_pad(addr))
		addr += AARCH64_INSN_SIZE;
	return addr + AARCH64_INSN_SIZE;
}

unsigned long arch_hook_function(unsigned long ip)
{
	unsigned long addr = ip - AARCH64_INSN_SIZE;
	u32 insn;

	if (aarch64_insn_read((void *)addr, &insn) || insn != first_insn())
		return ip;
	return is_landing_pad(addr - AARCH64_INSN_SIZE) ? addr - AARCH64_INSN_SIZE : addr;
}

/* The word of a site; the same computation is in ftrace_caller. */
static unsigned long *word_of(unsigned long ip)
{
	unsigned long next = ip + MCOUNT_INSN_SIZE;

	return (unsigned long *)((next & ~7UL) - 16);
}

/* What ftrace_caller is for the text at @ip: itself, or the module's jump to it. */
static unsigned long entry_code(unsigned long ip)
{
	struct plt_entry *plt;
	struct module *mod;

	if (core_kernel_text(ip))
		return (unsigned long)ftrace_caller;
	guard(preempt)();
	mod = __module_text_address(ip);
	if (!mod)
		return 0;
	plt = within_module_init(ip, mod) ? mod->arch.init_ftrace_trampolines :
					    mod->arch.ftrace_trampolines;
	return (unsigned long)&plt[FTRACE_PLT_IDX];
}

static u32 site_insn(unsigned long ip, unsigned long to)
{
	return to ? aarch64_insn_gen_branch_imm(ip, entry_code(ip), AARCH64_INSN_BRANCH_LINK) :
		    aarch64_insn_gen_nop();
}

/* What the word of a site says: callees are data, and all other addresses direct calls. */
static unsigned long callee_of(unsigned long to)
{
	if (!to || to == (unsigned long)ftrace_caller)
		return (unsigned long)&hook_dispatcher;
	return __is_lm_address(__tag_reset(to)) ? to : to + FTRACE_CALLEE_DIRECT;
}

static bool site_reads(unsigned long ip, unsigned long to)
{
	return insn_at(ip) == site_insn(ip, to) &&
	       (!have_words() || *word_of(ip) == callee_of(to));
}

static int write_insn(unsigned long ip, u32 insn)
{
	return aarch64_insn_patch_text_nosync((void *)ip, insn) ? -EINVAL : 0;
}

static int write_word(unsigned long ip, unsigned long to)
{
	if (!have_words())
		return 0;
	return aarch64_insn_write_literal_u64(word_of(ip), callee_of(to)) ? -EINVAL : 0;
}

int arch_hook_rest_site(unsigned long ip)
{
	const unsigned long first = ip - AARCH64_INSN_SIZE;

	if (insn_at(ip) != aarch64_insn_gen_nop() || insn_at(first) != aarch64_insn_gen_nop())
		return -EINVAL;
	return write_word(ip, 0) ?: write_insn(first, first_insn());
}

void arch_hook_patch_begin(void)
{
	mutex_lock(&text_mutex);
}

void arch_hook_patch_end(void)
{
	kick_all_cpus_sync();
	mutex_unlock(&text_mutex);
}

int arch_hook_patch_site(unsigned long ip, unsigned long from, unsigned long to)
{
	if (!site_reads(ip, from))
		return -EINVAL;
	if (!to)
		return write_insn(ip, site_insn(ip, 0)) ?: write_word(ip, 0);
	return write_word(ip, to) ?: from ? 0 : write_insn(ip, site_insn(ip, to));
}

/* ---- Callees ---------------------------------------------------------- */

int arch_hook_make_trampoline(struct ftrace_ops *ops, ftrace_func_t func)
{
	struct ftrace_callee *callee;

	if (!have_words())
		return -EOPNOTSUPP;
	callee = kmalloc(sizeof(*callee), GFP_KERNEL);
	if (!callee)
		return -ENOMEM;
	callee->func = func;
	callee->ops = ops;
	ops->trampoline_size = sizeof(*callee);
	WRITE_ONCE(ops->trampoline, (unsigned long)callee);
	return 0;
}

static int __init make_early_trampolines(void)
{
	set_ftrace_ops_ro();
	return 0;
}
core_initcall(make_early_trampolines);

void arch_hook_retarget_trampoline(struct ftrace_ops *ops, ftrace_func_t func)
{
	struct ftrace_callee *callee = (struct ftrace_callee *)ops->trampoline;

	WRITE_ONCE(callee->func, func);
}

void arch_hook_free_trampoline(struct ftrace_ops *ops)
{
	struct ftrace_callee *callee = (struct ftrace_callee *)ops->trampoline;

	ops->trampoline = 0;
	ops->trampoline_size = 0;
	kfree(callee);
}

/* ---- Returns ---------------------------------------------------------- */

/* A return address is saved behind the frame pointer of the caller, and may be signed. */
unsigned long arch_hook_saved_return(const unsigned long *word)
{
	unsigned long addr = ptrauth_strip_kernel_insn_pac(READ_ONCE_NOCHECK(word[0]));
	unsigned long *place = (unsigned long *)READ_ONCE_NOCHECK(word[-1]);
	int idx = 0;

	return ftrace_graph_ret_addr(current, &idx, addr, place);
}

#ifdef CONFIG_FTRACE_SYSCALLS
unsigned long arch_syscall_addr(int nr)
{
	return (unsigned long)sys_call_table[nr];
}
#endif
