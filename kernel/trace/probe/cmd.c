// SPDX-License-Identifier: GPL-2.0
/* What commands of all kinds share, see include/linux/dynevent_cmd.h. */
#include <linux/dynevent_cmd.h>
#include <linux/errno.h>
#include <linux/export.h>

/**
 * dynevent_cmd_check - has there been room for all that was added
 * @cmd: the command
 *
 * Context: any.
 * Return: 0 or -E2BIG.
 */
int dynevent_cmd_check(const struct dynevent_cmd *cmd)
{
	return seq_buf_has_overflowed((struct seq_buf *)&cmd->seq) ? -E2BIG : 0;
}

/**
 * dynevent_create - make the event of a command
 * @cmd: the command
 *
 * Context: may sleep.
 * Return: 0, -E2BIG if the text did not fit, or what is wrong with it.
 */
int dynevent_create(struct dynevent_cmd *cmd)
{
	return dynevent_cmd_check(cmd) ?: cmd->run_command(cmd);
}
EXPORT_SYMBOL_GPL(dynevent_create);
