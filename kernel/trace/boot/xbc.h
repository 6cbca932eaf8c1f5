/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's parser of boot configurations, for texts that come after the boot.
 *
 * Its own functions are gone by then, and so is the tree. Here they have another name
 * and stay: include this in place of <linux/bootconfig.h>. There is one tree at a time.
 */
#ifndef _TRACE_BOOT_XBC_H
#define _TRACE_BOOT_XBC_H

#include <linux/init.h>

#undef __init
#define __init
#undef __initdata
#define __initdata

#define xbc_init			trace_xbc_init
#define _xbc_exit			trace_xbc_exit
#define xbc_get_info			trace_xbc_get_info
#define xbc_root_node			trace_xbc_root_node
#define xbc_node_index			trace_xbc_node_index
#define xbc_node_get_parent		trace_xbc_node_get_parent
#define xbc_node_get_child		trace_xbc_node_get_child
#define xbc_node_get_next		trace_xbc_node_get_next
#define xbc_node_get_data		trace_xbc_node_get_data
#define xbc_node_find_subkey		trace_xbc_node_find_subkey
#define xbc_node_find_value		trace_xbc_node_find_value
#define xbc_node_find_next_leaf		trace_xbc_node_find_next_leaf
#define xbc_node_find_next_key_value	trace_xbc_node_find_next_key_value
#define xbc_node_compose_key_after	trace_xbc_node_compose_key_after
#define xbc_snprint_cmdline		trace_xbc_snprint_cmdline
#define xbc_get_embedded_bootconfig	trace_xbc_get_embedded_bootconfig

#include <linux/bootconfig.h>

/* NULL if the key is not there or has no value, which loops over values cannot take. */
static inline struct xbc_node *xbc_first_value(struct xbc_node *parent, const char *key)
{
	struct xbc_node *value = NULL;

	xbc_node_find_value(parent, key, &value);
	return value;
}

#endif /* _TRACE_BOOT_XBC_H */
