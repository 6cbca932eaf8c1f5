/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_BOOT_CONFHIST_H
#define _TRACE_BOOT_CONFHIST_H

#include <linux/init.h>

struct xbc_node;

/*
 * A histogram that is spread over the keys below @node, as users write it: a text to be
 * freed, or an ERR_PTR: -EINVAL if something is missing, -E2BIG, -ENOMEM.
 */
char * __init conf_hist_text(struct xbc_node *node);

#endif /* _TRACE_BOOT_CONFHIST_H */
