/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ends a header of custom events: records of one's own at tracepoints of others.
 *
 * As <trace/define_trace.h>, with CREATE_CUSTOM_TRACE_EVENTS in the place of
 * CREATE_TRACE_POINTS and TRACE_CUSTOM_MULTI_READ in that of
 * TRACE_HEADER_MULTI_READ.  The tracepoints are not defined here; the file looks
 * for them and hands each to trace_custom_event_<name>_update().
 */
#ifdef CREATE_CUSTOM_TRACE_EVENTS
#undef CREATE_CUSTOM_TRACE_EVENTS

#include "stages/header.h"

#define TRACE_CUSTOM_MULTI_READ

#ifdef TRACEPOINTS_ENABLED
#include <trace/trace_custom_events.h>
#endif

#undef TRACE_CUSTOM_EVENT
#undef DECLARE_CUSTOM_EVENT_CLASS
#undef DEFINE_CUSTOM_EVENT

#undef TRACE_CUSTOM_MULTI_READ

#include "stages/header_end.h"

#define CREATE_CUSTOM_TRACE_EVENTS
#endif /* CREATE_CUSTOM_TRACE_EVENTS */
