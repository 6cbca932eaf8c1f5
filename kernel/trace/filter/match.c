// SPDX-License-Identifier: GPL-2.0
/* Running a filter over a record.  Any context, NMI included. */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "filter.h"

/* Strings outside of the record are looked at up to here. */
#define FOREIGN_MAX	1024

/* ---- Numbers ---------------------------------------------------------- */

static noinline bool in_cpus(const struct trace_pred *p, u64 cpu)
{
	return cpu < nr_cpu_ids && cpumask_test_cpu(cpu, p->data);
}

static __always_inline bool range_holds(const struct trace_pred *p, u64 value)
{
	return value - p->low <= p->span;
}

static __always_inline bool number_holds(const struct trace_pred *p, u64 value)
{
	switch (p->test) {
	case PRED_RANGE:
	case PRED_RANGE_ASKED:
		return range_holds(p, value);
	case PRED_BITS:
		return value & p->bits;
	default:
		return in_cpus(p, value);
	}
}

/* ---- Strings ---------------------------------------------------------- */

/* @text need not be terminated within @room bytes. */
static bool text_holds(const struct trace_pred *p, const char *text, size_t room)
{
	return text_glob_match(&p->glob, text, strnlen(text, room)) != p->inverted;
}

/* Memory that cannot be read is neither equal nor unequal. */
static noinline bool foreign_holds(const struct trace_pred *p, const void *rec)
{
	const char *where = *(const char **)(rec + p->offset);
	char copy[FOREIGN_MAX];
	long len;

	if (p->left == PRED_USER)
		len = strncpy_from_user_nofault(copy, (const char __user __force *)where,
						sizeof(copy));
	else
		len = strncpy_from_kernel_nofault(copy, where, sizeof(copy));
	return len >= 0 && text_holds(p, copy, sizeof(copy));
}

/* ---- Data at the end of the record ------------------------------------ */

/* A word tells where it is, from the start of the record or from itself on. */
static const void *located(const struct trace_pred *p, const void *rec, bool rel, size_t *len)
{
	u32 loc = *(u32 *)(rec + p->offset);

	*len = loc >> 16;
	return rec + (loc & 0xffff) + (rel ? p->offset + sizeof(loc) : 0);
}

static bool located_holds(const struct trace_pred *p, const void *rec, bool rel)
{
	size_t len;
	const char *text = located(p, rec, rel, &len);

	return text_holds(p, text, len);
}

/* A set of CPUs in a record ends somewhere; behind that it has no CPUs. */
static bool cpus_hold(const struct trace_pred *p, const void *rec, bool rel)
{
	const unsigned long *mask = cpumask_bits((struct cpumask *)p->data);
	unsigned long any = 0, differ = 0, word;
	const void *at;
	unsigned int i;
	size_t len;

	at = located(p, rec, rel, &len);
	for (i = 0; i < BITS_TO_LONGS(nr_cpumask_bits); i++) {
		word = 0;
		memcpy(&word, at, min(len, sizeof(word)));
		at += min(len, sizeof(word));
		len -= min(len, sizeof(word));
		any |= word & mask[i];
		differ |= word ^ mask[i];
	}
	return (p->test == PRED_ANY_CPU ? any != 0 : !differ) != p->inverted;
}

/* ---- Programs --------------------------------------------------------- */

/* Of those in the record; masked, so that the compiler need not ask for others. */
static __always_inline u64 field_of(const struct trace_pred *p, const void *rec)
{
	return trace_number_load(p->left & (TRACE_NUMBERS - 1), rec + p->offset);
}

static __always_inline u64 number_of(const struct trace_pred *p, const void *rec)
{
	return p->left == PRED_CPU ? raw_smp_processor_id() : field_of(p, rec);
}

static noinline bool other_holds(const struct trace_pred *p, const void *rec)
{
	switch (p->left) {
	case PRED_CHARS:
		return text_holds(p, rec + p->offset, p->size);
	case PRED_DATA_LOC:
		return located_holds(p, rec, false);
	case PRED_REL_LOC:
		return located_holds(p, rec, true);
	case PRED_POINTER:
	case PRED_USER:
		return foreign_holds(p, rec);
	case PRED_COMM:
		return text_holds(p, current->comm, TASK_COMM_LEN);
	case PRED_CPUS_LOC:
		return cpus_hold(p, rec, false);
	default:
		return cpus_hold(p, rec, true);
	}
}

static __always_inline bool pred_holds(const struct trace_pred *p, const void *rec)
{
	if (trace_pred_is_number(p->left))
		return number_holds(p, number_of(p, rec));
	return other_holds(p, rec);
}

static const struct trace_pred *goes_to(const struct event_filter *filter, u32 next)
{
	return (const void *)filter + next;
}

static noinline bool matches(const struct event_filter *filter, const void *rec)
{
	const struct trace_pred *p = filter->pred;
	u32 next;

	while ((next = p->next[pred_holds(p, rec)]) > FILTER_ACCEPT)
		p = goes_to(filter, next);
	return next;
}

/**
 * filter_match_preds - does a record pass a filter
 * @filter: the filter
 * @rec: the record
 *
 * Context: any, in an RCU read-side section.
 * Return: 1 if it does, else 0.
 */
int filter_match_preds(struct event_filter *filter, void *rec)
{
	return matches(filter, rec);
}
EXPORT_SYMBOL_GPL(filter_match_preds);

static noinline bool keeps_asked(struct event_filter *filter, struct trace_record *rec)
{
	if (filter->context && trace_record_is_scratch(rec))
		trace_record_context(rec);
	return matches(filter, rec->entry);
}

/**
 * trace_filter_keeps - does a record of an event pass a filter
 * @filter: the filter
 * @rec: the record; outside of the buffer it is without its head so far
 *
 * Most filters compare fields with numbers. That needs no function, and so no stack
 * frame; anything else begins again with what can do it all.
 *
 * Context: any, in an RCU read-side section.
 * Return: true if it does.
 */
bool trace_filter_keeps(struct event_filter *filter, struct trace_record *rec)
{
	const struct trace_pred *p = filter->pred;
	u32 next;

	for (;;) {
		if (p->test != PRED_RANGE)
			return keeps_asked(filter, rec);
		next = p->next[range_holds(p, field_of(p, rec->entry))];
		if (next <= FILTER_ACCEPT)
			return next;
		p = goes_to(filter, next);
	}
}
