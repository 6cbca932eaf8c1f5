// SPDX-License-Identifier: GPL-2.0
/*
 * Slots: small numbers for what an ops alone has its sites call.
 *
 * A site's state has no room for an address. It names a trampoline (or the function of
 * a direct call) by the slot of its ops. An ops keeps its slot as long as it has a
 * trampoline, registered or not, so the slots also are the list of all trampolines.
 */

#include <linux/cleanup.h>
#include <linux/ftrace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/xarray.h>
#include "site.h"
#include "slot.h"

static DEFINE_XARRAY_ALLOC(hook_slots);	/* ops by slot; written under hook_mutex */

/* With call ops no trampoline is text of its own, see arch/arm64/kernel/ftrace.c. */
#define TRAMPOLINES_ARE_TEXT	(!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS))

/**
 * hook_slot_get - give an ops a slot
 * @ops: it has something that a site can call
 * @first: the smallest slot that will do
 *
 * Return: 0, -ENOMEM or -EBUSY (there are as many as a state can hold).
 */
int hook_slot_get(struct ftrace_ops *ops, u32 first)
{
	const struct xa_limit limit = XA_LIMIT(first, HOOK_TARGET_MASK);

	return xa_alloc(&hook_slots, &ops->slot, ops, limit, GFP_KERNEL);
}

/* Take the slot back; no site may be in it. */
void hook_slot_put(struct ftrace_ops *ops)
{
	xa_erase(&hook_slots, ops->slot);
	ops->slot = 0;
}

struct ftrace_ops *hook_slot_ops(u32 slot)
{
	return xa_load(&hook_slots, slot);
}

/**
 * ftrace_ops_trampoline - whose trampoline is it?
 * @addr: an address of text
 *
 * Context: any, NMI included.
 * Return: the ops, or NULL.
 */
struct ftrace_ops *ftrace_ops_trampoline(unsigned long addr)
{
	struct ftrace_ops *ops;
	unsigned long slot;

	if (!TRAMPOLINES_ARE_TEXT)
		return NULL;
	guard(rcu)();
	xa_for_each(&hook_slots, slot, ops)
		if (addr - READ_ONCE(ops->trampoline) < READ_ONCE(ops->trampoline_size))
			return ops;
	return NULL;
}

/**
 * is_ftrace_trampoline - does an address lie in a trampoline?
 * @addr: an address of text
 *
 * Context: any, NMI included.
 * Return: true if so.
 */
bool is_ftrace_trampoline(unsigned long addr)
{
	return ftrace_ops_trampoline(addr);
}

/**
 * ftrace_mod_get_kallsym - trampolines as symbols, for /proc/kallsyms
 * @symnum: number of the symbol, from 0
 * @value: its address
 * @type: its type
 * @name: its name
 * @module_name: what it belongs to
 * @exported: whether modules may use it
 *
 * Return: 0, or -ERANGE if there are not that many.
 */
int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value, char *type, char *name,
			   char *module_name, int *exported)
{
	struct ftrace_ops *ops;
	unsigned long slot;

	if (!TRAMPOLINES_ARE_TEXT)
		return -ERANGE;
	guard(rcu)();
	xa_for_each(&hook_slots, slot, ops) {
		unsigned long trampoline = READ_ONCE(ops->trampoline);

		if (!trampoline || symnum--)
			continue;
		*value = trampoline;
		*type = 't';
		*exported = 0;
		strscpy(name, "ftrace_trampoline", KSYM_NAME_LEN);
		strscpy(module_name, "__builtin__ftrace", MODULE_NAME_LEN);
		return 0;
	}
	return -ERANGE;
}
