# SPDX-License-Identifier: GPL-2.0
# description: Parameters that come twice add up, and tracing ends with the boot
# append: trace_event=initcall:initcall_level trace_event=sched:sched_process_fork trace_options=sym-addr trace_options=nooverwrite ftrace_filter=vfs_open ftrace_filter=vfs_read ftrace_notrace=vfs_read kprobe_event=p:one,vfs_open kprobe_event=p:two,vfs_read traceoff_after_boot

test "$(cat events/initcall/initcall_level/enable)" = 1
test "$(cat events/sched/sched_process_fork/enable)" = 1
test "$(cat options/sym-addr)" = 1
test "$(cat options/overwrite)" = 0
grep -qx vfs_open set_ftrace_filter
grep -qx vfs_read set_ftrace_filter
test "$(cat set_ftrace_notrace)" = vfs_read
grep -q 'p:kprobes/one vfs_open' kprobe_events
grep -q 'p:kprobes/two vfs_read' kprobe_events
test "$(cat tracing_on)" = 0
grep -q 'initcall_level: level=late' trace
