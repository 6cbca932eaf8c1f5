# SPDX-License-Identifier: GPL-2.0
# description: trace_trigger= sets triggers, with filters and lists of keys
# append: trace_trigger="initcall_finish.traceoff if ret == 12345,sched:sched_process_exec.hist:keys=pid,common_pid if pid > 1,nothing.traceoff" trace_trigger=sched_process_fork.stacktrace

grep -q '^traceoff:unlimited if ret == 12345$' events/initcall/initcall_finish/trigger
grep -q '^hist:keys=pid,common_pid:.* if pid > 1' events/sched/sched_process_exec/trigger
grep -q '^stacktrace:unlimited$' events/sched/sched_process_fork/trigger
grep -q '^{ pid:' events/sched/sched_process_exec/hist
dmesg | grep -q 'trace_trigger=nothing.traceoff: error'
