// SPDX-License-Identifier: GPL-2.0
/*
 * Options of an instance.
 *
 * What an option means is decided where its bit is read; here is only what has
 * to happen when some of them change.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/string.h>
#include "instance.h"
#include "option.h"
#include "printk.h"
#include "tracer.h"

#define OPTION(bit, text, on, flag, owner)				\
	[TRACE_OPT_##bit] = { .name = text, .tracer = owner, .flags = flag },
const struct trace_option_info trace_option_info[TRACE_NR_OPTIONS] = {
	TRACE_OPTIONS
};
#undef OPTION

static LIST_HEAD(effects);		/* under tracing_mutex */

#define OPTION(bit, text, on, flag, owner)				\
	| ((on) && (top || !((flag) & TRACE_OPTION_TOP)) ?		\
	   BIT_ULL(TRACE_OPT_##bit) : 0)
u64 trace_option_defaults(bool top)
{
	u64 options = 0 TRACE_OPTIONS;

	/* Only one instance receives trace_printk(). */
	if (!top)
		options &= ~BIT_ULL(TRACE_OPT_PRINTK_DEST);
	return options;
}
#undef OPTION

/**
 * trace_option_exists - has the instance such an option at all
 * @tr: the instance
 * @opt: the option
 *
 * Return: true if it may be set, if only under some tracer.
 */
bool trace_option_exists(struct trace_array *tr, enum trace_option opt)
{
	return trace_array_is_top(tr) ||
	       !(trace_option_info[opt].flags & TRACE_OPTION_TOP);
}

/**
 * trace_option_shown - does trace_options list it
 * @tr: the instance
 * @opt: the option
 *
 * Return: true for general options and those of the current tracer.
 */
bool trace_option_shown(struct trace_array *tr, enum trace_option opt)
{
	const char *owner = trace_option_info[opt].tracer;

	return trace_option_exists(tr, opt) &&
	       (!owner || !strcmp(owner, tr->tracer->name));
}

/**
 * trace_option_add_effect - something has to be done when an option changes
 * @effect: what, and for which option; stays for ever
 *
 * Context: takes tracing_mutex.
 */
void trace_option_add_effect(struct trace_option_effect *effect)
{
	guard(mutex)(&tracing_mutex);
	list_add_tail(&effect->list, &effects);
}

static int run_effects(struct trace_array *tr, enum trace_option opt, bool on)
{
	struct trace_option_effect *effect;
	int err;

	if (opt == TRACE_OPT_OVERWRITE)
		ringbuf_set_overwrite(tr->buffer, on);
	if (opt == TRACE_OPT_PRINTK_DEST)
		return trace_printk_set_dest(tr, on);
	list_for_each_entry(effect, &effects, list) {
		if (effect->opt != opt)
			continue;
		err = effect->change(tr, on);
		if (err)
			return err;
	}
	return 0;
}

/**
 * trace_option_set - change an option
 * @tr: the instance
 * @opt: the option
 * @on: its new value
 *
 * Context: tracing_mutex held.
 * Return: 0, or an errno; then nothing has changed.
 */
int trace_option_set(struct trace_array *tr, enum trace_option opt, bool on)
{
	const char *owner = trace_option_info[opt].tracer;
	u64 bit = BIT_ULL(opt);
	int err = 0;

	lockdep_assert_held(&tracing_mutex);
	if (!!(tr->options & bit) == on)
		return 0;
	if (owner && !strcmp(owner, tr->tracer->name) && tr->tracer->set_option)
		err = tr->tracer->set_option(tr, opt, on);
	if (!err)
		err = run_effects(tr, opt, on);
	if (err)
		return err;
	WRITE_ONCE(tr->options, on ? tr->options | bit : tr->options & ~bit);
	return 0;
}

/**
 * trace_option_set_by_name - change an option as trace_options is told to
 * @tr: the instance
 * @text: the name of an option to set it, with "no" before to clear it
 *
 * Context: tracing_mutex held.
 * Return: 0, -EINVAL for an unknown name, or another errno.
 */
int trace_option_set_by_name(struct trace_array *tr, const char *text)
{
	enum trace_option opt;

	for (opt = 0; opt < TRACE_NR_OPTIONS; opt++) {
		const char *name = trace_option_info[opt].name;

		if (!trace_option_shown(tr, opt))
			continue;
		if (!strcmp(text, name))
			return trace_option_set(tr, opt, true);
		if (!strncmp(text, "no", 2) && !strcmp(text + 2, name))
			return trace_option_set(tr, opt, false);
	}
	return -EINVAL;
}
