# SPDX-License-Identifier: GPL-2.0
# description: The boot configuration that is part of the kernel
# append: bootconfig

test "$(cat options/sym-addr)" = 1
grep -q 'sched_process_fork: comm=' trace
test "$(cat instances/embedded/current_tracer)" = function
test "$(cat instances/embedded/set_ftrace_filter)" = vfs_open
grep -q 'vfs_open <-' instances/embedded/trace
