# SPDX-License-Identifier: GPL-2.0
# description: Tracer, filter, options, clock, size and events of the command line
# append: ftrace=function ftrace_filter=vfs_open,vfs_no_such trace_options=sym-addr,nosuch trace_clock=mono trace_buf_size=2M trace_event=initcall:*,sched:sched_process_fork tracing_thresh=0

test "$(cat current_tracer)" = function
test "$(cat set_ftrace_filter)" = vfs_open
grep -q 'vfs_open <[0-9a-f]*> <-' trace
test "$(cat options/sym-addr)" = 1
grep -q '\[mono\]' trace_clock
test "$(cat buffer_size_kb)" -ge 2048
grep -q initcall_start: trace
test "$(cat events/sched/enable)" = X
test -z "$(ls instances)"
dmesg | grep -q 'trace_options=nosuch: error'
