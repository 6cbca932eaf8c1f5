# SPDX-License-Identifier: GPL-2.0
# description: Snapshots of the end of boot, in the top instance and in another
# append: trace_instance=other,initcall:initcall_level trace_event=initcall:initcall_level ftrace_boot_snapshot ftrace_boot_snapshot=other alloc_snapshot=nobody

grep -q 'initcall_level: level=device' snapshot
grep -q 'initcall_level: level=device' instances/other/snapshot
not grep -q initcall_level: trace
dmesg | grep -q 'no instance nobody for a snapshot'
