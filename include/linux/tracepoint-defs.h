/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a tracepoint is made of, without the code that fires it.
 *
 * For headers that only ask whether a tracepoint is on, and for users of the
 * value-to-name tables.  Everybody else includes <linux/tracepoint.h>.
 */
#ifndef _LINUX_TRACEPOINT_DEFS_H
#define _LINUX_TRACEPOINT_DEFS_H

#include <linux/atomic.h>
#include <linux/static_key.h>

struct static_call_key;

/**
 * struct tracepoint_func - a probe attached to a tracepoint
 * @func: the probe; its first argument is @data
 * @data: what the owner of the probe wants to get back
 * @prio: probes with a higher priority are called earlier
 */
struct tracepoint_func {
	void	*func;
	void	*data;
	int	prio;
};

/**
 * struct tracepoint_hooks - side work of a tracepoint
 * @reg: called before the first probe is attached; may refuse
 * @unreg: called after the last probe is gone
 */
struct tracepoint_hooks {
	int	(*reg)(void);
	void	(*unreg)(void);
};

/**
 * struct tracepoint - a place in the code that can be listened to
 * @name: name without the "trace_" of its function
 * @funcs: attached probes, ends with an empty entry; NULL while there are none
 * @key: on while @funcs is not NULL
 * @static_call_key: the call in the fast path: to the only probe, else @iterator
 * @static_call_tramp: the trampoline of that call, where it has one
 * @iterator: calls all of @funcs
 * @probestub: does nothing; carries the type of a probe for others to look at
 * @hooks: side work, or NULL
 */
struct tracepoint {
	const char			*name;
	struct tracepoint_func __rcu	*funcs;
	struct static_key		key;
	struct static_call_key		*static_call_key;
	void				*static_call_tramp;
	void				*iterator;
	void				*probestub;
	const struct tracepoint_hooks	*hooks;
};

/* The table of all tracepoints holds distances where the linker allows it. */
#ifdef CONFIG_HAVE_ARCH_PREL32_RELOCATIONS
typedef const int tracepoint_ptr_t;
#else
typedef struct tracepoint * const tracepoint_ptr_t;
#endif

/* How BPF finds the tracepoint that it calls raw. */
struct bpf_raw_event_map {
	struct tracepoint	*tp;
	void			*bpf_func;
	u32			num_args;
	u32			writable_size;
} __aligned(32);

/* A row of the tables behind __print_flags() and __print_symbolic(). */
struct trace_print_flags {
	unsigned long		mask;
	const char		*name;
};

struct trace_print_flags_u64 {
	unsigned long long	mask;
	const char		*name;
};

/*
 * A header must not fire a tracepoint itself: its inline functions would carry
 * the whole call into every user.  It declares the tracepoint with
 * DECLARE_TRACEPOINT(), and asks tracepoint_enabled() whether to call a
 * function in a .c file, which then fires it.
 */
#define DECLARE_TRACEPOINT(tp)		\
	extern struct tracepoint __tracepoint_##tp

#ifdef CONFIG_TRACEPOINTS
#define tracepoint_enabled(tp)		\
	static_key_false(&__tracepoint_##tp.key)
#else
#define tracepoint_enabled(tp)		false
#endif

#endif /* _LINUX_TRACEPOINT_DEFS_H */
