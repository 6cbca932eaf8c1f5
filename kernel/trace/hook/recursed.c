// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that were hooked while a callback ran, and so were not called back for.
 *
 * The table is filled from its start. Whoever finds a function at none of the places
 * takes the first free one, by writing the function there; the caller follows a moment
 * later. A writer meets any other one on the way to the free place, so a function is
 * there once.
 */

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/trace_recursion.h>
#include "recursed.h"

static struct hook_recursed table[CONFIG_FTRACE_RECORD_RECURSION_SIZE];

/**
 * ftrace_record_recursion - remember that a callback recursed
 * @ip: the function, or its site
 * @parent_ip: where it was called from
 *
 * Only the first caller of a function is remembered. Nothing is once the table is full.
 *
 * Context: any, NMI included; lock-free.
 */
void ftrace_record_recursion(unsigned long ip, unsigned long parent_ip)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned long old = READ_ONCE(table[i].ip);

		if (!old && try_cmpxchg(&table[i].ip, &old, ip)) {
			WRITE_ONCE(table[i].parent_ip, parent_ip);
			return;
		}
		if (old == ip)
			return;
	}
}
EXPORT_SYMBOL_GPL(ftrace_record_recursion);

/**
 * hook_recursed - what was remembered
 * @nr: number of the function, from 0
 * @found: set to the function
 *
 * Return: false if there are not that many.
 */
bool hook_recursed(unsigned int nr, struct hook_recursed *found)
{
	if (nr >= ARRAY_SIZE(table))
		return false;
	found->ip = READ_ONCE(table[nr].ip);
	found->parent_ip = READ_ONCE(table[nr].parent_ip);
	return found->ip;
}

/* Forget all; from the end, so that no function is found behind a free place. */
void hook_recursed_clear(void)
{
	for (unsigned int i = ARRAY_SIZE(table); i--;) {
		WRITE_ONCE(table[i].parent_ip, 0);
		WRITE_ONCE(table[i].ip, 0);
	}
}
