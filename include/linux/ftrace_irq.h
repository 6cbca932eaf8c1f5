/* SPDX-License-Identifier: GPL-2.0 */
/* Marks of NMI entry and exit for the tracers that measure stolen time. */
#ifndef _LINUX_FTRACE_IRQ_H
#define _LINUX_FTRACE_IRQ_H

#ifdef CONFIG_HWLAT_TRACER
extern bool trace_hwlat_callback_enabled;
void trace_hwlat_callback(bool enter);

static inline void ftrace_nmi_tell_hwlat(bool enter)
{
	if (trace_hwlat_callback_enabled)
		trace_hwlat_callback(enter);
}
#else
static inline void ftrace_nmi_tell_hwlat(bool enter) { }
#endif

#ifdef CONFIG_OSNOISE_TRACER
extern bool trace_osnoise_callback_enabled;
void trace_osnoise_callback(bool enter);

static inline void ftrace_nmi_tell_osnoise(bool enter)
{
	if (trace_osnoise_callback_enabled)
		trace_osnoise_callback(enter);
}
#else
static inline void ftrace_nmi_tell_osnoise(bool enter) { }
#endif

static inline void ftrace_nmi_enter(void)
{
	ftrace_nmi_tell_hwlat(true);
	ftrace_nmi_tell_osnoise(true);
}

static inline void ftrace_nmi_exit(void)
{
	ftrace_nmi_tell_hwlat(false);
	ftrace_nmi_tell_osnoise(false);
}

#endif /* _LINUX_FTRACE_IRQ_H */
