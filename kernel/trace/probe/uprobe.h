/* SPDX-License-Identifier: GPL-2.0 */
/* Probes in programs. */
#ifndef _TRACE_PROBE_UPROBE_H
#define _TRACE_PROBE_UPROBE_H

struct dynevent_kind;
struct seq_file;

extern const struct dynevent_kind *const probe_uprobe_kind;

/* Hits by file; needs dynevent_mutex. */
void probe_uprobe_profile(struct seq_file *m);

#endif /* _TRACE_PROBE_UPROBE_H */
