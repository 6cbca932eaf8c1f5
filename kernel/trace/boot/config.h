/* SPDX-License-Identifier: GPL-2.0 */
/* Tracing as a boot configuration says it. */
#ifndef _TRACE_BOOT_CONFIG_H
#define _TRACE_BOOT_CONFIG_H

#include <linux/string.h>
#include <linux/types.h>

/*
 * Do what a text says. What is wrong is in the log, and the rest is done; the first
 * errno of it. Nothing is done if the text cannot be read. May sleep.
 */
int trace_config_apply(const char *text, size_t len);

/* The quotation mark that a value can have around it; 0: it has both inside. */
static inline char conf_quote(const char *value)
{
	if (!strchr(value, '"'))
		return '"';
	return strchr(value, '\'') ? 0 : '\'';
}

#endif /* _TRACE_BOOT_CONFIG_H */
