// SPDX-License-Identifier: GPL-2.0
/*
 * The formats of trace_printk().
 *
 * Records point to them, so they must outlive the module that they came with:
 * a module's table of formats is redirected to copies before its code runs.
 * Equal formats share a copy, and copies are kept for ever.
 */
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include <linux/hashtable.h>
#include "instance.h"
#include "printk.h"

#define FMT_HASH_BITS	6

struct kept_fmt {
	struct hlist_node	node;
	char			fmt[];
};

static DEFINE_HASHTABLE(kept_fmts, FMT_HASH_BITS);	/* under fmt_mutex */
static DEFINE_MUTEX(fmt_mutex);

#ifdef CONFIG_MODULES
static const char *keep_fmt(const char *fmt)
{
	size_t len = strlen(fmt);
	u32 hash = full_name_hash(NULL, fmt, len);
	struct kept_fmt *kept;

	hash_for_each_possible(kept_fmts, kept, node, hash)
		if (!strcmp(kept->fmt, fmt))
			return kept->fmt;
	kept = kmalloc(struct_size(kept, fmt, len + 1), GFP_KERNEL);
	if (!kept)
		return NULL;
	memcpy(kept->fmt, fmt, len + 1);
	hash_add(kept_fmts, &kept->node, hash);
	return kept->fmt;
}

/* Without memory the entry becomes NULL, and that trace_printk() silent. */
static void keep_module_fmts(struct module *mod)
{
	unsigned int i;

	guard(mutex)(&fmt_mutex);
	for (i = 0; i < mod->num_trace_bprintk_fmt; i++) {
		const char **slot = &mod->trace_bprintk_fmt_start[i];

		if (!*slot)
			continue;
		*slot = keep_fmt(*slot);
		if (!*slot)
			pr_warn("trace_printk: no memory for a format of %s\n",
				mod->name);
	}
}

static int module_comes(struct notifier_block *nb, unsigned long state,
			void *data)
{
	struct module *mod = data;

	if (state == MODULE_STATE_COMING && mod->num_trace_bprintk_fmt) {
		trace_printk_init_buffers();
		keep_module_fmts(mod);
	}
	return NOTIFY_OK;
}

static struct notifier_block fmt_nb = { .notifier_call = module_comes };

static int __init fmt_init(void)
{
	return register_module_notifier(&fmt_nb);
}
early_initcall(fmt_init);
#endif /* CONFIG_MODULES */

/**
 * trace_printk_walk_fmts - list what binary records may point to
 * @fn: called with each format
 * @m: first argument of @fn
 *
 * Context: may sleep.
 */
void trace_printk_walk_fmts(trace_fmt_fn fn, struct seq_file *m)
{
	struct kept_fmt *kept;
	const char **slot;
	int i;

	for (slot = __start___trace_bprintk_fmt;
	     slot < __stop___trace_bprintk_fmt; slot++)
		if (*slot)
			fn(m, *slot);
	for (slot = __start___tracepoint_str; slot < __stop___tracepoint_str;
	     slot++)
		fn(m, *slot);
	guard(mutex)(&fmt_mutex);
	hash_for_each(kept_fmts, i, kept, node)
		fn(m, kept->fmt);
}

/* Does the kernel itself, without modules, call trace_printk()? */
bool __init trace_printk_is_used(void)
{
	return &__start___trace_bprintk_fmt[0] != &__stop___trace_bprintk_fmt[0];
}
