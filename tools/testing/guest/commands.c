// SPDX-License-Identifier: GPL-2.0
/*
 * commands SEED COUNT: random commands in the languages of tracefs, made of words
 * that mean something there, while the events that they are about are hit. What is
 * taken and what is refused does not matter; it has to be refused with an errno that
 * says why, with the command in error_log and the caret inside of it, and nothing of
 * it may be left in the end.
 *
 * The same seed gives the same commands.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRACING		"/sys/kernel/tracing/"
#define EVENT		TRACING "events/sched/sched_switch/"
#define ROUNDS		500	/* between two times of clearing up */

/**
 * struct language - a file and what commands for it are made of
 * @file: the file
 * @words: separated by spaces; "_" is a space
 * @empty: how it begins when there is nothing in it
 * @clear: what to write to empty it; NULL: opening it does, after remove_triggers()
 */
struct language {
	const char	*file;
	const char	*words;
	const char	*empty;
	const char	*clear;
};

/* In the order in which they are emptied. */
static const struct language languages[] = {
	{
		EVENT "filter",
		"prev_pid next_pid prev_comm next_comm prev_state common_pid comm CPU cpu "
		"nothing == != < <= > >= & ~ && || ! ( ) ( ) 0 1 -1 0x10 7 "
		"99999999999999999999 \"swap*\" \"a\" ' \" CPUS{0} CPUS{ } CPUS{0-9999} .function "
		".ustring _ _ && || ==",
		"none", "0",
	}, {
		EVENT "trigger",
		"traceon traceoff snapshot stacktrace enable_event disable_event hist enable_hist "
		": : : :1 :5 :-1 :0 :limit=1/10ms :limit=0 sched sched_wakeup nothing ! _if_ _if_ "
		"prev_pid next_pid prev_comm > == 0 5 \"a*\" keys= vals= sort= size= prev_pid "
		"common_timestamp hitcount .log2 .hex .execname , _",
		"# ", NULL,
	}, {
		TRACING "set_ftrace_filter",
		"vfs_read vfs_* *_read : : :mod: traceon traceoff snapshot stacktrace "
		"enable_event disable_event sched sched_switch dump cpudump nothing ! :3 :-1 :x [a-c] ? _",
		"#", NULL,
	}, {
		TRACING "dynamic_events",
		"p r e s f t u : : / fz/ fuzz fuzz _ _ _ _ vfs_read sched.sched_switch sched_switch +0 +4 "
		"+99999 %return %ip $arg1 $arg9 $stack $stack0 $retval $comm @vfs_read +0( -8( ) ) = = "
		"a b :u8 :s64 :x32 :string :ustring :b3@2/8 :nothing [4] [0] prev_pid - \\7 \\\"a\" "
		"$current (file) (task_struct) (nothing) -> -> f_mode pid . comm count file "
		"this_cpu_ptr(runqueues) this_cpu_read(jiffies) this_cpu_read( runqueues",
		"", NULL,
	}, {
		TRACING "synthetic_events",
		"fuzz fuzz2 _ _ _ ; ; u64 int pid_t char[16] char[] long[] nothing a b c unsigned [ ] ! 1",
		"", NULL,
	},
};

#define NR_LANGUAGES	(sizeof(languages) / sizeof(languages[0]))

static unsigned long long dice;

static unsigned int below(unsigned int n)
{
	dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
	return (dice >> 33) % n;
}

static void fail(const char *what, const char *text)
{
	printf("not ok commands: %s: \"%s\"\n", what, text);
	exit(1);
}

static size_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n, len = 0;

	if (fd < 0)
		fail(strerror(errno), path);
	while ((n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	close(fd);
	text[len] = '\0';
	return len;
}

static int write_file(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | flags), err = 0;

	if (fd < 0)
		return errno;
	if (text && write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

static void add_word(char *text, const char *words)
{
	unsigned int nr = 1, i;
	const char *c;

	for (c = words; *c; c++)
		nr += *c == ' ';
	for (i = below(nr); i; i--)
		words = strchr(words, ' ') + 1;
	for (text += strlen(text); *words && *words != ' '; words++)
		*text++ = *words == '_' && (words[1] == ' ' || words[-1] == ' ' ||
					    words[1] == 'i' || words[-1] == 'f') ? ' ' : *words;
	*text = '\0';
}

static void make_command(char *text, const struct language *l)
{
	unsigned int words = 1 + below(14);

	*text = '\0';
	while (words--)
		add_word(text, l->words);
	if (!below(10))
		text[below(strlen(text))] = 33 + below(94);
}

static bool says_why(int err)
{
	switch (err) {
	case EINVAL:
	case ENOENT:
	case EEXIST:
	case EBUSY:
	case E2BIG:
	case ENODEV:
	case EILSEQ:
	case EOPNOTSUPP:
	case ERANGE:
	case ESRCH:
	case EADDRNOTAVAIL:
	case EPERM:
	case ENAMETOOLONG:
		return true;
	default:
		return false;
	}
}

/* The newest entry: the command below its message, and the caret below that. */
static void check_log(const char *command)
{
	static const char head[] = "  Command: ";
	char log[65536], *last = NULL, *at, *end;

	read_file(TRACING "error_log", log, sizeof(log));
	for (at = log; (at = strstr(at, head)); at++)
		last = at;
	if (!last)
		return;
	last += strlen(head);
	end = strchr(last, '\n');
	at = end ? strchr(end, '^') : NULL;
	if (!at)
		fail("no caret", command);
	if ((size_t)(at - end) > strlen(head) + (end - last) + 3)
		fail("a caret outside", command);
}

/* Opening makes histograms go; other triggers have to be named. */
static void remove_triggers(void)
{
	char text[65536], command[1024], *line, *end;

	write_file(EVENT "trigger", NULL, O_TRUNC);
	read_file(EVENT "trigger", text, sizeof(text));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (*line == '#')
			continue;
		snprintf(command, sizeof(command), "!%s", line);
		end = strstr(command, ":unlimited") ?: strstr(command, ":count=");
		if (end)
			*end = '\0';
		if (write_file(EVENT "trigger", command, O_APPEND))
			fail("cannot be removed", line);
	}
}

static void clear_up(unsigned int round)
{
	char text[65536];
	unsigned int i;

	remove_triggers();
	for (i = 0; i < NR_LANGUAGES; i++)
		if (write_file(languages[i].file, languages[i].clear, O_TRUNC))
			fail(strerror(errno), languages[i].file);
	for (i = 0; i < NR_LANGUAGES; i++) {
		read_file(languages[i].file, text, sizeof(text));
		if (languages[i].empty[0] ? strncmp(text, languages[i].empty,
						    strlen(languages[i].empty)) : text[0])
			fail("something is left", text);
	}
	write_file(TRACING "tracing_on", "1", 0);
	write_file(TRACING "error_log", NULL, O_TRUNC);
	printf("# %u commands\n", round);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 2 ? atoi(argv[2]) : 1000, i, taken = 0;

	dice = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	write_file(EVENT "enable", "1", 0);
	for (i = 1; i <= count; i++) {
		const struct language *l = &languages[below(NR_LANGUAGES)];
		char command[1024];
		int err;

		make_command(command, l);
		err = write_file(l->file, command, O_APPEND);
		if (err && !says_why(err))
			fail(strerror(err), command);
		taken += !err;
		if (err && !below(20))
			check_log(command);
		if (i % ROUNDS == 0)
			clear_up(i);
	}
	clear_up(count);
	write_file(EVENT "enable", "0", 0);
	if (!taken || taken == count)
		fail("all alike", "");
	printf("ok %u commands, %u taken\n", count, taken);
	return 0;
}
