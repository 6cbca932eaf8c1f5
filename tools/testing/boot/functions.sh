# SPDX-License-Identifier: GPL-2.0
# description: The stack tracer and arguments of functions, from the command line on
# append: stacktrace_filter=vfs_open,vfs_read ftrace=function ftrace_filter=vfs_open trace_options=func-args

test "$(xargs < stack_trace_filter)" = "vfs_open vfs_read"
test "$(cat /proc/sys/kernel/stack_tracer_enabled)" = 1
test "$(cat stack_max_size)" -gt 0
# Names of arguments need the description of types.
test ! -e /sys/kernel/btf/vmlinux ||
	grep -q 'vfs_open(path=0x[0-9a-f]*, file=0x[0-9a-f]*) <-' trace
