// SPDX-License-Identifier: GPL-2.0
/* BPF programs at functions of the kernel and of programs, and what they see there. */
#include "bpf_case.h"
#include "bpf_stack.h"

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

static const struct bpf_case cases[] = {
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
	{ "uprobe: argument, cookie, place", uprobe },
	{ "uretprobe: result, cookie, place", uretprobe },
	{ "uprobe event, enabled too", uprobe_event },
	{ "perf counts what a program at a uprobe keeps", uprobe_keeps },
	{ "uprobe.multi: argument, cookie, place", uprobe_multi },
	{ "stack at a kprobe", kprobe_stack },
	{ "stack at a kretprobe", kretprobe_stack },
	{ "stack at a kprobe.multi", kprobe_multi_stack },
	{ "stack at a kretprobe.multi", kretprobe_multi_stack },
	{ "what a kprobe is attached to", link_tells },
	{ "what a uprobe is attached to", uprobe_tells },
};

int main(int argc, char **argv)
{
	return run_cases(cases, sizeof(cases) / sizeof(*cases), argv[1]);
}
