/* SPDX-License-Identifier: GPL-2.0 */
/* Calling the callbacks of a site. */
#ifndef _TRACE_HOOK_DISPATCH_H
#define _TRACE_HOOK_DISPATCH_H

#include <linux/ftrace.h>

ftrace_func_t hook_callback(const struct ftrace_ops *ops);

#endif /* _TRACE_HOOK_DISPATCH_H */
