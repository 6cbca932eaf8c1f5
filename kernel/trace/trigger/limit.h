/* SPDX-License-Identifier: GPL-2.0 */
/* Limits as commands write them: NUMBER "/" [NUMBER] ("ns" | "us" | "ms" | "s"). */
#ifndef _TRACE_TRIGGER_LIMIT_H
#define _TRACE_TRIGGER_LIMIT_H

#include "../core/limit.h"
#include "../text/cursor.h"

struct seq_file;

/* Reads all that the cursor has; 0, or -EINVAL and the error in the command. */
int trace_limit_read(struct trace_limit *l, struct text_cursor *c);
void trace_limit_show(const struct trace_limit *l, struct seq_file *m);

#endif /* _TRACE_TRIGGER_LIMIT_H */
