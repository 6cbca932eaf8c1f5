/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ends an event header: makes the events real in the one file that has defined
 * CREATE_TRACE_POINTS before it included the header.
 *
 * The header may have defined
 *
 *	TRACE_SYSTEM		the folder in events/ (required)
 *	TRACE_SYSTEM_VAR	the same as a C identifier, where it is none
 *	TRACE_INCLUDE_FILE	its own name without ".h", if not TRACE_SYSTEM
 *	TRACE_INCLUDE_PATH	its folder, as seen from here or through -I, if not
 *				include/trace/events
 *
 * and is included again for each pass; TRACE_HEADER_MULTI_READ lets it through
 * its own include guard.
 */
#ifdef CREATE_TRACE_POINTS
#undef CREATE_TRACE_POINTS

#include "stages/header.h"

#define TRACE_HEADER_MULTI_READ

#ifdef TRACEPOINTS_ENABLED
#include <trace/trace_events.h>
#include <trace/bpf_probe.h>
#endif

#include "stages/definers_end.h"

#undef TRACE_HEADER_MULTI_READ

#include "stages/header_end.h"

/* The file may include further event headers. */
#define CREATE_TRACE_POINTS
#endif /* CREATE_TRACE_POINTS */
