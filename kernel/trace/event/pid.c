// SPDX-License-Identifier: GPL-2.0
/* Events of some tasks only, see pid.h. */
#include "../core/instance.h"
#include "enable.h"
#include "pid.h"

void trace_event_pids_changed(struct trace_array *tr)
{
	struct trace_event_file *file;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(file, &tr->events, list)
		assign_bit(EVENT_FILE_FL_PID_FILTER_BIT, &file->flags,
			   pid_filter_is_set(&tr->event_pids));
}
