/* SPDX-License-Identifier: GPL-2.0 */
/* Functions by name. */
#ifndef _TRACE_HOOK_MATCH_H
#define _TRACE_HOOK_MATCH_H

#include <linux/kallsyms.h>
#include "site.h"
#include "set.h"

/**
 * struct hook_pattern - what a user calls functions by
 * @glob: their name with wildcards; empty with @module for all of its functions
 * @module: NULL for all, else name with wildcards of their module, or "!" and that of
 *	the modules that they are not of
 */
struct hook_pattern {
	const char	*glob;
	const char	*module;
};

/* Both need hook_mutex. */
int hook_match(const struct hook_pattern *pattern, struct hook_list *sites);
int hook_match_index(unsigned long index, struct hook_list *sites);

bool hook_module_fits(const char *wanted, const char *module);

/* Name of the function of a site, false if it has none; and of its module, or NULL. */
bool hook_site_name(const struct hook_site *site, char name[KSYM_NAME_LEN]);
const char *hook_site_module(const struct hook_site *site);

#endif /* _TRACE_HOOK_MATCH_H */
