// SPDX-License-Identifier: GPL-2.0
/*
 * What one should not do to trace_pipe_raw, and what comes of it. Runs in the guest,
 * in /sys/kernel/tracing; one line per case, for the host.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/trace_mmap.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAW	"per_cpu/cpu0/trace_pipe_raw"
#define PAGE	4096

static int bad;

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		printf("# %s < %s: %m\n", path, text);
	close(fd);
}

static void records(int n)
{
	put("trace", "");
	while (n--)
		put("trace_marker", "something of some length to fill the pages");
}

static long count(const char *word)
{
	char text[1024];
	int fd = open("per_cpu/cpu0/stats", O_RDONLY), n;
	char *at;

	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	at = strstr(text, word);
	return at ? atol(at + strlen(word)) : -1;
}

static int raw(int flags)
{
	return open(RAW, O_RDONLY | flags);
}

/* What a call returned, and why if it failed. */
static void outcome(const char *name, long got, long want)
{
	if (got < 0)
		got = -errno;
	if (got == want) {
		printf("ok %s\n", name);
		return;
	}
	bad = 1;
	printf("not ok %s\n# %ld instead of %ld\n", name, got, want);
}

static void *map(int fd, size_t len, int prot, int flags, off_t off)
{
	return mmap(NULL, len, prot, flags, fd, off);
}

static long mapped(int fd, size_t len, int prot, int flags, off_t off)
{
	void *at = map(fd, len, prot, flags, off);

	if (at == MAP_FAILED)
		return -1;
	munmap(at, len);
	return 0;
}

static void maps(void)
{
	struct trace_buffer_meta *meta;
	int fd = raw(O_NONBLOCK), other;
	size_t all;
	void *data;

	outcome("no mapping, no reader", ioctl(fd, TRACE_MMAP_IOCTL_GET_READER), -ENODEV);
	outcome("map to write", mapped(fd, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0), -EACCES);
	other = open(RAW, O_RDWR);
	outcome("open to write, and map",
		mapped(other, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0), -EPERM);
	close(other);
	outcome("map for oneself", mapped(fd, PAGE, PROT_READ, MAP_PRIVATE, 0), -EPERM);
	outcome("map to execute", mapped(fd, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, 0), -EPERM);
	outcome("map from far behind", mapped(fd, PAGE, PROT_READ, MAP_SHARED, 1L << 40), -EINVAL);
	outcome("map too much", mapped(fd, 1UL << 30, PROT_READ, MAP_SHARED, 0), -EINVAL);
	outcome("map nothing", mapped(fd, 0, PROT_READ, MAP_SHARED, 0), -EINVAL);
	outcome("still no reader", ioctl(fd, TRACE_MMAP_IOCTL_GET_READER), -ENODEV);

	meta = map(fd, PAGE, PROT_READ, MAP_SHARED, 0);
	outcome("map the meta page", meta == MAP_FAILED ? -1 : 0, 0);
	all = (size_t)meta->nr_subbufs * meta->subbuf_size;
	outcome("the last sub-buffer", mapped(fd, PAGE, PROT_READ, MAP_SHARED,
					      meta->meta_page_size + all - PAGE), 0);
	outcome("one page too many", mapped(fd, 2 * PAGE, PROT_READ, MAP_SHARED,
					    meta->meta_page_size + all - PAGE), -EINVAL);
	data = map(fd, all, PROT_READ, MAP_SHARED, meta->meta_page_size);
	outcome("map the rest", data == MAP_FAILED ? -1 : 0, 0);
	other = raw(0);
	outcome("map twice", mapped(other, PAGE, PROT_READ, MAP_SHARED, 0), 0);
	close(other);
	outcome("no such request", ioctl(fd, _IO('R', 0x7f)), -ENOTTY);
	outcome("a reader", ioctl(fd, TRACE_MMAP_IOCTL_GET_READER), 0);
	outcome("make it writable", mprotect(meta, PAGE, PROT_READ | PROT_WRITE), -EACCES);
	outcome("move it", mremap(data, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0,
		-EFAULT);
	if (!fork()) {
		/* The child has no mapping of its own, and its end changes nothing. */
		_exit(0);
	}
	wait(NULL);
	outcome("the parent's reader", ioctl(fd, TRACE_MMAP_IOCTL_GET_READER), 0);
	munmap(data, all);
	close(fd);
	/* The mapping lives on without the descriptor. */
	outcome("read after the end of the file", meta->nr_subbufs > 2 ? 0 : 1, 0);
	munmap(meta, PAGE);
}

static long spliced(int fd, int to, size_t len)
{
	return splice(fd, NULL, to, NULL, len, SPLICE_F_NONBLOCK);
}

static void splices(void)
{
	int fd = raw(O_NONBLOCK), ends[2], file;
	long before, n;

	if (pipe(ends))
		exit(1);
	records(4000);
	outcome("splice less than a page", spliced(fd, ends[1], 100), -EINVAL);
	before = count("entries: ");
	n = spliced(fd, ends[1], 4 * PAGE);
	outcome("splice pages", n >= PAGE && n % PAGE == 0 ? 0 : 1, 0);
	outcome("and they are gone", count("entries: ") < before ? 0 : 1, 0);
	while (spliced(fd, ends[1], 64 * PAGE) > 0)
		;
	records(4000);
	before = count("entries: ");
	outcome("splice into a full pipe", spliced(fd, ends[1], 4 * PAGE), -EAGAIN);
	outcome("which takes nothing", count("entries: "), before);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	outcome("splice into a broken pipe", spliced(fd, ends[1], 4 * PAGE), -EPIPE);
	outcome("which takes nothing either", count("entries: "), before);
	close(ends[1]);
	file = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	outcome("splice into a file", spliced(fd, file, PAGE), -EINVAL);
	close(file);
	close(fd);
}

static void reads(void)
{
	void *nowhere = sbrk(0) + (1UL << 40);
	int fd = raw(O_NONBLOCK);
	char page[PAGE];

	put("trace", "");
	outcome("nothing to read", read(fd, page, PAGE), -EAGAIN);
	records(4000);
	outcome("read into nowhere", read(fd, nowhere, PAGE), -EFAULT);
	outcome("read a page", read(fd, page, PAGE), PAGE);
	outcome("seek", lseek(fd, 0, SEEK_SET), -ESPIPE);
	outcome("write", write(fd, page, PAGE), -EBADF);
	close(fd);
}

/* A reader that is killed while it waits leaves nothing behind. */
static void killed(const char *name, void (*wait_for_ever)(int fd))
{
	char page[PAGE];
	int fd, status;
	pid_t pid;

	put("trace", "");
	pid = fork();
	if (!pid) {
		fd = raw(0);
		wait_for_ever(fd);
		_exit(0);
	}
	usleep(100000);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	outcome(name, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 0 : 1, 0);
	records(4000);
	fd = raw(O_NONBLOCK);
	outcome("and the next one reads", read(fd, page, PAGE), PAGE);
	close(fd);
	put("buffer_size_kb", "100");
	put("buffer_size_kb", "200");
}

static void in_read(int fd)
{
	char page[PAGE];

	for (;;)
		if (read(fd, page, PAGE) < 0)
			_exit(0);
}

static void in_poll(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	poll(&p, 1, -1);
}

static void in_splice(int fd)
{
	int ends[2];

	if (!pipe(ends))
		splice(fd, NULL, ends[1], NULL, 16 * PAGE, 0);
}

static void in_map(int fd)
{
	map(fd, 3 * PAGE, PROT_READ, MAP_SHARED, 0);
	pause();
}

int main(void)
{
	cpu_set_t first = { };

	setvbuf(stdout, NULL, _IOLBF, 0);
	put("buffer_size_kb", "200");
	/* The writers of this program, on the CPU that is read. */
	put("tracing_cpumask", "1");
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		return 1;
	maps();
	splices();
	reads();
	killed("killed in read", in_read);
	killed("killed in poll", in_poll);
	killed("killed in splice", in_splice);
	killed("killed with a mapping", in_map);
	return bad;
}
