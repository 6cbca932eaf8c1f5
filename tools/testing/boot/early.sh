# SPDX-License-Identifier: GPL-2.0
# description: Functions are traced from before there are tasks, options work
# append: ftrace=function ftrace_filter=__kmem_cache_create_args trace_options=event-fork,sym-offset

grep -q '<idle>-0 .*: __kmem_cache_create_args+0x0/0x' trace
echo $$ > set_event_pid
sleep 1 &
grep -q "^$!$" set_event_pid
