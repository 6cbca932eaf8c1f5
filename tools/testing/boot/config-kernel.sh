# SPDX-License-Identifier: GPL-2.0
# description: Keys below "kernel" are words of the command line
# config:
#	kernel {
#		fgraph_filters = vfs_open, vfs_read
#		fgraph_notraces = vfs_write
#		fgraph_max_depth = 4
#		dump_on_oops = 2
#		traceoff_on_warning
#		tp_printk
#		trace_event = initcall:initcall_level, sched:sched_process_fork
#	}

grep -qx vfs_open set_graph_function
grep -qx vfs_read set_graph_function
test "$(cat set_graph_notrace)" = vfs_write
test "$(cat max_graph_depth)" = 4
test "$(cat /proc/sys/kernel/ftrace_dump_on_oops)" = 2
test "$(cat /proc/sys/kernel/traceoff_on_warning)" = 1
test "$(cat /proc/sys/kernel/tracepoint_printk)" = 1
dmesg | grep -q 'initcall_level: level=device'
test "$(cat events/initcall/initcall_level/enable)" = 1
test "$(cat events/sched/sched_process_fork/enable)" = 1
