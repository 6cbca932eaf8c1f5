/* SPDX-License-Identifier: GPL-2.0 */
/* Files of the guest, and the ways to attach a BPF program. */
#ifndef _GUEST_BPF_ATTACH_H
#define _GUEST_BPF_ATTACH_H

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include "bpf.h"

/* What whoever attaches says to the program. */
#define COOKIE	0xc00c1e

/* ---- Files ------------------------------------------------------------------ */

static inline bool write_text(const char *path, int flags, const char *text)
{
	int fd = open(path, O_WRONLY | flags);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return good;
}

static inline bool read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t len, all = 0;

	do {
		len = read(fd, text + all, size - 1 - all);
		all += len > 0 ? len : 0;
	} while (len > 0);
	text[all] = '\0';
	close(fd);
	return all;
}

static inline long read_number(const char *path)
{
	char text[32];

	return read_text(path, text, sizeof(text)) ? atol(text) : -1;
}

/* How many lines of a file have the text? */
static inline int count_lines(const char *path, const char *text)
{
	FILE *file = fopen(path, "r");
	char line[512];
	int nr = 0;

	while (file && fgets(line, sizeof(line), file))
		nr += !!strstr(line, text);
	if (file)
		fclose(file);
	return nr;
}

/* Address of a symbol and of the one behind it. */
static inline void find_symbol(const char *name, uint64_t *from, uint64_t *to)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[512], found[256];
	uint64_t addr;

	*from = 0;
	*to = ~0ull;
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx %*c %255s", &addr, found) == 2 && !strcmp(found, name)) {
			*from = addr;
			break;
		}
	}
	if (file)
		rewind(file);
	while (file && fgets(line, sizeof(line), file)) {
		addr = strtoull(line, NULL, 16);
		if (addr > *from && addr < *to)
			*to = addr;
	}
	if (file)
		fclose(file);
}

/* ---- Attaching -------------------------------------------------------------- */

static inline int open_perf(struct perf_event_attr *attr)
{
	attr->size = sizeof(*attr);
	return syscall(SYS_perf_event_open, attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* The event of that name. */
static inline int open_event(const char *name)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	char path[128];

	snprintf(path, sizeof(path), "events/%s/id", name);
	attr.config = read_number(path);
	return open_perf(&attr);
}

/* A place without a name; @place is a function or a file. */
static inline int open_place(const char *pmu, bool returns, const char *place, uint64_t offset)
{
	struct perf_event_attr attr = {
		.config = returns, .config1 = (uintptr_t)place, .config2 = offset,
	};
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", pmu);
	attr.type = read_number(path);
	return open_perf(&attr);
}

static inline int set_program(int event, int program)
{
	return ioctl(event, PERF_EVENT_IOC_SET_BPF, program);
}

static inline int link_event(int event, int program)
{
	union bpf_attr attr = {
		.link_create = {
			.prog_fd = program, .target_fd = event, .attach_type = BPF_PERF_EVENT,
			.perf_event.bpf_cookie = COOKIE,
		},
	};

	return bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static inline int link_function(int program, int type, bool returns, const char *function)
{
	const char * const names[] = { function };
	uint64_t cookies[] = { COOKIE };
	union bpf_attr attr = {
		.link_create = {
			.prog_fd = program, .attach_type = type,
			.kprobe_multi = {
				.flags = returns ? BPF_F_KPROBE_MULTI_RETURN : 0,
				.cnt = 1, .syms = (uintptr_t)names,
				.cookies = (uintptr_t)cookies,
			},
		},
	};

	return bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static inline int open_raw(const char *name, int program)
{
	union bpf_attr attr = {
		.raw_tracepoint = { .name = (uintptr_t)name, .prog_fd = program },
	};

	return bpf(BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
}

static inline void close_all(int a, int b, int c)
{
	close(a);
	close(b);
	close(c);
}

#endif /* _GUEST_BPF_ATTACH_H */
