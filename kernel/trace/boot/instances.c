// SPDX-License-Identifier: GPL-2.0
/*
 * trace_instance=NAME[^FLAG...][@MEMORY][,EVENT...]
 *
 * MEMORY is ADDRESS:SIZE, which memmap= keeps away from the kernel, or the label of
 * a reserve_mem=. The parameter may come several times, for the same instance, too,
 * which then has its memory from the first. What is wrong with one is said in the log,
 * and the rest of it counts.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "../event/request.h"
#include "../text/repeats.h"

static struct text_repeats specs __initdata;

static int __init add_spec(char *str)
{
	return text_repeats_add(&specs, str);
}
__setup("trace_instance=", add_spec);

static void __init complain(const char *name, const char *what, const char *text)
{
	pr_warn("tracing: trace_instance=%s: %s %s\n", name, what, text);
}

/* ADDRESS:SIZE or a label. */
static int __init parse_memory(char *text, struct trace_memory *memory)
{
	char *rest;

	if (!isdigit(*text))
		return reserve_mem_find_by_name(text, &memory->start, &memory->size) ?
			0 : -ENOENT;
	memory->start = memparse(text, &rest);
	if (*rest++ != ':')
		return -EINVAL;
	memory->size = memparse(rest, &rest);
	return *rest ? -EINVAL : 0;
}

static struct trace_array * __init make_instance(const char *name, char *memory)
{
	struct trace_memory where;
	struct trace_array *tr;

	if (memory && parse_memory(memory, &where)) {
		complain(name, "no memory at", memory);
		memory = NULL;
	}
	tr = trace_array_create(name, NULL, memory ? &where : NULL);
	if (IS_ERR(tr))
		pr_warn("tracing: trace_instance=%s: error %ld\n", name, PTR_ERR(tr));
	return tr;
}

static struct trace_array * __init find_instance(const char *name, const char *memory)
{
	struct trace_array *tr;

	guard(mutex)(&tracing_mutex);
	tr = trace_array_find(name);
	if (tr && memory)
		complain(name, "is there, and not at", memory);
	return tr;
}

static void __init apply_flags(struct trace_array *tr, char *flags)
{
	char *flag;

	while ((flag = strsep(&flags, "^"))) {
		if (!strcmp(flag, "traceoff"))
			tracer_tracing_off(tr);
		else if (!strcmp(flag, "traceprintk") || !strcmp(flag, "printk") ||
			 !strcmp(flag, "trace_printk"))
			trace_option_set(tr, TRACE_OPT_PRINTK_DEST, true);
		else
			complain(tr->name, "no flag", flag);
	}
}

static void __init enable_events(struct trace_array *tr, char *events)
{
	char *event;

	if (events && trace_array_expand(tr))
		complain(tr->name, "not enough memory for", "its buffer");
	while ((event = strsep(&events, ",")))
		if (*event && trace_event_enable_text(tr, event))
			complain(tr->name, "no event", event);
}

/* Takes @spec apart. */
static void __init apply_spec(char *spec)
{
	char *head = strsep(&spec, ",");
	char *flags = strsep(&head, "@");
	char *name = strsep(&flags, "^");
	struct trace_array *tr;

	if (!*name) {
		complain("", "no name", "");
		return;
	}
	tr = find_instance(name, head) ?: make_instance(name, head);
	if (IS_ERR(tr))
		return;
	/* Nobody has removed it: this is before there are users. */
	guard(mutex)(&tracing_mutex);
	apply_flags(tr, flags);
	enable_events(tr, spec);
}

/* Files of instances have a date, so this is not before there is one. */
static int __init make_instances(void)
{
	for (unsigned int i = 0; i < specs.nr; i++)
		apply_spec(specs.text[i]);
	return 0;
}
early_initcall(make_instances);
