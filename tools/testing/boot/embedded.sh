# SPDX-License-Identifier: GPL-2.0
# description: The boot configuration that is part of the kernel
# append: bootconfig

test "$(cat options/sym-addr)" = 1
grep -q 'sched_process_fork: comm=' trace
test "$(cat instances/embedded/current_tracer)" = function
test "$(cat instances/embedded/set_ftrace_filter)" = vfs_open
# It has the option from the top one.
grep -q 'vfs_open <[0-9a-f]*> <-' instances/embedded/trace
