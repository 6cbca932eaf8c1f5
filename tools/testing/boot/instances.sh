# SPDX-License-Identifier: GPL-2.0
# description: trace_instance= makes instances with flags and events
# append: trace_instance=one,sched:sched_process_fork,no:such trace_instance=two^traceoff^loud trace_instance=three^traceprintk

grep -q sched_process_fork: instances/one/trace
test "$(cat instances/one/tracing_on)" = 1
test "$(cat instances/two/tracing_on)" = 0
test "$(cat instances/three/options/trace_printk_dest)" = 1
test "$(cat options/trace_printk_dest)" = 0
dmesg | grep -q 'trace_instance=two: no flag loud'
dmesg | grep -q 'trace_instance=one: no event no:such'
