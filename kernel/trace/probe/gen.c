// SPDX-License-Identifier: GPL-2.0
/*
 * Probes that kernel code makes, see include/linux/dynevent_cmd.h.
 *
 * What is put together is the text that a user would write; so kernel code can make
 * what users can, and whatever is wrong is found where it is found for them.
 */
#include <linux/dynevent_cmd.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include "dynevent.h"
#include "kprobe.h"

static int run_kprobe(struct dynevent_cmd *cmd)
{
	return dynevent_command(seq_buf_str(&cmd->seq), probe_kprobe_kind);
}

/**
 * kprobe_event_cmd_init - begin with a command
 * @cmd: the command
 * @buf: where its text goes; stays until it has been run
 * @maxlen: of @buf, MAX_DYNEVENT_CMD_LEN is enough for any
 *
 * Context: any.
 */
void kprobe_event_cmd_init(struct dynevent_cmd *cmd, char *buf, int maxlen)
{
	*cmd = (struct dynevent_cmd) {
		.type		= DYNEVENT_TYPE_KPROBE,
		.run_command	= run_kprobe,
	};
	seq_buf_init(&cmd->seq, buf, maxlen);
}
EXPORT_SYMBOL_GPL(kprobe_event_cmd_init);

static int add_words(struct dynevent_cmd *cmd, va_list *args)
{
	const char *word;

	while ((word = va_arg(*args, const char *))) {
		seq_buf_printf(&cmd->seq, " %s", word);
		cmd->n_fields++;
	}
	return dynevent_cmd_check(cmd);
}

/**
 * __kprobe_event_gen_cmd_start - say where the event is to be
 * @cmd: a command that has just been begun
 * @kretprobe: where the function returns
 * @name: of the event
 * @loc: the place, as users write it
 *
 * Arguments follow, then NULL. Called through kprobe_event_gen_cmd_start() and
 * kretprobe_event_gen_cmd_start().
 *
 * Context: any.
 * Return: 0, -EINVAL for a command of another type, -E2BIG.
 */
int __kprobe_event_gen_cmd_start(struct dynevent_cmd *cmd, bool kretprobe,
				 const char *name, const char *loc, ...)
{
	va_list args;
	int err;

	if (cmd->type != DYNEVENT_TYPE_KPROBE)
		return -EINVAL;
	cmd->event_name = name;
	seq_buf_printf(&cmd->seq, "%c:%s %s", kretprobe ? 'r' : 'p', name, loc);
	va_start(args, loc);
	err = add_words(cmd, &args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL_GPL(__kprobe_event_gen_cmd_start);

/**
 * __kprobe_event_add_fields - add arguments
 * @cmd: a command that has a place
 *
 * Arguments follow, then NULL. Called through kprobe_event_add_fields().
 *
 * Context: any.
 * Return: 0, -EINVAL for a command of another type, -E2BIG.
 */
int __kprobe_event_add_fields(struct dynevent_cmd *cmd, ...)
{
	va_list args;
	int err;

	if (cmd->type != DYNEVENT_TYPE_KPROBE)
		return -EINVAL;
	va_start(args, cmd);
	err = add_words(cmd, &args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL_GPL(__kprobe_event_add_fields);

/**
 * kprobe_event_delete - remove an event
 * @name: its name, "GROUP/" may be in front
 *
 * Context: may sleep.
 * Return: 0, -ENOENT, -EBUSY if it is on, or -ENOMEM.
 */
int kprobe_event_delete(const char *name)
{
	char *text __free(kfree) = kasprintf(GFP_KERNEL, "-:%s", name);

	return text ? dynevent_command(text, probe_kprobe_kind) : -ENOMEM;
}
EXPORT_SYMBOL_GPL(kprobe_event_delete);
