// SPDX-License-Identifier: GPL-2.0
/*
 * Probes in this very program, by their events and by perf: that they are hit as often
 * as the functions are called, with what these were given. Runs in the guest, in
 * /sys/kernel/tracing; one line per case, for the host.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__aarch64__)
#define ARG1	"%x0"
#define ARG2	"%x1"
#define RETVAL	"%x0"
#else
#define ARG1	"%di"
#define ARG2	"%si"
#define RETVAL	"%ax"
#endif

struct pair {
	int		number;
	const char	*text;
};

static char self[256];
static unsigned long self_base, self_offset;
static volatile uint16_t interested;
static struct pair pair = { 7, "seven" };

__attribute__((noinline)) int first(long number, const char *text)
{
	__asm__ volatile ("" : : "r" (text) : "memory");
	return number + 1;
}

__attribute__((noinline)) int second(struct pair *p, const char *text)
{
	__asm__ volatile ("" : : "r" (p), "r" (text) : "memory");
	return -1;
}

/* ---- Files ------------------------------------------------------------------ */

static bool write_text(const char *path, int flags, const char *format, ...)
{
	char text[1024];
	va_list args;
	bool good;
	int fd, len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fd = open(path, O_WRONLY | flags);
	good = fd >= 0 && write(fd, text, len) == len;
	close(fd);
	return good;
}

static bool add(const char *format, const char *place, const char *args)
{
	return write_text("uprobe_events", O_APPEND, format, place, args);
}

static bool turn(const char *event, bool on)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/enable", event);
	return write_text(path, 0, on ? "1" : "0");
}

/* How many lines of a file have all of the texts? */
static int count(const char *path, const char *text, const char *other)
{
	FILE *file = fopen(path, "r");
	char line[512];
	int nr = 0;

	while (file && fgets(line, sizeof(line), file))
		nr += strstr(line, text) && strstr(line, other);
	if (file)
		fclose(file);
	return nr;
}

static void begin(void)
{
	write_text("events/enable", 0, "0");
	write_text("uprobe_events", O_TRUNC, "\n");
	write_text("trace", O_TRUNC, "\n");
}

static int offset_of(const volatile void *what)
{
	return (unsigned long)what - self_base + self_offset;
}

static const char *place_of(const void *function)
{
	static char text[2][320];
	static int turn;

	turn = !turn;
	snprintf(text[turn], sizeof(text[turn]), "%s:0x%x", self, offset_of(function));
	return text[turn];
}

/* Where the piece of the file is mapped that an address is in. */
static bool find_mapping(const volatile void *what)
{
	unsigned long at = (unsigned long)what, start, end, offset;
	FILE *maps = fopen("/proc/self/maps", "r");
	bool found = false;
	char line[512];

	while (!found && fgets(line, sizeof(line), maps))
		found = sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
			at >= start && at < end;
	fclose(maps);
	self_base = start;
	self_offset = offset;
	return found;
}

static void call(int times)
{
	for (int i = 0; i < times; i++) {
		first(40 + i, "some text");
		second(&pair, "more");
	}
}

/* ---- Cases ------------------------------------------------------------------- */

static bool entry_with_arguments(void)
{
	return add("p:me/entry %s %s\n", place_of(first),
		   "n=" ARG1 ":s32 text=+0(" ARG2 "):string word=" ARG1) &&
	       turn("events/me/entry", true) && (call(3), true) &&
	       turn("events/me/entry", false) && (call(1), true) &&
	       count("trace", "entry:", "text=\"some text\"") == 3 &&
	       count("trace", "n=42", "word=0x2a") == 1 &&
	       count("uprobe_profile", "entry", " 3\n") == 1;
}

static bool memory_of_the_program(void)
{
	char args[128];

	if (!find_mapping(&pair))
		return false;
	snprintf(args, sizeof(args), "text=+0(+8(%s)):ustring n=+0(%s):s32 file=@+0x%x:s32",
		 ARG1, ARG1, offset_of(&pair));
	find_mapping(second);
	return add("p:me/deep %s %s\n", place_of(second), args) &&
	       turn("events/me/deep", true) && (call(2), true) &&
	       count("trace", "text=\"seven\" n=7", "") == 2;
}

static bool both_ways_to_return(void)
{
	return add("r:me/ret1 %s %s\n", place_of(first), "ret=$retval:s32") &&
	       add("p:me/ret2 %s%%return %s\n", place_of(second), "ret=" RETVAL ":s32") &&
	       turn("events/me", true) && (call(2), true) &&
	       count("trace", "ret1:", "ret=41") == 1 && count("trace", "ret1:", "ret=42") == 1 &&
	       count("trace", "ret2:", "ret=-1") == 2 &&
	       count("trace", "ret2: (0x", " <- 0x") == 2;
}

static bool several_probes_of_one_event(void)
{
	bool good = add("p:me/many %s %s\n", place_of(first), "a=" ARG1) &&
		    add("p:me/many %s %s\n", place_of(second), "a=" ARG1) &&
		    !add("p:me/many %s %s\n", place_of(second), "a=" ARG1) &&
		    !add("p:me/many %s %s\n", place_of(second), "b=" ARG1) &&
		    turn("events/me/many", true);

	call(2);
	return good && count("trace", "many:", "") == 4 &&
	       count("uprobe_profile", "many", " 2\n") == 2 &&
	       turn("events/me/many", false) &&
	       write_text("uprobe_events", O_APPEND, "-:me/many %s\n", place_of(second)) &&
	       count("uprobe_events", "me/many", "") == 1;
}

static bool filters(void)
{
	return add("p:me/some %s %s\n", place_of(first),
		   "n=" ARG1 ":s32 text=+0(" ARG2 "):string") &&
	       write_text("events/me/some/filter", 0, "n == 42 && text == \"some text\"") &&
	       turn("events/me/some", true) && (call(5), true) &&
	       count("trace", "some:", "") == 1 && count("trace", "some:", "n=42") == 1;
}

static bool each_instance_for_itself(void)
{
	bool good;

	good = add("p:me/there %s %s\n", place_of(first), "") &&
	       !mkdir("instances/mine", 0750) &&
	       turn("instances/mine/events/me/there", true);
	call(2);
	good = good && !count("trace", "there:", "") &&
	       count("instances/mine/trace", "there:", "") == 2 &&
	       turn("events/me/there", true);
	call(1);
	good = good && count("trace", "there:", "") == 1 &&
	       count("instances/mine/trace", "there:", "") == 3;
	/* One that goes takes its wish along. */
	return !rmdir("instances/mine") && good && turn("events/me/there", false) &&
	       !access("events/me/there", F_OK);
}

static bool reference_counters(void)
{
	char place[400];
	bool good;

	if (!find_mapping(&interested))
		return false;
	interested = 0;
	snprintf(place, sizeof(place), "(0x%x)", offset_of(&interested));
	find_mapping(first);
	good = write_text("uprobe_events", O_APPEND, "p:me/wanted %s%s\n", place_of(first),
			  place) &&
	       count("uprobe_events", "me/wanted", place) == 1 && !interested &&
	       turn("events/me/wanted", true) && interested == 1;
	call(1);
	return good && count("trace", "wanted:", "") == 1 &&
	       turn("events/me/wanted", false) && !interested;
}

static bool busy_ones_stay(void)
{
	bool good = add("p:me/busy %s %s\n", place_of(first), "") &&
		    turn("events/me/busy", true) &&
		    !write_text("uprobe_events", O_APPEND, "-:me/busy\n") &&
		    !write_text("uprobe_events", O_TRUNC, "\n") &&
		    count("uprobe_events", "me/busy", "") == 1;

	return good && turn("events/me/busy", false) &&
	       write_text("uprobe_events", O_APPEND, "-:me/busy\n") &&
	       access("events/me/busy", F_OK);
}

/* ---- perf --------------------------------------------------------------------- */

static int read_number(const char *path, const char *format)
{
	FILE *file = fopen(path, "r");
	int value = -1;

	if (!file)
		return -1;
	if (fscanf(file, format, &value) != 1)
		value = -1;
	fclose(file);
	return value;
}

static int open_counter_of(struct perf_event_attr *attr, pid_t pid, int cpu)
{
	attr->size = sizeof(*attr);
	return syscall(SYS_perf_event_open, attr, pid, cpu, -1, 0);
}

static int open_counter(struct perf_event_attr *attr)
{
	return open_counter_of(attr, 0, -1);
}

static long value_of(int fd)
{
	uint64_t value = 0;

	if (read(fd, &value, sizeof(value)) != sizeof(value))
		return -1;
	return value;
}

static bool perf_of_an_event(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	int fd;

	if (!add("p:me/counted %s %s\n", place_of(first), "n=" ARG1))
		return false;
	attr.config = read_number("events/me/counted/id", "%d");
	fd = open_counter(&attr);
	call(4);
	return fd >= 0 && value_of(fd) == 4 && !write_text("uprobe_events", O_TRUNC, "\n") &&
	       !close(fd) && write_text("uprobe_events", O_TRUNC, "\n");
}

/* Kinds of events that perf has of its own, for programs that want no name for them. */
static int pmu_type(const char *pmu)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", pmu);
	return read_number(path, "%d");
}

static uint64_t return_bit(const char *pmu)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/format/retprobe", pmu);
	return 1ull << read_number(path, "config:%d");
}

static bool perf_of_a_program(bool returns)
{
	struct perf_event_attr attr = { .type = pmu_type("uprobe") };
	int fd;

	attr.config = returns ? return_bit("uprobe") : 0;
	attr.uprobe_path = (unsigned long)self;
	attr.probe_offset = offset_of(first);
	fd = open_counter(&attr);
	call(5);
	return fd >= 0 && value_of(fd) == 5 && !count("dynamic_events", "", "") && !close(fd);
}

static bool perf_of_the_kernel(bool returns)
{
	struct perf_event_attr attr = { .type = pmu_type("kprobe") };
	static const char function[] = "ksys_write";
	int fd, null = open("/dev/null", O_WRONLY);
	bool good;

	attr.config = returns ? return_bit("kprobe") : 0;
	attr.kprobe_func = (unsigned long)function;
	fd = open_counter(&attr);
	for (int i = 0; i < 6; i++)
		if (write(null, "x", 1) != 1)
			return false;
	good = fd >= 0 && value_of(fd) == 6;
	close(null);
	return !close(fd) && good;
}

static bool perf_refuses(void)
{
	static const char function[] = "no_such_function", path[] = "/no/such/file";
	struct perf_event_attr attr = { .type = pmu_type("kprobe") };

	attr.kprobe_func = (unsigned long)function;
	if (open_counter(&attr) >= 0)
		return false;
	attr = (struct perf_event_attr){ .type = pmu_type("uprobe") };
	attr.uprobe_path = (unsigned long)path;
	return open_counter(&attr) < 0;
}

static bool perf_at_return_of_a_program(void)
{
	return perf_of_a_program(true);
}

static bool perf_at_entry_of_a_program(void)
{
	return perf_of_a_program(false);
}

static bool perf_at_return_in_the_kernel(void)
{
	return perf_of_the_kernel(true);
}

static bool perf_at_entry_in_the_kernel(void)
{
	return perf_of_the_kernel(false);
}

/* ---- Whose hits --------------------------------------------------------------- */

/*
 * A child that answers: to 'c' when it has called the function, to 'q' never. What the
 * function begins with in its memory is the answer.
 */
struct child {
	pid_t	pid;
	int	ask, answer;
};

/* A breakpoint is one byte on x86-64, and four on arm64. */
static unsigned char first_byte(void)
{
	const volatile unsigned char *byte = (const volatile unsigned char *)first;

	return byte[0] ^ byte[1] ^ byte[2] ^ byte[3];
}

static void serve(int ask, int answer)
{
	char what;

	while (read(ask, &what, 1) == 1 && what != 'q') {
		unsigned char byte;

		if (what == 'c')
			call(1);
		byte = first_byte();
		if (write(answer, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static bool start_child(struct child *child)
{
	int ask[2], answer[2];

	if (pipe(ask) || pipe(answer))
		return false;
	child->pid = fork();
	if (!child->pid) {
		close(ask[1]);
		serve(ask[0], answer[1]);
	}
	close(ask[0]);
	close(answer[1]);
	child->ask = ask[1];
	child->answer = answer[0];
	return child->pid > 0;
}

static int tell(const struct child *child, char what)
{
	unsigned char byte;

	if (write(child->ask, &what, 1) != 1 || read(child->answer, &byte, 1) != 1)
		return -1;
	return byte;
}

static bool end_child(const struct child *child)
{
	bool good = write(child->ask, "q", 1) == 1;
	int status;

	close(child->ask);
	close(child->answer);
	return waitpid(child->pid, &status, 0) == child->pid && good && !status;
}

static void place_attr(struct perf_event_attr *attr)
{
	*attr = (struct perf_event_attr){ .type = pmu_type("uprobe") };
	attr->uprobe_path = (unsigned long)self;
	attr->probe_offset = offset_of(first);
}

/* A process that nobody asked for is not touched. */
static bool perf_of_one_process(void)
{
	struct perf_event_attr attr;
	int fd, plain = first_byte();
	struct child child;
	bool good;

	place_attr(&attr);
	good = start_child(&child);
	fd = open_counter(&attr);
	good = good && fd >= 0 && first_byte() != plain && tell(&child, 'c') == plain;
	call(3);
	good = good && value_of(fd) == 3;
	close(fd);
	good = good && first_byte() == plain;
	/* The other way round. */
	fd = open_counter_of(&attr, child.pid, -1);
	call(2);
	good = good && fd >= 0 && first_byte() == plain && tell(&child, 'c') != plain &&
	       value_of(fd) == 1;
	close(fd);
	return good && tell(&child, 'b') == plain && end_child(&child);
}

/* A child has what its parent had when it forked, until it hits it. */
static bool perf_of_a_parent(void)
{
	struct perf_event_attr attr;
	int fd, plain = first_byte();
	struct child child;
	bool good;

	place_attr(&attr);
	fd = open_counter(&attr);
	good = fd >= 0 && start_child(&child) && tell(&child, 'b') != plain &&
	       tell(&child, 'c') == plain;
	call(1);
	good = good && value_of(fd) == 1;
	close(fd);
	return good && end_child(&child);
}

/* The hits that are counted, one of ours and two of a child's; or less than 0. */
static int count_with_child(void)
{
	struct perf_event_attr attr;
	int fd, value, plain = first_byte();
	struct child child;
	bool good;

	place_attr(&attr);
	attr.inherit = 1;
	fd = open_counter(&attr);
	good = fd >= 0 && start_child(&child) && tell(&child, 'c') != plain &&
	       tell(&child, 'c') != plain;
	call(1);
	good = good && end_child(&child);
	value = value_of(fd);
	good = !close(fd) && good && first_byte() == plain;
	return good ? value : -1;
}

/*
 * perf gives the counters of a parent and its child to each other when they take turns,
 * and then loses what they counted now and then, with the base's tracer, too.
 */
static bool perf_of_children(void)
{
	int value = 0;

	for (int i = 0; i < 20 && value >= 0 && value != 3; i++)
		value = count_with_child();
	return value == 3;
}

static bool perf_of_a_cpu(void)
{
	struct perf_event_attr attr;
	int fd, plain = first_byte();
	struct child child;
	bool good;

	place_attr(&attr);
	good = start_child(&child);
	fd = open_counter_of(&attr, -1, 0);
	good = good && fd >= 0 && first_byte() != plain && tell(&child, 'b') != plain;
	close(fd);
	return good && first_byte() == plain && tell(&child, 'b') == plain && end_child(&child);
}

/* An instance wants the hits of all, perf still those of one when it has gone. */
static bool perf_beside_an_instance(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	int fd, plain = first_byte();
	struct child child;
	bool good;

	good = start_child(&child) && add("p:me/both %s %s\n", place_of(first), "");
	attr.config = read_number("events/me/both/id", "%d");
	fd = open_counter(&attr);
	good = good && fd >= 0 && tell(&child, 'c') == plain && turn("events/me/both", true) &&
	       tell(&child, 'c') != plain && count("trace", "both:", "") == 1 &&
	       turn("events/me/both", false) && tell(&child, 'b') == plain &&
	       first_byte() != plain;
	call(2);
	good = good && value_of(fd) == 2;
	close(fd);
	return good && first_byte() == plain && end_child(&child);
}

/* Where it returns, too: the way back of others is left alone. */
static bool perf_at_return_of_one_process(void)
{
	struct perf_event_attr attr;
	int fd, plain = first_byte();
	struct child child;
	bool good;

	place_attr(&attr);
	attr.config = return_bit("uprobe");
	good = start_child(&child);
	fd = open_counter(&attr);
	good = good && fd >= 0 && tell(&child, 'c') == plain;
	call(2);
	good = good && value_of(fd) == 2;
	close(fd);
	return good && end_child(&child);
}

#define CASE(_name)	{ #_name, _name }

static const struct {
	const char	*name;
	bool		(*run)(void);
} cases[] = {
	CASE(entry_with_arguments),
	CASE(memory_of_the_program),
	CASE(both_ways_to_return),
	CASE(several_probes_of_one_event),
	CASE(filters),
	CASE(each_instance_for_itself),
	CASE(reference_counters),
	CASE(busy_ones_stay),
	CASE(perf_of_an_event),
	CASE(perf_at_entry_of_a_program),
	CASE(perf_at_return_of_a_program),
	CASE(perf_at_entry_in_the_kernel),
	CASE(perf_at_return_in_the_kernel),
	CASE(perf_refuses),
	CASE(perf_of_one_process),
	CASE(perf_of_a_parent),
	CASE(perf_of_children),
	CASE(perf_of_a_cpu),
	CASE(perf_beside_an_instance),
	CASE(perf_at_return_of_one_process),
};

int main(void)
{
	int failed = 0;

	if (access("uprobe_events", F_OK)) {
		printf("skip uprobes\n");
		return 0;
	}
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0 || !find_mapping(first))
		return 1;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool good;

		begin();
		good = cases[i].run();
		failed += !good;
		if (!good)
			(void)!system("cat dynamic_events trace uprobe_profile | sed 's/^/# /'");
		printf("%s %s\n", good ? "ok" : "not ok", cases[i].name);
		fflush(stdout);
	}
	begin();
	return !!failed;
}
