/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments of trace_printk() in binary. */
#ifndef _TRACE_CORE_PACK_H
#define _TRACE_CORE_PACK_H

#include <linux/stdarg.h>
#include <linux/types.h>

/* -1: something else than plain integers, or too long. */
int trace_pack_integers(u32 *to, unsigned int words, const char *fmt, va_list args);

#endif /* _TRACE_CORE_PACK_H */
