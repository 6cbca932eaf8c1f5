/* SPDX-License-Identifier: GPL-2.0 */
/* The state of tracing as a boot configuration. */
#ifndef _TRACE_BOOT_STATE_H
#define _TRACE_BOOT_STATE_H

struct seq_file;

void trace_state_show(struct seq_file *m);

/* As after a boot without a word about tracing; 0, or the first errno. May sleep. */
int trace_state_reset(void);

#endif /* _TRACE_BOOT_STATE_H */
