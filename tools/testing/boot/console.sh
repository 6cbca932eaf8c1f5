# SPDX-License-Identifier: GPL-2.0
# description: The console while it boots, spare buffers, who gets trace_printk()
# append: tp_printk tp_printk_stop_on_boot trace_event=initcall:initcall_level trace_instance=one^printk trace_instance=two trace_instance=three alloc_snapshot alloc_snapshot=two ftrace_dump_on_oops

dmesg | grep -q 'initcall_level: level=device'
test "$(cat /proc/sys/kernel/tracepoint_printk)" = 0
lines=$(dmesg | grep -c 'sched_process_fork:' || true)
echo 1 > events/sched/sched_process_fork/enable
ls > /dev/null
test "$(dmesg | grep -c 'sched_process_fork:' || true)" = "$lines"

: "Whose buffer has a spare one"
grep -q 'Snapshot is allocated' snapshot
grep -q 'Snapshot is allocated' instances/two/snapshot
grep -q 'Snapshot is freed' instances/three/snapshot

test "$(cat instances/one/options/trace_printk_dest)" = 1
test "$(cat /proc/sys/kernel/ftrace_dump_on_oops)" = 1
