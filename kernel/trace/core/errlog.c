// SPDX-License-Identifier: GPL-2.0
/*
 * The error log: the last commands of an instance that failed, each with a
 * message and a caret below the place where it went wrong.
 *
 * An instance has nothing but a pointer until its first error. The newest
 * entries are kept; a command is at most a few pages long, so the log is bounded.
 */
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/sched/clock.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "../text/cursor.h"
#include "errlog.h"
#include "feature.h"
#include "instance.h"

#define NR_ENTRIES	8

/**
 * struct errlog_entry - one error
 * @ts: when, local_clock()
 * @error: what
 * @pos: where in @command the caret goes
 * @place: whose command it was, behind @command's end
 * @command: the command
 */
struct errlog_entry {
	u64		ts;
	enum text_error	error;
	unsigned int	pos;
	const char	*place;
	char		command[];
};

/**
 * struct trace_errlog - the errors of an instance
 * @next: where the next one goes; the oldest one once all are in use
 * @entries: NULL where there is none yet
 */
struct trace_errlog {
	unsigned int		next;
	struct errlog_entry	*entries[NR_ENTRIES];
};

static struct errlog_entry *make_entry(const char *place, const struct text_command *cmd)
{
	size_t len = strlen(cmd->text) + 1, place_len = strlen(place) + 1;
	struct errlog_entry *entry;

	entry = kmalloc(struct_size(entry, command, len + place_len), GFP_KERNEL);
	if (!entry)
		return NULL;
	entry->ts = local_clock();
	entry->error = cmd->error;
	entry->pos = cmd->pos;
	memcpy(entry->command, cmd->text, len);
	entry->place = memcpy(entry->command + len, place, place_len);
	return entry;
}

/**
 * trace_errlog_add - remember that a command failed
 * @tr: the instance that it was given to
 * @place: what kind of command, as the log shows it
 * @cmd: the command and its error; copied. Without an error, as when memory is
 *	short, nothing is remembered
 *
 * Context: tracing_mutex held, may sleep. Without memory the error is not logged.
 */
void trace_errlog_add(struct trace_array *tr, const char *place,
		      const struct text_command *cmd)
{
	struct errlog_entry *entry;
	struct trace_errlog *log;

	lockdep_assert_held(&tracing_mutex);
	if (!cmd->error)
		return;
	if (!tr->errlog)
		tr->errlog = kzalloc(sizeof(*tr->errlog), GFP_KERNEL);
	log = tr->errlog;
	entry = log ? make_entry(place, cmd) : NULL;
	if (!entry)
		return;
	kfree(log->entries[log->next]);
	log->entries[log->next] = entry;
	log->next = (log->next + 1) % NR_ENTRIES;
}

static void show_entry(struct seq_file *m, const struct errlog_entry *entry)
{
	u32 ns;
	u64 sec = div_u64_rem(entry->ts, NSEC_PER_SEC, &ns);

	seq_printf(m, "[%5llu.%06lu] %s: error: %s\n", sec, ns / NSEC_PER_USEC,
		   entry->place, text_error_message(entry->error));
	seq_printf(m, "  Command: %s\n", entry->command);
	seq_printf(m, "           %*s^\n", entry->pos, "");
}

/**
 * trace_errlog_show - print the log
 * @tr: the instance
 * @m: where to; oldest error first
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_errlog_show(struct trace_array *tr, struct seq_file *m)
{
	const struct trace_errlog *log = tr->errlog;
	unsigned int i;

	for (i = 0; log && i < NR_ENTRIES; i++) {
		const struct errlog_entry *entry = log->entries[(log->next + i) % NR_ENTRIES];

		if (entry)
			show_entry(m, entry);
	}
}

/**
 * trace_errlog_clear - forget all errors
 * @tr: the instance
 *
 * Context: tracing_mutex held, or nobody else knows @tr any more; may sleep.
 */
void trace_errlog_clear(struct trace_array *tr)
{
	unsigned int i;

	for (i = 0; tr->errlog && i < NR_ENTRIES; i++)
		kfree(tr->errlog->entries[i]);
	kfree(tr->errlog);
	tr->errlog = NULL;
}

static struct trace_feature errlog_features[] = {
	{ .name = "error-log" },
};

TRACE_FEATURES(errlog_features);
