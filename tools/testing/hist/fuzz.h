/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The surroundings of kernel/trace/hist in user space, for one thread: what is asked
 * for of the kernel and of other layers. Included before everything else.
 */
#ifndef HIST_FUZZ_H
#define HIST_FUZZ_H

#include "../text/platform.h"
#include <stdarg.h>

/* Headers whose place this takes. */
#define _TRACE_CORE_TRIGGER_H
#define _TRACE_CORE_INSTANCE_H
#define _TRACE_CORE_SNAPSHOT_H
#define _TRACE_CORE_SCRATCH_H
#define _TRACE_CORE_CLOCK_H
#define _TRACE_CORE_ERRLOG_H
#define _TRACE_CORE_FEATURE_H
#define _TRACE_EVENT_CLASS_H
#define _TRACE_EVENT_ENABLE_H
#define _TRACE_EVENT_SYSCALL_H
#define _TRACE_SYNTH_SYNTH_H
#define _TRACE_TRIGGER_ACTION_H
#define _TRACE_TRIGGER_TRIGGER_H
#define _TRACE_FILTER_FILTER_H
#define _TRACE_HIST_PLATFORM_H

#define CONFIG_HIST_TRIGGERS
/* stdio.h has another one. */
#define remove			remove_like

/* ---- The language ----------------------------------------------------- */

#define __init
#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define __uninitialized
#define __maybe_unused		__attribute__((__unused__))
#define U32_MAX			UINT32_MAX
#define BITS_PER_BYTE		8
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define ALIGN(n, a)		(((n) + (a) - 1) & ~((typeof(n))(a) - 1))
#define MSEC_PER_SEC		1000
#define NSEC_PER_USEC		1000
#define min_t(t, a, b)		((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define static_assert(x)	_Static_assert(x, "")
#define IS_ERR_OR_NULL(p)	(!(p) || IS_ERR(p))
#define READ_ONCE(x)		(*(volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, n)	(*(volatile typeof(x) *)&(x) = (n))
#define smp_mb__before_atomic()	((void)0)
#define early_initcall(f)	void *f##_called = f
#define lockdep_assert_held(m)	((void)0)
#define preempt_count()		0
#define synchronize_rcu()	((void)0)
#define fls64(n)		((n) ? 64 - __builtin_clzll(n) : 0)
#define div_u64(a, b)		((u64)(a) / (b))
#define div64_u64(a, b)		((u64)(a) / (b))
#define OPTIMIZER_HIDE_VAR(v)	asm("" : "+r" (v))
#define mul_u64_u64_shr(a, b, s) ((u64)((unsigned __int128)(a) * (b) >> (s)))
#define mul_u64_u64_div_u64(a, b, c) ((u64)((unsigned __int128)(a) * (b) / (c)))
#define jiffies			1000UL
#define msecs_to_jiffies(ms)	((unsigned long)(ms))
#define __GFP_RETRY_MAYFAIL	0
#define __GFP_NOWARN		0

static inline u64 div64_u64_rem(u64 a, u64 b, u64 *rest)
{
	*rest = a % b;
	return a / b;
}

static inline u64 int_sqrt64(u64 n)
{
	u64 root = 0;

	for (int bit = 31; bit >= 0; bit--)
		if ((root + BIT_ULL(bit)) * (root + BIT_ULL(bit)) <= n)
			root += BIT_ULL(bit);
	return root;
}

static inline u64 roundup_pow_of_two(u64 n)
{
	return n > 1 ? 1ULL << fls64(n - 1) : 1;
}

static inline bool test_bit(int n, const unsigned long *at)
{
	return *at >> n & 1;
}

#define test_bit_acquire	test_bit
#define set_bit(n, at)		(*(unsigned long *)(at) |= BIT(n))
#define clear_bit(n, at)	(*(unsigned long *)(at) &= ~BIT(n))

/* ---- Memory and text -------------------------------------------------- */

static inline char *test_strdup(const char *text)
{
	return text && !memory_ends() ? strdup(text) : NULL;
}

static inline char *test_asprintf(const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	if (memory_ends())
		return NULL;
	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	return len < 0 ? NULL : text;
}

#define kstrdup(text, gfp)	test_strdup(text)
#define kasprintf(gfp, ...)	test_asprintf(__VA_ARGS__)
#define kcalloc(n, size, gfp)	test_zalloc((n) * (size))

struct seq_file {
	char	*buf;
	size_t	size;
	size_t	count;
};

static inline void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	m->count += vsnprintf(m->buf + m->count, m->size - m->count, fmt, args);
	va_end(args);
	if (m->count >= m->size)
		abort();
}

#define seq_puts(m, text)	seq_printf(m, "%s", text)
#define seq_putc(m, c)		seq_printf(m, "%c", c)

/* ---- Lists, counts, locks --------------------------------------------- */

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(head)	{ &(head), &(head) }
#define list_entry(p, t, m)	container_of(p, t, m)
#define list_for_each_entry(at, head, m)				\
	for (at = list_entry((head)->next, typeof(*at), m); &at->m != (head);	\
	     at = list_entry(at->m.next, typeof(*at), m))
#define list_for_each_entry_rcu(at, head, m, cond)	list_for_each_entry(at, head, m)

typedef struct { int n; } refcount_t;
typedef struct { long n; } atomic_long_t;
typedef struct { u64 n; } atomic64_t;
#define refcount_set(r, i)	((r)->n = (i))
#define refcount_inc(r)		((r)->n++)
#define refcount_dec_and_test(r) (!--(r)->n)
#define atomic_long_set(a, i)	((a)->n = (i))

struct mutex { int unused; };
struct irq_work { int unused; };
struct work_struct { int unused; };
struct delayed_work { struct work_struct work; };
extern struct mutex tracing_mutex;
#define mutex_init(m)		((void)(m))
#define guard(kind)		(void)
#define init_irq_work(w, f)	((void)(f))
#define irq_work_sync(w)	((void)(w))

struct hist_sum {
	u64	n;
};

#define hist_load(p)		(*(p))
#define hist_swap(p, old, to)	(*(p) == (old) ? *(p) = (to), true : false)
#define hist_add(p, i)		(*(p) += (i))
#define hist_sum_add(s, i)	((s)->n += (i))
#define hist_sum_add_return(s, i) ((s)->n += (i))
#define hist_sum_read(s)	((s)->n)
#define hist_sum_set(s, i)	((s)->n = (i))
#define hist_sum_zero(s)	((s)->n = 0)

static inline void hist_sum_raise(struct hist_sum *s, u64 n)
{
	if (s->n < n)
		s->n = n;
}

static inline void hist_count(u32 *count)
{
	if (*count != U32_MAX)
		++*count;
}

/* ---- Other layers ----------------------------------------------------- */

#define FILTER_STACKTRACE	9
#define TRACE_EVENT_FL_TRACEPOINT 1
#define TRACE_SCRATCH_BYTES	4096

struct text_command;
struct text_cursor;
struct text_span;
struct trace_trigger;

struct trace_clock_info {
	const char	*name;
};

struct trace_array {
	struct list_head		events;
	const struct trace_clock_info	*clock;
	u64				(*read_clock)(void);
};

struct event_call_tp {
	void	*iterator;
};

struct event_class {
	const char	*system;
	void		*probe;
};

/* That of text/platform.h has no room for a class. */
struct hist_event_call {
	const struct trace_event_fields	*fields;
	const char			*name;
	struct event_class		*class;
	int				flags;
	struct event_call_tp		*tp;
};

#define trace_event_call	hist_event_call
#define trace_event_name(call)	((call)->name)
#define trace_event_is_syscall(call) false

struct trace_event_file {
	struct list_head		list;
	struct trace_array		*tr;
	struct trace_event_call		*event_call;
	struct list_head		triggers;
};

struct trace_action {
	const char	*name;
	bool		(*run)(struct trace_trigger *t, struct trace_record *rec);
	bool		looks;
	int		(*command)(struct trace_event_file *file, struct text_cursor *c,
				   bool remove);
	void		(*print)(const struct trace_trigger *t, struct seq_file *m);
};

struct event_filter {
	char	*text;
};

struct trace_trigger {
	struct trace_array		*tr;
	struct trace_event_file		*file;
	const struct trace_action	*action;
	struct event_filter		*filter;
	atomic_long_t			left;
	long				count;
	void				(*destroy)(struct trace_trigger *t);
	struct list_head		list;
};

const struct trace_event_fields *event_find_field(struct trace_event_call *call,
						  const char *name);
#define trace_event_find_field	event_find_field

struct trace_event_file *trace_event_find_file(struct trace_array *tr, const char *system,
					       const char *name);
int trace_trigger_add(struct trace_trigger *t);
void trace_trigger_take_away(struct trace_trigger *t);
int trace_clock_set(struct trace_array *tr, const char *name);
void trace_errlog_add(struct trace_array *tr, const char *place,
		      const struct text_command *cmd);
struct event_filter *trace_filter_compile(struct trace_event_call *call, struct text_cursor *c);
void trace_filter_free(struct event_filter *filter);
int trace_snapshot_arm(struct trace_array *tr);
void trace_snapshot_disarm(struct trace_array *tr);
void trace_snapshot_now(struct trace_array *tr, void *data);
void *trace_scratch_take(size_t len);
void trace_scratch_drop(void);
unsigned int stack_trace_save(unsigned long *ip, unsigned int max, unsigned int skip);

struct synth_event;
#define synth_find(name)	fuzz_synth_find((name).at, (name).len)
struct synth_event *fuzz_synth_find(const char *at, size_t len);
void synth_hold(struct synth_event *se);
void synth_drop(struct synth_event *se);
unsigned int synth_nr_fields(const struct synth_event *se);
int synth_field_kind(const struct synth_event *se, unsigned int i);
void synth_write(struct synth_event *se, const u64 *args);

#define trace_action_register(a)	((void)(a))
struct trace_feature {
	const char	*name;
	const char	*values;
};

#define TRACE_FEATURES(features)	static void *features##_used __maybe_unused = features

#endif /* HIST_FUZZ_H */
