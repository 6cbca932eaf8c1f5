/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The surroundings of kernel/trace/text and kernel/trace/filter in user space.
 * Included before everything else, and by whatever header of the kernel they ask
 * for: the Makefile makes these, each with nothing but this in it.
 */
#ifndef TEXT_TEST_PLATFORM_H
#define TEXT_TEST_PLATFORM_H

#define _TRACE_TEXT_PLATFORM_H

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define U16_MAX			UINT16_MAX
#define U64_MAX			UINT64_MAX
#define S64_MAX			INT64_MAX
#define S64_MIN			INT64_MIN
#define __user
#define __force
#define __rcu
#define __counted_by(n)
#define noinline		__attribute__((__noinline__))
#define __free(f)		__attribute__((__cleanup__(cleanup_##f)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define swap(a, b)	do { typeof(a) was = (a); (a) = (b); (b) = was; } while (0)
#define min(a, b)		((a) < (b) ? (a) : (b))
#define struct_size(p, m, n)	(sizeof(*(p)) + (n) * sizeof((p)->m[0]))
#define WARN_ON_ONCE(x)		({ if (x) abort(); 0; })
#define EXPORT_SYMBOL_GPL(x)	_Static_assert(1, "")
#define ERR_PTR(e)		((void *)(long)(e))
#define PTR_ERR(p)		((long)(p))
#define IS_ENABLED(CONFIG_X)	0
#define IS_ERR(p)		((unsigned long)(p) >= -4095UL)
#define ilog2(n)		(__builtin_ctzll(n))
#define is_power_of_2(n)	((n) && !((n) & ((n) - 1)))
#define get_unaligned(p) \
	({ const struct { __typeof__(*(p)) v; } __attribute__((__packed__)) *_p = \
		(const void *)(p); _p->v; })
#define put_unaligned(val, p) \
	({ struct { __typeof__(*(p)) v; } __attribute__((__packed__)) *_p = \
		(void *)(p); _p->v = (val); })
#define strstarts(s, p)		(!strncmp(s, p, strlen(p)))

#undef isspace
#undef isalnum
#undef isdigit
#define isspace(c)		((isspace)((unsigned char)(c)))
#define isalnum(c)		((isalnum)((unsigned char)(c)))
#define isdigit(c)		((c) >= '0' && (c) <= '9')

/* ---- Memory, which ends after so many allocations if that is not negative ---- */

extern int allocations_left;

static inline bool memory_ends(void)
{
	return allocations_left >= 0 && allocations_left-- == 0;
}

static inline void *test_alloc(size_t size)
{
	return memory_ends() ? NULL : malloc(size);
}

static inline void *test_zalloc(size_t size)
{
	return memory_ends() ? NULL : calloc(1, size);
}

static inline void *kmemdup(const void *from, size_t size, int gfp)
{
	void *to = test_alloc(size);

	(void)gfp;
	return to ? memcpy(to, from, size) : NULL;
}

static inline char *kmemdup_nul(const char *from, size_t len, int gfp)
{
	char *to = test_zalloc(len + 1);

	(void)gfp;
	return to ? memcpy(to, from, len) : NULL;
}

static inline void cleanup_kfree(void *p)
{
	free(*(void **)p);
}

#define GFP_KERNEL		0
#define kmalloc(size, gfp)	test_alloc(size)
#define kzalloc(size, gfp)	test_zalloc(size)
#define kvzalloc(size, gfp)	test_zalloc(size)
#define kvcalloc(n, size, gfp)	test_zalloc((n) * (size))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

/* ---- Events ---- */

struct rcu_head {
	void	*next;
};

enum { FILTER_OTHER, FILTER_PTR_STRING = 4 };

#define MAX_FILTER_STR_VAL	256U

struct trace_event_fields {
	const char	*type;
	const char	*name;
	int		size;
	bool		is_signed;
	int		offset;
	int		filter_type;
};

struct trace_entry {
	unsigned short	type;
	unsigned char	flags;
	unsigned char	preempt_count;
	int		pid;
};

struct trace_record {
	void		*entry;
};

struct trace_event_call {
	const struct trace_event_fields	*fields;
	const char			*print_fmt;
};

const struct trace_event_fields *trace_event_find_field(struct trace_event_call *call,
							const char *name);
struct event_filter;
struct trace_event_file;
struct trace_array;
int filter_match_preds(struct event_filter *filter, void *rec);
bool trace_filter_keeps(struct event_filter *filter, struct trace_record *rec);

static inline bool trace_record_is_scratch(const struct trace_record *rec)
{
	return false;
}

static inline void trace_record_context(struct trace_record *rec)
{
}

/* ---- A machine with eight CPUs, one function and one task ---- */

#define nr_cpu_ids		8U
#define nr_cpumask_bits		8U
#define BITS_TO_LONGS(n)	(((n) + 63) / 64)
#define TASK_COMM_LEN		16

struct cpumask {
	unsigned long	bits[BITS_TO_LONGS(nr_cpumask_bits)];
};

struct task {
	char	comm[TASK_COMM_LEN];
};

extern struct task *current;

#define cpumask_size()		sizeof(struct cpumask)
#define cpumask_bits(m)		((m)->bits)
#define cpumask_empty(m)	(!(m)->bits[0])
#define cpumask_weight(m)	__builtin_popcountl((m)->bits[0])
#define cpumask_first(m)	__builtin_ctzl((m)->bits[0])
#define raw_smp_processor_id()	3

static inline bool cpumask_test_cpu(unsigned int cpu, const void *mask)
{
	return ((const struct cpumask *)mask)->bits[0] >> cpu & 1;
}

int cpulist_parse(const char *text, struct cpumask *mask);
unsigned long kallsyms_lookup_name(const char *name);
int kallsyms_lookup_size_offset(unsigned long addr, unsigned long *size,
				unsigned long *offset);
long strncpy_from_kernel_nofault(char *to, const char *from, long max);
#define strncpy_from_user_nofault strncpy_from_kernel_nofault

#endif /* TEXT_TEST_PLATFORM_H */
