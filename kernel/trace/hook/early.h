/* SPDX-License-Identifier: GPL-2.0 */
/* What the command line says about functions. */
#ifndef _TRACE_HOOK_EARLY_H
#define _TRACE_HOOK_EARLY_H

#include <linux/init.h>

/* The table of sites is there; needs hook_mutex. */
void __init hook_apply_boot_filters(void);

#endif /* _TRACE_HOOK_EARLY_H */
