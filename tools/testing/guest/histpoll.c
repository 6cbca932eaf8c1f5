// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for hits of a histogram, and for the end of a period. Runs in the guest, in
 * /sys/kernel/tracing; one line per case, for the host.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EVENT	"events/ftrace/print/"

static int bad;

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		printf("# %s < %s: %m\n", path, text);
	close(fd);
}

static void check(const char *name, bool good)
{
	printf("%s %s\n", good ? "ok" : "not ok", name);
	bad |= !good;
}

static bool readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1 && p.revents & POLLIN;
}

/* What follows a word in the whole file, read from its beginning. */
static long number(int fd, const char *word)
{
	static char text[65536];
	size_t len = 0;
	ssize_t n;
	char *at;

	lseek(fd, 0, SEEK_SET);
	while (len < sizeof(text) - 1 && (n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	text[len] = '\0';
	at = strstr(text, word);
	return at ? atol(at + strlen(word)) : -1;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_for_hits(void)
{
	int fd = open(EVENT "hist", O_RDONLY), other = open(EVENT "hist_json", O_RDONLY), i;
	long sum = 0;
	pid_t pid;

	check("what was never read is readable", readable(fd, 0) && readable(other, 0));
	check("no hits so far", number(fd, "Hits: ") == 0 && number(other, "\"hits\":") == 0);
	check("not readable before a hit", !readable(fd, 50) && !readable(other, 0));
	put("trace_marker", "one");
	check("readable after a hit", readable(fd, 1000) && readable(other, 1000));
	check("as long as it is not read", readable(fd, 0));
	check("the hit is there", number(fd, "Hits: ") == 1);
	check("not readable once it is read", !readable(fd, 50));
	check("but by another one", readable(other, 0));
	check("who finds it as well", number(other, "\"hits\":") == 1);
	pid = fork();
	if (!pid) {
		for (i = 0; i < 5000; i++)
			put("trace_marker", "many");
		_exit(0);
	}
	/* Whenever it is not readable any more, all hits must have been seen. */
	while (readable(fd, 2000))
		sum = number(fd, "Hits: ");
	check("no hit is missed", sum == 5001);
	waitpid(pid, NULL, 0);
	close(fd);
	close(other);
}

static void wait_for_ends(void)
{
	int fd = open(EVENT "hist", O_RDONLY), i;
	long from, sum = 0, rounds = 0;
	pid_t pid;

	check("a table with periods is readable at first", readable(fd, 0));
	number(fd, "Hits: ");
	put("trace_marker", "one");
	from = now_ms();
	check("and then when a period ends", readable(fd, 3000) && now_ms() - from > 50);
	check("with what was in it", number(fd, "Hits: ") == 1);
	pid = fork();
	if (!pid) {
		for (i = 0; i < 3000; i++)
			put("trace_marker", "many");
		_exit(0);
	}
	while (rounds < 40 && sum < 3000 && readable(fd, 3000)) {
		sum += number(fd, "Hits: ");
		rounds++;
	}
	waitpid(pid, NULL, 0);
	printf("# %ld hits in %ld periods\n", sum, rounds);
	check("each hit is in one period", sum == 3000 && rounds > 0);
	close(fd);
}

int main(void)
{
	if (access(EVENT "hist_json", R_OK)) {
		printf("ok waiting for histograms # SKIP no histograms\n");
		return 0;
	}
	put(EVENT "trigger", "hist:keys=buf");
	wait_for_hits();
	put(EVENT "trigger", "!hist:keys=buf");
	put(EVENT "trigger", "hist:keys=buf:reset=300ms");
	wait_for_ends();
	put(EVENT "trigger", "!hist:keys=buf");
	return bad;
}
