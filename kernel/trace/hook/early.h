/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel image and the command line say about functions. */
#ifndef _TRACE_HOOK_EARLY_H
#define _TRACE_HOOK_EARLY_H

#include <linux/init.h>
#include "filter.h"

struct text_repeats;

/* The addresses of the kernel's sites, between marks of the linker. */
extern unsigned long __start_mcount_loc[];
extern unsigned long __stop_mcount_loc[];

/* The table of sites is there; needs hook_mutex. */
void __init hook_apply_boot_filters(void);

/* Functions between commas, in one list of a filter; needs hook_mutex. */
void __init hook_apply_boot_list(struct hook_filter *filter, enum hook_list_kind kind,
				 struct text_repeats *list);

#endif /* _TRACE_HOOK_EARLY_H */
