/* SPDX-License-Identifier: GPL-2.0 */
/* Memory for shadow stacks, to be had in any context. */
#ifndef _TRACE_HOOK_SHADOW_PAGES_H
#define _TRACE_HOOK_SHADOW_PAGES_H

/* Both sleep and are called in turn. */
int shadow_pages_fill(void);
void shadow_pages_drain(void);

/* Any context, preemption off; a zeroed page, or NULL. */
void *shadow_page_take(void);
void shadow_page_give(void *page);

#endif /* _TRACE_HOOK_SHADOW_PAGES_H */
