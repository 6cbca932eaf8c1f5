// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: opening a file
 *
 * Every file is opened through here, and only opened: the operations of the
 * client take over before his ->open() runs, so that reading and writing cost
 * nothing extra. In between, the gate of the directory is held, which removal
 * waits for: ->open() may rely on what the directory stands for, and has to pin
 * it for the time after.
 */
#include <linux/security.h>

#include "internal.h"

/* On failure the VFS drops the operations that the file has by then. */
static int open_client(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = fops_get(to_tracefs(inode)->file->fops);

	if (!fops)
		return -ENODEV;
	replace_fops(file, fops);
	return fops->open ? fops->open(inode, file) : 0;
}

static int tracefs_open(struct inode *inode, struct file *file)
{
	struct tracefs_dir *dir = tracefs_dir_of(inode);
	int ret = security_locked_down(LOCKDOWN_TRACEFS);

	if (ret)
		return ret;
	if (!tracefs_dir_enter(dir))
		return -ENODEV;
	ret = open_client(inode, file);
	tracefs_dir_leave(dir);
	return ret;
}

const struct file_operations tracefs_open_fops = {
	.open		= tracefs_open,
};

const struct inode_operations tracefs_file_iops = {
	.setattr	= tracefs_setattr,
};
