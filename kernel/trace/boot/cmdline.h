/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_BOOT_CMDLINE_H
#define _TRACE_BOOT_CMDLINE_H

#include <linux/types.h>

/* What counts before there is a top instance, and once it and some tracers are there. */
void trace_cmdline_sizes(void);
void trace_cmdline_start(void);

/* Was trace_clock= given, and good? */
bool trace_cmdline_has_clock(void);

#endif /* _TRACE_BOOT_CMDLINE_H */
