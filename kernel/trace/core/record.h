/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing one record.  Between begin and end preemption is off and the caller
 * fills the record in place; it must not sleep nor be long.  NMI-safe.
 */
#ifndef _TRACE_CORE_RECORD_H
#define _TRACE_CORE_RECORD_H

#include "entries.h"
#include "instance.h"

/**
 * trace_record_begin - start a record of one of the tracer's own types
 * @rec: handle, on the caller's stack
 * @tr: the instance to write to
 * @type: TRACE_TYPE_*
 * @len: bytes, struct trace_entry included
 * @ctx: from tracing_gen_ctx()
 *
 * Context: any, preemption off until trace_record_end().
 * Return: the record, or NULL (off, full, or too large); then no end is due.
 */
void *trace_record_begin(struct trace_record *rec, struct trace_array *tr,
			 unsigned int type, unsigned long len,
			 unsigned int ctx);
void trace_record_end(struct trace_record *rec);
void trace_record_discard(struct trace_record *rec);

/* A kernel stack as a record of its own; @skip frames of the caller's left out. */
void trace_record_stack(struct trace_array *tr, unsigned int ctx, int skip,
			struct pt_regs *regs);
void trace_record_saved_stack(struct trace_array *tr, unsigned int ctx,
			      const unsigned long *ip, unsigned int nr);
void trace_record_user_stack(struct trace_array *tr, unsigned int ctx);

#endif /* _TRACE_CORE_RECORD_H */
