// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: the file system type
 *
 * There is one super block, which the kernel itself keeps mounted from boot on;
 * every mount of user space shows it. The options uid, gid and mode therefore
 * belong to the tree, and whoever mounts or remounts with options changes them
 * for all.
 */
#include <linux/debugfs.h>
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "internal.h"

/* The kernel's own mount, NULL until there is one. Set once at boot. */
static struct vfsmount *tracefs_mount;

enum {
	OPT_UID,
	OPT_GID,
	OPT_MODE,
};

static const struct fs_parameter_spec tracefs_params[] = {
	fsparam_uid("uid", OPT_UID),
	fsparam_gid("gid", OPT_GID),
	fsparam_u32oct("mode", OPT_MODE),
	{}
};

/* Returns the super block, NULL before there is one. */
struct super_block *tracefs_sb(void)
{
	/* Pairs with tracefs_init(): the mount is complete. */
	const struct vfsmount *mnt = smp_load_acquire(&tracefs_mount);

	return mnt ? mnt->mnt_sb : NULL;
}

/**
 * tracefs_initialized - whether the file system can be mounted
 *
 * Directories can be made before.
 *
 * Context: any.
 * Return: true once it is registered.
 */
bool tracefs_initialized(void)
{
	return tracefs_sb();
}

static int parse_param(struct fs_context *fc, struct fs_parameter *param)
{
	struct iattr *opts = fc->fs_private;
	struct fs_parse_result result;
	int opt = fs_parse(fc, tracefs_params, param, &result);

	switch (opt) {
	case OPT_UID:
		opts->ia_valid |= ATTR_UID;
		opts->ia_uid = result.uid;
		return 0;
	case OPT_GID:
		opts->ia_valid |= ATTR_GID;
		opts->ia_gid = result.gid;
		return 0;
	case OPT_MODE:
		opts->ia_valid |= ATTR_MODE;
		opts->ia_mode = result.uint_32 & S_IALLUGO;
		return 0;
	default:
		return opt;
	}
}

static int apply_options(struct fs_context *fc)
{
	const struct iattr *opts = fc->fs_private;

	if (!opts->ia_valid)
		return 0;
	guard(rwsem_write)(&tracefs_tree);
	tracefs_attr_reset(opts);
	tracefs_inodes_refresh(fc->root->d_sb);
	return 0;
}

static int fill_super(struct super_block *sb, struct fs_context *fc)
{
	struct inode *inode;

	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_magic = TRACEFS_MAGIC;
	sb->s_op = &tracefs_super_ops;
	sb->s_d_op = &tracefs_dentry_ops;
	sb->s_time_gran = 1;
	scoped_guard(rwsem_write, &tracefs_tree) {
		ktime_get_real_ts64(&tracefs_root.extra->owner.time);
		inode = tracefs_inode_of_dir(sb, &tracefs_root);
	}
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	sb->s_root = d_make_root(inode);
	return sb->s_root ? 0 : -ENOMEM;
}

static int get_tree(struct fs_context *fc)
{
	return get_tree_single(fc, fill_super) ?: apply_options(fc);
}

static void free_fc(struct fs_context *fc)
{
	kfree(fc->fs_private);
}

static const struct fs_context_operations context_ops = {
	.free		= free_fc,
	.parse_param	= parse_param,
	.get_tree	= get_tree,
	.reconfigure	= apply_options,
};

static int init_fs_context(struct fs_context *fc)
{
	struct iattr *opts = kzalloc(sizeof(*opts), GFP_KERNEL);

	if (!opts)
		return -ENOMEM;
	fc->fs_private = opts;
	fc->ops = &context_ops;
	return 0;
}

static struct file_system_type tracefs_type = {
	.name			= "tracefs",
	.init_fs_context	= init_fs_context,
	.parameters		= tracefs_params,
	.kill_sb		= kill_anon_super,
};

static struct vfsmount *submount(struct dentry *mountpoint, void *unused)
{
	struct vfsmount *mnt = vfs_submount(mountpoint, &tracefs_type, "tracefs", NULL);

	/* The path walk that asked takes two references. */
	return IS_ERR(mnt) ? mnt : mntget(mnt);
}

static int __init tracefs_init(void)
{
	struct vfsmount *mnt;
	int ret;

	ret = tracefs_inode_init() ?: sysfs_create_mount_point(kernel_kobj, "tracing");
	if (ret)
		return ret;
	ret = register_filesystem(&tracefs_type);
	if (ret)
		return ret;
	mnt = kern_mount(&tracefs_type);
	if (IS_ERR(mnt))
		return PTR_ERR(mnt);
	/* Pairs with tracefs_sb(). */
	smp_store_release(&tracefs_mount, mnt);
	return 0;
}
core_initcall(tracefs_init);

/* The place of former times, mounted when somebody goes there. */
static int __init tracefs_debugfs_init(void)
{
	debugfs_create_automount("tracing", NULL, submount, NULL);
	return 0;
}
fs_initcall(tracefs_debugfs_init);
