// SPDX-License-Identifier: GPL-2.0
/* What the rest of the kernel may do to the top instance. */
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/string.h>
#include "instance.h"

/**
 * tracing_on - let the top instance record
 *
 * Context: any.
 */
void tracing_on(void)
{
	tracer_tracing_on(&top_trace);
}
EXPORT_SYMBOL_GPL(tracing_on);

/**
 * tracing_off - keep what the top instance has recorded so far
 *
 * Tracers and events stay as they are; they only have no effect.
 *
 * Context: any.
 */
void tracing_off(void)
{
	tracer_tracing_off(&top_trace);
}
EXPORT_SYMBOL_GPL(tracing_off);

/**
 * tracing_is_on - does the top instance record
 *
 * Context: any.
 * Return: 1 if it does.
 */
int tracing_is_on(void)
{
	return tracer_tracing_is_on(&top_trace);
}
EXPORT_SYMBOL_GPL(tracing_is_on);

/**
 * tracing_stop - no records in the top instance until tracing_start()
 *
 * Unlike tracing_off() it is counted and not the user's.
 *
 * Context: any.
 */
void tracing_stop(void)
{
	ringbuf_record_disable(top_trace.buffer);
}

/**
 * tracing_start - undo one tracing_stop()
 *
 * Context: any.
 */
void tracing_start(void)
{
	ringbuf_record_enable(top_trace.buffer);
}

/* sysctl kernel.traceoff_on_warning */
int __disable_trace_on_warning;

/**
 * disable_trace_on_warning - called by WARN(): stop if the user wants it
 *
 * Context: any.
 */
void disable_trace_on_warning(void)
{
	if (__disable_trace_on_warning)
		tracing_off();
}

static int __init stop_on_warning(char *str)
{
	if (strcmp(str, "=0") && strcmp(str, "=off"))
		__disable_trace_on_warning = 1;
	return 1;
}
__setup("traceoff_on_warning", stop_on_warning);

static bool stop_when_up __initdata;

static int __init stop_after_boot(char *str)
{
	stop_when_up = true;
	return 1;
}
__setup("traceoff_after_boot", stop_after_boot);

/* What comes later must not push out what the boot has left. */
static int __init boot_ends(void)
{
	if (stop_when_up)
		tracing_off();
	return 0;
}
late_initcall_sync(boot_ends);
