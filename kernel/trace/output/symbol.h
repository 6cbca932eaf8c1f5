/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses to names, as the options sym-offset, sym-addr and sym-userobj say. */
#ifndef _TRACE_OUTPUT_SYMBOL_H
#define _TRACE_OUTPUT_SYMBOL_H

#include <linux/trace_events.h>

void trace_print_ip(struct trace_iterator *iter, unsigned long ip);
void trace_print_function(struct trace_iterator *iter, unsigned long ip);
void trace_print_user_ip(struct trace_iterator *iter, struct mm_struct *mm,
			 unsigned long ip);
bool trace_print_mapping(struct trace_seq *s, struct mm_struct *mm, unsigned long ip);

#endif /* _TRACE_OUTPUT_SYMBOL_H */
