/* SPDX-License-Identifier: GPL-2.0 */
/* Functions that were hooked while a callback ran. */
#ifndef _TRACE_HOOK_RECURSED_H
#define _TRACE_HOOK_RECURSED_H

#include <linux/types.h>

/**
 * struct hook_recursed - one of them
 * @ip: the function
 * @parent_ip: where it was called from, 0 for a moment
 */
struct hook_recursed {
	unsigned long	ip;
	unsigned long	parent_ip;
};

bool hook_recursed(unsigned int nr, struct hook_recursed *found);
void hook_recursed_clear(void);

#endif /* _TRACE_HOOK_RECURSED_H */
