// SPDX-License-Identifier: GPL-2.0
/*
 * Function hooks on x86: changing sites, making trampolines.
 *
 * A site is a five byte nop or a five byte call. Sites of running code are changed
 * through the kernel's queue of text changes, which puts a breakpoint on a few hundred
 * sites at a time, emulates whatever runs into one, and needs no machine stopped. A CPU
 * that comes up runs hooked functions before it has anything to take a breakpoint with,
 * so none comes up meanwhile.
 *
 * A trampoline is a copy of the entry code in ftrace_64.S, in memory near enough for
 * a relative call, with the ops and the callback filled in.
 */

#include <linux/cleanup.h>
#include <linux/cpu.h>
#include <linux/errno.h>
#include <linux/execmem.h>
#include <linux/ftrace_patch.h>
#include <linux/memory.h>
#include <linux/pfn.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/nops.h>
#include <asm/syscall.h>
#include <asm/text-patching.h>

/* A site's instruction: a call of @to, or the nop if there is none. */
static void site_text(u8 text[MCOUNT_INSN_SIZE], unsigned long ip, unsigned long to)
{
	if (to)
		__text_gen_insn(text, CALL_INSN_OPCODE, (void *)ip, (void *)to,
				CALL_INSN_SIZE);
	else
		memcpy(text, x86_nops[MCOUNT_INSN_SIZE], MCOUNT_INSN_SIZE);
}

static bool site_reads(unsigned long ip, unsigned long to)
{
	u8 text[MCOUNT_INSN_SIZE];

	site_text(text, ip, to);
	return !memcmp((void *)ip, text, MCOUNT_INSN_SIZE);
}

int arch_hook_rest_site(unsigned long ip)
{
	if (site_reads(ip, 0))
		return 0;
	if (!site_reads(ip, MCOUNT_ADDR))
		return -EINVAL;
	text_poke_early((void *)ip, x86_nops[MCOUNT_INSN_SIZE], MCOUNT_INSN_SIZE);
	return 0;
}

void arch_hook_patch_begin(void)
{
	cpus_read_lock();
	mutex_lock(&text_mutex);
}

void arch_hook_patch_end(void)
{
	text_poke_finish();
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
}

int arch_hook_patch_site(unsigned long ip, unsigned long from, unsigned long to)
{
	u8 text[MCOUNT_INSN_SIZE];

	if (!site_reads(ip, from))
		return -EINVAL;
	site_text(text, ip, to);
	text_poke_queue((void *)ip, text, MCOUNT_INSN_SIZE, NULL);
	return 0;
}

#define MOVABS_OPCODE_SIZE	2

static const struct ftrace_template *template_of(const struct ftrace_ops *ops)
{
	return &ftrace_templates[!!(ops->flags & FTRACE_OPS_FL_SAVE_REGS)];
}

/* @text is writable and will be executed where it is. */
static void fill_trampoline(u8 *text, const struct ftrace_template *t,
			    struct ftrace_ops *ops, ftrace_func_t func)
{
	memcpy(text, t->start, t->size);
	text_poke_apply_relocation(text, text, t->size, t->start, t->size);
	memcpy(text + t->op + MOVABS_OPCODE_SIZE, &ops, sizeof(ops));
	__text_gen_insn(text + t->call, CALL_INSN_OPCODE, text + t->call, func,
			CALL_INSN_SIZE);
}

int arch_hook_make_trampoline(struct ftrace_ops *ops, ftrace_func_t func)
{
	const struct ftrace_template *t = template_of(ops);
	unsigned int pages = PFN_UP(t->size);
	void *text;

	text = execmem_alloc(EXECMEM_FTRACE, pages << PAGE_SHIFT);
	if (!text)
		return -ENOMEM;
	fill_trampoline(text, t, ops, func);
	set_vm_flush_reset_perms(text);
	if (set_memory_rox((unsigned long)text, pages)) {
		execmem_free(text);
		return -ENOMEM;
	}
	ops->trampoline_size = t->size;
	WRITE_ONCE(ops->trampoline, (unsigned long)text);
	return 0;
}

void arch_hook_retarget_trampoline(struct ftrace_ops *ops, ftrace_func_t func)
{
	void *call = (void *)ops->trampoline + template_of(ops)->call;
	u8 text[CALL_INSN_SIZE];

	__text_gen_insn(text, CALL_INSN_OPCODE, call, func, CALL_INSN_SIZE);
	guard(cpus_read_lock)();
	guard(mutex)(&text_mutex);
	text_poke_bp(call, text, CALL_INSN_SIZE, NULL);
}

void arch_hook_free_trampoline(struct ftrace_ops *ops)
{
	void *text = (void *)ops->trampoline;

	ops->trampoline = 0;
	ops->trampoline_size = 0;
	execmem_free(text);
}

#ifdef CONFIG_FTRACE_SYSCALLS
unsigned long arch_syscall_addr(int nr)
{
	return (unsigned long)sys_call_table[nr];
}
#endif
