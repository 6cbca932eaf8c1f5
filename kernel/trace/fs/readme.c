// SPDX-License-Identifier: GPL-2.0
/*
 * README: what this kernel can do, in a few lines.
 *
 * Programs search it to learn whether a feature exists, so a line belongs here
 * only if what it says works, and the words that they look for have to stay.
 */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include "table.h"

static const char text[] =
	"tracing mini-HOWTO:\n"
	"\n"
	"Tracing: see what the kernel does while it does it.\n"
	"\n"
	"  # echo 1 > events/sched/sched_switch/enable    record an event\n"
	"  # cat trace                                    look at what was recorded\n"
	"  # cat trace_pipe                               take it as it comes\n"
	"  # echo 0 > tracing_on                          keep what there is\n"
	"  # echo > trace                                 start anew\n"
	"\n"
	"The directory is the tracefs file system. Mount options:\n"
	"  [gid=<gid>], [uid=<uid>]  owner of all files\n"
	"  [mode=<mode>]             permissions of the top directory\n"
	"\n"
	"Records:\n"
	"  trace                   text of all records; nothing is taken out\n"
	"  trace_pipe              text, each record once; waits for more\n"
	"  trace_json, trace_pipe_json  the same as JSON, an object on each line\n"
	"  per_cpu/cpuN/           the same for one CPU, and\n"
	"    trace_pipe_raw        sub-buffers in binary\n"
	"    stats                 counts: recorded, lost, read\n"
	"  trace_marker            a line written here becomes a record\n"
	"  trace_marker_raw        the same with bytes; the first four are a number\n"
	"  saved_cmdlines          names of recorded tasks\n"
	"  printk_formats          formats that binary records refer to\n"
	"\n"
	"Buffer:\n"
	"  tracing_on              0 or 1: whether records are written\n"
	"  buffer_size_kb          size per CPU\n"
	"  buffer_total_size_kb    sum of all CPUs\n"
	"  buffer_subbuf_size_kb   size of the pieces it is made of\n"
	"  buffer_percent          how full it is when raw readers wake up\n"
	"  free_buffer             shrinks the buffer when closed\n"
	"  tracing_cpumask         CPUs that record\n"
	"  trace_clock             where the time stamps come from\n"
	"  trace_options           how records look and what is recorded with them;\n"
	"                          options/ has a file for each\n"
	"  instances/              mkdir there makes a buffer with files of its own,\n"
	"                          rmdir ends it\n"
	"  error_log               what was wrong with the last commands\n"
	"  tracing_max_latency     the worst latency so far, in microseconds\n"
	"  missed_latencies        worse ones that could not be kept, as somebody read\n"
#ifdef CONFIG_HWLAT_TRACER
	"  hwlat_detector/         width and window of the tracer hwlat, its mode\n"
#endif
#ifdef CONFIG_OSNOISE_TRACER
	"  osnoise/                settings of the tracers osnoise and timerlat\n"
#endif
	"  tracing_thresh          shorter calls and latencies are left out\n"
#ifdef CONFIG_BOOTTIME_TRACING
	"  trace_bootconfig        all of it as a boot configuration; can be written\n"
#endif
	"  features                what this kernel can do, for programs\n"
	"\n"
#ifdef CONFIG_EVENT_TRACING
	"Events:\n"
	"  available_events        all of them, as <system>:<event>\n"
	"  set_event               <system>:<event> to record, !<system>:<event> not to;\n"
	"                          > replaces the list, >> adds to it; :mod:<module>\n"
	"                          behind a name: events of a module, also before it comes\n"
	"  events/<system>/<event>/\n"
	"    enable                0 or 1; one level up for a system, two for all\n"
	"    filter                which records are kept; also one level up\n"
	"    format                the fields of a record\n"
	"    id                    its number\n"
	"    trigger               what hits set off: <action>[:<count>][:limit=<n>/<time>]\n"
	"                          [if <filter>]\n"
#ifdef CONFIG_HIST_TRIGGERS
	"    hist                  tables of the triggers \"hist\", see below\n"
#endif
#ifdef CONFIG_TRACE_EVENT_INJECT
	"    inject                <field>=<value> ... makes a record by hand\n"
#endif
	"  set_event_pid           only events of these tasks\n"
	"  set_event_notrace_pid   no events of these tasks\n"
#ifdef CONFIG_FTRACE_SYSCALLS
	"  syscall_user_buf_size   bytes of paths and data that system calls are given\n"
#endif
	"\n"
#endif
#ifdef CONFIG_HIST_TRIGGERS
	"Histograms, a trigger of an event:\n"
	"  hist:keys=<field1[,field2,...]>[:values=<field1[,field2,...]>]\n"
	"    [:<var1>=<field|var_ref|numeric_literal>[,<var2>=...]]\n"
	"    [:sort=<field1[,field2]>][:size=#entries][:name=histname1][:clock=<clock>]\n"
	"    [:pause][:continue][:clear][:nohitcount][:<handler>.<action>] [if <filter>]\n"
	"  Keys\n"
	"    can be any field, or the special string 'common_stacktrace',\n"
	"    common_timestamp or common_cpu; values are summed up, hitcount is there always\n"
	"    <field>.hex .sym .sym-offset .syscall .execname .log2 .buckets=size .usecs\n"
	"    .stacktrace .percent .graph; in sort=, .ascending .descending\n"
	"    <var>=<expr> is kept for the key, $<var> is its value, also in other events;\n"
	"    + - * / between fields, variables and numbers\n"
	"  Handlers: onmatch(matching.event), onmax(var), onchange(var)\n"
	"  Actions:  trace(<synthetic_event>,param list), save(field,...), snapshot()\n"
	"  enable_hist:<system>:<event>, disable_hist:<system>:<event>  triggers that let\n"
	"    another event's histograms go on, or pause\n"
	"\n"
#endif
#ifdef CONFIG_SYNTH_EVENTS
	"  synthetic_events        events made of values of others, defined by lines such as\n"
	"     echo 'myevent u64 lat; char name[]; long[] stack' >> synthetic_events\n"
	"\n"
#endif
#ifdef CONFIG_DYNAMIC_EVENTS
	"Events made at run time; each line that is written does one thing:\n"
	"  dynamic_events\t\t- Create/append/remove/show the generic dynamic events\n"
#ifdef CONFIG_KPROBE_EVENTS
	"  kprobe_events\t\t- Create/append/remove/show the kernel dynamic events\n"
	"  kprobe_profile          how often each was hit, and missed\n"
#endif
#ifdef CONFIG_UPROBE_EVENTS
	"  uprobe_events\t\t- Create/append/remove/show the userspace dynamic events\n"
	"  uprobe_profile          how often each was hit\n"
#endif
	"\t  accepts: event-definitions (one definition per line)\n"
#ifdef CONFIG_PROBE_EVENTS
	"\t   Format: p[:[<group>/][<event>]] <place> [<args>]\n"
	"\t           r[maxactive][:[<group>/][<event>]] <place> [<args>]\n"
#ifdef CONFIG_FPROBE_EVENTS
	"\t           f[:[<group>/][<event>]] <func-name>[%return] [<args>]\n"
	"\t           t[:[<group>/][<event>]] <tracepoint> [<args>]\n"
#endif
	"\t           e[:[<group>/][<event>]] <attached-group>.<attached-event> [<args>] [if <filter>]\n"
#endif
#ifdef CONFIG_SYNTH_EVENTS
	"\t           s:[synthetic/]<event> <field> [<field>]\n"
#endif
	"\t           -:[<group>/][<event>]\n"
#ifdef CONFIG_KPROBE_EVENTS
	"\t    place: [<module>:]<symbol>[+<offset>]|<memaddr>\n"
	"place (kretprobe): [<module>:]<symbol>[+<offset>]%return|<memaddr>\n"
#endif
#ifdef CONFIG_UPROBE_EVENTS
	"   place (uprobe): <path>:<offset>[%return][(ref_ctr_offset)]\n"
#endif
#ifdef CONFIG_PROBE_EVENTS
	"\t     args: <name>=fetcharg[:type]\n"
	"\t fetcharg: (%<register>|$<efield>), @<address>, @<symbol>[+|-<offset>],\n"
#ifdef CONFIG_HAVE_FUNCTION_ARG_ACCESS_API
	"\t           $stack<index>, $stack, $retval, $comm, $arg<N>,\n"
#ifdef CONFIG_PROBE_EVENTS_BTF_ARGS
	"\t           <argname>[->field[->field|.field...]],\n"
#endif
#else
	"\t           $stack<index>, $stack, $retval, $comm,\n"
#endif
	"\t           +|-[u]<offset>(<fetcharg>), \\imm-value, \\\"imm-string\"\n"
	"\t     kernel return probes support: $retval, $arg<N>, $comm\n"
	"\t     type: s8/16/32/64, u8/16/32/64, x8/16/32/64, char, string, symbol,\n"
	"\t           b<bit-width>@<bit-offset>/<container-size>, ustring,\n"
	"\t           symstr, %pd/%pD, <type>\\[<array-size>\\]\n"
	"\t   efield: a field of the event that the probe is attached to\n"
#endif
	"\n"
#endif
	"Tracers:\n"
	"  available_tracers       what current_tracer takes\n"
	"  current_tracer          the one that is at work; nop is none\n"
#ifdef CONFIG_FUNCTION_TRACER
	"\n"
	"Functions:\n"
	"  available_filter_functions  what can be traced\n"
	"  set_ftrace_filter           only these functions\n"
	"  set_ftrace_notrace          not these functions\n"
	"     accepts: <function>, !<function>, or a glob-matching-pattern\n"
	"              with * ? [...], as in '*lock*' or 'vfs_[rw]*'\n"
	"              :mod:<module> for all functions of a module,\n"
	"              :mod:!<module> for all but those\n"
	"              <function>:<action>[:<count>] for what a function sets off:\n"
	"              traceon traceoff snapshot stacktrace dump cpudump\n"
	"              enable_event:<system>:<event> disable_event:<system>:<event>\n"
	"  set_ftrace_pid              only functions called by these tasks\n"
	"  set_ftrace_notrace_pid      no functions called by these tasks\n"
#endif
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	"  set_graph_function          function_graph: only what these functions call\n"
	"  set_graph_notrace           function_graph: not what these functions call\n"
	"  set_graph_duration          function_graph: <function>:<us>, only calls of these\n"
	"                              functions that take longer\n"
	"  max_graph_depth             function_graph: no calls nested deeper\n"
#endif
#ifdef CONFIG_FUNCTION_PROFILER
	"  function_profile_enabled    1: count calls and their time, for each CPU\n"
	"  trace_stat/function<cpu>    the counts\n"
#endif
#ifdef CONFIG_PROFILE_ANNOTATED_BRANCHES
	"  trace_stat/branch_annotated how often likely() and unlikely() were wrong\n"
#endif
#ifdef CONFIG_PROFILE_ALL_BRANCHES
	"  trace_stat/branch_annotated how often likely() and unlikely() were wrong\n"
	"  trace_stat/branch_all       how often conditions of if were true and false\n"
#endif
#ifdef CONFIG_STACK_TRACER
	"  stack_trace                 the deepest kernel stack, if\n"
	"                              kernel.stack_tracer_enabled is set\n"
	"  stack_max_size              its size; 0 starts anew\n"
	"  stack_trace_filter          look only at entry of these functions\n"
#endif
	;

static int readme_show(struct seq_file *m, const struct trace_place *place,
		       const struct tracefs_file *row)
{
	seq_puts(m, text);
	return 0;
}

static const struct trace_control readme_control = { readme_show };

static const struct tracefs_file readme_files[] = {
	TRACE_CONTROL("README", TRACE_MODE_READ, &readme_control),
};

TRACE_FILES(readme_files, TRACE_TOP);
