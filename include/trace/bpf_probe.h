/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Raw tracepoints of BPF: a pass over the event header that makes, for each
 * class, a probe which hands the arguments to the programs as 64-bit numbers,
 * and for each tracepoint a row in the table in which BPF looks it up.
 */
#ifdef CONFIG_BPF_EVENTS

#include <linux/args.h>
#include <linux/string.h>

#ifndef __TRACE_BPF_PROBE_H
#define __TRACE_BPF_PROBE_H

/* An integer type with the size of @x. */
#define __TRACE_BPF_UINT(x)						\
	typeof(__builtin_choose_expr(sizeof(x) == 8, (u64)0,		\
	       __builtin_choose_expr(sizeof(x) == 4, (u32)0,		\
	       __builtin_choose_expr(sizeof(x) == 2, (u16)0,		\
	       __builtin_choose_expr(sizeof(x) == 1, (u8)0, (void)0)))))

/* Integers, pointers and small structures alike. */
#define __TRACE_BPF_U64(x)						\
	({								\
		typeof(x) __from = (x);					\
		__TRACE_BPF_UINT(x) __to;				\
									\
		memcpy(&__to, &__from, sizeof(__to));			\
		(u64)__to;						\
	})

/* The same for each argument of a list; there are programs for up to twelve. */
#define __TRACE_BPF_1(x)	__TRACE_BPF_U64(x)
#define __TRACE_BPF_2(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_1(y)
#define __TRACE_BPF_3(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_2(y)
#define __TRACE_BPF_4(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_3(y)
#define __TRACE_BPF_5(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_4(y)
#define __TRACE_BPF_6(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_5(y)
#define __TRACE_BPF_7(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_6(y)
#define __TRACE_BPF_8(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_7(y)
#define __TRACE_BPF_9(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_8(y)
#define __TRACE_BPF_10(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_9(y)
#define __TRACE_BPF_11(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_10(y)
#define __TRACE_BPF_12(x, y...)	__TRACE_BPF_U64(x), __TRACE_BPF_11(y)

#define __TRACE_BPF_FIRST(x, y...)	x

#define __TRACE_BPF_PROBE(name, proto, args)				\
	static notrace void __bpf_trace_##name(void *__data, proto)	\
	{								\
		CONCATENATE(bpf_trace_run, COUNT_ARGS(args))(__data,	\
			CONCATENATE(__TRACE_BPF_, COUNT_ARGS(args))(args)); \
	}

/* The handler type is for BTF: programs learn the arguments from it. */
#define __TRACE_BPF_EVENT(class, name, proto, args, size)		\
	static inline void bpf_test_probe_##name(void)			\
	{								\
		check_trace_callback_type_##name(__bpf_trace_##class);	\
	}								\
	typedef void (*btf_trace_##name)(void *__data, proto);		\
	static union {							\
		struct bpf_raw_event_map	event;			\
		btf_trace_##name		handler;		\
	} __bpf_trace_tp_map_##name __used				\
	__section("__bpf_raw_tp_map") = {				\
		.event = {						\
			.tp		= &__tracepoint_##name,		\
			.bpf_func	= __bpf_trace_##class,		\
			.num_args	= COUNT_ARGS(args),		\
			.writable_size	= size,				\
		},							\
	};

/* What programs may write to is what the first argument points to. */
#define __TRACE_BPF_CHECK_SIZE(name, proto, args, size)			\
	static inline void bpf_test_buffer_##name(proto)		\
	{								\
		static_assert((size) ==					\
			      sizeof(*__TRACE_BPF_FIRST(args)));	\
	}

#endif /* __TRACE_BPF_PROBE_H */

#include "stages/definers.h"

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)
#undef TRACE_EVENT_FLAGS
#define TRACE_EVENT_FLAGS(event, flag)
#undef TRACE_EVENT_PERF_PERM
#define TRACE_EVENT_PERF_PERM(event, expr...)

#undef __perf_task
#define __perf_task(t)	(t)
#undef __perf_count
#define __perf_count(c)	(c)

#undef __TRACE_POINT
#define __TRACE_POINT(name, proto, args)
#undef __TRACE_POINT_FN
#define __TRACE_POINT_FN(name, proto, args, reg, unreg)

#undef __TRACE_CLASS
#define __TRACE_CLASS(name, proto, args, tstruct, assign, print)	\
	__TRACE_BPF_PROBE(name, PARAMS(proto), PARAMS(args))
#undef __TRACE_EVENT
#define __TRACE_EVENT(class, name, proto, args)				\
	__TRACE_BPF_EVENT(class, name, PARAMS(proto), PARAMS(args), 0)
#undef __TRACE_EVENT_PRINT
#define __TRACE_EVENT_PRINT(class, name, proto, args, print)		\
	__TRACE_BPF_EVENT(class, name, PARAMS(proto), PARAMS(args), 0)

/* A bare tracepoint is a class of its own for BPF. */
#undef DECLARE_TRACE
#define DECLARE_TRACE(name, proto, args)				\
	__TRACE_BPF_PROBE(name, PARAMS(proto), PARAMS(args))		\
	__TRACE_BPF_EVENT(name, name, PARAMS(proto), PARAMS(args), 0)

#undef DEFINE_EVENT_WRITABLE
#define DEFINE_EVENT_WRITABLE(template, name, proto, args, size)	\
	__TRACE_BPF_CHECK_SIZE(name, PARAMS(proto), PARAMS(args), size)	\
	__TRACE_BPF_EVENT(template, name, PARAMS(proto), PARAMS(args), size)

#undef DECLARE_TRACE_WRITABLE
#define DECLARE_TRACE_WRITABLE(name, proto, args, size)			\
	__TRACE_BPF_CHECK_SIZE(name, PARAMS(proto), PARAMS(args), size)	\
	__TRACE_BPF_PROBE(name, PARAMS(proto), PARAMS(args))		\
	__TRACE_BPF_EVENT(name, name, PARAMS(proto), PARAMS(args), size)

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#undef DEFINE_EVENT_WRITABLE
#undef DECLARE_TRACE_WRITABLE

#endif /* CONFIG_BPF_EVENTS */
