/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: places in the code that cost a nop until somebody listens.
 *
 * DECLARE_TRACE(name, TP_PROTO(...), TP_ARGS(...)) in a header makes the
 * function trace_name(), which fires the tracepoint, and the functions that
 * attach probes to it.  Exactly one .c file defines the tracepoint, by setting
 * CREATE_TRACE_POINTS before it includes the header.  See
 * Documentation/trace/tracepoints.rst.
 *
 * A hit runs with preemption off from the moment the probes are looked up until
 * the last of them returns.  That is the read side that
 * tracepoint_synchronize_unregister() waits for.
 *
 * With static calls, the fast path loads the data of the first probe and calls
 * whatever the static call points to.  That is either the iterator, which
 * ignores what was loaded, or the only probe; tracepoint.c makes sure that a
 * probe never gets the data of another one.
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <linux/context_tracking_irq.h>
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/srcu.h>
#include <linux/static_call.h>
#include <linux/tracepoint-defs.h>
#include <linux/types.h>

struct module;
struct notifier_block;

#define TRACEPOINT_DEFAULT_PRIO	10

extern struct srcu_struct tracepoint_srcu;

int tracepoint_probe_register(struct tracepoint *tp, void *probe, void *data);
int tracepoint_probe_register_prio(struct tracepoint *tp, void *probe,
				   void *data, int prio);
int tracepoint_probe_register_prio_may_exist(struct tracepoint *tp, void *probe,
					     void *data, int prio);
int tracepoint_probe_unregister(struct tracepoint *tp, void *probe, void *data);
void for_each_kernel_tracepoint(void (*fct)(struct tracepoint *tp, void *priv),
				void *priv);

/* As tracepoint_probe_register(), but -EEXIST is nothing to warn about. */
static inline int tracepoint_probe_register_may_exist(struct tracepoint *tp,
						      void *probe, void *data)
{
	return tracepoint_probe_register_prio_may_exist(tp, probe, data,
							TRACEPOINT_DEFAULT_PRIO);
}

#ifdef CONFIG_MODULES
/* What the module notifiers are handed: a module that has tracepoints. */
struct tp_module {
	struct list_head	list;
	struct module		*mod;
};

typedef void (*tracepoint_module_fn)(struct tracepoint *tp, struct module *mod,
				     void *priv);

bool trace_module_has_bad_taint(struct module *mod);
int register_tracepoint_module_notifier(struct notifier_block *nb);
int unregister_tracepoint_module_notifier(struct notifier_block *nb);
void for_each_module_tracepoint(tracepoint_module_fn fct, void *priv);
void for_each_tracepoint_in_module(struct module *mod, tracepoint_module_fn fct,
				   void *priv);
#else
#define for_each_module_tracepoint(fct, priv)		do { } while (0)
#define for_each_tracepoint_in_module(mod, fct, priv)	do { } while (0)

static inline bool trace_module_has_bad_taint(struct module *mod)
{
	return false;
}

static inline int
register_tracepoint_module_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline int
unregister_tracepoint_module_notifier(struct notifier_block *nb)
{
	return 0;
}
#endif /* CONFIG_MODULES */

/**
 * tracepoint_synchronize_unregister - wait until no old probe can be running
 *
 * To be called after probes have been unregistered, before their code or their
 * data goes away.
 *
 * Context: may sleep.
 */
static inline void tracepoint_synchronize_unregister(void)
{
#ifdef CONFIG_TRACEPOINTS
	synchronize_srcu(&tracepoint_srcu);
	synchronize_rcu();
#endif
}

#ifdef CONFIG_HAVE_SYSCALL_TRACEPOINTS
int syscall_regfunc(void);
void syscall_unregfunc(void);
#endif

/* An expression of which format files show the value instead of the text. */
struct trace_eval_map {
	const char	*system;
	const char	*eval_string;
	unsigned long	eval_value;
};

#define TRACE_DEFINE_ENUM(x)
#define TRACE_DEFINE_SIZEOF(x)

#ifndef PARAMS
#define PARAMS(args...) args
#endif

#ifdef CONFIG_HAVE_ARCH_PREL32_RELOCATIONS
static inline struct tracepoint *tracepoint_ptr_deref(tracepoint_ptr_t *p)
{
	return offset_to_ptr(p);
}

/* Enter a tracepoint into the table of all tracepoints. */
#define __TRACEPOINT_ENTRY(name)					\
	asm(".pushsection \"__tracepoints_ptrs\", \"a\"\n\t"		\
	    ".balign 4\n\t"						\
	    ".long __tracepoint_" #name " - .\n\t"			\
	    ".popsection")
#else
static inline struct tracepoint *tracepoint_ptr_deref(tracepoint_ptr_t *p)
{
	return *p;
}

#define __TRACEPOINT_ENTRY(name)					\
	static tracepoint_ptr_t __tracepoint_ptr_##name __used		\
	__section("__tracepoints_ptrs") = &__tracepoint_##name
#endif

/*
 * tracepoint_string(str) - a constant string of which records keep the address
 *
 * Registers the string, so that the file printk_formats tells programs that
 * read raw buffers what is at the address.  The string must stay as it is for
 * as long as the kernel, or the module with it, lives.
 */
#ifdef CONFIG_TRACING
#define __tracepoint_string	__used __section("__tracepoint_str")
#define tracepoint_string(str)						\
	({								\
		static const char *___tp_str __tracepoint_string = str;	\
		___tp_str;						\
	})
#else
#define __tracepoint_string
#define tracepoint_string(str)	str
#endif

/*
 * Enter and leave the read side of a tracepoint where RCU is not watching.
 * Architectures with instrumentation-free entry code must not get here.
 */
#define __tracepoint_rcuidle_bad()					\
	WARN_ONCE(IS_ENABLED(CONFIG_ARCH_WANTS_NO_INSTR) || in_nmi(),	\
		  "tracepoint for the idle loop used where it must not be")

#define __tracepoint_rcuidle_enter()					\
	({								\
		int __srcu = srcu_read_lock_notrace(&tracepoint_srcu);	\
									\
		ct_irq_enter_irqson();					\
		__srcu;							\
	})

#define __tracepoint_rcuidle_exit(srcu)					\
	do {								\
		ct_irq_exit_irqson();					\
		srcu_read_unlock_notrace(&tracepoint_srcu, srcu);	\
	} while (0)

/* Whether a CPU may fire: RCU does not wait for one that is offline. */
#define __tracepoint_cpu_ok()	cpu_online(raw_smp_processor_id())

#endif /* _LINUX_TRACEPOINT_H */

/*
 * The rest stands outside the guard: <trace/define_trace.h> redefines these
 * macros for one event header, drops them, and the next header that a file
 * includes has to find them again.
 */

#ifndef DECLARE_TRACE

#define TP_PROTO(args...)	args
#define TP_ARGS(args...)	args
#define TP_CONDITION(args...)	args

/* A subsystem that wants its tracepoints compiled out defines NOTRACE. */
#if defined(CONFIG_TRACEPOINTS) && !defined(NOTRACE)
#define TRACEPOINTS_ENABLED
#endif

#ifdef TRACEPOINTS_ENABLED

/* Call the probes; preemption is off. */
#ifdef CONFIG_HAVE_STATIC_CALL
#define __tracepoint_call(name, args...)				\
	do {								\
		struct tracepoint_func *__first =			\
			rcu_dereference_raw(__tracepoint_##name.funcs);	\
									\
		if (__first)						\
			static_call(tp_func_##name)(__first->data, args); \
	} while (0)
#else
#define __tracepoint_call(name, args...)				\
	__traceiter_##name(NULL, args)
#endif

/* trace_*_rcuidle() is for the core kernel alone. */
#ifdef MODULE
#define __DECLARE_TRACE_RCUIDLE(name, proto, args, cond)
#else
#define __DECLARE_TRACE_RCUIDLE(name, proto, args, cond)		\
	static inline void trace_##name##_rcuidle(proto)		\
	{								\
		int __srcu;						\
									\
		if (!static_key_false(&__tracepoint_##name.key) ||	\
		    !(cond) || __tracepoint_rcuidle_bad())		\
			return;						\
		preempt_disable_notrace();				\
		__srcu = __tracepoint_rcuidle_enter();			\
		__tracepoint_call(name, args);				\
		__tracepoint_rcuidle_exit(__srcu);			\
		preempt_enable_notrace();				\
	}
#endif

/*
 * With lockdep, a tracepoint that is off complains all the same when RCU is not
 * watching, so that the mistake shows before somebody turns it on.
 */
#define __DECLARE_TRACE(name, proto, args, cond, data_proto)		\
	extern struct tracepoint __tracepoint_##name;			\
	void __traceiter_##name(data_proto);				\
	DECLARE_STATIC_CALL(tp_func_##name, __traceiter_##name);	\
									\
	static inline bool trace_##name##_enabled(void)			\
	{								\
		return static_key_false(&__tracepoint_##name.key);	\
	}								\
	static inline void trace_##name(proto)				\
	{								\
		if (static_key_false(&__tracepoint_##name.key) && (cond)) { \
			preempt_disable_notrace();			\
			__tracepoint_call(name, args);			\
			preempt_enable_notrace();			\
		}							\
		if (IS_ENABLED(CONFIG_LOCKDEP) && (cond))		\
			WARN_ONCE(!rcu_is_watching(),			\
				  "RCU not watching for tracepoint");	\
	}								\
	__DECLARE_TRACE_RCUIDLE(name, PARAMS(proto), PARAMS(args),	\
				PARAMS(cond))				\
	static inline int						\
	register_trace_prio_##name(void (*probe)(data_proto), void *data, \
				   int prio)				\
	{								\
		return tracepoint_probe_register_prio(&__tracepoint_##name, \
						      (void *)probe, data, \
						      prio);		\
	}								\
	static inline int						\
	register_trace_##name(void (*probe)(data_proto), void *data)	\
	{								\
		return register_trace_prio_##name(probe, data,		\
						  TRACEPOINT_DEFAULT_PRIO); \
	}								\
	static inline int						\
	unregister_trace_##name(void (*probe)(data_proto), void *data)	\
	{								\
		return tracepoint_probe_unregister(&__tracepoint_##name, \
						   (void *)probe, data); \
	}								\
	static inline void check_trace_callback_type_##name(		\
		void (*probe)(data_proto))				\
	{								\
	}

/* The tracepoint itself, in the one file that has CREATE_TRACE_POINTS. */
#define __DEFINE_TRACEPOINT(_name, _hooks, proto, args)			\
	static const char __tpstrtab_##_name[]				\
	__section("__tracepoints_strings") = #_name;			\
	void __traceiter_##_name(void *__data, proto);			\
	void __probestub_##_name(void *__data, proto);			\
	extern struct static_call_key STATIC_CALL_KEY(tp_func_##_name);	\
	struct tracepoint __tracepoint_##_name __used			\
	__section("__tracepoints") = {					\
		.name			= __tpstrtab_##_name,		\
		.hooks			= _hooks,			\
		.key			= STATIC_KEY_INIT_FALSE,	\
		.probestub		= __probestub_##_name,		\
		.iterator		= __traceiter_##_name,		\
		.static_call_tramp	=				\
			STATIC_CALL_TRAMP_ADDR(tp_func_##_name),	\
		.static_call_key	= &STATIC_CALL_KEY(tp_func_##_name), \
	};								\
	__TRACEPOINT_ENTRY(_name);					\
	void __traceiter_##_name(void *__data, proto)			\
	{								\
		struct tracepoint_func *__tp_func =			\
			rcu_dereference_raw(__tracepoint_##_name.funcs); \
		void (*__tp_probe)(void *, proto);			\
									\
		if (!__tp_func)						\
			return;						\
		while ((__tp_probe = READ_ONCE(__tp_func->func))) {	\
			__tp_probe(__tp_func->data, args);		\
			__tp_func++;					\
		}							\
	}								\
	void __probestub_##_name(void *__data, proto)			\
	{								\
	}								\
	DEFINE_STATIC_CALL(tp_func_##_name, __traceiter_##_name)

#define DEFINE_TRACE_FN(_name, _reg, _unreg, proto, args)		\
	static const struct tracepoint_hooks __tphooks_##_name = {	\
		.reg = _reg,						\
		.unreg = _unreg,					\
	};								\
	__DEFINE_TRACEPOINT(_name, &__tphooks_##_name, PARAMS(proto),	\
			    PARAMS(args))

#define DEFINE_TRACE(_name, proto, args)				\
	__DEFINE_TRACEPOINT(_name, NULL, PARAMS(proto), PARAMS(args))

#define EXPORT_TRACEPOINT_SYMBOL(name)					\
	EXPORT_SYMBOL(__tracepoint_##name);				\
	EXPORT_SYMBOL(__traceiter_##name);				\
	EXPORT_STATIC_CALL(tp_func_##name)

#define EXPORT_TRACEPOINT_SYMBOL_GPL(name)				\
	EXPORT_SYMBOL_GPL(__tracepoint_##name);				\
	EXPORT_SYMBOL_GPL(__traceiter_##name);				\
	EXPORT_STATIC_CALL_GPL(tp_func_##name)

#else /* !TRACEPOINTS_ENABLED */

/* A function that does nothing, whatever it is given. */
#define __TRACE_IDLE(type, func, value, proto...)			\
	static inline type func(proto) { return value; }

#define __DECLARE_TRACE(name, proto, args, cond, data_proto)		\
	__TRACE_IDLE(bool, trace_##name##_enabled, false, void)		\
	__TRACE_IDLE(void, trace_##name, , proto)			\
	__TRACE_IDLE(void, trace_##name##_rcuidle, , proto)		\
	__TRACE_IDLE(int, register_trace_##name, -ENOSYS,		\
		     void (*probe)(data_proto), void *data)		\
	__TRACE_IDLE(int, unregister_trace_##name, -ENOSYS,		\
		     void (*probe)(data_proto), void *data)		\
	__TRACE_IDLE(void, check_trace_callback_type_##name, ,		\
		     void (*cb)(data_proto))

#define DEFINE_TRACE_FN(name, reg, unreg, proto, args)
#define DEFINE_TRACE(name, proto, args)
#define EXPORT_TRACEPOINT_SYMBOL(name)
#define EXPORT_TRACEPOINT_SYMBOL_GPL(name)

#endif /* TRACEPOINTS_ENABLED */

#define DECLARE_TRACE(name, proto, args)				\
	__DECLARE_TRACE(name, PARAMS(proto), PARAMS(args),		\
			__tracepoint_cpu_ok(),				\
			PARAMS(void *__data, proto))

#define DECLARE_TRACE_CONDITION(name, proto, args, cond)		\
	__DECLARE_TRACE(name, PARAMS(proto), PARAMS(args),		\
			__tracepoint_cpu_ok() && (PARAMS(cond)),	\
			PARAMS(void *__data, proto))

#define TRACE_EVENT_FLAGS(event, flag)
#define TRACE_EVENT_PERF_PERM(event, expr...)

#endif /* DECLARE_TRACE */

/*
 * For whoever only fires events, an event is a tracepoint; what it records and
 * how that is printed is left to <trace/trace_events.h>.
 */
#ifndef TRACE_EVENT

#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)

#define DEFINE_EVENT(template, name, proto, args)			\
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_PRINT(template, name, proto, args, print)		\
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg)	\
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_CONDITION(template, name, proto, args, cond)	\
	DECLARE_TRACE_CONDITION(name, PARAMS(proto), PARAMS(args), PARAMS(cond))

#define TRACE_EVENT(name, proto, args, tstruct, assign, print)		\
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, reg,	\
		       unreg)						\
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define TRACE_EVENT_CONDITION(name, proto, args, cond, tstruct, assign,	\
			      print)					\
	DECLARE_TRACE_CONDITION(name, PARAMS(proto), PARAMS(args), PARAMS(cond))
#define TRACE_EVENT_FN_COND(name, proto, args, cond, tstruct, assign,	\
			    print, reg, unreg)				\
	DECLARE_TRACE_CONDITION(name, PARAMS(proto), PARAMS(args), PARAMS(cond))

/* The functions of an event that the configuration leaves out. */
#define DECLARE_EVENT_NOP(name, proto, args)				\
	static inline void trace_##name(proto) { }			\
	static inline bool trace_##name##_enabled(void)			\
	{								\
		return false;						\
	}

#define TRACE_EVENT_NOP(name, proto, args, tstruct, assign, print)	\
	DECLARE_EVENT_NOP(name, PARAMS(proto), PARAMS(args))
#define DECLARE_EVENT_CLASS_NOP(name, proto, args, tstruct, assign, print)
#define DEFINE_EVENT_NOP(template, name, proto, args)			\
	DECLARE_EVENT_NOP(name, PARAMS(proto), PARAMS(args))

#endif /* TRACE_EVENT */
