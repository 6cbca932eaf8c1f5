/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_BOOT_CONFHIST_H
#define _TRACE_BOOT_CONFHIST_H

struct xbc_node;

/*
 * A histogram that is spread over the keys below @node, as users write it: a text to be
 * freed, or an ERR_PTR: -EINVAL if something is missing, -E2BIG, -ENOMEM.
 */
char *conf_hist_text(struct xbc_node *node);

#endif /* _TRACE_BOOT_CONFHIST_H */
