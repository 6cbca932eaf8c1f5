// SPDX-License-Identifier: GPL-2.0
/* BPF programs at events, system calls, tracepoints and samples, and what they see there. */
#include "bpf_case.h"
#include "bpf_stack.h"

/* ---- Events ------------------------------------------------------------------------- */

/* Where a field is in the records of an event. */
static int offset_of(const char *event, const char *field)
{
	char path[128], word[32], text[4096], *at;

	snprintf(path, sizeof(path), "events/%s/format", event);
	snprintf(word, sizeof(word), " %s;", field);
	if (!read_text(path, text, sizeof(text)))
		return -1;
	at = strstr(text, word);
	at = at ? strstr(at, "offset:") : NULL;
	return at ? atoi(at + 7) : -1;
}

/* A signal that is ignored. */
static void send_signals(void)
{
	for (int i = 0; i < CALLS; i++)
		kill(getpid(), SIGURG);
}

/* An event in a header: fields, and whether perf gets what the program returned 1 for. */
static bool event_with(int result)
{
	struct program p;
	int event, program;
	bool good;

	begin(&p);
	count(&p, HITS);
	read_context(&p, BPF_W, offset_of("signal/signal_generate", "sig"));
	keep(&p, VALUE);
	end(&p, result);
	program = load(&p, BPF_PROG_TYPE_TRACEPOINT, 0, 0);
	event = open_event("signal/signal_generate");
	good = !set_program(event, program);
	send_signals();
	good = good && saw(CALLS, SIGURG) && counted(event, result * CALLS);
	close_all(event, program, -1);
	send_signals();
	return good && saw(CALLS, SIGURG);
}

static bool event_keeps(void)
{
	return event_with(1);
}

static bool event_refuses(void)
{
	return event_with(0);
}

/* The event is enabled for an instance, too, and the program refuses for perf alone. */
static bool event_and_tracefs(void)
{
	bool good;

	write_text("trace", O_TRUNC, "\n");
	write_text("events/signal/signal_generate/enable", 0, "1");
	good = event_with(0);
	write_text("events/signal/signal_generate/enable", 0, "0");
	return good && count_lines("trace", "signal_generate: sig=23") == 2 * CALLS;
}

static bool event_reads_too_far(void)
{
	struct program p;
	int event, program;
	bool refused;

	begin(&p);
	read_context(&p, BPF_DW, 512);
	end(&p, 0);
	program = load(&p, BPF_PROG_TYPE_TRACEPOINT, 0, 0);
	event = open_event("signal/signal_generate");
	refused = set_program(event, program) && errno == EACCES;
	close_all(event, program, -1);
	return program >= 0 && refused;
}

static bool syscall_enters(void)
{
	int program = make_watcher(BPF_PROG_TYPE_TRACEPOINT, 0, 0, 16, 1);
	int event = open_event("syscalls/sys_enter_sched_setaffinity");
	bool good = !set_program(event, program);

	call_function();
	good = good && saw(CALLS, NOBODY) && counted(event, CALLS);
	close_all(event, program, -1);
	return good;
}

static bool syscall_leaves(void)
{
	int program = make_watcher(BPF_PROG_TYPE_TRACEPOINT, 0, 0, 16, 0);
	int event = open_event("syscalls/sys_exit_sched_setaffinity");
	bool good = !set_program(event, program);

	call_function();
	good = good && saw(CALLS, -ESRCH) && counted(event, 0);
	close_all(event, program, -1);
	return good;
}

/* ---- Raw tracepoints ---------------------------------------------------------------- */

static bool raw_tracepoint(void)
{
	int program = make_watcher(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, 0, 0);
	int link = open_raw("signal_generate", program);

	send_signals();
	close_all(link, program, -1);
	send_signals();
	return link >= 0 && saw(CALLS, SIGURG);
}

static bool typed_tracepoint(void)
{
	uint32_t id = find_type("btf_trace_signal_generate", BTF_KIND_TYPEDEF);
	int program = make_watcher(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id, 0, 0);
	int link = open_raw(NULL, program);

	send_signals();
	close_all(link, program, -1);
	return link >= 0 && saw(CALLS, SIGURG);
}

/* A tracepoint that is no event. */
static bool bare_tracepoint(void)
{
	int program = make_watcher(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, 0, 0);
	int link = open_raw("sched_util_est_se_tp", program);
	bool none = open_raw("no_such_tracepoint", program) < 0 && errno == ENOENT;

	close_all(link, program, -1);
	return link >= 0 && none;
}

/* The module stays while a program is at its tracepoint. */
static bool module_goes(void)
{
	int program = make_watcher(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, 8, 0), link;
	bool good = !system("modprobe trace-events-sample");

	link = open_raw("foo_bar", program);
	sleep(2);
	/* Its second argument counts seconds. */
	good = good && link >= 0 && seen[HITS] && seen[VALUE] < 60;
	good = good && system("rmmod trace-events-sample 2> /dev/null");
	close(link);
	good = good && !system("rmmod trace-events-sample");
	close(program);
	return good;
}

/* ---- Other events of perf ----------------------------------------------------------- */

static bool clock_event(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000,
	};
	int event = open_perf(&attr), program;
	struct program p;
	bool good;

	begin(&p);
	count(&p, HITS);
	end(&p, 0);
	program = load(&p, BPF_PROG_TYPE_PERF_EVENT, 0, 0);
	good = !set_program(event, program);
	for (volatile long i = 0; i < 50000000 && !seen[HITS]; i++)
		;
	close_all(event, program, -1);
	return good && seen[HITS];
}

/* ---- Stacks ------------------------------------------------------------------------- */

/* What KASAN adds keeps the probe from ending with a jump: it has a frame more. */
static bool has_kasan(void)
{
	return count_lines("/proc/kallsyms", " __asan_report_load8_noabort");
}

/* By number, at an event: it begins where the event is. */
static bool event_stack(void)
{
	uint64_t stack[127] = {};
	int map = make_map(BPF_MAP_TYPE_STACK_TRACE, sizeof(stack), 0), program, event;
	struct program p;
	bool good, found = false;

	begin(&p);
	count(&p, HITS);
	add(&p, BPF_LD | BPF_IMM | BPF_DW, 2, BPF_PSEUDO_MAP_FD, 0, map);
	add(&p, 0, 0, 0, 0, 0);
	set(&p, 3, 0);
	call(&p, BPF_FUNC_get_stackid);
	keep(&p, VALUE);
	end(&p, 0);
	program = load(&p, BPF_PROG_TYPE_TRACEPOINT, 0, 0);
	event = open_event("signal/signal_generate");
	good = !set_program(event, program);
	send_signals();
	good = good && (long)seen[VALUE] >= 0 && read_stack(map, seen[VALUE], stack);
	for (int i = 0; i < 127; i++)
		found = found || is_in(SYSCALL("kill"), stack[i]);
	close_all(event, program, map);
	return good && found &&
	       (has_kasan() || !is_in("trace_event_raw_event_signal_generate", stack[0]));
}

/* ---- What programs say -------------------------------------------------------------- */

#define SAID	"events/bpf_trace/bpf_trace_printk"

/* bpf_trace_printk("said %d\n", ...) is a line in the trace, by an event that loading sets on. */
static bool says(void)
{
	static const char text[16] = "said %d\n";
	struct program p;
	int program, event;
	bool good;

	memcpy((void *)&seen[OTHER], text, sizeof(text));
	begin(&p);
	read_context(&p, BPF_DW, ARGUMENT);
	copy(&p, 3, 0);
	point_to(&p, 1, OTHER);
	set(&p, 2, strlen(text) + 1);
	add(&p, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_trace_printk);
	end(&p, 0);
	write_text("trace", O_TRUNC, "\n");
	program = load(&p, BPF_PROG_TYPE_KPROBE, 0, 0);
	/* A work of the kernel does it. */
	for (int i = 0; i < 100 && !count_lines(SAID "/enable", "1"); i++)
		usleep(10000);
	event = open_place("kprobe", false, FUNCTION, 0);
	good = !set_program(event, program);
	call_function();
	close_all(event, program, -1);
	return good && count_lines("trace", "bpf_trace_printk: said 4000000") == CALLS &&
	       count_lines("available_events", "bpf_trace:bpf_trace_printk") == 1;
}

/* ---- Cases -------------------------------------------------------------------------- */

static const struct bpf_case cases[] = {
	{ "an event's fields; perf gets what the program keeps", event_keeps },
	{ "perf does not get what the program refuses", event_refuses },
	{ "an instance gets what the program refuses", event_and_tracefs },
	{ "no program reads behind the record", event_reads_too_far },
	{ "entry of a system call", syscall_enters },
	{ "exit of a system call", syscall_leaves },
	{ "raw tracepoint", raw_tracepoint },
	{ "raw tracepoint with types", typed_tracepoint, true },
	{ "raw tracepoint that is no event", bare_tracepoint },
	{ "raw tracepoint of a module, which stays so long", module_goes },
	{ "samples of the clock", clock_event },
	{ "bpf_trace_printk", says },
	{ "stack at an event", event_stack },
};

int main(int argc, char **argv)
{
	return run_cases(cases, sizeof(cases) / sizeof(*cases), argv[1]);
}
