# SPDX-License-Identifier: GPL-2.0
# description: An oops dumps the buffer of its CPU, and all of an instance
# append: ftrace_dump_on_oops=orig_cpu,other trace_instance=other trace_instance=third
# noisy: yes

modprobe lkdtm
echo 0 > /proc/sys/kernel/panic_on_oops
for cpu in 0 1; do
	taskset -c $cpu sh -c "echo top, $cpu > trace_marker"
	taskset -c $cpu sh -c "echo other, $cpu > instances/other/trace_marker"
	echo third > instances/third/trace_marker
done
taskset -c 1 sh -c 'echo EXCEPTION > /sys/kernel/debug/provoke-crash/DIRECT' || true
dmesg | sed -n '/Dumping ftrace/,/end trace/p' > /tmp/dump
grep -q 'tracing_mark_write: top, 1' /tmp/dump
not grep 'tracing_mark_write: top, 0' /tmp/dump
grep -q 'Dumping ftrace instance other' /tmp/dump
grep -q 'tracing_mark_write: other, 0' /tmp/dump
grep -q 'tracing_mark_write: other, 1' /tmp/dump
not grep third /tmp/dump
