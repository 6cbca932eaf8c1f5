/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers in commands. */
#ifndef _TRACE_TEXT_NUMBER_H
#define _TRACE_TEXT_NUMBER_H

#include "cursor.h"

int text_u64(struct text_span span, u64 *value);
int text_s64(struct text_span span, s64 *value);

#endif /* _TRACE_TEXT_NUMBER_H */
