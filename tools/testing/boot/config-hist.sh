# SPDX-License-Identifier: GPL-2.0
# description: Histograms with all that can be said about them in a tree
# config:
#	ftrace.event {
#		synthetic.waited.fields = "pid_t pid;", "u64 lat"
#		sched.sched_process_fork.hist {
#			1 {
#				name = forks
#				keys = parent_pid, child_pid
#				values = child_pid
#				sort = child_pid.descending, hitcount
#				size = 512
#				filter = "child_pid > 1"
#			}
#			2 {
#				keys = parent_comm
#				pause
#			}
#		}
#		sched.sched_process_exec.hist {
#			1 {
#				keys = pid
#				pause
#			}
#			2 {
#				keys = pid
#				continue
#			}
#		}
#		sched.sched_process_exit {
#			hist.1 {
#				keys = pid
#			}
#			hist.2 {
#				keys = pid
#				clear
#			}
#		}
#		sched.sched_waking.hist {
#			keys = pid
#			var {
#				ts0 = common_timestamp.usecs
#				who = pid
#			}
#		}
#		sched.sched_switch.hist {
#			keys = next_pid
#			var.lat = common_timestamp.usecs - $ts0
#			onmatch {
#				1 {
#					event = sched.sched_waking
#					trace = waited, next_pid, $lat
#				}
#			}
#			onmax {
#				1 {
#					var = lat
#					save = next_comm, prev_pid
#				}
#				2 {
#					var = lat
#					snapshot
#				}
#			}
#		}
#		sched.sched_wakeup.hist {
#			keys = pid
#			var.cpu = target_cpu
#			onchange {
#				var = cpu
#				save = comm
#			}
#		}
#		sched.sched_wakeup_new.hist {
#			keys = pid
#			var.new = target_cpu
#			onchange {
#				var = new
#				snapshot
#			}
#		}
#	}

# says EVENT TEXT: one of its triggers has that in it
says() {
	grep -qF -- "$2" events/sched/$1/trigger
}

says sched_process_fork 'hist:name=forks:keys=parent_pid,child_pid:vals=hitcount,child_pid:sort=child_pid.descending,hitcount:size=512 if child_pid > 1 [active]'
says sched_process_fork 'keys=parent_comm:vals=hitcount:sort=hitcount:size=2048 [paused]'
says sched_process_exec 'keys=pid:vals=hitcount:sort=hitcount:size=2048 [active]'
says sched_process_exit 'keys=pid:vals=hitcount:sort=hitcount:size=2048 [active]'
says sched_waking 'ts0=common_timestamp.usecs,who=pid'
says sched_switch ':onmatch(sched.sched_waking).trace(waited,next_pid,$lat)'
says sched_switch ':onmax($lat).save(next_comm,prev_pid)'
says sched_switch ':onmax($lat).snapshot()'
says sched_wakeup ':onchange($cpu).save(comm)'
says sched_wakeup_new ':onchange($new).snapshot()'

: "They count, keep and set off"
ls > /dev/null
grep -q 'parent_pid: .* child_pid: ' events/sched/sched_process_fork/hist
grep -q 'max: .* next_comm: ' events/sched/sched_switch/hist
grep -q 'changed: .* comm: ' events/sched/sched_wakeup/hist
grep -q 'Hits: [1-9]' events/sched/sched_process_exec/hist
grep -q 'Snapshot is allocated' snapshot
