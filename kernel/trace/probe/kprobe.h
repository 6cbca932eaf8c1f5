/* SPDX-License-Identifier: GPL-2.0 */
/* Probes in the kernel's code. */
#ifndef _TRACE_PROBE_KPROBE_H
#define _TRACE_PROBE_KPROBE_H

struct dynevent_kind;
struct seq_file;

extern const struct dynevent_kind *const probe_kprobe_kind;

/* Hits and misses; needs dynevent_mutex. */
void probe_kprobe_profile(struct seq_file *m);

#endif /* _TRACE_PROBE_KPROBE_H */
