// SPDX-License-Identifier: GPL-2.0
/*
 * BPF programs at all the places where they can be attached, and what they see there. Runs
 * in the guest, in /sys/kernel/tracing; one line per case, for the host.
 *
 * The function that most of them are attached to is sched_setaffinity(), which nobody but
 * this program calls, and always with the number of a task that does not exist.
 */
#include <asm/ptrace.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include "bpf.h"
#include "bpf_attach.h"
#include "bpf_stack.h"

#define FUNCTION	"sched_setaffinity"
#define NOBODY		4000000
#define CALLS		5

/* Slots of what programs saw. */
enum {
	HITS,
	VALUE,
	COOKIES,
	PLACE,
	OTHER,
	STACK,
};

#ifdef __aarch64__
#define ARGUMENT	offsetof(struct user_pt_regs, regs[0])
#define RESULT		offsetof(struct user_pt_regs, regs[0])
#define SYSCALL(name)	"__arm64_sys_" name
#define SYSCALL_CALLER	"do_el0_svc"
#define REGISTER	"%x0"
#define BEHIND_SITE	8
#define UNSEEN		1
#else
#define ARGUMENT	offsetof(struct pt_regs, rdi)
#define RESULT		offsetof(struct pt_regs, rax)
#define SYSCALL(name)	"__x64_sys_" name
#define SYSCALL_CALLER	"do_syscall_64"
#define REGISTER	"%di"
#define BEHIND_SITE	5
#define UNSEEN		0
#define HAVE_LIVEPATCH
#endif

static void call_function(void)
{
	cpu_set_t cpus = {};

	for (int i = 0; i < CALLS; i++)
		sched_setaffinity(NOBODY, sizeof(cpus), &cpus);
}

static void forget(void)
{
	memset((void *)seen, 0, SLOTS * sizeof(*seen));
}

/* ---- Programs that most cases need -------------------------------------------------- */

/* Counts hits and keeps a value of the context. */
static int make_watcher(int type, int attach, uint32_t btf_id, int offset, int result)
{
	struct program p;

	begin(&p);
	count(&p, HITS);
	read_context(&p, BPF_DW, offset);
	keep(&p, VALUE);
	end(&p, result);
	return load(&p, type, attach, btf_id);
}

/* As above, and keeps the place where it is and the cookie of how it was attached. */
static int make_asker(int type, int attach, uint32_t btf_id, int offset)
{
	struct program p;

	begin(&p);
	count(&p, HITS);
	read_context(&p, BPF_DW, offset);
	keep(&p, VALUE);
	call(&p, BPF_FUNC_get_attach_cookie);
	keep(&p, COOKIES);
	call(&p, BPF_FUNC_get_func_ip);
	keep(&p, PLACE);
	end(&p, 0);
	return load(&p, type, attach, btf_id);
}

static bool saw(uint64_t hits, uint64_t value)
{
	if (seen[HITS] == hits && seen[VALUE] == value)
		return true;
	printf("# %lu hits, value %lx\n", seen[HITS], seen[VALUE]);
	return false;
}

static bool was_at(uint64_t place, uint64_t cookie)
{
	if (seen[PLACE] == place && seen[COOKIES] == cookie)
		return true;
	printf("# place %lx instead of %lx, cookie %lx\n", seen[PLACE], place,
	       seen[COOKIES]);
	return false;
}

static uint64_t address(const char *symbol)
{
	uint64_t from, to;

	find_symbol(symbol, &from, &to);
	return from;
}

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

/* Has perf counted that many? */
static bool counted(int event, uint64_t hits)
{
	uint64_t value = 0;

	if (read(event, &value, sizeof(value)) == sizeof(value) && value == hits)
		return true;
	printf("# perf counts %lu\n", value);
	return false;
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

/* ---- Places in the kernel ----------------------------------------------------------- */

/* A perf event at the function that the kernel has no name for. */
static bool kprobe_by_place(bool returns)
{
	int program = make_asker(BPF_PROG_TYPE_KPROBE, 0, 0, returns ? RESULT : ARGUMENT);
	int event = open_place("kprobe", returns, FUNCTION, 0);
	int link = link_event(event, program);

	call_function();
	close_all(link, event, program);
	return link >= 0 && saw(CALLS, returns ? -ESRCH : NOBODY) &&
	       was_at(address(FUNCTION), COOKIE);
}

static bool kprobe(void)
{
	return kprobe_by_place(false);
}

static bool kretprobe(void)
{
	return kprobe_by_place(true);
}

/* The same by an event of kprobe_events, which has an argument and is enabled, too. */
static bool kprobe_by_event(const char *command, bool returns)
{
	int offset = returns ? RESULT : ARGUMENT, event, program;
	bool good;

	write_text("trace", O_TRUNC, "\n");
	write_text("kprobe_events", O_APPEND, command);
	write_text("events/kprobes/hit/enable", 0, "1");
	program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, offset, 0);
	event = open_event("kprobes/hit");
	good = !set_program(event, program);
	call_function();
	good = good && saw(CALLS, returns ? -ESRCH : NOBODY) && counted(event, 0);
	good = good && count_lines("trace", " hit: ") == CALLS;
	close_all(event, program, -1);
	write_text("events/kprobes/hit/enable", 0, "0");
	/* What is in the trace goes with the event. */
	write_text("kprobe_events", O_TRUNC, "\n");
	return good;
}

static bool kprobe_event(void)
{
	return kprobe_by_event("p:hit " FUNCTION " task=" REGISTER "\n", false);
}

static bool kprobe_event_with_string(void)
{
	return kprobe_by_event("p:hit " FUNCTION " comm=$comm\n", false);
}

static bool kretprobe_event(void)
{
	return kprobe_by_event("r:hit " FUNCTION " $retval\n", true);
}

static bool kprobe_keeps(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 1);
	int event = open_place("kprobe", false, FUNCTION, 0);
	bool good = !set_program(event, program);

	call_function();
	good = good && saw(CALLS, NOBODY) && counted(event, CALLS);
	close_all(event, program, -1);
	return good;
}

static bool multi(int attach, bool returns, int offset, uint64_t hits, uint64_t value)
{
	int program = make_asker(BPF_PROG_TYPE_KPROBE, attach, 0, offset);
	int link = link_function(program, attach, returns, FUNCTION);

	call_function();
	close_all(link, program, -1);
	return link >= 0 && saw(hits, value) && was_at(address(FUNCTION), COOKIE);
}

static bool kprobe_multi(void)
{
	return multi(BPF_TRACE_KPROBE_MULTI, false, ARGUMENT, CALLS, NOBODY);
}

static bool kretprobe_multi(void)
{
	return multi(BPF_TRACE_KPROBE_MULTI, true, RESULT, CALLS, -ESRCH);
}

/* Once at entry, which returns 0, and once at exit. */
static bool kprobe_session(void)
{
	return multi(TRACE_KPROBE_SESSION, false, RESULT, 2 * CALLS, -ESRCH);
}

/* What returns something else at entry is not called at exit. */
static bool kprobe_session_ends(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, TRACE_KPROBE_SESSION, 0, ARGUMENT, 1);
	int link = link_function(program, TRACE_KPROBE_SESSION, false, FUNCTION);

	call_function();
	close_all(link, program, -1);
	return link >= 0 && saw(CALLS, NOBODY);
}

/* The system call fails without having been made. */
static bool override(void)
{
	struct program p;
	int event, program, link, err;

	begin(&p);
	count(&p, HITS);
	set(&p, 2, -EXDEV);
	call(&p, BPF_FUNC_override_return);
	end(&p, 0);
	program = load(&p, BPF_PROG_TYPE_KPROBE, 0, 0);
	event = open_place("kprobe", false, SYSCALL("getpgid"), 0);
	link = link_event(event, program);
	err = getpgid(0) < 0 ? errno : 0;
	close_all(link, event, program);
	return link >= 0 && seen[HITS] == 1 && err == EXDEV && getpgid(0) >= 0;
}

/* Only functions that are marked can be made to fail, and only where they begin. */
static bool override_refused(void)
{
	struct program p;
	int event, program;
	bool refused;

	begin(&p);
	set(&p, 2, -EXDEV);
	call(&p, BPF_FUNC_override_return);
	end(&p, 0);
	program = load(&p, BPF_PROG_TYPE_KPROBE, 0, 0);
	event = open_place("kprobe", false, FUNCTION, 0);
	refused = set_program(event, program) && errno == EINVAL;
	close_all(event, program, -1);
	return program >= 0 && event >= 0 && refused;
}

/* ---- Trampolines -------------------------------------------------------------------- */

static int make_trampoline(int attach, const char *function, int argument)
{
	uint32_t id = find_type(function, BTF_KIND_FUNC);

	return make_asker(BPF_PROG_TYPE_TRACING, attach, id, argument * 8);
}

static int link_trampoline(int program, int attach)
{
	union bpf_attr attr = {
		.link_create = {
			.prog_fd = program, .attach_type = attach, .tracing.cookie = COOKIE,
		},
	};

	return bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static bool trampoline(int attach, int argument, uint64_t value)
{
	int program = make_trampoline(attach, FUNCTION, argument);
	int link = link_trampoline(program, attach);

	call_function();
	close_all(link, program, -1);
	call_function();
	return link >= 0 && saw(CALLS, value) && was_at(address(FUNCTION), COOKIE);
}

static bool fentry(void)
{
	return trampoline(BPF_TRACE_FENTRY, 0, NOBODY);
}

/* What it returns is behind its two arguments. */
static bool fexit(void)
{
	return trampoline(BPF_TRACE_FEXIT, 2, -ESRCH);
}

static bool fmod_ret(void)
{
	uint32_t id = find_type(SYSCALL("getpgid"), BTF_KIND_FUNC);
	struct program p;
	int program, link, err;

	begin(&p);
	count(&p, HITS);
	end(&p, -EXDEV);
	program = load(&p, BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, id);
	link = link_trampoline(program, BPF_MODIFY_RETURN);
	err = getpgid(0) < 0 ? errno : 0;
	close_all(link, program, -1);
	return link >= 0 && seen[HITS] == 1 && err == EXDEV && getpgid(0) >= 0;
}

/* Calls in the trace that a tracer has made. */
static int traced_calls(void)
{
	return count_lines("trace", FUNCTION);
}

static bool with_tracer(const char *tracer)
{
	bool good;

	write_text("trace", O_TRUNC, "\n");
	write_text("set_ftrace_filter", O_TRUNC, FUNCTION);
	good = write_text("current_tracer", 0, tracer) &&
	       trampoline(BPF_TRACE_FEXIT, 2, -ESRCH);
	/* It is called by trampoline() twice. */
	good = good && traced_calls() == 2 * CALLS;
	write_text("current_tracer", 0, "nop");
	write_text("set_ftrace_filter", O_TRUNC, "\n");
	return good;
}

static bool fexit_and_function(void)
{
	return with_tracer("function");
}

static bool fexit_and_graph(void)
{
	return with_tracer("function_graph");
}

/* All that can be at one function, and each sees each call. */
static bool all_together(void)
{
	int probe = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 0);
	int multi = make_watcher(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, 0, RESULT, 0);
	int exit = make_trampoline(BPF_TRACE_FEXIT, FUNCTION, 2);
	int link = link_trampoline(exit, BPF_TRACE_FEXIT);
	int event = open_place("kprobe", false, FUNCTION, 0);
	int returns = link_function(multi, BPF_TRACE_KPROBE_MULTI, true, FUNCTION);
	bool good = link >= 0 && returns >= 0 && !set_program(event, probe);

	write_text("trace", O_TRUNC, "\n");
	write_text("set_ftrace_filter", O_TRUNC, FUNCTION);
	write_text("current_tracer", 0, "function");
	call_function();
	good = good && seen[HITS] == 3 * CALLS && traced_calls() == CALLS;
	close(link);
	call_function();
	good = good && seen[HITS] == 5 * CALLS && traced_calls() == 2 * CALLS;
	write_text("current_tracer", 0, "nop");
	write_text("set_ftrace_filter", O_TRUNC, "\n");
	close_all(event, returns, -1);
	close_all(probe, multi, exit);
	call_function();
	return good && seen[HITS] == 5 * CALLS;
}

#ifdef HAVE_LIVEPATCH
/* Is /proc/cmdline what the sample livepatch makes of it, and does the program see that? */
static bool shows(bool patched, uint64_t hits)
{
	seen[HITS] = 0;
	return count_lines("/proc/cmdline", "this has been live patched") == patched &&
	       seen[HITS] == hits;
}

static void end_patch(void)
{
	int tries = 100;

	write_text("/sys/kernel/livepatch/livepatch_sample/enabled", 0, "0");
	while (system("rmmod livepatch-sample 2> /dev/null") && tries--)
		usleep(100000);
}

static bool patch(void)
{
	return !system("modprobe livepatch-sample");
}

static bool with_patch(bool first)
{
	int exit = make_trampoline(BPF_TRACE_FEXIT, "cmdline_proc_show", 2), link;
	bool good = first || patch();

	link = link_trampoline(exit, BPF_TRACE_FEXIT);
	good = good && (!first || (shows(false, 1) && patch()));
	good = good && shows(true, 1);
	end_patch();
	good = good && shows(false, 1);
	close_all(link, exit, -1);
	return link >= 0 && good && shows(false, 0);
}

static bool fexit_then_livepatch(void)
{
	return with_patch(true);
}

static bool livepatch_then_fexit(void)
{
	return with_patch(false);
}
#endif

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

/* ---- Places in programs ------------------------------------------------------------- */

__attribute__((noipa)) static long user_function(long number)
{
	__asm__ volatile ("" : "+r" (number));
	return number + 1;
}

static void call_user_function(void)
{
	for (int i = 0; i < CALLS; i++)
		user_function(NOBODY);
}

/* This program is linked to where it runs, and the linker says where its file begins. */
extern const char __executable_start[];

static uint64_t user_offset(void)
{
	return (uintptr_t)user_function - (uintptr_t)__executable_start;
}

static bool uprobe_by_place(bool returns)
{
	int program = make_asker(BPF_PROG_TYPE_KPROBE, 0, 0, returns ? RESULT : ARGUMENT);
	int event = open_place("uprobe", returns, "/proc/self/exe", user_offset());
	int link = link_event(event, program);

	call_user_function();
	close_all(link, event, program);
	return link >= 0 && saw(CALLS, NOBODY + returns) &&
	       was_at((uintptr_t)user_function, COOKIE);
}

static bool uprobe(void)
{
	return uprobe_by_place(false);
}

static bool uretprobe(void)
{
	return uprobe_by_place(true);
}

/* An instance wants the hits, too, perf does not get them. */
static bool uprobe_event(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 0), event;
	char command[256], path[128] = "";
	bool good;

	readlink("/proc/self/exe", path, sizeof(path) - 1);
	snprintf(command, sizeof(command), "p:hit %s:0x%lx comm=$comm\n", path, user_offset());
	write_text("trace", O_TRUNC, "\n");
	good = write_text("uprobe_events", O_APPEND, command) &&
	       write_text("events/uprobes/hit/enable", 0, "1");
	event = open_event("uprobes/hit");
	good = good && !set_program(event, program);
	call_user_function();
	good = good && saw(CALLS, NOBODY) && counted(event, 0);
	good = good && count_lines("trace", " hit: ") == CALLS;
	close_all(event, program, -1);
	write_text("events/uprobes/hit/enable", 0, "0");
	write_text("uprobe_events", O_TRUNC, "\n");
	return good;
}

static bool uprobe_keeps(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 1);
	int event = open_place("uprobe", false, "/proc/self/exe", user_offset());
	bool good = !set_program(event, program);

	call_user_function();
	good = good && saw(CALLS, NOBODY) && counted(event, CALLS);
	close_all(event, program, -1);
	return good;
}

/* As union bpf_attr has it in younger headers. */
struct link_uprobes {
	uint32_t	program;
	uint32_t	target;
	uint32_t	attach;
	uint32_t	flags;
	uint64_t	path;
	uint64_t	offsets;
	uint64_t	reference_offsets;
	uint64_t	cookies;
	uint32_t	nr;
	uint32_t	multi_flags;
	uint32_t	pid;
	uint32_t	zero;
};

static bool uprobe_multi(void)
{
	int program = make_asker(BPF_PROG_TYPE_KPROBE, TRACE_UPROBE_MULTI, 0, ARGUMENT);
	uint64_t offsets[] = { user_offset() }, cookies[] = { COOKIE };
	struct link_uprobes attr = {
		.program = program, .attach = TRACE_UPROBE_MULTI, .nr = 1,
		.path = (uintptr_t)"/proc/self/exe", .offsets = (uintptr_t)offsets,
		.cookies = (uintptr_t)cookies,
	};
	int link = bpf(BPF_LINK_CREATE, &attr, sizeof(attr));

	call_user_function();
	close_all(link, program, -1);
	return link >= 0 && saw(CALLS, NOBODY) && was_at((uintptr_t)user_function, COOKIE);
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

/* ---- Stacks ------------------------------------------------------------------------- */

/*
 * The function, left out if @returned, and its callers. The first caller may be in a
 * register while the function begins, where an unwinder does not look for it.
 */
static bool check_stack(const volatile uint64_t *stack, bool returned)
{
	static const char * const expected[] = { FUNCTION, SYSCALL("sched_setaffinity"),
						SYSCALL_CALLER };
	const char *wanted[3];
	int nr = 0;

	for (unsigned int i = returned; i < 3; i += i < UNSEEN ? 2 : 1)
		wanted[nr++] = expected[i];
	return are_on_stack(stack, wanted, nr);
}

static int make_stacker(int attach)
{
	struct program p;

	begin(&p);
	count(&p, HITS);
	point_to(&p, 2, STACK);
	set(&p, 3, 32 * sizeof(uint64_t));
	set(&p, 4, 0);
	call(&p, BPF_FUNC_get_stack);
	keep(&p, VALUE);
	end(&p, 0);
	return load(&p, BPF_PROG_TYPE_KPROBE, attach, 0);
}

static bool stack_of_kprobe(bool returns)
{
	int program = make_stacker(0);
	int event = open_place("kprobe", returns, FUNCTION, 0);
	bool good = !set_program(event, program);

	call_function();
	close_all(event, program, -1);
	return good && seen[HITS] == CALLS && check_stack(&seen[STACK], returns);
}

static bool kprobe_stack(void)
{
	return stack_of_kprobe(false);
}

static bool kretprobe_stack(void)
{
	return stack_of_kprobe(true);
}

static bool stack_of_multi(bool returns)
{
	int program = make_stacker(BPF_TRACE_KPROBE_MULTI);
	int link = link_function(program, BPF_TRACE_KPROBE_MULTI, returns, FUNCTION);

	call_function();
	close_all(link, program, -1);
	return link >= 0 && seen[HITS] == CALLS && check_stack(&seen[STACK], returns);
}

static bool kprobe_multi_stack(void)
{
	return stack_of_multi(false);
}

static bool kretprobe_multi_stack(void)
{
	return stack_of_multi(true);
}

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

/* ---- Questions about what is attached ----------------------------------------------- */

static bool link_tells(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 0);
	int event = open_place("kprobe", false, FUNCTION, BEHIND_SITE);
	int link = link_event(event, program);
	char name[64] = "";
	union bpf_attr attr = {
		.task_fd_query = {
			.pid = getpid(), .fd = event, .buf = (uintptr_t)name,
			.buf_len = sizeof(name),
		},
	};
	int err = bpf(BPF_TASK_FD_QUERY, &attr, sizeof(attr));

	close_all(link, event, program);
	return link >= 0 && !err && !strcmp(name, FUNCTION) &&
	       attr.task_fd_query.fd_type == BPF_FD_TYPE_KPROBE &&
	       attr.task_fd_query.probe_offset == BEHIND_SITE &&
	       attr.task_fd_query.probe_addr == address(FUNCTION) + BEHIND_SITE;
}

static bool uprobe_tells(void)
{
	int program = make_watcher(BPF_PROG_TYPE_KPROBE, 0, 0, ARGUMENT, 0);
	int event = open_place("uprobe", true, "/proc/self/exe", user_offset());
	char name[64] = "";
	union bpf_attr attr = {
		.task_fd_query = {
			.pid = getpid(), .fd = event, .buf = (uintptr_t)name,
			.buf_len = sizeof(name),
		},
	};
	bool good = !set_program(event, program) &&
		    !bpf(BPF_TASK_FD_QUERY, &attr, sizeof(attr));

	close_all(event, program, -1);
	return good && !strcmp(name, "/proc/self/exe") &&
	       attr.task_fd_query.fd_type == BPF_FD_TYPE_URETPROBE &&
	       attr.task_fd_query.probe_offset == user_offset();
}

/* ---- Cases -------------------------------------------------------------------------- */

/* @typed: the kernel has to have BTF. */
static const struct {
	const char	*name;
	bool		(*run)(void);
	bool		typed;
} cases[] = {
	{ "an event's fields; perf gets what the program keeps", event_keeps },
	{ "perf does not get what the program refuses", event_refuses },
	{ "an instance gets what the program refuses", event_and_tracefs },
	{ "no program reads behind the record", event_reads_too_far },
	{ "entry of a system call", syscall_enters },
	{ "exit of a system call", syscall_leaves },
	{ "kprobe: argument, cookie, place", kprobe },
	{ "kretprobe: result, cookie, place", kretprobe },
	{ "kprobe event, enabled too", kprobe_event },
	{ "kprobe event with a string, enabled too", kprobe_event_with_string },
	{ "kretprobe event, enabled too", kretprobe_event },
	{ "perf counts what a program at a kprobe keeps", kprobe_keeps },
	{ "kprobe.multi: argument, cookie, place", kprobe_multi },
	{ "kretprobe.multi: result, cookie, place", kretprobe_multi },
	{ "kprobe.session: entry and exit", kprobe_session },
	{ "kprobe.session: entry alone", kprobe_session_ends },
	{ "a function returns at once", override },
	{ "a function that is not marked does not", override_refused },
	{ "fentry: argument, cookie, place", fentry, true },
	{ "fexit: result, cookie, place", fexit, true },
	{ "fmod_ret: another result", fmod_ret, true },
	{ "fexit and the function tracer", fexit_and_function, true },
	{ "fexit and the function graph tracer", fexit_and_graph, true },
	{ "fexit, kprobe, kretprobe.multi and a tracer", all_together, true },
#ifdef HAVE_LIVEPATCH
	{ "fexit, then a livepatch", fexit_then_livepatch, true },
	{ "a livepatch, then fexit", livepatch_then_fexit, true },
#endif
	{ "raw tracepoint", raw_tracepoint },
	{ "raw tracepoint with types", typed_tracepoint, true },
	{ "raw tracepoint that is no event", bare_tracepoint },
	{ "raw tracepoint of a module, which stays so long", module_goes },
	{ "uprobe: argument, cookie, place", uprobe },
	{ "uretprobe: result, cookie, place", uretprobe },
	{ "uprobe event, enabled too", uprobe_event },
	{ "perf counts what a program at a uprobe keeps", uprobe_keeps },
	{ "uprobe.multi: argument, cookie, place", uprobe_multi },
	{ "samples of the clock", clock_event },
	{ "bpf_trace_printk", says },
	{ "stack at a kprobe", kprobe_stack },
	{ "stack at a kretprobe", kretprobe_stack },
	{ "stack at a kprobe.multi", kprobe_multi_stack },
	{ "stack at a kretprobe.multi", kretprobe_multi_stack },
	{ "stack at an event", event_stack },
	{ "what a kprobe is attached to", link_tells },
	{ "what a uprobe is attached to", uprobe_tells },
};

/* A word, given, chooses the cases that have it in their names. */
int main(int argc, char **argv)
{
	bool good = make_seen();

	signal(SIGURG, SIG_IGN);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool passed;

		if (argc > 1 && !strstr(cases[i].name, argv[1]))
			continue;
		if (cases[i].typed && access("/sys/kernel/btf/vmlinux", R_OK)) {
			printf("ok %s # SKIP no BTF\n", cases[i].name);
			continue;
		}
		forget();
		passed = good && cases[i].run();
		printf("%s %s\n", passed ? "ok" : "not ok", cases[i].name);
		fflush(stdout);
	}
	return 0;
}
