/* SPDX-License-Identifier: GPL-2.0 */
/* What the rest of the kernel may ask of a trace instance. */
#ifndef _LINUX_TRACE_H
#define _LINUX_TRACE_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>

/* Which records a struct trace_export wants to see. */
#define TRACE_EXPORT_FUNCTION	BIT(0)
#define TRACE_EXPORT_EVENT	BIT(1)
#define TRACE_EXPORT_MARKER	BIT(2)

/**
 * struct trace_export - a second receiver of finished records
 * @next: owned by the tracer while registered
 * @write: called with each finished record and its length, in the context of
 *	the traced code (NMI included)
 * @flags: TRACE_EXPORT_* bits
 */
struct trace_export {
	struct trace_export __rcu *next;
	void (*write)(struct trace_export *export, const void *record,
		      unsigned int len);
	int flags;
};

struct trace_array;

#ifdef CONFIG_TRACING

int register_ftrace_export(struct trace_export *export);
int unregister_ftrace_export(struct trace_export *export);

/* A string into the buffer of @tr; evaluates to its length, or -1 for NULL. */
#define trace_array_puts(tr, str)					\
	({								\
		const char *__puts_str = (str);				\
									\
		__puts_str ? __trace_array_puts(tr, _THIS_IP_, __puts_str, \
						strlen(__puts_str)) : -1; \
	})

int __trace_array_puts(struct trace_array *tr, unsigned long ip,
		       const char *str, int size);
void trace_printk_init_buffers(void);
__printf(3, 4) int trace_array_printk(struct trace_array *tr, unsigned long ip,
				      const char *fmt, ...);
int trace_array_init_printk(struct trace_array *tr);
void trace_array_put(struct trace_array *tr);
struct trace_array *trace_array_get_by_name(const char *name,
					    const char *systems);
int trace_array_destroy(struct trace_array *tr);

/* Snapshots of an instance, see kernel/trace/core/snapshot.c. */
int tracing_alloc_snapshot(void);
void tracing_snapshot_cond(struct trace_array *tr, void *cond_data);
int tracing_snapshot_cond_enable(struct trace_array *tr, void *cond_data,
				 bool (*update)(struct trace_array *tr,
						void *cond_data));
int tracing_snapshot_cond_disable(struct trace_array *tr);
void *tracing_cond_snapshot_data(struct trace_array *tr);

/* Entry points of the osnoise tracer for interrupts of the architecture. */
int osnoise_arch_register(void);
void osnoise_arch_unregister(void);
void osnoise_trace_irq_entry(int id);
void osnoise_trace_irq_exit(int id, const char *desc);

#else

static inline int register_ftrace_export(struct trace_export *export)
{
	return -EINVAL;
}

static inline int unregister_ftrace_export(struct trace_export *export)
{
	return 0;
}

static inline void trace_printk_init_buffers(void) { }

static inline __printf(3, 4)
int trace_array_printk(struct trace_array *tr, unsigned long ip,
		       const char *fmt, ...)
{
	return 0;
}

static inline int trace_array_init_printk(struct trace_array *tr)
{
	return -EINVAL;
}

static inline void trace_array_put(struct trace_array *tr) { }

static inline struct trace_array *trace_array_get_by_name(const char *name,
							  const char *systems)
{
	return NULL;
}

static inline int trace_array_destroy(struct trace_array *tr)
{
	return 0;
}
#endif /* CONFIG_TRACING */

#endif /* _LINUX_TRACE_H */
