/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_EVENT_BOOT_H
#define _TRACE_EVENT_BOOT_H

#include <linux/init.h>

/* Called once RCU works, before any initcall: all events of the image. */
int __init trace_events_init_early(void);

#endif /* _TRACE_EVENT_BOOT_H */
