/* SPDX-License-Identifier: GPL-2.0 */
/* The tracer hwlat, for its files. */
#ifndef _TRACE_TRACER_HWLAT_H
#define _TRACE_TRACER_HWLAT_H

#include <linux/types.h>

enum hwlat_mode { HWLAT_NONE, HWLAT_ROUND_ROBIN, HWLAT_PER_CPU, HWLAT_NR_MODES };

extern const char * const hwlat_mode_names[HWLAT_NR_MODES];

/**
 * struct hwlat_settings - what users choose; changed under tracing_mutex
 * @width: microseconds in a window for which a thread spins
 * @window: microseconds from one begin to the next
 * @mode: how many threads, and where
 */
struct hwlat_settings {
	u64		width;
	u64		window;
	enum hwlat_mode	mode;
};

extern struct hwlat_settings hwlat_settings;

int hwlat_set_mode(enum hwlat_mode mode);

#endif /* _TRACE_TRACER_HWLAT_H */
