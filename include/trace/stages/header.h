/* SPDX-License-Identifier: GPL-2.0 */
/* How to include the event header once more: #include TRACE_INCLUDE(TRACE_INCLUDE_FILE) */

#include <linux/stringify.h>

#undef TRACE_INCLUDE
#undef __TRACE_INCLUDE

#ifndef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE TRACE_SYSTEM
#define __TRACE_OWN_FILE
#endif

#ifdef TRACE_INCLUDE_PATH
#define __TRACE_INCLUDE(file) __stringify(TRACE_INCLUDE_PATH/file.h)
#else
#define __TRACE_INCLUDE(file) <trace/events/file.h>
#endif

#define TRACE_INCLUDE(file) __TRACE_INCLUDE(file)
