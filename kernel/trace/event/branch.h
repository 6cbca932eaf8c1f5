/* SPDX-License-Identifier: GPL-2.0 */
/* Who hears of it that likely() or unlikely() was passed. */
#ifndef _TRACE_EVENT_BRANCH_H
#define _TRACE_EVENT_BRANCH_H

#include <linux/compiler_types.h>
#include <linux/types.h>

/* @correct: it was as the source says; @constant: the compiler knew the outcome. */
typedef void (*branch_fn)(void *data, const struct ftrace_branch_data *where, bool correct,
			  bool constant);

/* These need tracing_mutex and may sleep; @fn runs with preemption off, in any context. */
int trace_branch_watch(branch_fn fn, void *data);
void trace_branch_unwatch(branch_fn fn, void *data);

#endif /* _TRACE_EVENT_BRANCH_H */
