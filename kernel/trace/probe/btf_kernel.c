// SPDX-License-Identifier: GPL-2.0
/*
 * Where the types of the kernel and of modules are.
 *
 * A table is opened when somebody first asks for it. Those of modules are on a list: who
 * adds one, opens it or takes it away holds types_mutex; readers hold that or RCU. What
 * they find stays as long as the module, whose notifier takes dynevent_mutex, or until
 * the end of RCU's critical section.
 */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../text/cursor.h"
#include "btf.h"
#include "btf_data.h"
#include "dynevent.h"

extern char __start_BTF[], __stop_BTF[];

static DEFINE_MUTEX(types_mutex);
static struct trace_btf_data kernel_types;	/* opened under types_mutex */
static bool prepared;				/* tables are open, functions sorted */

static int open_kernel(void)
{
	if (kernel_types.offset)
		return 0;
	return trace_btf_open(&kernel_types, __start_BTF, __stop_BTF - __start_BTF, NULL);
}

#ifdef CONFIG_DEBUG_INFO_BTF_MODULES
/**
 * struct module_types - types of a module
 * @data: the table
 * @bytes: a copy of it, since the module's own goes when it is live
 * @size: bytes
 * @open: @data can be read
 * @mod: the module
 * @list: all of them
 */
struct module_types {
	struct trace_btf_data	data;
	void			*bytes;
	size_t			size;
	bool			open;
	const struct module	*mod;
	struct list_head	list;
};

static LIST_HEAD(module_types);

static int open_module(struct module_types *types)
{
	int err;

	if (types->open)
		return 0;
	err = trace_btf_open(&types->data, types->bytes, types->size, &kernel_types);
	smp_store_release(&types->open, !err);	/* pairs with look_up_in_module() */
	return err;
}

static void keep_types(const struct module *mod)
{
	struct module_types *types;

	/* Types that do not continue the kernel's are of no use here. */
	if (!mod->btf_data || mod->btf_base_data)
		return;
	types = kzalloc(sizeof(*types), GFP_KERNEL);
	if (!types)
		return;
	types->bytes = kvmemdup(mod->btf_data, mod->btf_data_size, GFP_KERNEL);
	types->size = mod->btf_data_size;
	types->mod = mod;
	if (!types->bytes) {
		kfree(types);
		return;
	}
	if (prepared)
		open_module(types);
	list_add_rcu(&types->list, &module_types);
}

static void drop_types(const struct module *mod)
{
	struct module_types *types, *next;

	list_for_each_entry_safe(types, next, &module_types, list) {
		if (types->mod != mod)
			continue;
		list_del_rcu(&types->list);
		synchronize_rcu();
		trace_btf_close(&types->data);
		kvfree(types->bytes);
		kfree(types);
	}
}

static int on_module(struct notifier_block *nb, unsigned long state, void *mod)
{
	guard(mutex)(&dynevent_mutex);
	guard(mutex)(&types_mutex);
	if (state == MODULE_STATE_COMING)
		keep_types(mod);
	else if (state == MODULE_STATE_GOING)
		drop_types(mod);
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = {
	.notifier_call	= on_module,
	.priority	= 1,	/* before that of probes */
};

static int __init init_btf(void)
{
	return register_module_notifier(&module_nb);
}
core_initcall(init_btf);

static int find_in_modules(struct trace_btf_function *fn, const char *module, const char *name)
{
	struct module_types *types;

	list_for_each_entry(types, &module_types, list) {
		if (module && strcmp(types->mod->name, module))
			continue;
		if (!open_module(types) && !trace_btf_find_in(&types->data, fn, name))
			return 0;
	}
	return -ENOENT;
}

static int find_type_in_modules(struct trace_btf_value *value, enum trace_btf_what what,
				struct text_span name)
{
	struct module_types *types;

	list_for_each_entry(types, &module_types, list)
		if (!open_module(types) &&
		    !trace_btf_find_type_in(&types->data, value, what, name))
			return 0;
	return -ENOENT;
}

static void open_modules(void)
{
	struct module_types *types;

	list_for_each_entry(types, &module_types, list)
		open_module(types);
}

static int look_up_in_module(struct trace_btf_function *fn, const char *module, const char *name)
{
	const struct module_types *types;

	list_for_each_entry_rcu(types, &module_types, list) {
		if (strcmp(types->mod->name, module))
			continue;
		/* Pairs with open_module(). */
		if (smp_load_acquire(&types->open))
			return trace_btf_find_in(&types->data, fn, name);
	}
	return -ENOENT;
}
#else
static void open_modules(void)
{
}

static int look_up_in_module(struct trace_btf_function *fn, const char *module, const char *name)
{
	return -ENOENT;
}

static int find_in_modules(struct trace_btf_function *fn, const char *module, const char *name)
{
	return -ENOENT;
}

static int find_type_in_modules(struct trace_btf_value *value, enum trace_btf_what what,
				struct text_span name)
{
	return -ENOENT;
}
#endif

/* To sort them takes a while, but only once. */
static int prepare(void)
{
	int err;

	lockdep_assert_held(&types_mutex);
	if (prepared)
		return 0;
	err = open_kernel();
	if (!err)
		err = trace_btf_sort_functions(&kernel_types);
	if (err)
		return err;
	open_modules();
	smp_store_release(&prepared, true);	/* pairs with trace_btf_look_up() */
	return 0;
}

int trace_btf_find_function(struct trace_btf_function *fn, const char *module,
			    const char *name)
{
	int err;

	lockdep_assert_held(&dynevent_mutex);
	guard(mutex)(&types_mutex);
	err = prepare();
	if (err)
		return err;
	err = module ? -ENOENT : trace_btf_find_in(&kernel_types, fn, name);
	return err ? find_in_modules(fn, module, name) : 0;
}

int trace_btf_find_type(struct trace_btf_value *value, const struct trace_btf_data *near,
			enum trace_btf_what what, struct text_span name)
{
	int err;

	lockdep_assert_held(&dynevent_mutex);
	if (near && !trace_btf_find_type_in(near, value, what, name))
		return 0;
	guard(mutex)(&types_mutex);
	err = open_kernel();
	if (err)
		return err;
	err = trace_btf_find_type_in(&kernel_types, value, what, name);
	return err ? find_type_in_modules(value, what, name) : 0;
}

int trace_btf_prepare(void)
{
	guard(mutex)(&types_mutex);
	return prepare();
}

int trace_btf_look_up(struct trace_btf_function *fn, const char *module, const char *name)
{
	/* Pairs with trace_btf_prepare(): tables are seen open. */
	if (!smp_load_acquire(&prepared))
		return -ENOENT;
	return module ? look_up_in_module(fn, module, name) :
			trace_btf_find_in(&kernel_types, fn, name);
}
