# SPDX-License-Identifier: GPL-2.0
# description: Events of the boot configuration: filters, probes, a latency of initcalls
# config:
#	ftrace.event {
#		task.task_newtask {
#			filter = "pid < 128"
#			enable
#		}
#		kprobes.vfs_read {
#			probes = "vfs_read $arg1 $arg2"
#			filter = "common_pid < 200"
#			enable
#		}
#		synthetic.initcall_latency {
#			fields = "unsigned long func", "u64 lat"
#			hist {
#				keys = func.sym, lat
#				values = lat
#				sort = lat
#			}
#		}
#		initcall.initcall_start.hist {
#			keys = func
#			var.ts0 = common_timestamp.usecs
#		}
#		initcall.initcall_finish.hist {
#			keys = func
#			var.lat = common_timestamp.usecs - $ts0
#			onmatch {
#				event = initcall.initcall_start
#				trace = initcall_latency, func, $lat
#			}
#		}
#		sched.sched_switch.actions = "stacktrace:5", "traceoff if prev_pid == 99999"
#		signal.enable
#	}

test "$(cat events/task/task_newtask/filter)" = "pid < 128"
test "$(cat events/task/task_newtask/enable)" = 1
test "$(cat events/kprobes/vfs_read/filter)" = "common_pid < 200"
test "$(cat events/signal/enable)" = 1
grep -q task_newtask: trace
grep -q 'vfs_read: (vfs_read' trace
grep -q 'initcall_latency' synthetic_events
grep -q '^{ func: \[[0-9a-f]*\] [a-z_]* *, lat: ' events/synthetic/initcall_latency/hist
grep -q 'onmatch(initcall.initcall_start).trace(initcall_latency,func,$lat)' \
	events/initcall/initcall_finish/trigger
grep -q '^stacktrace:count' events/sched/sched_switch/trigger
grep -q '^traceoff:unlimited if prev_pid == 99999$' events/sched/sched_switch/trigger
