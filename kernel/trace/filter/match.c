// SPDX-License-Identifier: GPL-2.0
/* Running a filter over a record.  Any context, NMI included. */
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "filter.h"

/* Strings outside of the record are looked at up to here. */
#define FOREIGN_MAX	128

static u64 fetch_number(const struct trace_pred *p, const void *rec)
{
	const void *at = rec + p->offset;
	bool sign = p->kind == PRED_SIGNED;

	switch (p->size) {
	case 1:
		return sign ? *(s8 *)at : *(u8 *)at;
	case 2:
		return sign ? *(s16 *)at : *(u16 *)at;
	case 4:
		return sign ? *(s32 *)at : *(u32 *)at;
	default:
		return *(u64 *)at;
	}
}

/* Less than, equal to or greater than the right side: -1, 0, 1. */
static int order(const struct trace_pred *p, u64 a)
{
	if (p->kind == PRED_SIGNED)
		return ((s64)a > (s64)p->value) - ((s64)a < (s64)p->value);
	return (a > p->value) - (a < p->value);
}

static bool compare_numbers(const struct trace_pred *p, u64 a)
{
	switch (p->op) {
	case PRED_EQ:
		return a == p->value;
	case PRED_NE:
		return a != p->value;
	case PRED_AND:
		return a & p->value;
	case PRED_LT:
		return order(p, a) < 0;
	case PRED_LE:
		return order(p, a) <= 0;
	case PRED_GT:
		return order(p, a) > 0;
	default:
		return order(p, a) >= 0;
	}
}

/* @text need not be terminated within @room bytes. */
static bool compare_text(const struct trace_pred *p, const char *text,
			 size_t room)
{
	size_t len = strlen(p->text);
	char copy[FOREIGN_MAX];
	bool same;

	if (p->op == PRED_GLOB) {
		if (strnlen(text, room) == room) {
			room = min(room, sizeof(copy) - 1);
			memcpy(copy, text, room);
			copy[room] = '\0';
			text = copy;
		}
		return glob_match(p->text, text);
	}
	same = strnlen(text, room) == len && !memcmp(text, p->text, len);
	return same == (p->op == PRED_EQ);
}

static bool compare_foreign(const struct trace_pred *p, const void *rec)
{
	const char *where = *(const char **)(rec + p->offset);
	char copy[FOREIGN_MAX];

	if (strncpy_from_kernel_nofault(copy, where, sizeof(copy)) < 0)
		return false;
	return compare_text(p, copy, sizeof(copy));
}

static bool compare_located(const struct trace_pred *p, const void *rec)
{
	u32 loc = *(u32 *)(rec + p->offset);
	const char *text = rec + (loc & 0xffff);

	if (p->kind == PRED_REL_LOC)
		text += p->offset + sizeof(loc);
	return compare_text(p, text, loc >> 16);
}

static bool pred_holds(const struct trace_pred *p, const void *rec)
{
	switch (p->kind) {
	case PRED_CHARS:
		return compare_text(p, rec + p->offset, p->size);
	case PRED_DATA_LOC:
	case PRED_REL_LOC:
		return compare_located(p, rec);
	case PRED_POINTER:
		return compare_foreign(p, rec);
	case PRED_COMM:
		return compare_text(p, current->comm, TASK_COMM_LEN);
	case PRED_CPU:
		return compare_numbers(p, raw_smp_processor_id());
	default:
		return compare_numbers(p, fetch_number(p, rec));
	}
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
	unsigned int at = 0;

	while (at < FILTER_REJECT)
		at = filter->pred[at].next[pred_holds(&filter->pred[at], rec)];
	return at == FILTER_ACCEPT;
}
EXPORT_SYMBOL_GPL(filter_match_preds);
