/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of tasks and functions that a reader has just looked up.
 *
 * A trace names few tasks and few functions on many lines.  Both caches are
 * direct-mapped.  A task may get another name at any time, so its name is
 * good for one tick; of functions only those of the kernel image are kept,
 * whose names never change.
 */
#ifndef _TRACE_OUTPUT_NAMES_H
#define _TRACE_OUTPUT_NAMES_H

#include <linux/sched.h>
#include <linux/trace_events.h>

#define NAMES_TASKS	16
#define NAMES_SYMBOLS	2048
#define NAMES_TEXT	38

/**
 * struct trace_names - what a reader remembers
 * @task: by pid; @when is the jiffy, @len 0 means unused
 * @symbol: by address; @len 0 means unused
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
