# SPDX-License-Identifier: GPL-2.0
# description: Instances of the boot configuration, each with settings of its own
# config:
#	ftrace {
#		tracing_on = 0
#		tracer = function_graph
#		event.kprobes {
#			start_event {
#				probes = "pci_proc_init"
#				actions = "traceon"
#			}
#			end_event {
#				probes = "pci_proc_init%return"
#				actions = "traceoff"
#			}
#		}
#		instance {
#			foo {
#				tracer = function
#				ftrace.filters = "vfs_open", "vfs_read*"
#				ftrace.notraces = vfs_readlink
#				trace_clock = global
#				buffer_size = 512KB
#				cpumask = 1
#				options = sym-offset, nooverwrite
#				alloc_snapshot
#				events = "sched:sched_process_exec"
#			}
#			bar {
#				events = initcall:*
#				event.sched.enable
#				event.kprobes.in_bar.probes = "vfs_open"
#			}
#		}
#	}

test "$(cat current_tracer)" = function_graph
test "$(cat tracing_on)" = 0
grep -q 'proc_mkdir' trace
not grep -q vfs_read trace
foo=instances/foo
test "$(cat $foo/current_tracer)" = function
grep -qx vfs_read $foo/set_ftrace_filter
grep -qx vfs_readlink $foo/set_ftrace_notrace
grep -q '\[global\]' $foo/trace_clock
test "$(cat $foo/buffer_size_kb)" -ge 512
test "$(cat $foo/buffer_size_kb)" -lt 600
test "$(cat $foo/tracing_cpumask)" = 1
test "$(cat $foo/options/sym-offset) $(cat $foo/options/overwrite)" = "1 0"
grep -q 'Snapshot is allocated' $foo/snapshot
test "$(cat $foo/events/sched/sched_process_exec/enable)" = 1
grep -q ' vfs_open+0x' $foo/trace
test "$(cat instances/bar/events/sched/enable)" = 1
grep -q initcall_start: instances/bar/trace
grep -q sched_switch: instances/bar/trace
grep -q 'p:kprobes/in_bar vfs_open' kprobe_events

: "What is built into the kernel gives way to what is attached"
test ! -e instances/embedded
