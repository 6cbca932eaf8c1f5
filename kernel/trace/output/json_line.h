/* SPDX-License-Identifier: GPL-2.0 */
/* One record to a line of JSON; Documentation/trace/json.rst tells what is in it. */
#ifndef _TRACE_OUTPUT_JSON_LINE_H
#define _TRACE_OUTPUT_JSON_LINE_H

#include <linux/trace_events.h>

struct json;

/*
 * Appends iter->ent, and before it a line about what was lost. iter->seq is used
 * for names. Under trace_printers_lock(); may sleep with option sym-userobj.
 */
void trace_json_line(struct trace_iterator *iter, struct json *j);
/* The same without what is special about the record. */
void trace_json_stub(struct trace_iterator *iter, struct json *j);

#endif /* _TRACE_OUTPUT_JSON_LINE_H */
