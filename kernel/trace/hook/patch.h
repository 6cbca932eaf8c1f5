/* SPDX-License-Identifier: GPL-2.0 */
/* Bringing the sites into agreement with what the registered ops want. */
#ifndef _TRACE_HOOK_PATCH_H
#define _TRACE_HOOK_PATCH_H

#include "set.h"
#include "site.h"

/* All need hook_mutex. */
void hook_patch(const struct hook_set *changed);
void hook_patch_section(struct hook_section *sec, const struct hook_set *changed);

/* What a site in this state calls, 0 at rest. */
unsigned long hook_target_address(u32 state);

#endif /* _TRACE_HOOK_PATCH_H */
