// SPDX-License-Identifier: GPL-2.0
/* Where the types of the kernel and of modules are. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../text/cursor.h"
#include "btf.h"
#include "btf_data.h"
#include "dynevent.h"

extern char __start_BTF[], __stop_BTF[];

static struct trace_btf_data kernel_types;	/* under dynevent_mutex */

static int open_kernel(void)
{
	lockdep_assert_held(&dynevent_mutex);
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
 * @mod: the module
 * @list: all of them
 */
struct module_types {
	struct trace_btf_data	data;
	void			*bytes;
	size_t			size;
	const struct module	*mod;
	struct list_head	list;
};

static LIST_HEAD(module_types);		/* under dynevent_mutex */

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
	if (types->bytes)
		list_add(&types->list, &module_types);
	else
		kfree(types);
}

static void drop_types(const struct module *mod)
{
	struct module_types *types, *next;

	list_for_each_entry_safe(types, next, &module_types, list) {
		if (types->mod != mod)
			continue;
		list_del(&types->list);
		trace_btf_close(&types->data);
		kvfree(types->bytes);
		kfree(types);
	}
}

static int on_module(struct notifier_block *nb, unsigned long state, void *mod)
{
	guard(mutex)(&dynevent_mutex);
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
		if (!types->data.offset && trace_btf_open(&types->data, types->bytes,
							  types->size, &kernel_types))
			continue;
		if (!trace_btf_find_in(&types->data, fn, name))
			return 0;
	}
	return -ENOENT;
}
#else
static int find_in_modules(struct trace_btf_function *fn, const char *module, const char *name)
{
	return -ENOENT;
}
#endif

int trace_btf_find_function(struct trace_btf_function *fn, const char *module,
			    const char *name)
{
	int err = open_kernel();

	if (err)
		return err;
	err = module ? -ENOENT : trace_btf_find_in(&kernel_types, fn, name);
	return err ? find_in_modules(fn, module, name) : 0;
}
