// SPDX-License-Identifier: GPL-2.0
/*
 * An instance comes and goes while others do all they can with its files: nobody
 * may be told nonsense, and nothing may be left. Runs in the guest, in
 * /sys/kernel/tracing, for some seconds; one line per case, for the host.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/trace_mmap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GOES	"instances/goes/"
#define PAGE	4096
#define DEFAULT_SECONDS	6

static time_t end;

/*
 * What a call may say of a file that is there, is being removed, is gone, or is used
 * by somebody else; EBADF is what a marker hears where nothing is recorded any more.
 */
static bool sane(long ret, const char *what)
{
	static const int errors[] = { ENOENT, ENODEV, EBUSY, EAGAIN, ENOMEM, EINVAL,
				      ESTALE, EBADF };
	unsigned int i;

	if (ret >= 0)
		return true;
	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (errno == errors[i])
			return true;
	printf("# %s: %m\n", what);
	return false;
}

static bool with_file(const char *path, int flags, bool (*use)(int fd))
{
	int fd = open(path, flags);
	bool good = fd < 0 ? sane(fd, path) : use(fd);

	close(fd);
	return good;
}

static bool take(int fd)
{
	char text[PAGE];
	long ret, turns = 50;

	do
		ret = read(fd, text, sizeof(text));
	while (ret > 0 && --turns);
	return sane(ret, "read");
}

static bool feed(int fd)
{
	return sane(write(fd, "1", 1), "write 1");
}

static bool grow(int fd)
{
	return sane(write(fd, "64", 2), "write 64");
}

static bool say(int fd)
{
	return sane(write(fd, "something", 9), "mark");
}

static bool pump(int fd)
{
	int ends[2];
	long ret;

	if (pipe(ends))
		return false;
	ret = splice(fd, NULL, ends[1], NULL, 4 * PAGE, SPLICE_F_NONBLOCK);
	close(ends[0]);
	close(ends[1]);
	return sane(ret, "splice");
}

static bool map(int fd)
{
	struct trace_buffer_meta *meta = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	bool good;

	if (meta == MAP_FAILED)
		return sane(-1, "mmap");
	good = sane(ioctl(fd, TRACE_MMAP_IOCTL_GET_READER), "ioctl") &&
	       meta->subbuf_size >= PAGE;
	munmap(meta, PAGE);
	return good;
}

static bool list(const char *path, int depth)
{
	DIR *dir = opendir(path);
	struct dirent *found;
	bool good = true;
	char below[1024];

	if (!dir)
		return sane(-1, path);
	while (good && (found = readdir(dir))) {
		struct stat st;

		snprintf(below, sizeof(below), "%s/%s", path, found->d_name);
		good = sane(lstat(below, &st), below);
		if (depth && found->d_type == DT_DIR && found->d_name[0] != '.')
			good = list(below, depth - 1);
	}
	closedir(dir);
	return good;
}

static bool come_and_go(void)
{
	struct timespec a_while = { 0, rand() % 3000000 };

	if (mkdir("instances/goes", 0755) && errno != EEXIST)
		return sane(-1, "mkdir");
	nanosleep(&a_while, NULL);
	return sane(rmdir("instances/goes"), "rmdir");
}

static bool walk(void)
{
	return list("instances/goes", 2);
}

static bool show(void)
{
	return with_file(GOES "trace", O_RDONLY, take) &&
	       with_file(GOES "snapshot", O_RDONLY, take) &&
	       with_file(GOES "per_cpu/cpu0/stats", O_RDONLY, take) &&
	       with_file(GOES "events/sched/sched_switch/format", O_RDONLY, take);
}

static bool consume(void)
{
	return with_file(GOES "trace_pipe", O_RDONLY | O_NONBLOCK, take) &&
	       with_file(GOES "per_cpu/cpu0/trace_pipe_raw", O_RDONLY | O_NONBLOCK, take) &&
	       with_file(GOES "per_cpu/cpu1/trace_pipe_raw", O_RDONLY | O_NONBLOCK, pump);
}

static bool look_into(void)
{
	return with_file(GOES "per_cpu/cpu0/trace_pipe_raw", O_RDONLY | O_NONBLOCK, map);
}

static bool change(void)
{
	return with_file(GOES "events/sched/enable", O_WRONLY, feed) &&
	       with_file(GOES "trace_marker", O_WRONLY, say) &&
	       with_file(GOES "buffer_size_kb", O_WRONLY, grow) &&
	       with_file(GOES "snapshot", O_WRONLY, feed) &&
	       with_file(GOES "options/stacktrace", O_WRONLY, feed) &&
	       with_file(GOES "set_event_pid", O_WRONLY, feed);
}

static const struct {
	const char	*name;
	bool		(*turn)(void);
} workers[] = {
	{ "coming and going", come_and_go },
	{ "listing", walk },
	{ "showing", show },
	{ "consuming", consume },
	{ "mapping", look_into },
	{ "changing", change },
};

#define NR_WORKERS	(sizeof(workers) / sizeof(*workers))

static int work(unsigned int i)
{
	long turns = 0;

	srand(i);
	while (time(NULL) < end) {
		if (!workers[i].turn())
			return 1;
		turns++;
	}
	printf("# %s: %ld turns\n", workers[i].name, turns);
	return !turns;
}

int main(int argc, char **argv)
{
	pid_t worker[NR_WORKERS];
	int status, bad = 0;
	unsigned int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	end = time(NULL) + (argc > 1 ? atoi(argv[1]) : DEFAULT_SECONDS);
	for (i = 0; i < NR_WORKERS; i++) {
		worker[i] = fork();
		if (!worker[i])
			exit(work(i));
	}
	for (i = 0; i < NR_WORKERS; i++) {
		waitpid(worker[i], &status, 0);
		printf("%sok %s\n", status ? "not " : "", workers[i].name);
		bad += !!status;
	}
	if (!access("instances/goes", F_OK) && rmdir("instances/goes")) {
		printf("not ok it can be removed in the end: %m\n");
		bad++;
	}
	return !!bad;
}
