/* SPDX-License-Identifier: GPL-2.0 */
/* What bpf_trace.c, which is the base's, asks of probes. */
#ifndef _TRACE_PROBE_H
#define _TRACE_PROBE_H

#include <linux/types.h>

struct trace_event_call;

/**
 * struct uprobe_dispatch_data - what a program at a place in user code may ask for
 * @bp_addr: the place in the task's memory; of a return, that of the function
 *
 * While programs run, current->utask->vaddr points to it.
 */
struct uprobe_dispatch_data {
	unsigned long	bp_addr;
};

#ifdef CONFIG_KPROBE_EVENTS
bool trace_kprobe_on_func_entry(struct trace_event_call *call);
bool trace_kprobe_error_injectable(struct trace_event_call *call);
#else
static inline bool trace_kprobe_on_func_entry(struct trace_event_call *call)
{
	return false;
}

static inline bool trace_kprobe_error_injectable(struct trace_event_call *call)
{
	return false;
}
#endif

#endif /* _TRACE_PROBE_H */
