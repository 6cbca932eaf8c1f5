// SPDX-License-Identifier: GPL-2.0
/*
 * What happens when memory runs out: each operation is done with its first
 * allocation failing, then with its second one, and so on until it needs no more
 * than there is (/proc/self/fail-nth); of many alike, some. Each time it has to
 * work or to say why not; what it would have changed is then as before. Leaks are
 * for kmemleak to find.
 *
 * One line per operation, for the host.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <linux/trace_mmap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LONGEST		20000

static int nth;
static const char *why;

/* ---- small tools; none of them allocates in the kernel beyond the call ---- */

static bool store(const char *path, const char *text, int how)
{
	int fd = open(path, O_WRONLY | how);
	bool done;

	if (fd < 0)
		return false;
	done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return done;
}

static bool put(const char *path, const char *text)
{
	return store(path, text, O_TRUNC);
}

static bool add(const char *path, const char *text)
{
	return store(path, text, O_APPEND);
}

static const char *get(const char *path)
{
	static char text[65536];
	int fd = open(path, O_RDONLY | O_NONBLOCK), len = 0, n;

	if (fd < 0)
		return NULL;
	while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	close(fd);
	text[len] = 0;
	return n < 0 ? NULL : text;
}

static bool is(const char *path, const char *text)
{
	const char *found = get(path);

	return found && !strncmp(found, text, strlen(text));
}

static bool has(const char *path, const char *text)
{
	const char *found = get(path);

	return found && strstr(found, text);
}

static bool all_read(const char *path)
{
	char chunk[16384];
	int fd = open(path, O_RDONLY | O_NONBLOCK), n;

	if (fd < 0)
		return false;
	do
		n = read(fd, chunk, sizeof(chunk));
	while (n > 0);
	close(fd);
	return !n || errno == EAGAIN;
}

/* ---- the operations: before each try, the try, and is all well after it ---- */

#define RAW	"per_cpu/cpu0/trace_pipe_raw"
#define SWITCH	"events/sched/sched_switch/"

static void some_records(void)
{
	int i;

	put("trace", "");
	for (i = 0; i < 300; i++)
		put("trace_marker", "a record among others");
}

static char size_before[64];

static void small(void)
{
	put("buffer_subbuf_size_kb", "4");
	put("buffer_size_kb", "64");
	snprintf(size_before, sizeof(size_before), "%s", get("buffer_size_kb"));
	some_records();
}

static bool grow(void) { return put("buffer_size_kb", "200"); }
static bool shrink(void) { return put("buffer_size_kb", "12"); }
static bool grow_one(void) { return put("per_cpu/cpu0/buffer_size_kb", "200"); }
static bool order(void) { return put("buffer_subbuf_size_kb", "16"); }
static bool still_small(bool done)
{
	return done || (is("buffer_size_kb", size_before) && is("buffer_subbuf_size_kb", "4\n") &&
			has("trace", "a record among others"));
}

static void no_snapshot(void) { put("snapshot", "0"); some_records(); }
static bool snapshot(void) { return put("snapshot", "1"); }
static bool kept(bool done)
{
	return has(done ? "snapshot" : "trace", "a record among others");
}

static bool show(void) { return all_read("trace"); }
static bool take(void) { return all_read("trace_pipe"); }
static bool take_raw(void) { return all_read(RAW); }
static bool show_snapshot(void) { return all_read("snapshot"); }
static bool fine(bool done) { return true; }
static bool nothing_taken(bool done) { return has("trace", "a record among others"); }

static bool to_pipe(void)
{
	int fd = open(RAW, O_RDONLY | O_NONBLOCK), ends[2];
	bool done;

	if (fd < 0)
		return false;
	if (pipe(ends)) {
		close(fd);
		return false;
	}
	done = splice(fd, NULL, ends[1], NULL, 1 << 16, SPLICE_F_NONBLOCK) >= 0 ||
		errno == EAGAIN;
	close(fd);
	close(ends[0]);
	close(ends[1]);
	return done;
}

static bool map(void)
{
	int fd = open(RAW, O_RDONLY | O_NONBLOCK);
	void *meta;
	bool done;

	if (fd < 0)
		return false;
	meta = mmap(NULL, 4 * 4096, PROT_READ, MAP_SHARED, fd, 0);
	done = meta != MAP_FAILED && !ioctl(fd, TRACE_MMAP_IOCTL_GET_READER);
	if (meta != MAP_FAILED)
		munmap(meta, 4 * 4096);
	close(fd);
	return done;
}

static bool not_busy(bool done) { return put("buffer_size_kb", "64"); }

static void no_instance(void) { rmdir("instances/faults"); }
static bool instance(void) { return !mkdir("instances/faults", 0750); }
static bool whole_or_none(bool done)
{
	bool there = !access("instances/faults", F_OK);

	return done == there && (!there || (has("instances/faults/trace_clock", "local") &&
					    put("instances/faults/" SWITCH "enable", "1")));
}

static void no_events(void) { put("events/enable", "0"); }
static bool one_event(void) { return put(SWITCH "enable", "1"); }
static bool all_events(void) { return put("events/sched/enable", "1"); }
static bool by_name(void) { return put("set_event", "sched:*switch*"); }
static bool event_off(bool done) { return done || is(SWITCH "enable", "0"); }

static void no_filter(void) { put(SWITCH "filter", "0"); put("events/sched/filter", "0"); }
static bool filter(void)
{
	return put(SWITCH "filter", "(prev_pid > 3 && next_comm ~ \"a*\") || prev_prio == 7");
}

static bool group_filter(void) { return put("events/sched/filter", "common_pid != 0"); }
static bool filter_none(bool done) { return done || is(SWITCH "filter", "none"); }
static bool bad_filter(void) { return !put(SWITCH "filter", "prev_pid >>"); }

static void no_trigger(void)
{
	add(SWITCH "trigger", "!stacktrace:5");
	add(SWITCH "trigger", "!snapshot");
	put("snapshot", "0");
}

static bool trigger(void) { return add(SWITCH "trigger", "stacktrace:5 if prev_pid > 3"); }
static bool snapshot_trigger(void) { return add(SWITCH "trigger", "snapshot"); }
static bool trigger_none(bool done) { return done || is(SWITCH "trigger", "# Available"); }

static void no_functions(void)
{
	put("current_tracer", "nop");
	put("set_ftrace_filter", "");
}

static bool functions(void) { return put("set_ftrace_filter", "vfs_*\nkfree*"); }
static bool tracer(void) { return put("current_tracer", "function"); }
static bool functions_none(bool done) { return done || is("set_ftrace_filter", "#### all"); }
static bool tracer_none(bool done)
{
	bool well = is("current_tracer", done ? "function" : "nop");

	/* What follows is not about the functions that it calls. */
	return put("current_tracer", "nop") && well;
}

static void no_pids(void) { put("set_event_pid", ""); put("set_ftrace_pid", ""); }
static bool pids(void) { return put("set_event_pid", "1 77 4000"); }
static bool function_pids(void) { return put("set_ftrace_pid", "1 77 4000"); }
static bool pids_none(bool done) { return done || is("set_event_pid", ""); }

static bool mark(void) { return put("trace_marker", "here"); }
static bool mark_raw(void) { return put("trace_marker_raw", "abcdefgh"); }
static bool option(void) { return put("trace_options", "sym-offset"); }
static bool clock_change(void) { return put("trace_clock", "mono"); }
static bool cpumask(void) { return put("tracing_cpumask", "3"); }
static void names_small(void) { put("saved_cmdlines_size", "128"); }
static bool names(void) { return put("saved_cmdlines_size", "4096"); }
static bool names_were(bool done) { return is("saved_cmdlines_size", done ? "4096" : "128"); }
static bool format(void) { return all_read(SWITCH "format"); }
static bool list(void) { return all_read("available_events"); }
static bool list_functions(void) { return all_read("available_filter_functions"); }

static int event_id(void)
{
	const char *text = get(SWITCH "id");

	return text ? atoi(text) : -1;
}

static int switch_id;
static void find_id(void) { switch_id = event_id(); }
static bool perf(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = switch_id,
		.sample_type = PERF_SAMPLE_RAW, .sample_period = 1,
	};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	bool done;

	if (fd < 0)
		return false;
	done = !ioctl(fd, PERF_EVENT_IOC_SET_FILTER, "prev_pid > 3");
	close(fd);
	return done;
}

static void nothing(void) { }

static const struct {
	const char	*name;
	void		(*before)(void);
	bool		(*act)(void);
	bool		(*well)(bool done);
} operations[] = {
	{ "growing", small, grow, still_small },
	{ "shrinking", small, shrink, still_small },
	{ "growing one CPU", small, grow_one, still_small },
	{ "larger sub-buffers", small, order, still_small },
	{ "taking a snapshot", no_snapshot, snapshot, kept },
	{ "taking another one", some_records, snapshot, fine },
	{ "reading a snapshot", nothing, show_snapshot, fine },
	{ "reading trace", some_records, show, nothing_taken },
	{ "reading trace_pipe", some_records, take, fine },
	{ "reading pages", some_records, take_raw, fine },
	{ "splicing pages", some_records, to_pipe, fine },
	{ "mapping pages", some_records, map, not_busy },
	{ "making an instance", no_instance, instance, whole_or_none },
	{ "enabling an event", no_events, one_event, event_off },
	{ "enabling many", no_events, all_events, fine },
	{ "enabling by name", no_events, by_name, event_off },
	{ "a filter", no_filter, filter, filter_none },
	{ "a filter for many", no_filter, group_filter, filter_none },
	{ "a wrong filter", no_filter, bad_filter, filter_none },
	{ "a trigger", no_trigger, trigger, trigger_none },
	{ "a trigger with a snapshot", no_trigger, snapshot_trigger, trigger_none },
	{ "choosing functions", no_functions, functions, functions_none },
	{ "a tracer", no_functions, tracer, tracer_none },
	{ "choosing pids", no_pids, pids, pids_none },
	{ "choosing pids for functions", no_pids, function_pids, fine },
	{ "a marker", nothing, mark, fine },
	{ "a raw marker", nothing, mark_raw, fine },
	{ "an option", nothing, option, fine },
	{ "a clock", nothing, clock_change, fine },
	{ "a set of CPUs", nothing, cpumask, fine },
	{ "more names", names_small, names, names_were },
	{ "a format", nothing, format, fine },
	{ "the list of events", nothing, list, fine },
	{ "the list of functions", nothing, list_functions, fine },
	{ "an event for perf", find_id, perf, fine },
	{ }
};

/* Fail the n-th allocation of the next operation; 0 ends it. Was there one? */
static bool fail_nth(int n)
{
	char text[16] = "";
	bool left;

	if (n) {
		snprintf(text, sizeof(text), "%d", n);
		if (pwrite(nth, text, strlen(text), 0) < 0)
			exit(1);
		return true;
	}
	left = pread(nth, text, sizeof(text) - 1, 0) > 0 && atoi(text);
	if (pwrite(nth, "0", 1, 0) < 0)
		exit(1);
	return !left;
}

static bool survives(unsigned int i, int *tries, int *failed)
{
	bool injected = true, done = false;
	int n = 1;

	*failed = 0;
	for (*tries = 0; injected && n < LONGEST; ++*tries, n += 1 + n / 64) {
		operations[i].before();
		fail_nth(n);
		done = operations[i].act();
		injected = fail_nth(0);
		*failed += !done;
		if (!operations[i].well(done)) {
			why = done ? "it worked, but is not there" :
				     "it failed, and something is different";
			return false;
		}
	}
	why = injected ? "there is no end" : "it fails with all memory";
	return !injected && done;
}

int main(void)
{
	unsigned int i;
	int tries, failed, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	put("/sys/kernel/debug/failslab/ignore-gfp-wait", "N");
	put("/sys/kernel/debug/failslab/verbose", "0");
	put("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N");
	put("/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem", "N");
	put("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	put("/sys/kernel/debug/fail_page_alloc/verbose", "0");
	nth = open("/proc/self/fail-nth", O_RDWR);
	if (nth < 0) {
		printf("skip this kernel cannot fail at will\n");
		return 0;
	}
	for (i = 0; operations[i].name; i++) {
		bool good = survives(i, &tries, &failed);

		printf("%sok %s\n", good ? "" : "not ", operations[i].name);
		printf("# %d tries, %d failed%s%s\n", tries, failed, good ? "" : ": ",
		       good ? "" : why);
		bad += !good;
	}
	return !!bad;
}
