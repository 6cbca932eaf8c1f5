/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Function hooks: who is called when a kernel function is entered.
 *
 * Every traceable function starts with a site, one instruction that is a nop at
 * rest. A user describes itself by a struct ftrace_ops, says at which functions it
 * wants to be called (ftrace_set_filter() and relatives; every function when it says
 * nothing) and registers it. Documentation/trace/function-hooks.rst tells how it works.
 */
#ifndef _LINUX_FTRACE_H
#define _LINUX_FTRACE_H

#include <linux/trace_recursion.h>
#include <linux/trace_clock.h>
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/linkage.h>
#include <linux/bitops.h>
#include <linux/ptrace.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/init.h>
#include <linux/fs.h>

#include <asm/ftrace.h>

struct ctl_table;
struct ftrace_ops;
struct ftrace_regs;
struct hook_filter;
struct module;
struct trace_array;

/*
 * The tracing subsystem as a whole.
 */

#ifdef CONFIG_TRACING
/* Start-up: buffers and boot-time users first, the rest once there is a scheduler. */
void early_trace_init(void);
void trace_init(void);

#define MAX_TRACER_SIZE		100

enum ftrace_dump_mode;

extern char ftrace_dump_on_oops[MAX_TRACER_SIZE];
int ftrace_dump_on_oops_enabled(void);

extern int __disable_trace_on_warning;
void disable_trace_on_warning(void);

extern int tracepoint_printk;
int tracepoint_printk_sysctl(const struct ctl_table *table, int write, void *buffer,
			     size_t *lenp, loff_t *ppos);
#else
static inline void early_trace_init(void) { }
static inline void trace_init(void) { }
static inline void disable_trace_on_warning(void) { }
#endif

#ifdef CONFIG_FTRACE_SYSCALLS
unsigned long arch_syscall_addr(int nr);
#endif

/*
 * Registers at a hooked function; <linux/ftrace_regs.h> has the other accessors.
 */

#ifdef CONFIG_FUNCTION_TRACER

#include <linux/ftrace_regs.h>

/**
 * struct ftrace_regs - registers at entry of a hooked function
 *
 * Opaque: the architecture knows what stands behind it. A callback may read the
 * arguments, the stack pointer and the instruction pointer; what it changes of them is
 * put back into the registers when the function goes on, except the stack pointer.
 */
struct ftrace_regs {
};

#define ftrace_regs_size()	sizeof(struct __arch_ftrace_regs)

#ifndef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
static inline struct pt_regs *arch_ftrace_get_regs(struct ftrace_regs *fregs)
{
	return __ftrace_pt_regs(fregs);
}

static inline void ftrace_regs_set_instruction_pointer(struct ftrace_regs *fregs,
						       unsigned long ip)
{
}
#endif

/**
 * ftrace_get_regs - the complete register set, where there is one
 * @fregs: what the callback was given, may be NULL
 *
 * Return: all registers if the ops asked for them (FTRACE_OPS_FL_SAVE_REGS), else NULL.
 */
static __always_inline struct pt_regs *ftrace_get_regs(struct ftrace_regs *fregs)
{
	return fregs ? arch_ftrace_get_regs(fregs) : NULL;
}

/**
 * ftrace_regs_has_args - may arguments be read from @fregs?
 * @fregs: what the callback was given
 *
 * Return: true if the accessors of arguments and stack pointer give true values.
 */
static __always_inline bool ftrace_regs_has_args(struct ftrace_regs *fregs)
{
	return IS_ENABLED(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS) || ftrace_get_regs(fregs);
}

#if !defined(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS) || \
	defined(CONFIG_HAVE_FTRACE_REGS_HAVING_PT_REGS)
/**
 * ftrace_partial_regs - the saved registers as a pt_regs, complete or not
 * @fregs: what the callback was given
 * @regs: room for architectures whose ftrace_regs is no pt_regs
 *
 * Return: a pt_regs in which only the registers of the function call are valid.
 */
static __always_inline struct pt_regs *
ftrace_partial_regs(struct ftrace_regs *fregs, struct pt_regs *regs)
{
	regs = __ftrace_pt_regs(fregs);
#ifdef arch_ftrace_partial_regs
	arch_ftrace_partial_regs(regs);
#endif
	return regs;
}
#endif

/**
 * ftrace_fill_perf_regs - what perf needs to sample at a hooked function
 * @fregs: what the callback was given
 * @regs: room to build them in
 *
 * Return: registers that say kernel mode and from which the stack can be walked.
 */
static __always_inline struct pt_regs *
ftrace_fill_perf_regs(struct ftrace_regs *fregs, struct pt_regs *regs)
{
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#ifdef arch_ftrace_fill_perf_regs
	arch_ftrace_fill_perf_regs(fregs, regs);
#endif
	return regs;
#else
	return __ftrace_pt_regs(fregs);
#endif
}

/*
 * Users of hooks.
 */

typedef void (*ftrace_func_t)(unsigned long ip, unsigned long parent_ip,
			      struct ftrace_ops *op, struct ftrace_regs *fregs);

/*
 * Attributes of an ops, chosen before it is registered and left alone afterwards.
 *
 * SAVE_REGS	the callback gets a complete pt_regs
 * SAVE_REGS_IF_SUPPORTED	the same, or what there is
 * RECURSION	the callback has no recursion guard: hooks puts one around it
 * RCU		the callback must not run where RCU is not watching
 * IPMODIFY	the callback changes the instruction pointer: one such ops per function;
 *		needs SAVE_REGS unless the architecture passes enough registers anyway
 * DYNAMIC	the ops, its callback or its data may be freed after it was unregistered
 * PERMANENT	kernel.ftrace_enabled cannot be cleared while it is registered
 * PID		private is a trace_array, whose set_ftrace_pid applies
 * STUB		nothing to call: the ops only keeps its place
 *
 * States, set by the hooks:
 *
 * ENABLED	registered
 * INITIALIZED	seen before, its lists are valid
 * DIRECT	registered by register_ftrace_direct()
 * ALLOC_TRAMP	owns a trampoline
 */
enum {
	FTRACE_OPS_FL_ENABLED			= BIT(0),
	FTRACE_OPS_FL_DYNAMIC			= BIT(1),
	FTRACE_OPS_FL_SAVE_REGS			= BIT(2),
	FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED	= BIT(3),
	FTRACE_OPS_FL_RECURSION			= BIT(4),
	FTRACE_OPS_FL_STUB			= BIT(5),
	FTRACE_OPS_FL_INITIALIZED		= BIT(6),
	FTRACE_OPS_FL_ALLOC_TRAMP		= BIT(7),
	FTRACE_OPS_FL_IPMODIFY			= BIT(8),
	FTRACE_OPS_FL_PID			= BIT(9),
	FTRACE_OPS_FL_RCU			= BIT(10),
	FTRACE_OPS_FL_PERMANENT			= BIT(11),
	FTRACE_OPS_FL_DIRECT			= BIT(12),
};

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define FTRACE_OPS_FL_SAVE_ARGS		0
#else
#define FTRACE_OPS_FL_SAVE_ARGS		FTRACE_OPS_FL_SAVE_REGS
#endif

/*
 * What the hooks ask a direct ops when it meets an IPMODIFY ops at a function. SELF: the
 * direct ops comes second; PEER: the other one comes or goes. Asked with the hooks' locks
 * held; 0 or an error that fails the registration.
 */
enum ftrace_ops_cmd {
	FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_SELF,
	FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER,
	FTRACE_OPS_CMD_DISABLE_SHARE_IPMODIFY_PEER,
};

typedef int (*ftrace_ops_func_t)(struct ftrace_ops *op, enum ftrace_ops_cmd cmd);

/**
 * struct ftrace_ops - one user of function hooks
 * @func: called at entry of each function chosen; any context, NMI included
 * @flags: FTRACE_OPS_FL_*
 * @private: the user's own
 * @ops_func: direct ops only, see enum ftrace_ops_cmd
 * @trampoline: entry code that calls @func alone, 0 while there is none
 * @trampoline_size: bytes of it
 * @direct_call: where a direct ops sends the functions
 * @list: all registered ops, in the order of registration
 * @filter: the functions asked for; NULL stands for all
 * @slot: number of @trampoline among the targets that a site may call
 *
 * All zero but @func is a valid start; an ops needs no initialisation call. The first
 * four members are the user's, the others belong to the hooks.
 */
struct ftrace_ops {
	ftrace_func_t		func;
	unsigned long		flags;
	void			*private;
	ftrace_ops_func_t	ops_func;
	unsigned long		trampoline;
	unsigned long		trampoline_size;
	unsigned long		direct_call;
	struct list_head	list;
	struct hook_filter	*filter;
	unsigned int		slot;
};

extern int ftrace_enabled;

int register_ftrace_function(struct ftrace_ops *ops);
int unregister_ftrace_function(struct ftrace_ops *ops);
void ftrace_kill(void);

int ftrace_set_filter(struct ftrace_ops *ops, unsigned char *buf, int len, int reset);
int ftrace_set_notrace(struct ftrace_ops *ops, unsigned char *buf, int len, int reset);
int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip, int remove, int reset);
int ftrace_set_filter_ips(struct ftrace_ops *ops, unsigned long *ips, unsigned int cnt,
			  int remove, int reset);
void ftrace_free_filter(struct ftrace_ops *ops);

/* The filter of the top instance's set_ftrace_filter, which some users share. */
void ftrace_set_global_filter(unsigned char *buf, int len, int reset);
void ftrace_set_global_notrace(unsigned char *buf, int len, int reset);
void ftrace_ops_set_global_filter(struct ftrace_ops *ops);

int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt, unsigned long *addrs);

/* A callback that does nothing; known to the linker script, too. */
void ftrace_stub(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
		 struct ftrace_regs *fregs);

/* The dispatcher: calls every ops that asked for the function at ip. */
void arch_ftrace_ops_list_func(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *op, struct ftrace_regs *fregs);

#else /* !CONFIG_FUNCTION_TRACER */

static inline int register_ftrace_function(struct ftrace_ops *ops)
{
	return 0;
}

static inline int unregister_ftrace_function(struct ftrace_ops *ops)
{
	return 0;
}

static inline int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip, int remove,
				       int reset)
{
	return -ENODEV;
}

static inline void ftrace_free_filter(struct ftrace_ops *ops) { }
static inline void ftrace_ops_set_global_filter(struct ftrace_ops *ops) { }
static inline void ftrace_kill(void) { }

static inline int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt,
					unsigned long *addrs)
{
	return -EOPNOTSUPP;
}

#endif /* CONFIG_FUNCTION_TRACER */

/* Hooks off and on again around code that they would not survive (kexec). */
static inline int __ftrace_enabled_save(void)
{
#ifdef CONFIG_FUNCTION_TRACER
	return xchg(&ftrace_enabled, 0);
#else
	return 0;
#endif
}

static inline void __ftrace_enabled_restore(int enabled)
{
#ifdef CONFIG_FUNCTION_TRACER
	ftrace_enabled = enabled;
#endif
}

static inline void tracer_disable(void)
{
	__ftrace_enabled_save();
}

/*
 * Sites, and the text that belongs to the hooks.
 */

#ifdef CONFIG_DYNAMIC_FTRACE

void ftrace_init(void);
void ftrace_free_init_mem(void);
void ftrace_free_mem(struct module *mod, void *start, void *end);
void ftrace_module_init(struct module *mod);
void ftrace_module_enable(struct module *mod);
void ftrace_release_mod(struct module *mod);

unsigned long ftrace_location(unsigned long ip);
unsigned long ftrace_location_range(unsigned long start, unsigned long end);
int ftrace_text_reserved(const void *start, const void *end);
bool is_ftrace_trampoline(unsigned long addr);
struct ftrace_ops *ftrace_ops_trampoline(unsigned long addr);

/* Bytes from a function's address to its site, at most. */
#ifndef FTRACE_MCOUNT_MAX_OFFSET
#define FTRACE_MCOUNT_MAX_OFFSET	0
#endif

/* The entry code that trampolines are copies of; the stack unwinder knows it. */
void ftrace_caller(void);
void ftrace_regs_caller(void);

/* Where the compiler lists the sites of an object. */
#ifdef CC_USING_PATCHABLE_FUNCTION_ENTRY
#define FTRACE_CALLSITE_SECTION	"__patchable_function_entries"
#else
#define FTRACE_CALLSITE_SECTION	"__mcount_loc"
#endif

#else /* !CONFIG_DYNAMIC_FTRACE */

static inline void ftrace_init(void) { }
static inline void ftrace_free_init_mem(void) { }
static inline void ftrace_free_mem(struct module *mod, void *start, void *end) { }
static inline void ftrace_module_init(struct module *mod) { }
static inline void ftrace_module_enable(struct module *mod) { }
static inline void ftrace_release_mod(struct module *mod) { }

static inline unsigned long ftrace_location(unsigned long ip)
{
	return 0;
}

static inline int ftrace_text_reserved(const void *start, const void *end)
{
	return 0;
}

static inline bool is_ftrace_trampoline(unsigned long addr)
{
	return false;
}

#endif /* CONFIG_DYNAMIC_FTRACE */

/* Names of module code that is gone, for whoever reads addresses of it. */
#if defined(CONFIG_DYNAMIC_FTRACE) && defined(CONFIG_MODULES)
int ftrace_mod_address_lookup(unsigned long addr, unsigned long *size, unsigned long *off,
			      char **modname, const unsigned char **modbuildid, char *sym);
#else
static inline int ftrace_mod_address_lookup(unsigned long addr, unsigned long *size,
					    unsigned long *off, char **modname,
					    const unsigned char **modbuildid, char *sym)
{
	return 0;
}
#endif

#ifdef CONFIG_DYNAMIC_FTRACE
int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value, char *type, char *name,
			   char *module_name, int *exported);
#else
static inline int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value,
					 char *type, char *name, char *module_name,
					 int *exported)
{
	return -ERANGE;
}
#endif

/*
 * Direct calls: the site calls a function of the user's, with no code in between.
 */

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
unsigned long ftrace_find_rec_direct(unsigned long ip);
int register_ftrace_direct(struct ftrace_ops *ops, unsigned long addr);
int unregister_ftrace_direct(struct ftrace_ops *ops, unsigned long addr, bool free_filters);
int modify_ftrace_direct(struct ftrace_ops *ops, unsigned long addr);
int modify_ftrace_direct_nolock(struct ftrace_ops *ops, unsigned long addr);
void ftrace_stub_direct_tramp(void);
#else
static inline unsigned long ftrace_find_rec_direct(unsigned long ip)
{
	return 0;
}

static inline int register_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	return -ENODEV;
}

static inline int unregister_ftrace_direct(struct ftrace_ops *ops, unsigned long addr,
					   bool free_filters)
{
	return -ENODEV;
}

static inline int modify_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	return -ENODEV;
}

static inline int modify_ftrace_direct_nolock(struct ftrace_ops *ops, unsigned long addr)
{
	return -ENODEV;
}
#endif

/*
 * Function graph: pairs of entry and return.
 */

/* What the entry half is told, and records. */
struct ftrace_graph_ent {
	unsigned long		func;
	int			depth;
} __packed;

/* What the return half is told, and records; overrun counts returns not followed. */
struct ftrace_graph_ret {
	unsigned long		func;
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	unsigned long		retval;
#endif
	int			depth;
	unsigned int		overrun;
	unsigned long long	calltime;
	unsigned long long	rettime;
} __packed;

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

struct fgraph_ops;

typedef int (*trace_func_graph_ent_t)(struct ftrace_graph_ent *ent, struct fgraph_ops *gops);
typedef void (*trace_func_graph_ret_t)(struct ftrace_graph_ret *ret, struct fgraph_ops *gops);

/**
 * struct fgraph_ops - one user of entry and return
 * @entryfunc: called at entry; non-zero asks for the return of this call
 * @retfunc: called at return, NULL if entries are enough
 * @ops: carries the filter
 * @private: the user's own
 * @idx: number among the users, set when it is registered
 */
struct fgraph_ops {
	trace_func_graph_ent_t	entryfunc;
	trace_func_graph_ret_t	retfunc;
	struct ftrace_ops	ops;
	void			*private;
	int			idx;
};

int register_ftrace_graph(struct fgraph_ops *gops);
void unregister_ftrace_graph(struct fgraph_ops *gops);
void *fgraph_reserve_data(int idx, int size_bytes);
void *fgraph_retrieve_data(int idx, int *size_bytes);
unsigned long *fgraph_get_task_var(struct fgraph_ops *gops);

void ftrace_graph_init_task(struct task_struct *t);
void ftrace_graph_exit_task(struct task_struct *t);
void ftrace_graph_init_idle_task(struct task_struct *t, int cpu);
unsigned long ftrace_graph_ret_addr(struct task_struct *task, int *idx, unsigned long ret,
				    unsigned long *retp);
void return_to_handler(void);
void ftrace_graph_stop(void);

#define __notrace_funcgraph	notrace

static inline void pause_graph_tracing(void)
{
	atomic_inc(&current->tracing_graph_pause);
}

static inline void unpause_graph_tracing(void)
{
	atomic_dec(&current->tracing_graph_pause);
}

#else /* !CONFIG_FUNCTION_GRAPH_TRACER */

#define __notrace_funcgraph

static inline void ftrace_graph_init_task(struct task_struct *t) { }
static inline void ftrace_graph_exit_task(struct task_struct *t) { }
static inline void ftrace_graph_init_idle_task(struct task_struct *t, int cpu) { }

static inline unsigned long ftrace_graph_ret_addr(struct task_struct *task, int *idx,
						  unsigned long ret, unsigned long *retp)
{
	return ret;
}

static inline void pause_graph_tracing(void) { }
static inline void unpause_graph_tracing(void) { }
static inline void ftrace_graph_stop(void) { }

#endif /* CONFIG_FUNCTION_GRAPH_TRACER */

/*
 * The stack tracer, which some code has to keep out for a moment.
 */

#ifdef CONFIG_STACK_TRACER
extern int stack_tracer_enabled;
int stack_trace_sysctl(const struct ctl_table *table, int write, void *buffer, size_t *lenp,
		       loff_t *ppos);

DECLARE_PER_CPU(int, disable_stack_tracer);

/* Both with preemption or interrupts off, and a short way apart. */
static inline void stack_tracer_disable(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		WARN_ON_ONCE(preemptible());
	this_cpu_inc(disable_stack_tracer);
}

static inline void stack_tracer_enable(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		WARN_ON_ONCE(preemptible());
	this_cpu_dec(disable_stack_tracer);
}
#else
static inline void stack_tracer_disable(void) { }
static inline void stack_tracer_enable(void) { }
#endif

/*
 * Return addresses of callers.
 */

#ifndef ftrace_return_address0
#define ftrace_return_address0		__builtin_return_address(0)
#endif

/* Beyond the first one they can be had from frame pointers alone. */
#ifndef ftrace_return_address
#ifdef CONFIG_FRAME_POINTER
#define ftrace_return_address(n)	__builtin_return_address(n)
#else
#define ftrace_return_address(n)	((n) * 0UL)
#endif
#endif

#define CALLER_ADDR0	((unsigned long)ftrace_return_address0)
#define CALLER_ADDR1	((unsigned long)ftrace_return_address(1))
#define CALLER_ADDR2	((unsigned long)ftrace_return_address(2))
#define CALLER_ADDR3	((unsigned long)ftrace_return_address(3))
#define CALLER_ADDR4	((unsigned long)ftrace_return_address(4))
#define CALLER_ADDR5	((unsigned long)ftrace_return_address(5))
#define CALLER_ADDR6	((unsigned long)ftrace_return_address(6))

/* The nearest caller that is not itself a lock function. */
static __always_inline unsigned long get_lock_parent_ip(void)
{
	if (!in_lock_functions(CALLER_ADDR0))
		return CALLER_ADDR0;
	return in_lock_functions(CALLER_ADDR1) ? CALLER_ADDR2 : CALLER_ADDR1;
}

/* Not functions when off, so that no code for the addresses is left. */
#ifdef CONFIG_TRACE_PREEMPT_TOGGLE
void trace_preempt_on(unsigned long a0, unsigned long a1);
void trace_preempt_off(unsigned long a0, unsigned long a1);
#else
#define trace_preempt_on(a0, a1)	((void)sizeof((a0) + (a1)))
#define trace_preempt_off(a0, a1)	((void)sizeof((a0) + (a1)))
#endif

#endif /* _LINUX_FTRACE_H */
