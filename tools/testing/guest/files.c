// SPDX-License-Identifier: GPL-2.0
/*
 * All that can be done with a file besides reading and writing it, done with every file
 * of tracefs, however it can be opened. Most of it has no meaning, and none of it may do
 * anything. One line per case, for the host.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRACING	"/sys/kernel/tracing"

static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR, O_WRONLY | O_APPEND };

static unsigned int nr_files;
static bool good = true;

/* Closing it is what it is for. */
static bool is_left_out(const char *path)
{
	return strstr(path, "/free_buffer");
}

/* Other systems have the same files. */
static bool is_much_of_the_same(const char *path)
{
	const char *events = strstr(path, "/events/");

	return events && strchr(events + 8, '/') && strncmp(events, "/events/sched/", 14) &&
	       strncmp(events, "/events/ftrace/", 15);
}

/* Who appends looks for the end first, and takes ESPIPE for an answer. */
static void seek(int fd, const char *path, int mode)
{
	static const int whence[] = { SEEK_SET, SEEK_CUR, SEEK_END };

	for (int i = 0; i < 3; i++) {
		off_t at = lseek(fd, 0, whence[i]);

		if (at < 0 && errno != ESPIPE && (mode & O_ACCMODE) == O_WRONLY) {
			printf("# %s, mode %o, whence %d: %s\n", path, mode, whence[i],
			       strerror(errno));
			good = false;
		}
	}
	lseek(fd, 7, SEEK_SET);
	lseek(fd, -1, SEEK_CUR);
	lseek(fd, 1L << 62, SEEK_SET);
	lseek(fd, 0, SEEK_SET);
}

static void try(int fd, const char *path, int mode)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN | POLLOUT | POLLPRI };
	char text[16];
	struct stat st;
	void *mapped;

	seek(fd, path, mode);
	poll(&poller, 1, 0);
	ioctl(fd, 0, 0);
	ioctl(fd, 0x5401, text);
	pread(fd, text, 1, 3);
	pread(fd, text, sizeof(text), 1L << 40);
	pwrite(fd, text, 0, 0);
	fsync(fd);
	fstat(fd, &st);
	mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	if (mapped != MAP_FAILED)
		munmap(mapped, 4096);
	seek(fd, path, mode);
}

static int visit(const char *path, const struct stat *st, int flag, struct FTW *place)
{
	(void)place;
	if (flag != FTW_F || is_left_out(path) || is_much_of_the_same(path))
		return 0;
	nr_files++;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		bool writes = (modes[i] & O_ACCMODE) != O_RDONLY;
		int fd;

		if (writes && !(st->st_mode & 0222))
			continue;
		fd = open(path, modes[i] | O_NONBLOCK);
		if (fd < 0)
			continue;
		try(fd, path, modes[i]);
		close(fd);
	}
	return 0;
}

/* What is written has no position. */
static bool takes_anywhere(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool took = fd >= 0 && pwrite(fd, text, strlen(text), 1) == (ssize_t)strlen(text);

	close(fd);
	return took;
}

int main(void)
{
	mkdir(TRACING "/instances/files", 0755);
	nftw(TRACING, visit, 32, FTW_PHYS);
	printf("# %u files\n", nr_files);
	printf("%s files are where who appends looks for their end\n", good ? "ok" : "not ok");
	printf("%s a command may be written anywhere\n",
	       takes_anywhere(TRACING "/tracing_on", "1") &&
	       takes_anywhere(TRACING "/set_event_pid", "1") ? "ok" : "not ok");
	printf("%s an instance goes after that\n",
	       rmdir(TRACING "/instances/files") || nr_files < 100 ? "not ok" : "ok");
	return 0;
}
