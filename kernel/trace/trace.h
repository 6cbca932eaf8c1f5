/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The base's bpf_trace.c includes a header of this name. What it uses of tracing is
 * all public.
 */
#include <linux/trace_events.h>
