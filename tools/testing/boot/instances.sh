# SPDX-License-Identifier: GPL-2.0
# description: trace_instance= makes instances with flags and events
# append: trace_instance=one,sched:sched_process_fork,no:such trace_instance=two^traceoff^loud trace_instance=three^traceprintk trace_instance=one^quiet,sched:sched_process_exec trace_instance=one@1M:1M

grep -q sched_process_fork: instances/one/trace
test "$(cat instances/one/tracing_on)" = 1
test "$(cat instances/two/tracing_on)" = 0
test "$(cat instances/three/options/trace_printk_dest)" = 1
test "$(cat options/trace_printk_dest)" = 0
dmesg | grep -q 'trace_instance=two: no flag loud'
dmesg | grep -q 'trace_instance=one: no event no:such'

: "What is said of one later is added"
test "$(cat instances/one/set_event)" = 'sched:sched_process_exec
sched:sched_process_fork'
dmesg | grep -q 'trace_instance=one: no flag quiet'
dmesg | grep -q 'trace_instance=one: is there, and not at 1M:1M'
