/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events that kernel code makes at run time, piece by piece.
 *
 * A command is the text that a user would write to a file. It is begun, words are
 * added to it, and at the end it is run; whatever goes wrong on the way is told by
 * the call, and the event is not made.
 */
#ifndef _LINUX_DYNEVENT_CMD_H
#define _LINUX_DYNEVENT_CMD_H

#include <linux/seq_buf.h>

#define MAX_DYNEVENT_CMD_LEN	2048

enum dynevent_type {
	DYNEVENT_TYPE_SYNTH = 1,
	DYNEVENT_TYPE_KPROBE,
	DYNEVENT_TYPE_NONE,
};

struct dynevent_cmd;

typedef int (*dynevent_create_fn_t)(struct dynevent_cmd *cmd);

/**
 * struct dynevent_cmd - a command being put together
 * @seq: its text
 * @event_name: of the event
 * @n_fields: fields so far
 * @type: what kind of event
 * @run_command: makes the event
 * @private_data: the kind's
 */
struct dynevent_cmd {
	struct seq_buf		seq;
	const char		*event_name;
	unsigned int		n_fields;
	enum dynevent_type	type;
	dynevent_create_fn_t	run_command;
	void			*private_data;
};

int dynevent_create(struct dynevent_cmd *cmd);
int dynevent_cmd_check(const struct dynevent_cmd *cmd);

/* kernel/trace/probe/gen.c */
int kprobe_event_delete(const char *name);
void kprobe_event_cmd_init(struct dynevent_cmd *cmd, char *buf, int maxlen);
int __kprobe_event_gen_cmd_start(struct dynevent_cmd *cmd, bool kretprobe,
				 const char *name, const char *loc, ...);
int __kprobe_event_add_fields(struct dynevent_cmd *cmd, ...);

/* The arguments behind the place, then those added, are fields: "dfd=%ax". */
#define kprobe_event_gen_cmd_start(cmd, name, loc, ...)			\
	__kprobe_event_gen_cmd_start(cmd, false, name, loc, ## __VA_ARGS__, NULL)
#define kretprobe_event_gen_cmd_start(cmd, name, loc, ...)		\
	__kprobe_event_gen_cmd_start(cmd, true, name, loc, ## __VA_ARGS__, NULL)
#define kprobe_event_add_fields(cmd, ...)				\
	__kprobe_event_add_fields(cmd, ## __VA_ARGS__, NULL)
#define kprobe_event_add_field(cmd, field)				\
	__kprobe_event_add_fields(cmd, field, NULL)
#define kprobe_event_gen_cmd_end(cmd)		dynevent_create(cmd)
#define kretprobe_event_gen_cmd_end(cmd)	dynevent_create(cmd)

#endif /* _LINUX_DYNEVENT_CMD_H */
