# SPDX-License-Identifier: GPL-2.0
# description: A warning ends tracing, events are on the console, too
# append: traceoff_on_warning tp_printk trace_event=sched:sched_process_exec
# noisy: yes

modprobe lkdtm
test "$(cat tracing_on)" = 1
dmesg | grep -q 'sched_process_exec: filename='
echo WARNING > /sys/kernel/debug/provoke-crash/DIRECT
test "$(cat tracing_on)" = 0
