/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a reader has just looked up or printed and will need again.
 *
 * A trace names few tasks and few functions on many lines, most lines of a task begin
 * alike, and those of an event have the same format.  All caches are direct-mapped.
 * A task may get another name at any time, so its name is good for one tick; of
 * functions and formats only those of the kernel image are kept, which never change.
 */
#ifndef _TRACE_OUTPUT_NAMES_H
#define _TRACE_OUTPUT_NAMES_H

#include <linux/sched.h>
#include <linux/trace_events.h>
#include "plan.h"

#define NAMES_TASKS	16
#define NAMES_SYMBOLS	2048
#define NAMES_TEXT	38
#define NAMES_ORIGINS	64
#define NAMES_ORIGIN	56	/* none is longer */
#define NAMES_SECOND	16
#define NAMES_PLANS	32

/**
 * struct trace_names - what a reader remembers
 * @task: by pid; @when is the jiffy, @len 0 means unused
 * @symbol: by address; @len 0 means unused
 * @origin: what is before the time, see put_origin(); @len 0 means unused
 * @second: the seconds of the last time; @len 0 means unused
 * @plan: by format
 */
struct trace_names {
	struct {
		unsigned long	when;
		int		pid;
		u8		len;
		char		comm[TASK_COMM_LEN];
	} task[NAMES_TASKS];
	struct {
		unsigned long	ip;
		u8		offset;
		u8		len;
		char		text[NAMES_TEXT];
	} symbol[NAMES_SYMBOLS];
	struct {
		u64		key;
		u64		options;
		unsigned long	when;
		u8		len;
		char		text[NAMES_ORIGIN];
	} origin[NAMES_ORIGINS];
	struct {
		u64		value;
		u8		len;
		char		text[NAMES_SECOND];
	} second;
	struct trace_plan plan[NAMES_PLANS];
};

/* The task of the current record, or one that it names; returns the length. */
unsigned int trace_names_task(struct trace_iterator *iter, int pid,
			      char comm[TASK_COMM_LEN]);
/*
 * Appends the name of the function at @ip, if wanted with offset and size. @names
 * may be NULL.
 */
void trace_names_symbol(struct trace_names *names, struct trace_seq *s,
			unsigned long ip, bool offset);

#endif /* _TRACE_OUTPUT_NAMES_H */
