/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_BOOT_CMDLINE_H
#define _TRACE_BOOT_CMDLINE_H

#include <linux/types.h>

/* What counts as soon as there is a top instance. */
void trace_cmdline_early(void);

/* Was trace_clock= given, and good? */
bool trace_cmdline_has_clock(void);

#endif /* _TRACE_BOOT_CMDLINE_H */
