// SPDX-License-Identifier: GPL-2.0
/*
 * An event for the entry and one for the exit of each system call.
 *
 * All system calls pass the tracepoints sys_enter and sys_exit.  A receiver, that
 * is an instance or perf, attaches one probe to each of them while it wants any
 * of the events, and gives the probe a table: by the number of the system call,
 * the event as this receiver sees it, or NULL.
 *
 * SYSCALL_DEFINE() describes the arguments.  Fields, print format and text are
 * made from that description when somebody asks for them: at rest, an event has
 * neither.
 */
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/syscall.h>
#include <trace/events/syscalls.h>
#include <trace/syscall.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/record_open.h"
#include "class.h"
#include "syscall.h"
#include "syscall_user.h"

extern struct syscall_metadata *__start_syscalls_metadata[];
extern struct syscall_metadata *__stop_syscalls_metadata[];

/* Records. */
struct syscall_enter {
	struct trace_entry	ent;
	int			nr;
	unsigned long		args[];
};

struct syscall_exit {
	struct trace_entry	ent;
	int			nr;
	long			ret;
};

/* ---- From number to description ---------------------------------------- */

/* Where the code of a system call is; architectures may know better. */
unsigned long __init __weak arch_syscall_addr(int nr)
{
	return (unsigned long)sys_call_table[nr];
}

#ifndef ARCH_HAS_SYSCALL_MATCH_SYM_NAME
/* Symbols may have another prefix than "sys". */
static bool arch_syscall_match_sym_name(const char *sym, const char *name)
{
	return !strcmp(sym + 3, name + 3);
}
#endif

static struct syscall_metadata * __init find_metadata(const char *symbol)
{
	struct syscall_metadata **meta;

	/* The code of all numbers that nothing is behind. */
	if (arch_syscall_match_sym_name(symbol, "sys_ni_syscall"))
		return NULL;
	for (meta = __start_syscalls_metadata; meta < __stop_syscalls_metadata;
	     meta++) {
		if ((*meta)->name &&
		    arch_syscall_match_sym_name(symbol, (*meta)->name))
			return *meta;
	}
	return NULL;
}

void __init trace_syscalls_init(void)
{
	struct syscall_metadata *meta;
	char symbol[KSYM_SYMBOL_LEN];

	for (int nr = 0; nr < NR_syscalls; nr++) {
		kallsyms_lookup(arch_syscall_addr(nr), NULL, NULL, NULL, symbol);
		meta = find_metadata(symbol);
		if (!meta)
			continue;
		meta->syscall_nr = nr;
		trace_syscall_find_values(meta);
	}
}

/* ---- Receivers ---------------------------------------------------------- */

/**
 * struct syscall_table - events of one direction that one receiver wants
 * @list: in @tables of the direction
 * @tr: the instance, NULL for perf
 * @nr_events: entries in use
 * @rcu: its end
 * @file: by number; read by the probe
 */
struct syscall_table {
	struct list_head		list;
	struct trace_array		*tr;
	unsigned int			nr_events;
	struct rcu_head			rcu;
	struct trace_event_file __rcu	*file[NR_syscalls];
};

/**
 * struct direction - entry or exit
 * @tables: one for each receiver; under tracing_mutex
 * @attach: attaches the probe with a table
 * @detach: detaches it
 */
struct direction {
	struct list_head	tables;
	int			(*attach)(struct syscall_table *table);
	void			(*detach)(struct syscall_table *table);
};

static struct syscall_table *find_table(struct direction *dir,
					struct trace_array *tr)
{
	struct syscall_table *table;

	list_for_each_entry(table, &dir->tables, list) {
		if (table->tr == tr)
			return table;
	}
	return NULL;
}

static struct syscall_table *make_table(struct direction *dir,
					struct trace_array *tr)
{
	struct syscall_table *table = kvzalloc(sizeof(*table), GFP_KERNEL);
	int err;

	if (!table)
		return ERR_PTR(-ENOMEM);
	table->tr = tr;
	err = dir->attach(table);
	if (err) {
		kvfree(table);
		return ERR_PTR(err);
	}
	list_add(&table->list, &dir->tables);
	return table;
}

static void free_table(struct rcu_head *rcu)
{
	kvfree(container_of(rcu, struct syscall_table, rcu));
}

/* Hits come under either kind of RCU, see tracepoint.c. */
static void free_table_after_srcu(struct rcu_head *rcu)
{
	call_srcu(&tracepoint_srcu, rcu, free_table);
}

static int number_of(const struct trace_event_file *file)
{
	const struct syscall_metadata *meta = file->event_call->data;

	return meta->syscall_nr;
}

static int receiver_add(struct direction *dir, struct trace_event_file *file)
{
	struct syscall_table *table;

	lockdep_assert_held(&tracing_mutex);
	table = find_table(dir, file->tr) ?: make_table(dir, file->tr);
	if (IS_ERR(table))
		return PTR_ERR(table);
	rcu_assign_pointer(table->file[number_of(file)], file);
	table->nr_events++;
	return 0;
}

static void receiver_del(struct direction *dir, struct trace_event_file *file)
{
	struct syscall_table *table = find_table(dir, file->tr);

	lockdep_assert_held(&tracing_mutex);
	if (WARN_ON_ONCE(!table))
		return;
	RCU_INIT_POINTER(table->file[number_of(file)], NULL);
	if (--table->nr_events)
		return;
	dir->detach(table);
	list_del(&table->list);
	call_rcu(&table->rcu, free_table_after_srcu);
}

static int direction_reg(struct direction *dir, struct trace_event_call *call,
			 enum trace_reg type, void *data)
{
	switch (type) {
	case TRACE_REG_REGISTER:
		return receiver_add(dir, data);
	case TRACE_REG_UNREGISTER:
		receiver_del(dir, data);
		return 0;
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
		return receiver_add(dir, call->perf_file);
	case TRACE_REG_PERF_UNREGISTER:
		receiver_del(dir, call->perf_file);
		return 0;
#endif
	default:
		return 0;
	}
}

/* ---- Probes ------------------------------------------------------------- */

#ifdef ARCH_TRACE_IGNORE_COMPAT_SYSCALLS
/* Numbers of another table mean other system calls. */
static bool is_foreign(struct pt_regs *regs)
{
	return unlikely(arch_trace_is_compat_syscall(regs));
}
#else
static bool is_foreign(struct pt_regs *regs)
{
	return false;
}
#endif

static __always_inline struct trace_event_file *
wanted(struct syscall_table *table, struct pt_regs *regs, long nr)
{
	if (unlikely(nr < 0 || nr >= NR_syscalls) || is_foreign(regs))
		return NULL;
	return rcu_dereference_raw(table->file[nr]);
}

/* Where values begin in a record. */
static __always_inline unsigned int end_of_args(const struct syscall_metadata *meta)
{
	return offsetof(struct syscall_enter, args) + meta->nb_args * sizeof(unsigned long);
}

static notrace void on_enter(void *data, struct pt_regs *regs, long nr)
{
	struct trace_event_file *file = wanted(data, regs, nr);
	const struct syscall_metadata *meta;
	unsigned long args[6] __uninitialized;
	const struct syscall_copies *copies = NULL;
	struct trace_record open __uninitialized, seen __uninitialized;
	struct syscall_enter *entry;
	unsigned int bytes;
	bool plain;

	if (!file || trace_event_skip(file))
		return;
	meta = file->event_call->data;
	bytes = end_of_args(meta);
	syscall_get_arguments(current, regs, args);
	if (unlikely(trace_syscall_values_on()) && trace_syscall_values(meta)) {
		copies = trace_syscall_copy(meta, args, file->tr);
		bytes += copies->bytes;
	}
	plain = trace_event_is_plain(file);
	entry = trace_event_record_begin(plain, &open, &seen, file, bytes, NULL);
	if (!entry)
		return;
	entry->nr = nr;
	memcpy(entry->args, args, meta->nb_args * sizeof(unsigned long));
	if (unlikely(copies))
		trace_syscall_write_values(entry, end_of_args(meta), meta, copies);
	trace_event_record_end(plain, &open, &seen);
}

static notrace void on_exit(void *data, struct pt_regs *regs, long ret)
{
	long nr = syscall_get_nr(current, regs);
	struct trace_event_file *file = wanted(data, regs, nr);
	struct trace_record open __uninitialized, seen __uninitialized;
	struct syscall_exit *entry;
	bool plain;

	if (!file || trace_event_skip(file))
		return;
	plain = trace_event_is_plain(file);
	entry = trace_event_record_begin(plain, &open, &seen, file, sizeof(*entry), NULL);
	if (!entry)
		return;
	entry->nr = nr;
	entry->ret = syscall_get_return_value(current, regs);
	trace_event_record_end(plain, &open, &seen);
}

static int attach_enter(struct syscall_table *table)
{
	return register_trace_sys_enter(on_enter, table);
}

static void detach_enter(struct syscall_table *table)
{
	unregister_trace_sys_enter(on_enter, table);
}

static int attach_exit(struct syscall_table *table)
{
	return register_trace_sys_exit(on_exit, table);
}

static void detach_exit(struct syscall_table *table)
{
	unregister_trace_sys_exit(on_exit, table);
}

static struct direction enter = {
	.tables	= LIST_HEAD_INIT(enter.tables),
	.attach	= attach_enter,
	.detach	= detach_enter,
};

static struct direction exit_dir = {
	.tables	= LIST_HEAD_INIT(exit_dir.tables),
	.attach	= attach_exit,
	.detach	= detach_exit,
};

static int enter_reg(struct trace_event_call *call, enum trace_reg type,
		     void *data)
{
	return direction_reg(&enter, call, type, data);
}

static int exit_reg(struct trace_event_call *call, enum trace_reg type,
		    void *data)
{
	return direction_reg(&exit_dir, call, type, data);
}

/* ---- Description -------------------------------------------------------- */

/* Protects syscall_metadata::enter_fields. */
static DEFINE_MUTEX(fields_lock);

/**
 * struct enter_fields - the fields of an entry event, made when they are asked for
 * @node: in syscall_metadata::enter_fields, with values first
 * @values: those of values are among them
 * @field: the table
 */
struct enter_fields {
	struct list_head		node;
	bool				values;
	struct trace_event_fields	field[];
};

static int fill_enter_fields(const struct syscall_metadata *meta,
			     struct trace_event_fields *field, bool values)
{
	*field++ = (struct trace_event_fields) {
		.type		= "int",
		.name		= "__syscall_nr",
		.offset		= offsetof(struct syscall_enter, nr),
		.size		= sizeof(int),
		.align		= __alignof__(int),
		.is_signed	= 1,
	};
	for (int i = 0; i < meta->nb_args; i++) {
		*field++ = (struct trace_event_fields) {
			.type	= meta->types[i],
			.name	= meta->args[i],
			.offset	= offsetof(struct syscall_enter, args[i]),
			.size	= sizeof(unsigned long),
			.align	= __alignof__(unsigned long),
		};
	}
	return values ? trace_syscall_value_fields(meta, field, end_of_args(meta)) : 0;
}

static struct enter_fields *make_enter_fields(struct syscall_metadata *meta, bool values)
{
	unsigned int nr = 2 + meta->nb_args + hweight8(trace_syscall_values(meta));
	struct enter_fields *fields = kzalloc(struct_size(fields, field, nr), GFP_KERNEL);

	if (!fields)
		return NULL;
	fields->values = values;
	if (fill_enter_fields(meta, fields->field, values)) {
		for (struct trace_event_fields *f = &fields->field[1 + meta->nb_args]; f->name; f++)
			kfree(f->name);
		kfree(fields);
		return NULL;
	}
	list_add(&fields->node, &meta->enter_fields);
	return fields;
}

static const struct trace_event_fields *
enter_get_fields(struct trace_event_call *call)
{
	struct syscall_metadata *meta = call->data;
	bool values = trace_syscall_values_on();
	struct enter_fields *fields;

	/* A dump of a dying kernel makes none. */
	if (irqs_disabled())
		return NULL;
	guard(mutex)(&fields_lock);
	fields = list_first_entry_or_null(&meta->enter_fields,
					  struct enter_fields, node);
	if (!fields || fields->values != values)
		fields = make_enter_fields(meta, values);
	return fields ? fields->field : NULL;
}

static void enter_show_print_fmt(struct seq_file *m,
				 struct trace_event_call *call)
{
	const struct syscall_metadata *meta = call->data;
	bool values = trace_syscall_values_on();

	seq_putc(m, '"');
	for (int i = 0; i < meta->nb_args; i++) {
		seq_printf(m, "%s%s: 0x%%0%zulx", i ? ", " : "",
			   meta->args[i], sizeof(unsigned long));
		if (values)
			trace_syscall_value_format(m, meta, i);
	}
	seq_putc(m, '"');
	for (int i = 0; i < meta->nb_args; i++) {
		seq_printf(m, ", ((unsigned long)(REC->%s))", meta->args[i]);
		if (values)
			trace_syscall_value_reference(m, meta, i);
	}
}

/* A system call that this kernel's table does not have gets no events. */
static int syscall_raw_init(struct trace_event_call *call)
{
	const struct syscall_metadata *meta = call->data;

	return meta->syscall_nr < 0 ? -ENXIO : trace_event_raw_init(call);
}

static struct trace_event_fields exit_fields[] = {
	{
		.type		= "int",
		.name		= "__syscall_nr",
		.offset		= offsetof(struct syscall_exit, nr),
		.size		= sizeof(int),
		.align		= __alignof__(int),
		.is_signed	= 1,
	},
	{
		.type		= "long",
		.name		= "ret",
		.offset		= offsetof(struct syscall_exit, ret),
		.size		= sizeof(long),
		.align		= __alignof__(long),
		.is_signed	= 1,
	},
	{}
};

static void exit_show_print_fmt(struct seq_file *m,
				struct trace_event_call *call)
{
	seq_puts(m, "\"0x%lx\", REC->ret");
}

struct trace_event_class __refdata event_class_syscall_enter = {
	.system		= "syscalls",
	.reg		= enter_reg,
	.get_fields	= enter_get_fields,
	.raw_init	= syscall_raw_init,
	.show_print_fmt	= enter_show_print_fmt,
};

struct trace_event_class __refdata event_class_syscall_exit = {
	.system		= "syscalls",
	.reg		= exit_reg,
	.fields_array	= exit_fields,
	.raw_init	= syscall_raw_init,
	.show_print_fmt	= exit_show_print_fmt,
};

bool trace_event_is_syscall(const struct trace_event_call *call)
{
	return call->class == &event_class_syscall_enter ||
	       call->class == &event_class_syscall_exit;
}

/* ---- Text --------------------------------------------------------------- */

static const struct syscall_metadata *metadata_of(struct trace_event *event)
{
	return container_of(event, struct trace_event_call, event)->data;
}

static enum print_line_t print_enter(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	struct syscall_enter *entry = (struct syscall_enter *)iter->ent;
	const struct syscall_metadata *meta = metadata_of(event);
	bool types = iter->tr && trace_option(iter->tr, VERBOSE);
	struct trace_seq *s = &iter->seq;

	trace_seq_printf(s, "%s(", meta->name);
	for (int i = 0; i < meta->nb_args; i++) {
		if (i)
			trace_seq_puts(s, ", ");
		if (types)
			trace_seq_printf(s, "%s ", meta->types[i]);
		trace_seq_printf(s, "%s: %lx", meta->args[i], entry->args[i]);
		trace_syscall_print_value(iter, meta, i, entry->args, end_of_args(meta));
	}
	trace_seq_puts(s, ")\n");
	return trace_handle_return(s);
}

static enum print_line_t print_exit(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	struct syscall_exit *entry = (struct syscall_exit *)iter->ent;
	const struct syscall_metadata *meta = metadata_of(event);

	trace_seq_printf(&iter->seq, "%s -> 0x%lx\n", meta->name, entry->ret);
	return trace_handle_return(&iter->seq);
}

struct trace_event_functions enter_syscall_print_funcs = {
	.trace	= print_enter,
};

struct trace_event_functions exit_syscall_print_funcs = {
	.trace	= print_exit,
};

static struct trace_feature syscall_features[] = {
	{ .name = "syscall-events" },
};

TRACE_FEATURES(syscall_features);

/* The table of descriptions is gone after boot, but events have theirs. */
const char *trace_syscall_name(u64 nr)
{
	const struct syscall_metadata *meta;
	struct trace_event_call *call;

	lockdep_assert_held(&tracing_mutex);
	list_for_each_entry(call, &trace_event_calls, list) {
		if (call->class != &event_class_syscall_enter)
			continue;
		meta = call->data;
		if (meta->syscall_nr == nr)
			return meta->name;
	}
	return NULL;
}
