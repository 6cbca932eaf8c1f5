/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cases for BPF programs at all the places where they can be attached. They run in the
 * guest, in /sys/kernel/tracing; one line per case, for the host.
 *
 * The function that most programs are attached to is sched_setaffinity(), which nobody but
 * the cases calls, and always with the number of a task that does not exist.
 */
#ifndef _GUEST_BPF_CASE_H
#define _GUEST_BPF_CASE_H

#include <asm/ptrace.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include "bpf.h"
#include "bpf_attach.h"

#define FUNCTION	"sched_setaffinity"
#define NOBODY		4000000
#define CALLS		5

/* Slots of what programs saw. */
enum {
	HITS,
	VALUE,
	COOKIES,
	PLACE,
	OTHER,
	STACK,
};

#ifdef __aarch64__
#define ARGUMENT	offsetof(struct user_pt_regs, regs[0])
#define RESULT		offsetof(struct user_pt_regs, regs[0])
#define SYSCALL(name)	"__arm64_sys_" name
#define SYSCALL_CALLER	"do_el0_svc"
#define REGISTER	"%x0"
#define BEHIND_SITE	8
#define UNSEEN		1
#else
#define ARGUMENT	offsetof(struct pt_regs, rdi)
#define RESULT		offsetof(struct pt_regs, rax)
#define SYSCALL(name)	"__x64_sys_" name
#define SYSCALL_CALLER	"do_syscall_64"
#define REGISTER	"%di"
#define BEHIND_SITE	5
#define UNSEEN		0
#define HAVE_LIVEPATCH
#endif

static inline void call_function(void)
{
	cpu_set_t cpus = {};

	for (int i = 0; i < CALLS; i++)
		sched_setaffinity(NOBODY, sizeof(cpus), &cpus);
}

static inline void forget(void)
{
	memset((void *)seen, 0, SLOTS * sizeof(*seen));
}

/* ---- Programs that most cases need -------------------------------------------------- */

/* Counts hits and keeps a value of the context. */
static inline int make_watcher(int type, int attach, uint32_t btf_id, int offset, int result)
{
	struct program p;

	begin(&p);
	count(&p, HITS);
	read_context(&p, BPF_DW, offset);
	keep(&p, VALUE);
	end(&p, result);
	return load(&p, type, attach, btf_id);
}

/* As above, and keeps the place where it is and the cookie of how it was attached. */
static inline int make_asker(int type, int attach, uint32_t btf_id, int offset)
{
	struct program p;

	begin(&p);
	count(&p, HITS);
	read_context(&p, BPF_DW, offset);
	keep(&p, VALUE);
	call(&p, BPF_FUNC_get_attach_cookie);
	keep(&p, COOKIES);
	call(&p, BPF_FUNC_get_func_ip);
	keep(&p, PLACE);
	end(&p, 0);
	return load(&p, type, attach, btf_id);
}

static inline bool saw(uint64_t hits, uint64_t value)
{
	if (seen[HITS] == hits && seen[VALUE] == value)
		return true;
	printf("# %lu hits, value %lx\n", seen[HITS], seen[VALUE]);
	return false;
}

static inline bool was_at(uint64_t place, uint64_t cookie)
{
	if (seen[PLACE] == place && seen[COOKIES] == cookie)
		return true;
	printf("# place %lx instead of %lx, cookie %lx\n", seen[PLACE], place,
	       seen[COOKIES]);
	return false;
}

/* Has perf counted that many? */
static inline bool counted(int event, uint64_t hits)
{
	uint64_t value = 0;

	if (read(event, &value, sizeof(value)) == sizeof(value) && value == hits)
		return true;
	printf("# perf counts %lu\n", value);
	return false;
}

static inline uint64_t address(const char *symbol)
{
	uint64_t from, to;

	find_symbol(symbol, &from, &to);
	return from;
}

/* ---- Running them ------------------------------------------------------------------- */

/* @typed: the kernel has to have BTF. */
struct bpf_case {
	const char	*name;
	bool		(*run)(void);
	bool		typed;
};

static inline bool has_types(void)
{
	return !access("/sys/kernel/btf/vmlinux", R_OK);
}

/* A word, given, chooses the cases that have it in their names. */
static inline int run_cases(const struct bpf_case *cases, size_t nr, const char *word)
{
	bool good = make_seen();

	signal(SIGURG, SIG_IGN);
	for (size_t i = 0; i < nr; i++) {
		bool passed;

		if (word && !strstr(cases[i].name, word))
			continue;
		if (cases[i].typed && !has_types()) {
			printf("ok %s # SKIP no BTF\n", cases[i].name);
			continue;
		}
		forget();
		passed = good && cases[i].run();
		printf("%s %s\n", passed ? "ok" : "not ok", cases[i].name);
		fflush(stdout);
	}
	return 0;
}

#endif /* _GUEST_BPF_CASE_H */
