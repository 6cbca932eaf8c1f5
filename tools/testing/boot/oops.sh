# SPDX-License-Identifier: GPL-2.0
# description: An oops dumps the buffer of its CPU, and that of an instance
# append: ftrace_dump_on_oops=orig_cpu,other=2 trace_instance=other trace_event=sched:sched_process_exec
# noisy: yes

mount -t debugfs none /sys/kernel/debug || true
modprobe lkdtm
echo "before the oops" > trace_marker
echo "in the instance" > instances/other/trace_marker
( echo EXCEPTION > /sys/kernel/debug/provoke-crash/DIRECT ) || true
dmesg > /tmp/log
grep -q 'Dumping ftrace' /tmp/log
grep -q 'sched_process_exec: filename=' /tmp/log
grep -q 'tracing_mark_write: in the instance' /tmp/log
