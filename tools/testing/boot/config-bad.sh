# SPDX-License-Identifier: GPL-2.0
# description: What is wrong in the boot configuration is said, and the rest is applied
# config:
#	ftrace {
#		tracer = nosuch
#		options = sym-addr, nosuch
#		buffer_size = big
#		trace_clock = sand
#		cpumask = xyz
#		tracing_on = maybe
#		events = no:such, sched:sched_process_fork
#		event.no.such.enable
#		event.sched.sched_switch.filter = "nosuch == 1"
#		event.sched.sched_switch.actions = "nosuch", "stacktrace:1"
#		event.sched.sched_wakeup.hist.values = pid
#		event.kprobes.bad.probes = "no_such_function"
#		event.synthetic.bad.fields = "nosuch"
#		ftrace.filters = no_such_function
#		instance.one.tracer = nosuch
#	}

said() {
	dmesg | grep -q "bootconfig: ftrace\.$1: error"
}
said 'tracer = nosuch'
said 'options = nosuch'
said 'buffer_size = big'
said 'trace_clock = sand'
said 'cpumask = xyz'
said 'tracing_on = maybe'
said 'events = no:such'
said 'event.no.such = '
said 'event.sched.sched_switch.filter = nosuch == 1'
said 'event.sched.sched_switch.actions = nosuch'
said 'event.sched.sched_wakeup.hist = '
said 'event.kprobes.bad.probes = no_such_function'
said 'event.synthetic.bad = bad nosuch'
said 'ftrace.filters = no_such_function'
: "Once"
not said 'event.kprobes.bad = '
not said 'event.synthetic.bad = '
said 'instance.one.tracer = nosuch'
test "$(cat options/sym-addr)" = 1
grep -q sched_process_fork: trace
grep -q '^stacktrace:count' events/sched/sched_switch/trigger
test -d instances/one
