/* SPDX-License-Identifier: GPL-2.0 */
/* Directories of instances. */
#ifndef _TRACE_FS_INSTANCES_H
#define _TRACE_FS_INSTANCES_H

#include <linux/init.h>

/* Early boot, before any part of an instance that has files is registered. */
int __init trace_instances_init(void);

#endif /* _TRACE_FS_INSTANCES_H */
