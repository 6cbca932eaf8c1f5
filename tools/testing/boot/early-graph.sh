# SPDX-License-Identifier: GPL-2.0
# description: The graph of functions begins before the first initcall
# append: ftrace=function_graph ftrace_filter=init_irq_proc,sched_init trace_options=funcgraph-proc

grep -q '<idle>-0 .* sched_init();' trace
