// SPDX-License-Identifier: GPL-2.0
/*
 * loop calls N [on]: nanoseconds of N getppid() system calls, times 100 per
 *	call; with "on", tracing_on of the current directory is 1 meanwhile
 * loop switches N: nanoseconds of N turns of two tasks that wait for each other, times
 *	100 per switch
 * loop functions N: nanoseconds of N calls of a function, times 100 per call
 * loop place: where that function is, as a probe wants it
 * loop read FILE: nanoseconds, times 100 per line, to read a whole file
 * loop write FILE TEXT: microseconds, times 100, to write to a file
 *
 * Where one instruction takes one nanosecond, these are instructions.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC_RAW, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static int switch_tracing(int fd, const char *value)
{
	return fd < 0 || write(fd, value, 1) == 1;
}

static int calls(long number, int tracing)
{
	uint64_t begin, end;
	long i;
	int fd = tracing ? open("tracing_on", O_WRONLY) : -1;

	if ((tracing && fd < 0) || !switch_tracing(fd, "1"))
		return 1;
	begin = now();
	for (i = 0; i < number; i++)
		syscall(SYS_getppid);
	end = now();
	if (!switch_tracing(fd, "0"))
		return 1;
	printf("%llu\n", (unsigned long long)((end - begin) * 100 / number));
	return 0;
}

/* Says one byte and hears one. */
static int turn(int out, int in)
{
	char byte = 0;

	return write(out, &byte, 1) == 1 && read(in, &byte, 1) == 1;
}

static int switches(long number)
{
	int there[2], back[2];
	uint64_t begin, end;
	char byte = 0;
	long i;

	if (pipe(there) || pipe(back))
		return 1;
	if (!fork()) {
		for (i = 0; i < number; i++)
			if (read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1)
				_exit(1);
		_exit(0);
	}
	begin = now();
	for (i = 0; i < number; i++)
		if (!turn(there[1], back[0]))
			return 1;
	end = now();
	printf("%llu\n", (unsigned long long)((end - begin) * 50 / number));
	return 0;
}

__attribute__((noinline)) int target(int number)
{
	__asm__ volatile ("" : "+r" (number));
	return number;
}

static int functions(long number)
{
	uint64_t begin = now();
	long i;

	for (i = 0; i < number; i++)
		target(i);
	printf("%llu\n", (unsigned long long)((now() - begin) * 100 / number));
	return 0;
}

static int place(void)
{
	unsigned long start, end, offset, at = (unsigned long)target;
	char line[512], path[256];
	FILE *maps = fopen("/proc/self/maps", "r");

	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %*s %lx %*s %*s %255s", &start, &end, &offset,
			   path) != 4 || at < start || at >= end)
			continue;
		printf("%s:0x%lx\n", path, at - start + offset);
		return 0;
	}
	return 1;
}

static int read_lines(const char *path)
{
	static char buffer[65536];
	uint64_t begin, end, lines = 0;
	ssize_t length;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return 1;
	begin = now();
	while ((length = read(fd, buffer, sizeof(buffer))) > 0) {
		char *p = buffer;

		while ((p = memchr(p, '\n', buffer + length - p))) {
			lines++;
			p++;
		}
	}
	end = now();
	printf("%llu\n", (unsigned long long)((end - begin) * 100 / (lines ? lines : 1)));
	return length < 0;
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	uint64_t begin = now();

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return 1;
	printf("%llu\n", (unsigned long long)(now() - begin) / 10);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "calls"))
		return calls(atol(argv[2]), argc > 3);
	if (argc == 3 && !strcmp(argv[1], "switches"))
		return switches(atol(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "functions"))
		return functions(atol(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "place"))
		return place();
	if (argc == 3 && !strcmp(argv[1], "read"))
		return read_lines(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "write"))
		return write_text(argv[2], argv[3]);
	fprintf(stderr, "usage: loop calls N [on] | switches N | functions N | place |\n");
	fprintf(stderr, "       loop read FILE | write FILE TEXT\n");
	return 2;
}
