// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that can be hooked, and those that are.
 *
 * All of these files walk the table of sites. The position in the file is the number of
 * the site, so a reader finds its place again whatever happened to the table since.
 */

#include <linux/fs.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/pfn.h>
#include <linux/seq_file.h>
#include "../hook/bundle.h"
#include "../hook/dispatch.h"
#include "../hook/match.h"
#include "../hook/ops.h"
#include "../hook/site.h"
#include "../hook/slot.h"
#include "table.h"

/* There is an ops in front of each function that calls ftrace_caller(). */
#define SITE_NAMES_OPS	IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS)

/**
 * struct function_list - one of the files
 * @state: bits of which a site has to have one to be shown, 0: all are shown
 * @address: the address goes before the name
 * @detail: who hooks it goes behind the name
 */
struct function_list {
	u32	state;
	bool	address;
	bool	detail;
};

/* An open file: what it shows, and where it is. */
struct function_reader {
	const struct function_list	*list;
	struct hook_site		site;
};

static bool is_shown(const struct function_list *list, const struct hook_site *site)
{
	return !list->state || hook_site_state(site) & list->state;
}

/* The first site from number @pos on that the file shows. */
static struct hook_site *seek_site(struct seq_file *m, loff_t *pos)
{
	struct function_reader *reader = m->private;
	struct hook_site *site = &reader->site;

	for (; *pos < HOOK_NO_SITE && hook_site_from(*pos, site); (*pos)++) {
		*pos = hook_site_nr(site);
		if (is_shown(reader->list, site))
			return site;
	}
	return NULL;
}

static void *functions_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(&hook_mutex);
	return seek_site(m, pos);
}

static void *functions_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return seek_site(m, pos);
}

static void functions_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&hook_mutex);
}

static void show_callbacks(struct seq_file *m, u32 slot)
{
	struct hook_bundle *bundle = hook_bundle_in(slot);

	if (!bundle) {
		seq_printf(m, "(%pS)", hook_slot_ops(slot)->func);
		return;
	}
	for (unsigned int i = 0; i < bundle->nr; i++)
		seq_printf(m, "%s%pS", i ? " " : "(", bundle->member[i]->func);
	seq_putc(m, ')');
}

/* What the site names: its ops, or code that calls the callback of that alone. */
static void show_ops(struct seq_file *m, u32 slot)
{
	struct ftrace_ops *ops = hook_slot_ops(slot);

	if (ops->flags & FTRACE_OPS_FL_DIRECT)
		return;
	if (SITE_NAMES_OPS)
		seq_printf(m, "\tops: %pS ", ops);
	else
		seq_printf(m, "\ttramp: %pS ", (void *)ops->trampoline);
	show_callbacks(m, slot);
	if (!SITE_NAMES_OPS)
		seq_printf(m, " ->%pS", hook_callback(ops));
}

static void show_target(struct seq_file *m, const struct hook_site *site, u32 state)
{
	u32 target = state & HOOK_TARGET_MASK;

	if (target >= HOOK_TARGET_FIRST_OPS)
		show_ops(m, target);
	else if (target != HOOK_TARGET_REST)
		seq_printf(m, " ->%pS", arch_ftrace_ops_list_func);
	if (state & HOOK_DIRECT)
		seq_printf(m, "\n\tdirect-->%pS",
			   (void *)ftrace_find_rec_direct(hook_site_ip(site)));
}

static bool names_ops(u32 state)
{
	return SITE_NAMES_OPS && (state & HOOK_TARGET_MASK) >= HOOK_TARGET_FIRST_OPS;
}

static void show_detail(struct seq_file *m, const struct hook_site *site)
{
	u32 state = hook_site_state(site);

	seq_printf(m, " (%u)%s%s%s%s%s", hook_site_users(site),
		   state & HOOK_REGS ? " R" : "  ", state & HOOK_IPMODIFY ? " I" : "  ",
		   state & HOOK_DIRECT ? " D" : "  ", names_ops(state) ? " O" : "  ",
		   state & HOOK_MODIFIED ? " M " : "   ");
	show_target(m, site, state);
}

static int functions_show(struct seq_file *m, void *v)
{
	const struct function_list *list = ((struct function_reader *)m->private)->list;
	const struct hook_site *site = v;
	const char *module = hook_site_module(site);
	char name[KSYM_NAME_LEN];

	if (!hook_site_name(site, name))
		return 0;
	if (list->address)
		seq_printf(m, "%lx ", hook_site_ip(site));
	seq_puts(m, name);
	if (module)
		seq_printf(m, " [%s]", module);
	if (list->detail)
		show_detail(m, site);
	seq_putc(m, '\n');
	return 0;
}

static const struct seq_operations functions_seq = {
	.start	= functions_start,
	.next	= functions_next,
	.stop	= functions_stop,
	.show	= functions_show,
};

static int functions_open(struct inode *inode, struct file *file)
{
	struct function_reader *reader;

	reader = __seq_open_private(file, &functions_seq, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->list = tracefs_file_of(inode)->ptr;
	return 0;
}

static const struct file_operations functions_fops = {
	.open		= functions_open,
	.read_iter	= seq_read_iter,
	.splice_read	= copy_splice_read,
	.llseek		= seq_lseek,
	.release	= seq_release_private,
};

static int total_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	struct hook_table_size size;

	scoped_guard(mutex, &hook_mutex)
		size = hook_table_size();
	seq_printf(m, "%u pages:%zu groups: %u\n", size.sites, PFN_UP(size.bytes),
		   size.sections);
	return 0;
}

static const struct trace_control total = { .show = total_show };

static const struct function_list available = {};
static const struct function_list addresses = { .address = true };
static const struct function_list enabled = { .state = HOOK_TARGET_MASK, .detail = true };
static const struct function_list touched = { .state = HOOK_TOUCHED, .detail = true };

/* A row for a list of functions. */
#define FUNCTIONS(_name, _list)			\
	{					\
		.name	= (_name),		\
		.mode	= TRACE_MODE_READ,	\
		.fops	= &functions_fops,	\
		.ptr	= (_list),		\
	}

static const struct tracefs_file function_files[] = {
	FUNCTIONS("available_filter_functions", &available),
	FUNCTIONS("available_filter_functions_addrs", &addresses),
	FUNCTIONS("enabled_functions", &enabled),
	FUNCTIONS("touched_functions", &touched),
	TRACE_CONTROL("dyn_ftrace_total_info", TRACE_MODE_READ, &total),
};

TRACE_FILES(function_files, TRACE_TOP);
