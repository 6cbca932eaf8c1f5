/* SPDX-License-Identifier: GPL-2.0 */
/* What kernel/trace/probe sees of a kernel, besides platform.h. */
#ifndef TEXT_TEST_PROBE_H
#define TEXT_TEST_PROBE_H

#include <stdarg.h>
#include "platform.h"

typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s32 __s32;

#undef isalpha
#define isalpha(c)		((isalpha)((unsigned char)(c)))
#define BIT(n)			(1UL << (n))
#define U32_MAX			UINT32_MAX
#define THREAD_SIZE		16384UL
#define TASK_SIZE		0x7ffffffff000UL
#define KSYM_SYMBOL_LEN		512
#define CONFIG_64BIT		1
#define CONFIG_PROBE_EVENTS_BTF_ARGS 1
#define CONFIG_HAVE_FUNCTION_ARG_ACCESS_API 1
#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define nokprobe_inline		__always_inline
#undef kfree
#define kfree(p)		free((void *)(p))
#define NOKPROBE_SYMBOL(x)	_Static_assert(1, "")
#define __percpu
#define raw_cpu_ptr(p)		(p)
#define max_t(t, a, b)		((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define min_t(t, a, b)		((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define clamp(v, a, b)		((v) < (a) ? (a) : (v) > (b) ? (b) : (v))
#define GENMASK(high, low)	((~0UL << (low)) & (~0UL >> (63 - (high))))
#define GENMASK_ULL(high, low)	GENMASK(high, low)
#define sort_r(base, nr, size, compare, swap, data) \
	qsort_r(base, nr, size, (int (*)(const void *, const void *, void *))(compare), \
		(void *)(data))
#define check_add_overflow(a, b, d)	__builtin_add_overflow(a, b, d)

static inline void *krealloc_array(void *p, size_t n, size_t size, int gfp)
{
	return memory_ends() ? NULL : realloc(p, n * size);
}

#define kvmalloc_array(n, size, gfp)	test_alloc((n) * (size))
#define kvmalloc(size, gfp)		test_alloc(size)

typedef int refcount_t;

#define refcount_set(r, n)		(*(r) = (n))
#define refcount_inc(r)			(++*(r))
#define refcount_dec_and_test(r)	(!--*(r))

/* Symbols are at places that each CPU has, but for one. */
extern char __per_cpu_start[], __per_cpu_end[];
#define is_kernel(addr)			((addr) % 2)
#define is_module_address(addr)		false

static inline char *kstrdup(const char *s, int gfp)
{
	return kmemdup_nul(s, strlen(s), gfp);
}

char *kasprintf(int gfp, const char *fmt, ...);
long strscpy_to(char *to, const char *from, size_t size);
#define strscpy(to, from, size)	strscpy_to(to, from, size)

struct qstr {
	const char	*name;
};

struct dentry {
	struct qstr	d_name;
};

struct path {
	struct dentry	*dentry;
};

struct file {
	struct path	f_path;
};

struct pt_regs {
	unsigned long	reg[16];
};

int regs_query_register_offset(const char *name);
#define regs_get_register(r, off)	(*(unsigned long *)((char *)(r) + (off)))
#define regs_get_kernel_argument(r, n)	((n) < 16 ? (r)->reg[n] : 0)
#define regs_get_kernel_stack_nth(r, n)	((r)->reg[4] + (n))
#define regs_return_value(r)		((r)->reg[0])
#define user_stack_pointer(r)		((r)->reg[4])
#define kernel_stack_pointer(r)		((r)->reg[4])

long copy_from_kernel_nofault(void *to, const void *from, size_t size);
#define copy_from_kernel_nofault_allowed(from, size)	((from) || !(size))
#define __get_kernel_nofault(to, from, type, label)			\
	do {								\
		if (copy_from_kernel_nofault(to, from, sizeof(type)))	\
			goto label;					\
	} while (0)
#define pagefault_disable()		do { } while (0)
#define pagefault_enable()		do { } while (0)
#define copy_from_user_nofault		copy_from_kernel_nofault
#define copy_from_user			copy_from_kernel_nofault
long read_text(char *to, const void *from, long max);
#define strncpy_from_kernel_nofault	read_text
#define strncpy_from_user		read_text

struct trace_seq {
	size_t	len;
};

void trace_seq_puts(struct trace_seq *s, const char *text);
void trace_seq_putc(struct trace_seq *s, char c);
void trace_seq_printf(struct trace_seq *s, const char *fmt, ...);

#endif /* TEXT_TEST_PROBE_H */
