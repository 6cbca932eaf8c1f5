# SPDX-License-Identifier: GPL-2.0
# description: Functions of the graph, a threshold, the deepest stack
# append: ftrace=function_graph ftrace_graph_filter=vfs_open,vfs_no_such ftrace_graph_notrace=do_dentry_open ftrace_graph_max_depth=3 ftrace_notrace=path_get tracing_thresh=17 stacktrace

test "$(cat current_tracer)" = function_graph
test "$(cat set_graph_function)" = vfs_open
test "$(cat set_graph_notrace)" = do_dentry_open
test "$(cat max_graph_depth)" = 3
test "$(cat set_ftrace_notrace)" = path_get
test "$(cat tracing_thresh)" = 17
test "$(cat /proc/sys/kernel/stack_tracer_enabled)" = 1
test "$(cat stack_max_size)" -gt 0
dmesg | grep -q 'no function fits "vfs_no_such"'

: "They have had their effect"
echo 0 > tracing_thresh
echo > trace
ls /bin > /dev/null
grep -q 'us |  vfs_open' trace
not grep -q 'do_dentry_open\|path_get' trace
