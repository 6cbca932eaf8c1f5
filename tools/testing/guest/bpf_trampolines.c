// SPDX-License-Identifier: GPL-2.0
/* BPF programs that a function calls itself: what they see, and who else may be there. */
#include "bpf_case.h"

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

/* ---- Cases -------------------------------------------------------------------------- */

static const struct bpf_case cases[] = {
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
};

int main(int argc, char **argv)
{
	return run_cases(cases, sizeof(cases) / sizeof(*cases), argv[1]);
}
